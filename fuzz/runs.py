"""Dividing the time among the targets, and having them fuzzed: what was counted, and what was found.

Rule: a find is one only when the same input breaks the promise again in a plain
process. Under atheris our code is several times slower, and what only took too
long there has found nothing.
"""

import hashlib
import queue
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from fuzz.seeds import WORDS
from fuzz.targets import Target

ROOT = Path(__file__).parents[1]
FINDS = ROOT / "fuzz/finds"
LEARNT = ROOT / ".fuzz"

PLAIN_SECONDS = 60.0
"""So long a plain process may take for one input before that is what was found."""

_RUNS = re.compile(r"^#(\d+)\t|^stat::number_of_executed_units:\s*(\d+)", re.MULTILINE)
_WRITTEN = re.compile(r"Test unit written to (\S+)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one target's time."""

    target: str
    runs: int
    seconds: float
    finds: tuple[Path, ...] = ()

    def __str__(self) -> str:
        found = f"   {len(self.finds)} FOUND" if self.finds else ""
        return f"{self.target:<16}{self.runs:>12,} inputs in {self.seconds:>5.0f} s{found}"


def shares(targets: Iterable[Target], seconds: float, cores: int) -> dict[str, float]:
    """Say how long each target runs, so that `cores` processes at a time take `seconds` together; the longest first."""
    chosen = sorted(targets, key=lambda target: -target.share)
    all_shares = sum(target.share for target in chosen)
    return {target.name: min(seconds, seconds * cores * target.share / all_shares) for target in chosen}


class Worker:
    """One process of `fuzz.worker`. Used by one thread at a time."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "fuzz.worker"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)

    def fuzz(self, name: str, seconds: float) -> tuple[int, list[bytes]]:
        """Have one target fuzzed; return how many inputs were tried, and what broke it. Raises `RuntimeError` when it was not."""
        folder = LEARNT / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "broken").unlink(missing_ok=True)
        (folder / "words").write_text("".join(f'"{_escaped(word)}"\n' for word in WORDS), encoding="ascii")
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the worker has no pipes")
        print(name, seconds, folder, file=self._process.stdin, flush=True)
        ended = self._process.stdout.readline()
        told = (folder / "told").read_text(encoding="utf-8", errors="replace") if ended else "the worker died"
        if not counted(told):
            raise RuntimeError(f"{name} was not fuzzed:\n{told[-3000:]}")
        broken = {folder / "broken", *map(Path, _WRITTEN.findall(told))}
        return counted(told), [file.read_bytes() for file in broken if file.is_file()]

    def close(self) -> None:
        """End it."""
        self._process.communicate()


def _escaped(word: str) -> str:
    """Write a word as libFuzzer reads it in a dictionary."""
    return "".join(f"\\x{octet:02x}" for octet in word.encode())


def run_all(times: dict[str, float], cores: int, tell: Callable[[Outcome], object]) -> list[Outcome]:
    """Run the targets, so many at a time, and `tell` of each as it ends."""
    workers: queue.SimpleQueue[Worker] = queue.SimpleQueue()
    for _ in range(cores):
        workers.put(Worker())
    outcomes = []
    with ThreadPoolExecutor(cores) as pool:
        for ended in as_completed([pool.submit(run, workers, name, seconds) for name, seconds in times.items()]):
            outcomes.append(ended.result())
            tell(outcomes[-1])
    for _ in range(cores):
        workers.get().close()
    return outcomes


def run(workers: "queue.SimpleQueue[Worker]", name: str, seconds: float) -> Outcome:
    """Fuzz one target with a free worker until its time is up, or something is found."""
    worker = workers.get()
    began, runs = time.monotonic(), 0
    finds: tuple[Path, ...] = ()
    try:
        while not finds and (left := seconds - (time.monotonic() - began)) > min(1, seconds / 2):
            count, broken = worker.fuzz(name, left)
            runs += count
            finds = tuple({kept for data in broken if (kept := proven(name, data))})
    finally:
        workers.put(worker)
    return Outcome(name, runs, time.monotonic() - began, finds)


def counted(told: str) -> int:
    """Return how many inputs were tried, by libFuzzer's own count: at its end, or as far as it came."""
    return max((int(so_far or at_end) for so_far, at_end in _RUNS.findall(told)), default=0)


def proven(name: str, data: bytes) -> Path | None:
    """Keep an input that breaks a promise in a plain process as well, and return where; None where it does not."""
    kept = FINDS / name / f"{hashlib.sha256(data).hexdigest()[:16]}.bin"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(data)
    if holds(kept):
        kept.unlink()
        return None
    return kept


def holds(*kept: Path) -> bool:
    """Say whether the promises hold for kept inputs, in a process of their own, without atheris."""
    command = [sys.executable, "-m", "fuzz", "--again", *map(str, kept)]
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=PLAIN_SECONDS, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def kept_inputs() -> list[Path]:
    """Return every input that was found once."""
    return sorted(FINDS.glob("*/*.bin"))
