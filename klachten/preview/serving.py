"""The page of all letters on loopback, for as long as somebody writes templates: it loads anew when one of them changes.

Knows one page and no letter. Rule: only this machine is answered, and only
under a name of its own, so that no page from elsewhere can ask in its place.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Thread
from urllib.parse import parse_qs, urlsplit

from klachten.preview.studio import Shown, Studio

HOST = "127.0.0.1"
BEAT_SECONDS = 0.3
"""How often the folder is looked at."""

WAIT_SECONDS = 20
"""How long a page that asks for news is kept waiting before it may ask again."""


class Workshop:
    """The page as it is now. `looked` hears of each that was made."""

    def __init__(self, studio: Studio, looked: Callable[[Shown], None]) -> None:
        """Make the first page. Raises `OSError` where a template cannot be read."""
        self._studio, self._looked = studio, looked
        self._changed = Condition()
        self._ended = False
        self._stamp = studio.stamp()
        self._shown = studio.show(self._stamp)
        looked(self._shown)

    @property
    def html(self) -> bytes:
        """The page."""
        return self._shown.html.encode()

    def look(self) -> None:
        """Make the page anew if a template changed since. Of a folder that cannot be read just now the page stays as it was."""
        stamp = self._studio.stamp()
        if stamp == self._stamp:
            return
        with suppress(OSError):
            shown = self._studio.show(stamp)
            with self._changed:
                self._stamp, self._shown = stamp, shown
                self._changed.notify_all()
            self._looked(shown)

    def wait_for_news(self, since: str) -> bool:
        """Wait until the page is another than that of `since`; return whether it is, within `WAIT_SECONDS`."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._stamp != since, WAIT_SECONDS)
            return self._stamp != since

    def end(self) -> None:
        """Let nobody wait any longer."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()


def watch(workshop: Workshop, stop: Event) -> None:
    """Look at the folder until told to stop."""
    while not stop.wait(BEAT_SECONDS):
        workshop.look()


@contextmanager
def served(workshop: Workshop, port: int = 0) -> Iterator[str]:
    """Serve the page, and give its address. port: 0 takes one that is free. Raises `OSError` where the port is taken."""
    server = _Server((HOST, port), _Answer)
    server.workshop = workshop
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}/"
    finally:
        workshop.end()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    """One for one workshop."""

    daemon_threads = True
    workshop: Workshop


class _Answer(BaseHTTPRequestHandler):
    """Answers for the page itself, and for the question whether it changed."""

    server: _Server

    def do_GET(self) -> None:
        """Answer one request."""
        asked = urlsplit(self.path)
        if self.headers.get("Host", "") not in {f"{host}:{self.server.server_port}" for host in (HOST, "localhost")}:
            self._answer(HTTPStatus.FORBIDDEN)
        elif asked.path == "/":
            self._answer(HTTPStatus.OK, self.server.workshop.html)
        elif asked.path == "/changed":
            is_new = self.server.workshop.wait_for_news(parse_qs(asked.query).get("since", [""])[0])
            self._answer(HTTPStatus.RESET_CONTENT if is_new else HTTPStatus.NO_CONTENT)
        else:
            self._answer(HTTPStatus.NOT_FOUND)

    def _answer(self, status: HTTPStatus, body: bytes = b"") -> None:
        with suppress(ConnectionError):  # whoever closed the page no longer listens
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is for the faults."""
