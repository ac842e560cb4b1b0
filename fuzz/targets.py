"""What is fuzzed: a table of targets, and how one input is tried.

Rule: a mail costs at most two seconds of CPU, whatever is in it
(docs/mail-rules.md, A32 and I10), so a target that takes longer has found something.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from fuzz import imap, scanners, seeds, whole

CPU_SECONDS = 2.0


class TooSlow(AssertionError):
    """An input took more than `CPU_SECONDS`."""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that is fuzzed.

    run:          raises whatever it likes when an input breaks a promise.
    most_octets:  of an input.
    share:        of the time, beside the others'.
    """

    name: str
    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    most_octets: int = 2048
    share: int = 1

    def attempt(self, data: bytes) -> None:
        """Try one input. Raises what `run` raises, and `TooSlow`."""
        began = time.process_time()
        self.run(data)
        took = time.process_time() - began
        if took > CPU_SECONDS:
            raise TooSlow(f"{self.name}: {took:.1f} s of CPU for {len(data)} bytes")


TARGETS = {
    target.name: target
    for target in (
        Target("block", scanners.block, (*seeds.FIELDS, *seeds.MAILS)),
        Target("sender", scanners.sender, seeds.SENDERS, share=2),
        Target("authentication", scanners.authentication, seeds.FINDINGS),
        Target("message_ids", scanners.message_ids, seeds.IDS),
        Target("references", scanners.references, seeds.REFERENCES),
        Target("text", scanners.text, seeds.TEXTS),
        Target("quotes", scanners.quotes, seeds.REPLIES, share=2),
        Target("bounce", scanners.bounce, (*seeds.BOUNCES, *seeds.REPLIES)),
        Target("tags", scanners.tags, seeds.TAGS),
        Target("words", scanners.words, seeds.COMPLAINTS),
        Target("html", scanners.html, seeds.HTML),
        Target("names", scanners.names, seeds.NAMES),
        Target("tnef", scanners.tnef, seeds.WINMAILS),
        Target("charsets", scanners.charsets, seeds.CHARSETS),
        Target("imap", imap.imap, seeds.SESSIONS, most_octets=4096, share=2),
        Target("mail", whole.mail, seeds.MAILS, most_octets=8192, share=4),
        Target("bomb", whole.bomb, seeds.BOMBS, most_octets=4096, share=2),
        Target("registered", whole.registered, seeds.MAILS, most_octets=8192, share=3),
    )
}
