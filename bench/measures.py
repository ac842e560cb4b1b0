"""What is measured, each a function that returns its figures. Rates come from interleaved runs on the same servers."""

import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.mails import large, mails
from bench.world import Running, World
from klachten.embedded import EmbeddedServers

RUNS = 5
REPOSITORY = Path(__file__).parent.parent

Say = Callable[[str], None]


def ratio_to_floor(world: World, count: int, say: Say, runs: int = RUNS) -> dict[str, float]:
    """Take in and answer `count` mails, beside the floor on the same mails and letters, in turns."""
    ratios, floors, services = [], [], []
    for run in range(runs):
        seconds, sizes = service_seconds(world, count, f"r{run}")
        floor = floor_seconds(world, count, sizes)
        services.append(seconds)
        floors.append(floor)
        ratios.append(seconds / floor)
        say(f"run {run + 1}: floor {floor:.2f} s, service {seconds:.2f} s, ratio {ratios[-1]:.2f}")
    return {
        "intake_ratio_to_floor": statistics.median(ratios),
        "floor_ms_a_mail": 1000 * statistics.median(floors) / count,
        "service_ms_a_mail": 1000 * statistics.median(services) / count,
    }


def service_seconds(world: World, count: int, run: str, register: Path | None = None) -> tuple[float, list[int]]:
    """Return the seconds from the moment the mails lie in the inbox until all is done, and the sizes of the letters."""
    address, service = _service(world, register)
    with service as running:
        before = running.handled()
        began = world.fill(address, mails(count, run))
        seconds = running.until_done(before + count) - began
    with sqlite3.connect(service.register) as database:
        sizes = [size for (size,) in database.execute("SELECT length(raw) FROM letter ORDER BY id DESC LIMIT ?", (2 * count,))]
    return seconds, sizes


def floor_seconds(world: World, count: int, sizes: list[int]) -> float:
    """Return the seconds of the floor for the same mails and as many letters of the same sizes."""
    address = world.dovecot.mailbox("floor")
    world.fill(address, mails(count, "floor"))
    folder = tempfile.mkdtemp(dir=world.folder)
    ports = [str(world.dovecot.imap_port), str(world.postfix.smtp_port)]
    command = [sys.executable, "-m", "bench.floor", "localhost", *ports, str(world.authority.ca_file), address, world.dovecot.password]
    done = subprocess.run([*command, f"{folder}/floor.db", *map(str, sizes)], cwd=REPOSITORY, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[0])


def growth(world: World, count: int, complaints: int, say: Say, runs: int = RUNS) -> dict[str, float]:
    """Compare a mail's cost at a register of so many complaints with that at an empty one, in turns."""
    full = _fill_register(world, complaints, say)
    ratios = []
    for run in range(runs):
        empty_seconds, _ = service_seconds(world, count, f"e{run}")
        full_seconds, _ = service_seconds(world, count, f"f{run}", register=full)
        ratios.append(full_seconds / empty_seconds)
        say(f"run {run + 1}: empty {empty_seconds:.2f} s, full {full_seconds:.2f} s, ratio {ratios[-1]:.2f}")
    return {"growth_ratio_100k": statistics.median(ratios)}


def _fill_register(world: World, complaints: int, say: Say) -> Path:
    """Make a register of so many complaints, by multiplying the rows of some real ones (their raw bytes cut to 500)."""
    base = 500
    address, service = _service(world, None)
    with service as running:
        world.fill(address, mails(base, "base"))
        running.until_done(base)
    say(f"multiplying {base} complaints to {complaints}")
    with sqlite3.connect(service.register) as database:
        for table in ("letter", "raw_block"):
            column = "raw" if table == "letter" else "data"
            database.execute(f"UPDATE {table} SET {column} = substr({column}, 1, 500)")
        for factor in range(1, complaints // base):
            for table, unique in _TABLES.items():
                _multiply(database, table, unique, base, factor)
    return service.register


# What was made long ago is dated so: the questions about the last hour must not find a hundred thousand letters in it.
_TABLES = {
    "complaint": {"reference": "'KL-1999-' || (id + :shift)", "complainant_key": "complainant_key || :factor"},
    "arrival": {
        "uid": "uid + :shift * 10", "sha256": "sha256 || :factor",
        "message_id": "message_id || :factor", "sender_key": "sender_key || :factor",
    },
    "raw_block": {},
    "journal": {},
    "letter": {
        "message_id": "message_id || :factor", "recipient_key": "recipient_key || :factor",
        "made_at": "strftime('%Y-%m-%d %H:%M:%f000', made_at, '-' || :factor || ' days')",
    },
    "folder_work": {},
}  # fmt: skip
_KEYS = {"id", "complaint_id", "arrival_id", "letter_id"}


def _multiply(database: sqlite3.Connection, table: str, unique: dict[str, str], base: int, factor: int) -> None:
    """Copy the first rows of a table under new ids."""
    most = {"letter": 2 * base, "journal": 4 * base, "folder_work": 4 * base}.get(table, base)
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    shift = {"id": most, "complaint_id": base, "arrival_id": base, "letter_id": 2 * base}
    values = [unique.get(name) or (f"{name} + {shift[name] * factor}" if name in _KEYS else f'"{name}"') for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    key = "arrival_id" if table == "raw_block" else "id"
    question = f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table} WHERE {key} <= {most}"
    database.execute(question, {"shift": base * factor, "factor": str(factor)})


def latency_embedded(folder: Path, count: int) -> dict[str, float]:
    """One mail at a time with IDLE, on the embedded servers: from delivery to the acknowledgement's acceptance."""
    with EmbeddedServers(folder, ["klachten@voorbeeld.nl"]) as servers:
        imap, smtp = ({"host": servers.host, "port": port, "ca_file": servers.ca_file} for port in (servers.imap_port, servers.smtp_port))
        seconds = []
        with Running(folder, imap, smtp, "klachten@voorbeeld.nl", servers.password) as running:
            for mail in mails(count, "latency"):
                began = time.monotonic()
                servers.deliver("klachten@voorbeeld.nl", mail)
                servers.wait_for(1, 30, recipient=_sender(mail))
                seconds.append(time.monotonic() - began)
                running.until_done(len(seconds))
    return {"latency_median_s": statistics.median(seconds), "latency_worst_s": max(seconds)}


def _sender(mail: bytes) -> str:
    return re.search(rb"^From: .*<(.*)>", mail, re.MULTILINE)[1].decode()  # type: ignore[index]  # every mail of ours has one


def latency_dovecot(world: World, count: int) -> dict[str, float]:
    """The same on Dovecot and Postfix, Dovecot's own half second before it tells of new mail included."""
    address, service = _service(world, None)
    seconds = []
    with service as running:
        for number, mail in enumerate(mails(count, "latency")):
            began = time.time()
            world.dovecot.deliver(address, mail, sender=_sender(mail))
            running.until_done(number + 1)
            with sqlite3.connect(service.register) as database:
                question = "SELECT (julianday(max(accepted_at)) - 2440587.5) * 86400 FROM letter WHERE letter = 'acknowledgement'"
                seconds.append(float(database.execute(question).fetchone()[0]) - began)
    return {"latency_dovecot_median_s": statistics.median(seconds)}


def memory(world: World, octets: int) -> dict[str, float]:
    """Return the parent's largest memory while one large mail is taken in, its children apart."""
    address, service = _service(world, None)
    with service as running:
        idle = running.peak_rss_mb()
        world.fill(address, [large(octets)])
        running.until_done(1)
        peak = running.peak_rss_mb()
    return {"parent_rss_mb_25mb_mail": peak, "parent_rss_mb_idle": idle}


def _service(world: World, register: Path | None) -> tuple[str, Running]:
    address = world.dovecot.mailbox("klachten")
    world.fill(address, [])
    imap, smtp = (
        {"host": "localhost", "port": port, "ca_file": world.authority.ca_file}
        for port in (world.dovecot.imap_port, world.postfix.smtp_port)
    )
    folder = Path(tempfile.mkdtemp(dir=world.folder)) if register is None else register.parent
    return address, Running(folder, imap, smtp, address, world.dovecot.password)
