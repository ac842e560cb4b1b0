"""Codes, sets of UIDs, names of folders; the bell; and how long to wait before the next try."""

import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from intake.backoff import LONGEST_SECONDS, seconds_before
from intake.bell import Bell
from intake.imap_words import WINDOW, appended, as_utc, batches, copied, groups, is_number, server_name, windows
from intake.ports import Place, Waiting

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


def place(uid: int) -> Place:
    return Place("INBOX", 9, uid)


def there(uid: int) -> Place:
    return Place("Klachten/Verwerkt", 38505, uid)


@pytest.mark.parametrize(
    ("code", "asked", "moved"),
    [
        (b"38505 304 3956", [304], {304: 3956}),
        (b"38505 304,319:320 3956:3958", [304, 319, 320], {304: 3956, 319: 3957, 320: 3958}),
        (b"38505 320:319 3957:3956", [319, 320], {319: 3956, 320: 3957}),
        (b"38505 5,3 11,10", [3, 5], {5: 11, 3: 10}),
        (b"38505 3,4 10,11", [3], {}),
        (b"38505 7 10", [3], {}),
        (b"38505 1:4294967295 1:4294967295", [3], {}),
        (b"38505 1,2 5", [1, 2], {}),
        (b"38505 1, 5,", [1, 2], {}),
        (b"38505 1:x 5", [1, 2], {}),
        (b"38505 1::2 5:6", [1, 2], {}),
        (b"38505", [1], {}),
        (b"", [1], {}),
        ("38505 ١ ٢".encode(), [1], {}),
    ],
)
def test_copyuid(code: bytes, asked: list[int], moved: dict[int, int]) -> None:
    """RFC 4315, 3; what is garbled tells nothing, and nothing grows beyond what was asked."""
    told = copied(code, [place(uid) for uid in asked], "Klachten/Verwerkt")
    assert told == {place(old): there(new) for old, new in moved.items()}


@pytest.mark.parametrize(("code", "uid"), [(b"38505 3955", 3955), (b"38505 3955:3956", None), (b"", None), (b"x y", None)])
def test_appenduid(code: bytes, uid: int | None) -> None:
    assert appended(code, "Klachten/Verwerkt") == (there(uid) if uid else None)


@pytest.mark.parametrize(
    ("value", "good"), [(1, True), (2**32 - 1, True), (0, False), (2**32, False), (-1, False), (None, False), (b"1", False), ("1", False)]
)
def test_a_uid_is_an_unsigned_number_of_32_bits(value: object, *, good: bool) -> None:
    """RFC 3501, 2.3.1.1; docs/mail-rules.md, R-IMAP-01."""
    assert is_number(value) == good


@pytest.mark.parametrize(
    ("above", "uid_next", "messages", "ranges"),
    [
        (0, 1, 0, ["1:*"]),
        (7, 4_000_000_000, WINDOW, ["8:*"]),
        (0, WINDOW + 1, WINDOW + 1, ["1:*"]),
        (0, 2 * WINDOW + 9, WINDOW + 1, ["1:50000", "50001:100000", "100001:*"]),
        (99, 2 * WINDOW + 200, 2 * WINDOW, ["100:50099", "50100:100099", "100100:*"]),
        (3 * WINDOW, 2 * WINDOW, 2 * WINDOW, ["150001:*"]),
        (0, 0, 10**6, ["1:*"]),
    ],
)
def test_one_search_never_asks_for_more_than_a_line_holds(above: int, uid_next: int, messages: int, ranges: list[str]) -> None:
    assert list(windows(above, uid_next, messages)) == ranges


@pytest.mark.parametrize(
    ("sizes", "parted"),
    [
        ([], []),
        ([1], [[1]]),
        ([1, 1, 1, 1], [[1, 1, 1], [1]]),
        ([5, 5, 1], [[5, 5], [1]]),
        ([6, 5], [[6], [5]]),
        ([1, 99, 1], [[1], [99], [1]]),
    ],
)
def test_batches_of_three_messages_or_ten_bytes(sizes: list[int], parted: list[list[int]]) -> None:
    waiting = [Waiting(place(number), size, NOW) for number, size in enumerate(sizes, 1)]
    assert [[each.size for each in batch] for batch in batches(waiting, 3, 10)] == parted


def test_groups_leave_none_out() -> None:
    assert list(groups(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(groups([], 3)) == []


@pytest.mark.parametrize(
    ("moment", "utc"),
    [
        (datetime(2026, 4, 2, 11, 0, tzinfo=timezone(timedelta(hours=2))), datetime(2026, 4, 2, 9, 0, tzinfo=UTC)),
        (datetime(2026, 4, 2, 11, 0), NOW),  # noqa: DTZ001 - a date without a zone says nothing
        (datetime(9999, 12, 31, 23, 0, tzinfo=timezone(timedelta(hours=-14))), NOW),
        (b"gisteren", NOW),
        (None, NOW),
    ],
)
def test_a_date_of_receipt_that_makes_no_sense_is_now(moment: object, utc: datetime) -> None:
    assert as_utc(moment, NOW) == utc


@pytest.mark.parametrize(
    ("name", "delimiter", "prefix", "whole"),
    [
        ("Klachten/Verwerkt", "/", "", "Klachten/Verwerkt"),
        ("Klachten/Verwerkt", ".", "INBOX.", "INBOX.Klachten.Verwerkt"),
        ("INBOX/Klachten", ".", "INBOX.", "INBOX.Klachten"),
        ("Klachten/Verwerkt", None, "", "Klachten-Verwerkt"),
        ("Sent", ".", "", "Sent"),
    ],
)
def test_the_servers_own_name_of_a_folder(name: str, delimiter: str | None, prefix: str, whole: str) -> None:
    assert server_name(name, delimiter, prefix) == whole


@pytest.mark.parametrize(
    ("attempt", "chance", "seconds"),
    [
        (1, 0.0, 0.0),
        (2, 0.0, 5.0),
        (2, 1.0, 2.5),
        (3, 0.0, 10.0),
        (4, 0.5, 15.0),
        (9, 0.0, 640.0),
        (10, 0.0, 900.0),
        (10**9, 0.0, 900.0),
        (0, 0.0, 0.0),
    ],
)
def test_each_try_waits_longer_up_to_a_quarter_of_an_hour(attempt: int, chance: float, seconds: float) -> None:
    """docs/mail-rules.md, F27."""
    assert seconds_before(attempt, chance) == seconds
    assert seconds <= LONGEST_SECONDS == 15 * 60


def open_descriptors() -> int:
    return len([*Path("/proc/self/fd").iterdir()])


class TestBell:
    def test_rung_before_it_ends_one_wait(self) -> None:
        bell = Bell()
        for _ in range(100_000):  # more than a pipe holds
            bell.ring()
        assert bell.wait(60)
        assert not bell.wait(0)

    def test_something_to_read_ends_the_wait_and_is_no_ring(self) -> None:
        bell = Bell()
        reading, writing = os.pipe()
        os.write(writing, b"x")
        assert not bell.wait(60, reading)
        os.close(writing)
        os.read(reading, 1)
        assert not bell.wait(60, reading), "closed, which is something to read as well"
        os.close(reading)

    def test_it_lets_go_of_its_pipe(self) -> None:
        before = open_descriptors()
        for _ in range(10):
            Bell()
        assert open_descriptors() == before
