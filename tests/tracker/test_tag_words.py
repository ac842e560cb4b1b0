"""The words that staff type: one event each, in every spelling that may be taken for the same."""

from collections import Counter

import pytest

from tracker.model import Event
from tracker.tag_words import BY_EVENT, BY_WORD, TAGS, Tag, as_typed, folded

DUTCH = {
    Event.REGISTER: "nieuw klacht melding",
    Event.ASSIGN: "toewijzen toewijs naar aan doorzetten",
    Event.CHANGE_TARGET_DATE: "streefdatum datum uitstel deadline",
    Event.AGREE: "afspraak overeenstemming",
    Event.AMOUNT: "bedrag",
    Event.CONSENT: "akkoord",
    Event.REFUSE_CONSENT: "nietakkoord",
    Event.NO_AGREEMENT: "geenafspraak",
    Event.RESOLVE: "opgelost afgehandeld afgerond klaar gereed",
    Event.UPHELD: "gegrond",
    Event.PARTLY_UPHELD: "deels",
    Event.NOT_UPHELD: "ongegrond",
    Event.INQUIRE: "vraagklager navraag navragen verifieren",
    Event.SATISFIED: "tevreden geverifieerd gecontroleerd",
    Event.DISSATISFIED: "ontevreden nietopgelost niettevreden",
    Event.NO_REACTION: "geenreactie",
    Event.APPEAL: "beroep nvi kifid",
    Event.REOPEN: "heropenen",
    Event.CONCLUDE: "afsluiten gesloten",
    Event.WITHDRAW: "ingetrokken intrekken",
    Event.NOT_A_COMPLAINT: "geenklacht",
    Event.FORWARD_ELSEWHERE: "doorsturen",
    Event.SPAM: "spam",
    Event.MERGE: "samenvoegen",
    Event.NOTE: "notitie gebeld memo",
    Event.ANSWER: "antwoord reactie",
    Event.SET_NATURE: "aard",
    Event.SET_COMPLAINANT: "klager",
    Event.SET_COMPLAINANT_ROLE: "rol",
    Event.REPRESENT: "namens",
    Event.MANDATE_SEEN: "machtiging machtiginggezien",
    Event.CONFIRMED_ANOTHER_WAY: "bevestigd",
    Event.NO_AMOUNT: "geenbedrag",
    Event.KEEP: "bewaren",
    Event.RELEASE: "vrijgeven",
    Event.DATA_REQUEST: "avg",
    Event.TAKE_BACK: "herstel ongedaan terug",
    Event.SET_CAUSE: "oorzaak",
    Event.ABOUT: "over",
    Event.SET_FILE_NUMBER: "dossiernummer",
    Event.RECEIVED_ON: "ontvangen",
    Event.DEPUTISE: "vervanger",
    Event.STATUS: "status",
    Event.DOSSIER: "dossier",
    Event.LIST: "lijst",
    Event.REPORT: "rapport",
    Event.DRY_RUN: "proef",
    Event.HELP: "help",
}
"""Written out from docs/procedure.md, States and events; what its rows name first is first here."""


@pytest.mark.parametrize(("event", "words"), DUTCH.items(), ids=lambda one: str(one).split(" ", maxsplit=1)[0])
def test_the_words_of_the_procedure_cause_its_events(event: Event, words: str) -> None:
    first, *_ = spelled = words.split()
    assert folded(BY_EVENT[event].word) == first
    assert {BY_WORD[word].event for word in spelled} == {event}


def test_only_the_events_of_the_procedure_have_a_tag() -> None:
    assert BY_EVENT.keys() == DUTCH.keys()
    assert len(BY_EVENT) == len(TAGS)


def test_a_word_means_one_event() -> None:
    counted = Counter(folded(word) for tag in TAGS for word in tag.spellings)
    assert [word for word, count in counted.items() if count > 1 or not word] == []


NEGATIONS = [("opgelost", "niet opgelost"), ("akkoord", "niet akkoord"), ("klacht", "geen klacht"), ("tevreden", "niet tevreden"),
             ("afspraak", "geen afspraak"), ("bedrag", "geen bedrag"), ("reactie", "geen reactie"), ("gegrond", "niet gegrond"),
             ("overeenstemming", "geen overeenstemming"), ("resolved", "not resolved"), ("approved", "not approved"),
             ("upheld", "not upheld"),
             ("complaint", "not a complaint"), ("agreement", "no agreement"), ("amount", "no amount")]  # fmt: skip


@pytest.mark.parametrize(("word", "negated"), NEGATIONS)
def test_a_negation_is_never_its_opposite(word: str, negated: str) -> None:
    assert BY_WORD[folded(negated)].event is not BY_WORD[folded(word)].event


@pytest.mark.parametrize(
    "typed", ["vraagklager", "VraagKlager", "vraag klager", "vraag-klager", "vraag\u2013klager", "vraag\u2011klager", " vraagklager. "]
)
def test_case_dashes_and_spaces_make_no_difference(typed: str) -> None:
    assert BY_WORD[folded(typed)].event is Event.INQUIRE


@pytest.mark.parametrize("typed", ["verifiëren", "verifie\u0308ren", "VERIFIËREN", "verifieren"])
def test_accents_make_no_difference(typed: str) -> None:
    assert BY_WORD[folded(typed)].event is Event.INQUIRE


@pytest.mark.parametrize("typed", ["", "#", "--", "opgelos", "opgelostt", "niet"])
def test_what_is_nearly_a_word_is_none(typed: str) -> None:
    assert folded(typed) not in BY_WORD


@pytest.mark.parametrize("tag", TAGS, ids=lambda tag: tag.word)
def test_each_says_in_a_sentence_what_it_does(tag: Tag) -> None:
    assert tag.does[0].isupper()
    assert tag.does.endswith(".")
    assert len(tag.does.split()) <= 20


def test_what_stands_beside_another_names_one_with_a_tag() -> None:
    beside = {tag.event: tag.beside for tag in TAGS if tag.beside}
    assert beside.keys() == {Event.FORWARD_ELSEWHERE, Event.UPHELD, Event.PARTLY_UPHELD, Event.NOT_UPHELD}
    assert set(beside.values()) <= BY_EVENT.keys()


@pytest.mark.parametrize(
    ("event", "typed"),
    [
        (Event.AGREE, "#afspraak"),
        (Event.AGREE_WITH_AMOUNT, "#afspraak #bedrag"),
        (Event.FORWARD_ELSEWHERE, "#geenklacht #doorsturen"),
        (Event.RESOLVE_LATER, "#opgelost"),
        (Event.AGREEMENT_CONFIRMED, "#bevestigd"),
        (Event.ARRIVES, None),
        (Event.REMOVE, None),
    ],
)
def test_what_staff_type_to_cause_it(event: Event, typed: str | None) -> None:
    assert as_typed(event) == typed


def test_what_is_typed_is_made_of_tags() -> None:
    typed = [word for event in Event for word in (as_typed(event) or "").split()]
    assert [word for word in typed if not word.startswith("#") or word.removeprefix("#") not in BY_WORD] == []
