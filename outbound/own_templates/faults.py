"""What is wrong with a template: the file, the line, what, and what to do about it.

Knows no letter. Rule: a template can raise whatever Python can, so whatever it
raised becomes a fault with a place; nothing of a fault is lost because nobody
thought of it.
"""

import re
import traceback
from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import TemplateAssertionError, TemplateRuntimeError

from outbound.bounded import TooMuch

_UNCLOSED = re.compile(r"(?:unknown tag '(?P<tag>\w+)'|Unexpected end of template).*needs to be closed is '(?P<open>\w+)'")

TEMPLATES = (".md", ".html", ".css")
"""How the names of templates end."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. file: as the author would open it; line: from 1, None where it is about the whole file."""

    file: str
    line: int | None
    what: str
    do: str

    def __str__(self) -> str:
        """Return `file:line: what: what to do`, which editors and terminals can jump to."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.what}: {self.do}"


_WHAT_TO_DO: Mapping[type[BaseException], str] = {
    TemplateAssertionError: "write one that there is, as the letter of ours does",
    TemplateSyntaxError: "compare this line, and what is open above it, with the letter of ours",
    TemplateNotFound: "put that file beside it, or name one that there is, such as nl/part_signature.md",
    UndefinedError: "write a fact of this letter; `klachten templates facts` lists them",
    TooMuch: "let it end sooner, and make less; a letter of ours needs some hundreds of turns, and some thousands of signs",
    TemplateRuntimeError: "compare this line with the letter of ours",
    OverflowError: "write smaller numbers",
    ValueError: "compare this line with the letter of ours",
}
"""Of each kind of error, the most particular first."""


def fault_of(error: BaseException, otherwise: str) -> Fault:
    """Return what came up while a template was under way, at its place; `otherwise` names the file where no line of one is to blame."""
    file, line = _place(error, otherwise)
    if isinstance(error, TemplateSyntaxError) and (unclosed := _UNCLOSED.search(str(error.message))):
        what = f"{unclosed['tag']!r} comes" if unclosed["tag"] else "the file ends"
        return Fault(file, line, f"{what} while {unclosed['open']!r} is still open", f"write {{% end{unclosed['open']} %}} before it")
    do = next((do for kind, do in _WHAT_TO_DO.items() if isinstance(error, kind)), "compare this line with the letter of ours")
    return Fault(file, line, _what(error), do)


def _what(error: BaseException) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template {str(error)!r}"
    if isinstance(error, OverflowError):
        return "a number, or a range of numbers, is too big"
    told = " ".join(str(error).split()).removesuffix(".")
    return told or type(error).__name__


def _place(error: BaseException, otherwise: str) -> tuple[str, int | None]:
    """Return the file and the line of the innermost template under way."""
    if isinstance(error, TemplateSyntaxError):
        return error.filename or error.name or otherwise, error.lineno
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(TEMPLATES)]
    return (frames[-1].filename, frames[-1].lineno) if frames else (otherwise, None)
