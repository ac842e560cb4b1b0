"""The report over Dovecot and Postfix: a fortnight of mail whose figures are known, and what the management reads of it on Monday.

Source: docs/procedure.md, What makes it more.
"""

import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from klachten.daemon import Daemon
from scene.letters import Received
from scene.mails import newsletter, out_of_office
from scene.office import Office
from scene.posts import RealPost
from scene.waiting import as_soon_as
from tracker.model import Role

TO_MONDAY = timedelta(days=3, hours=23)
"""From Thursday nine o'clock to the Monday after, eight o'clock."""

WEEK_14 = [
    "Alle 14 mails zijn verwerkt, er blijft niets liggen",
    "Vraagt een besluit: 0",
    "Nieuw 6 – –",
    "Opgelost 1 – –",
    "Open 5 – –",
    "Te laat 0 – –",
    "Op tijd bevestigd 6 van 6 – –",
    "Naar beroep 0 – –",
    "Teamleider Incasso 1 0 1 –",
    "Zonder behandelaar 4 0 0 –",
    "Ontvangen 14",
    "Nieuwe klacht 6",
    "Van automaten 2",
    "Verschil 0",
]
"""Lines of the text part: by whom it was written is of no matter to the figures, so spaces are not looked at."""


def lines_of(report: Received) -> list[str]:
    body = report.message.get_body(("plain",))
    assert body is not None
    return [" ".join(line.split()) for line in str(body.get_content()).splitlines()]


def figures_of(report: Received) -> list[str]:
    """Return the lines between the headings of the figures and of what follows them."""
    lines = lines_of(report)
    begin = lines.index("De cijfers")
    return lines[begin : lines.index("Open klachten")]


def everything_in(report: Received) -> str:
    """Return all that can be read in a report, its workbook unpacked."""
    texts = [str(part.get_content()) for part in report.message.walk() if part.get_content_maintype() == "text"]
    (book,) = (part for part in report.message.iter_attachments() if str(part.get_filename()).endswith(".xlsx"))
    with zipfile.ZipFile(BytesIO(book.get_content())) as sheets:
        texts += [sheets.read(name).decode() for name in sheets.namelist()]
    return "\n".join(texts)


def a_week_of_mail(office: Office, daemon: Daemon) -> list[str]:
    """Let six complain, of whom one is helped and closed and one is assigned, and machines write; return who complained."""
    scene = office.scene
    handler = f"{Role.TEAM_LEAD_COLLECTION}@{scene.staff_domain}"
    mails = scene.pen.complaints(6)
    office.lay(daemon, *(mail.raw for mail in mails), out_of_office(scene.pen).raw, newsletter(scene.pen).raw)
    first, second = (f"KL-2026-0000{number}" for number in (1, 2))
    for reference in (first, second):
        (letter,) = office.letters(scene.manager, f"[{reference}] Toewijzen")
        office.follow(daemon, scene.manager, letter.link("#toewijzen").filled("Bram Smit"))
    (assigned,) = office.letters(handler, f"[{first}]")
    office.follow(daemon, handler, assigned.link("#afspraak #opgelost"), "Wij sturen u een brief.")
    office.follow(daemon, scene.manager, office.letters(scene.manager, "Navragen")[-1].link("#vraagklager"))
    complainant = next(mail.sender for mail in mails if office.letters(mail.sender, "opgelost?"))
    yes = next(link for link in office.letters(complainant, "opgelost?")[-1].links if link.subject.startswith("JA"))
    office.follow(daemon, complainant, yes)
    office.follow(daemon, scene.manager, office.letters(scene.manager, "waarschijnlijk ja")[-1].link("#tevreden"))
    return [mail.sender for mail in mails]


def test_the_management_reads_on_monday_what_became_of_every_mail(real_post: RealPost, tmp_path: Path) -> None:
    office = Office(real_post, tmp_path)
    scene = office.scene
    scene.config.write_text(f"{scene.config.read_text()}\n[letters]\ndelay_minutes = 0\n")
    director = f"{Role.MANAGING_DIRECTOR}@{scene.staff_domain}"
    with office.open() as daemon:
        complainants = a_week_of_mail(office, daemon)
        office.clock.advance(TO_MONDAY)
        office.look(daemon)
        office.look(daemon)
        (report,) = office.letters(scene.manager, "[Rapport]")
        assert [line for line in WEEK_14 if line not in lines_of(report)] == []
        assert not [one for one in complainants if one in everything_in(report)]
        (other,) = office.letters(director, "[Rapport]")
        assert figures_of(other) == figures_of(report)
        assert "De behandelaars" not in lines_of(other)
    office.clock.advance(timedelta(days=9))  # a Wednesday, after a Monday on which the service was down
    with office.open():
        (late,) = as_soon_as(lambda: office.letters(director, "[Rapport]")[1:], lambda: "the report was not made up for")
    assert late.subject.startswith("[Rapport] Week 15 van 2026: ")
    assert late.subject.endswith("(nagezonden)")
