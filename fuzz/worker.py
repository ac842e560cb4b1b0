"""One target in one process, watched by atheris, until its time is up or an input breaks a promise.

Started by `fuzz.__main__`, which reads what libFuzzer writes at the end. Rule: nothing
of ours is imported before atheris can watch it.
"""

import sys
import time
from pathlib import Path

import atheris

WATCHED = ["intake", "tracker", "outbound", "mailparser", "tnefparse", "inscriptis", "imaplib", "imapclient"]
HANGS_AFTER_SECONDS = 30
MEMORY_MEGABYTES = 2048


def main(name: str, seconds: float, corpus: Path, words: Path, finds: Path) -> None:
    """Fuzz the target `name` for so many seconds, these imports included. Never returns: libFuzzer ends the process.

    corpus: a folder with inputs, to which those are added that reach new code; the one that breaks a promise goes to `finds`.
    """
    began = time.monotonic()
    with atheris.instrument_imports(include=WATCHED):
        from fuzz.targets import TARGETS  # noqa: PLC0415 - atheris must be there first
    target = TARGETS[name]
    for number, seed in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(seed[: target.most_octets])
    left = max(1, round(seconds - (time.monotonic() - began)))
    options = (
        f"-max_total_time={left}",
        f"-max_len={target.most_octets}",
        f"-dict={words}",
        f"-artifact_prefix={finds}/",
        f"-timeout={HANGS_AFTER_SECONDS}",
        f"-rss_limit_mb={MEMORY_MEGABYTES}",
        "-print_final_stats=1",
    )
    atheris.Setup([name, *options, str(corpus)], target.attempt)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), *map(Path, sys.argv[3:6]))
