"""What a reply or a lost connection means for the letter.

Pure: stages, codes and exceptions of the standard library; no connection. Rule:
5xx is final only once a letter was spoken of; a server that greets or greets
back unwillingly, or refuses our login, says nothing about the letter.
Source: RFC 5321, 4.2.1 and 4.2.5; RFC 4954, 6; docs/mail-rules.md, R-SMTP-02.
"""

import socket
import ssl

from outbound.courier import LoginRefused, Postponed, Undeliverable

TEMPORARY = range(400, 500)
FINAL = range(500, 600)
CLOSING = 421  # the server leaves, whatever it was asked (RFC 5321, 3.8)
LOGIN_WANTED = {530, 534, 535, 538}
BEFORE_LETTERS = {"connect", "greeting", "ehlo", "starttls", "login"}

_CAUSES: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLCertVerificationError, "certificate"),
    (ssl.SSLError, "tls"),
    (socket.gaierror, "unknown_name"),
    (TimeoutError, "timeout"),
    (Exception, "lost"),
)
"""From the particular to the general."""


def verdict(stage: str, code: int, said: str, lost: type[Postponed]) -> Postponed | Undeliverable:
    """Return the error that a reply is; `lost` is what it means at this stage that no clear answer came."""
    if code in FINAL:
        return _refused_for_good(stage, code)(f"{stage}_refused", code=code, said=said)
    if code in TEMPORARY:
        leaves_before_the_letter = code == CLOSING and stage == "mail"
        return (lost if leaves_before_the_letter else Postponed)(f"{stage}_refused", code=code, said=said)
    return lost(f"{stage}_garbled", said=said)


def is_refusal(code: int | None) -> bool:
    """Say whether the server refused and stays."""
    return code != CLOSING and (code in TEMPORARY or code in FINAL)


def cause(trouble: Exception) -> str:
    """Return a word of ours for what broke the connection."""
    return next(word for kind, word in _CAUSES if isinstance(trouble, kind))


def _refused_for_good(stage: str, code: int) -> type[Postponed | Undeliverable]:
    if stage == "login" or code in LOGIN_WANTED:
        return LoginRefused
    return Postponed if stage in BEFORE_LETTERS else Undeliverable
