"""Logging in to the mailbox, and why it failed.

The rule: only a server that looked at name and password and said no has
refused them. A connection that broke, or a server that is busy, is none of the
administrator's business yet (docs/mail-rules.md, F27).
"""

import imaplib
import re
from typing import Protocol

from intake.ports import LoginRefused, MailboxAway
from intake.wire import ImapSettings

_PASSING = re.compile(r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\b", re.IGNORECASE)
"""Response codes of a server that did not judge (RFC 5530, 3)."""

_PRINTABLE = re.compile(r"[ -~]+")


class LoginClient(Protocol):
    """What logging in needs of imapclient."""

    def has_capability(self, capability: str) -> bool:
        """Say whether the server told of `capability`."""

    def login(self, username: str, password: str) -> object:
        """LOGIN; puts the password in quotation marks, and the username in nothing."""

    def plain_login(self, identity: str, password: str) -> object:
        """AUTHENTICATE PLAIN."""

    def oauth2_login(self, user: str, access_token: str) -> object:
        """AUTHENTICATE XOAUTH2."""

    def oauthbearer_login(self, identity: str, access_token: str) -> object:
        """AUTHENTICATE OAUTHBEARER."""


def log_in(client: LoginClient, settings: ImapSettings, secret: str) -> None:
    """Log in in the best way that the server offers; `secret` is the password, or the token where the settings give one.

    Raises `LoginRefused`; another `MailboxAway` where the server may think better of it; `OSError` and `imaplib.IMAP4.abort` as they come.
    """
    try:
        if settings.oauth is not None:
            _by_token(client, settings.username, secret)
        else:
            _by_password(client, settings.username, secret)
    except imaplib.IMAP4.error as refusal:
        for cause in (refusal, refusal.__context__):  # imapclient calls a lost connection a LoginError too
            if isinstance(cause, imaplib.IMAP4.abort):
                raise cause from None
        if _PASSING.search(str(refusal)):
            raise MailboxAway("the server takes no logins now") from refusal
        raise LoginRefused("the server refuses the login") from refusal


def _by_token(client: LoginClient, username: str, token: str) -> None:
    if client.has_capability("AUTH=OAUTHBEARER"):
        client.oauthbearer_login(username, token)
    else:
        client.oauth2_login(username, token)


def _by_password(client: LoginClient, username: str, password: str) -> None:
    """Prefer PLAIN: it carries every letter, where LOGIN carries ASCII only, and imaplib sends the username as it stands."""
    if "\0" in username + password:
        raise LoginRefused("username or password holds a NUL")
    if client.has_capability("AUTH=PLAIN"):
        client.plain_login(username, password)
        return
    if client.has_capability("LOGINDISABLED"):
        raise LoginRefused("the server takes no password over this connection")
    if not (_PRINTABLE.fullmatch(username) and _PRINTABLE.fullmatch(password)):
        raise LoginRefused("the server only offers LOGIN, which cannot carry this username or password")
    client.login(f'"{username.replace(chr(92), chr(92) * 2).replace(chr(34), chr(92) + chr(34))}"', password)
