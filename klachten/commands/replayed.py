"""What a replay shows of each mail: a row for a person, plain values for a program, and what it all came to.

Plays nothing. Rule: what differs from the record stands as `old → new`, and
only that, so that the eye finds it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from intake.replaying import Played
from intake.verdict import COMPARED, Verdict
from klachten.commands.tables import Styled, moment_words, shown
from klachten.commands.words import plain, role_title

HEAD = ("mail", "received", "subject", "from", "class", "answered", "complaint", "nature", "suggested", "why")
SPARE = ("received", "from", "suggested", "nature")
"""The columns that a narrow terminal can do without, the first first."""

_WORDS = {"sender": "from", "kind": "class", "answered": "answered", "complaint": "complaint", "nature": "nature", "suggested": "suggested"}
"""The fields of a verdict, as they are called here."""

_LONGEST_SUBJECT = 50


def row(one: Played, zone: ZoneInfo, titles: Mapping[str, str]) -> Sequence[str | Styled]:
    """Return one mail as cells under `HEAD`. titles: of the natures, by key."""

    def word(name: str, verdict: Verdict) -> str:
        return _word(name, verdict, one.name, titles)

    compared = [(_fault(one) if name == "kind" else "") if one.now is None else _cell(one, name, word) for name in _WORDS]
    told = (_file_name(one.name), moment_words(one.received_at, zone), shown(one.subject)[:_LONGEST_SUBJECT])
    return (*told, *compared, one.now.why if one.now else one.fault)


def _file_name(name: str) -> str:
    """Return a mail's name without the folders; a reference has none."""
    return name.rpartition("/")[2]


def _fault(one: Played) -> Styled:
    return (f"{one.before.kind} → not played" if one.before else "not played", "red")


def _cell(one: Played, name: str, word: Callable[[str, Verdict], str]) -> str | Styled:
    if one.now is None:
        return ""
    now = word(name, one.now)
    if one.before is None or name not in one.changes:
        return now
    return (f"{word(name, one.before) or 'none'} → {now or 'none'}", "yellow")


def _word(name: str, verdict: Verdict, mail: str, titles: Mapping[str, str]) -> str:
    """Return a field of a verdict as a person reads it; a complaint that this mail would begin has no reference yet."""
    if name == "kind":
        return plain(verdict.kind)
    if name == "sender":
        return verdict.sender or ""
    if name == "answered":
        return {True: "yes", False: "by hand", None: ""}[verdict.answered]
    if name == "complaint":
        return "new" if verdict.complaint == mail else _file_name(verdict.complaint or "")
    if name == "nature":
        return titles.get(verdict.nature, verdict.nature) if verdict.nature else ""
    return role_title(verdict.suggested)


def as_json(one: Played) -> dict[str, Any]:
    """Return one mail as plain values; `on_record` is null where the register does not have it, `now` where a fault of ours stopped it."""
    return {
        "mail": one.name,
        "received_at": one.received_at.isoformat(),
        "subject": one.subject,
        "now": _told(one.now),
        "on_record": _told(one.before),
        "changes": [_WORDS[name] for name in one.changes],
        "fault": one.fault or None,
    }


def _told(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    return {**{_WORDS[name]: getattr(verdict, name) for name in COMPARED}, "why": verdict.why}


@dataclass(slots=True)
class Tally:
    """What a replay came to."""

    mails: int = 0
    on_record: int = 0
    faults: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    changed: int = 0
    changes: Counter[str] = field(default_factory=Counter)

    def add(self, one: Played) -> None:
        """Count one more."""
        self.mails += 1
        self.on_record += one.before is not None
        self.changed += bool(one.changes)
        self.changes.update(one.changes)
        if one.now is None:
            self.faults += 1
        else:
            self.kinds[one.now.kind] += 1

    def lines(self) -> Iterator[str]:
        """Tell it, in two to four lines."""
        kinds = ", ".join(f"{count} {plain(kind)}" for kind, count in self.kinds.most_common())
        yield f"{_counted(self.mails, 'mail', 'mails')}: {kinds or 'none was played'}"
        if not self.on_record:
            yield "None of them is on record, so there is nothing to compare with."
        else:
            which = ", ".join(f"{_WORDS[name]} {self.changes[name]}" for name in _WORDS if self.changes[name])
            yield f"{self.on_record} on record, {self.changed} of them different{f': {which}' if which else ''}"
        if self.faults:
            yield f"{_counted(self.faults, 'mail', 'mails')} could not be played, by a fault of this program: report it"
        yield "Nothing was sent or stored."


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
