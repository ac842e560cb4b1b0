"""What a person is shown of one inspected mail: label and value, plain text.

Knows the object of `intake.inspection` and nothing else. What is long is cut
here; `--json` has it whole.
"""

from collections.abc import Iterator
from typing import Any

_SHOWN_TEXT = 600
_SHOWN_IDS = 3


def rows(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give what is worth a line: who and what, then the text in its parts, then what was odd."""
    yield "from", (told["from"] or "nobody") + ("" if told["from_trusted"] else "  (not certain)")
    if told["reply_to"] and told["reply_to"] != told["from"]:
        yield "answers to", told["reply_to"]
    yield "subject", told["subject"] or "none"
    yield "date", told["date"] or "none"
    yield "kind", f"{told['kind'].replace('_', ' ')}: {told['why']}"
    yield "acknowledged", _acknowledged(told)
    if told["reference"]:
        yield "reference", told["reference"]
    if told["threads_on"]:
        yield "replies to", _some(told["threads_on"])
    if told["bounce"]:
        yield "bounce of", _bounce(told["bounce"])
    yield from _tags(told)
    yield from _texts(told)
    for one in told["attachments"]:
        yield "attachment", f"{one['name']}  {one['type']}  {one['size']:,} bytes"
    for fault in told["faults"]:
        yield "odd", fault


def _acknowledged(told: dict[str, Any]) -> str:
    """Say whether its sender gets a letter. A mail that joins a complaint gets none, and only a register can tell whether it does."""
    if told["kind"] != "human":
        return "no"
    if not told["answerable"]:
        return "not by itself: a person decides"
    points_somewhere = told["threads_on"] or told["reference"]
    return "if it begins a complaint; not if it joins the one that it replies to or names" if points_somewhere else "yes"


def _some(message_ids: list[str]) -> str:
    more = len(message_ids) - _SHOWN_IDS
    return " ".join(message_ids[:_SHOWN_IDS]) + (f"  and {more} more" if more > 0 else "")


def _bounce(bounce: dict[str, Any]) -> str:
    final = {True: "for good", False: "for the time being", None: "for good or not is not said"}[bounce["permanent"]]
    status = f", status {bounce['status']}" if bounce["status"] else ""
    return f"{', '.join(bounce['recipients']) or 'nobody named'}, {final}{status}"


def _tags(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give what the mail would ask for, if an employee had written it."""
    for one in told["tags"]:
        yield "tag", f"#{one['tag']}" + (f"  {_cut(one['argument'])}" if one["argument"] else "")
    for question in told["tag_questions"]:
        yield "would ask", question


def _texts(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the parts of the text; what is quoted in it is left out."""
    yield "new text", _cut(told["new_text"]) or "none"
    if told["signature"]:
        yield "signature", _cut(told["signature"])
    if forwarded := told["forwarded"]:
        whose = " ".join(part for part in (forwarded["name"], f"<{forwarded['from']}>" if forwarded["from"] else None) if part)
        yield "forwarded", ", ".join(part for part in (whose, forwarded["subject"]) if part) or "of nobody named"
        yield "", _cut(forwarded["text"]) or "no text"


def _cut(text: str) -> str:
    plain = text.strip()
    return plain if len(plain) <= _SHOWN_TEXT else f"{plain[:_SHOWN_TEXT].rstrip()} …"
