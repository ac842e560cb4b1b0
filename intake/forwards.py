"""What was forwarded, by whom and from whom: the mail that somebody passed on, as the forwarding program wrote it down.

Knows text and nothing of the register. Rule: what it finds is what a stranger
wrote; it names an original sender and proves none. An answer quotes an earlier
mail in the same shapes, so the subject decides, and where it says nothing only
words such as 'doorgestuurd' do; in doubt nothing was forwarded. Where mail was
forwarded more than once, it is the last forward that counts, the uppermost; what
that one passes on stands within it. Linear in the length of the text.
"""

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from intake.addresses import read_sender
from intake.attributions import Sureness, attribution_above, may_end
from intake.bounce_signs import has_null_return_path
from intake.bounces import read_bounce
from intake.feedback import is_feedback
from intake.header_blocks import find_blocks
from intake.header_lines import Separator, banner_of, is_bare, separator_in
from intake.incoming import Forwarded, IncomingMail
from intake.originals import Writer, read_attribution, read_mailbox
from intake.subjects import behind_tag, forwarded_subject, is_answer
from tracker.model import Event
from tracker.tag_words import BY_EVENT

_MARKS = re.compile(r"(?:[ \t\xa0]{0,4}>){1,50}")
_ENTERS = re.compile(rf"[\s*_\[(]{{0,5}}#\s?(?:{'|'.join(BY_EVENT[Event.REGISTER].spellings)})\b", re.IGNORECASE)
"""How a mail begins in which an employee enters a complaint (nieuw): nobody does that in answer to the mail below."""

_MOST_LINES = 20_000
"""Lines among which the head of an earlier mail is looked for."""

_MOST_CANDIDATES = 200
DEEPEST = 4
"""Mails within each other that are looked at; each is a part of the one around it."""


@dataclass(frozen=True, slots=True)
class _Head:
    """Where an earlier mail is introduced: from line `start` to before `end`. is_forward: it says itself that it was passed on."""

    start: int
    end: int
    writer: Writer
    subject: str | None = None
    is_forward: bool = False


def find_forwarded(mail: IncomingMail, attached: Sequence[Forwarded] = (), depth: int = DEEPEST) -> Forwarded | None:
    """Return the mail that `mail` passes on; None where it passes on none, or does not say so clearly. Never raises.

    attached: the mails that stand in `mail` whole, as files (`message/rfc822`); of more than one it is not clear which is passed on.
    depth:    so many mails within each other are looked for.
    """
    enters = _ENTERS.match(mail.subject) is not None or _ENTERS.match(mail.text) is not None
    title = behind_tag(mail.subject) if enters else mail.subject
    if (is_answer(title) and not enters) or depth == 0:
        return None
    subject = forwarded_subject(title)
    lines = mail.text.split("\n")
    head = _first_head(lines[:_MOST_LINES])
    if head is not None and (subject is not None or head.is_forward or enters):
        found = _with_inner(_in_text(lines, head, subject), depth)
    elif len(attached) == 1:
        found = replace(attached[0], message=mail.text.strip())
    else:
        return None
    return None if _is_report(mail) else found


def _is_report(mail: IncomingMail) -> bool:
    """Say whether `mail` returns mail or tells of it (RFC 6522; RFC 5321, 4.5.5), which is not passing it on."""
    return (
        has_null_return_path(mail)
        or mail.report_type is not None
        or bool(mail.delivery_status)
        or is_feedback(mail)
        or read_bounce(mail) is not None
    )


def _in_text(lines: Sequence[str], head: _Head, subject: str | None) -> Forwarded:
    writer = head.writer
    return Forwarded(
        address=writer.address,
        name=writer.name,
        subject=head.subject or subject,
        date=writer.date,
        text=textwrap.dedent("\n".join(_unframed(list(_body(lines, head))))).strip(),
        message="\n".join(lines[: head.start]).strip(),
    )


def as_file(attached: IncomingMail, within: Sequence[Forwarded], depth: int) -> Forwarded:
    """Return a mail that stands in another one whole. within: the mails that stand whole in it; depth: as in `find_forwarded`."""
    sender = read_sender(attached.all("From"))
    return Forwarded(
        address=sender.address if sender.trusted and not attached.ambiguous else None,
        name=sender.name or None,
        subject=attached.subject or None,
        date=attached.first("Date"),
        text=attached.text.strip(),
        received=(attached.first("Received") or "").rpartition(";")[2].strip() or None,
        message_id=attached.message_id,
        sha256=attached.sha256,
        within=find_forwarded(attached, within, depth - 1),
    )


def _with_inner(found: Forwarded, depth: int) -> Forwarded:
    """Return a mail that stands in a text together with what it passes on itself."""
    inner = IncomingMail(sha256="", size=len(found.text), subject=found.subject or "", text=found.text)
    return replace(found, within=find_forwarded(inner, depth=depth - 1))


def _first_head(lines: Sequence[str]) -> _Head | None:
    """Return what introduces the uppermost earlier mail: a block of headers, or a line that says who wrote."""
    block = next(iter(find_blocks(lines)), None)
    above = _first_attribution(lines, len(lines) if block is None else block.start)
    if above is not None or block is None:
        return above
    sender = read_mailbox(block.fields["from"])
    writer = Writer(sender.address, sender.name, block.fields.get("date") or None)
    is_forward = block.separator is Separator.FORWARD and not any(map(_MARKS.match, lines[: block.start]))
    return _Head(block.start, block.end, writer, block.fields.get("subject"), is_forward)


def _first_attribution(lines: Sequence[str], stop: int) -> _Head | None:
    ends = (at + 1 for at, line in enumerate(lines[:stop]) if ("@" in line or ":" in line) and may_end(line))
    for end, _ in zip(ends, range(_MOST_CANDIDATES), strict=False):
        start, _ = attribution_above(lines, end, Sureness.ALWAYS)
        told = " ".join(line.strip(" \t>*") for line in lines[start:end])
        if start < end and "@" in told:
            return _Head(start, end, read_attribution(told))
    return None


def _body(lines: Sequence[str], head: _Head) -> Iterator[str]:
    """Give the lines of the original, without the marks of quotation that forwarding put before them.

    Where its headers were marked, it ends with the marks; a line that lost its mark is told by the missing blank line before it.
    """
    depth = _depth(lines[head.end - 1])
    rest = lines[head.end :]
    if depth == 0 and all(_depth(line) for line in rest if not is_bare(line)):
        depth = 1
    was_blank = False
    for line in rest:
        is_marked = _depth(line) >= depth
        if was_blank and not is_marked and line.strip():
            return
        was_blank = not is_marked and not line.strip()
        yield _unmarked(line, depth)


def _unframed(body: list[str]) -> list[str]:
    """Return `body` without the lines that some programs draw below the headers and below the whole."""
    filled = [at for at, line in enumerate(body) if not is_bare(line)]
    if not filled:
        return []
    first = filled[0] + (separator_in(body[filled[0]]) is Separator.RULE)
    last = filled[-1] + (banner_of(body[filled[-1]]) is not Separator.FORWARD)
    return body[first:last]


def _depth(line: str) -> int:
    marks = _MARKS.match(line)
    return marks[0].count(">") if marks else 0


def _unmarked(line: str, depth: int) -> str:
    for _ in range(min(depth, _depth(line))):
        line = line.partition(">")[2]
    return line[1:] if depth and line.startswith(" ") else line
