"""Programs that tests start: found or named as missing, started on free ports, and gone when the test run is gone.

Each runs in a session of its own, so that Ctrl-C in the terminal reaches only
pytest, which then ends them; and the kernel ends them should pytest be killed.
"""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

START_SECONDS = 30
GLANCE_SECONDS = 0.02
AS_ROOT = os.geteuid() == 0


class MissingServer(Exception):
    """A server that tests need is not here: `name`, and `remedy`, a sentence."""

    def __init__(self, name: str, remedy: str) -> None:
        super().__init__(f"{name}: {remedy}")
        self.name = name
        self.remedy = remedy


def find(program: str, *, server: str, package: str, folders: Sequence[Path] = ()) -> str:
    """Return the path of `program`, sought in PATH, the folders of administrators, and `folders`. Raises `MissingServer`."""
    places = [os.environ.get("PATH", ""), "/usr/local/bin", "/usr/sbin", "/usr/local/sbin", *map(str, folders)]
    if found := shutil.which(program, path=os.pathsep.join(places)):
        return found
    raise MissingServer(server, f"apt-get install {package}")


def free_ports(count: int) -> list[int]:
    """Return that many different loopback ports on which nothing listens now."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


class Program:
    """One running server program."""

    def __init__(self, command: Sequence[str], *, log: Path, ready: Callable[[], bool], user: str | None = None) -> None:
        """Start `command` (as `user`, where we are root) and return when it is `ready`. What it says goes to `log`."""
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [*_leash(user), *command], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )
        try:
            self._wait(ready, log)
        except BaseException:
            self.stop()
            raise

    def stop(self, *, politely: signal.Signals = signal.SIGTERM, patience_seconds: float = 2.0) -> None:
        """Ask it to end; kill it and its children when it has not after `patience_seconds`."""
        if patience_seconds:
            self._process.send_signal(politely)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(patience_seconds)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _wait(self, ready: Callable[[], bool], log: Path) -> None:
        for _ in range(round(START_SECONDS / GLANCE_SECONDS)):
            if ready():
                return
            with suppress(subprocess.TimeoutExpired):
                code = self._process.wait(GLANCE_SECONDS)
                raise RuntimeError(f"{self._process.args!r} ended with {code}: {log.read_text(errors='replace')[-2000:]}")
        raise RuntimeError(f"{self._process.args!r} was not ready within {START_SECONDS} s: {log.read_text(errors='replace')[-2000:]}")


def answers(port: int) -> bool:
    """Say whether something on loopback takes a connection to `port`."""
    with suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), START_SECONDS):
        return True
    return False


def _leash(user: str | None) -> list[str]:
    """Return the words before a command that let the kernel end it with us, and change to `user`."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return ["runuser", "-u", user, "--"] if user and AS_ROOT else []
    change = ["--reuid", user, "--regid", user, "--init-groups"] if user and AS_ROOT else []
    return [setpriv, *change, "--pdeathsig", "TERM", "--"]
