"""Daemons that can be told when to die: imports the service once, and forks a process for each start.

The forked process is the daemon of `klachten run`, with a hook at every crash
point, with its reading children and in haste (see `scene.readers` and
`scene.impatient`). So a restart costs a tenth of what importing costs, and a
death is a real one. A line of JSON on standard input is one request, its answer
a line on standard output; at the end of the input all die.

    {"start": [ARGUMENT…], "log": FILE, "doom": FILE}    → {"pid": NUMBER}
    {"poll": PID}                                        → {"status": null, or how it ended}
"""

import gc
import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import tracker.store
from klachten.commands import main
from klachten.commands import run as _run  # noqa: F401 - imports every room before the fork
from outbound import printed as _printed  # noqa: F401 - likewise, and what prints letters
from outbound.compose import Composer
from outbound.samples.house import SAMPLE_HOUSE
from outbound.specimens import seen, specimens
from scene.impatient import hurry
from scene.readers import give_children
from tracker.crashpoints import install
from tracker.model import Letter
from world import prepare_hastily

READERS = 2


class Hook:
    """Dies as the file `doom` says, as soon as that file is there: 'NAME N' at the N-th passage from then on, 'ms N' so long after one.

    What was passed stands in a file beside it, a name a line.
    """

    def __init__(self, doom: Path) -> None:
        self._doom = doom
        self._passed = doom.with_suffix(".passed").open("a", buffering=1)
        self._name = ""
        self._left = 0
        self._lock = threading.Lock()

    def __call__(self, name: str) -> None:
        """Note the passage, and die if it is time."""
        with self._lock:
            self._passed.write(f"{name}\n")
            if not self._name:
                self._read()
            if name == self._name:
                self._left -= 1
                if self._left == 0:
                    die()

    def _read(self) -> None:
        if not self._doom.exists():
            return
        self._name, number = self._doom.read_text().split()
        self._left = int(number)
        self._doom.unlink()
        if self._name == "ms":
            threading.Timer(self._left / 1000, die).start()


def die() -> None:
    """End this process as nothing can be prepared for."""
    os.kill(os.getpid(), signal.SIGKILL)


def start(arguments: list[str], log: str, doom: str) -> int:
    """Fork a daemon; return its process id."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        with open(log, "ab") as out, open(os.devnull, "rb") as nothing:  # noqa: PTH123 - file descriptors are wanted
            os.dup2(out.fileno(), 2)
            os.dup2(2, 1)
            os.dup2(nothing.fileno(), 0)
        give_children(READERS)
        install(Hook(Path(doom)))
        main(arguments, standalone_mode=False)
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        os._exit(code)


def poll(pid: int, ended: dict[int, int]) -> int | None:
    """Return how a child ended: its code, or minus the signal; None while it runs."""
    if pid not in ended:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            ended[pid] = os.waitstatus_to_exitcode(status)
    return ended.get(pid)


def serve() -> None:
    """Answer requests until the input ends."""
    started: list[int] = []
    ended: dict[int, int] = {}
    for line in sys.stdin:
        asked: dict[str, Any] = json.loads(line)
        if "poll" in asked:
            answer: dict[str, Any] = {"status": poll(asked["poll"], ended)}
        else:
            started.append(start(asked["start"], asked["log"], asked["doom"]))
            answer = {"pid": started[-1]}
        print(json.dumps(answer), flush=True)  # noqa: T201 - the answer
    for pid in started:
        if poll(pid, ended) is None:
            os.kill(pid, signal.SIGKILL)


def prepare() -> None:
    """Do now what every daemon would do after its birth, or need not do: those that are killed leave what they wrote with the system."""
    hurry()
    tracker.store._prepare_sqlite = prepare_hastily  # type: ignore[assignment]  # only the names of what it is given differ
    composer = Composer(SAMPLE_HOUSE)
    for specimen in specimens({Letter.ACKNOWLEDGEMENT, Letter.NEW_COMPLAINT}):
        seen(composer, specimen)
    gc.freeze()


if __name__ == "__main__":
    prepare()
    serve()
