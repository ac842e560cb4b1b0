"""`make mutants`: break the functions with mutmut and the tables by ourselves; how many changes the tests see, and which they do not.

python -m mutation [functions|tables]     exit 1 when fewer than 95 of 100 changes are seen, 2 when there is no mutmut
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from mutation.tables import ROOT, survivors

LEAST_PERCENT = 95
NEEDED = ("intake", "tracker", "outbound", "klachten", "templates", "tests", "docs", "README.md", "pyproject.toml")
NO_MUTMUT = "There is no mutmut here, which `make mutants` installs. The tables are broken without it: python -m mutation tables"

_TOLD = re.compile(r"^\s*(\S+__mutmut_\d+): (.+)$", re.MULTILINE)

Tried = tuple[int, list[str]]


def main(arguments: Sequence[str]) -> int:
    """Break what is named, or everything; return the exit code."""
    chosen = arguments or list(KINDS)
    if "functions" in chosen and importlib.util.find_spec("mutmut") is None:
        print(NO_MUTMUT, file=sys.stderr)
        return 2
    tried = [KINDS[name](os.cpu_count() or 1) for name in chosen]
    changes = sum(count for count, _ in tried)
    unseen = [name for _, names in tried for name in names]
    for name in unseen:
        print(f"not seen: {name}")
    percent = 100 * (changes - len(unseen)) / changes
    print(f"{changes} changes, {changes - len(unseen)} seen: {percent:.1f} %")
    return 0 if percent >= LEAST_PERCENT else 1


def functions(cores: int) -> Tried:
    """Have mutmut break the functions that pyproject.toml names, in a copy; return how many changes there are, and those not seen."""
    with TemporaryDirectory() as folder:
        for name in NEEDED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, Path(folder) / name)
        _mutmut(folder, "run", "--max-children", str(cores))
        told = _TOLD.findall(_mutmut(folder, "results", "--all", "true"))
    return len(told), [f"{name} ({state})" for name, state in told if state != "killed"]


def _mutmut(folder: str, *arguments: str) -> str:
    """Run it, and return what it prints. Raises `CalledProcessError` when the tests fail before anything is broken."""
    return subprocess.run([sys.executable, "-m", "mutmut", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


KINDS: dict[str, Callable[[int], Tried]] = {"functions": functions, "tables": survivors}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
