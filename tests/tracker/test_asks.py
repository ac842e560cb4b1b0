"""What an employee asks and gets: help from the tables, the list of open complaints, a whole file, how a complaint stands."""

import email
import email.policy
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from tracker.explained import may_be, tags_for
from tracker.letter_facts.titles import LETTER_TITLES
from tracker.mails import Mail
from tracker.model import Event, Language, Letter, Role, State
from tracker.procedure import PROCEDURE
from tracker.records import Complaint, Journal, LetterOwed
from tracker.steps import Actor
from tracker.tag_words import TAGS
from tracker.telling.listing import MOST, listing_facts
from tracker.telling.status import status_sentences, target_why
from tracker.told import Sender
from tracker.who import IN_DUTCH, Who
from tracker.writers.asks import owe_help, owe_listing, owe_report, owe_whole_file
from world import ALICE, BOB, COLLECTOR, COMPOSER, MANAGER, NOW, World, mail, with_attachments

DAY = timedelta(days=1)
COUNTED = (
    "uiterlijk vrijdag 24 april 2026: 15 werkdagen na ontvangst op donderdag 2 april; niet meegeteld: Tweede paasdag op maandag 6 april"
)
OUTER_LIMIT = "uiterlijk donderdag 28 mei 2026: 8 weken na ontvangst op donderdag 2 april"
ANNA = Actor(Role.MANAGER_OPERATIONS, "Anna de Boer", MANAGER, "dmarc=pass", (Who.MANAGER,))
BRAM = Actor(Role.TEAM_LEAD_COLLECTION, "Bram Smit", COLLECTOR, "dmarc=pass", (Who.HANDLER, Who.STAFF), own_case=True)
EVA = Actor(Role.SALES_MANAGER, "Eva Bos", "e.bos@voorbeeld.nl", "dmarc=pass", (Who.STAFF,))
ASKING = Mail(
    1, "klachten", NOW, Sender("Bram Smit", COLLECTOR), COLLECTOR, "#vraag", "", Language.DUTCH, message_id="<vraag@voorbeeld.nl>"
)


def change(world: World, complaint_id: int = 1, **columns: Any) -> None:
    with world.store.unit() as session:
        session.execute(update(Complaint).where(Complaint.id == complaint_id).values(**columns))


def happened(world: World, event: Event, **columns: Any) -> None:
    """Write a line in the journal of the first complaint, by Bram."""
    by_bram = {"by_role": Role.TEAM_LEAD_COLLECTION, "by_name": "Bram Smit", "proof": "dmarc=pass", "from_state": "assigned"}
    line = {"complaint_id": 1, "at": world.clock.now(), "to_state": "assigned", "words": "", **by_bram, **columns}
    with world.store.unit() as session:
        session.add(Journal(event=event, **line))


def asked(world: World, owe: Callable[..., None], actor: Actor, complaint_id: int | None = 1, **more: Any) -> LetterOwed:
    """Let somebody ask; return the letter that they get."""
    with world.store.unit() as session:
        complaint = session.get_one(Complaint, complaint_id) if complaint_id else None
        owe(session, world.rules.house, complaint, actor, ASKING, world.clock.now(), **more)
    return world.letters()[-1]


def text(letter: LetterOwed) -> str:
    return " ".join(COMPOSER.text(Letter(letter.letter), Language.DUTCH, letter.facts).split())


@pytest.fixture
def complained(world: World) -> World:
    """Alice has complained, and Bram handles it."""
    world.deliver(mail(sender=ALICE))
    change(world, state="assigned", handler_role="team_lead_collection")
    return world


# the answer


@pytest.mark.parametrize("owe", [owe_help, owe_listing, owe_report, owe_whole_file])
def test_an_answer_goes_to_who_asked_and_threads_on_their_mail(complained: World, owe: Callable[..., None]) -> None:
    letter = asked(complained, owe, BRAM)
    assert (letter.recipient, letter.outside, letter.in_reply_to, letter.complaint_id) == (COLLECTOR, False, "<vraag@voorbeeld.nl>", 1)
    assert "#" not in COMPOSER.subject(Letter(letter.letter), Language.DUTCH, letter.facts)


def test_whoever_is_no_employee_is_not_answered(complained: World) -> None:
    mallory = Actor(Role.SALES_MANAGER, "Eva Bos", "mallory@evil.example", "dmarc=pass", (Who.MANAGER,))
    for owe in (owe_whole_file, owe_help, owe_listing, owe_report):
        with pytest.raises(ValueError, match="employee"):
            asked(complained, owe, mallory)
    assert len(complained.letters()) == 2  # what the complaint itself owes


# help


def test_every_tag_is_told_to_somebody_and_in_the_words_of_the_table() -> None:
    acts, asks = tags_for(IN_DUTCH)
    assert {(str(line["typed"]).split()[0], line["does"]) for line in (*acts, *asks)} == {(f"#{tag.word}", tag.does) for tag in TAGS}


@pytest.mark.parametrize("who", IN_DUTCH)
def test_somebody_is_told_exactly_what_the_procedure_has_for_them(who: Who) -> None:
    theirs = {rule.event for rule in PROCEDURE if who in rule.by}
    theirs |= {Event.AMOUNT} if Event.AGREE_WITH_AMOUNT in theirs else set()
    theirs |= {Event.CONFIRMED_ANOTHER_WAY} if Event.AGREEMENT_CONFIRMED in theirs else set()
    expected = {f"#{tag.word}" for tag in TAGS if tag.event in theirs or tag.beside in theirs}
    acts, asks = tags_for([who])
    assert {str(line["typed"]).split()[0] for line in (*acts, *asks)} == expected


READERS = [
    ("#afspraak", "outside"),
    ("#bedrag", "outside_after_consent"),
    ("#notitie", "inside"),
    ("#status", "none"),
    ("#gegrond", "none"),
    ("#bevestigd", "inside"),
]


@pytest.mark.parametrize(("typed", "reader"), READERS)
def test_it_is_told_who_reads_the_text(typed: str, reader: str) -> None:
    acts, asks = tags_for([Who.HANDLER])
    assert [line["reader"] for line in (*acts, *asks) if str(line["typed"]).split()[0] == typed] == [reader]


def test_who_can_be_given_a_complaint_is_told_what_its_handler_may_do() -> None:
    front_desk = Actor(Role.FRONT_DESK, "Fem", "f@voorbeeld.nl", "", (Who.FRONT_DESK,))
    assert may_be(EVA) == {Who.STAFF, Who.HANDLER}
    assert may_be(front_desk) == {Who.FRONT_DESK}


def test_help_on_a_complaint_begins_with_what_can_be_done_now(complained: World) -> None:
    letter = asked(complained, owe_help, BRAM)
    told = text(letter)
    assert COMPOSER.subject(Letter.HELP, Language.DUTCH, letter.facts).startswith("[KL-2026-00001] ")
    assert told.index("#afspraak: ") < told.index("Klager: ") < told.index("#notitie") < told.index("Wat op een ander moment kan")
    acts, asks = tags_for(may_be(BRAM))
    missing = [line["typed"] for line in (*acts, *asks) if str(line["typed"]).split()[0] not in told]
    assert missing == []
    assert [one["typed"] for one in letter.facts["acts"]].count("#streefdatum DATUM") == 0


def test_help_on_no_complaint_tells_all_with_other_words_for_it(complained: World) -> None:
    told = text(asked(complained, owe_help, BRAM, None))
    assert "#streefdatum DATUM (of #datum, #uitstel, #deadline): Verandert de streefdatum" in told


def test_help_tells_an_employee_who_has_no_part_in_a_complaint_nothing_of_it(complained: World) -> None:
    letter = asked(complained, owe_help, EVA)
    assert ALICE not in str(letter.facts)
    assert letter.facts["reference"] is None


# the list


def listed(world: World, actor: Actor) -> tuple[list[Any], list[Any]]:
    with world.store.reading() as session:
        facts = listing_facts(session, world.rules.house, actor, world.clock.now())
    return [[(one["reference"][-2:], one["late"]) for one in facts[group]] for group in ("own", "others")]  # type: ignore[return-value, index, union-attr, call-overload] # facts are plain


@pytest.fixture
def several(complained: World) -> World:
    """Five open complaints, and one that is closed; it is Wednesday 29 April, and Monday was a holiday."""
    for _ in range(5):
        complained.deliver(mail(sender=BOB))
    days = {1: 30, 2: 29, 3: 24, 4: 22}
    for number, day in days.items():
        change(complained, number, target_date=NOW.date().replace(day=day))
    change(complained, 5, target_date=None)
    change(complained, 3, state="assigned", handler_role="team_lead_collection")
    change(complained, 6, state="closed", closed_at=NOW)
    complained.clock.moment = NOW + 27 * DAY
    return complained


def test_a_handler_sees_their_own_first_and_what_is_late_before_the_rest(several: World) -> None:
    own, others = listed(several, BRAM)
    assert own == [("03", "2 werkdagen te laat"), ("01", None)]
    assert others == [("04", "4 werkdagen te laat"), ("02", None), ("05", None)]


def test_manager_operations_sees_all_in_one_list(several: World) -> None:
    own, others = listed(several, ANNA)
    assert own == []
    assert [reference for reference, _ in others] == ["04", "03", "02", "01", "05"]


def test_what_was_resolved_in_time_does_not_become_late_by_waiting(several: World) -> None:
    change(several, 3, state="resolved", resolved_at=NOW + DAY)
    assert listed(several, BRAM)[0] == [("03", None), ("01", None)]


def test_the_list_counts_and_names_no_complainant(several: World) -> None:
    letter = asked(several, owe_listing, ANNA, None)
    assert COMPOSER.subject(Letter.LISTING, Language.DUTCH, letter.facts) == "[5 klachten] Lezen: de lijst, 2 te laat"
    assert "toegewezen: 2" in text(letter)
    assert "zonder behandelaar: 3" in text(letter)
    assert "KL-2026-00003 (2 werkdagen te laat)" in text(letter)
    assert ALICE not in str(letter.facts)
    assert BOB not in str(letter.facts)


def test_a_long_list_says_how_many_more_there_are(several: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST == 200
    monkeypatch.setattr("tracker.telling.listing.MOST", 3)
    letter = asked(several, owe_listing, ANNA, None)
    assert letter.facts["more"] == 2
    assert "Er zijn nog 2 klachten die hier niet staan." in text(letter)


# how a complaint stands


def stands(world: World) -> list[str]:
    with world.store.reading() as session:
        return status_sentences(session, world.rules.house, session.get_one(Complaint, 1), world.clock.now())


def test_a_status_tells_the_duties_and_the_last_steps_and_nothing_that_every_letter_tells(complained: World) -> None:
    happened(complained, Event.ASSIGN, argument="team_lead_collection", from_state="registered")
    complained.clock.moment = NOW + DAY
    happened(complained, Event.NOTE)
    happened(complained, Event.SET_FILE_NUMBER, argument="2026-1188")
    assert stands(complained) == [
        "In deze stand sinds: do 2 april, 09:00.",
        "Ontvangstbevestiging: de brief is onderweg; moet uiterlijk dinsdag 7 april 2026: 5 dagen na ontvangst op donderdag 2 april.",
        f"Uiterste termijn: {OUTER_LIMIT}.",
        "do 2 april, 09:00: Bram Smit wees de klacht toe aan Teamleider Incasso.",
        "vr 3 april, 09:00: Bram Smit zette een notitie bij de klacht.",
        "vr 3 april, 09:00: Bram Smit legde ons dossiernummer vast: 2026-1188.",
    ]


STANDS = [
    ({"round": 2}, "Ronde: 2."),
    ({"handler_role": None}, "Behandelaar: nog niemand."),
    ({"amount_cents": 125_050}, "Bedrag: € 1.250,50."),
    ({"state": "consulting", "amount_cents": None, "proposal_cents": 12_500}, "Bedrag: € 125,00, nog zonder akkoord."),
    ({"confirmation": "failed"}, "Bevestiging van de afspraak: niet aangekomen."),
    ({"acknowledgement": "accepted"}, "Ontvangstbevestiging: aangekomen."),
    (
        {"acknowledgement": "withheld", "acknowledgement_why": "de mail lijkt van een automaat"},
        (
            "Ontvangstbevestiging: nog niet gegeven: de mail lijkt van een automaat; "
            "moet uiterlijk dinsdag 7 april 2026: 5 dagen na ontvangst op donderdag 2 april."
        ),
    ),
    ({"target_date": NOW.date() - DAY}, "Streefdatum: 1 werkdag te laat."),
]


@pytest.mark.parametrize(("columns", "sentence"), STANDS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_status_says(complained: World, columns: dict[str, Any], sentence: str) -> None:
    change(complained, **columns)
    assert sentence in stands(complained)


TARGETS = [
    (date(2026, 4, 24), COUNTED),
    (date(2026, 4, 2), "uiterlijk donderdag 2 april 2026: geteld met eerdere instellingen"),
    (date(2026, 5, 15), "uiterlijk vrijdag 15 mei 2026: door Bram Smit op donderdag 2 april 2026 gesteld"),
    (None, "nog niet afgesproken"),
]


@pytest.mark.parametrize(("target_date", "why"), TARGETS)
def test_a_target_date_comes_with_its_reason(complained: World, target_date: date | None, why: str) -> None:
    happened(complained, Event.CHANGE_TARGET_DATE, argument="2026-05-15")
    change(complained, target_date=target_date)
    with complained.store.reading() as session:
        assert target_why(session, complained.rules.house, session.get_one(Complaint, 1)) == why


# by mail


def test_each_ask_is_answered_by_mail(complained: World) -> None:
    for subject, letter in (
        ("#help", Letter.HELP),
        ("#lijst", Letter.LISTING),
        ("#dossier", Letter.WHOLE_FILE),
        ("#status", Letter.TRANSCRIPT),
    ):
        complained.order(subject, sender=COLLECTOR)
        assert (complained.answer().letter, complained.answer().recipient) == (letter, COLLECTOR)
    assert "Ontvangstbevestiging: de brief is onderweg" in text(complained.answer())
    assert "De klacht moet uiterlijk vrijdag 24 april 2026 zijn opgelost: 15 werkdagen na ontvangst" in text(complained.answer())
    assert complained.complaint().state == "assigned"


def test_the_report_is_for_manager_operations(complained: World) -> None:
    complained.order("#rapport", sender=MANAGER)
    assert complained.answer().letter == Letter.REPORT
    complained.order("#rapport", sender=COLLECTOR)
    assert complained.answer().letter == Letter.NOT_DONE


def test_a_whole_file_is_for_its_handler_and_manager_operations(complained: World) -> None:
    for sender, letter in ((MANAGER, Letter.WHOLE_FILE), ("c.visser@voorbeeld.nl", Letter.NOT_DONE)):
        complained.order("#dossier", sender=sender)
        assert (complained.answer().letter, complained.answer().recipient) == (letter, sender)
    assert ALICE not in str(complained.answer().facts)


# the whole file


def enclosed(world: World, letter: LetterOwed) -> dict[str, bytes]:
    """Return the files of a letter as it is frozen."""
    _, raw = world.scribe.write(letter, world.clock.now())
    read = email.message_from_bytes(raw, policy=email.policy.default)
    return {str(part.get_filename()): part.get_content() for part in read.iter_attachments()}


def test_a_whole_file_tells_everything_in_order(complained: World) -> None:
    happened(complained, Event.AGREE, words="Wij bellen u maandag.", to_state="agreed")
    change(complained, state="agreed", agreement="Wij bellen u maandag.", file_number="2026-1188", representative_name="Piet")
    complained.deliver(mail("Nog niets gehoord.", sender=ALICE, subject="Re: [KL-2026-00001] klacht"))
    told = text(asked(complained, owe_whole_file, BRAM))
    in_order = [
        "- Dossiernummer: 2026-1188",
        "De afspraak: > Wij bellen u maandag.",
        "> Uw kosten zijn te hoog.",
        "> Nog niets gehoord.",
        f"ontvangstbevestiging aan {ALICE}, nog onderweg",
        f"nieuwe klacht aan {MANAGER}",
        f"de klacht kwam binnen van {ALICE}",
        "Bram Smit legde de afspraak vast > Wij bellen u maandag.",
        f"er kwam een bericht bij van {ALICE}",
    ]
    places = [told.index(words) for words in in_order]
    assert places == sorted(places)


def test_the_attachments_of_every_mail_go_along(world: World) -> None:
    world.deliver(with_attachments(300, 500))
    world.deliver(with_attachments(700).replace(b"Subject: Klacht", b"Subject: Re: [KL-2026-00001]"))
    change(world, state="assigned", handler_role="team_lead_collection")
    files = enclosed(world, asked(world, owe_whole_file, BRAM))
    assert [len(data) for data in files.values()] == [700, 500]  # two are called alike
    assert len(world.complaints()) == 1


def test_what_does_not_fit_is_named_and_left_out(world: World) -> None:
    world.deliver(with_attachments(300, 500))
    change(world, state="assigned", handler_role="team_lead_collection")
    world.settle(enclosures_bytes=600)
    letter = asked(world, owe_whole_file, BRAM)
    assert list(enclosed(world, letter)) == ["brief-0.pdf"]
    assert "brief-1.pdf (1 kB), niet meegestuurd" in text(letter)
    assert "klachten show KL-2026-00001 --save MAP" in text(letter)


def test_a_mail_that_no_letter_showed_whole_goes_along_byte_for_byte(complained: World) -> None:
    raw = mail("x" * 30_000, sender=ALICE, subject="Re: [KL-2026-00001]")
    complained.deliver(raw)
    letter = asked(complained, owe_whole_file, BRAM)
    assert list(enclosed(complained, letter).values()) == [raw]
    assert "De hele mail gaat mee als bestand mail-2.eml." in text(letter)


def test_what_an_employee_wrote_is_told_and_their_mail_stays_here(complained: World) -> None:
    complained.order("Gebeld", "Ik belde haar vanmorgen.", sender=COLLECTOR)
    complained.order("#notitie", "Zij wil een brief.", sender=MANAGER)
    complained.order("#lijst", "Graag.", sender=MANAGER)
    letter = asked(complained, owe_whole_file, BRAM)
    told = text(letter)
    assert enclosed(complained, letter) == {}
    assert "er kwam een bericht bij van b.smit@voorbeeld.nl > Ik belde haar vanmorgen." in told
    assert "Anna de Boer zette een notitie bij de klacht > Zij wil een brief." in told
    assert told.count("gaat niet mee.") == 1


def test_nothing_of_another_complaint_goes_along_whatever_the_facts_name(complained: World) -> None:
    complained.deliver(with_attachments(300).replace(ALICE.encode(), BOB.encode()))
    letter = asked(complained, owe_whole_file, BRAM)
    facts = dict(letter.facts)
    facts["attachments"] = [{"id": 1, "name": "x", "size": 300, "enclosed": True}]
    facts["mails"] = [{**facts["mails"][0], "id": 2, "enclosed": True}]
    letter.facts = facts
    assert enclosed(complained, letter) == {}


def test_every_letter_has_a_title() -> None:
    assert set(LETTER_TITLES) >= {str(letter) for letter in Letter}


@pytest.mark.parametrize("state", State)
def test_a_whole_file_can_be_told_in_every_state(complained: World, state: State) -> None:
    change(complained, state=state, closed_at=NOW if state is State.CLOSED else None)
    assert "Wat er is gebeurd" in text(asked(complained, owe_whole_file, BRAM))
