"""Whether a customer's own templates are in order, in their language as well, which only the reading room can tell.

Rule: a template is held to the language of the folder that it lies in, a
paragraph at a time, so that the one which nobody translated is found.
"""

from collections.abc import Iterator
from pathlib import Path

from intake.language import common_words
from outbound.house import House
from outbound.own_templates.check import check, in_order, overlay_of
from outbound.own_templates.faults import Fault
from tracker.model import Language

CERTAIN_WORDS = 3
"""So many common words of the other language, and twice as many as of its own, and a paragraph is in the other."""

IN_WORDS = {Language.DUTCH: "Dutch", Language.ENGLISH: "English"}


def faults(folder: Path, house: House) -> list[Fault]:
    """Return all that is wrong with a folder of templates, by file and line. Raises `OSError` where a file cannot be read."""
    overlay = overlay_of(folder, house)
    spoken = (fault for name, source in overlay.own.items() for fault in _foreign(name, source.file, list(source.paragraphs())))
    return in_order([*check(overlay, house), *spoken])


def _foreign(name: str, file: str, paragraphs: list[tuple[int, str]]) -> Iterator[Fault]:
    """Tell of what is in the other language: of a whole file once, at its first line."""
    folder = name.partition("/")[0]
    if folder not in set(Language):
        return
    own = Language(folder)
    other = Language.ENGLISH if own is Language.DUTCH else Language.DUTCH
    told = f"is in {IN_WORDS[other]}, and {folder}/ is for letters in {IN_WORDS[own]}"
    if _is_in(other, own, " ".join(words for _, words in paragraphs)):
        yield Fault(file, None, told, f"translate it, or move it to {other}/")
        return
    for line, words in paragraphs:
        if _is_in(other, own, words):
            yield Fault(file, line, told, "translate this paragraph")


def _is_in(other: Language, own: Language, words: str) -> bool:
    found = common_words(words)
    return found[other] >= CERTAIN_WORDS and found[other] > 2 * found[own]
