"""The removal ledger: a file beside the database that says what was removed, and that this was proved.

It outlives the register, so that a backup of the register keeps its promises:
what stands here is removed again from whatever is restored. Knows no mailbox
and no complaint. Rule: a line names references, days, counts and files of our
own, and is never changed: each bears the SHA-256 of the line before it. The last
line's own is told in each report, so that a ledger rewritten whole is noticed.
Source: docs/procedure.md, Removal; docs/mail-rules.md, D18 and T-GDPR-10.
"""

import fcntl
import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.durable import synced
from tracker.errors import KlachtenError
from tracker.removal_records import RemovedReference

FIRST = "0" * 64
"""What the first line bears in the place of a former line's SHA-256."""


class LedgerUnusable(KlachtenError):
    """The ledger cannot be read, written or believed; the message says why. What is removed waits until a person has seen to it."""


@dataclass(frozen=True, slots=True)
class Proof:
    """That nothing is left of one removed complaint where this system keeps things.

    removed_at, proved_at: aware, UTC. mails, letters: so many were erased.
    markers:  for so many pieces of the erased text it was searched; none of them was found but in what others wrote.
    files:    the names of the files searched; on PostgreSQL what was asked of the server.
    operator: what only the operator can clean, in the words of docs/operation.md.
    """

    reference: str
    removed_at: datetime
    proved_at: datetime
    mails: int
    letters: int
    markers: int
    files: Sequence[str]
    operator: Sequence[str]


@dataclass(frozen=True, slots=True)
class Content:
    """What a whole ledger says: each removed reference with its day, and the proofs, both in the order of the file.

    hashes: the SHA-256 of each line, in hexadecimal digits. As each line bears that of the one before, one speaks for all up to it.
    """

    removed: Mapping[str, date]
    proofs: tuple[Proof, ...]
    hashes: Sequence[str]

    @property
    def lines(self) -> int:
        """Say how many lines it has."""
        return len(self.hashes)

    @property
    def head(self) -> str | None:
        """Return the SHA-256 of the last line; None where there is none."""
        return self.hashes[-1] if self.hashes else None


class Ledger:
    """One file of JSON lines. Several processes may use it at once: who writes has a lock on it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Content:
        """Return what it says, and believe it only where each line bears the SHA-256 of the one before; no file says nothing.

        A last line without its end is one that was being written when the power went: it is not there.
        Raises `LedgerUnusable`.
        """
        try:
            with self.path.open("rb") as file:
                if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                    raise LedgerUnusable(f"{self.path} is open to others; run: chmod 600 {self.path}")
                written = file.read()
        except FileNotFoundError:
            return Content({}, (), ())
        except OSError as trouble:
            raise self._unusable(trouble) from trouble
        return _content(self.path, written)

    def catch_up(self, session: Session) -> int:
        """Append each removed reference of the register that the file lacks; return how many. Safe to repeat. Raises `LedgerUnusable`."""
        rows = select(RemovedReference.reference, RemovedReference.removed_date).order_by(
            RemovedReference.removed_date, RemovedReference.reference
        )
        told = [(reference, removed_date) for reference, removed_date in session.execute(rows)]
        with self._writing() as file:
            known = _content(self.path, _whole(file)).removed
            return _append(file, [_removed_line(*one) for one in told if one[0] not in known])

    def prove(self, proofs: Iterable[Proof]) -> int:
        """Append these proofs, but those of removals of which the file has one; return how many. Raises `LedgerUnusable`."""
        with self._writing() as file:
            known = {(one.reference, one.removed_at) for one in _content(self.path, _whole(file)).proofs}
            return _append(file, [_proof_line(one) for one in proofs if (one.reference, one.removed_at) not in known])

    @contextmanager
    def _writing(self) -> Iterator[int]:
        """Open the file for this process alone, made for its owner only, and cut off what a power cut left half written."""
        try:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                if os.fstat(file).st_size == 0:
                    synced(self.path.parent)  # else a file that was just made may be gone after a power cut
                _mend(file)
                yield file
            finally:
                os.close(file)
        except OSError as trouble:
            raise self._unusable(trouble) from trouble

    def _unusable(self, trouble: OSError) -> LedgerUnusable:
        return LedgerUnusable(f"the removal ledger {self.path} cannot be used ({trouble.strerror}): see to its rights and the disk")


def _content(path: Path, written: bytes) -> Content:
    """Follow the chain from its first line. Raises `LedgerUnusable`."""
    removed: dict[str, date] = {}
    proofs: list[Proof] = []
    hashes: list[str] = []
    former = FIRST
    for count, line in enumerate(written.split(b"\n")[:-1], start=1):
        try:
            told = json.loads(line)
            chained = told["previous"] == former
            if told["kind"] == "proof":
                proofs.append(_proof_of(told))
            else:
                removed.setdefault(str(told["reference"]), date.fromisoformat(told["removed_date"]))
        except (ValueError, KeyError, TypeError, RecursionError) as trouble:
            raise LedgerUnusable(_broken(path, count)) from trouble
        if not chained:
            raise LedgerUnusable(_broken(path, count))
        former = hashlib.sha256(line).hexdigest()
        hashes.append(former)
    return Content(removed, tuple(proofs), hashes)


def _broken(path: Path, line: int) -> str:
    return f"line {line} of the removal ledger {path} does not follow from those before it: restore the file from its last backup"


def _append(file: int, lines: Sequence[dict[str, Any]]) -> int:
    """Write lines at the end, chained and synced; return how many. What a fault leaves of them is cut off by whoever writes next."""
    if not lines:
        return 0
    complete = _whole(file)
    former = hashlib.sha256(complete[:-1].rpartition(b"\n")[2]).hexdigest() if complete else FIRST
    written = bytearray()
    for line in lines:
        one = json.dumps({**line, "previous": former}, ensure_ascii=True).encode()
        former = hashlib.sha256(one).hexdigest()
        written += one + b"\n"
    at = len(complete)
    while written:
        count = os.pwrite(file, written, at)
        del written[:count]
        at += count
    os.fsync(file)
    return len(lines)


def _whole(file: int) -> bytes:
    return os.pread(file, os.fstat(file).st_size, 0)


def _mend(file: int) -> None:
    """Cut off a last line without its end."""
    complete = _whole(file).rpartition(b"\n")
    if complete[2]:
        os.ftruncate(file, len(complete[0]) + len(complete[1]))
        os.fsync(file)


def _removed_line(reference: str, removed_date: date) -> dict[str, Any]:
    return {"kind": "removed", "reference": reference, "removed_date": removed_date.isoformat()}


def _proof_line(proof: Proof) -> dict[str, Any]:
    return {
        "kind": "proof",
        "reference": proof.reference,
        "removed_at": proof.removed_at.astimezone(UTC).isoformat(),
        "proved_at": proof.proved_at.astimezone(UTC).isoformat(),
        "mails": proof.mails,
        "letters": proof.letters,
        "markers": proof.markers,
        "traces": 0,
        "files": list(proof.files),
        "operator": list(proof.operator),
    }


def _proof_of(told: dict[str, Any]) -> Proof:
    return Proof(
        str(told["reference"]),
        datetime.fromisoformat(told["removed_at"]),
        datetime.fromisoformat(told["proved_at"]),
        int(told["mails"]),
        int(told["letters"]),
        int(told["markers"]),
        tuple(told["files"]),
        tuple(told["operator"]),
    )
