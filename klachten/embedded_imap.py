"""The IMAP half of the embedded servers: mailboxes in memory, behind pymap.

It knows addresses, folders and bytes, and nothing of complaints. Every call but
the constructor runs in the loop of `klachten.embedded`. It imports pymap, which
only the extras `demo` and `test` install, so nothing but `klachten.embedded`
imports it, and only when servers are wanted.
"""

import asyncio
from argparse import Namespace
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from io import BytesIO
from ssl import SSLContext

from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, Identity, Login, Session
from pymap.backend.dict.mailbox import MailboxData
from pymap.concurrent import Event, Subsystem
from pymap.context import connection_exit
from pymap.exceptions import InvalidAuth
from pymap.imap import IMAPConnection
from pymap.imap.state import ConnectionState
from pymap.parsing.command.select import IdleCommand
from pymap.parsing.message import AppendMessage
from pymap.parsing.response import Response, UntaggedResponse
from pymap.parsing.specials import FetchRequirement
from pymap.user import UserMetadata
from pysasl import SASLAuth
from pysasl.creds.external import ExternalCredentials
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import Cleartext

SERVER = "127.0.0.1"


class _Settings(Config):
    """pymap's settings: passwords compared as they are (its hashing costs 0.2 s a login), and a name that needs no resolver."""

    certified: SSLContext  # pymap would make a context of its own for STARTTLS, without a certificate

    @property
    def ssl_context(self) -> SSLContext:
        return self.certified

    @property
    def tls_auth(self) -> SASLAuth:
        return SASLAuth.named([b"PLAIN", b"LOGIN", b"XOAUTH2"])

    @property
    def greeting(self) -> bytes:
        return b"IMAP of the embedded servers ready"


class _TokenLogin(Login):
    """Also takes one bearer token (XOAUTH2), which is good for every mailbox."""

    def __init__(self, config: Config, token: str) -> None:
        super().__init__(config)
        self._token = token

    async def authenticate(self, credentials: ServerCredentials) -> Identity:
        if not isinstance(credentials, ExternalCredentials):
            return await super().authenticate(credentials)
        if credentials._token != self._token:  # noqa: SLF001 - pysasl keeps it for its own verify(), which only raises
            raise InvalidAuth
        return Identity(credentials.authzid, self, None, frozenset())


class _State(ConnectionState):
    """Tells at the start of IDLE what came since the last command; pymap itself would wait for the next change (RFC 2177, 3)."""

    async def receive_updates(self, cmd: IdleCommand, done: Event) -> Iterable[UntaggedResponse]:
        session = self.session
        if isinstance(session, Session):
            mailbox = await session.mailbox_set.get_mailbox(self.selected.lookup)
            if mailbox._mod_sequences.highest != self.selected.mod_sequence:  # noqa: SLF001 - nothing else tells
                news = await session.check_mailbox(self.selected)
                self._selected, untagged = news.fork(cmd)
                return untagged
        return await super().receive_updates(cmd, done)


class _Conversation(IMAPConnection):
    """Writes each answer in one piece; of pymap's many small ones a client in IDLE may read half a line."""

    async def write_response(self, resp: Response) -> None:
        whole = BytesIO()
        await resp.async_write(whole)
        with suppress(ConnectionError):
            self.writer.write(whole.getvalue())
            await self.writer.drain()


class Mailboxes:
    """All mailboxes, by address. Who may log in: an address with a mailbox, by the one password or the one token."""

    def __init__(self, *, password: str, token: str, folders: tuple[str, ...]) -> None:
        """Make no mailbox yet."""
        self._password = password
        self._folders = folders
        settings = Namespace(debug=False, tls=True, host=SERVER, port=0, cert=None, key=None, passlib_cfg=None, proxy_protocol=None)
        self._config = _Settings(
            settings,
            host=SERVER,
            port=0,
            demo_data=False,
            demo_user="",
            demo_password="",
            hash_context=Cleartext(),
            cpu_subsystem=Subsystem.for_asyncio(),
            invalid_user_sleep=0.0,
        )
        self._login = _TokenLogin(self._config, token)

    async def serve(self, stack: AsyncExitStack, tls: SSLContext, opened: Callable[[asyncio.WriteTransport], None]) -> tuple[int, int]:
        """Listen on two free loopback ports until `stack` ends; return that of IMAPS and the plain one.

        opened:  called with each connection's transport, so that it can be cut off at the end.
        """
        self._config.certified = tls

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            opened(writer.transport)
            await self._converse(reader, writer)

        ports = []
        for context in (tls, None):
            server = await asyncio.start_server(connected, SERVER, 0, ssl=context)
            stack.callback(server.close)
            ports.append(server.sockets[0].getsockname()[1])
        return ports[0], ports[1]

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Run one connection to its end. pymap's own server leaves that to a task which nobody holds, and which Python may discard."""
        conversation = _Conversation(self._config.commands, self._config, reader, writer, SocketInfo.get(writer, None))
        async with AsyncExitStack() as stack:
            connection_exit.set(stack)
            stack.callback(conversation.close)
            await conversation.run(_State(self._login, self._config))

    async def open(self, address: str) -> None:
        """Make the mailbox of `address`, unless it is there."""
        if address in self._login.users_dict:
            return
        identity = Identity(address, self._login, None, frozenset())
        await identity.set(UserMetadata(self._config, address, password=self._password))
        async with identity.new_session() as session:
            for folder in self._folders:
                await session.create_mailbox(folder)

    async def append(self, address: str, raw: bytes, at: datetime) -> int:
        """Put a mail in the INBOX of `address`, received `at`; wake who waits there (IDLE); return its UID."""
        await self.open(address)
        async with Identity(address, self._login, None, frozenset()).new_session() as session:
            appended, _ = await session.append_messages("INBOX", [AppendMessage(raw, at)])
        return min(appended.uids)

    async def read(self, address: str, folder: str) -> list[bytes]:
        """Return the mails in a folder, oldest first. Raises `KeyError` where there is no such mailbox or folder."""
        mailbox = await self._mailbox(address, folder)
        return [bytes(await message.load_content(FetchRequirement.CONTENT)) async for message in mailbox.messages()]

    async def folders(self, address: str) -> list[str]:
        """Return the names of the folders of a mailbox, INBOX first. Raises `KeyError` where there is no such mailbox."""
        self._login.users_dict[address]
        async with Identity(address, self._login, None, frozenset()).new_session() as session:
            entries, _ = await session.list_mailboxes("", "*")
        return [name for name, _, _ in entries]

    def addresses(self) -> list[str]:
        """Return every address that has a mailbox, oldest first."""
        return list(self._login.users_dict)

    async def _mailbox(self, address: str, folder: str) -> MailboxData:
        self._login.users_dict[address]
        async with Identity(address, self._login, None, frozenset()).new_session() as session:
            return await session.mailbox_set.get_mailbox(folder)
