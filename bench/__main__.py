"""`make bench`: measure, print a table, and write bench.json.

Every rate is a ratio to a floor of the same run, from the median of interleaved
runs, so that the machine's speed falls out. The limits of docs/mail-rules.md,
D14, and the Sent copy are set aside; that is said in the table too.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from rich.console import Console
from rich.table import Table

from bench import composing, measures, reports
from bench.world import world

WANTED: dict[str, tuple[float, str]] = {
    "intake_ratio_to_floor": (2.0, "wall time beside the floor's, {count} mails"),
    "growth_ratio_100k": (1.2, "a mail's cost at {complaints} complaints, beside an empty register"),
    "compose_ms_a_letter": (1.5, "composing and freezing, ms a letter"),
    "latency_median_s": (0.3, "delivery to acknowledgement accepted, embedded servers, s"),
    "latency_dovecot_median_s": (1.0, "the same on Dovecot, its own 0.5 s included, s"),
    "report_10k_s": (10.0, "the report of a week over 10,000 complaints, s"),
    "report_10k_mb": (300.0, "the most memory that it took, its pictures apart, MB"),
    "parent_rss_mb_25mb_mail": (200.0, "parent's memory with a 25 MB mail in flight, MB"),
}
"""Figure → the most that it may be, and what it is."""


def main() -> int:
    """Measure what is asked for; return 1 when a figure is above what it may be."""
    options = _options()
    console = Console(stderr=True)
    figures: dict[str, float] = {}
    with world() as servers, tempfile.TemporaryDirectory() as folder:
        steps: dict[str, Callable[[], dict[str, float]]] = {
            "compose": composing.measure,
            "ratio": lambda: measures.ratio_to_floor(servers, options.count, console.log, options.runs),
            "latency": lambda: measures.latency_embedded(Path(folder), 30) | measures.latency_dovecot(servers, 15),
            "report": lambda: reports.measure({"10k": 10_000, "100k": 100_000}, console.log),
            "memory": lambda: measures.memory(servers, 25_000_000),
            "growth": lambda: measures.growth(servers, options.count // 2, options.complaints, console.log, options.runs),
        }
        for name, step in steps.items():
            if not options.only or name in options.only:
                console.log(f"measuring {name}")
                figures |= step()
    _write(figures, options)
    _print(figures, options)
    return int(any(figures.get(name, 0.0) > most for name, (most, _) in WANTED.items()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="mails a run")
    parser.add_argument("--runs", type=int, default=measures.RUNS, help="interleaved runs, of which the median counts")
    parser.add_argument("--complaints", type=int, default=100_000, help="in the full register")
    parser.add_argument(
        "--only", action="append", choices=["compose", "ratio", "latency", "report", "memory", "growth"], help="measure only this"
    )
    parser.add_argument("--json", type=Path, default=Path("bench.json"), help="where the figures go")
    return parser.parse_args()


def _write(figures: dict[str, float], options: argparse.Namespace) -> None:
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "count": options.count, "runs": options.runs}
    options.json.write_text(json.dumps({**{name: round(value, 4) for name, value in figures.items()}, "machine": machine}, indent=2) + "\n")


def _print(figures: dict[str, float], options: argparse.Namespace) -> None:
    table = Table(title="Klachten, measured (limits on letters and the Sent copy set aside)")
    for column in ("figure", "measured", "at most", "what it is"):
        table.add_column(column, justify="right" if column in {"measured", "at most"} else "left")
    for name, value in figures.items():
        most, words = WANTED.get(name, (None, ""))
        colour = "red" if most is not None and value > most else "green" if most is not None else ""
        shown = words.format(count=options.count, complaints=options.complaints)
        table.add_row(name, f"[{colour}]{value:.3f}[/]" if colour else f"{value:.3f}", "" if most is None else f"{most:g}", shown)
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
