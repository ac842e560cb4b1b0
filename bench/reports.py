"""What the report of a week costs over a large register: from the first question to the bytes of the letter, in a process of its own.

`python -m bench.reports REGISTER` prints the seconds and the most megabytes that it took, its children's apart.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from multiplied import multiply
from outbound.letter import LetterOwed
from outbound.reporting.enclosing import with_all_of_it
from tracker.figures.snapshots import take_due
from tracker.model import Language, Letter
from tracker.records import Complaint
from tracker.reporting.contents import Reader, report_facts
from tracker.reporting.periods import Kind, last_ended
from tracker.store import Store
from world import COLLECTOR, COMPOSER, DESK, MANAGER, NOW, RULES, World, mail, new_world

REPOSITORY = Path(__file__).parent.parent
PLAYED = 25
"""Complaints that are really handled, of which all but the last are closed; the others are copies of them."""

DAYS = 371
"""The copies are spread over the 53 weeks before, so that of 100,000 complaints 4,000 are open, most of them late."""

MADE_AT = NOW + timedelta(days=7)
CALLED_BACK = timedelta(minutes=15)
"""After so long a letter that an employee caused has gone."""

SOLVED = (
    (COLLECTOR, "#afspraak", "Wij sturen u een brief."),
    (COLLECTOR, "#opgelost", ""),
    (MANAGER, "#tevreden", "Zij zei het aan de telefoon."),
)
TEXTS = ("Uw kosten zijn te hoog.", "Uw medewerker was onbeleefd aan de telefoon.", "Ik heb deze factuur al betaald.")


def measure(sizes: dict[str, int], say: Callable[[str], None]) -> dict[str, float]:
    """Return the figures of registers of so many complaints, by the name of each size."""
    figures: dict[str, float] = {}
    for name, size in sizes.items():
        with tempfile.TemporaryDirectory() as folder:
            register = f"sqlite:///{folder}/register.db"
            with new_world(register, Path(folder)) as world:
                _play(world)
                say(f"copying {PLAYED} complaints to {size}")
                multiply(world.store, size // PLAYED - 1, lambda number: number % DAYS)
                with world.store.unit() as session:
                    take_due(session, RULES.terms.zone, MADE_AT)  # as the calendar did each week
            command = [sys.executable, "-m", "bench.reports", register]
            done = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True)
        seconds, megabytes = map(float, done.stdout.split())
        figures |= {f"report_{name}_s": seconds, f"report_{name}_mb": megabytes}
    return figures


def _play(world: World) -> None:
    """Let complaints come in and be handled, by mail, all on one day."""
    for number in range(PLAYED):
        world.deliver(mail(TEXTS[number % len(TEXTS)], sender=f"klager.{number}@elders.example"))
        world.send()
        complaint = world.newest(Complaint)
        world.order("#toewijzen Teamleider Incasso", sender=MANAGER, complaint=complaint)
        if number < PLAYED - 1:
            for sender, tag, words in SOLVED:
                world.order(tag, words, sender=sender, complaint=complaint)
                world.clock.advance(CALLED_BACK)
                world.send()


def main() -> None:
    """Make the report once."""
    store = Store(sys.argv[1])
    today = MADE_AT.date()
    began = time.monotonic()
    with store.reading() as session:
        reader = Reader(MANAGER, sees_handlers=True, language=Language.DUTCH)
        facts = report_facts(session, RULES, last_ended(Kind.WEEK, today), reader, MADE_AT, is_late=False)
    letter = LetterOwed(
        Letter.REPORT, Language.DUTCH, ("Klachten", DESK), MANAGER, (MANAGER,), f"<1@{DESK.partition('@')[2]}>", MADE_AT, facts, "1-loop"
    )
    COMPOSER.compose(with_all_of_it(letter))
    print(time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
