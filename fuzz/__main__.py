"""`make fuzz`: every target for its share of the time, on all cores; then how many inputs were tried, and what was found.

    python -m fuzz [--seconds N] [TARGET…]     exit 1 when an input breaks a promise; it is kept in fuzz/finds
    python -m fuzz --again FILE…               kept inputs once more, without atheris

What the fuzzer learns stays in `.fuzz`, so that the next run goes on from there.
"""

import argparse
import importlib.util
import os
import sys
import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path

from fuzz.runs import FINDS, Outcome, run_all, shares
from fuzz.targets import TARGETS

NO_ATHERIS = (
    "There is no atheris here, which `make fuzz` installs where it can: it has wheels for Python 3.11 to 3.14 on Linux (x86-64, glibc).\n"
    "On another machine, run it in a container: docker run -v .:/k -w /k python:3.11 make fuzz VENV=/tmp/venv\n"
    "The inputs that were found before are tried without it: python -m fuzz --again fuzz/finds/*/*"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz, or try again; return the exit code: 0 all well, 1 something was found, 2 there is no atheris."""
    options = _options(arguments)
    if options.again:
        return try_again(map(Path, options.again))
    if not has_atheris():
        print(NO_ATHERIS, file=sys.stderr)
        return 2
    chosen = [TARGETS[name] for name in options.targets] or list(TARGETS.values())
    cores = min(options.cores, len(chosen))
    outcomes = run_all(shares(chosen, options.seconds, cores), cores, lambda outcome: print(outcome, flush=True))
    print(f"{sum(one.runs for one in outcomes):,} inputs in {sum(one.seconds for one in outcomes):.0f} s on {cores} cores, added up")
    return _told(outcomes)


def has_atheris() -> bool:
    """Say whether atheris can be imported."""
    try:
        return importlib.util.find_spec("atheris") is not None
    except ValueError:  # somebody said that it must not be
        return False


def _told(outcomes: Iterable[Outcome]) -> int:
    """Say what was found, and return the exit code."""
    finds = [find for outcome in outcomes for find in outcome.finds]
    if not finds:
        print("Nothing broke it.")
    for find in finds:
        print(f"\nFOUND: {find}\nTo see what it breaks: python -m fuzz --again {find}", file=sys.stderr)
    return 1 if finds else 0


def try_again(files: Iterable[Path]) -> int:
    """Try kept inputs, each lying in a folder with the name of its target; return 1 when one still breaks a promise."""
    broken = 0
    for file in files:
        try:
            TARGETS[file.parent.name].attempt(file.read_bytes())
        except Exception:  # noqa: BLE001 - whatever it is, it is what was looked for
            broken += 1
            traceback.print_exc()
            print(f"{file}: broken", file=sys.stderr)
    return 1 if broken else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"which: {', '.join(TARGETS)}; without any, all of them")
    parser.add_argument("--seconds", type=float, default=60, help="how long, all targets together (default: 60)")
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1, help="how many targets at a time (default: one a core)")
    parser.add_argument("--again", nargs="+", metavar="FILE", help=f"try these inputs, such as {FINDS.name}/TARGET/FILE, and nothing else")
    options = parser.parse_args(arguments)
    if unknown := set(options.targets) - TARGETS.keys():
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main())
