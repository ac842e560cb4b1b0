"""A complaint leaves the register between real doors; what people still hold of it in their own mailboxes does nothing.

Source: docs/procedure.md, Removal; docs/mail-rules.md, D8 and D10.
"""

from contextlib import suppress
from datetime import timedelta

from sqlalchemy import select

from klachten import wiring
from scene.cast import DESK, House
from tracker.records import Arrival, Complaint
from tracker.removal.rounds import go_round
from world import bounce

GRACE = timedelta(hours=72)


def removal(house: House) -> int:
    """Let removal go its round, as the daemon does; return how many complaints left the register by it."""
    rules, ledger = wiring.house_rules(house.settings), wiring.ledger(house.settings)
    return go_round(house.store, rules, ledger, house.clock.now())


def complaints(house: House) -> list[str]:
    with house.store.reading() as session:
        return list(session.scalars(select(Complaint.reference).order_by(Complaint.id)))


def kept_mails(house: House) -> list[bytes]:
    """Return all mail that lies in any folder of the service's own mailbox."""
    found: list[bytes] = []
    for folder in house.servers.folders(DESK):
        with suppress(KeyError):  # a level of names that holds folders and no mail
            found += house.servers.mails(DESK, folder)
    return found


def test_it_is_gone_from_register_and_mailbox_and_what_people_still_hold_does_nothing(house: House) -> None:
    reference = house.resolved()
    house.anna.order("#vraagklager")
    yes, old = house.alice.newest("opgelost").link(f"JA [{reference}]"), house.anna.newest("Navragen").link("#tevreden")
    house.anna.order("#tevreden", "Zelf nagebeld op 2 april.")
    closing = house.alice.newest("sluiten")
    assert "Op zondag 5 april 2026 verwijderen wij uw klacht." in " ".join(closing.text.split())
    sender = next(copy.sender for copy in house.servers.accepted if copy.raw in closing.raw)

    house.clock.advance(GRACE)
    assert removal(house) == 0, "nobody has read the mailbox since the day of removal"
    house.work()
    assert removal(house) == 1
    house.work()
    assert (complaints(house), kept_mails(house)) == ([], [])

    gone = f"{reference} is op zondag 5 april 2026 uit de registratie verwijderd."
    assert gone in house.anna.follow(old).text
    assert gone in house.bram.order("#status").text
    house.servers.deliver(sender, bounce(sender))
    house.work()
    assert complaints(house) == []

    new = house.alice.send(house.alice.mail(yes.subject, "JA", to=yes.to))[-1]
    (record,) = complaints(house)
    assert (record in new.subject, reference in new.message.as_string()) == (True, False)
    told = " ".join(house.anna.newest("Toewijzen").text.split())
    assert f"De mail noemt {reference}. Die klacht is op zondag 5 april 2026 uit de registratie verwijderd." in told


def test_what_the_complainant_answered_while_the_service_was_down_comes_before_removal(house: House) -> None:
    house.complain()
    house.anna.order("#ingetrokken", "Zij belde: het hoeft niet meer.")
    house.anna.order("#tevreden", "Zelf nagebeld op 2 april.")
    house.clock.advance(GRACE - timedelta(hours=1))
    answer = house.alice.mail(f"Re: {house.alice.newest('sluiten').subject}", "Ik wil toch verder met mijn klacht.")
    house.servers.deliver(DESK, answer.as_bytes(), house.clock.now())
    house.clock.advance(timedelta(days=3))
    assert removal(house) == 0
    house.work()
    assert removal(house) == 0
    assert "blijft in de registratie tot u beslist" in " ".join(house.anna.newest("na het sluiten").text.split())
    house.anna.order("#heropenen", "Zij wil verder.")
    assert (removal(house), house.state) == (0, "reopened")
    with house.store.reading() as session:
        assert session.scalar(select(Arrival.id).where(Arrival.handled_at.is_(None))) is None
