"""What holds of every order, whatever it asks: a dry run changes nothing, half of a mail is never done, one deed is done once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from sqlalchemy import select, update

from every_step import ASSIGNED, REGISTERED, RESOLVED, STEPS, Mailed, begin, go, handler, manager, send
from tracker.model import Letter, State
from tracker.records import LetterOwed
from tracker.schema import Record
from world import MANAGER, PROVEN, World, in_processes, joined_world, mail, new_world

OF_THE_MAIL = {"arrival", "raw_block", "folder_work", "letter", "enclosure"}
"""Where a mail that came in and the answer to it leave rows, and change none."""

Rows = dict[str, set[tuple[str, ...]]]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[World]:
    """A register with one complaint."""
    with new_world(f"sqlite:///{tmp_path / 'register.db'}", tmp_path) as world:
        begin(world)
        yield world


def register(world: World) -> Rows:
    """Return every row of every table."""
    with world.store.reading() as session:
        return {table.name: {tuple(map(repr, row)) for row in session.execute(select(table))} for table in Record.metadata.sorted_tables}


def changes(before: Rows, after: Rows) -> set[str]:
    """Name the tables in which there is anything but the rows of one more mail and its answer."""
    return {name for name in after if before[name] - after[name] or (after[name] != before[name] and name not in OF_THE_MAIL)}


def tried(world: World, order: Mailed) -> list[str]:
    """Send a mail as a dry run; return the letters that it owes. It must change nothing."""
    before, letters = register(world), len(world.letters())
    send(world, order, before="#proef ")
    assert changes(before, register(world)) == set()
    return [one.letter for one in world.letters()[letters:]]


@pytest.mark.parametrize("name", STEPS)
def test_a_dry_run_leaves_the_register_as_it_was(house: World, name: str) -> None:
    go(house, STEPS[name].way)
    assert tried(house, STEPS[name].order) == [Letter.TRANSCRIPT]


@pytest.mark.parametrize(
    "order",
    [
        handler("#afspraak", "Wij betalen u 50 euro terug."),
        handler("#toewijzen Algemeen Directeur"),
        handler("#akkoord"),
        handler("#afspraak #geenafspraak", "Wij sturen u een nieuwe brief."),
    ],
    ids=lambda order: order.subject,
)
def test_a_dry_run_of_what_is_refused_asks_nothing_that_waits(house: World, order: Mailed) -> None:
    go(house, ASSIGNED)
    assert tried(house, order) == [Letter.NOT_DONE]


def test_a_dry_run_of_a_complaint_that_is_passed_on_waits_for_nobody(house: World) -> None:
    before = register(house)
    passed_on = "---------- Forwarded message ----------\nFrom: Bob\nSubject: Klacht\n\nIk wacht al weken op antwoord."
    house.deliver(mail(passed_on, sender=MANAGER, subject="Fwd: #proef #nieuw", Authentication_Results=PROVEN))
    assert house.answer().letter == Letter.NOT_DONE
    assert changes(before, register(house)) == set()


REFUSED_SECOND = [
    ("team", ASSIGNED, handler("#streefdatum 24-04-2026\n#toewijzen Algemeen Directeur")),
    ("state", ASSIGNED, handler("#dossiernummer 12\n#akkoord")),
    ("guard", RESOLVED, manager("#vraagklager\n#geenreactie")),
    ("registered", REGISTERED, manager("#toewijzen Teamleider Incasso\n#opgelost")),
    ("merge", ASSIGNED, manager("#rol debiteur\n#samenvoegen KL-2026-00099")),
]


@pytest.mark.parametrize(("way", "order"), [row[1:] for row in REFUSED_SECOND], ids=[row[0] for row in REFUSED_SECOND])
def test_of_two_steps_of_which_one_is_refused_none_is_taken(house: World, way: tuple[Mailed | str, ...], order: Mailed) -> None:
    go(house, way)
    before, letters = register(house), len(house.letters())
    first, _, second = order.subject.partition("\n")
    send(house, Mailed(order.sender, f"{first} {second}", order.text))
    assert [one.letter for one in house.letters()[letters:]] == [Letter.NOT_DONE]
    assert changes(before, register(house)) == set()


AT_ONCE = 12
"""So many complaints, each of which several processes act on in the same order."""


def complaints_in_hand(world: World) -> None:
    """Let twelve people complain, and give each complaint to Bram."""
    for number in range(AT_ONCE):
        world.deliver(mail(f"Klacht nummer {number}.", sender=f"klager{number}@mail.example"))
        world.order("#toewijzen Teamleider Incasso", sender=MANAGER, complaint=world.complaints()[-1])


def url_of(world: World) -> str:
    return world.store.url.render_as_string(hide_password=False)


def _agree(turn: int, url: str, folder: str) -> None:
    with joined_world(url, Path(folder)) as world:
        world.mailbox.uidvalidity += 1 + turn
        for complaint in world.complaints():
            message_id = f"<{turn}-{complaint.id}@voorbeeld.nl>"
            world.order("#afspraak", "Wij sturen u een nieuwe brief.", complaint=complaint, Message_ID=message_id)


def test_the_same_order_in_two_processes_at_once_is_done_once(world: World, tmp_path: Path) -> None:
    complaints_in_hand(world)
    in_processes(2, _agree, url_of(world), str(tmp_path))
    assert [one.complaint_id for one in world.letters(Letter.CONFIRMATION)] == [one.id for one in world.complaints()]
    answers = [one.facts["done"][0] for one in world.letters(Letter.TRANSCRIPT) if one.facts["understood"] == ["#afspraak"]]
    assert (len(answers), sum("was al gedaan op" in one for one in answers)) == (2 * AT_ONCE, AT_ONCE)


def test_a_letter_that_is_being_sent_is_not_taken_back_any_more(world: World) -> None:
    """The sender has claimed it and not yet committed; whoever takes it back waits, and then is told that it went."""
    begin(world)
    go(world, (*ASSIGNED, handler("#afspraak", "Wij sturen u een nieuwe brief.")))
    with ThreadPoolExecutor(1) as others:
        with world.store.unit() as session:
            letters = update(LetterOwed).where(LetterOwed.letter == Letter.CONFIRMATION)
            session.execute(letters.values(first_attempt_at=world.clock.now()))
            taken_back = others.submit(world.order, "#herstel")
            wait([taken_back], timeout=0.5)
        taken_back.result(60)
    assert (world.complaint().state, world.answer().letter) == (State.AGREED, Letter.NOT_DONE)
    assert world.letter(Letter.CONFIRMATION).parked_at is None
