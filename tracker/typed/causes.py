"""Which step of the work somebody means, and what they say of it besides.

Compares with the list of the settings and decides nothing. Rule: a step is
meant by its key, its name or a beginning that only one name has; the words
behind it are the writer's own. Source: docs/procedure.md, Reading tags.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tracker.process_steps import ProcessStep
from tracker.tag_words import folded
from tracker.typed.words import LONGEST, Unclear, trimmed, without_stop_words

_SHORTEST_BEGINNING = 4
"""So many letters at least tell a step from a word that happens to begin alike."""


@dataclass(frozen=True, slots=True)
class Cause:
    """In which step it went wrong. step: its key; words: what was said of it, or nothing."""

    step: str
    words: str = ""

    def canonical(self) -> str:
        """Return it as the journal keeps it, and as a token is bound to it; the words are kept beside it."""
        return self.step


def read_cause(typed: str, steps: Sequence[ProcessStep]) -> Cause:
    """Return the step that the first words mean, and the words behind it: 'aanmaning na betaling verstuurd'.

    Raises `Unclear` for none of the steps, and where several begin so.
    """
    if len(typed) > LONGEST:
        raise Unclear("Dit is te lang. Schrijf eerst de stap, en dan zo nodig een paar woorden.")
    words = without_stop_words(trimmed(typed)).split()
    named = {folded(name): step for step in steps for name in (step.title_nl, step.title_en, step.key)}
    heads = [(folded(" ".join(words[:count])), trimmed(" ".join(words[count:]))) for count in range(len(words), 0, -1)]
    for head, rest in heads:
        if step := named.get(head):
            return Cause(step.key, rest)
    for head, rest in heads:
        if len(head) >= _SHORTEST_BEGINNING and (meant := {step.key: step for name, step in named.items() if name.startswith(head)}):
            return Cause(_only(meant.values()).key, rest)
    raise Unclear(f"Deze stap kennen wij niet. Kies uit: {', '.join(step.title_nl for step in steps)}.")


def _only(meant: Collection[ProcessStep]) -> ProcessStep:
    if len(meant) > 1:
        raise Unclear(f"Welke stap bedoelt u: {' of '.join(step.title_nl for step in meant)}?")
    return next(iter(meant))
