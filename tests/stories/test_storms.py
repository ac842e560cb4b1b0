"""Storms of mail: all of it is registered, nobody is flooded by us, and nobody else waits for it.

The storm is 300 mails long; KLACHTEN_STORM says another number (`make faults`).
Source: docs/mail-rules.md, D14, A04, A05, A08, F45 and R-ACK-13.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest

from tracker.floods import GATHERED_AT_MOST
from tracker.ledger import MailClass
from tracker.limits import Limits, folded
from tracker.model import Acknowledgement, Letter
from world import ALICE, BOB, DESK, HOUR, MANAGER, World, mail

STORM = int(os.environ.get("KLACHTEN_STORM", "300"))
LIMITS = Limits()
TOLD_TOGETHER = Limits(gather_new_complaints_above_per_hour=0)
"""Manager Operations reads of all new complaints in one mail: in one of its own each has its letter on paper, which takes long to set."""

DAY = timedelta(days=1)
VICTIM = "slacht.offer@post.example"
ROBOT = "antwoord@robot.example"
LURE = "koopnu"
"""A word of the attacker's, which stands in whatever they write."""


def whoever(number: int) -> str:
    """The victim, under one of the names by which mail reaches them."""
    local = ("slacht.offer", "slachtoffer", f"slachtoffer+{number}", "S.lachtOffer", "s.l.a.c.h.t.offer+x")[number % 5]
    return f"{local}@{('post.example', 'Post.Example')[number % 2]}"


VARIED: dict[str, Callable[[int], dict[str, str]]] = {
    "nothing": lambda number: {"subject": f"Klacht {number}"},
    "the name": lambda number: {"From": f'"{LURE} {number}" <{whoever(number)}>'},
    "the subject": lambda number: {"subject": f"{LURE} op www.{LURE}{number}.example"},
    "the thread": lambda number: {"In_Reply_To": f"<{number}@elders.example>", "References": f"<{number}@elders.example> <a@b.example>"},
    "the answer's way": lambda number: {"Reply_To": f"{LURE}{number}@evil.example", "Return_Path": f"<{LURE}{number}@evil.example>"},
    "others who get it": lambda number: {"To": f"{DESK}, {LURE}{number}@evil.example", "Cc": f"{LURE}{number}@evil.example"},
    "no Message-ID": lambda _: {"Message_ID": ""},
    "the date": lambda number: {"Date": f"Thu, 2 Apr {1970 + number % 100} 09:00:00 +0200"},
    "the host": lambda number: {"Received": f"from a{number}.example by mx{number}.evil.example; Thu, 2 Apr 2026 09:00:00 +0200"},
    "the program": lambda number: {"X_Mailer": f"{LURE} {number}", "User_Agent": LURE, "X_KL_Loop": f"{LURE}{number}"},
}


def spoofed(count: int) -> Iterator[bytes]:
    """Complaints 'from' the victim, each different, and each field varied in turn; some of them in English."""
    ways = tuple(VARIED.values())
    for number in range(count):
        text = f"{LURE} {number}: uw kosten zijn te hoog." if number % 3 else f"{LURE} {number}: your letter is wrong and I want an answer."
        yield mail(text, sender=whoever(number), **ways[number % len(ways)](number))


def sent_to(world: World, address: str) -> list[bytes]:
    return [one.raw for one in world.courier.carried if folded(one.recipient) == folded(address)]


def all_of(raw: bytes) -> str:
    """Everything that a letter shows: its fields and its texts."""
    read = message_from_bytes(raw, policy=policy.default)
    texts = [part.get_content() for part in read.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in read.items()), *texts])


def most_within(moments: Sequence[datetime], span: timedelta) -> int:
    """How many of them lie together within `span`, wherever it begins."""
    return max((sum(begin <= one < begin + span for one in moments) for begin in moments), default=0)


@pytest.mark.timeout(900)
def test_a_storm_in_the_name_of_one_victim(world: World) -> None:
    """A04, A05: three letters, none with a word of the attacker's; all is registered, and Manager Operations is not flooded either."""
    world.settle(limits=LIMITS)
    kinds = Counter(world.deliver(raw) for raw in spoofed(STORM))
    assert kinds == {MailClass.COMPLAINT: STORM}
    assert len({one.reference for one in world.complaints()}) == STORM
    world.send()
    world.clock.advance(HOUR)
    world.send()
    letters = sent_to(world, VICTIM)
    assert len(letters) == LIMITS.acknowledgements_per_address_hour
    assert [raw for raw in letters if LURE in all_of(raw).lower()] == []
    assert {one.recipient for one in world.courier.carried} == {one.recipient for one in world.letters(Letter.ACKNOWLEDGEMENT)} | {MANAGER}
    told = LIMITS.gather_new_complaints_above_per_hour
    assert len(world.letters(Letter.NEW_COMPLAINT)) == told
    assert len(world.letters(Letter.NEW_COMPLAINTS_GATHERED)) <= (STORM - told) // GATHERED_AT_MOST + 1
    assert Counter(one.acknowledgement for one in world.complaints()) == {Acknowledgement.ACCEPTED: 3, Acknowledgement.WITHHELD: STORM - 3}


@pytest.mark.parametrize("way", VARIED)
def test_no_field_makes_more_of_one_victim(way: str, world: World) -> None:
    """A05: the limit looks at nothing but where the letter would go."""
    world.settle(limits=TOLD_TOGETHER)
    for number in range(10):
        world.deliver(mail(sender=whoever(number), **VARIED[way](number)))
    world.send()
    assert len(sent_to(world, VICTIM)) == LIMITS.acknowledgements_per_address_hour


def test_others_do_not_wait_for_the_end_of_it(world: World) -> None:
    """F45: whoever writes in the middle of a storm is answered at once, before what the storm makes us owe later."""
    for raw in spoofed(60):
        world.deliver(raw)
    world.deliver(mail(sender=ALICE))
    for raw in spoofed(60):
        world.deliver(raw)
    world.deliver(mail(sender=BOB))
    order = [one.recipient for one in world.send()]
    ahead = LIMITS.acknowledgements_per_address_hour + LIMITS.gather_new_complaints_above_per_hour
    assert order.index(ALICE) <= ahead
    assert order.index(BOB) <= ahead + 1
    assert len(order) == ahead + 2


def test_a_robot_that_hides_itself_is_answered_no_more_than_a_person(world: World) -> None:
    """A07: it answers every letter at once, each time with another subject, and strips whatever tells what it is."""
    world.settle(limits=TOLD_TOGETHER)
    end = world.clock.now() + DAY + 2 * HOUR
    letters = 0
    while world.clock.now() < end:
        waiting = len(world.letters(Letter.ACKNOWLEDGEMENT)) - letters or 1  # and it never gives up
        letters = len(world.letters(Letter.ACKNOWLEDGEMENT))
        for _ in range(waiting):
            subject = f"Onderwerp {len(world.complaints())}"
            assert world.deliver(mail(f"{subject} is ontvangen.", sender=ROBOT, subject=subject)) is MailClass.COMPLAINT
        world.clock.advance(timedelta(minutes=15))
    made = [one.made_at for one in world.letters(Letter.ACKNOWLEDGEMENT)]
    assert most_within(made, HOUR) == LIMITS.acknowledgements_per_address_hour
    assert most_within(made, DAY) == LIMITS.acknowledgements_per_address_day
    world.send()
    assert len(sent_to(world, ROBOT)) == len(made)


def test_two_such_robots_do_not_share_a_limit(world: World) -> None:
    for number in range(12):
        world.deliver(mail(sender=(ROBOT, "ander@robot.example")[number % 2], subject=f"Onderwerp {number}"))
    world.send()
    assert [len(sent_to(world, one)) for one in (ROBOT, "ander@robot.example")] == [LIMITS.acknowledgements_per_address_hour] * 2
