"""Days as Dutch people type them: each reads as one day, or is asked about."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.typed.dates import YEARS_AROUND, Direction, read_date
from tracker.typed.words import LONGEST, Unclear

TODAY = date(2026, 4, 2)  # a Thursday
DAY = timedelta(days=1)
BACK = Direction.BACK

UNDERSTOOD = [
    # typed on Thursday 2 April 2026, the day
    ("15-12-2026", date(2026, 12, 15)),
    ("15/12", date(2026, 12, 15)),
    ("15-5", date(2026, 5, 15)),
    ("15–5", date(2026, 5, 15)),
    ("15 - 5 - 2026", date(2026, 5, 15)),
    ("5/6", date(2026, 6, 5)),  # the day first, always
    ("15.12.26", date(2026, 12, 15)),
    ("15-12-'26", date(2026, 12, 15)),
    ("2026-12-15", date(2026, 12, 15)),
    ("15 december a.s.", date(2026, 12, 15)),
    ("15 december as", date(2026, 12, 15)),
    ("aanstaande 15 december", date(2026, 12, 15)),
    ("15 December", date(2026, 12, 15)),
    ("15 dec.", date(2026, 12, 15)),
    ("15-dec-2026", date(2026, 12, 15)),
    ("15e december", date(2026, 12, 15)),
    ("1ste juni", date(2026, 6, 1)),
    ("1 mrt 2027", date(2027, 3, 1)),
    ("1 sept", date(2026, 9, 1)),
    ("vr 15 mei", date(2026, 5, 15)),
    ("vr. 15 mei", date(2026, 5, 15)),
    ("vrijdag, 15 mei 2026", date(2026, 5, 15)),
    ("op vrijdag 15-5", date(2026, 5, 15)),
    ("uiterlijk op 15 mei.", date(2026, 5, 15)),
    ("vóór 15 mei", date(2026, 5, 15)),
    ("voor 15\u00a0mei", date(2026, 5, 15)),
    ("tot 15 mei", date(2026, 5, 15)),
    ("per 1 mei", date(2026, 5, 1)),
    ("(15 mei)", date(2026, 5, 15)),
    ("2 april", TODAY),  # today is not yet over
    ("1 april", date(2027, 4, 1)),
    ("vandaag", TODAY),
    ("morgen", date(2026, 4, 3)),
    ("overmorgen", date(2026, 4, 4)),
    ("vrijdag", date(2026, 4, 3)),
    ("woensdag", date(2026, 4, 8)),
    ("aanstaande vrijdag", date(2026, 4, 3)),
    ("vrijdag a.s.", date(2026, 4, 3)),
    ("komende wo", date(2026, 4, 8)),
    ("aanstaande donderdag", date(2026, 4, 9)),  # never today
    ("over twee weken", date(2026, 4, 16)),
    ("over 2 weken", date(2026, 4, 16)),
    ("over een week", date(2026, 4, 9)),
    ("over één dag", date(2026, 4, 3)),
    ("over 10 dagen", date(2026, 4, 12)),
    ("over een maand", date(2026, 5, 2)),
    ("over 9 maanden", date(2027, 1, 2)),
]
BEHIND = [
    # typed on the same day, of what has been
    ("30 maart", date(2026, 3, 30)),
    ("30-3", date(2026, 3, 30)),
    ("2 april", TODAY),
    ("3 april", date(2025, 4, 3)),
    ("gisteren", date(2026, 4, 1)),
    ("eergisteren", date(2026, 3, 31)),
    ("afgelopen vrijdag", date(2026, 3, 27)),
    ("vrijdag jl.", date(2026, 3, 27)),
    ("30 maart j.l.", date(2026, 3, 30)),
    ("dinsdag", date(2026, 3, 31)),
    ("twee weken geleden", date(2026, 3, 19)),
    ("op 30-03-2026", date(2026, 3, 30)),
]
REFUSED = [
    # typed on the same day: none, or two
    "volgende week vrijdag",
    "volgende vrijdag",
    "volgende week",
    "eind van de week",
    "eind mei",
    "begin juni",
    "half mei",
    "deze maand",
    "donderdag",  # today, or in a week?
    "z.s.m.",
    "15",
    "de 15e",
    "december",
    "12-2026",
    "15 deecmber",
    "vijftien december",
    "do 15 mei",  # it is a Friday
    "xx 15 mei",
    "31-02-2026",
    "31 april",
    "29-2",
    "15-13",
    "5-12-26-3",
    "15-12/2026",
    "15-12-2062",
    "15-12-1926",
    "15-12-202",
    "15122026",
    "15 december 17:00",
    "12:30",
    "15 mei of 16 mei",
    "15 mei t/m 16 mei",
    "15 januari 2026 a.s.",
    "2 april 2026 a.s.",
    "afgelopen vrijdag a.s.",
    "over 5 werkdagen",
    "over anderhalve week",
    "over weken",
    "twee weken",
    "１５-12-2026",
    "١٥-12-2026",
    "15²-12-2026",
    "",
    " . ",
    "x" * (LONGEST + 1),
]


@pytest.mark.parametrize(("typed", "day"), UNDERSTOOD)
def test_a_day_is_understood(typed: str, day: date) -> None:
    assert read_date(typed, TODAY) == day


@pytest.mark.parametrize(("typed", "day"), BEHIND)
def test_a_day_that_has_been_is_looked_for_behind(typed: str, day: date) -> None:
    assert read_date(typed, TODAY, BACK) == day


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_no_day_or_two_is_asked_about(typed: str) -> None:
    with pytest.raises(Unclear) as unclear:
        read_date(typed, TODAY)
    assert unclear.value.why.endswith((".", "?"))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("do 15 mei", "De dag van de week past niet: het is vrijdag 15 mei 2026."),
        ("31 april 2026", "Deze dag bestaat niet."),
        ("15-12-2062", "Het jaar 2062 ligt te ver weg."),
        ("eind mei", "Dit begrijpen wij niet als één bepaalde dag. Schrijf de dag zo: 15-12-2026."),
    ],
)
def test_the_question_says_what_is_wrong(typed: str, why: str) -> None:
    with pytest.raises(Unclear, match=f"^{why}$".replace(".", r"\.")):
        read_date(typed, TODAY)


@pytest.mark.parametrize(("today", "typed"), [(date(2026, 1, 31), "over een maand"), (date(2028, 2, 29), "over 12 maanden")])
def test_a_month_ahead_that_lacks_the_day_is_asked_about(today: date, typed: str) -> None:
    with pytest.raises(Unclear):
        read_date(typed, today)


@pytest.mark.parametrize(
    ("today", "day"), [(date(2027, 3, 1), date(2028, 2, 29)), (date(2028, 2, 29), date(2028, 2, 29)), (date(2027, 1, 15), None)]
)
def test_a_leap_day_is_the_next_one_within_a_year(today: date, day: date | None) -> None:
    found = None
    with suppress(Unclear):
        found = read_date("29-2", today)
    assert found == day


MONTHS = ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"]
SHORT_MONTHS = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
WEEKDAYS = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]

WITH_YEAR: dict[str, Callable[[date], str]] = {
    "15-5-2026": lambda day: f"{day.day}-{day.month}-{day.year}",
    "15/05/26": lambda day: f"{day.day:02}/{day.month:02}/{day.year % 100:02}",
    "2026-05-15": lambda day: f"{day.year}-{day.month:02}-{day.day:02}",
    "15 mei 2026": lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    "vr 15 mei 2026": lambda day: f"{WEEKDAYS[day.weekday()][:2]} {day.day} {SHORT_MONTHS[day.month - 1]}. {day.year}",
}
WITHOUT_YEAR: dict[str, Callable[[date], str]] = {
    "15-5": lambda day: f"{day.day}-{day.month}",
    "15 MEI": lambda day: f"{day.day} {MONTHS[day.month - 1].upper()}",
    "voor vrijdag 15 mei": lambda day: f"voor {WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}",
}
FIRST, LAST = date(2023, 1, 1), date(2031, 12, 31)  # with two leap days


def every_day() -> Iterator[date]:
    day = FIRST
    while day <= LAST:
        yield day
        day += DAY


@pytest.mark.parametrize("form", WITH_YEAR.values(), ids=WITH_YEAR)
def test_every_day_of_nine_years_reads_as_itself(form: Callable[[date], str]) -> None:
    assert [day for day in every_day() if read_date(form(day), date(2027, 7, 1)) != day] == []


@pytest.mark.parametrize("form", WITHOUT_YEAR.values(), ids=WITHOUT_YEAR)
@pytest.mark.parametrize("away", [0, 1, 200, 364])
def test_without_a_year_every_day_is_the_nearest_ahead_or_behind(form: Callable[[date], str], away: int) -> None:
    ago = timedelta(days=away)
    assert [day for day in every_day() if read_date(form(day), day - ago) != day] == []
    assert [day for day in every_day() if read_date(form(day), day + ago, BACK) != day] == []


@pytest.mark.parametrize("wrong", range(1, 7))
def test_a_day_of_the_week_that_does_not_fit_is_never_passed_over(wrong: int) -> None:
    for day in every_day():
        with pytest.raises(Unclear):
            read_date(f"{WEEKDAYS[(day.weekday() + wrong) % 7]} {day.day}-{day.month}-{day.year}", date(2027, 7, 1))


def test_a_day_of_the_week_is_the_next_one() -> None:
    for today in every_day():
        ahead = [today + DAY * number for number in range(1, 7)]
        assert [read_date(WEEKDAYS[day.weekday()], today) for day in ahead] == ahead


@given(typed=st.text(alphabet="0123456789-/. aeoudvrijgmnst", max_size=20) | st.text(max_size=40), today=st.dates())
def test_anything_typed_is_a_day_nearby_or_a_question(typed: str, today: date) -> None:
    for direction in Direction:
        with suppress(Unclear):
            assert abs(read_date(typed, today, direction).year - today.year) <= max(YEARS_AROUND, 84)  # 999 months
