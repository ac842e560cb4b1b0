"""To which complaint a mail belongs, and what a stranger cannot learn or reach."""

from collections.abc import Callable

import pytest

from tracker.model import Letter, MailClass, Role, State
from tracker.records import Complaint, Enclosure, Journal
from tracker.tokens import thread_message_id
from world import ALICE, BOB, COLLECTOR, DOMAIN, FORGED, MALLORY, MANAGER, World, mail, with_attachments

NEW, JOINED, STAFF = MailClass.COMPLAINT, MailClass.FOLLOW_UP, MailClass.STAFF


@pytest.fixture
def started(world: World) -> World:
    """Alice has complained, and everybody has got their letters."""
    world.deliver(mail(sender=ALICE, Message_ID="<van-alice@mail.example>"))
    world.send()
    return world


def acknowledgement_id(world: World) -> str:
    return str(world.letter(Letter.ACKNOWLEDGEMENT).message_id)


def letter_to_manager_id(world: World) -> str:
    return str(world.letter(Letter.NEW_COMPLAINT).message_id)


def wrapped(message_id: str) -> str:
    """Break an id as a mail program may that folds long fields."""
    return f"{message_id[:30]}\r\n {message_id[30:]}"


Fields = Callable[[World], dict[str, str]]

CASES: list[tuple[str, str, Fields, MailClass, str, bool]] = [
    # id, who writes, which fields, what it becomes, the clue, another address
    ("nothing", ALICE, lambda _: {}, NEW, "", False),
    ("reference", ALICE, lambda _: {"subject": "Re: uw brief [KL-2026-00001]"}, JOINED, "names a reference", False),
    ("reference-as-people-type", ALICE, lambda _: {"subject": "nog over kl 2026 1"}, JOINED, "names a reference", False),
    ("reference-other-case-domain", "alice@MAIL.example", lambda _: {"subject": "KL-2026-00001"}, JOINED, "names a reference", False),
    ("unknown-reference", ALICE, lambda _: {"subject": "KL-2026-00009"}, NEW, "", False),
    ("answers-us", ALICE, lambda w: {"In_Reply_To": acknowledgement_id(w)}, JOINED, "answers a letter of ours", False),
    (
        "answers-us-by-references",
        ALICE,
        lambda w: {"References": f"<x@y.example> {acknowledgement_id(w)}"},
        JOINED,
        "answers a letter of ours",
        False,
    ),
    ("answers-us-folded-case", ALICE, lambda w: {"In_Reply_To": acknowledgement_id(w).upper()}, JOINED, "answers a letter of ours", False),
    ("answers-us-wrapped", ALICE, lambda w: {"References": wrapped(acknowledgement_id(w))}, JOINED, "answers a letter of ours", False),
    ("answers-herself", ALICE, lambda _: {"In_Reply_To": "<van-alice@mail.example>"}, JOINED, "answers a mail on the record", False),
    ("answers-another", ALICE, lambda _: {"In_Reply_To": "<elders@mail.example>"}, NEW, "", False),
    ("other-address-answers-us", BOB, lambda w: {"In_Reply_To": acknowledgement_id(w)}, JOINED, "answers a letter of ours", True),
    ("other-address-names-reference", BOB, lambda _: {"subject": "KL-2026-00001"}, NEW, "", False),
    ("other-address-answers-her-mail", BOB, lambda _: {"In_Reply_To": "<van-alice@mail.example>"}, NEW, "", False),
    ("sub-address", "alice+x@mail.example", lambda _: {"subject": "KL-2026-00001"}, NEW, "", False),
    ("forged-names-reference", ALICE, lambda _: {"subject": "KL-2026-00001", "Authentication_Results": FORGED}, NEW, "", False),
    (
        "forged-answers-us",
        ALICE,
        lambda w: {"In_Reply_To": acknowledgement_id(w), "Authentication_Results": FORGED},
        JOINED,
        "answers a letter of ours",
        True,
    ),
    ("odd-sender", "x", lambda _: {"From": f"{ALICE}, {BOB}", "subject": "KL-2026-00001"}, NEW, "", False),
    ("staff-reference", COLLECTOR, lambda _: {"subject": "KL-2026-00001"}, STAFF, "names a reference", False),
    ("staff-answers-us", COLLECTOR, lambda w: {"In_Reply_To": letter_to_manager_id(w)}, STAFF, "answers a letter of ours", False),
    ("staff-without-clue", COLLECTOR, lambda _: {}, NEW, "", False),
]


@pytest.mark.parametrize(("sender", "fields", "kind", "clue", "flagged"), [pytest.param(*row[1:], id=row[0]) for row in CASES])
def test_where_a_mail_belongs(started: World, sender: str, fields: Fields, kind: MailClass, clue: str, *, flagged: bool) -> None:
    letters = len(started.letters())
    assert started.deliver(mail("Nog iets.", sender=sender, **fields(started))) is kind
    first = started.complaints()[0]
    if kind is NEW:
        assert len(started.complaints()) == 2
        assert started.arrival().complaint_id != first.id
        return
    assert (len(started.complaints()), started.arrival().complaint_id, started.arrival().why) == (1, first.id, clue)
    (told,) = started.letters()[letters:]
    assert (told.letter, told.recipient, told.facts["other_address"]) == (Letter.FOLLOW_UP, MANAGER, flagged)
    assert first.complainant_address == ALICE


def test_a_signed_id_of_another_letter_does_not_fit(started: World) -> None:
    made_up = thread_message_id(started.keyring, None, 77, DOMAIN)
    forged = acknowledgement_id(started).replace("l1.", "l2.")
    for message_id in (made_up, forged):
        assert started.deliver(mail(sender=ALICE, In_Reply_To=message_id)) is NEW


def test_an_id_of_ours_without_a_complaint_leads_nowhere(world: World) -> None:
    world.intake.quarantine(world.keep(mail()), "x")
    world.send()
    assert world.deliver(mail(In_Reply_To=str(world.letter(Letter.UNREADABLE).message_id))) is NEW


def test_a_follow_up_stands_in_the_journal_and_moves_nothing(started: World) -> None:
    started.deliver(mail(subject="KL-2026-00001", Authentication_Results="mx.voorbeeld.nl; dmarc=pass header.from=mail.example; spf=pass"))
    started.deliver(mail(sender=COLLECTOR, subject="KL-2026-00001"))
    started.deliver(mail(sender=BOB, In_Reply_To=acknowledgement_id(started)))
    rows = started.rows(Journal, Journal.event == "follows")
    assert [row.by_role for row in rows] == [Role.COMPLAINANT, Role.TEAM_LEAD_COLLECTION, Role.COMPLAINANT]
    assert [row.by_address for row in rows] == [ALICE, COLLECTOR, BOB]
    assert [row.proof for row in rows] == ["dmarc=pass spf=pass", "unproven", "unproven"]
    assert {(row.from_state, row.to_state) for row in rows} == {("registered", "registered")}
    assert started.complaint().state == "registered"


def test_the_attachments_of_a_follow_up_go_along(started: World) -> None:
    raw = with_attachments(50).replace(b"Subject: Klacht", b"Subject: KL-2026-00001")
    assert started.deliver(raw) is JOINED
    assert [row.size for row in started.rows(Enclosure)] == [50]
    (letter,) = started.send()
    assert b"brief-0.pdf" in letter.raw


def test_who_handles_the_complaint_is_told_but_not_of_what_they_are_proven_to_have_written(started: World) -> None:
    with started.store.unit() as session:
        session.get_one(Complaint, started.complaint().id).handler_role = Role.TEAM_LEAD_COLLECTION
    proven = {"Authentication_Results": "mx.voorbeeld.nl; dmarc=pass header.from=voorbeeld.nl"}
    started.deliver(mail(subject="KL-2026-00001"))
    started.deliver(mail(sender=COLLECTOR, subject="KL-2026-00001", **proven))
    started.deliver(mail(sender=MANAGER, subject="KL-2026-00001", **proven))
    started.deliver(mail(sender=COLLECTOR, subject="KL-2026-00001"))  # perhaps somebody else: better told once too often
    told = [(one.recipient, one.facts["sender_address"]) for one in started.letters(Letter.FOLLOW_UP)]
    assert told == [(COLLECTOR, ALICE), (COLLECTOR, MANAGER), (COLLECTOR, COLLECTOR)]


def test_a_complaint_of_a_nature_that_left_the_settings_is_still_told(started: World) -> None:
    started.settle(natures=started.rules.house.natures[-1:])
    started.deliver(mail(subject="KL-2026-00001"))
    assert started.letter(Letter.FOLLOW_UP).facts["nature"] == "costs"


@pytest.mark.parametrize("state", State)
def test_a_complaint_in_whatever_state_takes_a_follow_up(started: World, state: State) -> None:
    with started.store.unit() as session:
        session.get_one(Complaint, started.complaint().id).state = state
    assert started.deliver(mail(subject="KL-2026-00001")) is JOINED
    assert (started.complaint().state, started.letter(Letter.FOLLOW_UP).facts["state"]) == (state, state)


# a stranger with nothing but a reference (docs/mail-rules.md, D8)


def test_a_stranger_with_a_reference_has_a_new_complaint_of_which_the_manager_reads_it(started: World) -> None:
    started.deliver(mail(sender=MALLORY, subject="Re: KL-2026-00001 en KL-2026-00777"))
    letters = started.letters(Letter.NEW_COMPLAINT)
    assert [one["reference"] for one in letters[1].facts["named"]] == ["KL-2026-00001", "KL-2026-00777"]
    assert started.complaints()[1].acknowledgement == "owed"


def test_whether_a_reference_exists_makes_no_difference_outside(started: World) -> None:
    told = []
    for number, sender in ((1, "m1@evil.example"), (777, "m2@evil.example")):
        started.deliver(mail("x", sender=sender, subject=f"Over KL-2026-{number:05}", Message_ID=f"<{number:03}@evil.example>"))
        own = started.complaints()[-1]
        (outside,) = [one for one in started.send() if one.recipient == sender]
        told.append([line for line in outside.raw.decode().replace(own.reference, "REF").splitlines() if is_of_the_letter(line)])
    assert told[0] == told[1]


def is_of_the_letter(line: str) -> bool:
    """Leave out what differs between any two letters: ids, tokens, boundaries, the address."""
    return not any(word in line for word in ("@", "boundary=", "--=", "X-KL-Loop"))


def test_five_complaints_under_her_id_do_not_hide_hers(started: World) -> None:
    """Whoever knows Alice's Message-ID may use it; her answer still finds her own complaint, by our letter or the reference."""
    for number in range(5):
        started.deliver(mail(str(number), sender=MALLORY, Message_ID="<van-alice@mail.example>"))
    assert started.deliver(mail(sender=ALICE, In_Reply_To="<van-alice@mail.example>", subject="KL-2026-00001")) is JOINED
    assert started.arrival().complaint_id == started.complaints()[0].id
