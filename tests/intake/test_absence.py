"""Until when an automatic reply says that somebody is away, and what is left alone because it is not plain."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.absence import LOOKED_AT, away_until

TODAY = date(2026, 12, 18)  # a Friday

PLAIN = [
    # what it says, the last day away
    ("Ik ben terug op 4 januari.", date(2027, 1, 3)),
    ("Ik ben afwezig t/m 2 januari.", date(2027, 1, 2)),
    ("Tot en met 2 januari ben ik afwezig.", date(2027, 1, 2)),
    ("Wegens vakantie afwezig tot 5 januari", date(2027, 1, 5)),  # the day itself included: nothing is left undone by that
    ("Vanaf maandag 4 januari ben ik weer bereikbaar.", date(2027, 1, 3)),
    ("Maandag 21 december ben ik weer aanwezig.", date(2026, 12, 20)),
    ("Ik ben maandag weer aanwezig.", date(2026, 12, 20)),
    ("Ik ben er weer op 04-01-2027.", date(2027, 1, 3)),
    ("Terug per 4-1.", date(2027, 1, 3)),
    ("Van 21-12 t/m 1-1 ben ik op vakantie", date(2027, 1, 1)),
    ("Ik ben afwezig van ma 21 dec. t/m vr 1 jan. Bel voor spoed 030-123 45 67.", date(2027, 1, 1)),
    ("Ik ben afwezig t/m\n2 januari 2027\nMet vriendelijke groet", date(2027, 1, 2)),
    ("Afwezig t/m 2 januari. Vanaf maandag 4 januari ben ik weer op kantoor.", date(2027, 1, 3)),
    ("Vanaf 21 december ben ik met verlof en op 4 januari weer terug.", date(2027, 1, 3)),
    ("Ik ben afwezig t/m 2 januari en daarna weer bereikbaar.", date(2027, 1, 2)),
    ("Met zwangerschapsverlof tot en met 31-08-2027.", date(2027, 8, 31)),
    ("Wij zijn gesloten t/m zondag 3 januari.", date(2027, 1, 3)),
    ("I will be back on 5 January.", date(2027, 1, 4)),
    ("Out of office until 2 January 2027.", date(2027, 1, 2)),
    ("I'm back on January 5th, 2027.", date(2027, 1, 4)),
    ("Returning to the office on Monday, January 4.", date(2027, 1, 3)),
    ("Returning 4th of January", date(2027, 1, 3)),
    ("I am on annual leave through 15/01/2027.", date(2027, 1, 15)),
    ("I am away and return tomorrow.", TODAY),
]

UNCLEAR = [
    "Ik ben momenteel niet aanwezig.",
    "Bedankt voor uw mail van 4 januari.",
    "Ik ben volgende week vrijdag terug.",
    "Ik ben terug op volgende week vrijdag.",
    "Ik ben eind januari terug.",
    "Ik ben over een tijdje weer terug.",
    "Ik ben terug op dinsdag 4 januari.",  # a Monday
    "Ik ben terug op 31 februari.",
    "Ik ben t/m 23 december bereikbaar. Daarna ben ik met verlof.",
    "Tot 23 december ben ik bereikbaar, daarna afwezig t/m 4 januari.",
    "Ik ben afwezig t/m 2 januari. Mijn collega is afwezig t/m 8 januari.",
    "Ik ben terug op 4 januari. Mijn collega is terug op 28 december.",
    "Ik ben op 4 januari terug, en afwezig t/m 8 januari.",
    "Ik ben vandaag tot 12.30 uur afwezig.",
    "Ik ben afwezig tot 9.10 uur.",
    "I am on annual leave through 01/05/2027.",
    "Ik was afwezig t/m 2 november.",  # long ago, or nearly a year ahead
    "Ik ben terug op 4 december 2026.",
    "",
]


@pytest.mark.parametrize(("text", "last"), PLAIN)
def test_what_is_plain(text: str, last: date) -> None:
    assert away_until(text, TODAY) == last


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_is_not_plain_is_none(text: str) -> None:
    assert away_until(text, TODAY) is None


FORMS = ("{day} {dutch} {year}", "{day}-{month}-{year}", "{year}-{month:02}-{day:02}", "{day} {english} {year}", "{english} {day}, {year}")
DUTCH = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december")
ENGLISH = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


@pytest.mark.parametrize(("form", "month"), list(product(FORMS, range(1, 13))))
def test_every_month_in_every_form(form: str, month: int) -> None:
    day = date(2027, month, 15)
    words = form.format(day=15, month=month, year=2027, dutch=DUTCH[month - 1], english=ENGLISH[month - 1])
    assert away_until(f"Ik ben afwezig t/m {words}.", TODAY) == day
    assert away_until(f"I am back on {words}.", TODAY) == day - timedelta(days=1)


_WORDS = (
    "t/m",
    "tot",
    "terug",
    "weer",
    "back",
    "on",
    "op",
    "until",
    "afwezig",
    "4",
    "januari",
    "5-1",
    "2027",
    "maandag",
    "away",
    ".",
    "A",
    "en",
    "volgende",
)


@given(words=st.lists(st.sampled_from(_WORDS) | st.text(max_size=4), max_size=60))
def test_whatever_is_written_is_a_day_to_come_or_nothing(words: list[str]) -> None:
    last = away_until(" ".join(words), TODAY)
    assert last is None or TODAY <= last <= date(2032, 12, 31)


def test_a_footer_far_below_is_not_looked_at() -> None:
    assert away_until("x\n" * LOOKED_AT + "Ik ben terug op 4 januari.", TODAY) is None
