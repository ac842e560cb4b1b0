"""The child's side: read a mail from one pipe, write what it says to the other, until the pipe closes.

Runs under limits that it sets itself, and knows no register, no network and no
file. Rule: a bomb may kill this process and nothing else.
Source: docs/mail-rules.md, D3.
"""

import logging
import os
import resource
import signal
from dataclasses import replace
from typing import Any, BinaryIO

from intake.forwards import DEEPEST, as_file, find_forwarded
from intake.frames import OUT_OF_MEMORY, as_json, read_exactly, read_frame, write_frame
from intake.incoming import Forwarded, IncomingMail
from intake.parse import parse_with_files
from intake.quotes import take_apart

MEMORY_OCTETS = 1024 * 1024 * 1024
CPU_SECONDS = 5
ATTACHED_OCTETS = 512 * 1024
"""Of an attached mail that are read: its headers and its text, of which it must not cost more than the mail around it."""

ATTACHED_AT_MOST = 5
_OPEN_FILES = 32


def main() -> None:
    """Serve on standard input and output until the parent closes them. Never returns."""
    logging.disable(logging.CRITICAL)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # the parent finishes what is under way, and closes the pipe
    limit_process()
    # Whatever prints must not print into the answer.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with os.fdopen(0, "rb", closefd=False) as questions, answers:
        write_frame(answers, {"ready": True})  # from here on it is the mail, and not the start, that a death is due to
        serve(questions, answers)
    os._exit(0)


def limit_process() -> None:
    """Set the limits that hold for the whole life of this process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_OCTETS, MEMORY_OCTETS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))


def serve(questions: BinaryIO, answers: BinaryIO, *, limited: bool = True) -> None:
    """Answer every mail. limited: raise the CPU limit anew before each; False where this is not a process of its own."""
    while (asked := read_frame(questions)) is not None:
        if limited:
            allow_cpu()
        try:
            told, files = read_mail(read_exactly(questions, asked["size"]), asked["enclose_up_to"])
            write_frame(answers, told, files)
        except MemoryError:
            if limited:
                os._exit(OUT_OF_MEMORY)  # what is left of the heap is nothing to build on
            raise


def allow_cpu() -> None:
    """Allow the next mail its seconds: the limit counts all that this process ever used, and only its soft half may be raised."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + CPU_SECONDS + 1, hard))


def read_mail(raw: bytes, enclose_up_to: int) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """Return the answer to one mail, and the bytes of its attachments when they are at most `enclose_up_to` together."""
    mail, files = parse_with_files(raw)
    mail = told_apart(mail, attached_mails(mail, files))
    if sum(map(len, files)) > enclose_up_to:
        files = ()
    return {"mail": as_json(mail), "enclosed": [len(file) for file in files]}, files


def attached_mails(mail: IncomingMail, files: tuple[bytes, ...], depth: int = DEEPEST) -> tuple[Forwarded, ...]:
    """Return the mails among the attachments of `mail`, the first ATTACHED_AT_MOST, together read as far as ATTACHED_OCTETS."""
    mails = [files[one.position] for one in mail.attachments if one.is_mail][:ATTACHED_AT_MOST]
    return tuple(_attached(raw[: ATTACHED_OCTETS // len(mails)], depth) for raw in mails) if depth else ()


def _attached(raw: bytes, depth: int) -> Forwarded:
    mail, files = parse_with_files(raw)
    return as_file(mail, attached_mails(mail, files, depth - 1), depth)


def told_apart(mail: IncomingMail, attached: tuple[Forwarded, ...] = ()) -> IncomingMail:
    """Return `mail` with its text taken apart: what is new, what is a signature, and what was passed on in it or `attached` to it."""
    parts = take_apart(mail.text)
    forwarded = find_forwarded(mail, attached)
    return replace(mail, new_text=parts.new_text, signature=parts.signature, forwarded=forwarded, attached_mails=attached)
