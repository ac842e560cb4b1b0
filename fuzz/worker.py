"""Fuzzes one target after the other as it is asked, each in a process forked off, so that our code is made ready for atheris only once.

Started by `fuzz.runs`. A line on standard input is a request, its answer a line on standard output:

    TARGET SECONDS FOLDER    → the exit code, when its time is up or an input broke a promise

What libFuzzer wrote is then in FOLDER/told, and an input that broke a promise in FOLDER/broken, or where FOLDER/told says.
Rule: nothing of ours is imported before atheris can watch it.
"""

import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import NoReturn

import atheris

WATCHED = ["intake", "tracker", "outbound", "mailparser", "tnefparse", "inscriptis", "imaplib", "imapclient"]
HANGS_AFTER_SECONDS = 30
MEMORY_MEGABYTES = 2048
IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a folder of its own is made there

with atheris.instrument_imports(include=WATCHED):
    from fuzz.targets import TARGETS, Target


def serve() -> None:
    """Answer requests until the input ends."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    for line in sys.stdin:
        name, seconds, folder = line.split(maxsplit=2)
        with tempfile.TemporaryDirectory(prefix="kl-fuzz-", dir=IN_MEMORY) as scratch:
            child = os.fork()
            if not child:
                tempfile.tempdir = scratch  # libFuzzer ends a process without asking Python to tidy up
                fuzz(TARGETS[name], round(float(seconds)), Path(folder.rstrip("\n")))
            _, status = os.waitpid(child, 0)
        answers.write(f"{os.waitstatus_to_exitcode(status)}\n")


def fuzz(target: Target, seconds: int, folder: Path) -> NoReturn:
    """Fuzz `target`; libFuzzer ends the process. What reaches new code is added to the corpus in `folder`."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    with (folder / "told").open("wb") as told:
        os.dup2(told.fileno(), 1)
        os.dup2(told.fileno(), 2)
    for number, seed in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(seed[: target.most_octets])
    options = (
        f"-max_total_time={max(1, seconds)}",
        f"-max_len={target.most_octets}",
        f"-dict={folder}/words",
        f"-artifact_prefix={folder}/",
        f"-timeout={HANGS_AFTER_SECONDS}",
        f"-rss_limit_mb={MEMORY_MEGABYTES}",
        "-print_final_stats=1",
    )
    atheris.Setup([target.name, *options, str(corpus)], partial(attempt, target, folder))
    atheris.Fuzz()
    os._exit(1)  # libFuzzer did not end it, so it did not fuzz


def attempt(target: Target, folder: Path, data: bytes) -> None:
    """Try one input, and keep it where it breaks a promise: what kills the process may keep libFuzzer from that."""
    try:
        target.attempt(data)
    except BaseException:
        (folder / "broken").write_bytes(data)
        raise


if __name__ == "__main__":
    serve()
