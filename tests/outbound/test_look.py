"""One source of colours: whatever colour a customer has, its words can be read on every ground that they stand on."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letter_world import HOUSE, owed, parsed, part, sample

from outbound.compose import Composer
from outbound.look import CONTRAST, Scheme, contrast, look_of, readable
from tracker.model import Letter

RATIOS = [
    # one, other, WCAG's ratio
    ("#000000", "#ffffff", 21.0),
    ("#ffffff", "#ffffff", 1.0),
    ("#767676", "#ffffff", 4.54),
    ("#0000ff", "#ffffff", 8.59),
]


@pytest.mark.parametrize(("one", "other", "ratio"), RATIOS)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == round(contrast(other, one), 2) == ratio


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_whatever_the_colour_its_words_and_the_words_on_it_can_be_read(colour: str) -> None:
    look = look_of(colour)
    assert look.colour == colour
    for scheme in (look.light, look.dark):
        words = {scheme.ink, scheme.soft, scheme.accent, scheme.alarm}
        assert min(contrast(word, ground) for word in words for ground in (scheme.paper, scheme.panel)) >= CONTRAST


@pytest.mark.parametrize(
    ("colour", "shade"),
    [("#1f4e79", "#1f4e79"), ("#000000", "#000000"), ("#ffcc00", "#876c00"), ("#ffffff", "#717171"), ("#ff6600", "#bf4d00")],
)
def test_a_colour_that_can_be_read_stays_and_another_becomes_a_shade_of_itself(colour: str, shade: str) -> None:
    assert readable(colour, ("#ffffff", "#f6f6f3")) == shade


def test_what_is_readable_nowhere_is_said() -> None:
    with pytest.raises(ValueError, match="no shade"):
        readable("#1f4e79", ("#ffffff", "#777777", "#000000"))


def test_a_letter_has_no_colour_but_those_of_the_look() -> None:
    """So that a page with a colour of its own, that nobody measured, is found."""
    look = look_of("#ffcc00")
    ours = {getattr(scheme, name) for scheme in (look.light, look.dark) for name in Scheme.__slots__} | {look.colour, "#000000"}
    composer = Composer(replace(HOUSE, colour="#ffcc00"))
    for letter in (Letter.CONFIRMATION, Letter.NEW_COMPLAINT, Letter.REPORT):
        page = part(parsed(composer.compose(owed(letter, sample(letter)))), "html")
        assert set(re.findall(r"#[0-9a-f]{6}\b", page)) <= ours


def test_an_acknowledgement_is_small() -> None:
    """It goes to whoever is named as the sender (docs/mail-rules.md, A08)."""
    assert len(Composer(HOUSE).compose(owed(Letter.ACKNOWLEDGEMENT, sample(Letter.ACKNOWLEDGEMENT)))) < 16_384
