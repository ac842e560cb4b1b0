"""What a letter may not leave out, whoever writes its template.

Knows facts and both ways of writing them. Rule: demanded is only what our own
template tells from the same facts, so that a letter which need not tell
something is never asked for it.
Source: docs/procedure.md, Letters.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from outbound.compose import Composer
from outbound.house import House
from outbound.in_words import IN_WORDS
from outbound.own_templates.faults import Fault
from outbound.own_templates.folder import Overlay
from outbound.samples import SAMPLES
from outbound.shown import written_lines
from tracker.letters import LETTERS, Audience
from tracker.model import Language, Letter
from tracker.told import Facts

Said = Callable[[Facts, Language, House], Sequence[str]]
"""How something may stand in the text, any of these; none where there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that a letter to a complainant tells. what: as its author knows it; write: how a template asks for it."""

    what: str
    write: str
    said: Said


def _day(fact: str) -> Said:
    def said(facts: Facts, language: Language, _: House) -> Sequence[str]:
        day = facts.get(fact)
        return [IN_WORDS[words](day, language) for words in ("day", "short_day")] if day else []

    return said


def _plain(fact: str) -> Said:
    return lambda facts, _language, _house: [str(facts[fact])] if facts.get(fact) else []


def _money(facts: Facts, language: Language, _: House) -> Sequence[str]:
    return [IN_WORDS["money"](facts["amount_cents"], language)] if facts.get("amount_cents") else []


def _first_line(facts: Facts, _language: Language, _house: House) -> Sequence[str]:
    return written_lines(str(facts["text"]))[:1] if facts.get("text") else []


def _of_route(part: str) -> Said:
    def said(facts: Facts, language: Language, _: House) -> Sequence[str]:
        route = cast("Mapping[str, str | Mapping[str, str]] | None", facts.get("appeal"))
        told = route[part] if route else ""
        return [one for one in [told if isinstance(told, str) else told[language]] if one]

    return said


DEMANDS: tuple[Demand, ...] = (
    Demand("the reference", "{{ reference }}", _plain("reference")),
    Demand("the target date", "{{ target_date | day }}", _day("target_date")),
    Demand("the new target date", "{{ new_date | day }}", _day("new_date")),
    Demand("the day of contact", "{{ contact_date | day }}", _day("contact_date")),
    Demand("the day of removal", "{{ removal_date | day }}", _day("removal_date")),
    Demand("the amount", "{{ amount_cents | money }}", _money),
    Demand("what the employee wrote", "{{ text | written }}", _first_line),
    Demand("the name of the appeal route", "{{ appeal.name }}", _of_route("name")),
    Demand("the terms of the appeal route", "{{ appeal.terms[language] }}", _of_route("terms")),
    Demand("the costs of the appeal route", "{{ appeal.costs[language] }}", _of_route("costs")),
    Demand("who signs", "{{ signer_name }}", _plain("signer_name")),
    Demand("the statutory name", "{{ house.statutory_name }}", lambda _facts, _language, house: [house.statutory_name]),
    Demand("the KvK number", "{{ house.kvk_number }}", lambda _facts, _language, house: [house.kvk_number]),
)


def lacking(own: Composer, ours: Composer, overlay: Overlay, touched: Iterable[tuple[Letter, Language]]) -> Iterator[Fault]:
    """Give what letters by `own` leave out that those by `ours` tell, from the same facts. Each letter can be written by both."""
    for letter, language in touched:
        for facts in (facts for one, facts in SAMPLES if one is letter):
            yield from _unreferenced(own, ours, overlay, letter, language, facts)
            if LETTERS[letter].audience is Audience.COMPLAINANT:
                yield from _untold(own, ours, overlay, letter, language, facts)


def _unreferenced(own: Composer, ours: Composer, overlay: Overlay, letter: Letter, language: Language, facts: Facts) -> Iterator[Fault]:
    """See whether the subject has the reference, by which the answer finds its complaint."""
    mark = f"[{facts.get('reference')}]"
    if mark in ours.subject(letter, language, facts) and mark not in own.subject(letter, language, facts):
        file, line = _place(overlay, letter, language, "subject")
        yield Fault(file, line, "the subject lacks the reference, by which answers find their complaint", "write [{{ reference }}] in it")


def _untold(own: Composer, ours: Composer, overlay: Overlay, letter: Letter, language: Language, facts: Facts) -> Iterator[Fault]:
    texts = [" ".join(composer.text(letter, language, facts).split()) for composer in (own, ours)]
    for demand in DEMANDS:
        said = [" ".join(one.split()) for one in demand.said(facts, language, own.house)]
        in_own, in_ours = (any(one in text for one in said) for text in texts)
        if in_ours and not in_own:
            file, line = _place(overlay, letter, language, "body")
            yield Fault(file, line, f"the letter lacks {demand.what}", f"write {demand.write}")


def _place(overlay: Overlay, letter: Letter, language: Language, block: str) -> tuple[str, int | None]:
    """Name the customer's own file that is to blame: the letter itself, or the part of it that they replaced."""
    own = [one.source for one in overlay.within(f"{language}/{letter}.md") if one.name in overlay.own]
    source = own[0]
    return source.file, source.blocks.get(block)
