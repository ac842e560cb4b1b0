"""How far a template may go: how often its loops turn, how long what it writes becomes, and how large its numbers.

Knows no letter. Rule: a loop that never would end, and a letter that grows
without end, become an error at their line within a second, whoever reads the
template: so a slip in one of a customer's own can neither stop the service nor
fill its memory. It is no guard against who means harm, and doubles a word forty
times or pads one to a gigabyte: the folder is the administrator's.
"""

import sys
from collections.abc import Generator, Iterator, Sequence
from typing import Any, cast

from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateRuntimeError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment, safe_range

MOST_TURNS = 20_000
"""Of all loops and macros of one letter together. A letter has some hundreds."""

MOST_SIGNS = 1_000_000
"""Of what one template writes, and of what a multiplication makes of words. A letter has some thousands."""

MOST_BITS = 4_096
"""Of a number that a template makes."""

_TURN = "_turn"
_COUNTED = frozenset({"for", "macro"})


class TooMuch(TemplateRuntimeError):
    """A template goes further than any letter needs. The message says in what."""


class Bounds:
    """How far the templates of one folder have gone in one letter. is_bounded: ours end by themselves, whatever a letter tells."""

    def __init__(self, *, is_bounded: bool) -> None:
        """Begin a letter."""
        self._turns, self._signs = (MOST_TURNS, MOST_SIGNS) if is_bounded else (sys.maxsize, sys.maxsize)
        self.begin()

    def begin(self) -> None:
        """Begin another letter."""
        self._left = self._turns

    def turn(self, times: int = 1) -> str:
        """Count one turn, or so many, and write nothing. Raises `TooMuch`."""
        self._left -= times
        if self._left < 0:
            raise TooMuch(f"the loops of this letter turn more than {MOST_TURNS:,} times")
        return ""

    def range(self, *numbers: int) -> range:
        """Return a range; each number counts as a turn, for a filter or a condition may go by all. Raises `TooMuch`, `OverflowError`."""
        made = safe_range(*numbers)
        self.turn(len(made))
        return made

    def joined(self, pieces: Iterator[str]) -> str:
        """Return what a template writes, piece by piece. Raises `TooMuch` at the line that it has come to."""
        kept, left = [], self._signs
        for piece in pieces:
            kept.append(piece)
            left -= len(piece)
            if left < 0:
                cast("Generator[str]", pieces).throw(TooMuch(f"this letter becomes longer than {MOST_SIGNS:,} signs"))
        return "".join(kept)


class Counting(Extension):
    """Lets each turn of a loop or of a macro be counted, at the line where it begins."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Put what counts behind the beginning of each."""
        tag, begun = "", False
        for token in stream:
            yield token
            if begun:
                tag = token.value
            begun = token.type == "block_begin"
            if token.type == "block_end" and tag in _COUNTED:
                for kind, value in (("variable_begin", ""), ("name", _TURN), ("lparen", "("), ("rparen", ")"), ("variable_end", "")):
                    yield Token(token.lineno, kind, value)


class Bounded(SandboxedEnvironment):
    """Reads the templates of letters, each once; what one asks for and is not there is an error."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, bounds: Bounds, *, extensions: Sequence[type[Extension]] = (), **more: Any) -> None:
        """Make ready. bounds: what counts. more: as Jinja's environment takes it."""
        super().__init__(
            undefined=StrictUndefined,
            trim_blocks=True,
            auto_reload=False,
            cache_size=-1,  # all of them: to keep count of which was asked for last takes longer than to find it
            extensions=[Counting, *extensions],
            **more,
        )
        self.globals |= {_TURN: bounds.turn, "range": bounds.range}
        del self.globals["lipsum"]  # makes up as many words as it is told to, and no letter has those

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Reckon. Raises `TooMuch`."""
        if isinstance(left, int) and isinstance(right, int):
            bits = left.bit_length() * abs(right) if operator == "**" else left.bit_length() + right.bit_length()
            is_too_much = bits > MOST_BITS
        else:
            sizes = [one if isinstance(one, int) else len(one) for one in (left, right) if isinstance(one, int) or hasattr(one, "__len__")]
            is_too_much = len(sizes) == 2 and sizes[0] * sizes[1] > MOST_SIGNS  # noqa: PLR2004 - one of words, one of how often
        if is_too_much:
            raise TooMuch("a multiplication makes a number, or words, of more than any letter needs")
        return super().call_binop(context, operator, left, right)
