"""The mails that everything is measured with: many sizes, always the same."""

import base64
import random
from collections.abc import Iterator

SENTENCES = (
    "Ik heb van u een brief gekregen over een factuur die ik nooit heb gezien.",
    "De incassokosten zijn hoger dan in de wet staat.",
    "Uw medewerker was onbeleefd aan de telefoon en hing op.",
    "Ik heb al twee keer betaald en toch krijg ik weer een aanmaning.",
    "Niemand belt mij terug, hoewel dat drie keer is beloofd.",
    "Graag hoor ik van u hoe u dit gaat oplossen.",
)


def mails(count: int, run: str) -> Iterator[bytes]:
    """Yield `count` complaints: four in five of a few kilobytes, one in six in HTML, one in twenty with an attachment of 100 kB."""
    chance = random.Random(42)
    for number in range(count):
        yield mail(number, run, chance)


def mail(number: int, run: str, chance: random.Random) -> bytes:
    """Return one complaint; no two senders are the same."""
    text = "\r\n".join(chance.choice(SENTENCES) for _ in range(chance.randint(5, 40)))
    head = (
        f"Received: from mx.elders.example by mx.voorbeeld.nl; Mon, 5 Jan 2026 09:00:00 +0100\r\n"
        f"From: Klager Nummer{number} <klager.{number}.{run}@elders.example>\r\nTo: klachten@voorbeeld.nl\r\n"
        f"Subject: Klacht {number} over uw brief\r\nMessage-ID: <{run}.{number}@elders.example>\r\n"
        f"Date: Mon, 5 Jan 2026 09:00:00 +0100\r\nMIME-Version: 1.0\r\n"
    )
    if number % 20 == 0:
        pdf = base64.encodebytes(chance.randbytes(100_000)).decode().replace("\n", "\r\n")
        parts = (
            f"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
            f'--x\r\nContent-Type: application/pdf; name="brief.pdf"\r\nContent-Disposition: attachment; filename="brief.pdf"\r\n'
            f"Content-Transfer-Encoding: base64\r\n\r\n{pdf}\r\n--x--\r\n"
        )
        return f"{head}Content-Type: multipart/mixed; boundary=x\r\n\r\n{parts}".encode()
    if number % 6 == 0:
        return f"{head}Content-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>{text}</p></body></html>\r\n".encode()
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()


def large(octets: int) -> bytes:
    """Return one complaint with an attachment that makes it about so large."""
    content = base64.encodebytes(random.Random(7).randbytes(octets * 3 // 4)).decode().replace("\n", "\r\n")
    head = "From: Grote <groot@elders.example>\r\nSubject: Klacht met film\r\nMessage-ID: <groot@elders.example>\r\nMIME-Version: 1.0\r\n"
    text = "--x\r\nContent-Type: text/plain\r\n\r\nZie de film.\r\n"
    return (
        f"{head}Content-Type: multipart/mixed; boundary=x\r\n\r\n{text}"
        f'--x\r\nContent-Type: video/mp4; name="film.mp4"\r\nContent-Transfer-Encoding: base64\r\n\r\n{content}\r\n--x--\r\n'
    ).encode()
