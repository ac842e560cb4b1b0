"""The shape of every letter to staff: what to do first, three buttons at most, five lines of facts, then what was written."""

import re
from typing import cast

import pytest
from letter_world import COMPOSER, Page, owed, parsed, part, sample

from outbound.samples import SAMPLES
from tracker.letter_facts.inside import CASE
from tracker.letters import LETTERS, Audience
from tracker.model import Language, Letter
from tracker.told import Facts

D = Language.DUTCH
SEEN_FIRST = 90
"""Characters that a list of mails shows of each. Source: docs/procedure.md, Letters."""

MOST_BUTTONS = 3
ANSWERS_FIRST = {Letter.TRANSCRIPT, Letter.WHOLE_FILE}
"""Who asked reads the answer before what can be done next."""

STAFF = [
    pytest.param(letter, facts, id=f"{letter}-{number}")
    for number, (letter, facts) in enumerate(SAMPLES)
    if LETTERS[letter].audience is Audience.STAFF and letter is not Letter.REPORT
]
"""A report begins with what it found, not with what to do."""

OF_ONE = [one for one in STAFF if cast("Facts", one.values[1]).get("state")]
"""What is about one complaint, of which its reader may know."""


def text(letter: Letter, facts: Facts) -> str:
    return COMPOSER.text(letter, D, facts)


def offers(facts: Facts) -> list[Facts]:
    return list(cast("list[Facts]", facts.get("offers") or []))


DO = (
    "Bel|Behandel|Bekijk|Doe|Ga na|Laat|Vul|Wacht|Zeg|"
    "Beslis|Bevestig|Handel|Herstel|Kies|Kijk|Lees|Neem|Noem|Print|Stuur|Verwijder|Voer|Vraag|Wijs|Zet|Zoek|"
    "Doe niets meer|"
    "Gedaan|Niet gedaan|Niets nieuws|Dit was een proef|Uw mail staat|Ter informatie|Er zijn geen|Er (is|zijn) [0-9]+ open"
)
"""A verb for the reader; or what became of the mail that is answered; or that there is nothing to do."""

NAMED = (
    "Aanvullen|Bekijken|Bel vandaag|Behandelen|Beslissen|Bevestigen|Bellen|Doen|Kiezen|Klager bellen|"
    "Lezen|Loslaten|Navragen|Noemen|Opnieuw sturen|"
    "Overnemen|Printen|Toewijzen|Vandaag|Verwijderen|Afspraak uitvoeren|Andere afspraak zoeken|Zelf bevestigen|Zelf de afspraak bevestigen|"
    "Was al gedaan|Gedaan|Niet gedaan|Afwachten|Nagaan|Genoteerd|Proef|Ter informatie"
)
DAY = r"(ma|di|wo|do|vr|za|zo) [0-9]{1,2} [a-z]+"


@pytest.mark.parametrize(("letter", "facts"), STAFF)
def test_a_subject_has_the_reference_in_front_the_verb_behind_it_and_never_a_tag(letter: Letter, facts: Facts) -> None:
    subject = COMPOSER.subject(letter, D, facts)
    front = re.escape(f"[{facts['reference']}] ") if facts.get("reference") else r"\[(?:[^\[\]#]+\] |(?=Verwijderen)|(?=Vandaag))"
    assert re.match(rf"{front}({NAMED})\b", subject), subject
    assert "#" not in subject
    for said in re.findall(r"(?:vóór|uiterlijk|t/m) ([^,):;]+)", subject):
        assert re.match(DAY, said), subject


@pytest.mark.parametrize(("letter", "facts"), STAFF)
def test_what_to_do_is_said_before_all_else(letter: Letter, facts: Facts) -> None:
    first = " ".join(text(letter, facts).split("\n\n")[0].split())
    assert len(first) <= SEEN_FIRST or letter in {Letter.NOT_DONE, Letter.TRANSCRIPT}
    assert re.match(rf"({DO})\b", first), first


@pytest.mark.parametrize(("letter", "facts"), STAFF)
def test_five_lines_in_order_tell_of_the_complaint_before_anything_that_somebody_wrote(letter: Letter, facts: Facts) -> None:
    told = text(letter, facts)
    names = re.findall(r"^- (Klager|Aard|Ontvangen|Streefdatum|Stand): ", told, re.MULTILINE)
    if not facts.get("state"):
        assert not {"Klager", "Stand"} & set(names)
        return
    assert names[:5] == ["Klager", "Aard", "Ontvangen", "Streefdatum", "Stand"]
    assert told.index("- Stand: ") < (told + "\n>").index("\n>")


@pytest.mark.parametrize(("letter", "facts"), STAFF)
def test_there_are_at_most_three_buttons_above_the_facts_and_all_else_at_the_end(letter: Letter, facts: Facts) -> None:
    told, buttons = text(letter, facts), [one for one in offers(facts) if one["button"]]
    assert len(buttons) <= MOST_BUTTONS
    if buttons and facts.get("state") and letter is not Letter.HELP:
        assert (told.index("Wat u nu kunt doen\n") < told.index("- Klager: ")) is (letter not in ANSWERS_FIRST)
    if len(buttons) < len(offers(facts)) and facts.get("state"):
        assert told.rindex("Wat u nog meer kunt doen\n") > told.rindex("- Stand: ")


READERS = {
    "outside": "De klager leest uw tekst.",
    "outside_after_consent": "De klager leest uw tekst zodra de Algemeen Directeur akkoord is.",
    "inside": "De klager leest uw tekst niet.",
    "none": "",
}


@pytest.mark.parametrize(("letter", "facts"), STAFF)
def test_for_every_tag_it_is_said_who_reads_the_text(letter: Letter, facts: Facts) -> None:
    told = " ".join(text(letter, facts).split())
    for one in offers(facts):
        typed, reader = f"{one['typed']} {one['argument']}".strip(), READERS[str(one["reader"])]
        if f"- {typed}: " in told:
            assert re.search(rf"- {re.escape(typed)}: (?:(?! - #).)*?{re.escape(reader)}", told), typed
        else:
            assert one["minor"]
            assert one["reader"] in {"inside", "none"}
            assert one["event"] == "help" or re.search(rf"U kunt( ook)?: [^:]*{typed}\b[^:]*De klager leest hier niets van\.", told), typed


def test_an_offer_is_a_link_in_the_page_and_what_to_type_in_the_text() -> None:
    read = parsed(COMPOSER.compose(owed(Letter.CHOICE, sample(Letter.CHOICE))))
    page = Page(part(read, "html"))
    assert [link for link in page.links if link] == ["mailto:klachten%2Ba-k1.1@voorbeeld.example?subject=%5BKL-2026-00042%5D%20%23afspraak"]
    assert "mailto:" not in part(read, "plain")


@pytest.mark.parametrize(("letter", "facts"), OF_ONE)
def test_every_letter_about_a_complaint_has_the_same_facts_of_it(letter: Letter, facts: Facts) -> None:
    assert facts.keys() >= CASE
    assert LETTERS[letter].facts >= CASE
