"""Where a letter's own words end: the closing formula, the name and what hangs on it, and what programs add below.

Knows the words of `intake.signature_words` and `intake.footer_words`, and lines
that nobody quoted. Rule: a signature stands at the end and holds no sentences;
where one follows the name, such as a postscript, all of it is still the letter.
What a telephone, a company or a mailing list adds is neither letter nor
signature; where nobody has signed above it, a disclaimer is the letter's own.
Source: docs/mail-rules.md, R-NEW-04; RFC 3676, 4.3, for the mark `-- `.
"""

from collections.abc import Sequence
from itertools import takewhile

from intake.footer_words import EXTERNAL, FOOTER, RULE, SENT_WITH
from intake.quote_words import FIRST_PERSON
from intake.signature_words import CLOSING, CLOSING_WITH_NAME, CONTACT, LABEL, POSTSCRIPT, SIGNED_BRIEFLY, THANKS

_MOST_LINES = 60
"""Lines, blank ones included, from the end in which a signature is looked for."""

_MARKS = ("--", "\u2014", "\u2013")
_LONGEST = 200
_LONGEST_LINE = 100
_MOST_WORDS = 6
_MOST_SIGNED = 15
_MOST_LINES_OF_A_NAME = 4
_FEWEST_CONTACTS = 3
_WARNING_LINES = 6


def split_signature(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the lines of a letter, and those of its signature; what programs added is left out, but for what is the only signature."""
    lines = trimmed(_below_warning(trimmed(lines)))
    if lines and _content(lines[0]) and SENT_WITH.fullmatch(_content(lines[0])):
        lines = trimmed(lines[1:])
    floor = max(0, len(lines) - _MOST_LINES)
    mark = next((at for at in range(floor, len(lines)) if _is_mark(lines, at)), len(lines))
    footer = next((at for at in range(floor, mark) if _begins_footer(lines, at)), len(lines))
    start = next((at for at in range(floor, footer) if _begins_signature(lines[:footer], at)), footer)
    if start == footer and footer < len(lines) and SENT_WITH.fullmatch(_content(lines[footer])):
        return trimmed(lines[:footer]), trimmed(lines[footer:])
    return trimmed(lines[:start]), trimmed(lines[start:footer])


def is_blank(line: str) -> bool:
    """Say whether `line` has nothing to read."""
    return not line or line.isspace()


def leads_on(line: str) -> bool:
    """Say whether the writer leads with a colon to what stands below `line`; a pictogram's name stands between two."""
    last = line.rstrip().rpartition(" ")[2]
    return last.endswith(":") and not last.startswith(":")


def trimmed(lines: Sequence[str]) -> list[str]:
    """Return `lines` without blank ones at the beginning and the end."""
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    last = next((at for at in range(len(lines), first, -1) if lines[at - 1].strip()), first)
    return list(lines[first:last])


def _content(line: str) -> str:
    return line[:_LONGEST].strip(" \t\xa0*_")


def _below_warning(lines: list[str]) -> list[str]:
    """Return `lines` without a mail server's warning above them."""
    if not lines or not EXTERNAL.match(lines[0][:_LONGEST].strip()):
        return lines
    below = next((at for at, line in enumerate(lines[:_WARNING_LINES]) if not line.strip()), 0)
    return lines if _speaks_of_himself(lines[:below]) else lines[below:]


def _speaks_of_himself(lines: Sequence[str]) -> bool:
    """Say whether a person wrote `lines`, rather than a program, a mail server or a company's lawyer."""
    return any(FIRST_PERSON.search(line[:_LONGEST]) for line in lines)


def _begins_footer(lines: Sequence[str], at: int) -> bool:
    """Say whether what programs add begins at `at`: their line about themselves, a disclaimer, or strokes with either below."""
    content = _content(lines[at])
    if content and SENT_WITH.fullmatch(content):
        return _is_card(lines[at + 1 :])
    if FOOTER.match(content):
        return _is_closed_above(lines, at) and not _speaks_of_himself(lines[at:])
    stripped = lines[at][:_LONGEST].strip()
    if not RULE.fullmatch(stripped) or stripped in _MARKS:
        return False
    below = trimmed(lines[at + 1 :])
    if not below or any(FOOTER.match(_content(line)) for line in below[:_MOST_LINES_OF_A_NAME]):
        return True
    added = _is_closed_above(lines, at) and not any(map(POSTSCRIPT.match, below)) and not _speaks_of_himself(below)
    return added or ("__" in stripped and _is_worded_card(below))


def _is_closed_above(lines: Sequence[str], at: int) -> bool:
    """Say whether a letter was closed, and signed, above `at`."""
    return any(_is_mark(lines, above) or _closes(_content(lines[above])) for above in range(max(0, at - _MOST_SIGNED * 2), at))


def _closes(content: str) -> bool:
    if len(content) > _LONGEST_LINE:
        return False
    named = CLOSING_WITH_NAME.fullmatch(content)
    return CLOSING.fullmatch(content) is not None or (named is not None and _is_name(named["name"]))


def _begins_signature(lines: Sequence[str], at: int) -> bool:
    """Say whether all from `at` on is a signature."""
    content = _content(lines[at])
    if is_blank(lines[at]) or _is_mark(lines, at):
        return not is_blank(lines[at])
    below = trimmed(lines[at + 1 :])
    if not content:
        return _is_worded_card(below)
    if _closes(content):
        return _is_card(below)
    if THANKS.fullmatch(content) or RULE.fullmatch(content):
        return at > 0 and bool(below) and _is_name(below[0]) and _is_card(below)
    if SIGNED_BRIEFLY.fullmatch(content):
        return not below
    return at > 0 and _is_contact_card(lines[at:]) and not _is_announced(lines, at)


def _is_announced(lines: Sequence[str], at: int) -> bool:
    """Say whether the letter leads with a colon to the paragraph in which `at` is."""
    first = next((above + 1 for above in range(at - 1, -1, -1) if is_blank(lines[above])), 0)
    last_above = next((line for line in reversed(lines[:first]) if not is_blank(line)), "")
    return any(map(leads_on, (last_above, *lines[first:at])))


def _is_mark(lines: Sequence[str], at: int) -> bool:
    """Say whether the mark of a signature stands at `at`: the one of RFC 3676, or the last one like it, with a card below."""
    if lines[at].strip() not in _MARKS:
        return False
    below = list(takewhile(lambda line: not FOOTER.match(_content(line)), trimmed(lines[at + 1 :])))
    return lines[at] == "-- " or (bool(below) and _is_card(below) and not any(line.strip() in _MARKS for line in below))


def _is_name(words: str) -> bool:
    """Say whether `words` are names: a capital first, and few of them."""
    parts = words.split()
    return 0 < len(parts) <= 4 and parts[0][0].isupper() and parts[-1][0].isupper()  # noqa: PLR2004 - a name in Dutch: Jan van der Berg


def _is_card(lines: Sequence[str]) -> bool:
    """Say whether `lines` can stand below a closing formula: a name, a function, ways to reach somebody; no sentence."""
    told = [line.strip() for line in lines if line.strip()]
    return len(told) <= _MOST_SIGNED and not any(_is_sentence(line) for line in told)


def _is_worded_card(lines: Sequence[str]) -> bool:
    """Say whether `lines` are a card that begins with words; below a sum's strokes stands its outcome."""
    return bool(lines) and _content(lines[0])[:1].isalpha() and _is_card(lines)


def _is_sentence(line: str) -> bool:
    if POSTSCRIPT.match(line) or line.endswith("?") or len(line) > _LONGEST_LINE:
        return True
    return len(line.split()) > _MOST_WORDS and not CONTACT.search(line)


def _is_contact_card(lines: Sequence[str]) -> bool:
    """Say whether `lines` are a card without a closing formula: a name, and mostly ways to reach somebody below it."""
    told = [line.strip() for line in lines if line.strip()]
    if not _FEWEST_CONTACTS < len(told) <= _MOST_SIGNED or told[0].endswith((".", "?", "!", ",")):
        return False
    others = [line for line in told if CONTACT.search(line[:_LONGEST]) is None]
    if any(map(LABEL.match, others)):
        return False
    contacts = len(told) - len(others)
    return contacts >= max(_FEWEST_CONTACTS, len(told) // 2) and _is_card(lines)
