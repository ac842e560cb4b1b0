"""What removal waits for, what ends each wait, and what staff and the administrator read of it.

Source: docs/procedure.md, Removal, and States and events.
"""

from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from outbound.courier import Postponed
from tracker.agenda import run_due
from tracker.clocks import clocks_of
from tracker.facts import Facts
from tracker.model import Language, Letter, Reference, State
from tracker.reads import note_read
from tracker.records import Arrival, Complaint, Mailbox
from tracker.removal.due import remove_due
from tracker.removal.waits import WAITS, first_wait, for_somebody_to_end, waits_in_dutch
from tracker.removal_records import RemovedReference
from tracker.rules import Patience
from tracker.telling.leaving import reasons_to_stay
from world import ALICE, COMPOSER, HOUR, MANAGER, PROVEN, World, bounce, mail

GRACE = timedelta(hours=72)
WITHDRAWN, VERIFIED = "Mevrouw belde: het hoeft niet meer.", "Zelf nagebeld op 2 april."
CALL = "Naam: Truus Wolters\nAdres: Lindelaan 4, 3511 AB Utrecht\n\nMevrouw belde: zij krijgt post voor haar overleden man.\n"


def manager(world: World, tags: str, text: str = "") -> str:
    """Let Manager Operations write about the complaint; return what they are answered."""
    world.order(tags, text, sender=MANAGER)
    answer = world.answer()
    return " ".join(COMPOSER.text(Letter(answer.letter), Language.DUTCH, answer.facts).split())


def close(world: World) -> World:
    """Close Alice's complaint, and let her have the letter that says so."""
    manager(world, "#ingetrokken", WITHDRAWN)
    manager(world, "#tevreden", VERIFIED)
    return later(world, minutes=6)


def later(world: World, **time: float) -> World:
    """Let time pass, and letters be sent."""
    world.clock.advance(timedelta(**time))
    world.send()
    return world


def remove(world: World) -> list[str]:
    """Let removal look at what is due; return the references that have left the register so far."""
    remove_due(world.store, world.rules.house, world.clock.now())
    return [row.reference for row in world.rows(RemovedReference)]


def reasons(world: World) -> list[str]:
    with world.store.reading() as session:
        complaint = session.get_one(Complaint, 1)
        return reasons_to_stay(session, world.rules.house, complaint, world.clock.now())


def leaves(world: World) -> str:
    """Return on which day the complaint leaves the register, and why."""
    with world.store.reading() as session:
        clock = clocks_of(session, world.rules.house, session.get_one(Complaint, 1)).removal
        return clock.why(Language.DUTCH) if clock else ""


@pytest.fixture
def closed(world: World) -> World:
    """Alice's complaint was withdrawn and closed on Thursday 2 April, and she has the letter."""
    world.deliver(mail(sender=ALICE))
    world.send()
    return close(world)


def test_it_goes_on_its_day_and_not_before(closed: World) -> None:
    assert (remove(closed), leaves(closed)) == ([], "uiterlijk zondag 5 april 2026: 72 uur na sluiting op donderdag 2 april")
    later(closed, hours=71)
    assert (remove(closed), reasons(closed)) == ([], ["the day of removal has not come"])
    later(closed, hours=1)
    assert remove(closed) == ["KL-2026-00001"]


def test_every_reason_holds_alone_and_is_told() -> None:
    passed: dict[str, Any] = {"order_waits": False, "just_changed": False, "mailbox_read": True, "closing_settled": True}
    free = Facts(Reference("KL-2026-00001"), State.CLOSED, paper_waits=False, **passed)
    against: dict[str, Any] = {
        "removal_stopped": True, "kept": True, "data_request": True, "paper_waits": True, "closing_settled": False, "grace_over": False,
        "order_waits": True, "just_changed": True, "mailbox_read": False,
    }  # fmt: skip
    assert first_wait(free) is None
    told = [first_wait(replace(free, **{name: value})) for name, value in against.items()]
    assert told == [wait.english for wait in WAITS]
    assert against.keys() <= {one.name for one in fields(Facts)}


def test_before_the_day_only_what_somebody_must_end_is_told() -> None:
    facts = Facts(Reference("KL-2026-00001"), State.CLOSED, kept=True, grace_over=False, paper_waits=False)
    assert waits_in_dutch(facts) == for_somebody_to_end(facts) == ["die wordt bewaard, tot #vrijgeven"]
    assert len(waits_in_dutch(replace(facts, grace_over=True))) == len(WAITS) - 4


KEEPING = [
    ("#bewaren", "Er loopt een rechtszaak.", "a legal hold keeps it", "die wordt bewaard, tot #vrijgeven"),
    ("#avg", "Mevrouw vraagt om inzage.", "a request under the AVG", "een verzoek over persoonsgegevens is nog niet beantwoord"),
]


@pytest.mark.parametrize(("tag", "text", "english", "dutch"), KEEPING)
def test_what_is_kept_stays_until_it_is_released(closed: World, tag: str, text: str, english: str, dutch: str) -> None:
    had = len(closed.courier.carried)
    answer = manager(closed, tag, text)
    assert f"Maar eerst: {dutch}" in answer
    assert "Onze brief aan de klager noemt zondag 5 april 2026 als dag van verwijderen." in answer
    later(closed, hours=100)
    assert (remove(closed), [why[: len(english)] for why in reasons(closed)]) == ([], [english])
    assert f"De klacht blijft nog in de registratie: {dutch}" in manager(closed, "#status")
    assert "De klacht verlaat nu de registratie." in manager(closed, "#vrijgeven")
    assert (remove(closed), reasons(closed)) == ([], ["the last step can still be called back for some minutes"])
    later(closed, minutes=6)
    assert remove(closed) == ["KL-2026-00001"]
    assert {envelope.recipient for envelope in closed.courier.carried[had:]} == {MANAGER}


def test_a_legal_hold_that_an_employee_was_asked_to_confirm_is_waited_for(closed: World) -> None:
    later(closed, hours=71)
    closed.order("#bewaren", "Er loopt een rechtszaak.", sender=MANAGER, Authentication_Results="")
    assert [letter.letter for letter in closed.letters()][-1] == Letter.IS_IT_YOU
    later(closed, hours=10)
    assert (remove(closed), reasons(closed)[0][:24]) == ([], "an employee was asked wh")
    later(closed, days=14)
    with closed.store.unit() as session:
        run_due(session, closed.rules.house, closed.clock.now())
    assert remove(closed) == ["KL-2026-00001"]


def test_so_is_one_about_what_became_part_of_it_meanwhile(world: World) -> None:
    for number in range(2):
        world.deliver(mail(sender=ALICE, subject=f"Klacht {number}"))
    first, second = world.complaints()
    world.order("#bewaren", "Er loopt een rechtszaak.", sender=MANAGER, complaint=second, Authentication_Results="")
    world.order(f"#samenvoegen {first.reference}", sender=MANAGER, complaint=second)
    for tags, text in (("#ingetrokken", WITHDRAWN), ("#tevreden", VERIFIED)):
        world.order(tags, text, sender=MANAGER, complaint=first)
    later(world, minutes=6)
    later(world, hours=80)
    assert (remove(world), reasons(world)[0][:24]) == ([], "an employee was asked wh")


def test_what_the_complainant_writes_after_closing_stops_it_until_somebody_decides(closed: World) -> None:
    closed.deliver(mail("Toch niet.", sender=ALICE, subject="Re: [KL-2026-00001]"))
    later(closed, hours=80)
    assert (remove(closed), len(reasons(closed))) == ([], 1)
    manager(closed, "#tevreden", "Nagebeld: het was een vergissing.")
    later(closed, minutes=6)
    assert closed.letters(Letter.CLOSING)[-1].facts["removal_date"] == "2026-04-08"
    later(closed, hours=71)
    assert remove(closed) == []
    later(closed, hours=1)
    assert remove(closed) == ["KL-2026-00001"]


def test_a_machine_that_answers_the_letter_stops_nothing(closed: World) -> None:
    letter = closed.letter(Letter.CLOSING)
    closed.deliver(mail("Ik ben er niet.", sender=ALICE, Auto_Submitted="auto-replied", In_Reply_To=str(letter.message_id)))
    later(closed, hours=72)
    assert remove(closed) == ["KL-2026-00001"]


def test_it_waits_for_the_closing_letter(world: World) -> None:
    world.deliver(mail(sender=ALICE))
    world.send()
    world.courier.faults = [Postponed("away")] * 9
    close(world)
    world.clock.advance(GRACE)
    assert (remove(world), reasons(world)) == ([], ["the closing letter is still under way, or another letter to the complainant"])
    world.courier.faults = []
    later(world, hours=5)
    assert remove(world) == ["KL-2026-00001"]


def test_without_grace_it_goes_once_the_letter_went(world: World) -> None:
    world.settle(patience=Patience(grace=timedelta(0)))
    world.deliver(mail(sender=ALICE))
    manager(world, "#ingetrokken", WITHDRAWN)
    manager(world, "#tevreden", VERIFIED)
    assert remove(world) == []
    assert manager(world, "#herstel")
    assert manager(world, "#tevreden", VERIFIED)
    later(world, minutes=6)
    assert remove(world) == ["KL-2026-00001"]


SILENT = [("#spam", ""), ("#geenklacht", "Het is een vraag over de rente.")]


@pytest.mark.parametrize(("tag", "text"), SILENT)
def test_without_grace_it_waits_while_the_step_can_be_called_back(world: World, tag: str, text: str) -> None:
    world.settle(patience=Patience(grace=timedelta(0)))
    world.deliver(mail(sender=ALICE))
    manager(world, tag, text)
    assert remove(world) == []
    later(world, minutes=6)
    assert remove(world) == ["KL-2026-00001"]


# on paper


@pytest.fixture
def phoned(world: World) -> World:
    """Truus Wolters phoned, and has no mail address; her complaint was withdrawn and closed."""
    world.deliver(mail(CALL, sender=MANAGER, subject="#nieuw", Authentication_Results=PROVEN))
    manager(world, "#bevestigd ontvangst", "per post op 2 april")
    return close(world)


def test_a_letter_on_paper_names_a_day_with_time_for_the_post_and_holds_removal_until_it_was_given(phoned: World) -> None:
    (letter,) = phoned.letters(Letter.TO_PRINT)
    assert letter.facts["ready_letter"]["facts"]["removal_date"] == "2026-04-12"
    assert leaves(phoned) == "uiterlijk zondag 12 april 2026: 72 uur, en 7 dagen voor de post, na sluiting op donderdag 2 april 2026"
    later(phoned, days=20)
    assert (remove(phoned), reasons(phoned)) == ([], ["a letter to the complainant waits to be printed and given, until #bevestigd"])
    manager(phoned, "#bevestigd", "per post op 22 april")
    assert "na de brief op papier, op woensdag 22 april" in leaves(phoned)
    later(phoned, days=9, hours=23)
    assert (remove(phoned), reasons(phoned)) == ([], ["the day of removal has not come"])
    later(phoned, hours=1)
    assert remove(phoned) == ["KL-2026-00001"]


def test_taken_back_it_was_not_given_and_the_first_day_stands(phoned: World) -> None:
    day = leaves(phoned)
    later(phoned, days=1)
    manager(phoned, "#bevestigd", "per post op 3 april")
    assert leaves(phoned) != day
    manager(phoned, "#herstel")
    assert (leaves(phoned), reasons(phoned)[0]) == (day, "a letter to the complainant waits to be printed and given, until #bevestigd")


def test_a_letter_that_comes_back_is_printed_with_a_later_day(closed: World) -> None:
    letter = closed.letter(Letter.CLOSING)
    sender = closed.courier.carried[-1].sender
    assert closed.courier.carried[-1].recipient == ALICE
    later(closed, hours=60)
    closed.deliver(bounce(sender))
    (printed,) = closed.letters(Letter.TO_PRINT)
    assert (letter.facts["removal_date"], printed.facts["ready_letter"]["facts"]["removal_date"]) == ("2026-04-05", "2026-04-14")
    assert "na de brief die terugkwam op zaterdag 4 april" in leaves(closed)


def test_nobody_waits_for_a_letter_to_somebody_unknown(world: World) -> None:
    entry = "Iemand aan de balie klaagt over de kosten, en wil niet zeggen wie hij is."
    world.deliver(mail(entry, sender=MANAGER, subject="#nieuw", Authentication_Results=PROVEN))
    manager(world, "#bevestigd ontvangst", "Aan niemand.")
    close(world)
    assert leaves(world) == "uiterlijk zondag 5 april 2026: 72 uur na sluiting op donderdag 2 april"
    later(world, hours=72)
    assert remove(world) == ["KL-2026-00001"]


# other ends


def test_an_appeal_is_kept_its_year_whatever_follows(world: World) -> None:
    world.deliver(mail(sender=ALICE))
    manager(world, "#toewijzen Teamleider Incasso")
    manager(world, "#beroep", "Wij vinden de klacht ongegrond.")
    manager(world, "#afsluiten", "Kifid gaf ons gelijk.")
    assert leaves(world) == "uiterlijk vrijdag 2 april 2027: 12 maanden na sluiting op donderdag 2 april 2026"
    later(world, minutes=6)
    world.deliver(mail("Ik leg mij erbij neer.", sender=ALICE, subject="Re: [KL-2026-00001]"))
    manager(world, "#tevreden", VERIFIED)
    assert leaves(world).startswith("uiterlijk vrijdag 2 april 2027: 12 maanden")


def test_what_was_merged_goes_with_the_other(world: World) -> None:
    world.deliver(mail(sender=ALICE))
    world.deliver(mail("En nog iets.", sender=ALICE, subject="Tweede klacht"))
    first, second = world.complaints()
    world.order(f"#samenvoegen {first.reference}", sender=MANAGER, complaint=second)
    later(world, days=40)
    assert (remove(world), leaves(world)) == ([], "")
    for tags, text in (("#ingetrokken", WITHDRAWN), ("#tevreden", VERIFIED)):
        world.order(tags, text, sender=MANAGER, complaint=first)
    later(world, minutes=6)
    later(world, hours=72)
    assert remove(world) == [first.reference, second.reference]


# the mailbox


@pytest.fixture
def watched(closed: World) -> World:
    """The day of removal of Alice's complaint has come, and its mailbox is watched."""
    with closed.store.unit() as session:
        session.add(Mailbox(name="klachten", first_started_at=closed.clock.now(), backlog_uidvalidity=1, backlog_last_uid=0))
    return later(closed, hours=73)


UNREAD = "a mailbox was not read to the end since the day of removal, or a mail in it is not handled yet"


def read_at(world: World, at: datetime) -> None:
    with world.store.unit() as session:
        note_read(session, "klachten", at)


def test_it_waits_until_the_mailbox_was_read_since_its_day(watched: World) -> None:
    assert (remove(watched), reasons(watched)) == ([], [UNREAD])
    read_at(watched, watched.clock.now() - 2 * HOUR)
    assert remove(watched) == []
    read_at(watched, watched.clock.now())
    assert remove(watched) == ["KL-2026-00001"]


def test_it_waits_for_each_mailbox_to_which_the_complainant_may_have_written(watched: World) -> None:
    started = {"first_started_at": watched.clock.now(), "backlog_uidvalidity": 1, "backlog_last_uid": 0}
    with watched.store.unit() as session:
        session.add(Mailbox(name="info", last_reached_at=watched.clock.now() - 2 * HOUR, **started))
    read_at(watched, watched.clock.now())
    assert (remove(watched), reasons(watched)) == ([], [UNREAD])
    watched.settle(mailboxes=frozenset({"klachten"}))
    assert remove(watched) == ["KL-2026-00001"]


def test_it_waits_for_a_mail_that_is_kept_and_not_handled(watched: World) -> None:
    waits = watched.keep(mail("Ik ben het er niet mee eens.", sender=ALICE))
    read_at(watched, watched.clock.now())
    assert (remove(watched), reasons(watched)) == ([], [UNREAD])
    _reached(watched, waits, timedelta(minutes=9))  # by the mail server's clock, which is fast
    assert remove(watched) == []
    _reached(watched, waits, HOUR)
    assert remove(watched) == ["KL-2026-00001"]


def _reached(world: World, arrival_id: int, later: timedelta) -> None:
    with world.store.unit() as session:
        session.execute(update(Arrival).where(Arrival.id == arrival_id).values(received_at=world.clock.now() + later))


def test_a_restored_register_is_compared_first(watched: World) -> None:
    read_at(watched, watched.clock.now())
    with watched.store.unit() as session:
        session.execute(update(Mailbox).values(compare_since=watched.clock.now()))
    assert remove(watched) == []


def test_a_mailbox_that_nobody_watches_any_more_holds_up_nothing(watched: World) -> None:
    watched.settle(mailboxes=frozenset({"klachten"}))
    assert remove(watched) == []
    watched.settle(mailboxes=frozenset({"andere"}))
    assert remove(watched) == ["KL-2026-00001"]
