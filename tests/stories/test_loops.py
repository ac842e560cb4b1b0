"""What answers by itself meets us, and falls silent: another service like ours, and an answering machine.

Nothing goes round, whatever the way between strips off. Source: docs/mail-rules.md, A07, D14, R-ACK-01 to -07 and R-ACK-13.
"""

import itertools
import re
from collections.abc import Iterator
from contextlib import ExitStack
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from scene.count import FOLDERS, read_register
from scene.mails import Mail, in_text
from scene.nursery import Nursery
from scene.posts import Doors, EmbeddedPost, RealPost
from scene.relay import Change, Relay
from scene.stage import Scene, playing
from scene.waiting import as_soon_as
from servers.dovecot import Dovecot
from servers.postfix import Postfix
from tracker.ledger import MailClass, Shelf
from tracker.limits import Limits

MARKS = ("Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "X-KL-Loop", "Subject")
_numbers = itertools.count(1)


def without(raw: bytes, *names: str) -> bytes:
    """Take header fields out, folded lines and all."""
    pattern = rb"^(?:%s):.*\r\n(?:[ \t].*\r\n)*" % "|".join(names).encode()
    return re.sub(pattern, b"", raw, flags=re.MULTILINE | re.IGNORECASE)


def as_it_is(sender: str, raw: bytes) -> tuple[str, bytes]:
    return sender, raw


def without_marks(sender: str, raw: bytes) -> tuple[str, bytes]:
    """Take away what says that a machine wrote it, and put it under another subject."""
    return sender, b"Subject: Uw bericht %d\r\n" % next(_numbers) + without(raw, *MARKS)


def bare(_: str, raw: bytes) -> tuple[str, bytes]:
    """Leave nothing but who wrote it to whom, and what; the subject is new each time, and the envelope bears the plain address."""
    was = message_from_bytes(raw, policy=policy.default)
    body = was.get_body(("plain",))
    made = EmailMessage(policy=policy.SMTP)
    made["From"], made["To"] = str(was["From"]), str(was["To"])
    made["Subject"] = f"Een ander onderwerp, nummer {next(_numbers)}"
    made.set_content(str(body.get_content()) if body else "leeg")
    return str(made["From"].addresses[0].addr_spec), made.as_bytes()


HOUR_LIMIT = Limits().acknowledgements_per_address_hour
WAYS: dict[str, tuple[Change, int]] = {
    "as it is": (as_it_is, 1),
    "the marks are lost": (without_marks, 1),
    "every field is lost": (bare, HOUR_LIMIT),
}
"""What the way between the two does to a mail, and how many letters each may write to the other before both are silent."""


def in_the_name_of(other: Scene, scene: Scene) -> Mail:
    """Write a complaint to `scene` as if the other's desk had sent it."""
    mail = in_text(scene.pen)
    raw = re.sub(rb"^From: .*\r\n", b"From: <%s>\r\n" % other.addresses[0].encode(), mail.raw, flags=re.MULTILINE)
    return Mail(raw, other.addresses[0])


def until_silent(scene: Scene, other: Scene) -> tuple[int, int]:
    """Return how many letters each wrote to the other, when all of them were handled there and neither owes any more."""
    (written,) = as_soon_as(lambda: silent(scene, other), lambda: f"no silence: {counted(scene, other)}, {counted(other, scene)}")
    return written


def silent(scene: Scene, other: Scene) -> list[tuple[int, int]]:
    here, there = counted(scene, other), counted(other, scene)
    if here is None or there is None:
        return []
    (handled, wrote), (handled_there, wrote_there) = here, there
    all_came = handled == len(scene.delivered) + wrote_there and handled_there == len(other.delivered) + wrote
    return [(wrote, wrote_there)] if all_came else []


def counted(scene: Scene, other: Scene) -> tuple[int, int] | None:
    """Count the mails that a service handled and its letters to the other; None while it has anything in hand."""
    register = read_register(scene.service.store)
    busy = any(one.handled_at is None for one in register.arrivals) or any(one.accepted_at is None for one in register.letters)
    return None if busy else (len(register.arrivals), len(scene.letters_to(other.addresses[0])))


def folder(of: Path, name: str) -> Path:
    made = of / name
    made.mkdir()
    return made


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def two(embedded_post: EmbeddedPost, nursery: Nursery, tmp_path: Path, way: str) -> Iterator[tuple[Scene, Scene]]:
    """Start two services, each with a mailbox and keys of its own, whose letters go that way."""
    servers = embedded_post.servers
    with ExitStack() as stack:
        relay = stack.enter_context(Relay(servers.smtp_plain_port, WAYS[way][0]))
        doors = Doors(servers.imap_plain_port, relay.port, servers.password, None)
        places = [folder(tmp_path, name) for name in ("one", "other")]
        one, other = (Scene(embedded_post, at, f"sqlite:///{at}/register.db", launch=nursery.launch, doors=doors) for at in places)
        stack.enter_context(playing(one))
        stack.enter_context(playing(other))
        yield one, other


def test_two_services_fall_silent(two: tuple[Scene, Scene], way: str) -> None:
    """One complaint in the name of the other's desk is answered; what comes of it ends at once, or at the limit of an hour."""
    one, other = two
    one.bring([in_the_name_of(other, one)])
    written = until_silent(one, other)
    assert 1 <= written[0] <= WAYS[way][1]
    assert written[1] <= WAYS[way][1]
    kinds = [{arrival.kind for arrival in read_register(scene.service.store).arrivals} for scene in two]
    assert MailClass.COMPLAINT in kinds[0]
    assert kinds[1] == ({MailClass.AUTO_REPLY} if way == "as it is" else {MailClass.COMPLAINT})


def test_between_real_servers_as_well(real_post: RealPost, nursery: Nursery, tmp_path: Path) -> None:
    places = [folder(tmp_path, name) for name in ("one", "other")]
    one, other = (Scene(real_post, at, f"sqlite:///{at}/register.db", launch=nursery.launch) for at in places)
    with playing(one), playing(other):
        one.bring([in_the_name_of(other, one)])
        assert until_silent(one, other) == (1, 0)


def acknowledged(scene: Scene, holiday: Dovecot, change: Change) -> Mail:
    """Let a complaint be acknowledged, and lay the letter in the complainant's own mailbox, changed on the way; return the complaint."""
    (complaint,) = scene.bring([in_text(scene.pen)])
    scene.until_quiet()
    (letter,) = as_soon_as(lambda: [one for one in scene.sent if one.recipient == complaint.sender], lambda: "no acknowledgement outside")
    sender, raw = change(letter.sender, letter.raw)
    holiday.deliver(complaint.sender, raw, sender=sender)  # returns when Sieve has done its work
    return complaint


def test_the_holiday_of_a_complainant_hears_of_us_once(scene: Scene, holiday: Dovecot, postfix: Postfix) -> None:
    """Sieve sees that our letter is automatic and says nothing; where the marks were lost it answers, and that is the end of it."""
    first = acknowledged(scene, holiday, as_it_is)
    second = acknowledged(scene, holiday, without_marks)
    scene.service.until_quiet(len(scene.delivered) + 1)
    assert postfix.queue_size() == 0
    register = read_register(scene.service.store)
    (answer,) = (one for one in register.arrivals if one.kind != MailClass.COMPLAINT)
    assert answer.kind == MailClass.AUTO_REPLY
    assert second.sender.encode() in register.raw[answer.id]
    assert [len(scene.letters_to(one.sender)) for one in (first, second)] == [1, 1]
    assert len(scene.letters_to(scene.manager)) == len(scene.delivered)
    assert scene.folders()[FOLDERS[Shelf.ROBOTS]] == [register.raw[answer.id]]
