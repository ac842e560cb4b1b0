"""A headless Chromium that is told what to do over a pipe: no port on which anybody else could tell it something.

Knows the protocol and no page. The rule: it ends when the pipe does, so none
outlives the test run, however that ends.
Source: https://chromedevtools.github.io/devtools-protocol/, each message closed by a NUL.
"""

import json
import os
import select
import shutil
import subprocess
from pathlib import Path
from typing import Any

from servers.programs import MissingServer

PATIENCE_SECONDS = 120

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--remote-debugging-pipe",
)  # fmt: skip
_PIPED = 'exec "$@" 3<&0 4>&1 </dev/null >/dev/null'
"""The browser reads from descriptor 3 and writes to 4; a shell can pass them whatever their numbers are here."""


class Chromium:
    """One browser. Raises `MissingServer` where there is none."""

    def __init__(self, folder: Path) -> None:
        """Start it, with its profile in `folder`."""
        program = next(filter(None, map(shutil.which, _NAMES)), None)
        if program is None:
            raise MissingServer("chromium", "apt-get install chromium")
        command = ["sh", "-c", _PIPED, "sh", program, *_FLAGS, f"--user-data-dir={folder / 'profile'}"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0, start_new_session=True
        )
        self._asked = 0
        self._heard = b""

    def ask(self, method: str, session: str | None = None, /, **parameters: object) -> dict[str, Any]:
        """Return the answer to one question. session: of a tab; None asks the browser itself. What it tells unasked is passed over."""
        self._asked += 1
        question = {"id": self._asked, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        assert self._process.stdin
        self._process.stdin.write(json.dumps(question).encode() + b"\0")
        while (told := self._next()).get("id") != self._asked:
            pass
        assert "error" not in told, told["error"]
        answer: dict[str, Any] = told["result"]
        return answer

    def close(self) -> None:
        """Let it end."""
        self._process.communicate(timeout=PATIENCE_SECONDS)

    def _next(self) -> dict[str, Any]:
        assert self._process.stdout
        while b"\0" not in self._heard:
            ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE_SECONDS)
            heard = os.read(self._process.stdout.fileno(), 1 << 20) if ready else b""
            assert heard, "the browser ended, or says nothing more"
            self._heard += heard
        message, _, self._heard = self._heard.partition(b"\0")
        told: dict[str, Any] = json.loads(message)
        return told


class Tab:
    """One page of a browser, empty at first."""

    def __init__(self, browser: Chromium) -> None:
        self._browser = browser
        self._target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = browser.ask("Target.attachToTarget", targetId=self._target, flatten=True)["sessionId"]

    def ask(self, method: str, /, **parameters: object) -> dict[str, Any]:
        """Return the answer to one question about this page."""
        return self._browser.ask(method, self._session, **parameters)

    def call(self, function: str, /, *given: object) -> Any:
        """Call a function of JavaScript with plain values; return what it tells, once it has been awaited."""
        expression = f"({function})({', '.join(map(json.dumps, given))})"
        told = self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def close(self) -> None:
        """Forget it."""
        self._browser.ask("Target.closeTarget", targetId=self._target)
