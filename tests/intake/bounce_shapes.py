"""Bounces of letters that were never ours, in the shapes in which mail servers write them: as many as one asks for, no two alike."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count, cycle, islice, product

from world import DESK, mail

_VERDICTS = (("failed", "5.1.1"), ("failed", "5.2.2"), ("failed", "4.4.7"), ("delayed", "4.4.1"), ("", "5.7.1"), ("relayed", "2.0.0"))
_SUBJECTS = (
    "Undelivered Mail Returned to Sender",
    "Onbestelbaar: Uw bestelling",
    "Mail delivery failed: returning message to sender",
    "failure notice",
    "Delivery Status Notification (Failure)",
    "Bezorging vertraagd: Uw bestelling",
    "Unzustellbar: Ihre Bestellung",
)
_SENDERS = ("mailer-daemon@mx.example", "postmaster@mx.example", "Mail Delivery System <mail-delivery@mx.example>", "<>")


@dataclass(frozen=True)
class _Stray:
    """What one of them says, whatever its shape."""

    number: int
    sender: str
    subject: str
    action: str
    status: str

    @property
    def recipient(self) -> str:
        return f"u{self.number}@mx.example"

    def to(self, forged: str) -> str:
        """Whither it comes: our own address, one that looks like a bounce address of ours, or a neighbour's."""
        return (DESK, DESK.replace("@", f"+b-{self.number}-{forged}@"), f"bounce-{self.number}@voorbeeld.nl")[self.number % 3]

    def written(self, body: str, **fields: str) -> bytes:
        """Write it down; fields: further ones of its headers."""
        top = {"From": self.sender, "To": self.to("c" * 28), "Return_Path": "<>", "Auto_Submitted": "auto-replied"}
        return mail(f"{body}\r\n".encode(), subject=f"{self.subject} {self.number}", **{**top, **fields})


def _report(stray: _Stray) -> bytes:
    """RFC 3464, with the letter, its headers, or nothing returned."""
    told = f"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {stray.recipient}\r\n"
    told += (f"Action: {stray.action}\r\n" if stray.action else "") + f"Status: {stray.status}\r\n"
    returned = (
        f"Content-Type: message/rfc822\r\n\r\nMessage-ID: <l{stray.number}.kl-2026-00001.{'a' * 28}@voorbeeld.nl>\r\n\r\nx\r\n",
        f"Content-Type: text/rfc822-headers\r\n\r\nReturn-Path: <{stray.to('b' * 28)}>\r\nMessage-ID: <{stray.number}@shop.example>\r\n",
        "Content-Type: text/plain\r\n\r\n-\r\n",
    )[stray.number % 3]
    kind = ("message/delivery-status", "message/global-delivery-status")[stray.number % 2]
    parts = ("Content-Type: text/plain\r\n\r\nUw bericht is niet bezorgd.\r\n", f"Content-Type: {kind}\r\n\r\n{told}", returned)
    body = "".join(f"--grens\r\n{part}\r\n" for part in parts) + "--grens--\r\n"
    return stray.written(body, MIME_Version="1.0", Content_Type='multipart/report; report-type=delivery-status; boundary="grens"')


def _qmail(stray: _Stray) -> bytes:
    return stray.written(f"Hi. This is the qmail-send program.\r\n\r\n<{stray.recipient}>:\r\nSorry. (#{stray.status})")


def _exim(stray: _Stray) -> bytes:
    text = f"A message that you sent could not be delivered:\r\n\r\n  {stray.recipient}\r\n    550 {stray.status} Unrouteable address"
    return stray.written(text, X_Failed_Recipients=stray.recipient)


def _dutch(stray: _Stray) -> bytes:
    return stray.written(f"Uw bericht aan {stray.recipient} kon niet worden bezorgd ({stray.status}).")


_SHAPES: tuple[Callable[[_Stray], bytes], ...] = (_report, _qmail, _exim, _dutch)


def storm(how_many: int) -> list[bytes]:
    """Write so many."""
    told = islice(cycle(product(_SHAPES, _SENDERS, _SUBJECTS, _VERDICTS)), how_many)
    return [
        write(_Stray(number, sender, subject, *verdict)) for number, (write, sender, subject, verdict) in zip(count(1), told, strict=False)
    ]
