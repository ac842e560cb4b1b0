"""The managing director's bare first word: consent is the word alone, and anything less clear is asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.asked import Asked, Question
from intake.consent import LONGEST, read_consent
from tracker.model import Event

SIGNED = "\n\nMet vriendelijke groet,\nFrank Dekker\nAlgemeen Directeur\n030-123 45 06"
CONSENT = [
    "akkoord",
    "Akkoord.",
    "AKKOORD!",
    "\n\n  akkoord  \n",
    "*Akkoord*",
    "“Akkoord”",
    "ja",
    "Ja.",
    "Ja, akkoord",
    "ja akkoord",
    "Akkoord, groet Frank",
    "Akkoord. Mvg, Frank",
    "Akkoord\nFrank",
    "Akkoord,\n\nF. van den Dekker\n030-123 45 06",
    f"Ja{SIGNED}",
]
REFUSAL = [
    # text, the reason
    ("niet akkoord", None),
    ("Niet akkoord.", None),
    ("niet-akkoord", None),
    ("nee", None),
    ("Nee!", None),
    ("Nee, niet akkoord", None),
    ("Nee, te veel.", "te veel."),
    ("Niet akkoord: de klager betaalde nooit", "de klager betaalde nooit"),
    ("Nee\n\nDit is te veel.", "Dit is te veel."),
    (f"Niet akkoord{SIGNED}", None),
]
LESS_CLEAR = [
    "akk.",
    "akk",
    "accoord",
    "ok",
    "ok hoor",
    "oké",
    "ja hoor",
    "ja maar",
    "ja, mits hij tekent",
    "Akkoord, mits hij tekent",
    "Akkoord maar niet meer dan 100",
    "Akkoord met 100 euro",
    "Akkoord\nMaak er 100 van",
    "Akkoord\nMits hij tekent",
    "Akkoord\nNiet doen",
    "Akkoord\nNee",
    "Akkoord\n\nMaar eerst overleg",
    "Akkoord, bedankt maar eerst overleg",
    "Akkoord niet",
    "akkoord nee",
    "akkoord?",
    "ja?",
    "nee?",
    "nee, geen bezwaar",
    "nee hoor, prima",
    "nee ja",
    "nog niet akkoord",
    "niet",
    "niet oneens",
    "Beste Anna,\n\nAkkoord",
    "Wat mij betreft akkoord",
    "jawel",
    "ja-nee",
    "akkoordx",
    "- akkoord",
    "1. akkoord",
    "Akkoord" + "\n" * LONGEST + "niet",
    "?",
]


def event_of(text: str) -> Event | None:
    found = read_consent(text)
    return found.event if isinstance(found, Asked) else None


@pytest.mark.parametrize("text", CONSENT)
def test_the_word_alone_consents(text: str) -> None:
    assert event_of(text) is Event.CONSENT


@pytest.mark.parametrize(("text", "reason"), REFUSAL)
def test_a_refusal_comes_with_its_reason(text: str, reason: str | None) -> None:
    found = read_consent(text)
    assert isinstance(found, Asked)
    assert (found.event, found.argument) == (Event.REFUSE_CONSENT, reason)


@pytest.mark.parametrize("text", LESS_CLEAR)
def test_anything_less_clear_is_asked_about(text: str) -> None:
    found = read_consent(text)
    assert isinstance(found, Question)
    assert found.in_dutch.endswith("Bedoelt u #akkoord of #nietakkoord?")


@pytest.mark.parametrize("text", ["", " \n "])
def test_no_text_is_no_verdict(text: str) -> None:
    assert read_consent(text) is None


WORDS = st.sampled_from(["akkoord", "ja", "nee", "niet", "maar", "mits", "Frank", "groet", ",", ".", "\n", " ", "?", "100", "euro"])


@given(before=st.sampled_from(["", "Niet ", "Nog niet ", "Nee, "]), words=st.lists(WORDS, max_size=6).map(" ".join))
def test_consent_is_never_read_into_a_text_that_takes_it_back(before: str, words: str) -> None:
    text = f"{before}akkoord {words}"
    denies = before or {"nee", "niet", "maar", "mits", "?", "100", "euro"} & set(words.split()[:2])
    assert not (denies and event_of(text) is Event.CONSENT)


@given(text=st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    assert (read_consent(text) is None) == (not text.strip())
