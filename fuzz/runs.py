"""Dividing the time among the targets, and running a process for each: what it counted, and what it found.

Rule: a find is one only when the same input breaks the promise again in a plain
process. Under atheris our code is several times slower, and what only took too
long there has found nothing.
"""

import hashlib
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

HANGS_AFTER_SECONDS = 60.0
"""So long a plain process may take for one input before that is what was found."""

_RUNS = re.compile(r"^stat::number_of_executed_units:\s*(\d+)", re.MULTILINE)
_WRITTEN = re.compile(r"Test unit written to (\S+)")
_LAST_WORDS = re.compile(r"=== Uncaught Python exception: ===\n(.{0,4000}?)(?=\n==|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one target's time. words: how the last find ended."""

    target: str
    runs: int
    seconds: float
    finds: tuple[Path, ...] = ()
    words: str = ""

    def __str__(self) -> str:
        found = f"   {len(self.finds)} FOUND" if self.finds else ""
        return f"{self.target:<16}{self.runs:>12,} inputs in {self.seconds:>5.0f} s{found}"


def shares(targets: Iterable[Target], seconds: float, cores: int) -> dict[str, float]:
    """Say how long each target runs, so that `cores` processes at a time take `seconds` together; the longest first."""
    chosen = sorted(targets, key=lambda target: -target.share)
    all_shares = sum(target.share for target in chosen)
    return {target.name: min(seconds, seconds * cores * target.share / all_shares) for target in chosen}


def run_all(times: dict[str, float], cores: int, tell: Callable[[Outcome], object]) -> list[Outcome]:
    """Run the targets, so many at a time, and `tell` of each as it ends."""
    LEARNT.mkdir(exist_ok=True)
    dictionary().write_text("".join(f'"{_escaped(word)}"\n' for word in WORDS), encoding="ascii")
    outcomes = []
    with ThreadPoolExecutor(cores) as pool:
        for ended in as_completed([pool.submit(run, name, seconds) for name, seconds in times.items()]):
            outcomes.append(ended.result())
            tell(outcomes[-1])
    return outcomes


def dictionary() -> Path:
    """Return where libFuzzer reads its words."""
    return LEARNT / "words"


def _escaped(word: str) -> str:
    return "".join(f"\\x{octet:02x}" for octet in word.encode())


def run(name: str, seconds: float) -> Outcome:
    """Fuzz one target until its time is up, or something is found."""
    began, runs, words = time.monotonic(), 0, ""
    finds: tuple[Path, ...] = ()
    while not finds and (left := seconds - (time.monotonic() - began)) > 1:
        told = _fuzzed(name, left)
        runs += counted(told)
        if written := _WRITTEN.findall(told):
            finds = tuple(kept for one in written if (kept := proven(name, Path(one))))
        elif not _RUNS.search(told):
            raise RuntimeError(f"{name}: the fuzzer did not run:\n{told[-3000:]}")
        words = "\n".join(_LAST_WORDS.findall(told))
    return Outcome(name, runs, time.monotonic() - began, finds, words)


def _fuzzed(name: str, seconds: float) -> str:
    """Run the worker; return what it wrote."""
    corpus, written = LEARNT / "corpus" / name, LEARNT / "written"
    for folder in (corpus, written):
        folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "fuzz.worker", name, str(seconds), str(corpus), str(dictionary()), str(written)]
    ended = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False)
    return ended.stdout + ended.stderr


def counted(told: str) -> int:
    """Return how many inputs were tried, by libFuzzer's own count at its end."""
    return sum(map(int, _RUNS.findall(told)))


def proven(name: str, written: Path) -> Path | None:
    """Keep an input that breaks a promise in a plain process as well, and return where; None where it does not."""
    data = written.read_bytes()
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
        return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=HANGS_AFTER_SECONDS, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def kept_inputs() -> list[Path]:
    """Return every input that was found once."""
    return sorted(FINDS.glob("*/*.bin"))
