"""However much somebody may do, a letter that offers it stays short, and each of it is one click away."""

import re
from dataclasses import replace
from itertools import chain, combinations
from typing import cast

import pytest
from letter_world import COMPOSER, Page, owed, parsed, part, squeezed

from outbound.ready_links import Links
from outbound.samples import SAMPLES
from tracker.explained import ASKING, not_offered, tags_for
from tracker.facts import Facts as Standing
from tracker.keys import Key, Keyring
from tracker.letters import LETTERS, Audience
from tracker.model import Acknowledgement, Event, Language, Letter, Reference, State
from tracker.offered import FIRST_OF_MINOR, offers_facts
from tracker.procedure import PROCEDURE, Reader
from tracker.told import Facts, Plain
from tracker.who import IN_DUTCH

LONGEST_BYTES = 6 * 1024
SHORT_BYTES = 3 * 1024
"""What the offers themselves may take."""

KL42 = Reference("KL-2026-00042")
MARKED = {Event.CONSENT: ("", "m1"), Event.REFUSE_CONSENT: ("", "m1")}


def all_that_may_be_offered() -> list[dict[str, Plain]]:
    """Return the largest set of offers that the procedure can give anybody in any state."""
    plain = Standing(KL42, None, own_case=False)
    odd = replace(plain, round=2, kept=True, money_waits=True, confirmation=Acknowledgement.FAILED)
    sets = [
        offers_facts(replace(known, state=state), whos, suggestions=MARKED)
        for state in State
        for whos in chain(combinations(IN_DUTCH, 1), combinations(IN_DUTCH, 2))
        for known in (plain, odd)
    ]
    return max(sets, key=len)


LARGEST = all_that_may_be_offered()
ACTS, ASKS = tags_for(tuple(IN_DUTCH))


def offering(letter: Letter, facts: Facts) -> Facts:
    """Return a sample with all that may be offered; help tells what is left, to somebody who may do everything."""
    if letter is not Letter.HELP:
        return {**facts, "offers": LARGEST}
    about: Facts = {**facts, "offers": [one for one in LARGEST if one["event"] not in ASKING]}
    return about | {"acts": not_offered(ACTS, about), "asks": ASKS}


OFFERING = [
    pytest.param(letter, offering(letter, facts), id=f"{letter}-{number}")
    for number, (letter, facts) in enumerate(SAMPLES)
    if facts.get("offers") and facts.get("reference") and letter is not Letter.PROPOSE_DEPUTY
]
SEEN = r"(?<![\w#]){}(?!\w)"


def frozen(letter: Letter, facts: Facts) -> tuple[str, Page]:
    """Return both parts of a letter as they are sent."""
    links = Links(Keyring((Key("aa", b"1" * 32),)), "klachten@voorbeeld.example", True, 7, "alice@mail.example", owed(letter, facts).at)
    read = parsed(COMPOSER.compose(owed(letter, links.put_into(facts))))
    return part(read, "plain"), Page(part(read, "html"))


def test_there_is_much_to_offer() -> None:
    assert len(LARGEST) > 25


@pytest.mark.parametrize(("letter", "facts"), OFFERING)
def test_no_letter_grows_long_by_what_it_offers(letter: Letter, facts: Facts) -> None:
    text, bare = (COMPOSER.text(letter, Language.DUTCH, each) for each in (facts, {**facts, "offers": []}))
    assert len(text.encode()) - len(bare.encode()) < (LONGEST_BYTES if letter is Letter.HELP else SHORT_BYTES)
    assert len(text.encode()) < LONGEST_BYTES or len(bare.encode()) > SHORT_BYTES
    assert [line for line in text.split("\n") if len(line) > 72 and not line.startswith(">")] == []


@pytest.mark.parametrize(("letter", "facts"), OFFERING)
def test_each_offer_can_be_typed_and_clicked(letter: Letter, facts: Facts) -> None:
    text, page = frozen(letter, facts)
    offers = cast("list[Facts]", facts["offers"])
    for one in offers:
        assert re.search(SEEN.format(re.escape(str(one["typed"]))), squeezed(text)), one["typed"]
    assert sum(str(link).startswith("mailto:") for link in page.links) == len(offers)
    assert squeezed(text).count("Zet in het onderwerp van uw mail: [KL-2026-00042] en het woord met het hekje.") == 1


def test_a_button_is_a_cell_that_outlook_pads_as_well() -> None:
    _, page = frozen(Letter.CHOICE, dict(next(facts for letter, facts in SAMPLES if letter is Letter.CHOICE)) | {"offers": LARGEST})
    styles = [str(attributes["style"]) for tag, attributes in page.elements if tag == "td" and attributes.get("class") == "button"]
    assert len(styles) == 3
    assert all("mso-padding-alt: 9px 18px" in style and "border: 1px solid #1f4e79" in style for style in styles)
    assert ["background-color: #1f4e79" in style for style in styles] == [True, False, False], "the first is the one most often meant"


def test_the_complainant_reads_nothing_of_what_a_letter_only_names() -> None:
    minor = [rule for rule in PROCEDURE if rule.rank >= FIRST_OF_MINOR and not set(IN_DUTCH).isdisjoint(rule.by)]
    assert minor
    assert {rule.reader for rule in minor} <= {Reader.NONE, Reader.INSIDE}
    assert {LETTERS[letter].audience for rule in minor for letter in rule.letters} == {Audience.STAFF}


@pytest.mark.parametrize("one", LARGEST, ids=lambda one: one["typed"])
def test_what_moves_the_case_is_explained_and_the_rest_is_named(one: dict[str, Plain]) -> None:
    rank = min(rule.rank for rule in PROCEDURE if str(rule.event) in str(one["event"]).split("+"))
    assert one["minor"] is (rank >= FIRST_OF_MINOR)
    assert not (one["minor"] and one["button"])
