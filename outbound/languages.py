"""One letter in one language, or in two: all of it in the first, and all of it once more below.

Knows no template. Rule: the reference stands once in a subject, at its end,
however many languages there are. Source: docs/procedure.md, Letters.
"""

from collections.abc import Iterable, Sequence

from outbound.markdown import COLUMNS
from tracker.model import Language

Languages = tuple[Language, ...]
"""Those of one letter, the first on top."""

RULE = "=" * COLUMNS
"""What stands between them in the text part."""


def in_order(language: Language, also_in: Language | str | None) -> Languages:
    """Return the languages of a letter."""
    return (language,) if also_in is None else (language, Language(also_in))


def one_subject(subjects: Sequence[str], reference: object) -> str:
    """Return one subject that says what each of these says. `reference`: of the complaint; None where the letter is about none."""
    *first, last = subjects
    return " / ".join([*(title(one, reference) for one in first), " ".join(last.split())])


def title(subject: str, reference: object) -> str:
    """Return a subject without its reference: what stands above a letter, where that is named beside it."""
    return " ".join(subject.split()).removesuffix(f" [{reference}]")


def one_text(texts: Iterable[str]) -> str:
    """Return one text, with a rule between the languages."""
    return f"\n{RULE}\n\n".join(texts)
