"""The report to the management: what its first line says, what it calls things, and how its figures stand in page and text."""

from datetime import timedelta
from typing import Any

import pytest
from letter_world import COMPOSER, NINE, Page, owed, parsed, part, squeezed

from outbound.ready_links import Links
from outbound.reporting.filters import of_all
from outbound.reporting.words import WORDS, period_called
from outbound.samples.report import SAMPLES_REPORT
from outbound.tables import BARS, TABLE, as_bars, as_table, in_columns
from tracker.figures.names import Figure
from tracker.keys import Key, Keyring
from tracker.ledger import Column
from tracker.letter_facts.reporting import AGES, MOST
from tracker.model import HANDLERS, ComplainantRole, Event, Language, Letter, Role, State
from tracker.procedure import PROCEDURE
from tracker.reporting.decisions import Waits
from tracker.told import Facts

D, E = Language.DUTCH, Language.ENGLISH
WEEK = SAMPLES_REPORT[0][1]
QUARTER = next(facts for _, facts in SAMPLES_REPORT if facts["kind"] == "quarter")


def ledger(received: int, difference: int = 0) -> Facts:
    one: Any = WEEK["ledger"]
    return {**WEEK, "ledger": [{**one[0], "received": received, "difference": difference}]}


FIRST_LINES = [
    ("many", ledger(143), "Alle 143 mails zijn verwerkt, er blijft niets liggen", "3 besluiten nodig"),
    ("one", ledger(1), "De enige mail is verwerkt, er blijft niets liggen", "3 besluiten nodig"),
    ("none", ledger(0) | {"decisions": []}, "Er kwam geen mail binnen", "alles verwerkt, geen besluit nodig"),
    (
        "before-the-register",
        ledger(0) | {"began_date": "2026-12-01"},
        "Van vóór dinsdag 1 december 2026 zijn er geen cijfers",
        "geen cijfers",
    ),
    ("waiting", ledger(143) | {"waiting": 2}, "Let op: 2 mails zijn nog niet verwerkt", "let op, 2 mails niet verwerkt"),
    ("one-waiting", ledger(0) | {"waiting": 1}, "Let op: 1 mail is nog niet verwerkt", "let op, 1 mail niet verwerkt"),
    ("difference", ledger(143, 2), "Let op: een verschil van 2 mails (ontvangen: 143)", "let op, verschil van 2 mails"),
    ("both", ledger(143, 1) | {"waiting": 3}, "Let op: een verschil van 1 mail (ontvangen: 143)", "let op, verschil van 1 mail"),
]


@pytest.mark.parametrize(("facts", "first", "subject"), [pytest.param(*row[1:], id=row[0]) for row in FIRST_LINES])
def test_the_first_line_says_whether_anything_is_left_lying(facts: Facts, first: str, subject: str) -> None:
    read = parsed(COMPOSER.compose(owed(Letter.REPORT, facts)))
    (heading,) = [attributes for tag, attributes in Page(part(read, "html")).elements if tag == "h1"]
    assert part(read, "plain").split("\n\n")[0] == first
    assert read["Subject"] == f"[Rapport] Week 47 van 2026: {subject}"
    assert (heading.get("class") == "alarm") is first.startswith("Let op: ")


def test_the_order_is_that_of_what_matters() -> None:
    text = COMPOSER.text(Letter.REPORT, D, WEEK)
    headings = [above for above, line in zip(text.split("\n"), text.split("\n")[1:], strict=False) if line and not line.strip("-")]
    assert headings == [
        "Vraagt een besluit: 3",
        "Streefdatum binnen vijf werkdagen: 6",
        "De cijfers",
        "Waar de meeste nieuwe klachten over gaan",
        "Open klachten",
        "Hoe lang nog tot de streefdatum",
        "De behandelaars",
        "Wat er met de mail is gebeurd",
    ]


BEGINNING: Facts = {"began_date": "2026-11-19"}
SECOND: Facts = {"began_date": "2026-11-12"}
IMPORTED: Facts = {"entered_later": 5}
WAITING: Facts = {"waiting": 2, "oldest_date": "2026-11-13"}
ONE_IMPORTED: Facts = {"entered_later": 1}
LEDGER: Facts = {"removals": {"lines": 1_234, "head": "9f86" * 16}}
ONE_LINE: Facts = {"removals": {"lines": 1, "head": "9f86" * 16}}


def off(**differences: int) -> Facts:
    """Return the ledgers of these mailboxes, of which so many mails are in no column."""
    one: Any = WEEK["ledger"]
    return {"ledger": [{**one[0], "mailbox": name, "difference": difference} for name, difference in differences.items()]}


def stood(*counts: int) -> Facts:
    """Return so many open complaints at the end of each of some weeks, of which the last is week 47."""
    return {"over": {"weeks": [f"2026-W{48 - len(counts) + place}" for place in range(len(counts))], "states": {"assigned": list(counts)}}}


SAYS_TOO = [
    # language, facts beside those of a week, what it says then
    (D, BEGINNING, "De registratie begon op donderdag 19 november 2026: de cijfers zijn van die dag af."),
    (E, BEGINNING, "The register began on Thursday 19 November 2026: the figures are from that day on."),
    (D, SECOND, "De registratie begon op donderdag 12 november 2026: met de week ervoor valt nog niets te vergelijken."),
    (E, SECOND, "The register began on Thursday 12 November 2026: there is nothing yet to compare with the week before."),
    (D, IMPORTED, "5 nieuwe klachten zijn pas in een latere week vastgelegd, bijvoorbeeld uit oude mail."),
    (D, IMPORTED, "Bij 'Open' en 'Te laat' tellen die pas vanaf dan mee."),
    (E, ONE_IMPORTED, "1 new complaint was put on record only in a later week, for instance from old mail."),
    (E, ONE_IMPORTED, '"Open" and "Overdue" count it from then on.'),
    (
        D,
        off(klachten=2),
        "Het gaat om de postbus klachten (2). De beheerder moet dit vandaag uitzoeken. Het commando klachten status zegt wat er is.",
    ),
    (D, {**off(klachten=2), **WAITING}, "Ook zijn 2 mails nog niet verwerkt. De oudste mail wacht sinds vrijdag 13 november 2026."),
    (E, {**off(klachten=2), **WAITING}, "2 mails have not been handled either. The oldest mail has been waiting since"),
    (E, off(a=2, b=0, c=-1), "It concerns the mailbox a (2), c (1). The administrator must look into this today."),
    (D, {"decisions": [{**WEEK["decisions"][2], "holder": None, "holder_name": None}]}, "Aan zet: de beheerder."),  # type: ignore[index,dict-item]  # facts
    (D, LEDGER, f"Het verwijderboek telt 1.234 regels; het controlegetal van de laatste is {'9f86' * 16}."),
    (E, ONE_LINE, f"The removal ledger has 1 line; the check number of the last is {'9f86' * 16}."),
    (D, stood(0, 3), "In week 46 waren het er 0; meer dan nu waren het er sindsdien niet."),
    (E, stood(3, 3, 3), "In week 45 there were 3; there were never more since than now."),
    (D, stood(3, 1), "In week 46 waren het er 3: meer waren het er sindsdien niet."),
    (E, stood(3, 1), "In week 46 there were 3: there were never more since."),
    (E, stood(1, 3, 2), "In week 45 there was 1; the most, 3, in week 46."),
    (D, stood(1, 3, 2), "In week 45 was het er 1; de meeste waren het er in week 46: 3."),
]


@pytest.mark.parametrize(("language", "told", "sentence"), SAYS_TOO)
def test_a_week_says_what_is_not_as_in_others(language: Language, told: Facts, sentence: str) -> None:
    assert sentence in squeezed(COMPOSER.text(Letter.REPORT, language, {**WEEK, **told}))
    assert sentence not in squeezed(COMPOSER.text(Letter.REPORT, language, WEEK))


SAYS = [
    (D, "KL-2026-00042: te laat, al 12 werkdagen (Incassokosten). Ook: ontvangst niet bevestigd; impasse, nog een poging of beroep."),
    (D, "Aan zet: Manager Operations (Anna de Boer). Mail: #heropenen of #beroep."),
    (D, "Onleesbare mail: 2, al 1 werkdag. Aan zet: Manager Operations (Anna de Boer)."),
    (
        D,
        "Zet in het onderwerp van uw mail het nummer van de klacht tussen rechte haken, zoals [KL-2026-00042], en het woord met het hekje.",
    ),
    (
        E,
        "Put the complaint's number in square brackets into the subject of your mail, such as [KL-2026-00042], and the word with the hash.",
    ),
    (D, "Op tijd bevestigd 11 van 12 (92%) 9 van 9 –"),
    (D, "Aan het eind van week 47 waren er 35 klachten open. In week 22 waren het er 28; de meeste waren het er in week 30: 42."),
    (D, "Zonder behandelaar 2 0 0 –"),
    (E, "KL-2026-00043: waits for consent to an amount, for 3 working days (Incassokosten). To act: Managing Director (Frank Dekker)."),
    (E, "New 12 9 +3 Resolved 11 13 −2 Open 35 34 +1 Overdue 6 6 0"),
    (E, "More than 10 working days late 1 6 to 10 working days late 0"),
]


@pytest.mark.parametrize(("language", "sentence"), SAYS)
def test_a_week_says(language: Language, sentence: str) -> None:
    assert sentence in squeezed(COMPOSER.text(Letter.REPORT, language, WEEK))


FIRST_WEEK = SAMPLES_REPORT[5][1]
NOTHING = [
    (D, "Aan het eind van week 47 was er geen klacht open.", "In de bijlage staan alle cijfers."),
    (E, "At the end of week 47, no complaint was open.", "The attachment has all figures."),
]


@pytest.mark.parametrize(("language", "standing", "attached"), NOTHING)
def test_nothing_is_said_of_no_complaints(language: Language, standing: str, attached: str) -> None:
    weeks: Facts = {"weeks": ["2026-W46", "2026-W47"], "states": {}}
    text = squeezed(COMPOSER.text(Letter.REPORT, language, {**FIRST_WEEK, "over": weeks}))
    assert f"{standing} How long" in text or f"{standing} Hoe lang" in text
    assert attached in text


def test_what_does_not_stand_in_the_mail_is_counted_and_nothing_else_where_no_workbook_goes_along() -> None:
    decisions: Any = WEEK["decisions"]
    text = COMPOSER.text(Letter.REPORT, D, {**WEEK, "decisions": [decisions[0]] * 12, "with_workbook": False})
    assert "En nog 2.\n" in text


RUNNING = [
    (WEEK, D, "Deze week loopt nog: dit zijn de cijfers tot nu toe.", "Op vrijdag 25 september 2026 waren er 35 klachten open."),
    (QUARTER, D, "Deze periode loopt nog: dit zijn de cijfers tot nu toe.", "Op vrijdag 25 september 2026 waren er 35 klachten open."),
    (WEEK, E, "This week is still running: these are the figures so far.", "On Friday 25 September 2026, 35 complaints were open."),
]


@pytest.mark.parametrize(("facts", "language", "running", "standing"), RUNNING)
def test_of_a_period_that_runs_no_end_is_told(facts: Facts, language: Language, running: str, standing: str) -> None:
    text = squeezed(COMPOSER.text(Letter.REPORT, language, {**facts, "made_date": "2026-09-25"}))
    assert running in text
    assert standing in text
    assert running not in squeezed(COMPOSER.text(Letter.REPORT, language, facts))


def test_a_quarter_says_causes_and_how_long_it_took() -> None:
    text = squeezed(COMPOSER.text(Letter.REPORT, D, QUARTER))
    assert "Incassokosten (55, ervoor 48): Berekening van kosten 30, Aanmaning 18, niet genoemd 7" in text
    assert "Privacy (3, ervoor 3): te weinig om te verdelen" in text
    further: Any = QUARTER["further"]
    alone = {**further, "causes": [{**one, "before": None} for one in further["causes"]]}
    assert "Incassokosten (55): Berekening" in squeezed(COMPOSER.text(Letter.REPORT, D, {**QUARTER, "further": alone}))
    assert "Ontvangst bevestigen: de helft op dezelfde dag, 90% binnen 1 dag (129 klachten)" in text
    assert "Oplossen: de helft binnen 9 dagen, 90% binnen 18 dagen (90 klachten)" in text
    few = squeezed(COMPOSER.text(Letter.REPORT, D, SAMPLES_REPORT[-1][1]))
    assert "Oplossen: te weinig klachten (2) om er iets over te zeggen" in few
    assert "Verdeling --------- Er waren te weinig klachten om te verdelen: minder dan 5 nieuwe, en minder dan 5 gesloten." in few
    told = [squeezed(COMPOSER.text(Letter.REPORT, D, SAMPLES_REPORT[place][1])) for place in (0, 4)]
    assert ["staat hier niet hoeveel er op tijd waren" in text for text in told] == [True, False], (
        "of two handlers few closed, then of none"
    )


CLOSING = {rule.event for rule in PROCEDURE if rule.to is State.CLOSED}
NAMED = [
    *(("waits", waits) for waits in Waits),
    *(("states", state) for state in State),
    *(("figures", figure) for figure in Figure),
    *(("ages", age) for age in AGES),
    *(("columns", column) for column in (*Column, "received", "waiting", "unclassed", "difference")),
    *(("complainants", role) for role in ComplainantRole),
    *(("findings", finding) for finding in (Event.UPHELD, Event.PARTLY_UPHELD, Event.NOT_UPHELD)),
    *(("roles", role) for role in (*HANDLERS, Role.MANAGING_DIRECTOR, Role.FRONT_DESK)),
    *(("outcomes", event) for event in sorted(CLOSING - {Event.TAKE_BACK})),
]


def test_everything_that_a_report_tells_has_a_name_in_both_languages() -> None:
    assert [(kind, str(key)) for kind, key in NAMED if str(key) not in WORDS[kind]] == []
    assert all(all(pair) for words in WORDS.values() for pair in words.values())
    endings = [WORDS["outcomes"][event] for event in sorted({*CLOSING, Event.RESOLVE} - {Event.TAKE_BACK, Event.SATISFIED})]
    assert len(set(endings)) == len(endings), "satisfied is counted with resolve; no two others have one name"


PERIODS = [
    ("2026-W47", "week", "week 47 van 2026", "week 47 of 2026"),
    ("2026-W03", "week", "week 3 van 2026", "week 3 of 2026"),
    ("2026-Q3", "quarter", "kwartaal 3 van 2026", "quarter 3 of 2026"),
    ("2026", "year", "het jaar 2026", "the year 2026"),
    ("2026-W36--2026-W42", "span", "week 36 tot en met week 42 van 2026", "week 36 to week 42 of 2026"),
    ("2026-W53--2027-W01", "span", "week 53 van 2026 tot en met week 1 van 2027", "week 53 of 2026 to week 1 of 2027"),
]


@pytest.mark.parametrize(("name", "kind", "dutch", "english"), PERIODS)
def test_periods_have_names(name: str, kind: str, dutch: str, english: str) -> None:
    assert (period_called(name, D, kind), period_called(name, E, kind)) == (dutch, english)


SHARES = [(3, None, "3"), (12_000, None, "12.000"), (0, 0, "–"), (9, 9, "9 van 9"), (8, 10, "8 van 10 (80%)"), (11, 12, "11 van 12 (92%)")]


@pytest.mark.parametrize(("value", "of", "words"), SHARES)
def test_no_share_is_told_of_fewer_than_ten(value: int, of: int | None, words: str) -> None:
    assert of_all(value, of, D) == words


KEYRING = Keyring((Key("aa", b"1" * 32),))


def test_a_report_of_a_very_bad_week_stays_a_mail() -> None:
    """Gmail cuts off a page above 102 kB; the text below is what was cut."""
    linked = Links(KEYRING, "klachten@voorbeeld.example", True, 7, "alice@mail.example", NINE + timedelta(days=28))
    decisions: Any = WEEK["decisions"]
    opens: Any = WEEK["open_complaints"]
    many = {**WEEK, "decisions": [decisions[0]] * 400, "due_soon": [opens[0]] * 300, "open_complaints": [opens[0]] * 10_000}
    read = parsed(COMPOSER.compose(owed(Letter.REPORT, linked.put_into(many))))
    assert len(part(read, "html").encode()) < 100_000
    assert part(read, "plain").count("KL-2026-00042:") == 2 * MOST
    assert "En nog 390; alles staat in de bijlage." in squeezed(part(read, "plain"))
    assert len([link for link in Page(part(read, "html")).links if str(link).startswith("mailto:")]) == 2


def html_of(kind: str, *lines: str) -> str:
    return {TABLE: as_table, BARS: as_bars}[kind](lines, lambda words: words)


def test_a_table_has_heads_for_its_columns_and_its_lines() -> None:
    page = Page(html_of(TABLE, "| | Nu | Ervoor |", "| Nieuw | 12 | 9 |"))
    heads = [attributes.get("scope") for tag, attributes in page.elements if tag == "th"]
    assert heads == ["col", "col", "row"]
    assert squeezed(page.text) == "Nu Ervoor Nieuw 12 9"


def test_bars_are_as_long_as_their_figures_and_late_ones_are_marked() -> None:
    page = Page(html_of(BARS, "| ! Te laat | 5 |", "| Later | 10 |", "| Nooit | 0 |"))
    drawn = [attributes for tag, attributes in page.elements if tag == "table" and attributes.get("role")]
    assert [one["width"] for one in drawn] == ["50%", "100%"]
    assert [attributes["class"] for tag, attributes in page.elements if "filled" in str(attributes.get("class"))] == [
        "filled late",
        "filled",
    ]
    assert squeezed(page.text.replace("\xa0", "")) == "Te laat 5 Later 10 Nooit 0"


def test_a_very_long_word_may_be_broken_and_is_still_one() -> None:
    word = "Incassokostenberekening"
    page = Page(html_of(TABLE, "| | Nu |", f"| {word} | 5 |"))
    assert [tag for tag, _ in page.elements if tag == "wbr"] == ["wbr"]
    assert word in page.text
    assert "<wbr>" not in html_of(TABLE, "| | Nu |", "| Teamleider Debiteurenbeheer | 5 |")


COLUMNS = [
    ("aligned", ["| | Nu | Ervoor |", "| Nieuw | 12 | 9 |"], ["       Nu  Ervoor", "Nieuw  12       9"]),
    ("marked", ["| ! Te laat | 5 |"], ["Te laat  5"]),
    ("bar-in-a-name", ["| | Nu |", "| Kosten | rente | 5 |"], ["                Nu", "Kosten | rente   5"]),
    (
        "long",
        [f"| {'lange naam ' * 8} | 5 |"],
        ["lange naam lange naam lange naam lange naam lange naam lange naam", f"{'lange naam lange naam':65}  5"],
    ),
    ("no-room", ["| | Nu |", f"| {'x' * 70} | 123456 |"], [f"{'':60}      Nu", "x" * 70, f"{'':60}  123456"]),
    ("nothing", [], []),
]


@pytest.mark.parametrize(("lines", "columns"), [pytest.param(*row[1:], id=row[0]) for row in COLUMNS])
def test_a_text_has_figures_in_columns(lines: list[str], columns: list[str]) -> None:
    assert in_columns(lines) == columns


def test_what_the_house_calls_a_nature_is_no_mark_of_ours() -> None:
    """Whatever stands in a name, it stays one cell, as it is written."""
    name = 'Kosten | <b>rente</b> & "aanmaning" ~~~~~~~~ **vet** \\'
    facts = {**WEEK, "nature_names": {"costs": name}}
    page = Page(part(parsed(COMPOSER.compose(owed(Letter.REPORT, facts))), "html"))
    assert squeezed(name) in squeezed(page.text)
    assert "b" not in page.tags
    assert len([tag for tag, _ in page.elements if tag == "tr"]) == len([tag for tag, _ in page_of(WEEK).elements if tag == "tr"])


def page_of(facts: Facts) -> Page:
    return Page(part(parsed(COMPOSER.compose(owed(Letter.REPORT, facts))), "html"))
