"""Which letters exist, and that each builder gives exactly the facts that its letter declares."""

import json
from datetime import UTC, date, datetime

import pytest

from tracker.dates import Terms, acknowledge_by
from tracker.letter_facts import answering as letters_answering
from tracker.letter_facts import arrived, gathered
from tracker.letter_facts import asked as letters_asked
from tracker.letter_facts import entering as letters_entering
from tracker.letter_facts import inside as letters_inside
from tracker.letter_facts import outside as letters_outside
from tracker.letter_facts.arrived import QUOTED_LIMIT, LaterMail, NewComplaint
from tracker.letters import LETTERS, Audience, AutoSubmitted
from tracker.model import ComplainantRole, Language, Letter, Reference, State
from tracker.told import (
    Facts,
    Gathered,
    GatheredFollowUp,
    GatheredUnreadable,
    Hint,
    Listed,
    Named,
    Other,
    QuotedMail,
    Sender,
    Signer,
    Unjoined,
)

REFERENCE = Reference("KL-2026-00042")
RECEIVED = date(2026, 4, 2)
DEADLINE = acknowledge_by(RECEIVED, Terms())
ALICE = Sender("Alice", "alice@mail.example")
ACKNOWLEDGEMENT = letters_outside.acknowledgement(
    REFERENCE,
    received_date=RECEIVED,
    target_date=date(2026, 5, 1),
    outer_limit_date=date(2026, 5, 28),
    signer=Signer("Bob", dict.fromkeys(Language, "Manager Operations"), "030-1"),
)
READY = letters_inside.ready(Letter.ACKNOWLEDGEMENT, Language.ENGLISH, ACKNOWLEDGEMENT)
CASE = letters_inside.case(
    REFERENCE,
    nature="Betaling",
    state=State.REOPENED,
    received_date=RECEIVED,
    target_date=date(2026, 5, 1),
    complainant_name="Alice",
    complainant_address="alice@mail.example",
    complainant_role=ComplainantRole.DEBTOR,
    letters_go_to="alice@mail.example",
    handler=None,
)


def new_complaint(text: str = "Ik heb al betaald.", ready_letter: Facts | None = None) -> Facts:
    new = NewComplaint(
        QuotedMail(ALICE, "Klacht", text, attachments=[Listed("a.pdf", 12, enclosed=False)], hints=[Hint.THREAT]),
        suggested_handler="Teamleider Incasso",
        suggestion_why="het woord 'betaald'",
        assign_before_date=date(2026, 4, 8),
        acknowledge_by=DEADLINE,
        today=RECEIVED,
        withheld_why="het adres bestaat niet" if ready_letter else None,
        ready_letter=ready_letter,
        others=[Other(Reference("KL-2026-00017"), date(2026, 3, 2), is_open=True)],
        named=[
            Named(Reference("KL-2026-00003"), Unjoined.NOT_ON_FILE),
            Named(Reference("KL-2025-00009"), Unjoined.NOT_THERE, date(2026, 1, 12)),
        ],
    )
    return arrived.new_complaint(CASE, new)


def unacknowledged(*, clock: bool) -> Facts:
    by = DEADLINE if clock else None
    return arrived.unacknowledged(
        CASE, recipient="alice@mail.example", acknowledge_by=by, today=RECEIVED, failed_why="vol", ready_letter=READY
    )


LATER = LaterMail(QuotedMail(ALICE, "Re: Klacht", "Nog niets gehoord."), RECEIVED, earlier_left_out=True, other_address=True)
GATHERED = [
    Gathered(REFERENCE, "Betaling", date(2026, 4, 9), date(2026, 4, 8), withheld=False),
    Gathered(Reference("KL-2026-00043"), "Overig", date(2026, 4, 8), None, withheld=True),
]
FOLLOWED = GatheredFollowUp(REFERENCE, "alice@mail.example", datetime(2026, 4, 2, 9, 31, tzinfo=UTC))
UNREAD = GatheredUnreadable(17, None, datetime(2026, 4, 2, 9, 31, tzinfo=UTC), date(2026, 4, 7), "te groot")
BUILT = [
    (Letter.ACKNOWLEDGEMENT, ACKNOWLEDGEMENT),
    (Letter.NEW_COMPLAINT, new_complaint()),
    (Letter.NEW_COMPLAINT, new_complaint(ready_letter=READY)),
    (Letter.NEW_COMPLAINTS_GATHERED, gathered.begun(gathered.new_complaint(GATHERED[0]))),
    (Letter.FOLLOW_UP, arrived.follow_up(CASE, LATER)),
    (Letter.FOLLOW_UPS_GATHERED, gathered.begun(gathered.follow_up(FOLLOWED))),
    (Letter.UNACKNOWLEDGED, unacknowledged(clock=True)),
    (Letter.UNACKNOWLEDGED, unacknowledged(clock=False)),
    (
        Letter.UNREADABLE,
        arrived.unreadable(17, received_date=RECEIVED, look_by_date=None, today=RECEIVED, size=5, why="te groot", sender_address=None),
    ),
    (Letter.UNREADABLE_GATHERED, gathered.begun(gathered.unreadable(UNREAD))),
]


@pytest.mark.parametrize(("letter", "facts"), BUILT, ids=lambda value: value if isinstance(value, str) else "")
def test_a_builder_gives_what_its_letter_declares(letter: Letter, facts: Facts) -> None:
    assert facts.keys() == LETTERS[letter].facts


@pytest.mark.parametrize(("letter", "facts"), BUILT, ids=lambda value: value if isinstance(value, str) else "")
def test_facts_survive_the_register(letter: Letter, facts: Facts) -> None:
    assert json.loads(json.dumps(facts)) == facts, letter


def test_every_letter_is_declared_and_those_about_what_came_in_are_tried_here() -> None:
    assert set(LETTERS) == set(Letter)
    assert {letter for letter, _ in BUILT} == {Letter.ACKNOWLEDGEMENT, *arrived.DECLARED}


def test_what_answers_a_mail_says_so() -> None:
    rooms = (letters_answering, letters_asked, letters_entering)
    answers = {Letter.ACKNOWLEDGEMENT, *(letter for room in rooms for letter in room.DECLARED)} - {Letter.LAPSED}
    assert {letter for letter, declared in LETTERS.items() if declared.auto_submitted is AutoSubmitted.REPLIED} == answers
    by_both = {letter: [declared.origin(answers=one) for one in (False, True)] for letter, declared in LETTERS.items()}
    differing = {letter: origins for letter, origins in by_both.items() if len(set(origins)) > 1}
    assert differing == {Letter.REPORT: [AutoSubmitted.GENERATED, AutoSubmitted.REPLIED]}


@pytest.mark.parametrize("letter", Letter)
def test_complainants_are_written_to_in_every_language_and_so_is_the_report(letter: Letter) -> None:
    declared = LETTERS[letter]
    is_in_both = declared.audience is Audience.COMPLAINANT or letter is Letter.REPORT
    assert declared.languages == (tuple(Language) if is_in_both else (Language.DUTCH,))


def test_the_acknowledgement_knows_nothing_of_the_mail_that_it_answers() -> None:
    assert LETTERS[Letter.ACKNOWLEDGEMENT].facts == {
        "reference", "received_date", "target_date", "outer_limit_date", "outer_limit_weeks",
        "signer_name", "signer_title", "signer_telephone",
    }  # fmt: skip


def test_days_are_told_as_iso_dates_and_weeks_are_counted() -> None:
    assert ACKNOWLEDGEMENT["received_date"] == "2026-04-02"
    assert ACKNOWLEDGEMENT["outer_limit_weeks"] == 8


def test_a_deadline_comes_with_its_reason() -> None:
    facts = new_complaint()
    assert facts["acknowledge_by_date"] == "2026-04-07"
    assert facts["acknowledge_by_why"] == "uiterlijk dinsdag 7 april 2026: 5 dagen na ontvangst op donderdag 2 april"


def test_a_withheld_acknowledgement_travels_with_its_own_facts() -> None:
    facts = new_complaint(ready_letter=READY)
    assert facts["withheld_why"] == "het adres bestaat niet"
    assert facts["ready_letter"] == READY


@pytest.mark.parametrize(("length", "cut"), [(QUOTED_LIMIT - 1, False), (QUOTED_LIMIT, False), (QUOTED_LIMIT + 1, True)])
def test_a_long_text_is_cut_and_says_so(length: int, *, cut: bool) -> None:
    facts = new_complaint(text="x" * length)
    assert facts["text"] == "x" * min(length, QUOTED_LIMIT)
    assert facts["text_is_cut"] is cut
