"""An acknowledgement is taken by our mail server and refused by the next: a real bounce comes back, and a person hears of it."""

from scene.count import FOLDERS, read_register
from scene.mails import finished
from scene.posts import RealPost
from scene.stage import Scene
from tracker.ledger import MailClass, Shelf
from tracker.model import Acknowledgement, Letter


def test_a_bounced_acknowledgement_opens_the_duty_again_and_nothing_loops(scene: Scene, real_post: RealPost) -> None:
    message = scene.pen.message("Klacht van iemand die net verhuisd is", local="weg")
    message.set_content("U belt mij steeds op mijn werk. Wilt u daarmee ophouden?\n")
    scene.bring([finished(message)])
    scene.service.until_quiet(2)  # the complaint, and the bounce that it led to
    register = read_register(scene.service.store)
    (complaint,) = register.complaints.values()
    assert [arrival.kind for arrival in register.arrivals] == [MailClass.COMPLAINT, MailClass.BOUNCE]
    assert complaint.acknowledgement == Acknowledgement.FAILED
    assert [letter.letter for letter in register.letters] == [Letter.ACKNOWLEDGEMENT, Letter.NEW_COMPLAINT, Letter.UNACKNOWLEDGED]
    assert register.letters[0].bounced_at
    assert {copy.recipient for copy in scene.sent} == {scene.manager}
    assert complaint.reference.encode() in scene.sent_to(scene.manager)[1]
    folders = {folder: len(mails) for folder, mails in scene.folders().items()}
    assert folders == {FOLDERS[Shelf.HANDLED]: 1, FOLDERS[Shelf.ROBOTS]: 1, FOLDERS[Shelf.SENT]: 3}
    assert real_post.postfix.queue_size() == 0
