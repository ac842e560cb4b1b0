"""People go on writing, each in their own way: what belongs to a complaint joins it, what is new is acknowledged.

Source: docs/mail-rules.md, Which complaint a mail joins.
"""

from email import message_from_bytes

from scene.count import read_register
from scene.mails import Mail, answering, finished, following
from scene.stage import Scene
from tracker.ledger import MailClass
from tracker.model import Letter


def written(scene: Scene, sender: str, subject: str, text: str, kind: MailClass = MailClass.FOLLOW_UP, **fields: str) -> Mail:
    """Return a mail by somebody who wrote before; only what begins a complaint is answered."""
    message = scene.pen.message(subject)
    message.replace_header("From", sender)
    for name, value in fields.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return finished(message, kind, answered=kind is MailClass.COMPLAINT)


def message_id(letter: bytes) -> str:
    return str(message_from_bytes(letter)["Message-ID"])


def bounce_address(scene: Scene, recipient: str) -> str:
    """Return the envelope's sender of the first letter to somebody."""
    return next(copy.sender for copy in scene.sent if copy.recipient == recipient)


def references(scene: Scene) -> list[str]:
    return [one.reference for one in read_register(scene.service.store).complaints.values()]


def test_whatever_way_a_complainant_goes_on_it_is_one_complaint(scene: Scene) -> None:
    (first,) = scene.bring(scene.pen.complaints(1))
    scene.until_quiet()
    (letter,) = scene.sent_to(first.sender)
    (reference,) = references(scene)
    quoted = f"Op 2 april schreef Klachten:\n> Uw kenmerk is {reference}.\n"
    later = [
        answering(scene.pen, letter),
        following(scene.pen, first),
        written(scene, first.sender, "Re: Klacht over uw brief", "Ik wacht nog.\n"),
        written(scene, first.sender, f"Nog eens over {reference}", "Ik wacht nog steeds.\n"),
        written(scene, first.sender, "Waar blijft u?", f"Mijn kenmerk is {reference}.\n"),
        written(scene, first.sender, "Antwoord", "U hoort van mij.\n", To=bounce_address(scene, first.sender)),
        written(scene, "broer@" + scene.pen.domain, "Namens mijn zus", "Zij is ziek.\n", In_Reply_To=message_id(letter)),
    ]
    new = [
        written(scene, first.sender, "Iets heel anders", f"Uw website is traag.\n\n{quoted}", MailClass.COMPLAINT),
        written(scene, "buur@" + scene.pen.domain, f"Over {reference}", "Wat is dit?\n", MailClass.COMPLAINT),
    ]
    scene.bring([*later, *new])
    scene.until_quiet()
    assert scene.differences() == []
    told = [one for one in scene.letters_to(scene.manager) if one.letter == Letter.FOLLOW_UP]
    assert sorted(one.facts["other_address"] for one in told) == [False] * 6 + [True]  # the post brings them in any order
    assert [len(scene.sent_to(mail.sender)) for mail in (later[-1], *new)] == [0, 2, 1]


def test_a_mail_that_points_to_two_complaints_is_a_third_and_a_person_reads_both_numbers(scene: Scene) -> None:
    (first,) = scene.bring(scene.pen.complaints(1))
    scene.until_quiet()
    scene.bring([written(scene, first.sender, "Nog een klacht", "Ik werd weer gebeld.\n", MailClass.COMPLAINT)])
    scene.until_quiet()
    one, two = references(scene)
    doubtful = written(
        scene, first.sender, f"Over {two}", "Zie hieronder.\n", MailClass.COMPLAINT, In_Reply_To=message_id(scene.sent_to(first.sender)[0])
    )
    scene.bring([doubtful])
    scene.until_quiet()
    assert scene.differences() == []
    assert (len(references(scene)), len(scene.sent_to(first.sender))) == (3, 3)
    last = scene.letters_to(scene.manager)[-1]
    assert [named["reference"] for named in last.facts["named"]] == [one, two]
    assert [other["reference"] for other in last.facts["others"]] == [two, one]
    assert all(reference.encode() in scene.sent_to(scene.manager)[-1] for reference in (one, two))


def test_a_colleague_who_answers_a_letter_is_on_the_record_and_in_nobodys_mail(scene: Scene) -> None:
    (first,) = scene.bring(scene.pen.complaints(1))
    scene.until_quiet()
    (asked,) = scene.sent_to(scene.manager)
    scene.bring([written(scene, scene.manager, "Gebeld", "Mevrouw belt morgen terug.\n", MailClass.STAFF, In_Reply_To=message_id(asked))])
    scene.until_quiet()
    assert scene.differences() == []
    assert not any(b"belt morgen terug" in raw for raw in scene.sent_to(first.sender))
