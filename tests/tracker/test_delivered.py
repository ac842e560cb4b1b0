"""What becomes of a confirmation, as its handler lives it: it arrives, it bounces, it is replaced; what was meant to follow, follows."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes

import pytest

from outbound.courier import Undeliverable
from outbound.verp import envelope_sender
from tracker.model import Letter
from tracker.records import Complaint, Held, LetterOwed
from world import ALICE, COLLECTOR, DESK, DIRECTOR, DOMAIN, MANAGER, World, bounce, mail

AGREED = "Wij sturen u vóór vrijdag de stukken."
ACCEPTED, FAILED = ("confirmation_accepted", "system"), ("confirmation_failed", "system")


def order(world: World, tags: str, text: str = AGREED, sender: str = COLLECTOR) -> None:
    """Let an employee mail about the first complaint."""
    proven = f"mx.voorbeeld.nl; dmarc=pass header.from={DOMAIN}"
    world.deliver(mail(text, sender=sender, subject=f"{tags} [KL-2026-00001]", Authentication_Results=proven))


def sent(world: World, minutes: int = 6) -> None:
    """Let what is due go, once the time to call it back is over."""
    world.clock.advance(timedelta(minutes=minutes))
    world.send()


def returned(world: World, letter: LetterOwed) -> None:
    world.deliver(bounce(envelope_sender("verp", DESK, world.keyring, letter.id)))


def decide(world: World, text: str) -> None:
    """Let the managing director answer the consultation that was sent, at the address that it names."""
    raw = next(one.raw for one in reversed(world.courier.carried) if one.recipient == DIRECTOR)
    asked = message_from_bytes(raw)
    proven = f"mx.voorbeeld.nl; dmarc=pass header.from={DOMAIN}"
    replied = {"To": str(asked["Reply-To"]), "In_Reply_To": str(asked["Message-ID"]), "Authentication_Results": proven}
    world.deliver(mail(text, sender=DIRECTOR, subject=f"Re: {asked['Subject']}", **replied))


@pytest.fixture
def assigned(world: World) -> World:
    """Alice's complaint, acknowledged, is in Bram's hands."""
    world.deliver(mail(sender=ALICE))
    order(world, "#toewijzen Teamleider Incasso", "", MANAGER)
    sent(world)
    assert world.complaint().state == "assigned"
    return world


def test_an_accepted_confirmation_stands_in_the_journal_and_moves_nothing_by_itself(assigned: World) -> None:
    order(assigned, "#afspraak")
    assert assigned.complaint().confirmation == "owed"
    sent(assigned)
    assert (assigned.complaint().state, assigned.complaint().confirmation) == ("agreed", "accepted")
    assert assigned.journal()[-1] == ACCEPTED
    assert assigned.letters(Letter.VERIFICATION) == []


def test_what_was_meant_to_be_resolved_is_resolved_when_the_confirmation_arrives(assigned: World) -> None:
    order(assigned, "#afspraak #opgelost gegrond")
    assert assigned.complaint().state == "agreed"
    sent(assigned)
    complaint = assigned.complaint()
    assert (complaint.state, complaint.finding, complaint.outcome) == ("resolved", "upheld", "resolve")
    assert assigned.journal()[-2:] == [ACCEPTED, ("resolve", "system")]
    verification = assigned.letter(Letter.VERIFICATION)
    assert (verification.recipient, "Bram Smit" in verification.facts["resolved_by"]) == (MANAGER, True)
    assert [row.end for row in assigned.rows(Held)] == ["answered"]


def test_an_intention_waits_through_the_consultation(assigned: World) -> None:
    order(assigned, "#afspraak #bedrag 125,00")
    order(assigned, "#opgelost", "Alles is nu klaar.")
    sent(assigned)
    assert assigned.complaint().state == "consulting"
    decide(assigned, "Akkoord.")
    sent(assigned)
    assert assigned.complaint().state == "resolved"
    assert assigned.letter(Letter.VERIFICATION).facts["words"] == "Alles is nu klaar."


def test_the_directors_refusal_ends_the_intention_and_the_decision_says_so(assigned: World) -> None:
    order(assigned, "#afspraak #bedrag 125,00")
    order(assigned, "#opgelost", "")
    sent(assigned)
    decide(assigned, "Niet akkoord. Dit is te veel.")
    assert assigned.complaint().state == "assigned"
    assert [row.end for row in assigned.rows(Held)] == ["overtaken"]
    assert [letter.facts["intention_ended"] for letter in assigned.letters(Letter.DECISION)] == [True, True]
    sent(assigned)
    assert assigned.complaint().state == "assigned"


def test_a_confirmation_given_another_way_fulfils_the_intention(assigned: World) -> None:
    order(assigned, "#afspraak #opgelost")
    order(assigned, "#bevestigd afspraak per post 8 april", "")
    assert (assigned.complaint().state, assigned.complaint().confirmation) == ("resolved", "by_hand")
    sent(assigned)
    assert assigned.complaint().confirmation == "by_hand"
    assert ACCEPTED not in assigned.journal()


def test_an_intention_taken_back_leaves_the_agreement(assigned: World) -> None:
    order(assigned, "#afspraak")
    order(assigned, "#opgelost", "")
    for _ in range(2):  # the second finds nothing to take back
        order(assigned, "#herstel", "")
    assert (assigned.complaint().state, [row.end for row in assigned.rows(Held)]) == ("agreed", ["overtaken"])
    assert len(assigned.letters(Letter.NOT_DONE)) == 1
    sent(assigned)
    assert (assigned.complaint().state, assigned.complaint().confirmation) == ("agreed", "accepted")


def refused(world: World) -> None:
    world.send()
    world.courier.faults = [Undeliverable("rcpt_refused", code=550)]
    sent(world)


def bounced(world: World) -> None:
    sent(world)
    returned(world, world.letters(Letter.CONFIRMATION)[-1])


FATES = [
    ("refused", refused, "weigerde", []),
    ("bounced", bounced, "onbestelbaar", [ACCEPTED]),
]


@pytest.mark.parametrize(("happens", "why", "earlier"), [pytest.param(*row[1:], id=row[0]) for row in FATES])
def test_a_confirmation_that_fails_goes_to_the_manager_ready_to_send(
    assigned: World, happens: Callable[[World], None], why: str, earlier: list[tuple[str, str]]
) -> None:
    order(assigned, "#afspraak")
    before = len(assigned.journal())
    happens(assigned)
    assert (assigned.complaint().state, assigned.complaint().confirmation) == ("agreed", "failed")
    assert assigned.journal()[before:] == [*earlier, FAILED]
    letter = assigned.letter(Letter.UNCONFIRMED)
    assert (letter.recipient, letter.facts["recipient"], why in letter.facts["failed_why"]) == (MANAGER, ALICE, True)
    assert assigned.alarms() == []


def test_a_confirmation_that_failed_leaves_the_intention_waiting(assigned: World) -> None:
    order(assigned, "#afspraak #opgelost")
    refused(assigned)
    assert (assigned.complaint().state, [row.end for row in assigned.rows(Held)]) == ("agreed", [None])


def test_of_two_confirmations_only_the_newest_counts(assigned: World) -> None:
    order(assigned, "#afspraak")
    sent(assigned)
    order(assigned, "#afspraak", "Wij bellen u elke week.")
    first, second = assigned.letters(Letter.CONFIRMATION)
    returned(assigned, first)
    assert (assigned.complaint().confirmation, assigned.letters(Letter.UNCONFIRMED), assigned.alarms()) == ("owed", [], [])
    sent(assigned)
    assert assigned.complaint().confirmation == "accepted"
    returned(assigned, second)
    assert (assigned.complaint().confirmation, assigned.journal()[-1]) == ("failed", FAILED)


def test_a_confirmation_that_was_replaced_in_time_never_goes_and_the_newer_one_counts(assigned: World) -> None:
    order(assigned, "#afspraak #opgelost")
    assigned.clock.advance(timedelta(minutes=4))
    order(assigned, "#afspraak #opgelost", "Wij bellen u elke week.")
    sent(assigned, minutes=2)
    assert [bool(one.accepted_at) for one in assigned.letters(Letter.CONFIRMATION)] == [False, False], "the first was replaced"
    assert (assigned.complaint().state, assigned.complaint().confirmation) == ("agreed", "owed")
    sent(assigned)
    assert (assigned.complaint().state, assigned.complaint().confirmation) == ("resolved", "accepted")


def test_what_an_accepted_confirmation_meant_stands_after_a_newer_one_was_called_back(assigned: World) -> None:
    order(assigned, "#afspraak")
    sent(assigned)
    order(assigned, "#afspraak", "Wij bellen u elke week.")
    order(assigned, "#herstel", "")
    assert assigned.complaint().confirmation == "accepted"
    returned(assigned, assigned.letters(Letter.CONFIRMATION)[0])
    assert assigned.complaint().confirmation == "failed"


@pytest.mark.parametrize("arrives", [True, False])
def test_what_became_of_a_confirmation_meanwhile_counts_once_the_newer_agreement_is_taken_back(assigned: World, *, arrives: bool) -> None:
    order(assigned, "#afspraak")
    sent(assigned)
    first = assigned.letter(Letter.CONFIRMATION)
    with assigned.store.unit() as session:  # its server has not said yet what becomes of it
        session.get_one(LetterOwed, first.id).accepted_at = None
        session.get_one(Complaint, 1).confirmation = "owed"
    order(assigned, "#afspraak", "Wij sturen u morgen al de stukken.")
    with assigned.store.unit() as session:
        letter = session.get_one(LetterOwed, first.id)
        letter.accepted_at = assigned.clock.now() if arrives else None
        letter.parked_at, letter.parked_because = (None, None) if arrives else (assigned.clock.now(), "refused")
    order(assigned, "#herstel", "")
    assert (assigned.complaint().agreement, assigned.complaint().confirmation) == (AGREED, "accepted" if arrives else "failed")
    assert len(assigned.letters(Letter.UNCONFIRMED)) == (0 if arrives else 1)


def test_an_intention_that_a_new_agreement_ended_waits_again_once_that_is_taken_back(assigned: World) -> None:
    order(assigned, "#afspraak")
    order(assigned, "#opgelost", "Alles is klaar.")
    assigned.clock.advance(timedelta(minutes=1))
    order(assigned, "#afspraak", "Wij sturen u morgen al de stukken.")
    assert [held.end for held in assigned.rows(Held)] == ["overtaken"]
    assigned.clock.advance(timedelta(minutes=1))
    order(assigned, "#herstel", "")
    assert [held.end for held in assigned.rows(Held)] == [None]
    sent(assigned)
    assert (assigned.complaint().state, assigned.complaint().agreement) == ("resolved", AGREED)


def test_after_a_reopening_the_old_confirmation_is_nobodys_any_more(assigned: World) -> None:
    order(assigned, "#afspraak #opgelost")
    sent(assigned)
    order(assigned, "#ontevreden", "De stukken kwamen niet.", MANAGER)
    assert assigned.complaint().state == "reopened"
    returned(assigned, assigned.letter(Letter.CONFIRMATION))
    assert (assigned.complaint().confirmation, assigned.letters(Letter.UNCONFIRMED)) == (None, [])
