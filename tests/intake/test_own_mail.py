"""An employee's own mail to the complainant: on the record, the step itself with a tag, and told of at once where it names money.

Source: docs/procedure.md, Reading tags, The money gate, and What makes it more.
"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.incoming import IncomingMail
from intake.own_mail import recipients
from tracker.letter_facts.outside import Milestone
from tracker.model import Event, Letter, Reference, Role, State
from tracker.offered import CONFIRM, DECIDE
from tracker.people import People, Person
from tracker.records import Complaint, Held, Journal, LetterOwed
from tracker.standing import proposal_mark
from tracker.token_forms import action_address
from tracker.tokens import action_token
from tracker.writers.milestones import milestones
from world import ALICE, BOB, COLLECTOR, DESK, DIRECTOR, MALLORY, MANAGER, PEOPLE, PROVEN, World, mail

CARLA, CLERK = "c.visser@voorbeeld.nl", "receptie@voorbeeld.nl"
TEXT = "Dag mevrouw, wij sturen u deze week een nieuwe brief."
PROMISE = "Dag mevrouw, wij betalen u 40 euro terug."
THEIRS = "mx.voorbeeld.nl; dmarc=pass header.from=mail.example"
TO_ALICE = {"To": ALICE, "Cc": DESK}

READ = [
    # To, Cc, whom it reached
    (ALICE, DESK, {ALICE, DESK}),
    (f"Alice <{ALICE.upper()}>", "", {ALICE}),
    (f'"Alice, van de Bank" <{ALICE}>, {BOB} (mijn broer)', f"<{DESK}>", {ALICE, BOB, DESK}),
    (f"=?utf-8?q?Alic=C3=A9?= <{ALICE}>,{BOB}", "", {ALICE, BOB}),
    (f"{ALICE} <{BOB}>", "", set()),
    (f'"{ALICE}" <{BOB}>', "", {BOB}),
    (f"{ALICE}; {BOB}", "", set()),
    (f"vrienden: {ALICE};", "", set()),
    ("undisclosed-recipients:;", "", set()),
    (f"<{ALICE}", "", set()),
    (f'"{ALICE}, {BOB}', "", set()),
    (f"{ALICE}, <{MALLORY}> <{BOB}>", "", {ALICE}),
    ("", "", set()),
]


@pytest.mark.parametrize(("to", "cc", "reached"), READ)
def test_only_an_address_that_can_be_read_in_one_way_was_reached(to: str, cc: str, reached: set[str]) -> None:
    headers = (("From", ALICE), ("To", to), ("Cc", cc), ("Bcc", MALLORY), ("Reply-To", MALLORY))
    assert set(recipients(IncomingMail("", 0, headers=headers))) == reached


@given(st.text(max_size=60))
def test_whatever_stands_there_is_read(field: str) -> None:
    assert all("@" in one for one in recipients(IncomingMail("", 0, headers=(("To", field), ("Cc", field)))))


@pytest.fixture
def assigned(world: World) -> World:
    """A complaint of Alice's that Bram handles; nothing but his own mail is told of below."""
    world.settle(people=People((*PEOPLE.everybody, Person(Role.FRONT_DESK, "Gijs Kok", (CLERK,)))))
    world.deliver(mail())
    world.order("#toewijzen Bram Smit", sender=MANAGER)
    return world


def since(world: World, first: int) -> list[tuple[str, str]]:
    """List the letters owed after the one with this id, each as its kind and its recipient."""
    return [(row.letter, row.recipient) for row in world.rows(LetterOwed, LetterOwed.id > first)]


def write(world: World, tags: str, text: str = TEXT, sender: str = COLLECTOR, **fields: str) -> list[tuple[str, str]]:
    """Let an employee mail the complainant; return the letters that come of it."""
    last = world.newest(LetterOwed).id
    world.order(tags, text, sender=sender, complaint=world.complaint(), **(TO_ALICE | fields))
    return since(world, last)


def arrange(world: World, **columns: object) -> None:
    with world.store.unit() as session:
        complaint = session.merge(world.complaint())
        for name, value in columns.items():
            setattr(complaint, name, value)


def lines(world: World) -> list[Journal]:
    """Return what the journal has of own mail."""
    return world.rows(Journal, Journal.event == Event.OWN_MAIL)


def warned(world: World) -> str:
    return " ".join(str(one) for one in world.letters(Letter.TRANSCRIPT)[-1].facts["warnings"])


def decide(world: World, text: str) -> list[tuple[str, str]]:
    """Let the managing director answer the newest consultation, with its token."""
    letter, complaint, last = world.letters(Letter.CONSULTATION)[-1], world.complaint(), world.newest(LetterOwed).id
    mark, expires_at = proposal_mark(complaint), world.clock.now() + timedelta(days=1)
    token = action_token(world.keyring, letter.id, Reference(complaint.reference), letter.recipient, DECIDE, mark, expires_at)
    world.order("Beslissen", text, sender=DIRECTOR, To=str(action_address(DESK, token)))
    return since(world, last)


TRANSCRIPT, COPY = (Letter.TRANSCRIPT, COLLECTOR), (Letter.OWN_MAIL_COPY, MANAGER)
BY_LETTER = {TRANSCRIPT, (Letter.CONFIRMATION, ALICE), (Letter.CONFIRMATION_COPY, MANAGER)}
TAKEN = [
    # id, the record before, tags, text, fields, state, letters
    ("agreement", {}, "#afspraak", TEXT, {}, State.AGREED, {TRANSCRIPT, COPY}),
    ("manager-in-copy", {}, "#afspraak", TEXT, {"Cc": f"{DESK}, Anna <{MANAGER}>"}, State.AGREED, {TRANSCRIPT}),
    ("desk-in-bcc", {}, "#afspraak", TEXT, {"Cc": ""}, State.AGREED, {TRANSCRIPT, COPY}),
    ("complainant-in-cc", {}, "#afspraak", TEXT, {"To": DESK, "Cc": ALICE}, State.AGREED, {TRANSCRIPT, COPY}),
    ("tag-in-text", {}, "Re: uw klacht", f"#afspraak\n{TEXT}", {}, State.AGREED, {TRANSCRIPT, COPY}),
    ("and-resolved", {}, "#afspraak #opgelost", TEXT, {}, State.RESOLVED, {TRANSCRIPT, COPY, (Letter.VERIFICATION, MANAGER)}),
    ("answer", {}, "#antwoord", TEXT, {}, State.ASSIGNED, {TRANSCRIPT}),
    ("new-day", {}, "#streefdatum 24-04-2026", TEXT, {}, State.ASSIGNED, {TRANSCRIPT}),
    ("new-day-unsaid", {}, "#streefdatum 24-04-2026", "", {}, State.ASSIGNED, {TRANSCRIPT, (Letter.TARGET_DATE_CHANGED, ALICE)}),
    (
        "appeal", {"round": 2}, "#beroep", "De brief was juist.", {}, State.APPEAL,
        {TRANSCRIPT, (Letter.APPEAL, ALICE), (Letter.APPEAL_COPY, MANAGER)},
    ),
    ("somebody-else", {}, "#afspraak", TEXT, {"To": BOB}, State.AGREED, BY_LETTER),
    ("unclear-to", {}, "#afspraak", TEXT, {"To": f"{ALICE} <{BOB}>"}, State.AGREED, BY_LETTER),
]  # fmt: skip


@pytest.mark.parametrize(("before", "tags", "text", "fields", "state", "letters"), [pytest.param(*row[1:], id=row[0]) for row in TAKEN])
def test_with_a_tag_it_is_the_step_without_a_second_letter(
    assigned: World, before: dict[str, object], tags: str, text: str, fields: dict[str, str], state: State, letters: set[tuple[str, str]]
) -> None:
    arrange(assigned, **before)
    assert set(write(assigned, tags, text, **fields)) == letters
    assert assigned.complaint().state == state


def test_the_agreement_is_confirmed_by_the_mail_and_the_journal_says_so(assigned: World) -> None:
    write(assigned, "#afspraak")
    complaint, (line,) = assigned.complaint(), lines(assigned)
    assert (complaint.agreement, complaint.confirmation) == (TEXT, "by_hand")
    assert (line.by_name, line.by_address, line.words, line.argument) == ("Bram Smit", COLLECTOR, TEXT, ALICE)
    assert line.arrival_id == assigned.newest(Journal).arrival_id == assigned.arrival().id
    assert "De klager heeft dit al van u. Wij sturen het niet nog eens." in warned(assigned)
    assert assigned.letters(Letter.TRANSCRIPT)[-1].facts["words_reader"] == "outside"
    assert assigned.letter(Letter.OWN_MAIL_COPY).facts["written_by"] == "Bram Smit (Teamleider Incasso)"
    assigned.order("#opgelost")
    assert assigned.complaint().state == State.RESOLVED


def test_the_complainant_gets_nothing_else(assigned: World) -> None:
    write(assigned, "#afspraak")
    assigned.clock.advance(timedelta(hours=1))
    assigned.send()
    assert [one.letter for one in assigned.letters() if one.outside] == [Letter.ACKNOWLEDGEMENT]


@pytest.mark.parametrize("later", ["29-05-2026", "28-05-2026"])
def test_a_day_beyond_the_outer_limit_is_told_by_our_letter(assigned: World, later: str) -> None:
    owed = write(assigned, f"#streefdatum {later}", sender=MANAGER)
    beyond = assigned.complaint().target_date == date(2026, 5, 29)
    assert ((Letter.TARGET_DATE_CHANGED, ALICE) in owed) is beyond
    assert ("Die leest" in warned(assigned), "ook een brief van ons" in warned(assigned)) == (False, beyond)


def test_the_appeal_letter_goes_and_the_transcript_says_why(assigned: World) -> None:
    arrange(assigned, round=2)
    write(assigned, "#beroep", "De brief was juist.")
    assert "onze brief over het beroep. Daarin staan de weg" in warned(assigned)


def test_what_stays_inside_was_read_all_the_same(assigned: World) -> None:
    write(assigned, "#notitie", "De klager belde.")
    assert "Die leest uw tekst dus ook" in warned(assigned)


def test_what_reached_the_complainant_is_not_taken_back(assigned: World) -> None:
    write(assigned, "#afspraak")
    assigned.order("#herstel")
    assert "Er ging al een brief naar buiten" in str(assigned.answer().facts["problems"])
    assert assigned.complaint().state == State.AGREED


REPRESENTED = {"representative_name": "Piet", "representative_address": BOB, "representative_key": BOB}


@pytest.mark.parametrize(
    ("to", "seen", "letters"),
    [
        (BOB, True, {TRANSCRIPT, COPY}),
        (ALICE, True, {TRANSCRIPT, (Letter.CONFIRMATION, BOB), (Letter.CONFIRMATION_COPY, MANAGER)}),
        (BOB, False, {(Letter.NOT_DONE, COLLECTOR)}),
        (ALICE, False, {(Letter.NOT_DONE, COLLECTOR)}),
    ],
)
def test_whoever_acts_for_the_complainant_must_have_it(assigned: World, to: str, seen: bool, letters: set[tuple[str, str]]) -> None:  # noqa: FBT001 a column of the table
    arrange(assigned, **REPRESENTED, mandate_seen_at=assigned.clock.now() if seen else None)
    assert set(write(assigned, "#afspraak", To=to)) == letters
    assert [line.argument for line in lines(assigned)] == ([] if (to, seen) == (BOB, False) else [to])


@pytest.mark.parametrize(
    ("sender", "letters"),
    [
        (CARLA, {(Letter.NOT_DONE, CARLA), (Letter.FOLLOW_UP, COLLECTOR)}),
        (CLERK, {(Letter.NOT_DONE, CLERK), (Letter.FOLLOW_UP, COLLECTOR)}),
    ],
)
def test_who_may_not_is_refused_and_the_mail_is_on_the_record_all_the_same(
    assigned: World, sender: str, letters: set[tuple[str, str]]
) -> None:
    assert set(write(assigned, "#afspraak", sender=sender)) == letters
    assert "De klager heeft uw mail wel gekregen" in str(assigned.letter(Letter.NOT_DONE).facts["problems"])
    assert ([line.by_address for line in lines(assigned)], assigned.complaint().state) == ([sender], State.ASSIGNED)


def test_without_a_tag_it_is_an_answer_that_the_complainant_has(assigned: World) -> None:
    assert write(assigned, "Uw klacht") == [(Letter.NOTED, COLLECTOR)]
    assert assigned.answer().facts["complainant_has_it"]
    assert [(line.words.strip(), line.to_state) for line in lines(assigned)] == [(TEXT, State.ASSIGNED)]
    with assigned.store.reading() as session:
        told = milestones(session, session.get_one(Complaint, 1), assigned.rules.house.terms.zone)
    assert told[-1] == (date(2026, 4, 2), Milestone.ANSWERED)


def test_what_a_mail_said_is_told_once(assigned: World) -> None:
    write(assigned, "#afspraak")
    with assigned.store.reading() as session:
        told = milestones(session, session.get_one(Complaint, 1), assigned.rules.house.terms.zone)
    assert [what for _, what in told] == [Milestone.ASSIGNED, Milestone.AGREED]


def test_the_handler_hears_of_what_a_colleague_mailed(assigned: World) -> None:
    assert set(write(assigned, "Uw klacht", sender=CARLA)) == {(Letter.FOLLOW_UP, COLLECTOR), (Letter.NOTED, CARLA)}


UNPROVEN = {"Authentication_Results": ""}


@pytest.mark.parametrize("tags", ["#afspraak", "Uw klacht"])
def test_what_is_not_proven_is_no_own_mail(assigned: World, tags: str) -> None:
    write(assigned, tags, PROMISE, **UNPROVEN)
    assert (lines(assigned), assigned.letters(Letter.UNCONSULTED), assigned.complaint().state) == ([], [], State.ASSIGNED)
    assert assigned.arrival().complaint_id == assigned.complaint().id


def test_it_is_one_once_its_sender_stands_by_it(assigned: World) -> None:
    assert write(assigned, "#afspraak", **UNPROVEN) == [(Letter.IS_IT_YOU, COLLECTOR)]
    asked, held = assigned.answer(), assigned.newest(Held)
    expires_at = assigned.clock.now() + timedelta(days=1)
    token = action_token(
        assigned.keyring, asked.id, Reference(assigned.complaint().reference), COLLECTOR, CONFIRM, str(held.id), expires_at
    )
    told = {"To": str(action_address(DESK, token))} | UNPROVEN
    assigned.order("Ja, deze mail is van mij", complaint=assigned.complaint(), **told)
    complaint = assigned.complaint()
    assert (complaint.state, complaint.confirmation, assigned.letters(Letter.CONFIRMATION)) == (State.AGREED, "by_hand", [])
    assert [line.arrival_id for line in lines(assigned)] == [held.arrival_id]


def test_a_copy_grants_a_stranger_nothing(assigned: World) -> None:
    write(assigned, "#afspraak", Cc=f"{DESK}, {MALLORY}")
    said = mail("#opgelost", sender=MALLORY, subject=f"Re: [{assigned.complaint().reference}] #afspraak", To=COLLECTOR, Cc=DESK)
    assigned.deliver(said)
    assert assigned.complaints()[0].state == State.AGREED
    assert {letter.recipient for letter in assigned.letters() if letter.outside} == {
        ALICE,
        MALLORY,
    }  # each the acknowledgement of their own
    assert len(assigned.complaints()) == 2


def answered(world: World, **fields: str) -> list[tuple[str, str]]:
    """Let Alice answer Bram's own mail to all, as mail programs do."""
    last, message_id = world.newest(LetterOwed).id, str(world.arrival().message_id)
    subject = f"Re: {world.arrival().subject}"
    told = {"To": COLLECTOR, "Cc": DESK, "In_Reply_To": message_id, "Authentication_Results": THEIRS} | fields
    world.deliver(mail("Dank u wel.", subject=subject, **told))
    return since(world, last)


ANSWERED = [
    # id, fields, letters
    ("to-all", {}, []),
    ("to-the-desk-alone", {"To": DESK, "Cc": ""}, [(Letter.FOLLOW_UP, COLLECTOR)]),
    ("not-proven", {"Authentication_Results": ""}, [(Letter.FOLLOW_UP, COLLECTOR)]),
    ("an-answer-to-nothing", {"In_Reply_To": ""}, [(Letter.FOLLOW_UP, COLLECTOR)]),
]


@pytest.mark.parametrize(("fields", "letters"), [pytest.param(*row[1:], id=row[0]) for row in ANSWERED])
def test_the_handler_gets_the_complainants_answer_once(assigned: World, fields: dict[str, str], letters: list[tuple[str, str]]) -> None:
    write(assigned, "#afspraak")
    assert answered(assigned, **fields) == letters
    assert (assigned.complaint().state, assigned.arrival().complaint_id) == (State.AGREED, assigned.complaint().id)


def test_an_answer_about_which_somebody_decides_goes_to_them_all_the_same(assigned: World) -> None:
    write(assigned, "Uw klacht", sender=MANAGER)
    arrange(assigned, state=State.RESOLVED, inquired_at=assigned.clock.now())
    assert answered(assigned, To=MANAGER) == [(Letter.FOLLOW_UP, MANAGER)]


def test_a_tag_that_stays_in_the_subject_is_left_over(assigned: World) -> None:
    write(assigned, "#geenafspraak", "U wilt niet praten. Wij overleggen wat nu kan.")
    assert assigned.complaint().state == State.IMPASSE
    arrange(assigned, state=State.ASSIGNED)
    answered(assigned)
    reply = {"In_Reply_To": str(assigned.arrival().message_id), "Authentication_Results": PROVEN, **TO_ALICE}
    assigned.deliver(mail("Ik bel u morgen.", sender=COLLECTOR, subject=f"Re: {assigned.arrival().subject}", **reply))
    assert (assigned.complaint().state, assigned.answer().facts["left_over"]) == (State.ASSIGNED, ["#geenafspraak"])


def test_links_that_the_complainant_has_seen_do_nothing_any_more(assigned: World) -> None:
    assigned.send()
    work = assigned.letter(Letter.ASSIGNMENT)
    assert (work.links_void_at, work.message_id is None) == (None, False)
    write(assigned, "Uw klacht", In_Reply_To=str(work.message_id))
    assert assigned.letter(Letter.ASSIGNMENT).links_void_at is not None


MO_TOLD, DIRECTOR_TOLD = (Letter.UNCONSULTED, MANAGER), (Letter.UNCONSULTED, DIRECTOR)


def test_an_amount_that_is_promised_already_is_told_at_once(assigned: World) -> None:
    assert set(write(assigned, "#afspraak #bedrag 40", PROMISE)) == {TRANSCRIPT, (Letter.CONSULTATION, DIRECTOR), MO_TOLD}
    assert assigned.complaint().state == State.CONSULTING
    assert assigned.letter(Letter.CONSULTATION).facts["complainant_has_it"]
    told = assigned.letter(Letter.UNCONSULTED).facts
    assert (told["amount"], told["written_by"], told["words"]) == ("€ 40,00", "Bram Smit (Teamleider Incasso)", PROMISE)
    assert "Voer de afspraak pas uit na akkoord." in warned(assigned)


def test_consent_sends_no_second_confirmation(assigned: World) -> None:
    write(assigned, "#afspraak #bedrag 40", PROMISE)
    owed = decide(assigned, "Akkoord")
    assert {(Letter.DECISION, COLLECTOR), COPY} <= set(owed)
    assert (Letter.CONFIRMATION, ALICE) not in owed
    complaint = assigned.complaint()
    assert (complaint.state, complaint.confirmation, complaint.amount_cents) == (State.AGREED, "by_hand", 4000)
    assert assigned.letter(Letter.DECISION).facts["complainant_has_it"]


def test_consent_fulfils_what_was_meant_to_be_resolved(assigned: World) -> None:
    write(assigned, "#afspraak #bedrag 40", PROMISE)
    assigned.order("#opgelost")
    decide(assigned, "Akkoord")
    assert assigned.complaint().state == State.RESOLVED


def test_a_refusal_tells_the_handler_to_put_it_right(assigned: World) -> None:
    write(assigned, "#afspraak #bedrag 40", PROMISE)
    decide(assigned, "Nee\n\nDit is te veel.")
    assert assigned.complaint().state == State.ASSIGNED
    assert all(letter.facts["complainant_has_it"] for letter in assigned.letters(Letter.DECISION))


BY_MANAGER = {(Letter.MONEY_NAMED, MANAGER), (Letter.UNCONSULTED, COLLECTOR), (Letter.FOLLOW_UP, COLLECTOR), DIRECTOR_TOLD}

NAMED = [
    # id, tags, sender, letters
    ("no-tag", "Uw klacht", COLLECTOR, {(Letter.NOTED, COLLECTOR), MO_TOLD, DIRECTOR_TOLD}),
    ("held-back", "#afspraak", COLLECTOR, {(Letter.MONEY_NAMED, COLLECTOR), MO_TOLD, DIRECTOR_TOLD}),
    ("answer", "#antwoord", COLLECTOR, {(Letter.MONEY_NAMED, COLLECTOR), MO_TOLD, DIRECTOR_TOLD}),
    ("not-understood", "#afsprak", COLLECTOR, {(Letter.NOT_DONE, COLLECTOR), MO_TOLD, DIRECTOR_TOLD}),
    ("no-amount", "#afspraak #geenbedrag", COLLECTOR, {TRANSCRIPT, COPY}),
    ("by-the-manager", "#antwoord", MANAGER, BY_MANAGER),
    ("by-the-director", "Uw klacht", DIRECTOR, {(Letter.NOTED, DIRECTOR), (Letter.FOLLOW_UP, COLLECTOR)}),
]  # fmt: skip


@pytest.mark.parametrize(("tags", "sender", "letters"), [pytest.param(*row[1:], id=row[0]) for row in NAMED])
def test_money_in_it_is_told_at_once_since_nothing_can_hold_it_back(
    assigned: World, tags: str, sender: str, letters: set[tuple[str, str]]
) -> None:
    assert set(write(assigned, tags, PROMISE, sender=sender)) == letters


@pytest.mark.parametrize(("said", "state"), [("#bedrag 40", State.CONSULTING), ("#geenbedrag", State.AGREED)])
def test_the_answer_to_the_question_about_money_knows_that_the_complainant_has_it(assigned: World, said: str, state: State) -> None:
    write(assigned, "#afspraak", PROMISE)
    assert assigned.letter(Letter.MONEY_NAMED).facts["complainant_has_it"]
    told = len(assigned.letters(Letter.UNCONSULTED))
    assigned.order(said)
    assert (assigned.complaint().state, assigned.letters(Letter.CONFIRMATION)) == (state, [])
    assert len(assigned.letters(Letter.UNCONSULTED)) == told


def test_from_a_second_address_of_theirs_it_is_theirs(assigned: World) -> None:
    two = Person(PEOPLE.everybody[1].role, "Bram Smit", (COLLECTOR, "bram@voorbeeld.nl"))
    assigned.settle(people=People(tuple(two if one.role is two.role else one for one in PEOPLE.everybody)))
    assert set(write(assigned, "#afspraak", sender="bram@voorbeeld.nl")) == {(Letter.TRANSCRIPT, "bram@voorbeeld.nl"), COPY}


def test_the_same_mail_sent_twice_is_one_step(assigned: World) -> None:
    write(assigned, "#afspraak")
    assert write(assigned, "#afspraak") == [(Letter.TRANSCRIPT, COLLECTOR)]
    assert assigned.answer().facts["done_before"]
