"""A bomb may kill the child that reads it, and nothing else."""

import io
import os
import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from intake.child import LimitExceeded, NoReader, Readers
from intake.frames import LARGEST, Torn, as_json, from_json, read_answer, read_exactly, read_frame, write_frame
from intake.parse import parse
from intake.reading import MEMORY_OCTETS, serve, told_apart
from tracker.errors import NeedsPerson, TryLater

MAIL = b"From: Jan <jan@voorbeeld.nl>\r\nSubject: Klacht\r\nDate: Tue, 03 Nov 2026 10:11:12 +0100\r\n\r\ntekst\r\n"
WITH_FILE = (
    b"From: jan@voorbeeld.nl\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nzie\r\n"
    b"--b\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--b\r\nContent-Type: image/png\r\n\r\npng\r\n--b--\r\n"
)
MEGABYTE = b"x" * 1024 * 1024

BURNER = """
import intake.reading as reading
def burn(raw, enclose_up_to):
    while True:
        pass
reading.CPU_SECONDS = 0
reading.read_mail = burn
reading.main()
"""


def children() -> set[int]:
    """Return the processes that this one started."""
    return {int(pid) for listed in Path("/proc/self/task").glob("*/children") for pid in listed.read_text().split()}


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers() as pool:
        yield pool


def test_a_mail_comes_back_as_it_was_read(readers: Readers) -> None:
    reading = readers.read((MAIL,), len(MAIL))
    assert reading.mail == told_apart(parse(MAIL))
    assert reading.enclosures == ()


def test_a_mail_may_come_in_pieces(readers: Readers) -> None:
    assert readers.read([MAIL[:10], b"", MAIL[10:]], len(MAIL)).mail == told_apart(parse(MAIL))


@pytest.mark.parametrize(("allowed", "enclosures"), [(0, ()), (6, ()), (7, (b"%PDF", b"png")), (10**9, (b"%PDF", b"png"))])
def test_attachments_come_along_up_to_the_limit(readers: Readers, allowed: int, enclosures: tuple[bytes, ...]) -> None:
    reading = readers.read((WITH_FILE,), len(WITH_FILE), allowed)
    assert reading.enclosures == enclosures
    assert len(reading.mail.attachments) == 2


def test_children_are_kept_from_mail_to_mail(readers: Readers) -> None:
    readers.read((MAIL,), len(MAIL))
    before = children()
    for _ in range(20):
        readers.read((MAIL,), len(MAIL))
    assert children() == before


def test_many_threads_get_each_their_own_mail(readers: Readers) -> None:
    mails = [MAIL.replace(b"Klacht", b"Klacht %d" % number) for number in range(60)]
    with ThreadPoolExecutor(8) as threads:
        subjects = [reading.mail.subject for reading in threads.map(lambda raw: readers.read((raw,), len(raw)), mails)]
    assert subjects == [f"Klacht {number}" for number in range(60)]
    futures = [readers.submit((raw,), len(raw)) for raw in mails]
    assert [future.result().mail.subject for future in futures] == subjects


@pytest.mark.parametrize("size", [len(MAIL) - 1, len(MAIL) + 1])
def test_a_wrong_size_is_refused_and_harms_no_other_mail(readers: Readers, size: int) -> None:
    with pytest.raises(ValueError, match="came as"):
        readers.read((MAIL,), size)
    assert readers.read((MAIL,), len(MAIL)).mail.subject == "Klacht"


def test_a_failing_source_harms_no_other_mail(readers: Readers) -> None:
    def source() -> Iterator[bytes]:
        yield MAIL[:10]
        raise OSError("the register is away")

    with pytest.raises(OSError, match="the register is away"):
        readers.read(source(), len(MAIL))
    assert readers.read((MAIL,), len(MAIL)).mail.subject == "Klacht"


def nested(depth: int) -> bytes:
    levels = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level) for level in range(depth))
    return levels + b"\r\ntekst"


BOMBS: dict[str, Callable[[], bytes]] = {
    "150,000 addresses": lambda: b"To: " + b"a@b.nl, " * 150_000 + b"\r\n\r\n.",
    "endless subject": lambda: b"Subject: " + b"x" * 10_000_000 + b"\r\n\r\n.",
    "half encoded words": lambda: b"Subject: " + b"=?a?q?x" * 9000 + b"\r\n\r\n.",
    "400,000 empty parts": lambda: b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 400_000,
    "20,000 semicolons": lambda: b"Content-Type: text/plain" + b";" * 20_000 + b"\r\n\r\n.",
    "100,000 numbered parameters": lambda: (
        b"Content-Type: text/plain" + b"".join(b"; name*%d=x" % number for number in range(100_000)) + b"\r\n\r\n."
    ),
    "comments within comments": lambda: b"From: " + b"(" * 60_000 + b"a@b.nl\r\n\r\n.",
    "nested 300 deep": lambda: nested(300),
    "nested 2,000 deep": lambda: nested(2000),
    "500,000 headers": lambda: b"X: y\r\n" * 500_000 + b"\r\n.",
    "endless folding": lambda: b"X-A: y\r\n" + b" z\r\n" * 1_000_000 + b"\r\n.",
    "stray lines": lambda: b"From: a@b.nl\r\n" + b"dwaalregel\r\n" * 300_000 + b"\r\n.",
    "a report of 400,000 groups": lambda: b"Content-Type: message/delivery-status\r\n\r\n" + b"A: b\r\n\r\n" * 400_000,
    "html 100,000 deep": lambda: b"Content-Type: text/html\r\n\r\n" + b"<b>" * 100_000 + b"x",
    "html of 10 MB": lambda: b"Content-Type: text/html\r\n\r\n" + b"<p>een twee</p>" * 700_000,
    "html in 100 parts": lambda: (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"".join(b"--b\r\nContent-Type: text/html\r\n\r\n" + b"<p>een" * 30_000 + b"\r\n" for _ in range(100))
    ),
    "html of half tags": lambda: b"Content-Type: text/html\r\n\r\n" + b"<b>" * 300 + b"<!--" * 250_000,
    "a table both wide and tall": lambda: b"Content-Type: text/html\r\n\r\n<table><tr><td>" + b"x" * 200_000 + b"<tr><td>y" * 50_000,
    "lines without end": lambda: b"\r\n" * 3_000_000,
    "base64 in a million pieces": lambda: b"Content-Transfer-Encoding: base64\r\n\r\n" + b"QQ==" * 2_000_000,
    "flowed without end": lambda: b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"a \r\n" * 1_000_000,
    "identifiers that never end": lambda: b"References: " + b"<a@" * 20_000 + b"\r\n\r\n.",
}


@pytest.mark.parametrize("name", BOMBS)
def test_every_bomb_is_read_within_the_limits(readers: Readers, name: str) -> None:
    raw = BOMBS[name]()
    reading = readers.read((raw,), len(raw))
    assert reading.mail.size == len(raw)
    assert readers.read((MAIL,), len(MAIL)).mail.subject == "Klacht"


def test_a_large_mail_fits(readers: Readers) -> None:
    head = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    reading = readers.read([head, *[b"QUJD" * 262_144] * 50], len(head) + 50 * len(MEGABYTE))
    assert reading.mail.attachments[0].size == 50 * len(MEGABYTE) * 3 // 4


def test_a_mail_larger_than_the_memory_is_given_up(readers: Readers) -> None:
    count = MEMORY_OCTETS // len(MEGABYTE)
    with pytest.raises(LimitExceeded, match="memory") as exceeded:
        readers.read([MEGABYTE] * count, count * len(MEGABYTE))
    assert isinstance(exceeded.value, NeedsPerson)
    assert readers.read((MAIL,), len(MAIL)).mail.subject == "Klacht"


def test_a_mail_that_takes_too_long_is_given_up() -> None:
    with Readers(1, wall_seconds=0.0) as pool, pytest.raises(LimitExceeded, match="wall"):
        pool.read((MAIL,), len(MAIL))


def test_a_mail_that_takes_too_much_of_the_processor_is_given_up() -> None:
    with Readers(1, program=(sys.executable, "-c", BURNER)) as pool, pytest.raises(LimitExceeded) as exceeded:
        pool.read((MAIL,), len(MAIL))
    assert exceeded.value.limit == "cpu"


CANNOT_START = [
    ((sys.executable, "-c", "raise SystemExit(1)"), "status 1 before it read anything"),
    ((sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"), "status -9 before it read anything"),
    ((sys.executable, "-c", "print('onzin')"), "before it read anything"),
    (("/er/is/niets",), "No such file"),
]


@pytest.mark.parametrize(("program", "why"), CANNOT_START)
def test_that_no_child_can_start_says_nothing_about_the_mail(program: tuple[str, ...], why: str) -> None:
    before = children()
    with Readers(1, program=program) as pool:
        for _ in range(2):
            with pytest.raises(NoReader, match=why):
                pool.read((MAIL,), len(MAIL))
    assert issubclass(NoReader, TryLater)
    assert children() == before


FAULTY = """
import intake.reading as reading
def fails(raw, enclose_up_to):
    raise ZeroDivisionError
reading.read_mail = fails
reading.main()
"""


def test_a_fault_in_reading_one_mail_is_our_own_fault() -> None:
    with Readers(1, program=(sys.executable, "-c", FAULTY)) as pool, pytest.raises(RuntimeError, match="status 1"):
        pool.read((MAIL,), len(MAIL))


class Killing:
    """A mail during whose sending its reader is killed, the first so many times."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.spared = children()

    def __iter__(self) -> Iterator[bytes]:
        yield MAIL[:10]
        if self.times:
            self.times -= 1
            for pid in children() - self.spared:
                os.kill(pid, 9)
                os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        yield MAIL[10:]


def test_a_mail_whose_child_was_killed_is_read_by_another() -> None:
    with Readers(1) as pool:
        assert pool.read(Killing(1), len(MAIL)).mail.subject == "Klacht"


def test_a_mail_that_kills_twice_is_given_up() -> None:
    with Readers(1) as pool:
        with pytest.raises(LimitExceeded, match="crash"):
            pool.read(Killing(2), len(MAIL))
        assert pool.read((MAIL,), len(MAIL)).mail.subject == "Klacht"


def test_what_cannot_be_sent_again_is_left_for_later() -> None:
    with Readers(1) as pool, pytest.raises(TryLater):
        pool.read(iter(Killing(1)), len(MAIL))


def test_a_child_that_died_between_two_mails_is_replaced() -> None:
    before = children()
    with Readers(1) as pool:
        pool.read((MAIL,), len(MAIL))
        for pid in children() - before:
            os.kill(pid, 9)
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        assert pool.read((MAIL,), len(MAIL)).mail.subject == "Klacht"


def test_a_child_inherits_nothing_and_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLACHTEN_IMAP_PASSWORD", "geheim")
    before = children()
    with socket.socket() as ours, Readers(1) as pool:
        ours.set_inheritable(True)
        pool.read((MAIL,), len(MAIL))
        (pid,) = children() - before
        opened = [str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir()]
        limits = Path(f"/proc/{pid}/limits").read_text(encoding="ascii")
        assert not [target for target in opened if not target.startswith("pipe:") and target != os.devnull]
        assert "geheim" not in Path(f"/proc/{pid}/environ").read_text(encoding="utf-8")
    told = {line[:26].strip(): line[26:].split()[:2] for line in limits.splitlines()}
    assert told["Max address space"] == [str(MEMORY_OCTETS)] * 2
    assert told["Max core file size"] == ["0", "0"]
    assert told["Max file size"] == ["0", "0"]


def test_closing_leaves_no_process_behind() -> None:
    before = children()
    pool = Readers(2)
    pool.read((MAIL,), len(MAIL))
    pool.close()
    pool.close()
    assert children() == before
    with pytest.raises(RuntimeError):
        pool.read((MAIL,), len(MAIL))


def test_serving_answers_every_mail() -> None:
    questions = io.BytesIO()
    for raw in (MAIL, WITH_FILE):
        write_frame(questions, {"size": len(raw), "enclose_up_to": 100}, [raw])
    questions.seek(0)
    answers = io.BytesIO()
    serve(questions, answers, limited=False)
    answers.seek(0)
    told = [read_answer(answers), read_answer(answers)]
    assert [from_json(one["mail"]) for one in told] == [told_apart(parse(MAIL)), told_apart(parse(WITH_FILE))]
    assert told[1]["enclosed"] == [4, 3]
    assert read_exactly(answers, 7) == b"%PDFpng"


def test_a_mail_survives_being_told() -> None:
    assert from_json(as_json(parse(WITH_FILE))) == parse(WITH_FILE)


@pytest.mark.parametrize(
    "torn",
    [b"\0\0", b"\0\0\0\x05{}", (LARGEST + 1).to_bytes(4, "big") + b"{}", b"\0\0\0\x02[]"],
    ids=["head", "body", "endless", "no-object"],
)
def test_a_torn_frame_is_told(torn: bytes) -> None:
    with pytest.raises(Torn):
        read_frame(io.BytesIO(torn))


def test_the_end_between_frames_is_no_fault() -> None:
    assert read_frame(io.BytesIO()) is None
    with pytest.raises(Torn):
        read_answer(io.BytesIO())
