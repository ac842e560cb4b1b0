"""A report on a letter: which one it was, what follows once, and what a forged report changes, which is nothing.

Source: docs/mail-rules.md, R-DSN-01 to -03, R-ARF-01, D14 and A06.
"""

import pytest

from intake.undelivered import BACKSCATTER
from outbound.verp import envelope_sender
from tracker.alarms import alarms_up, take_down
from tracker.counting import backscatter
from tracker.ledger import MailClass
from tracker.model import Letter
from tracker.records import Complaint, LetterOwed
from world import ALICE, BOB, DESK, DIRECTOR, FORM, HOUR, MANAGER, World, bounce, mail


@pytest.fixture
def acknowledged(world: World) -> World:
    """Alice's complaint is acknowledged: her server took the letter."""
    world.deliver(mail(sender=ALICE))
    world.send()
    assert world.complaint().acknowledgement == "accepted"
    return world


def verp(world: World, letter: Letter = Letter.ACKNOWLEDGEMENT) -> str:
    return envelope_sender("verp", DESK, world.keyring, world.letter(letter).id)


def returned_id(world: World) -> str:
    return str(world.letter(Letter.ACKNOWLEDGEMENT).message_id)


@pytest.mark.parametrize("way", ["bounce-address", "bounce-address-in-capitals", "returned-message-id"])
def test_an_acknowledgement_that_bounces_is_open_again_and_told_once(acknowledged: World, way: str) -> None:
    address = verp(acknowledged) if way == "bounce-address" else verp(acknowledged).upper()
    raw = bounce(DESK, returned=returned_id(acknowledged)) if way == "returned-message-id" else bounce(address)
    assert acknowledged.deliver(raw) is MailClass.BOUNCE
    assert acknowledged.deliver(bounce(verp(acknowledged))) is MailClass.BOUNCE
    complaint, letter = acknowledged.complaint(), acknowledged.letter(Letter.UNACKNOWLEDGED)
    assert (complaint.acknowledgement, complaint.acknowledged_at) == ("failed", None)
    assert "onbestelbaar" in str(complaint.acknowledgement_why)
    assert "5.1.1" in str(complaint.acknowledgement_why)
    assert (letter.recipient, letter.facts["recipient"]) == (MANAGER, ALICE)
    assert letter.facts["ready_letter"]["facts"]["reference"] == complaint.reference
    assert acknowledged.journal() == [("arrives", "complainant"), ("acknowledged", "system"), ("acknowledgement_failed", "system")]
    assert len(acknowledged.send()) == 1


def test_of_a_complaint_about_the_manager_the_director_is_told(world: World) -> None:
    world.deliver(mail("Anna de Boer schreeuwde tegen mij."))
    world.send()
    world.deliver(bounce(verp(world)))
    assert world.letter(Letter.UNACKNOWLEDGED).recipient == DIRECTOR


NOTHING = [
    # id, what the report is sent to, what it returns, action, status
    ("no-token", lambda _: (DESK, ""), "failed", "5.1.1"),
    ("wrong-token", lambda w: (verp(w).replace("+b-1-", "+b-2-"), ""), "failed", "5.1.1"),
    ("altered-token", lambda w: (verp(w)[:-18] + "aaaa" + verp(w)[-14:], ""), "failed", "5.1.1"),
    ("wrong-message-id", lambda w: (DESK, returned_id(w).replace("<l1.", "<l2.")), "failed", "5.1.1"),
    ("foreign-message-id", lambda _: (DESK, "<1@mail.example>"), "failed", "5.1.1"),
]


@pytest.mark.parametrize(("where", "action", "status"), [pytest.param(*row[1:], id=row[0]) for row in NOTHING])
def test_a_forged_bounce_changes_nothing_and_is_counted(acknowledged: World, where: object, action: str, status: str) -> None:
    assert callable(where)
    to, returned = where(acknowledged)
    before = (acknowledged.owed(), acknowledged.journal())
    assert acknowledged.deliver(bounce(to, returned=returned, action=action, status=status)) is MailClass.BOUNCE
    assert acknowledged.complaint().acknowledgement == "accepted"
    assert ((acknowledged.owed(), acknowledged.journal()), acknowledged.alarms()) == (before, [])
    assert acknowledged.letter(Letter.ACKNOWLEDGEMENT).bounced_at is None
    assert (acknowledged.arrival().complaint_id, acknowledged.arrival().why) == (None, BACKSCATTER)
    assert backscatter_of(acknowledged) == {"klachten": 1}


def backscatter_of(world: World) -> dict[str, int]:
    with world.store.reading() as session:
        return backscatter(session)


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delayed", "5.1.1"), ("", "4.2.2")])
def test_a_delay_waits_and_is_seen_with_the_complaint(acknowledged: World, action: str, status: str) -> None:
    before = (acknowledged.owed(), acknowledged.journal())
    assert acknowledged.deliver(bounce(verp(acknowledged), action=action, status=status)) is MailClass.BOUNCE
    assert ((acknowledged.owed(), acknowledged.journal()), acknowledged.alarms()) == (before, [])
    assert (acknowledged.complaint().acknowledgement, acknowledged.letter(Letter.ACKNOWLEDGEMENT).bounced_at) == ("accepted", None)
    seen = acknowledged.arrival()
    assert (seen.complaint_id, backscatter_of(acknowledged)) == (acknowledged.complaint().id, {})
    assert seen.why == f"letter 1 (acknowledgement) has not arrived yet, and is still tried (status {status})"


def test_a_delay_that_ends_badly_opens_the_duty(acknowledged: World) -> None:
    """A server that gives up after days says `failed` with the status of its last attempt, which is of class 4."""
    acknowledged.deliver(bounce(verp(acknowledged), action="delayed", status="4.4.1"))
    acknowledged.deliver(bounce(verp(acknowledged), action="failed", status="4.4.1"))
    assert (acknowledged.complaint().acknowledgement, len(acknowledged.letters(Letter.UNACKNOWLEDGED))) == ("failed", 1)
    assert acknowledged.arrival().why == "letter 1 (acknowledgement) came back (status 4.4.1)"


def test_a_notice_that_tells_no_verdict_is_taken_for_the_worst(acknowledged: World) -> None:
    notice = mail(f"<{ALICE}>: ???", sender="mailer-daemon@mx.example", subject="?", To=verp(acknowledged), Return_Path="<>")
    assert acknowledged.deliver(notice) is MailClass.BOUNCE
    assert acknowledged.complaint().acknowledgement == "failed"


def test_a_letter_to_an_employee_that_bounces_is_an_alarm_and_no_letter(acknowledged: World) -> None:
    acknowledged.deliver(bounce(verp(acknowledged, Letter.NEW_COMPLAINT)))
    assert (acknowledged.alarms(), acknowledged.letters(Letter.UNACKNOWLEDGED)) == (["letter.bounced"], [])


def test_the_letter_that_tells_of_a_bounce_may_bounce_too_and_causes_no_mail(acknowledged: World) -> None:
    """D14: nothing that comes back from an employee ever causes a letter."""
    acknowledged.deliver(bounce(verp(acknowledged)))
    acknowledged.send()
    before = acknowledged.owed()
    acknowledged.deliver(bounce(verp(acknowledged, Letter.UNACKNOWLEDGED)))
    assert (acknowledged.owed(), acknowledged.alarms()) == (before, ["letter.bounced"])
    assert acknowledged.complaint().acknowledgement == "failed"
    assert acknowledged.send() == []


def test_a_bounce_that_is_here_before_the_250_is_noted_stands(world: World) -> None:
    world.deliver(mail(sender=ALICE))
    world.deliver(bounce(verp(world)))
    world.send()
    assert world.letter(Letter.ACKNOWLEDGEMENT).accepted_at is not None
    assert (world.complaint().acknowledgement, len(world.letters(Letter.UNACKNOWLEDGED))) == ("failed", 1)


def test_a_bounce_after_the_refusal_is_not_told_again(world: World) -> None:
    world.deliver(mail(sender=ALICE))
    with world.store.unit() as session:
        letter = session.get_one(LetterOwed, world.letter(Letter.ACKNOWLEDGEMENT).id)
        letter.unended, letter.claimed_by = 1, "slot-0"
    assert world.notebook().park(letter.id, "rcpt_refused", "slot-0", world.clock.now())
    world.deliver(bounce(verp(world)))
    assert len(world.letters(Letter.UNACKNOWLEDGED)) == 1


def test_what_a_person_confirmed_stands(acknowledged: World) -> None:
    with acknowledged.store.unit() as session:
        session.get_one(Complaint, acknowledged.complaint().id).acknowledgement = "by_hand"
    acknowledged.deliver(bounce(verp(acknowledged)))
    assert (acknowledged.complaint().acknowledgement, acknowledged.letters(Letter.UNACKNOWLEDGED)) == ("by_hand", [])


def test_any_other_letter_to_somebody_outside_goes_to_whoever_prints_it_once(acknowledged: World) -> None:
    acknowledged.order("#antwoord", "Wij zoeken het uit.", sender=MANAGER)
    acknowledged.clock.advance(HOUR)
    acknowledged.send()
    for _ in range(2):
        acknowledged.deliver(bounce(verp(acknowledged, Letter.ANSWER)))
    assert (acknowledged.alarms(), acknowledged.complaint().acknowledgement) == ([], "accepted")
    letter = acknowledged.letter(Letter.TO_PRINT)
    assert (letter.recipient, letter.facts["recipient"], letter.facts["ready_letter"]["letter"]) == (MANAGER, ALICE, "answer")
    assert acknowledged.letter(Letter.ANSWER).bounced_at is not None


def feedback(*returned: str, kind: str = "multipart/report; report-type=feedback-report") -> bytes:
    """Return a feedback report, as a provider writes it, about the letter with these header fields."""
    parts = [
        "Content-Type: text/plain\r\n\r\nEen gebruiker wil deze e-mail niet.\r\n",
        "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\nUser-Agent: Provider/1\r\n",
        "".join(("Content-Type: message/rfc822\r\n\r\n", *(f"{field}\r\n" for field in returned), "Subject: x\r\n\r\nx\r\n")),
    ]
    body = "".join(f"--grens\r\n{part}" for part in parts) + "--grens--\r\n"
    top = {"MIME_Version": "1.0", "Content_Type": f'{kind}; boundary="grens"'}
    return mail(body.encode(), sender="feedback@provider.example", subject="Abuse report", **top)


def outlook(*returned: str) -> bytes:
    """Return what Outlook.com sends instead: the mail itself, with a field of theirs."""
    fields = "".join(f"{field}\r\n" for field in ("X-HmXmrOriginalRecipient: x", *returned))
    body = f"--grens\r\nContent-Type: message/rfc822\r\n\r\n{fields}Subject: x\r\n\r\nx\r\n--grens--\r\n"
    top = {"MIME_Version": "1.0", "Content_Type": 'multipart/mixed; boundary="grens"'}
    return mail(body.encode(), sender="staff@provider.example", subject="complaint about message from 192.0.2.1", **top)


REPORTS = [
    # id, the report
    ("message-id", lambda w: feedback(f"Message-ID: {returned_id(w)}")),
    ("envelope-sender", lambda w: feedback(f"Return-Path: <{verp(w)}>")),
    ("outlook", lambda w: outlook(f"Message-ID: {returned_id(w)}")),
]


@pytest.mark.parametrize("write", [pytest.param(row[1], id=row[0]) for row in REPORTS])
def test_who_called_our_letter_unwanted_gets_no_acknowledgement_until_a_person_lifts_it(acknowledged: World, write: object) -> None:
    assert callable(write)
    assert acknowledged.deliver(write(acknowledged)) is MailClass.REPORT
    assert acknowledged.deliver(write(acknowledged)) is MailClass.REPORT
    assert (acknowledged.alarms(), acknowledged.complaint().acknowledgement) == (["letter.reported"], "accepted")
    assert acknowledged.arrival().complaint_id == acknowledged.complaint().id
    acknowledged.deliver(mail("Nog een klacht.", sender="Alice+nu@mail.example"))
    assert acknowledged.complaints()[1].acknowledgement == "withheld"
    assert "ongewenst" in str(acknowledged.complaints()[1].acknowledgement_why)
    assert acknowledged.letters(Letter.NEW_COMPLAINT)[1].facts["withheld_why"] == acknowledged.complaints()[1].acknowledgement_why
    acknowledged.deliver(mail("Ik ben een ander.", sender=BOB))
    assert acknowledged.complaints()[2].acknowledgement == "owed"
    with acknowledged.store.unit() as session:
        take_down(session, alarms_up(session)[0].id, "beheer", acknowledged.clock.now())
    acknowledged.deliver(mail("En nog een klacht.", sender=ALICE))
    assert acknowledged.complaints()[3].acknowledgement == "owed"


STRANGERS = [
    # id, the report
    ("no-token", lambda _: feedback("To: alice@mail.example")),
    ("wrong-token", lambda w: feedback(f"Message-ID: {returned_id(w).replace('<l1.', '<l2.')}")),
    ("altered-token", lambda w: feedback(f"Return-Path: <{verp(w)[:-18]}aaaa{verp(w)[-14:]}>")),
    ("outlook", lambda _: outlook("To: alice@mail.example")),
]


@pytest.mark.parametrize("write", [pytest.param(row[1], id=row[0]) for row in STRANGERS])
def test_a_feedback_report_without_our_token_is_an_alarm_and_stops_nothing(acknowledged: World, write: object) -> None:
    assert callable(write)
    assert acknowledged.deliver(write(acknowledged)) is MailClass.REPORT
    assert (acknowledged.alarms(), acknowledged.arrival().complaint_id) == (["mail.feedback_report"], None)
    acknowledged.deliver(mail("Nog een klacht.", sender=ALICE))
    assert acknowledged.complaints()[1].acknowledgement == "owed"


def test_an_employees_provider_that_calls_a_letter_unwanted_is_an_alarm_and_stops_nothing(acknowledged: World) -> None:
    acknowledged.deliver(feedback(f"Return-Path: <{verp(acknowledged, Letter.NEW_COMPLAINT)}>"))
    assert acknowledged.alarms() == ["letter.reported"]
    acknowledged.deliver(mail("Een nieuwe klacht.", sender=BOB))
    assert len(acknowledged.letters(Letter.NEW_COMPLAINT)) == 2


@pytest.mark.parametrize("text", ["Ik wil dit niet.", ""])
def test_a_person_who_sends_a_mail_of_outlook_along_is_a_person(world: World, text: str) -> None:
    fields = "X-HmXmrOriginalRecipient: x\r\n" if text else "X-Other: x\r\n"
    body = f"--grens\r\n\r\n{text}\r\n--grens\r\nContent-Type: message/rfc822\r\n\r\n{fields}Subject: x\r\n\r\nx\r\n--grens--\r\n"
    raw = mail(body.encode(), MIME_Version="1.0", Content_Type='multipart/mixed; boundary="grens"')
    assert world.deliver(raw) is MailClass.COMPLAINT


def test_a_bounce_address_beside_a_name_is_read(acknowledged: World) -> None:
    acknowledged.deliver(bounce(f"Klachten <{verp(acknowledged)}>"))
    assert acknowledged.complaint().acknowledgement == "failed"


@pytest.mark.parametrize(
    "sign", [{"Return_Path": "<>"}, {"Auto_Submitted": "auto-replied"}, {"Return_Path": "<mailer-daemon@voorbeeld.nl>"}]
)
def test_what_a_person_typed_into_a_contact_form_is_no_bounce(world: World, sign: dict[str, str]) -> None:
    """D9: not even where the form's mail bears a server's sign, and the person chose the words of a notice."""
    raw = mail("Mijn brief kon niet worden bezorgd.", sender=FORM, subject="Onbestelbaar: mijn brief", Reply_To=ALICE, **sign)
    assert world.deliver(raw) is MailClass.COMPLAINT
    assert world.complaint().complainant_address == ALICE
