"""Making a stranger's text safe to keep: whatever comes out, every database and every letter can take.

Knows characters and nothing of mail. Rule: a string that a sender wrote passes
through `clean_text` or `clean_line` before it is kept, shown or compared; both
are idempotent, so it never hurts to do so twice.
"""

import re

_LINE_ENDS = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
"""Every character that some program takes for the end of a line (Unicode Standard Annex 14, mandatory breaks)."""

_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)
"""Controls, invisible characters and those that turn the direction of what follows.

The marks U+200E and U+200F and the joiners U+200C and U+200D stay: Arabic,
Hebrew, Persian and many pictograms are written with them, and they disguise little.
"""

_SURROGATES = re.compile("[\ud800-\udfff]")

_PLAIN = re.compile(r"[\t\n -~]*")


_CONTROLS = bytes(octet for octet in range(0x20) if octet not in b"\b\t\n\v\f\r\x1b")
_GLANCE = 8192
_FEWEST_CONTROLS = 8
_STRANGE = 10
"""One control in so many octets is a file: text has none, and a fault leaves a few."""


def is_binary(content: bytes) -> bool:
    """Say whether `content`, not yet decoded, is a file whatever it calls itself; an escape is a letter of Japanese text."""
    seen = content[:_GLANCE]
    controls = len(seen) - len(seen.translate(None, _CONTROLS))
    return controls >= max(_FEWEST_CONTROLS, len(seen) / _STRANGE)


def clean_text(value: str, limit: int | None = None) -> str:
    r"""Return `value` with line ends as \n and without what a database refuses or a reader cannot see.

    limit: the most characters that come back; None means all.
    Source: docs/mail-rules.md, A34 (NUL and lone surrogates), A30 (invisible characters).
    """
    if not _PLAIN.fullmatch(value):
        value = _LINE_ENDS.sub("\n", value)
        value = _UNWANTED.sub("", value)
        value = _SURROGATES.sub("\ufffd", value)
    return value if limit is None else value[:limit]


def clean_line(value: str, limit: int | None = None) -> str:
    """Return `value` as one line: as `clean_text`, every run of white space one space, none at the ends."""
    line = " ".join(clean_text(value).split())
    return line if limit is None else line[:limit].rstrip()
