"""What becomes of a mail: the record and its dates, who is told what, and what a stranger can not bring about."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from intake import withheld
from intake.handle import Intake
from tracker.ledger import MailClass, Shelf
from tracker.limits import Limits
from tracker.model import Acknowledgement, Letter, Role
from tracker.others import OTHERS_AT_MOST
from tracker.records import Arrival, Complaint, Enclosure, FolderWork, Journal, LetterOwed
from world import ALICE, BOB, DESK, DIRECTOR, FORGED, FORM, HOUR, MALLORY, MANAGER, NOW, World, mail, with_attachments


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# a new complaint


def test_a_complaint_is_registered_acknowledged_and_reported(world: World) -> None:
    assert world.deliver(mail("De incassokosten zijn te hoog.", sender=ALICE, subject="Klacht over kosten")) is MailClass.COMPLAINT
    complaint, arrival = world.complaint(), world.arrival()
    assert (complaint.reference, complaint.state, complaint.round) == ("KL-2026-00001", "registered", 1)
    assert (complaint.complainant_address, complaint.complainant_key, complaint.subject) == (ALICE, ALICE, "Klacht over kosten")
    assert (complaint.nature, complaint.suggested_role, complaint.language) == ("costs", "team_lead_collection", "nl")
    assert (complaint.acknowledgement, complaint.acknowledgement_why) == ("owed", None)
    assert world.owed() == [("acknowledgement", ALICE), ("new_complaint", MANAGER)]
    assert world.journal() == [("arrives", "complainant")]
    assert (arrival.kind, arrival.complaint_id, arrival.handled_at) == ("complaint", complaint.id, NOW)
    assert [(work.work, work.folder) for work in world.rows(FolderWork)] == [("move", Shelf.HANDLED)]


def test_its_letters_answer_the_mail_and_say_nothing_that_stood_in_it(world: World) -> None:
    world.deliver(mail("Uw brief was GEHEIM.", subject="Mijn GEHEIM", Message_ID="<een@mail.example>", References="<nul@mail.example>"))
    acknowledgement = world.letter(Letter.ACKNOWLEDGEMENT)
    assert (acknowledgement.in_reply_to, acknowledgement.references) == ("<een@mail.example>", "<nul@mail.example> <een@mail.example>")
    assert "GEHEIM" not in str(acknowledgement.facts)
    assert world.letter(Letter.NEW_COMPLAINT).facts["subject"] == "Mijn GEHEIM"
    first, second = world.send()
    assert (first.recipient, second.recipient) == (ALICE, MANAGER)
    assert b"GEHEIM" not in first.raw
    assert b"GEHEIM" in second.raw


def test_a_mail_without_a_message_id_is_answered_without_a_thread(world: World) -> None:
    world.deliver(mail(Message_ID="", References="<nul@mail.example>"))
    assert (world.letters()[0].in_reply_to, world.letters()[0].references) == (None, "")


@pytest.mark.parametrize("said", ["Thu, 1 Jan 1970 00:00:00 +0000", "Fri, 1 Jan 2099 12:00:00 +0000", "gisteren"])
def test_a_complaint_was_received_when_the_mailbox_says_whatever_its_date(world: World, said: str) -> None:
    world.deliver(mail(Date=said), at=NOW - HOUR)
    assert (world.complaint().received_at, world.complaint().received_date) == (NOW - HOUR, date(2026, 4, 2))


DAYS = [
    # id, moment of receipt (UTC), local day, acknowledge by, target date, outer limit; source: docs/procedure.md, The clock
    ("thursday-before-easter", "2026-04-02 07:00", "2026-04-02", "2026-04-07", "2026-04-24", "2026-05-28"),
    ("before-midnight-in-winter", "2026-01-14 22:59", "2026-01-14", "2026-01-16", "2026-02-04", "2026-03-11"),
    ("after-midnight-in-winter", "2026-01-14 23:00", "2026-01-15", "2026-01-19", "2026-02-05", "2026-03-12"),
    ("after-midnight-in-summer", "2026-06-30 22:00", "2026-07-01", "2026-07-03", "2026-07-22", "2026-08-26"),
    ("night-in-which-summer-begins", "2026-03-28 23:30", "2026-03-29", "2026-03-31", "2026-04-20", "2026-05-24"),
    ("last-hour-of-winter-time-day", "2026-10-25 22:59", "2026-10-25", "2026-10-27", "2026-11-13", "2026-12-20"),
    ("friday", "2026-04-10 07:00", "2026-04-10", "2026-04-14", "2026-05-04", "2026-06-05"),
]


@pytest.mark.parametrize(("moment", "day", "acknowledge_by", "target", "limit"), [pytest.param(*row[1:], id=row[0]) for row in DAYS])
def test_the_clocks_count_from_the_local_day_of_receipt(
    world: World, moment: str, day: str, acknowledge_by: str, target: str, limit: str
) -> None:
    world.clock.moment = at(moment)
    world.deliver(mail())
    one = world.complaint()
    found = (one.received_date, one.acknowledge_by_date, one.target_date, one.outer_limit_date)
    assert found == tuple(date.fromisoformat(text) for text in (day, acknowledge_by, target, limit))


def test_a_reference_bears_the_local_year_and_never_comes_back(world: World) -> None:
    world.clock.moment = at("2026-12-31 22:30")
    world.deliver(mail())
    world.clock.advance(HOUR)
    world.deliver(mail(sender=BOB))
    world.deliver(mail(sender=MALLORY))
    assert [one.reference for one in world.complaints()] == ["KL-2026-00001", "KL-2027-00001", "KL-2027-00002"]


def test_english_is_answered_in_english(world: World) -> None:
    world.deliver(mail("I have been waiting for an answer to my letter for three weeks and nobody will call me back about it."))
    assert (world.complaint().language, world.letter(Letter.ACKNOWLEDGEMENT).language) == ("en", "en")
    assert world.letter(Letter.NEW_COMPLAINT).language == "nl"


def test_the_manager_is_told_of_the_same_persons_other_complaints(world: World) -> None:
    for sender in (ALICE, BOB, ALICE):
        world.deliver(mail(sender=sender))
    with world.store.unit() as session:
        session.get_one(Complaint, 1).closed_at = NOW
    world.deliver(mail(sender=ALICE))
    told = [[(one["reference"], one["is_open"]) for one in letter.facts["others"]] for letter in world.letters(Letter.NEW_COMPLAINT)]
    assert told == [[], [], [("KL-2026-00001", True)], [("KL-2026-00003", True), ("KL-2026-00001", False)]]


def test_of_many_complaints_of_one_person_the_newest_are_named(world: World) -> None:
    for _ in range(OTHERS_AT_MOST + 2):
        world.deliver(mail(sender=ALICE))
        world.clock.advance(timedelta(days=1))
    before, last = (letter.facts for letter in world.letters(Letter.NEW_COMPLAINT)[-2:])
    assert (len(before["others"]), before["others_are_more"]) == (OTHERS_AT_MOST, False)
    assert (len(last["others"]), last["others_are_more"]) == (OTHERS_AT_MOST, True)
    assert last["others"][0] == {"reference": "KL-2026-00006", "received_date": "2026-04-07", "is_open": True}
    assert b"ontvangen op dinsdag 7 april 2026" in world.send()[-1].raw.replace(b"\r\n  ", b" ")


@pytest.mark.parametrize(
    ("text", "accused", "told", "suggested"),
    [
        ("Uw brief klopt niet.", None, MANAGER, Role.MANAGER_OPERATIONS),
        ("Anna de Boer schreeuwde tegen mij.", Role.MANAGER_OPERATIONS, DIRECTOR, Role.TEAM_LEAD_COLLECTION),
        ("Bram Smit was onbeleefd.", Role.TEAM_LEAD_COLLECTION, MANAGER, Role.MANAGER_OPERATIONS),
    ],
    ids=["nobody", "manager", "collector"],
)
def test_nobody_judges_their_own_case(world: World, text: str, accused: Role | None, told: str, suggested: Role) -> None:
    world.deliver(mail(text, subject="Ik ben boos"))
    assert (world.complaint().accused_role, world.letter(Letter.NEW_COMPLAINT).recipient) == (accused, told)
    assert world.complaint().suggested_role == suggested


# attachments


@pytest.mark.parametrize(("sizes", "limit", "enclosed"), [((300, 200), 500, True), ((300, 201), 500, False), ((), 500, False)])
def test_attachments_go_along_up_to_a_limit_and_are_named_beyond_it(
    world: World, sizes: tuple[int, ...], limit: int, *, enclosed: bool
) -> None:
    world.settle(enclosures_bytes=limit)
    world.deliver(with_attachments(*sizes))
    rows = world.rows(Enclosure)
    assert [(row.name, row.size, row.data is not None) for row in rows] == [
        (f"brief-{number}.pdf", size, enclosed) for number, size in enumerate(sizes)
    ]
    told = world.letter(Letter.NEW_COMPLAINT).facts["attachments"]
    assert [one["enclosed"] for one in told] == [enclosed] * len(sizes)
    to_staff = world.send()[1]
    assert to_staff.raw.count(b"\r\nContent-Disposition: attachment") == (len(sizes) if enclosed else 0)


# who is not answered


WITHHELD = [
    # id, fields of the mail, the reason
    ("dmarc-fails", {"Authentication_Results": FORGED}, withheld.FORGED),
    ("spf-fails-alone", {"Authentication_Results": "mx.voorbeeld.nl; spf=fail smtp.mailfrom=mail.example; dkim=none"}, withheld.FORGED),
    ("two-senders", {"From": "alice@mail.example, bob@post.example"}, withheld.SENDER_UNCLEAR),
    ("no-sender", {"From": ""}, withheld.SENDER_UNCLEAR),
    ("group", {"From": "staff:;"}, withheld.SENDER_UNCLEAR),
    ("masked", {"From": "a.deboer@voorbeeld.nl <evil@evil.example>"}, withheld.SENDER_UNCLEAR),
    ("robot-address", {"From": "noreply@shop.example"}, withheld.BY_CLUE["robot_address"]),
    ("bulk", {"Precedence": "bulk"}, withheld.AUTOMATIC),
    ("asks-for-none", {"X_Auto_Response_Suppress": "All"}, withheld.BY_CLUE["asks_for_no_answer"]),
    ("list", {"List_Id": "<kring.mail.example>", "List_Post": "<mailto:kring@mail.example>"}, withheld.BY_CLUE["discussion_list"]),
    ("ourselves", {"From": DESK}, withheld.BY_CLUE["own_address"]),
]


@pytest.mark.parametrize(("fields", "why"), [pytest.param(*row[1:], id=row[0]) for row in WITHHELD])
def test_who_may_not_be_answered_is_registered_and_put_on_the_hand_list(world: World, fields: dict[str, str], why: str) -> None:
    assert world.deliver(mail(**fields)) is MailClass.COMPLAINT
    assert (world.complaint().acknowledgement, world.journal()) == ("withheld", [("arrives_unanswered", "complainant")])
    assert world.owed() == [("new_complaint", MANAGER)]
    facts = world.letters()[0].facts
    assert facts["withheld_why"] == world.complaint().acknowledgement_why == why
    assert facts["ready_letter"]["facts"]["reference"] == "KL-2026-00001"
    (letter,) = world.send()
    assert letter.recipient == MANAGER


NOT_A_COMPLAINT = [
    ("away", {"Auto_Submitted": "auto-replied"}, MailClass.AUTO_REPLY, Shelf.ROBOTS),
    ("newsletter", {"List_Unsubscribe": "<mailto:x@shop.example>"}, MailClass.BULK, Shelf.ROBOTS),
    ("receipt", {"Content_Type": "multipart/report; report-type=disposition-notification; boundary=x"}, MailClass.REPORT, Shelf.ROBOTS),
]


@pytest.mark.parametrize(("fields", "kind", "shelf"), [pytest.param(*row[1:], id=row[0]) for row in NOT_A_COMPLAINT])
def test_a_machine_makes_no_complaint_and_gets_no_letter(world: World, fields: dict[str, str], kind: MailClass, shelf: Shelf) -> None:
    assert world.deliver(mail(**fields)) is kind
    assert (world.complaints(), world.letters()) == ([], [])
    assert (world.arrival().kind, world.rows(FolderWork)[0].folder) == (kind, shelf)
    assert world.arrival().why


def test_a_copy_of_our_own_letter_is_none_either(world: World) -> None:
    world.deliver(mail())
    ours = world.send()[0].raw
    assert world.deliver(ours) is MailClass.OWN


def test_a_mail_that_went_in_a_circle_is_an_alarm(world: World) -> None:
    fields = "".join(f"Received: from a by h{number}.example; Thu, 2 Apr 2026 09:00:00 +0200\r\n" for number in range(30)).encode()
    assert world.deliver(fields + mail()) is MailClass.COMPLAINT
    assert (world.alarms(), world.complaint().acknowledgement) == (["mail.went_in_a_circle"], "withheld")


def test_whoever_writes_in_the_contact_form_is_the_complainant(world: World) -> None:
    world.rules = replace(world.rules, screening=replace(world.rules.screening, contact_forms=frozenset({FORM})))
    world.settle()
    world.deliver(mail(sender=FORM, Reply_To=ALICE, Auto_Submitted="auto-generated"))
    assert (world.complaint().complainant_address, world.letter(Letter.ACKNOWLEDGEMENT).recipient) == (ALICE, ALICE)


def test_reply_to_and_copies_are_given_nothing(world: World) -> None:
    world.deliver(mail(sender=ALICE, Reply_To=MALLORY, Cc=BOB, Sender=BOB))
    assert world.owed() == [("acknowledgement", ALICE), ("new_complaint", MANAGER)]
    for stranger in (MALLORY, BOB):
        assert world.deliver(mail(sender=stranger, subject="Over KL-2026-00001")) is MailClass.COMPLAINT


def test_what_lay_there_is_registered_and_left_to_a_person(world: World) -> None:
    world.deliver(mail(), backlog=True)
    world.deliver(mail(), backlog=True, from_file=True)
    assert [one.acknowledgement for one in world.complaints()] == ["withheld", "withheld"]
    lay_there, imported = (one.facts["withheld_why"] for one in world.letters(Letter.NEW_COMPLAINT))
    assert "eerste start" in lay_there
    assert "bestand" in imported
    assert [one.facts["backlog"] for one in world.letters()] == [True, True]


# limits: docs/mail-rules.md, D14


def test_one_address_gets_three_acknowledgements_an_hour(world: World) -> None:
    for spelling in ("alice@mail.example", "Alice@Mail.example", "alice+x@mail.example", "al.ice@mail.example"):
        world.deliver(mail(sender=spelling))
    assert [one.acknowledgement for one in world.complaints()] == ["owed", "owed", "owed", "withheld"]
    assert "afgelopen uur" in str(world.complaints()[3].acknowledgement_why)
    world.clock.advance(HOUR)
    world.deliver(mail(sender=ALICE))
    assert world.complaints()[4].acknowledgement == "owed"


def test_one_address_gets_twenty_acknowledgements_a_day(world: World) -> None:
    for _ in range(21):
        world.deliver(mail(sender=ALICE))
        world.clock.advance(timedelta(minutes=30))
    states = [one.acknowledgement for one in world.complaints()]
    assert states == ["owed"] * 20 + ["withheld"]
    assert "vandaag" in str(world.complaints()[20].acknowledgement_why)


def test_the_breaker_withholds_from_all_and_is_an_alarm_until_it_is_over(world: World) -> None:
    world.settle(limits=Limits(acknowledgements_per_hour=2))
    for number in range(4):
        world.deliver(mail(sender=f"c{number}@mail.example"))
    assert [one.acknowledgement for one in world.complaints()] == ["owed", "owed", "withheld", "withheld"]
    assert "noodrem" in str(world.complaints()[3].acknowledgement_why)
    assert world.alarms() == ["acknowledgements.stopped"]
    world.clock.advance(HOUR)
    world.deliver(mail(sender=BOB))
    assert (world.complaints()[4].acknowledgement, world.alarms()) == ("owed", [])


def test_many_new_complaints_reach_the_manager_in_one_letter(world: World) -> None:
    world.settle(limits=Limits(gather_new_complaints_above_per_hour=2))
    for number in range(5):
        world.deliver(mail(sender=f"c{number}@mail.example"))
    world.deliver(mail("Anna de Boer schreeuwde tegen mij."))
    gathered = world.letter(Letter.NEW_COMPLAINTS_GATHERED)
    assert [one.recipient for one in world.letters(Letter.NEW_COMPLAINT)] == [MANAGER, MANAGER, DIRECTOR]  # who was told nothing yet
    assert [one["reference"] for one in gathered.facts["gathered"]] == ["KL-2026-00003", "KL-2026-00004", "KL-2026-00005"]
    assert gathered.recipient == MANAGER
    assert gathered.next_attempt_at == NOW + timedelta(minutes=30)
    world.clock.advance(timedelta(minutes=30))
    world.deliver(mail(sender=BOB))  # the letter is due: it must not change any more
    assert [len(one.facts["gathered"]) for one in world.letters(Letter.NEW_COMPLAINTS_GATHERED)] == [3, 1]
    world.clock.advance(HOUR)
    world.deliver(mail(sender=BOB))
    assert len(world.letters(Letter.NEW_COMPLAINT)) == 4


def test_a_victim_of_three_hundred_forged_complaints_gets_three_letters_and_none_of_the_words(world: World) -> None:
    for number in range(300):
        world.deliver(mail(f"KOOP NU {number}", sender="Victim@mail.example", subject="KOOP NU"))
    assert len(world.complaints()) == 300
    world.clock.advance(timedelta(minutes=31))
    carried = world.send()
    to_victim = [one for one in carried if one.recipient == "Victim@mail.example"]
    assert len(to_victim) == 3
    assert not any(b"KOOP" in one.raw for one in to_victim)
    assert len(carried) == 3 + 20 + 2  # 20 to the manager, then gathered by at most 200


# the same again (docs/mail-rules.md, D4)


def test_the_same_bytes_again_are_the_same_mail(world: World) -> None:
    raw = mail()
    assert [world.deliver(raw) for _ in range(3)] == [MailClass.COMPLAINT, MailClass.REDELIVERED, MailClass.REDELIVERED]
    assert (len(world.complaints()), len(world.letters()), len(world.rows(Journal))) == (1, 2, 1)
    assert [work.folder for work in world.rows(FolderWork)] == [Shelf.HANDLED] * 3


def test_a_message_id_that_was_used_before_makes_no_mail_vanish(world: World) -> None:
    for sender in (MALLORY, ALICE, ALICE):
        assert world.deliver(mail(sender=sender, Message_ID="<zelfde@mail.example>")) is MailClass.COMPLAINT
    assert len(world.complaints()) == 3


def test_a_mail_that_was_handled_is_not_handled_again(world: World) -> None:
    raw = mail()
    kept = world.keep(raw)
    assert [world.intake.handle(kept, world.read(raw)) for _ in range(2)] == [MailClass.COMPLAINT] * 2
    world.intake.quarantine(kept, "x")
    assert (len(world.complaints()), world.arrival().kind) == (1, "complaint")


# quarantine


def test_what_cannot_be_read_is_set_aside_and_told(world: World) -> None:
    raw = mail()
    kept = world.keep(raw)
    reading = world.read(raw)
    damaged = replace(reading, mail=replace(reading.mail, readable=False))
    assert world.intake.handle(kept, damaged) is MailClass.UNREADABLE
    other = world.keep(mail(), at=NOW - HOUR)
    world.intake.quarantine(other, "het duurde te lang")
    assert world.owed() == [("unreadable", MANAGER), ("unreadable", MANAGER)]
    first, second = (one.facts for one in world.letters())
    assert (first["quarantine_id"], first["sender_address"], "beschadigd" in first["unreadable_why"]) == (kept, ALICE, True)
    assert (second["quarantine_id"], second["sender_address"], second["unreadable_why"]) == (other, None, "het duurde te lang")
    assert second["look_by_date"] == "2026-04-07"
    assert world.alarms() == ["mail.quarantined"] * 2
    assert [work.folder for work in world.rows(FolderWork)] == [Shelf.UNREADABLE] * 2
    assert world.complaints() == []


def test_in_quarantine_too_the_same_bytes_are_the_same_mail(world: World) -> None:
    raw = mail()
    world.deliver(raw)
    again = world.keep(raw)
    world.intake.quarantine(again, "x")
    assert (world.arrival().kind, world.letters(Letter.UNREADABLE)) == ("redelivered", [])


# nothing by halves


class Broken(Intake):
    """An intake in which a fault of ours shows itself at the very end of the decision."""

    def _join(self, *args: object, **kwargs: object) -> None:  # noqa: ARG002 - whatever it is given
        raise ZeroDivisionError

    _register = _join  # type: ignore[assignment]  # the same fault


def test_a_fault_in_the_middle_leaves_nothing(world: World) -> None:
    broken = Broken(world.store, world.rules, world.threads, world.clock)
    raw = with_attachments(10)
    kept = world.keep(raw)
    with pytest.raises(ZeroDivisionError):
        broken.handle(kept, world.read(raw))
    for kind in (Complaint, Journal, LetterOwed, Enclosure, FolderWork):
        assert world.rows(kind) == []
    assert world.arrival().handled_at is None
    world.intake.handle(kept, world.read(raw))
    assert len(world.complaints()) == 1


def test_a_mail_from_a_file_owes_no_folder_work(world: World) -> None:
    world.deliver(mail(), from_file=True)
    assert (world.rows(FolderWork), world.arrival().folder) == ([], None)


def test_a_person_can_make_a_complaint_of_whatever_came(world: World) -> None:
    raw = mail(Auto_Submitted="auto-replied")
    world.deliver(raw)
    with world.store.unit() as session:
        arrival = session.get_one(Arrival, world.arrival().id)
        world.intake.register(session, arrival, world.read(raw), NOW, withheld_why=None)
    assert (world.complaint().acknowledgement, world.letters()[0].recipient) == (Acknowledgement.OWED, ALICE)


def test_what_was_read_only_now_is_decided_anew(world: World) -> None:
    raw = mail()
    kept = world.keep(raw)
    world.intake.quarantine(kept, "x")
    with world.store.unit() as session:
        assert world.intake.decide(session, session.get_one(Arrival, kept), world.read(raw), NOW) is MailClass.COMPLAINT
    assert world.complaint().acknowledgement == Acknowledgement.OWED


@pytest.mark.parametrize(("results", "acknowledgement"), [("dmarc=pass header.from=mail.example", "owed"), ("dmarc=none", "withheld")])
def test_the_customer_may_want_only_proven_senders_answered(world: World, results: str, acknowledgement: str) -> None:
    world.rules = replace(world.rules, acknowledge="authenticated")
    world.settle()
    world.deliver(mail(Authentication_Results=f"mx.voorbeeld.nl; {results}"))
    assert world.complaint().acknowledgement == acknowledgement


def test_a_forged_employee_is_a_stranger_and_is_seen(world: World) -> None:
    """The complainant has the Message-ID of our letter; that and an employee's address do not make an employee."""
    world.deliver(mail())
    world.send()
    (answered,) = [one.message_id for one in world.letters(Letter.ACKNOWLEDGEMENT)]
    assert world.deliver(mail(sender=MANAGER, In_Reply_To=str(answered), Authentication_Results=FORGED)) is MailClass.FOLLOW_UP
    told = world.letter(Letter.FOLLOW_UP)
    assert (told.recipient, told.facts["other_address"]) == (MANAGER, True)
