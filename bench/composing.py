"""What composing costs a letter, freezing included: the letters of a new complaint, with new facts each time."""

import time
from datetime import UTC, datetime

from outbound.compose import Composer, LetterOwed
from outbound.samples import SAMPLES
from outbound.samples.house import SAMPLE_HOUSE
from tracker.model import Language, Letter
from tracker.told import Facts

ROUNDS = 300
MEASURED = (Letter.ACKNOWLEDGEMENT, Letter.NEW_COMPLAINT)


def measure() -> dict[str, float]:
    """Return the best mean of three, in milliseconds of processor time a letter."""
    composer = Composer(SAMPLE_HOUSE)
    samples = [next((kind, facts) for kind, facts in SAMPLES if kind is letter) for letter in MEASURED]
    return {"compose_ms_a_letter": min(_mean(composer, samples) for _ in range(3))}


def _mean(composer: Composer, samples: list[tuple[Letter, Facts]]) -> float:
    began = time.process_time()
    for number in range(ROUNDS):
        letter, facts = samples[number % len(samples)]
        composer.compose(_owed(letter, {**facts, "reference": f"KL-2026-{number:05}"}, number))
    return 1000 * (time.process_time() - began) / ROUNDS


def _owed(letter: Letter, facts: Facts, number: int) -> LetterOwed:
    return LetterOwed(
        letter=letter,
        language=Language.DUTCH,
        sender=("Klachten", "klachten@voorbeeld.nl"),
        recipient="jan@elders.example",
        to=("jan@elders.example",),
        message_id=f"<{number}@voorbeeld.nl>",
        at=datetime(2026, 4, 2, 9, tzinfo=UTC),
        facts=facts,
        loop_token="1-loop",
    )
