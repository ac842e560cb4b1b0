"""What a part of a mail is called: by its own name, by what is said of it, or by how the text refers to it.

Knows header fields and nothing of files; the names are cleaned elsewhere. Rule:
what its sender called it comes first, and what nobody named stays without a name.
"""

import re

from intake.bounds import Block
from intake.charsets import decode_field, decode_words
from intake.filenames import ending_of
from intake.mime import Part
from intake.text import clean_line

_LONGEST_HEADER = 1000
_LONGEST_LINE = 80

_NAME_IN_CONTENT_ID = re.compile(r"<([A-Za-z0-9_-]{1,60}\.[A-Za-z0-9]{2,5})[@>]", re.ASCII)
_NAME_IN_LOCATION = re.compile(r"(?:[^?#]*/)?([^/?#]{1,100}\.[A-Za-z0-9]{2,5})(?:[?#]|\Z)", re.ASCII)


_MAC_HALF = "application/applefile"


def name_of_file(part: Part, kind: str) -> str:
    """Return what a file is called, not cleaned; empty when nothing names it.

    A Mac sends its own half of a file beside it under the same name (RFC 1740); that half is named after it, as Macs name it elsewhere.
    """
    name = part.filename or _said_in(part.block, "content-description", kind) or _referred_to_as(part)
    return f"_{name}" if name and kind == _MAC_HALF else name


def name_of_mail(part: Part, within: Block, kind: str) -> str:
    """Return what a mail within the mail is called: named by its own subject, as its headers `within` tell it."""
    return part.filename or _said_in(within, "subject", kind) or _said_in(part.block, "content-description", kind)


def _said_in(block: Block, header: str, kind: str) -> str:
    """Return a file name made from a header for people; empty when there is none."""
    told = block.all(header)
    line = clean_line(decode_words(decode_field(told[0][:_LONGEST_HEADER])), _LONGEST_LINE).replace("/", "-") if told else ""
    ending = ending_of(kind)
    return line if not line or line.lower().endswith(ending) else line + ending


def _referred_to_as(part: Part) -> str:
    """Return the file name by which the text refers to a part: in a Content-ID, where Outlook puts it, or a Content-Location (RFC 2557)."""
    for header, pattern in (("content-id", _NAME_IN_CONTENT_ID), ("content-location", _NAME_IN_LOCATION)):
        told = part.block.all(header)
        if told and (found := pattern.match(decode_field(told[0][:_LONGEST_HEADER]))):
            return found[1]
    return ""
