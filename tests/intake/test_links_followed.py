"""From a letter's offers to the mails that its links open, and back: each is good for what was offered, and for nothing near it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from random import Random
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest

from intake.action_tokens import Presented, presented, tokens_in, without_tokens
from intake.incoming import IncomingMail
from intake.threads import Asked, Thread
from outbound.freezing import Identity
from outbound.samples import SAMPLES
from tracker.facts import Facts
from tracker.letters import LETTERS, Audience
from tracker.model import Event, Letter, Reference, State
from tracker.offered import DECIDE, offers_facts
from tracker.records import LetterOwed
from tracker.token_forms import tokens_of_text
from tracker.who import Who
from world import ALICE, COLLECTOR, DESK, MANAGER, NOW, World, mail

KL42 = Reference("KL-2026-00042")
LATER = NOW + timedelta(days=3)
TAMPERINGS = 100

OFFERING = [(letter, facts) for letter, facts in SAMPLES if facts.get("offers")]
"""Each sample of a letter that offers anything."""


class Page(HTMLParser):
    """The links of a letter that open a mail."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.buttons: list[str] = []
        self._in_button = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "td":
            self._in_button = told.get("class") == "button"
        if tag == "a" and (href := str(told.get("href"))).startswith("mailto:"):
            (self.buttons if self._in_button else self.links).append(href)

    def handle_endtag(self, tag: str) -> None:
        self._in_button = self._in_button and tag != "td"


@pytest.fixture
def send(world: World) -> Callable[..., EmailMessage]:
    """Let a letter to Manager Operations be owed and sent; return it as a mail program reads it."""

    def sent(letter: Letter, facts: dict[str, Any], *, plus: bool = True) -> EmailMessage:
        row = LetterOwed(
            mailbox="klachten", letter=letter, language="nl", recipient=MANAGER, recipient_key=MANAGER, outside=False,
            facts=facts, made_at=NOW, next_attempt_at=NOW,
        )  # fmt: skip
        with world.store.unit() as session:
            session.add(row)
        scribe = replace(world.scribe, identities={"klachten": Identity(DESK, "Voorbeeld Incasso", plus_addressing=plus)})
        read = message_from_bytes(scribe.write(row, NOW)[1], policy=policy.default)
        assert isinstance(read, EmailMessage)
        return read

    return sent


def part(read: EmailMessage, kind: str) -> str:
    body = read.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def followed(world: World, href: str, sender: str = MANAGER, text: str = "", **fields: str) -> IncomingMail:
    """Send the mail that a link opens, with a text above what the link fills in."""
    url = urlsplit(href)
    assert url.scheme == "mailto"
    filled_in = parse_qs(url.query.replace("+", "%2B"), strict_parsing=True)
    body = text + filled_in.get("body", [""])[0]
    return world.read(mail(body, sender=sender, **{"To": unquote(url.path), "subject": filled_in["subject"][0]} | fields)).mail


def good(world: World, read: IncomingMail, event: str, argument: str, reference: str = KL42, *addresses: str) -> Presented | None:
    with world.store.reading() as session:
        return presented(session, world.keyring, read, addresses or (MANAGER,), Reference(reference), (event, argument), LATER)


def standing(state: State = State.RESOLVED, *whos: Who) -> tuple[Letter, dict[str, Any]]:
    """Return a letter that offers what somebody may cause in a state."""
    suggested = {Event.ASSIGN: ("Teamleider Incasso", "team_lead_collection"), Event.CONSENT: ("", "m1"), Event.REFUSE_CONSENT: ("", "m1")}
    offers = offers_facts(Facts(KL42, state, own_case=False), whos or (Who.MANAGER, Who.HANDLER), suggestions=suggested)
    facts = next(facts for letter, facts in SAMPLES if letter is Letter.NOTED)
    return Letter.NOTED, {**facts, "reference": KL42, "offers": offers}


def offered_in(facts: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return what a letter offers, each with the complaint that it is about: another one may be known beside it."""
    known = facts.get("known") or {"reference": "", "offers": []}
    return [(facts.get("reference") or "", one) for one in facts["offers"]] + [(known["reference"], one) for one in known["offers"]]


@pytest.mark.parametrize(("letter", "facts"), OFFERING)
@pytest.mark.parametrize("plus", [True, False], ids=["plus", "body"])
def test_each_offer_of_each_letter_can_be_followed(
    world: World, send: Callable[..., EmailMessage], letter: Letter, facts: dict[str, Any], *, plus: bool
) -> None:
    read = send(letter, facts, plus=plus)
    page = Page(part(read, "html"))
    offered = offered_in(facts)
    assert len(page.buttons) == sum(bool(one["button"]) for one in facts["offers"])
    assert len(page.links) == len(offered) - len(page.buttons)
    by_subject = {read.subject: read for read in (followed(world, href) for href in (*page.buttons, *page.links))}
    for reference, one in offered:
        subject = f"[{reference}] " if reference else ""
        opened = by_subject[f"{subject}{one['typed']} {one['argument']}".strip()]
        assert good(world, opened, one["event"], one["canonical"], reference)
        assert without_tokens(opened).new_text == ""


@pytest.mark.parametrize(("letter", "facts"), OFFERING)
def test_the_text_part_says_what_to_type_and_bears_a_token_only_where_one_is_needed(
    send: Callable[..., EmailMessage], letter: Letter, facts: dict[str, Any]
) -> None:
    text = " ".join(part(send(letter, facts), "plain").split())
    assert "mailto:" not in text
    assert all(one["typed"] in text for one in facts["offers"])
    needed = {one["event"] for one in facts["offers"]} & {"consent", "refuse_consent", "confirm", "enter"}
    assert len(tokens_of_text(text)) == len(needed)


def test_no_letter_outside_offers_anything() -> None:
    outside = [declared.facts for declared in LETTERS.values() if declared.audience is Audience.COMPLAINANT]
    assert outside
    assert not any("offers" in facts for facts in outside)


@pytest.mark.parametrize("text", ["", "De klager is tevreden, zei hij gisteren aan de telefoon.\r\n"])
@pytest.mark.parametrize("plus", [True, False], ids=["plus", "body"])
def test_the_mail_of_a_link_is_good_for_what_was_offered_and_for_nothing_else(
    world: World, send: Callable[..., EmailMessage], text: str, *, plus: bool
) -> None:
    letter, facts = standing()
    page = Page(part(send(letter, facts, plus=plus), "html"))
    events = {one["event"]: one for one in facts["offers"]}
    mails = [followed(world, href, text=text) for href in (*page.buttons, *page.links)]
    opened = {read.subject.partition("] ")[2]: read for read in mails}
    for event, one in events.items():
        read = opened[one["typed"]]
        assert [other for other in events if good(world, read, other, events[other]["canonical"])] == [event]
        assert good(world, read, event, "", "KL-2026-00043") is None
        assert good(world, read, event, "", KL42, COLLECTOR) is None
        assert without_tokens(read).new_text == text.strip()


def tampered(href: str, chance: Random) -> str:
    """Change one sign of the token that a link bears, wherever that stands; percent-encoding is no part of it."""
    (token,) = tokens_of_text(unquote(href))
    place = chance.randrange(2, len(token))
    other = chance.choice([sign for sign in "abcdefghijklmnopqrstuvwxyz0123456789-" if sign != token[place]])
    changed = chance.choice(
        [token[:place] + other + token[place + 1 :], token[:place] + token[place + 1 :], token[:place] + other + token[place:]]
    )
    return href.replace(token, quote(changed, safe=""))


@pytest.mark.parametrize("plus", [True, False], ids=["plus", "body"])
def test_no_tampered_link_is_good(world: World, send: Callable[..., EmailMessage], *, plus: bool) -> None:
    letter, facts = standing(State.REGISTERED, Who.MANAGER)
    href = Page(part(send(letter, facts, plus=plus), "html")).buttons[0]
    assert good(world, followed(world, href), "assign", "team_lead_collection")
    chance = Random(42)  # noqa: S311 - the same tamperings in every run
    for _ in range(TAMPERINGS):
        read = followed(world, tampered(href, chance))
        assert good(world, read, "assign", "team_lead_collection") is None


# the answer to a consultation


def consultation() -> dict[str, Any]:
    return {**next(facts for letter, facts in SAMPLES if letter is Letter.CONSULTATION), "reference": KL42, "proposal_mark": "m1"}


def test_an_answer_to_a_consultation_bears_its_token(world: World, send: Callable[..., EmailMessage]) -> None:
    asked = send(Letter.CONSULTATION, consultation())
    answer = world.read(mail("akkoord", sender=MANAGER, To=str(asked["Reply-To"]), subject=f"Re: {asked['Subject']}")).mail
    assert good(world, answer, DECIDE, "m1")
    assert good(world, answer, DECIDE, "m2") is None
    assert good(world, answer, DECIDE, "") is None


def test_an_answer_has_no_token_where_the_mailbox_has_no_plus_addresses(send: Callable[..., EmailMessage]) -> None:
    assert send(Letter.CONSULTATION, consultation(), plus=False)["Reply-To"] is None
    assert send(*standing())["Reply-To"] is None


# the thread


def thread_of(world: World, read: IncomingMail, sender: str = MANAGER) -> Thread:
    with world.store.reading() as session:
        return world.threads.find(session, Asked(read, NOW, sender, is_staff=sender == MANAGER, proven_false=False))


def test_the_subject_of_a_link_joins_its_complaint_and_its_address_joins_none(world: World, send: Callable[..., EmailMessage]) -> None:
    world.deliver(mail())
    letter, facts = standing(State.REGISTERED, Who.MANAGER)
    href = Page(part(send(letter, {**facts, "reference": "KL-2026-00001"}), "html")).buttons[0]
    joined = thread_of(world, followed(world, href))
    assert joined.complaint
    assert (joined.complaint.reference, joined.other_address) == ("KL-2026-00001", False)
    assert thread_of(world, followed(world, href, subject="#toewijzen")).complaint is None
    assert thread_of(world, followed(world, href, sender="mallory@evil.example"), "mallory@evil.example").complaint is None


def test_a_mail_to_a_plus_address_of_ours_is_a_persons_mail_like_any_other(world: World, send: Callable[..., EmailMessage]) -> None:
    href = Page(part(send(*standing()), "html")).buttons[0]
    to = unquote(urlsplit(href).path)
    assert tokens_in(world.read(mail(To=to)).mail)
    before = world.deliver(mail(sender=ALICE))
    assert world.deliver(mail(sender="bob@post.example", To=to)) is before
