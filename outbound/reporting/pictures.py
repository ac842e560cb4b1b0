"""From the facts of a report to its pictures: which charts there are, and the child process that draws them.

Imports nothing that draws: the service itself stays as small as it was. Rule: a
report whose pictures cannot be drawn goes without them, and that is logged; its
words say the same. Source: docs/procedure.md, What makes it more.
"""

import base64
import hashlib
import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from outbound.message import Picture
from outbound.reporting.drawing import CAUSES
from outbound.reporting.words import called, column_called
from tracker.log import say
from tracker.model import Language
from tracker.told import Facts

PROGRAM = (sys.executable, "-m", "outbound.reporting.drawing")
SECONDS = 30.0
"""So long the child may take; on a machine under load, and where it meets many fonts, it takes seconds."""

MOST_LINES = 5
"""So many natures, the most frequent, stand in a picture; more can no longer be told apart."""

_FEWEST_COLUMNS = 3
"""Of fewer a line says nothing."""

_FAILED = (OSError, subprocess.SubprocessError, ValueError)

log = logging.getLogger(__name__)


def pictures_of(facts: Facts, language: Language, program: Sequence[str] = PROGRAM) -> dict[str, Picture]:
    """Return the pictures of a report by name, drawn in a child process; none of them where it fails. program: what is started."""
    return pictures_of_each([(facts, language)], program)[0]


def pictures_of_each(reports: Sequence[tuple[Facts, Language]], program: Sequence[str] = PROGRAM) -> list[dict[str, Picture]]:
    """Return the pictures of several reports, drawn by one child."""
    charts = [{**_open_over_time(facts, language), **_natures_over_time(facts, language)} for facts, language in reports]
    wanted = [chart for of_one in charts for chart in of_one.values()]
    if not wanted:
        return [{} for _ in reports]
    drawn = _drawn_or_why(json.dumps(wanted), tuple(program))
    if isinstance(drawn, str):
        say(log, "report.without_pictures", level=logging.WARNING, why=drawn)
        return [{} for _ in reports]
    left = iter(drawn)
    return [{name: _picture(name, next(left)) for name in of_one} for of_one in charts]


@lru_cache(maxsize=2)
def _drawn_or_why(charts: str, program: tuple[str, ...]) -> list[bytes] | str:
    """Have the charts, a list in JSON, drawn once for all who read the same report; or return why that failed.

    A failure is remembered as well: a child that hangs would hold up the mail for each reader anew.
    """
    try:
        return _drawn(charts, program)
    except subprocess.CalledProcessError as fault:
        return CAUSES.get(fault.returncode, type(fault).__name__)
    except _FAILED as fault:
        return type(fault).__name__


def _drawn(charts: str, program: tuple[str, ...]) -> list[bytes]:
    """Have the charts drawn.

    Raises one of `_FAILED` where the child cannot be started, dies, takes too long, or answers nonsense.
    """
    with tempfile.TemporaryDirectory(prefix="klachten-charts-") as scratch:
        # Nothing of ours goes along: no secret from the environment. The library writes down which fonts it found, once a run.
        environment = {
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PYTHONSAFEPATH": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
            "MPLCONFIGDIR": scratch,
            "HOME": scratch,
            "OPENBLAS_NUM_THREADS": "1",
        }
        done = subprocess.run(  # noqa: S603 - the program is our own interpreter; what is drawn goes through its input
            program, input=charts.encode(), capture_output=True, check=True, timeout=SECONDS, env=environment
        )
    pictures = [base64.b64decode(one, validate=True) for one in json.loads(done.stdout)]
    if len(pictures) != len(json.loads(charts)):
        raise ValueError("not as many pictures as charts")
    return pictures


def _open_over_time(facts: Facts, language: Language) -> dict[str, Mapping[str, Any]]:
    """Return the chart of the open complaints at the end of each week, by state."""
    over: Any = facts["over"]
    series = [{"name": called(state, language, "states"), "values": counts} for state, counts in over["states"].items()]
    columns = [column_called(week, language) for week in over["weeks"]]
    return {"open": {"kind": "stacked", "columns": columns, "series": series}} if series and len(columns) > 1 else {}


def _natures_over_time(facts: Facts, language: Language) -> dict[str, Mapping[str, Any]]:
    """Return the chart of the new complaints over a longer period, by nature, without the columns that are too few to be broken down."""
    further: Any = facts["further"]
    names: Any = facts["nature_names"]
    told = [one for one in further["natures"] if one["over"] is not None][:MOST_LINES] if further else []
    if not told:
        return {}
    places = [place for place, count in enumerate(told[0]["over"]) if count is not None]  # the same in each
    series = [{"name": names.get(one["part"], one["part"]), "values": [one["over"][place] for place in places]} for one in told]
    columns = [column_called(further["columns"][place], language) for place in places]
    return {"natures": {"kind": "lines", "columns": columns, "series": series}} if len(columns) >= _FEWEST_COLUMNS else {}


def _picture(name: str, data: bytes) -> Picture:
    """Return a picture with an identifier that no other picture has, in whatever message. Source: RFC 2392, 2."""
    mark = hashlib.sha256(data).hexdigest()[:24]
    return Picture(f"{name}.{mark}@report.klachten", f"{name}.png", "image/png", data)
