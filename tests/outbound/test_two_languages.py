"""Who wrote in neither language reads a letter in both: all of it in Dutch, and all of it once more in English."""

import re
from dataclasses import replace
from urllib.parse import unquote

import pytest
from letter_world import COMPOSER, EVERY, HOUSE, Page, owed, parsed, part, sample, squeezed

from outbound.languages import RULE
from outbound.letter import LetterOwed
from tracker.letter_facts.inside import ready
from tracker.letters import LETTERS, Audience
from tracker.model import Language, Letter
from tracker.told import Facts

D, E = Language.DUTCH, Language.ENGLISH
OUTSIDE = [(letter, facts) for letter, language, facts in EVERY if LETTERS[letter].audience is Audience.COMPLAINANT and language is D]
WHERE = "This letter is in Dutch and in English.\nThe English text is below the Dutch text."
SHOWN = 4096
"""Octets of an acknowledgement that are seen, at most. Source: docs/mail-rules.md, R-ACK-14."""


def in_both(letter: Letter, facts: Facts) -> LetterOwed:
    return replace(owed(letter, facts), also_in=E)


@pytest.mark.parametrize(("letter", "facts"), OUTSIDE)
def test_the_text_says_all_in_dutch_and_below_a_rule_all_in_english(letter: Letter, facts: Facts) -> None:
    text = COMPOSER.text(letter, D, facts, E)
    first, second = text.split(f"\n{RULE}\n\n")
    where, dutch = first.split("\n\n", 1)
    assert squeezed(where) == squeezed(WHERE)
    assert dutch == COMPOSER.text(letter, D, facts)
    assert second == COMPOSER.text(letter, E, facts)
    assert [line for line in text.split("\n") if len(line) > 72 and " " in line.strip()] == []


@pytest.mark.parametrize(("letter", "facts"), OUTSIDE)
def test_the_page_says_the_same_and_names_the_language_of_each_half(letter: Letter, facts: Facts) -> None:
    page = Page(part(parsed(COMPOSER.compose(in_both(letter, facts))), "html"))
    halves = [attributes["lang"] for tag, attributes in page.elements if tag == "div" and "lang" in attributes]
    assert halves == ["nl", "en"]
    assert [tag for tag, attributes in page.elements if attributes.get("class") == "languages"] == ["hr"]
    for language in (D, E):
        alone = Page(part(parsed(COMPOSER.compose(owed(letter, facts, language))), "html"))
        title, body = squeezed(alone.text).partition(f"{HOUSE.name} ")[2].split(f": {facts['reference']} ", 1)
        assert f" {title}: {facts['reference']} " in squeezed(page.text)
        assert body in squeezed(page.text)
        assert alone.links <= page.links


@pytest.mark.parametrize(("letter", "facts"), OUTSIDE)
def test_one_subject_says_both_and_bears_the_reference_once(letter: Letter, facts: Facts) -> None:
    dutch, english = (COMPOSER.subject(letter, language, facts) for language in (D, E))
    assert COMPOSER.subject(letter, D, facts, E) == f"{dutch.removesuffix(' [KL-2026-00042]')} / {english}"
    read = parsed(COMPOSER.compose(in_both(letter, facts)))
    assert str(read["Subject"]) == COMPOSER.subject(letter, D, facts, E)
    assert str(read["Subject"]).count("KL-2026-00042") == 1
    assert read["Content-Language"] == "nl, en"


@pytest.mark.parametrize("position", range(2))
def test_yes_and_no_can_be_clicked_in_each_language(position: int) -> None:
    page = Page(part(parsed(COMPOSER.compose(in_both(Letter.INQUIRY, sample(Letter.INQUIRY, position)))), "html"))
    words = [unquote(str(attributes["href"]).partition("subject=")[2]) for tag, attributes in page.elements if tag == "a"]
    assert words == [f"{word} [KL-2026-00042]" for word in ("JA", "NEE", "YES", "NO")]


def test_each_half_names_terms_costs_and_titles_in_its_own_language() -> None:
    dutch, english = COMPOSER.text(Letter.APPEAL, D, sample(Letter.APPEAL), E).split(RULE)
    assert re.search(r"Teamleider Debiteurenbeheer", dutch)
    assert re.search(r"Dit is gratis", dutch)
    assert re.search(r"Team Leader Accounts Receivable", english)
    assert re.search(r"It is free", english)
    assert not re.search(r"Team Leader|It is free|Within three", dutch)
    assert not re.search(r"Teamleider|gratis|Binnen drie", english)


@pytest.mark.parametrize("position", range(2))
def test_the_acknowledgement_stays_short(position: int) -> None:
    assert len(COMPOSER.text(Letter.ACKNOWLEDGEMENT, D, sample(Letter.ACKNOWLEDGEMENT, position), E).encode()) < SHOWN


def test_staff_see_both_halves_of_a_letter_that_lies_ready() -> None:
    lies_ready = ready(Letter.ACKNOWLEDGEMENT, D, sample(Letter.ACKNOWLEDGEMENT), E)
    facts = {**sample(Letter.UNACKNOWLEDGED), "ready_letter": lies_ready}
    text = squeezed(COMPOSER.text(Letter.UNACKNOWLEDGED, D, facts))
    page = squeezed(Page(part(parsed(COMPOSER.compose(owed(Letter.UNACKNOWLEDGED, facts))), "html")).text)
    for shown in (text, page):
        assert re.search(r"Wij hebben uw klacht ontvangen op .*We received your complaint on", shown)
