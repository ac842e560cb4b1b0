"""The workbook that goes along with a report: the same figures and the same lists, to sort and to count on.

Knows the facts of a report and no row of the register. Rule one: it tells
nothing that the facts do not tell, and so names no complainant. Rule two: what
was too few to be told is an empty cell, never a nought.
Source: docs/procedure.md, What makes it more; docs/mail-rules.md, D19 and A29.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from outbound.message import Enclosure
from outbound.reporting.cells import Book, Cell
from outbound.reporting.words import called, cause_called, period_called
from tracker.figures.names import Figure, nature_and_step
from tracker.letter_facts.reporting import NO_PART
from tracker.model import Language
from tracker.told import Facts

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_CENTS = 100
_PARTS = {
    Figure.COMPLAINANTS: "complainants",
    Figure.CLOSED: "outcomes",
    Figure.HANDLED: "roles",
    Figure.HANDLED_IN_TIME: "roles",
    Figure.FOUND: "findings",
    Figure.OPEN: "states",
}
"""Of which list of words the parts of a figure are."""

Rows = Iterable[Sequence[Cell]]


def workbook_of(facts: Facts, language: Language) -> Enclosure:
    """Return the workbook of a report, ready to go along. The same facts give the same bytes."""
    told = _Told(facts, language)
    title = told.say("Rapport klachten", "Report on complaints")
    book = Book(title, date.fromisoformat(str(facts["made_date"])))
    for sheet in _SHEETS:
        if shown := sheet(told):
            book.sheet(shown.name, shown.head, shown.rows, shown.above)
    return Enclosure(f"{title} {facts['name']}.xlsx", XLSX, book.finished())


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet. above: lines over its head."""

    name: str
    head: Sequence[str]
    rows: Rows
    above: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    """The facts, and how to put them in words of one language."""

    facts: Mapping[str, Any]
    language: Language

    def say(self, dutch: str, english: str) -> str:
        """Return our own words."""
        return dutch if self.language is Language.DUTCH else english

    def heads(self, *pairs: str | tuple[str, str]) -> list[str]:
        """Return the heads of some columns, each in both languages or the same in both."""
        return [pair if isinstance(pair, str) else self.say(*pair) for pair in pairs]

    def called(self, key: object, kind: str) -> str:
        """Return what something is called, as `outbound.reporting.words.called`; nothing for what is absent."""
        words = "" if key is None else called(key, self.language, kind)
        return words[:1].upper() + words[1:]

    def nature(self, key: str | None) -> str:
        """Return the name of a nature, as the house calls it."""
        return str(self.facts["nature_names"].get(key) or key or "")

    def step(self, key: str) -> str:
        """Return the name of a process step, as the house calls it."""
        return cause_called(key, self.language, self.facts["step_names"])

    def part(self, figure: str, part: str) -> str:
        """Return the name of a part of a figure of a week; nothing for the whole of it."""
        if part == NO_PART:
            return self.say("niet bekend", "not known")
        if figure == Figure.NEW:
            return self.nature(part)
        if figure == Figure.CAUSES and part:
            nature, step = nature_and_step(part)
            return f"{self.nature(nature)}: {self.step(step)}"
        if figure == Figure.MAILS and part:
            mailbox, _, column = part.rpartition("/")
            return f"{mailbox}: {self.called(column, 'columns')}"
        return self.called(part, _PARTS[Figure(figure)]) if part and figure in _PARTS else part


def _figures(told: _Told) -> _Sheet:
    facts = told.facts
    period = period_called(facts["name"], told.language, facts["kind"])
    head = told.heads(
        ("Soort", "Kind"), ("Cijfer", "Figure"), ("Periode", "Period"), ("Ervoor", "Before"), ("Van", "Out of"),
        ("Van, ervoor", "Out of, before"),
    )  # fmt: skip
    kinds = told.heads(("Cijfers", "Figures"), ("Aard van nieuwe klachten", "Nature of new complaints"), ("Streefdatum", "Target date"))
    figures, natures, ages = facts["figures"], facts["natures"] or (), facts["ages"].items()
    rows = [
        *((kinds[0], told.called(one["name"], "figures"), one["value"], one["before"], one["of"], one["before_of"]) for one in figures),
        *((kinds[1], told.nature(one["part"]), one["value"], one["before"], None, None) for one in natures),
        *((kinds[2], told.called(age, "ages"), count, None, None, None) for age, count in ages),
    ]
    counted = told.say("Wat nog open is, is geteld op", "What is still open was counted on")
    above = (told.say(f"Klachten, {period}", f"Complaints, {period}"), f"{counted} {facts['made_date']}")
    return _Sheet(told.say("Cijfers", "Figures"), head, rows, above)


def _decisions(told: _Told) -> _Sheet:
    head = told.heads(
        ("Kenmerk", "Reference"), ("Wat", "What"), ("Ook", "Also"), ("Aard", "Nature"), ("Stand", "State"), ("Aan zet", "To act"),
        ("Naam", "Name"), ("Dag", "Day"), ("Werkdagen", "Working days"), ("Aantal", "Count"),
    )  # fmt: skip
    rows = (
        (
            one["reference"], told.called(one["what"], "waits"), ", ".join(told.called(what, "waits") for what in one["also"]),
            told.nature(one["nature"]), told.called(one["state"], "states"), told.called(one["holder"], "roles"), one["holder_name"],
            _day(one["by_date"]), one["days"], one["count"],
        )
        for one in told.facts["decisions"]
    )  # fmt: skip
    return _Sheet(told.say("Besluiten", "Decisions"), head, rows)


def _opens(told: _Told) -> _Sheet:
    head = told.heads(
        ("Kenmerk", "Reference"), ("Aard", "Nature"), ("Stand", "State"), ("Behandelaar", "Handler"), ("Ontvangen", "Received"),
        ("Streefdatum", "Target date"), ("Werkdagen te laat", "Working days late"), ("Ontvangst bevestigd", "Receipt confirmed"),
    )  # fmt: skip
    yes, no = told.say("ja", "yes"), told.say("nee", "no")
    rows = (
        (
            one["reference"], told.nature(one["nature"]), told.called(one["state"], "states"), told.called(one["handler"] or "", "roles"),
            _day(one["received_date"]), _day(one["target_date"]), one["days_late"], yes if one["acknowledged"] else no,
        )
        for one in told.facts["open_complaints"]
    )  # fmt: skip
    return _Sheet(told.say("Open klachten", "Open complaints"), head, rows)


def _weeks(told: _Told) -> _Sheet | None:
    rows = [
        (told.called(one["figure"], "figures"), told.part(one["figure"], one["part"]), *_values(one["figure"], one["values"]))
        for one in told.facts["rows"]
    ]
    head = [*told.heads(("Cijfer", "Figure"), ("Deel", "Part")), *told.facts["over"]["weeks"]]
    return _Sheet(told.say("Per week", "By week"), head, rows) if rows else None


def _breakdown(told: _Told) -> _Sheet | None:
    further = told.facts["further"]
    if not further:
        return None
    kinds = {
        "natures": told.say("Aard van nieuwe klachten", "Nature of new complaints"),
        "complainants": told.say("Wie klaagde", "Who complained"),
        "outcomes": told.say("Hoe klachten eindigden", "How complaints ended"),
        "findings": told.say("Oordeel", "Finding"),
    }
    nothing = [None] * len(further["columns"])
    rows = [
        (words, told.nature(one["part"]) if kind == "natures" else told.called(one["part"], kind), one["value"], one["before"],
         *(one["over"] or nothing))
        for kind, words in kinds.items()
        for one in further[kind]
    ]  # fmt: skip
    head = [*told.heads(("Verdeling", "Breakdown"), ("Deel", "Part"), ("Periode", "Period"), ("Ervoor", "Before")), *further["columns"]]
    return _Sheet(told.say("Verdeling", "Breakdown"), head, rows)


def _causes(told: _Told) -> _Sheet | None:
    further = told.facts["further"]
    if not further:
        return None
    head = told.heads(("Aard", "Nature"), ("Stap in ons werk", "Step in our work"), ("Periode", "Period"), ("Ervoor", "Before"))
    nothing = [None] * len(further["columns"])
    rows: list[Sequence[Cell]] = []
    for one in further["causes"]:
        over = one["over"] or {}
        whole = [None if None in column else sum(column) for column in zip(*over.values(), strict=True)] or nothing
        rows.append((told.nature(one["nature"]), told.say("alle", "all"), one["value"], one["before"], *whole))
        for step, count in (one["steps"] or {}).items():
            rows.append((told.nature(one["nature"]), told.step(step), count, None, *over.get(step, nothing)))
    return _Sheet(told.say("Oorzaken", "Causes"), [*head, *further["columns"]], rows)


def _times(told: _Told) -> _Sheet | None:
    further = told.facts["further"]
    if not further:
        return None
    head = told.heads(
        ("Wat", "What"),
        ("Klachten", "Complaints"),
        ("De helft binnen (dagen)", "Half within (days)"),
        ("90% binnen (dagen)", "90% within (days)"),
    )
    rows = [(told.called(one["what"], "times"), one["count"], one["median"], one["nine_tenths"]) for one in further["times"]]
    return _Sheet(told.say("Duur", "Duration"), head, rows)


def _handlers(told: _Told) -> _Sheet | None:
    handlers = told.facts["handlers"]
    if handlers is None:
        return None
    head = told.heads(
        ("Behandelaar", "Handler"), "Open", ("Te laat", "Overdue"), ("Afgesloten", "Closed"), ("Op tijd opgelost", "Resolved in time")
    )
    rows = [(told.called(one["role"], "roles"), one["open"], one["overdue"], one["closed"], one["in_time"]) for one in handlers]
    return _Sheet(told.say("Behandelaars", "Handlers"), head, rows)


def _ledger(told: _Told) -> _Sheet:
    ledger = told.facts["ledger"]
    columns = list(ledger[0]["columns"]) if ledger else []
    named = [told.called(column, "columns") for column in ("received", *columns, "waiting", "difference")]
    rows = [
        (one["mailbox"], one["received"], *(one["columns"].get(column, 0) for column in columns), one["waiting"], one["difference"])
        for one in ledger
    ]
    return _Sheet("Mail", [told.say("Postbus", "Mailbox"), *named], rows)


_SHEETS: tuple[Callable[[_Told], _Sheet | None], ...] = (
    _figures, _decisions, _opens, _weeks, _breakdown, _causes, _times, _handlers, _ledger,
)  # fmt: skip
"""In the order of the report; the ledger comes last, as it does there."""


def _values(figure: str, values: Sequence[int | None]) -> Sequence[Cell]:
    """Return the counts of each week as they are; euro cents as euros."""
    if figure != Figure.MONEY:
        return values
    return [None if value is None else value / _CENTS for value in values]


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None
