"""To which complaint a mail belongs, and what a stranger cannot learn or reach."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event

from intake.threads import SAME_SUBJECT_FOR, Asked
from tracker.ledger import MailClass
from tracker.limits import Limits
from tracker.model import Letter, Role, State
from tracker.records import Complaint, Enclosure, Journal, LetterOwed
from tracker.tokens import bounce_local_part, thread_message_id
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


def bounce_address(world: World) -> str:
    """Return the address of the acknowledgement's envelope, which a few programs answer."""
    return f"{bounce_local_part(world.keyring, 'klachten', world.letter(Letter.ACKNOWLEDGEMENT).id)}@{DOMAIN}"


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
    (
        "staff-answers-her-mail",
        COLLECTOR,
        lambda _: {"In_Reply_To": "<van-alice@mail.example>"},
        STAFF,
        "answers a mail on the record",
        False,
    ),
    ("address", ALICE, lambda w: {"To": bounce_address(w)}, JOINED, "came to the address of a letter of ours", False),
    ("address-delivered", ALICE, lambda w: {"Delivered_To": bounce_address(w)}, JOINED, "came to the address of a letter of ours", False),
    ("other-address-to-address", BOB, lambda w: {"To": bounce_address(w)}, JOINED, "came to the address of a letter of ours", True),
    ("address-made-up", ALICE, lambda w: {"To": bounce_address(w).replace("b-1", "b-2")}, NEW, "", False),
    ("same-subject", ALICE, lambda _: {"subject": "Antw: KLACHT"}, JOINED, "answers a subject of the same sender", False),
    ("same-subject-of-another", BOB, lambda _: {"subject": "Re: Klacht"}, NEW, "", False),
    ("same-subject-anew", ALICE, lambda _: {"subject": "Klacht"}, NEW, "", False),
    ("same-subject-passed-on", ALICE, lambda _: {"subject": "Fwd: Klacht"}, NEW, "", False),
    ("another-subject-answered", ALICE, lambda _: {"subject": "Re: Uw brief"}, NEW, "", False),
    ("no-subject-answered", ALICE, lambda _: {"subject": "Re:"}, NEW, "", False),
    ("forged-same-subject", ALICE, lambda _: {"subject": "Re: Klacht", "Authentication_Results": FORGED}, NEW, "", False),
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
    assert started.letter(Letter.FOLLOW_UP).facts["nature"] == "Incassokosten"


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


def test_however_many_complaints_under_her_id_do_not_hide_hers(started: World) -> None:
    """Whoever knows Alice's Message-ID may use it; her answer still finds her own complaint."""
    for number in range(60):
        started.deliver(mail(str(number), sender=MALLORY, Message_ID="<van-alice@mail.example>"))
    assert started.deliver(mail(sender=ALICE, In_Reply_To="<van-alice@mail.example>")) is JOINED
    assert started.arrival().complaint_id == started.complaints()[0].id


# the reference in the text


TEXTS = [
    # id, who writes, the text, what it becomes
    ("own-words", ALICE, "Ik schreef u over KL-2026-00001. Wanneer hoor ik iets?", JOINED),
    ("quoted", ALICE, "Dit is iets anders.\r\n\r\nOp 2 april 2026 schreef Klachten:\r\n> Uw kenmerk is KL-2026-00001.", NEW),
    ("stranger", BOB, "Ik schreef u over KL-2026-00001. Wanneer hoor ik iets?", NEW),
    ("staff", COLLECTOR, "Gebeld over KL-2026-00001.", STAFF),
]


@pytest.mark.parametrize(("sender", "text", "kind"), [pytest.param(*row[1:], id=row[0]) for row in TEXTS])
def test_a_reference_counts_in_ones_own_words_and_not_in_quoted_ones(started: World, sender: str, text: str, kind: MailClass) -> None:
    assert started.deliver(mail(text, sender=sender, subject="Vraag")) is kind
    if kind is not NEW:
        assert started.arrival().why == "names a reference in its text"


# the same subject


@pytest.mark.parametrize(
    ("later", "kind"),
    [(timedelta(0), JOINED), (SAME_SUBJECT_FOR, JOINED), (SAME_SUBJECT_FOR + timedelta(seconds=1), NEW), (timedelta(seconds=-1), NEW)],
    ids=["at-once", "on-the-last-day", "too-late", "before-it"],
)
def test_a_subject_is_answered_within_fourteen_days(started: World, later: timedelta, kind: MailClass) -> None:
    assert started.deliver(mail(subject="Re: Klacht"), at=started.complaint().received_at + later) is kind


def test_every_answer_to_a_subject_keeps_it_alive(started: World) -> None:
    for _ in range(3):
        started.clock.advance(SAME_SUBJECT_FOR)
        assert started.deliver(mail(subject="Re: Klacht")) is JOINED


def test_of_two_complaints_with_one_subject_the_newest_is_answered(started: World) -> None:
    started.clock.advance(timedelta(days=1))
    started.deliver(mail(subject="Klacht"))
    started.deliver(mail(subject="Re: Klacht"))
    assert started.arrival().complaint_id == started.complaints()[1].id


# clues that contradict each other (docs/mail-rules.md, R-JOIN-03)


@pytest.fixture
def two(started: World) -> World:
    """Alice has complained twice; Bob and Mallory once each, as KL-2026-00003 and KL-2026-00004."""
    started.deliver(mail(sender=ALICE, subject="Nog iets", Message_ID="<tweede@mail.example>"))
    started.deliver(mail(sender=BOB))
    started.deliver(mail(sender=MALLORY))
    started.send()
    return started


def answer_to(world: World, number: int) -> str:
    """Return the Message-ID of the acknowledgement of one complaint."""
    complaint = world.complaints()[number - 1]
    (letter,) = world.rows(LetterOwed, LetterOwed.complaint_id == complaint.id, LetterOwed.letter == Letter.ACKNOWLEDGEMENT)
    return str(letter.message_id)


FIRST, SECOND, BOBS = "KL-2026-00001", "KL-2026-00002", "KL-2026-00003"

DOUBTS: list[tuple[str, str, Fields, list[tuple[str, str]]]] = [
    # id, who writes, which fields, what the manager is told of
    ("letter-and-subject", ALICE, lambda w: {"In_Reply_To": answer_to(w, 1), "subject": SECOND}, [(FIRST, "also"), (SECOND, "also")]),
    (
        "mail-and-subject",
        ALICE,
        lambda _: {"In_Reply_To": "<tweede@mail.example>", "subject": f"{FIRST} en {BOBS}"},
        [(SECOND, "also"), (FIRST, "also"), (BOBS, "not_on_file")],
    ),
    ("address-and-letter", ALICE, lambda w: {"To": address_of(w, 1), "In_Reply_To": answer_to(w, 2)}, [(FIRST, "also"), (SECOND, "also")]),
    ("anothers-letter-and-own", BOB, lambda w: {"In_Reply_To": answer_to(w, 1), "subject": BOBS}, [(FIRST, "also"), (BOBS, "also")]),
]


def address_of(world: World, number: int) -> str:
    """Return the address of the envelope in which the acknowledgement of one complaint went."""
    letter_id = next(one.id for one in world.letters(Letter.ACKNOWLEDGEMENT) if one.complaint_id == world.complaints()[number - 1].id)
    return f"{bounce_local_part(world.keyring, 'klachten', letter_id)}@{DOMAIN}"


@pytest.mark.parametrize(("sender", "fields", "told"), [pytest.param(*row[1:], id=row[0]) for row in DOUBTS])
def test_where_strong_clues_contradict_each_other_a_person_decides(
    two: World, sender: str, fields: Fields, told: list[tuple[str, str]]
) -> None:
    before = len(two.complaints())
    assert two.deliver(mail("Wat nu?", sender=sender, **fields(two))) is NEW
    assert len(two.complaints()) == before + 1
    letter = two.letters(Letter.NEW_COMPLAINT)[-1]
    assert (letter.recipient, [(one["reference"], one["why"]) for one in letter.facts["named"]]) == (MANAGER, told)
    if sender != COLLECTOR:
        assert two.letters(Letter.ACKNOWLEDGEMENT)[-1].recipient == sender
    shown = two.send()[-1].raw.decode()
    assert all(reference in shown for reference, _ in told)


JOINS: list[tuple[str, str, Fields, int, bool, list[str]]] = [
    # id, who writes, which fields, which complaint it joins, another address, what its handler is told of
    ("both-agree", ALICE, lambda w: {"In_Reply_To": answer_to(w, 2), "subject": SECOND}, 2, False, []),
    ("subject-names-both", ALICE, lambda w: {"In_Reply_To": answer_to(w, 2), "subject": f"{FIRST} en {SECOND}"}, 2, False, [FIRST]),
    ("two-in-a-subject", ALICE, lambda _: {"subject": f"{SECOND} en {FIRST}"}, 2, False, [FIRST]),
    ("nearest-letter", ALICE, lambda w: {"References": f"{answer_to(w, 1)} {answer_to(w, 2)}"}, 2, False, []),
    (
        "subject-picks-from-the-chain",
        ALICE,
        lambda w: {"References": f"{answer_to(w, 1)} {answer_to(w, 2)}", "subject": FIRST},
        1,
        False,
        [],
    ),
    ("letter-before-mail", ALICE, lambda w: {"In_Reply_To": "<tweede@mail.example>", "References": answer_to(w, 1)}, 1, False, []),
    ("subject-before-text", ALICE, lambda _: {"subject": FIRST, "text": f"Zie ook {SECOND}."}, 1, False, [SECOND]),
    ("unknown-number", ALICE, lambda w: {"In_Reply_To": answer_to(w, 1), "subject": "KL-2026-00999"}, 1, False, ["KL-2026-00999"]),
    ("anothers-number", MALLORY, lambda w: {"In_Reply_To": answer_to(w, 4), "subject": FIRST}, 4, False, [FIRST]),
    ("anothers-number-in-the-text", MALLORY, lambda w: {"In_Reply_To": answer_to(w, 4), "text": f"En {FIRST}?"}, 4, False, [FIRST]),
    ("stranger-with-letter-and-number", "x@post.example", lambda w: {"In_Reply_To": answer_to(w, 1), "subject": BOBS}, 1, True, [BOBS]),
]


@pytest.mark.parametrize(("sender", "fields", "number", "flagged", "also"), [pytest.param(*row[1:], id=row[0]) for row in JOINS])
def test_what_only_names_another_complaint_joins_and_tells(
    two: World, sender: str, fields: Fields, number: int, also: list[str], *, flagged: bool
) -> None:
    """T-LEAK-03: somebody's answer in their own case, under another's number, stays in their own, and the handler is told."""
    letters = len(two.letters())
    assert two.deliver(mail(**{"text": "Wat nu?", "sender": sender} | fields(two))) is JOINED
    assert two.arrival().complaint_id == two.complaints()[number - 1].id
    (told,) = two.letters()[letters:]
    assert (told.recipient, told.facts["other_address"], [one["reference"] for one in told.facts["named"]]) == (MANAGER, flagged, also)


def test_in_a_flood_too_the_manager_reads_what_a_doubtful_mail_points_to(two: World) -> None:
    two.settle(limits=Limits(gather_new_complaints_above_per_hour=0))
    two.deliver(mail(sender=ALICE, In_Reply_To=answer_to(two, 1), subject=f"{SECOND} en {BOBS}"))
    (one,) = two.letter(Letter.NEW_COMPLAINTS_GATHERED).facts["gathered"]
    assert one["see_also"] == [FIRST, SECOND, BOBS]


def test_what_points_to_a_merged_record_joins_the_one_that_stays(two: World) -> None:
    with two.store.unit() as session:
        session.get_one(Complaint, 2).merged_into_id = 1
    for fields in ({"subject": SECOND}, {"In_Reply_To": answer_to(two, 1), "subject": SECOND}, {"In_Reply_To": "<tweede@mail.example>"}):
        assert two.deliver(mail(sender=ALICE, **fields)) is JOINED
        assert (two.arrival().complaint_id, two.letters(Letter.FOLLOW_UP)[-1].facts["named"]) == (1, [])


# nobody learns whether a number exists (docs/mail-rules.md, A10 and T-LEAK-01)


def outside(world: World, sender: str) -> list[str]:
    """Return the lines of the only letter that goes to `sender` now, without what differs between any two letters."""
    own = world.complaints()[-1].reference
    (letter,) = [one for one in world.send() if one.recipient == sender]
    return [line for line in letter.raw.decode().replace(own, "REF").splitlines() if is_of_the_letter(line)]


@pytest.mark.parametrize("place", ["subject", "text", "answers"])
def test_enumerating_numbers_tells_a_stranger_nothing(started: World, place: str) -> None:
    """Whoever tries one number after the other gets the same acknowledgement each time, of a new complaint of their own."""
    answers = []
    for number in (1, *range(900, 906)):
        sender = f"m{number:03}@evil.example"
        named = f"KL-2026-{number:05}"
        fields = {"subject": named} if place == "subject" else {"In_Reply_To": f"<{named}@{DOMAIN}>"} if place == "answers" else {}
        started.deliver(mail(f"Over {named}." if place == "text" else "Over iets.", sender=sender, **fields))
        answers.append(outside(started, sender))
    assert answers == answers[:1] * len(answers)
    assert [one.recipient for one in started.rows(LetterOwed, LetterOwed.complaint_id == 1)] == [ALICE, MANAGER]


def test_no_mail_changes_who_is_on_file(started: World) -> None:
    """A03: whoever joins, and whoever stands beside them, is not written to."""
    for sender in (ALICE, BOB, MALLORY):
        fields = {"In_Reply_To": acknowledgement_id(started), "Cc": f"{BOB}, {MALLORY}", "Reply_To": MALLORY, "Sender": BOB}
        assert started.deliver(mail(sender=sender, **fields)) is JOINED
    assert (started.complaint().complainant_address, started.complaint().complainant_key) == (ALICE, ALICE)
    assert {one.recipient for one in started.letters()} == {ALICE, MANAGER}


def test_who_knows_the_thread_of_another_joins_it_and_reads_nothing(started: World) -> None:
    """T-LEAK-02: References of another's mail only join, flagged; no letter goes to who sent it."""
    references = f"<van-alice@mail.example> {acknowledgement_id(started)}"
    assert started.deliver(mail(sender=MALLORY, References=references, subject="Re: KL-2026-00001")) is JOINED
    assert [(one.recipient, one.raw.count(b"ander adres") > 0) for one in started.send()] == [(MANAGER, True)]


def test_a_known_message_id_makes_no_complaint_vanish(started: World) -> None:
    """T-LOSS-01: under an id that is on record already, from whomever, a mail is a mail."""
    kinds = [started.deliver(mail(sender=sender, Message_ID="<van-alice@mail.example>")) for sender in (MALLORY, ALICE, BOB)]
    assert (kinds, len(started.complaints())) == ([NEW] * 3, 4)


# what it costs


COSTS: list[tuple[str, str, Fields, int]] = [
    # id, who writes, which fields, how many questions the register is asked
    ("nothing", ALICE, lambda _: {}, 0),
    ("our-letter-and-its-reference", ALICE, lambda w: {"In_Reply_To": acknowledgement_id(w), "subject": f"Re: [{FIRST}]"}, 1),
    ("an-unknown-mail", ALICE, lambda _: {"In_Reply_To": "<elders@mail.example>"}, 1),
    ("a-reference", ALICE, lambda _: {"subject": FIRST}, 1),
    ("a-subject", ALICE, lambda _: {"subject": "Re: Klacht"}, 1),
    ("nobody", "x", lambda _: {"From": "", "In_Reply_To": "<elders@mail.example>", "subject": "Re: Klacht"}, 0),
    (
        "everything",
        ALICE,
        lambda _: {"In_Reply_To": "<elders@mail.example>", "subject": "Re: KL-2026-00999"},
        4,
    ),  # the last: was it removed?
]


@pytest.mark.parametrize(("sender", "fields", "questions"), [pytest.param(*row[1:], id=row[0]) for row in COSTS])
def test_a_clue_asks_one_question_and_only_where_its_input_is_there(started: World, sender: str, fields: Fields, questions: int) -> None:
    read = started.read(mail("Nog iets.", sender=sender, **fields(started))).mail
    key = sender if "@" in sender else None
    asked: list[str] = []
    with started.store.reading() as session:
        event.listen(session.connection(), "before_cursor_execute", lambda *args: asked.append(args[2]))
        started.threads.find(session, Asked(read, started.clock.now(), key, is_staff=False, proven_false=False))
    assert len(asked) == questions
