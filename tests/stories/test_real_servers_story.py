"""The straight way once more, with the service as a process of its own between Dovecot and Postfix, and staff who only follow links."""

import smtplib
from pathlib import Path

from scene.count import read_register
from scene.letters import Link, Received
from scene.nursery import Nursery
from scene.posts import TIMEOUT_SECONDS, RealPost
from scene.stage import Scene, playing
from tracker.model import Role


def newest(scene: Scene, address: str, words: str) -> Received:
    """Return the newest letter to somebody whose subject has these words."""
    letters = [Received(raw) for raw in scene.sent_to(address)]
    return next(letter for letter in reversed(letters) if words in letter.subject)


def write(scene: Scene, post: RealPost, sender: str, link: Link, text: str = "") -> None:
    """Follow a link, and return when all is done for the mail that it opened."""
    message = scene.pen.message(link.subject)
    message.replace_header("From", sender)
    message.replace_header("To", link.to)
    message.set_content(f"{text}\n{link.body}")
    mails = len(read_register(scene.service.store).arrivals)
    with smtplib.SMTP("localhost", post.postfix.smtp_plain_port, timeout=TIMEOUT_SECONDS) as smtp:
        smtp.sendmail(sender, [link.to], message.as_bytes())
    scene.service.until_quiet(mails + 1)


def test_a_complaint_goes_its_way_by_links_alone(real_post: RealPost, nursery: Nursery, tmp_path: Path) -> None:
    scene = Scene(real_post, tmp_path, f"sqlite:///{tmp_path}/register.db", launch=nursery.launch)
    scene.config.write_text(f"{scene.config.read_text()}\n[letters]\ndelay_minutes = 0\n")
    with playing(scene):
        (first,) = scene.bring(scene.pen.complaints(1))
        scene.until_quiet()
        handler = f"{Role.TEAM_LEAD_COLLECTION}@{scene.staff_domain}"
        write(scene, real_post, scene.manager, newest(scene, scene.manager, "Toewijzen").link("#toewijzen").filled("Bram Smit"))
        write(scene, real_post, handler, newest(scene, handler, "Behandelen").link("#afspraak #opgelost"), "Wij sturen u een brief.")
        assert "Wij sturen u een brief." in newest(scene, first.sender, "afspraak").text
        asked = newest(scene, scene.manager, "Navragen")
        write(scene, real_post, scene.manager, asked.link("#vraagklager"))
        yes = next(link for link in newest(scene, first.sender, "opgelost?").links if link.subject.startswith("JA"))
        write(scene, real_post, first.sender, yes)
        write(scene, real_post, scene.manager, newest(scene, scene.manager, "waarschijnlijk ja").link("#tevreden"))
        assert "sluiten" in newest(scene, first.sender, "sluiten").subject
        assert [one.state for one in read_register(scene.service.store).complaints.values()] == ["closed"]
