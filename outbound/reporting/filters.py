"""The report to the management, as its page and its text show it: what sets its tables, bars, pictures and first line down.

Knows the facts of a report and no row of the register. What these filters make
stands in no other letter. Rule: the text part says all that the page says; a
picture or a colour only says it once more.
Source: docs/procedure.md, What makes it more.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from outbound.finished import Finished
from outbound.markdown import ALARM, PICTURE, fenced, set_apart
from outbound.reporting.words import called, cause_called, column_called, number_called, period_called
from outbound.set_down import Block
from outbound.tables import BARS, TABLE, in_columns
from tracker.letter_facts.reporting import MOST, TEN
from tracker.model import Language

_WHOLE = 100


def filters(block: Block) -> Mapping[str, Callable[..., Any]]:
    """Return the filters of the reading that sets texts apart by `block`."""
    of_facts: Mapping[str, Callable[..., Any]] = {"most": _most, "besides": _besides, "mails": _mails, "stood": _stood}
    if block is fenced:
        return {**of_facts, "table": _table, "bars": _bars, "alarm": _alarm, "picture": _picture}
    return {**of_facts, "table": _columns, "bars": _columns, "alarm": str, "picture": _nothing}


def _table(lines: str) -> str:
    return fenced(TABLE, _rows(lines))


def _bars(lines: str) -> str:
    return fenced(BARS, _rows(lines))


def _columns(lines: str) -> str:
    return set_apart("", in_columns(_rows(lines)))


def _rows(lines: str) -> list[str]:
    return [line for line in lines.split("\n") if line.strip()]


def _alarm(words: str) -> str:
    """Set down the first line in the colour of what must not be missed. Its words say so as well."""
    return fenced(ALARM, [" ".join(words.split())])


def _picture(cid: str, told: str) -> str:
    return Finished(fenced(PICTURE, (cid, " ".join(told.split()))))


def _nothing(_cid: str, _told: str) -> str:
    return Finished("")


def _most(told: Sequence[Any]) -> Sequence[Any]:
    """Return as many of them as stand in the mail."""
    return told[:MOST]


def _besides(told: Sequence[Any]) -> int:
    """Return how many there are besides."""
    return max(0, len(told) - MOST)


def _mails(ledger: Sequence[Mapping[str, Any]]) -> Mapping[str, int]:
    """Return what became of the mail of all mailboxes together. off: how many mails are in no column of the ledger."""
    return {"received": sum(one["received"] for one in ledger), "off": sum(abs(one["difference"]) for one in ledger)}


def _stood(over: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return how many were open at the end of the last of these weeks, of the first, and at most; None where there are no weeks."""
    totals = [sum(counts) for counts in zip(*over["states"].values(), strict=True)] or [0] * len(over["weeks"])
    if not totals:
        return None
    states = [(state, counts[-1]) for state, counts in over["states"].items() if counts[-1]]
    most = max(totals)
    return {"now": totals[-1], "then": totals[0], "most": most, "most_week": over["weeks"][totals.index(most)], "states": states}


def _share(figure: Mapping[str, Any], language: Language) -> str:
    """Put a figure in words: '12', '11 van 12', and from ten on '11 van 12 (92%)'."""
    return of_all(figure["value"], figure.get("of"), language)


def _share_before(figure: Mapping[str, Any], language: Language) -> str:
    """Put the figure of the period before in words; a dash where it is unknown."""
    return "–" if figure["before"] is None else of_all(figure["before"], figure.get("before_of"), language)


def _in_time(handler: Mapping[str, Any], language: Language) -> str:
    """Put in words how many of the closed ones a handler resolved in time; a dash where they are too few to tell.

    Without their share: the fifth column of a table has no room for it on a phone.
    """
    return "–" if handler["in_time"] is None else _so_many_of(handler["in_time"], handler["closed"], language)


def _within(days: int, language: Language) -> str:
    """Put in words how long something took: 'op dezelfde dag', 'binnen 1 dag', 'binnen 12 dagen'."""
    if language is Language.DUTCH:
        return f"binnen {days} {'dag' if days == 1 else 'dagen'}" if days else "op dezelfde dag"
    return f"within {days} {'day' if days == 1 else 'days'}" if days else "on the same day"


def of_all(value: int, of: int | None, language: Language) -> str:
    """Return 'so many of so many', and their share where they are enough for one; a dash where there are none."""
    if not of:
        return number_called(value, language) if of is None else "–"
    share = f" ({round(_WHOLE * value / of)}%)" if of >= TEN else ""
    return f"{_so_many_of(value, of, language)}{share}"


def _so_many_of(value: int, of: int, language: Language) -> str:
    return f"{number_called(value, language)} {'van' if language is Language.DUTCH else 'of'} {number_called(of, language)}"


def _change(figure: Mapping[str, Any], language: Language) -> str:
    """Put in figures by how much it changed: '+3', '−2', '0'; a dash where that is unknown, or it is a share."""
    if figure["before"] is None or figure.get("of") is not None:
        return "–"
    change = figure["value"] - figure["before"]
    return f"{'+' if change > 0 else '−' if change else ''}{number_called(abs(change), language)}"


IN_WORDS: Mapping[str, Callable[..., str]] = {
    "called": called,
    "cause": cause_called,
    "period": period_called,
    "share": _share,
    "share_before": _share_before,
    "change": _change,
    "in_time": _in_time,
    "week": column_called,
    "number": number_called,
    "within": _within,
}
"""What a template calls each; the language of the letter is added."""
