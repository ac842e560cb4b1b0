"""When two mails are one in another dress, and when they are two."""

import pytest

from intake.likeness import LARGEST, came_before, undressed
from tracker.records import Arrival
from world import World, mail

PLAIN = b"From: a@b.example\nSubject: klacht\n\nUw brief.\nFrom nu af klopt er niets.\n"

ALIKE = {
    "crlf": PLAIN.replace(b"\n", b"\r\n"),
    "mbox line": b"From a@b.example Mon Mar  2 09:00:00 2026\n" + PLAIN,
    "quoted mbox line": b">From a@b.example Mon Mar  2 09:00:00 2026\n" + PLAIN,
    "hidden": PLAIN.replace(b"\nFrom nu", b"\n>From nu"),
    "hidden twice": PLAIN.replace(b"\nFrom nu", b"\n>>From nu"),
    "fields": PLAIN.replace(b"\n\n", b"\nStatus: RO\nX-UID: 12\nX-Keywords: a\n b\nlines: 2\n\n", 1),
    "empty lines": PLAIN + b"\r\n\n",
    "no end": PLAIN.rstrip(),
}
DIFFERENT = {
    "a letter": PLAIN.replace(b"brief", b"Brief"),
    "a space": PLAIN.replace(b"brief.", b"brief. "),
    "a field": b"Received: by c; 2 Mar 2026 09:00 +0100\n" + PLAIN,
    "an empty line": PLAIN.replace(b"brief.\n", b"brief.\n\n"),
    "a status in the text": PLAIN + b"Status: RO\n",
    "a quotation": PLAIN.replace(b"Uw brief", b">Uw brief"),
    "bare returns": PLAIN.replace(b"\n", b"\r"),
}


@pytest.mark.parametrize("raw", ALIKE.values(), ids=ALIKE)
def test_what_a_file_changes_is_no_difference(raw: bytes) -> None:
    assert undressed([raw]) == undressed([PLAIN[:10], PLAIN[10:]])


@pytest.mark.parametrize("raw", DIFFERENT.values(), ids=DIFFERENT)
def test_whatever_else_differs_is_another_mail(raw: bytes) -> None:
    assert undressed([raw]) != undressed([PLAIN])


def test_of_nothing_nothing_can_be_said() -> None:
    assert undressed([]) is None
    assert undressed([b""]) is None


@pytest.mark.parametrize("body", [b">" * LARGEST, b">From \n" * 500_000, b"\n" * 4_000_000, b"Status:\n" + b" x\n" * 1_000_000])
def test_no_mail_is_dear_to_compare(body: bytes) -> None:
    assert undressed([b"From: a@b.example\n" + body])


def test_a_mail_without_a_message_id_or_without_its_bytes_is_known_by_its_bytes_alone(world: World) -> None:
    ids = [world.keep(mail(Message_ID=value), from_file=True) for value in ("", "<een@x>")]
    with world.store.unit() as session:
        for arrival_id, named in zip(ids, (None, "<een@x>"), strict=True):
            arrival = session.get_one(Arrival, arrival_id)
            arrival.message_id = named
            session.flush()
            assert not came_before(session, arrival)
