"""What a person wrote, made harmless to show.

Knows no template. Two ways in for what a sender wrote, and no third: `one_line`
for names, subjects and the like, `quoted_lines` for a text. An employee's text
to a complainant comes in by `written_lines`. The rule: what comes out has no
control or direction character in it; and of a sender's, no address that a mail
program would make a link of.
"""

import re

LONGEST_LINE = 200
"""Characters of a name or a subject that are shown."""

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    r"\ud800-\udfff\ue000-\uf8ff\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"\s+")
_HTTP = re.compile(r"http(s?):", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"://(?<!hxxp://)(?<!hxxps://)")  # what is rare comes first: most texts have none
_WWW = re.compile(r"(www)\.", re.IGNORECASE)
_SHARE = "\\\\"


def visible(text: str) -> str:
    """Return `text` as one line without invisible characters."""
    if text.isascii() and text.isprintable():  # as nearly every value is
        return " ".join(text.split())
    return _SPACES.sub(" ", _INVISIBLE.sub("", _LINE_END.sub(" ", text))).strip()


def one_line(text: str) -> str:
    """Return `text` without invisible characters or line ends, cut to LONGEST_LINE, every link defanged."""
    line = visible(text)
    return defanged(line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…")


def quoted_lines(text: str) -> list[str]:
    """Return the lines of `text`, invisible characters removed, every link defanged; runs of empty lines become one."""
    return defanged("\n".join(written_lines(text))).split("\n")


def written_lines(text: str) -> list[str]:
    """Return the lines of `text`, invisible characters removed; runs of empty lines become one. Links stay as they are."""
    lines = _INVISIBLE.sub("", _LINE_END.sub("\n", text)).strip("\n").split("\n")
    clean = [line.rstrip().expandtabs(4) for line in lines]
    return [line for before, line in zip(["x", *clean], clean, strict=False) if before or line] or [""]


def defanged(text: str) -> str:
    """Return `text` in which no mail program finds a link: `hxxps://`, `www[.]`. Source: docs/mail-rules.md, A39."""
    weakened = _OTHER_SCHEME.sub("[:]//", _HTTP.sub(r"hxxp\1:", text))
    return _WWW.sub(r"\1[.]", weakened).replace(_SHARE, r"\[\]")
