"""What the daily mail says, and that its links do what they say; and how every day in it was counted.

Source: docs/procedure.md, The clock, and Letters.
"""

import re
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from sqlalchemy import update

from outbound.courier import Envelope
from tracker.agenda import run_due
from tracker.clocks import Clocks, clocks_of, told_by
from tracker.effects import columns_of
from tracker.letter_facts.daily import MOST
from tracker.model import Event, Language, Letter, State
from tracker.records import Complaint, Journal
from tracker.telling.status import deadline_sentence
from world import ALICE, COLLECTOR, COMPOSER, DESK, DIRECTOR, MANAGER, NOW, RULES, World, mail

EIGHT = timedelta(hours=6)


def morning(world: World, month: int, day: int) -> dict[str, Envelope]:
    """Let a morning of 2026 come, and the mails go; return the daily ones by their recipient."""
    world.clock.moment = datetime(2026, month, day, tzinfo=UTC) + EIGHT
    world.send()
    with world.store.unit() as session:
        run_due(session, world.rules.house, world.clock.now())
    return {one.recipient: one for one in world.send() if "Subject: [Vandaag]" in one.raw.decode()}


def said(envelope: Envelope, kind: str = "plain") -> str:
    read = message_from_bytes(envelope.raw, policy=policy.default)
    assert isinstance(read, EmailMessage)
    body = read.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def words(envelope: Envelope) -> str:
    return " ".join(said(envelope).split())


def follow(world: World, envelope: Envelope, tag: str, sender: str, text: str = "") -> None:
    """Send the mail that a link of the page opens, from a mail program that proves nothing."""
    links = re.findall(r'href="(mailto:[^"]+)"', said(envelope, "html").replace("&amp;", "&"))
    (href,) = (link for link in links if tag in unquote(urlsplit(link).query))
    url = urlsplit(href)
    subject = parse_qs(url.query.replace("+", "%2B"))["subject"][0]
    world.deliver(mail(text, sender=sender, subject=subject, To=unquote(url.path)))


@pytest.fixture
def complained(world: World) -> World:
    world.deliver(mail(sender=ALICE))
    world.send()
    return world


def test_it_says_what_to_do_by_when_and_why_and_its_link_does_it(complained: World) -> None:
    letter = morning(complained, 4, 8)[MANAGER]
    told = words(letter)
    assert told.startswith("Doe vandaag dit ene punt: het is te laat.")
    assert "KL-2026-00001 (Incassokosten), uiterlijk di 7 april, 1 werkdag te laat: wijs de klacht toe." in told
    assert "Waarom: 2 werkdagen na ontvangst op donderdag 2 april; niet meegeteld: Tweede paasdag op maandag 6 april." in told
    assert "Mail: #toewijzen Teamleider Incasso." in told
    follow(complained, letter, "#toewijzen", MANAGER)
    assert (complained.complaint().state, complained.complaint().handler_role) == ("assigned", "team_lead_collection")


def test_the_director_decides_by_its_link(complained: World) -> None:
    complained.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    complained.order("#afspraak #bedrag 125,00", "Wij sturen de stukken.", sender=COLLECTOR)
    letter = morning(complained, 4, 3)[DIRECTOR]
    assert "beslis over het bedrag." in words(letter)
    assert "Antwoord op de mail waarin wij dit vroegen." in words(letter), "who reads text has no link for it"
    follow(complained, letter, "#akkoord", DIRECTOR)
    assert complained.complaint().state == "agreed"


def test_whoever_was_asked_confirms_by_its_link(complained: World) -> None:
    complained.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    complained.order("#geenafspraak", "De klager wil niet.", Authentication_Results="")
    letter = morning(complained, 4, 3)[COLLECTOR]
    assert "beantwoord onze vraag." in words(letter)
    follow(complained, letter, "Ja, deze mail is van mij", COLLECTOR)
    assert complained.complaint().state == "impasse"


def test_a_letter_that_must_be_printed_is_told_until_somebody_has(complained: World) -> None:
    complained.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    complained.order("#afspraak", "Wij sturen u een brief met excuses.", sender=COLLECTOR)
    complained.clock.advance(timedelta(minutes=6))
    complained.send()
    with complained.store.unit() as session:
        session.execute(update(Complaint).values(confirmation="failed"))
    for day in (7, 8):
        assert "print de brief en stuur die per post. Waarom: de bevestiging van de afspraak wacht sinds" in words(
            morning(complained, 4, day)[MANAGER]
        )
    complained.order("#bevestigd per post 8 april", sender=MANAGER)
    assert MANAGER not in morning(complained, 4, 9)


def test_long_lists_are_cut_and_say_so(complained: World) -> None:
    with complained.store.unit() as session:
        one = session.get_one(Complaint, 1)
        columns = columns_of(one)
        session.add_all(Complaint(reference=f"KL-2026-{number:05}", **columns) for number in range(2, MOST + 4))
    letter = morning(complained, 4, 7)[MANAGER]
    assert f"[Vandaag] {MOST + 3} punten te doen" in str(message_from_bytes(letter.raw, policy=policy.default)["Subject"])
    assert words(letter).count("wijs de klacht toe") == MOST
    assert "En nog 3. Alle open klachten krijgt u met #lijst in het onderwerp." in words(letter)


def test_it_answers_nothing_and_says_so_to_machines(complained: World) -> None:
    read = message_from_bytes(morning(complained, 4, 3)[MANAGER].raw, policy=policy.default)
    assert (read["Auto-Submitted"], read["In-Reply-To"]) == ("auto-generated", None)
    assert DESK in str(read["From"])


# the clocks and their reasons

WHY = [
    # clock, columns, events in order (day, event, to), what it says
    ("assignment", {}, [], "uiterlijk dinsdag 7 april 2026: 2 werkdagen na ontvangst op donderdag 2 april; niet meegeteld: Tweede paasdag"),
    ("acknowledgement", {"acknowledgement": "failed"}, [], "uiterlijk dinsdag 7 april 2026: 5 dagen na ontvangst op donderdag 2 april"),
    ("outer_limit", {}, [], "uiterlijk donderdag 28 mei 2026: 8 weken na ontvangst op donderdag 2 april"),
    ("target", {}, [], "uiterlijk vrijdag 24 april 2026: 15 werkdagen na ontvangst op donderdag 2 april"),
    ("target", {"target_date": date(2026, 5, 1)}, [], "uiterlijk vrijdag 1 mei 2026: geteld met eerdere instellingen"),
    ("first_action", {}, [(7, Event.ASSIGN, "assigned")], "uiterlijk vrijdag 10 april 2026: 3 werkdagen na toewijzing op dinsdag 7 april"),
    ("contact", {}, [(24, Event.REOPEN, "reopened")], "uiterlijk dinsdag 28 april 2026: 1 werkdag na heropening op vrijdag 24 april"),
    (
        "answer",
        {"inquired_at": datetime(2026, 4, 7, 8, tzinfo=UTC)},
        [(7, Event.RESOLVE, "resolved")],
        "uiterlijk dinsdag 21 april 2026: 10 werkdagen na de vraag aan de klager op dinsdag 7 april",
    ),
    (
        "privacy_request",
        {"privacy_request_at": datetime(2026, 1, 31, 8, tzinfo=UTC)},
        [],
        "uiterlijk zaterdag 28 februari 2026: 1 maand na het verzoek op zaterdag 31 januari",
    ),
    (
        "removal",
        {"closed_at": datetime(2026, 4, 7, 8, tzinfo=UTC), "remove_after": datetime(2026, 4, 10, 8, tzinfo=UTC), "outcome": "satisfied"},
        [(7, Event.SATISFIED, "closed")],
        "uiterlijk vrijdag 10 april 2026: 72 uur na sluiting op dinsdag 7 april",
    ),
    (
        "removal",
        {"closed_at": datetime(2026, 4, 7, 8, tzinfo=UTC), "remove_after": datetime(2026, 7, 7, 8, tzinfo=UTC), "outcome": "no_reaction"},
        [(7, Event.NO_REACTION, "closed")],
        "uiterlijk dinsdag 7 juli 2026: 3 maanden na sluiting op dinsdag 7 april",
    ),
    (
        "removal",
        {"closed_at": datetime(2026, 4, 7, 8, tzinfo=UTC), "remove_after": datetime(2027, 4, 7, 8, tzinfo=UTC), "outcome": "conclude"},
        [(7, Event.CONCLUDE, "closed")],
        "uiterlijk woensdag 7 april 2027: 12 maanden na sluiting op dinsdag 7 april 2026",
    ),
]


def clocks(world: World, columns: dict[str, object], events: list[tuple[int, Event, str]]) -> Clocks:
    """Return the clocks of the only complaint after these events of April."""
    with world.store.unit() as session:
        for day, event, to in events:
            at = datetime(2026, 4, day, 8, tzinfo=UTC)
            session.add(
                Journal(complaint_id=1, at=at, event=event, by_role="manager_operations", proof="", from_state="agreed", to_state=to)
            )
            session.execute(update(Complaint).values(state=to, handler_role="team_lead_collection"))
        if columns:
            session.execute(update(Complaint).values(columns))
        session.flush()
        return clocks_of(session, RULES, session.get_one(Complaint, 1))


@pytest.mark.parametrize(("clock", "columns", "events", "why"), WHY)
def test_every_clock_says_how_it_was_counted(
    complained: World, clock: str, columns: dict[str, object], events: list[tuple[int, Event, str]], why: str
) -> None:
    found = getattr(clocks(complained, columns, events), clock)
    assert found.why(Language.DUTCH).startswith(why)
    assert re.match(r"by \w+day \d+ \w+ 2\d{3} at the latest: ", found.why(Language.ENGLISH))


def test_a_day_that_somebody_set_says_who_and_when(complained: World) -> None:
    complained.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    complained.order("#streefdatum 15 mei", sender=COLLECTOR)
    with complained.store.reading() as session:
        found = clocks_of(session, RULES, session.get_one(Complaint, 1)).target
    assert found is not None
    assert found.why_nl == "uiterlijk vrijdag 15 mei 2026: door Bram Smit op donderdag 2 april 2026 gesteld"


SENTENCES = [
    ([(7, Event.ASSIGN, "assigned")], "De klacht moet uiterlijk vrijdag 24 april 2026 zijn opgelost: 15 werkdagen"),
    ([(24, Event.REOPEN, "reopened")], "De klager moet worden gebeld, uiterlijk dinsdag 28 april 2026: 1 werkdag na heropening"),
    ([(7, Event.RESOLVE, "resolved")], None),
]


@pytest.mark.parametrize(("events", "sentence"), SENTENCES)
def test_a_transcript_says_what_must_happen_next(complained: World, events: list[tuple[int, Event, str]], sentence: str | None) -> None:
    reopened = events[0][2] == State.REOPENED
    clocks(complained, {"target_date": None} if reopened else {}, events)
    with complained.store.reading() as session:
        found = deadline_sentence(session, RULES, session.get_one(Complaint, 1), NOW)
    assert (found or "").startswith(sentence or "")
    assert (found is None) is (sentence is None)


def test_a_status_tells_every_clock_that_runs(complained: World) -> None:
    told = told_by(clocks(complained, {"privacy_request_at": datetime(2026, 4, 7, 8, tzinfo=UTC)}, [(7, Event.ASSIGN, "assigned")]))
    assert list(told) == ["Eerste actie van de behandelaar", "Verzoek over persoonsgegevens", "Uiterste termijn"]
    complained.order("#status", sender=MANAGER)
    answer = " ".join(COMPOSER.text(Letter.TRANSCRIPT, Language.DUTCH, complained.answer().facts).split())
    assert all(f"{name}: {why}" in answer for name, why in told.items())
