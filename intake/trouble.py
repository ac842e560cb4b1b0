"""What went wrong with a server, told in words of ours.

Sorted once, at the wall, for imapclient raises of three families and lets
parsers fall over what makes no sense. The words go to the log and to alarms;
what the server said stays in `__cause__`, for it may quote a mail.
"""

import imaplib
import re
import socket
import ssl

from intake.ports import MailboxAway, NotTrusted, Refused

TROUBLES = (imaplib.IMAP4.error, OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What imaplib and imapclient raise: their own, the network's, and whatever an answer outside the grammar ends in (R-IMAP-09)."""

_SAID_NO = re.compile(r"\w+ failed: ")
"""How imapclient begins the text of a tagged NO; a BAD and a broken answer read otherwise."""

_CERTIFICATE = {
    9: "the certificate is not valid yet",
    10: "the certificate has expired",
    18: "the certificate is signed by itself",
    19: "the certificate's authority is not known here",
    20: "the certificate's authority is not known here",
    62: "the certificate is for another host",
    64: "the certificate is for another host",
}
"""By OpenSSL's X509_V_ERR codes."""


def sorted_trouble(trouble: Exception) -> MailboxAway:
    """Return what `trouble` means to us. A `Refused` leaves the connection usable, nothing else does."""
    if isinstance(trouble, ssl.SSLCertVerificationError):
        return NotTrusted(_CERTIFICATE.get(trouble.verify_code, "the certificate is not valid"))
    if type(trouble) is imaplib.IMAP4.error and _SAID_NO.match(str(trouble)):
        return Refused("the server says no")
    return MailboxAway(next((words for kind, words in _BY_KIND if isinstance(trouble, kind)), "the answer makes no sense"))


_BY_KIND: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, "no answer in time"),
    (socket.gaierror, "the host's name cannot be looked up"),
    (ConnectionRefusedError, "nothing answers at the port"),
    (ssl.SSLEOFError, "the connection was lost"),
    (ssl.SSLError, "TLS cannot be agreed on"),
    (OSError, "the connection was lost"),
    (imaplib.IMAP4.readonly, "the folder may only be read"),
    (imaplib.IMAP4.abort, "the server broke off or made no sense"),
)
"""The first that fits."""
