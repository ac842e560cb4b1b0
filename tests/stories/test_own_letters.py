"""Our own acknowledgement comes back, as it went out or spoilt on the way: nobody is answered, so nothing can go round.

Source: docs/mail-rules.md, R-ACK-07.
"""

import re
from collections.abc import Callable

import pytest

from scene.mails import Mail
from scene.stage import Scene
from tracker.ledger import MailClass

Change = Callable[[bytes], bytes]


def without(*names: str) -> Change:
    """Take header fields out, folded lines and all."""
    pattern = re.compile(rb"^(?:%s):.*\r\n(?:[ \t].*\r\n)*" % "|".join(names).encode(), re.MULTILINE | re.IGNORECASE)
    return lambda raw: pattern.sub(b"", raw)


def in_lower_case(raw: bytes) -> bytes:
    """Write the names of the fields as some gateways do."""
    head, gap, body = raw.partition(b"\r\n\r\n")
    return re.sub(rb"^[A-Za-z-]+:", lambda name: name[0].lower(), head, flags=re.MULTILINE) + gap + body


def with_another_text(raw: bytes) -> bytes:
    """Cut the body off, and put a line of text in its place."""
    head, gap, _ = without("Content-Type", "Content-Transfer-Encoding")(raw).partition(b"\r\n\r\n")
    return head + gap + b"De tekst is verwijderd.\r\n"


def under_another_id(raw: bytes) -> bytes:
    """Give it a Message-ID of somebody else's, as some gateways do."""
    return re.sub(rb"^Message-ID: <.*>", b"Message-ID: <1@elders.example>", raw, flags=re.MULTILINE)


MARKS = ("Auto-Submitted", "X-Auto-Response-Suppress", "Precedence")
CHANGES: dict[str, tuple[tuple[Change, ...], MailClass]] = {
    "as it went out": ((), MailClass.OWN),
    "nothing says that a machine wrote it": ((without(*MARKS),), MailClass.OWN),
    "another Message-ID": ((without(*MARKS), under_another_id), MailClass.OWN),
    "no token in a field of ours": ((without(*MARKS, "X-KL-Loop"),), MailClass.OWN),
    "through a gateway that writes it anew": ((without(*MARKS), in_lower_case, with_another_text), MailClass.OWN),
    "only the sender is left": ((without(*MARKS, "X-KL-Loop"), under_another_id), MailClass.COMPLAINT),
}


def changed(raw: bytes, changes: tuple[Change, ...]) -> bytes:
    for change in changes:
        assert change(raw) != raw
        raw = change(raw)
    return raw


def test_whatever_became_of_it_it_is_not_answered(scene: Scene) -> None:
    (first,) = scene.bring(scene.pen.complaints(1))
    scene.until_quiet()
    (letter,) = (own.raw or b"" for own in scene.letters_to(first.sender))
    for changes, kind in CHANGES.values():
        scene.bring([Mail(changed(letter, changes), "klachten@elders.example", kind, answered=False)])
    scene.until_quiet()
    assert scene.differences() == []
    assert len(scene.sent_to(first.sender)) == 1


def test_a_change_that_changes_nothing_is_no_test() -> None:
    with pytest.raises(AssertionError):
        changed(b"Subject: x\r\n\r\n", (without("Auto-Submitted"),))
