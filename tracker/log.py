"""One event a line, with fields from an allow-list.

A line bears ids, counts and words of our own. No address, subject or text ever
reaches it: not by care but because `say` refuses any other field. Of an
exception the class and the places are told, never the message, which may quote
a mail.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

# fmt: off
ALLOWED = frozenset((
    "arrival", "attempt", "code", "column", "complaint", "count", "folder", "job", "kind", "letter", "letter_id", "mailbox", "room",
    "seen_before", "uid", "uidvalidity", "version", "waiting", "why",
))
# fmt: on
"""Every field that a line may bear. `why` is a class or a reason of ours, `code` a reply code, `folder` a name from the settings."""

_LEVELS = {"DEBUG": "·", "INFO": " ", "WARNING": "!", "ERROR": "✗", "CRITICAL": "✗"}


def say(log: logging.Logger, event: str, /, *, level: int = logging.INFO, **fields: str | float | None) -> None:
    """Record `event`, named thing.what_happened, with its fields.

    Raises: `ValueError` for a field not in ALLOWED, so personal data cannot reach the log by habit.
    """
    if extra := fields.keys() - ALLOWED:
        raise ValueError(f"fields not meant for the log: {sorted(extra)}")
    log.log(level, event, extra={"fields": fields})


def say_fault(log: logging.Logger, event: str, fault: BaseException, /, **fields: str | int | None) -> None:
    """Record a fault of our own: its class and the places it passed, never its message."""
    say(log, event, level=logging.ERROR, why=describe(fault), **fields)


def describe(fault: BaseException) -> str:
    """Name the class of `fault` and where it came from, innermost place last."""
    places = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in traceback.extract_tb(fault.__traceback__)]
    return " ".join([type(fault).__name__, *places[-4:]])


class JsonLines(logging.Formatter):
    """For machines: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without its end."""
        told = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"), "level": record.levelname.lower()}
        return json.dumps({**told, "event": _event(record), **_fields(record)}, ensure_ascii=False, default=str)


class Readable(logging.Formatter):
    """For a terminal: time, event, fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without its end."""
        moment = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        fields = " ".join(f"{name}={value}" for name, value in _fields(record).items() if value is not None)
        return f"{moment} {_LEVELS.get(record.levelname, ' ')} {_event(record):<20} {fields}".rstrip()


def _fields(record: logging.LogRecord) -> dict[str, object]:
    fields = dict(getattr(record, "fields", {}))
    if record.exc_info and record.exc_info[1]:
        fields["why"] = describe(record.exc_info[1])
    return fields


def _event(record: logging.LogRecord) -> str:
    """Name the event; another library's record gives only its logger's name, since its text may quote a mail."""
    return record.msg if hasattr(record, "fields") else f"library.{record.name}"


def configure(*, form: str = "auto", level: str = "INFO") -> None:
    """Send every event to standard error.

    form: `json`, `text`, or `auto`: readable on a terminal, JSON otherwise.
    """
    handler = logging.StreamHandler(sys.stderr)
    readable = form == "text" or (form == "auto" and sys.stderr.isatty())
    handler.setFormatter(Readable() if readable else JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for room in ("klachten", "intake", "outbound", "tracker"):
        logging.getLogger(room).setLevel(level)
