"""What colleagues and administrators do to a running service."""

from pathlib import Path

from klachten.faults_told import BUSY
from scene.count import FOLDERS, read_register
from scene.nursery import Nursery
from scene.posts import RealPost
from scene.stage import Scene, playing
from tracker.ledger import MailClass, Shelf


def test_a_handled_mail_that_is_dragged_back_is_put_back_and_not_answered_again(scene: Scene, real_post: RealPost) -> None:
    (mail,) = scene.bring(scene.pen.complaints(1))
    scene.until_quiet()
    with real_post.login(scene.addresses[0]) as imap:
        imap.select_folder(FOLDERS[Shelf.HANDLED])
        imap.move(imap.search(), "INBOX")
    scene.service.until_quiet(2)
    assert [arrival.kind for arrival in read_register(scene.service.store).arrivals] == [MailClass.COMPLAINT, MailClass.REDELIVERED]
    assert len(scene.sent_to(mail.sender)) == 1
    assert sorted(scene.folders()) == [FOLDERS[Shelf.HANDLED], FOLDERS[Shelf.SENT]]


def test_two_mailboxes_are_watched_by_one_service_each_answering_in_its_own_name(
    real_post: RealPost, nursery: Nursery, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/register.db"
    with playing(Scene(real_post, tmp_path, url, mailboxes=2, launch=nursery.launch)) as scene:
        for box, pen in enumerate(scene.pens):
            scene.bring(pen.mixed(13), box)
        scene.until_quiet()
        assert scene.differences() == []
        for box, address in enumerate(scene.addresses):
            here = [raw for mails in real_post.mails(address).values() for raw in mails]
            assert all(any(mail.is_in(raw) for raw in here) for mail in scene.delivered[13 * box : 13 * (box + 1)])
            answers = [copy for copy in scene.sent if copy.recipient.endswith(f"@{scene.pens[box].domain}")]
            assert answers
            assert all(f"<{address}>".encode() in copy.raw.partition(b"\r\nTo: ")[0] for copy in answers)


def test_a_second_service_on_an_sqlite_register_is_refused_and_the_first_goes_on(scene: Scene) -> None:
    second = scene.another("second")
    for command in ("run", "once"):
        assert second.launch(command).wait(60) == BUSY
        assert "stop it first" in second.log.read_text()
    scene.bring(scene.pen.complaints(3))
    scene.until_quiet()
    assert scene.differences() == []
