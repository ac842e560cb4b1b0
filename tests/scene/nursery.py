"""The tests' side of the runner: starts daemons that can be doomed, and sees how they end."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from scene.service import ROOT, environment
from scene.waiting import GLANCE_SECONDS


class Nursery:
    """One runner. Its daemons die with it."""

    def __init__(self) -> None:
        self._runner = subprocess.Popen(
            [sys.executable, "-m", "scene.runner"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment(),
        )
        self._one_at_a_time = threading.Lock()

    def launch(self, arguments: list[str], log: Path) -> "Forked":
        """Start `klachten` with `arguments`; it dies as the file `doom` beside its log says."""
        return Forked(self, self.ask({"start": arguments, "log": str(log), "doom": str(log.with_name("doom"))})["pid"])

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Have the runner answer."""
        if self._runner.stdin is None or self._runner.stdout is None:
            raise RuntimeError("the runner has no pipes")
        with self._one_at_a_time:
            self._runner.stdin.write(json.dumps(request) + "\n")
            self._runner.stdin.flush()
            answer: dict[str, Any] = json.loads(self._runner.stdout.readline())
        return answer

    def close(self) -> None:
        """End the runner and what it started."""
        self._runner.communicate()


class Forked:
    """A daemon of the nursery; as `scene.service.Process`."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self.pid = pid
        self._nursery = nursery
        self._status: int | None = None

    def poll(self) -> int | None:
        """Return how it ended, None while it runs."""
        if self._status is None:
            self._status = self._nursery.ask({"poll": self.pid})["status"]
        return self._status

    def wait(self, timeout: float | None = None) -> int:
        """Return how it ended, when it has. Raises `TimeoutError`."""
        end = time.monotonic() + (timeout or 0)
        while (status := self.poll()) is None:
            if timeout is not None and time.monotonic() > end:
                raise TimeoutError(f"process {self.pid} did not end within {timeout} s")
            time.sleep(GLANCE_SECONDS)
        return status

    def send_signal(self, sig: int) -> None:
        """Send it a signal, unless it ended."""
        if self.poll() is None:
            os.kill(self.pid, sig)
