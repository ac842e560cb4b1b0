"""A text that names money goes nowhere until its writer says: with an amount, or without. Source: docs/procedure.md, The money gate."""

from datetime import timedelta

import pytest

from tracker.model import Letter, Role
from tracker.people import People, Person
from tracker.records import Held
from world import ALICE, COLLECTOR, DOMAIN, MANAGER, PEOPLE, World, mail

PROMISE = "Wij schelden u de rente kwijt."


def order(world: World, tags: str, text: str = "", sender: str = COLLECTOR) -> None:
    """Let an employee mail about the first complaint."""
    proven = f"mx.voorbeeld.nl; dmarc=pass header.from={DOMAIN}"
    world.deliver(mail(text, sender=sender, subject=f"{tags} [KL-2026-00001]", Authentication_Results=proven))


def ends(world: World) -> list[str | None]:
    return [row.end for row in world.rows(Held)]


@pytest.fixture
def held(world: World) -> World:
    """Bram agreed on something that names money, and is asked about it."""
    world.deliver(mail(sender=ALICE))
    order(world, "#toewijzen Teamleider Incasso", sender=MANAGER)
    order(world, "#afspraak", PROMISE)
    return world


def test_it_is_held_back_and_its_writer_asked(held: World) -> None:
    question = held.letter(Letter.MONEY_NAMED)
    assert (question.recipient, question.facts["words"]) == (COLLECTOR, PROMISE)
    assert "schelden u de rente kwijt" in " ".join(question.facts["named"])
    assert {one["event"] for one in question.facts["offers"]} == {"amount", "no_amount"}
    assert (held.complaint().state, held.complaint().agreement, held.letters(Letter.CONFIRMATION)) == ("assigned", None, [])
    assert ends(held) == [None]


def test_without_an_amount_it_goes_out_as_it_was(held: World) -> None:
    held.clock.advance(timedelta(days=3))
    order(held, "#geenbedrag")
    assert (held.complaint().state, held.complaint().agreement) == ("agreed", PROMISE)
    assert held.letter(Letter.CONFIRMATION).recipient == ALICE
    assert ends(held) == ["answered"]


def test_with_an_amount_the_managing_director_is_consulted(held: World) -> None:
    order(held, "#bedrag 125,50")
    complaint = held.complaint()
    assert (complaint.state, complaint.proposal, complaint.proposal_cents) == ("consulting", PROMISE, 12550)
    assert (held.letters(Letter.CONFIRMATION), ends(held)) == ([], ["answered"])


def test_a_dry_run_of_the_answer_leaves_it_waiting(held: World) -> None:
    order(held, "#proef #geenbedrag")
    assert (held.complaint().state, ends(held)) == ("assigned", [None])


def test_a_newer_text_takes_its_place(held: World) -> None:
    order(held, "#afspraak", "U krijgt 10 euro terug.")
    order(held, "#geenbedrag")
    assert (held.complaint().agreement, ends(held)) == ("U krijgt 10 euro terug.", ["overtaken", "answered"])


def test_what_the_complaint_left_behind_is_not_sent_any_more(held: World) -> None:
    order(held, "#geenafspraak", "De klager wil niet.")
    order(held, "#geenbedrag")
    assert (held.complaint().state, ends(held)) == ("impasse", ["overtaken"])
    assert (len(held.letters(Letter.NOT_DONE)), held.letters(Letter.CONFIRMATION)) == (1, [])


def test_who_says_so_at_once_is_not_asked(held: World) -> None:
    order(held, "#afspraak #geenbedrag", PROMISE)
    assert (held.complaint().state, ends(held)) == ("agreed", ["overtaken"])


def test_an_answer_to_the_complainant_waits_as_well(held: World) -> None:
    order(held, "#antwoord", "De korting is al verwerkt.")
    assert held.letters(Letter.ANSWER) == []
    order(held, "#geenbedrag")
    assert held.letter(Letter.ANSWER).recipient == ALICE


def test_what_the_settings_no_longer_allow_is_said_and_goes_on_waiting(world: World) -> None:
    world.deliver(mail(sender=ALICE))
    order(world, "#toewijzen Teamleider Incasso", sender=MANAGER)
    order(world, "#afspraak #klager alice@werk.example", PROMISE)
    assert ends(world) == [None]
    new = Person(Role.FRONT_DESK, "Alice", ("alice@werk.example",))
    world.settle(people=People((*PEOPLE.everybody, new)))
    order(world, "#geenbedrag")
    assert "Dit is een adres van onszelf." in world.letter(Letter.NOT_DONE).facts["problems"][0]
    assert (world.complaint().state, ends(world)) == ("assigned", [None])


def test_words_of_the_settings_replace_ours(world: World) -> None:
    world.settle(money_words=("boeket",))
    world.deliver(mail(sender=ALICE))
    order(world, "#toewijzen Teamleider Incasso", sender=MANAGER)
    order(world, "#afspraak", "Wij sturen u twee boeketten.")
    assert (world.complaint().state, ends(world)) == ("assigned", [None])
    order(world, "#afspraak", "Wij geven u korting.")
    assert world.complaint().state == "agreed"
