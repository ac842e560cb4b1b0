"""The fuzzer: writes what nobody would, and sees whether the reading of mail keeps its promises.

A target is one scanner with what it promises of any input. atheris, a package that
only this needs, changes the inputs and keeps those that reach new code. Rule: the
targets know no atheris, so that the inputs that once broke one (`fuzz/finds`) are
tried in every test run, and on machines for which there is no atheris.

    python -m fuzz --seconds 600            every target, on all cores
    python -m fuzz sender mail              some of them
    python -m fuzz --again FILE…            kept inputs once more, without atheris
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
