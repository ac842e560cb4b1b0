"""A mail server on the way that changes what passes through it: what a gateway, or a careless responder, leaves of a mail."""

import asyncio
import smtplib
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AsyncExitStack
from typing import Self

from klachten.embedded import PASSWORD, TOKEN
from klachten.embedded_smtp import Counter, serve
from scene.posts import TIMEOUT_SECONDS

Change = Callable[[str, bytes], tuple[str, bytes]]
"""From the envelope sender and the bytes of a mail to those with which it is passed on."""


class Relay:
    """Takes mail on `port`, without TLS, and says 250 when the server at `onward_port` has taken what it made of it."""

    def __init__(self, onward_port: int, change: Change) -> None:
        self.port = 0
        self._onward_port, self._change = onward_port, change
        self._open: list[asyncio.WriteTransport] = []
        self._ready: Future[None] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="relay", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.result(TIMEOUT_SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(TIMEOUT_SECONDS)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with AsyncExitStack() as stack:
            counter = Counter(self._hand_on, {}, password=PASSWORD, token=TOKEN)
            without_certificate = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)  # for the other port, which nobody knows
            _, self.port = await serve(stack, without_certificate, counter, self._open.append)
            self._ready.set_result(None)
            await self._stop.wait()
            for connection in self._open:
                connection.abort()
            await asyncio.sleep(0)

    async def _hand_on(self, recipient: str, sender: str, raw: bytes, _login: str | None) -> None:
        await asyncio.to_thread(self._pass_on, recipient, *self._change(sender, raw))

    def _pass_on(self, recipient: str, sender: str, raw: bytes) -> None:
        with smtplib.SMTP("localhost", self._onward_port, timeout=TIMEOUT_SECONDS) as smtp:
            smtp.sendmail(sender, [recipient], raw)
