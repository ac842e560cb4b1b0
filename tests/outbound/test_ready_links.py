"""Links that staff need only follow: what they open, where their token travels, and who gets none."""

from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from outbound import offers_shown
from outbound.markdown import to_html
from outbound.ready_links import Links, by_hand, is_ready_link, mailto, typed
from tracker.keys import Key, Keyring
from tracker.model import Reference
from tracker.offered import DECIDE, PROPOSAL_MARK, confirm_offer
from tracker.token_forms import CODE, token_of_address, tokens_of_text
from tracker.tokens import ActionMark, read_action
from tracker.told import Facts, Plain

RING = Keyring((Key("aa", b"1" * 32),))
DESK, MO = "klachten@voorbeeld.nl", "a.deboer@voorbeeld.nl"
NOW = datetime(2026, 4, 2, 7, 0, tzinfo=UTC)
UNTIL = NOW + timedelta(days=28)
KL42 = Reference("KL-2026-00042")


def links(address: str = DESK, *, plus: bool = True) -> Links:
    return Links(RING, address, plus, 7, MO, UNTIL)


def offer(
    event: str = "assign", tag: str = "#toewijzen", argument: str = "Teamleider Incasso", canonical: str = "team_lead_collection"
) -> Facts:
    return {
        "event": event, "typed": tag, "argument": argument, "canonical": canonical,
        "does": "Geeft de klacht aan een behandelaar.", "reader": "inside", "needs": "", "button": True,
    }  # fmt: skip


def linked(made: Links, one: Facts, reference: str | None = KL42) -> dict[str, str]:
    facts = made.put_into({"reference": reference, "offers": [one]})["offers"]
    assert isinstance(facts, list)
    (ready,) = facts
    return {name: str(value) for name, value in dict(ready).items()}


def opened(href: str) -> tuple[str, str, str]:
    """Read a link as a mail program does: whom to, which subject, which text (RFC 6068, 2)."""
    url = urlsplit(href)
    assert url.scheme == "mailto"
    asked = parse_qs(url.query.replace("+", "%2B"), strict_parsing=True)
    return unquote(url.path), asked["subject"][0], asked.get("body", [""])[0]


def read(token: str, event: str = "assign", argument: str = "team_lead_collection", reference: str = KL42) -> ActionMark | None:
    return read_action(RING, token, Reference(reference), MO, event, argument, NOW)


def test_a_link_opens_a_mail_with_the_tag_in_its_subject_and_the_token_in_its_address() -> None:
    to, subject, body = opened(linked(links(), offer())["href"])
    assert (subject, body) == ("[KL-2026-00042] #toewijzen Teamleider Incasso", "")
    token = token_of_address(to)
    assert token
    assert to == f"klachten+{token}@voorbeeld.nl"
    assert read(token) == ActionMark(7, UNTIL)


BODILY = [
    ("no-plus-addresses", links(plus=False)),
    ("no-room-in-the-address", links(f"{'k' * 24}@voorbeeld.nl")),
]


@pytest.mark.parametrize("made", [pytest.param(made, id=name) for name, made in BODILY])
def test_without_room_in_the_address_the_token_stands_in_the_body(made: Links) -> None:
    to, subject, body = opened(linked(made, offer())["href"])
    assert (to, subject) == (made.address, "[KL-2026-00042] #toewijzen Teamleider Incasso")
    (token,) = tokens_of_text(body)
    assert body.endswith(f"\r\n{CODE} {token}")
    assert body.startswith("\r\n\r\n")
    assert read(token) == ActionMark(7, UNTIL)


def test_an_offer_says_by_itself_what_its_link_opens() -> None:
    in_address, in_body = linked(links(), offer()), linked(links(plus=False), offer())
    assert opened(in_address["href"]) == (in_address["to"], in_address["subject"], in_address["code"])
    assert in_body["to"] == DESK
    assert in_body["code"] in opened(in_body["href"])[2]


ODD = ["Team & Zn = #1?", "50% + 1", "é\N{EURO SIGN}", "a\r\nBcc: evil@x.example", '"><script>', "](http://x.example)"]


@pytest.mark.parametrize("argument", ODD)
def test_nothing_in_an_argument_is_a_mark_of_the_link_or_of_the_letter(argument: str) -> None:
    href = linked(links(), offer(argument=argument))["href"]
    assert is_ready_link(href)
    assert opened(href)[1] == f"[KL-2026-00042] #toewijzen {argument}"
    assert href.isascii()
    assert not set(href) & set(' \r\n"<>()[]+\\')


def test_without_a_complaint_the_subject_has_no_reference() -> None:
    ready = linked(links(), offer("register", "#nieuw", "", ""), None)
    assert ready["subject"] == "#nieuw"
    assert read(str(token_of_address(ready["to"])), "register", "", "") is not None


def test_each_offer_gets_its_link_wherever_it_stands() -> None:
    inner: Plain = {"reference": "KL-2026-00043", "offers": [offer("status", "#status", "", "")]}
    facts = links().put_into({"reference": str(KL42), "text": "x", "gathered": {"count": 2, "entries": [inner, None]}})
    assert facts["text"] == "x"
    gathered = facts["gathered"]
    assert isinstance(gathered, dict)
    assert gathered["count"] == 2
    ready, absent = gathered["entries"]
    assert absent is None
    token = token_of_address(ready["offers"][0]["to"])
    assert token
    assert read(token, "status", "", "KL-2026-00043") is not None
    assert read(token, "status", "") is None


def test_facts_without_offers_stay_as_they_are() -> None:
    facts: Facts = {"reference": "KL-2026-00042", "text": "x", "hints": [], "attachments": [{"name": "a", "size": 1}], "target_date": None}
    assert links().put_into(facts) == facts


def test_the_facts_that_were_owed_are_not_touched() -> None:
    one = offer()
    linked(links(), one)
    assert "href" not in one


def test_consent_is_never_open() -> None:
    with pytest.raises(ValueError, match="one question alone"):
        linked(links(), offer("consent", "#akkoord", "", ""))


# the answer to a consultation


def test_the_managing_director_answers_a_consultation_at_an_address_that_bears_the_token() -> None:
    address = links().reply_to({"reference": str(KL42), PROPOSAL_MARK: "m1"})
    assert address
    token = token_of_address(address)
    assert token
    assert read(token, DECIDE, "m1") == ActionMark(7, UNTIL)
    assert read(token, DECIDE, "m2") is None
    assert read(token, "consent", "m1") is None


def test_no_other_letter_has_a_reply_to_and_no_mailbox_without_room() -> None:
    assert links().reply_to({"reference": str(KL42)}) is None
    assert links().reply_to({"reference": str(KL42), PROPOSAL_MARK: None}) is None
    assert links(plus=False).reply_to({"reference": str(KL42), PROPOSAL_MARK: "m1"}) is None
    assert links(f"{'k' * 24}@voorbeeld.nl").reply_to({"reference": str(KL42), PROPOSAL_MARK: "m1"}) is None


# what is seen of them


def test_who_types_by_hand_is_told_where_to_mail_what_needs_a_token_and_nothing_else() -> None:
    ready = links().put_into({"reference": str(KL42), "offers": [offer(), confirm_offer(17)]})["offers"]
    assert isinstance(ready, list)
    assert typed(ready[0]) == "#toewijzen Teamleider Incasso"
    assert by_hand(ready[0]) == ""
    assert by_hand(ready[1]) == f" Mail aan {ready[1]['to']} met als onderwerp: [KL-2026-00042] Ja, deze mail is van mij"
    assert by_hand(offer()) == by_hand(confirm_offer(17)) == ""


def test_without_plus_addresses_the_code_is_told_where_nothing_goes_without_it() -> None:
    ready = links(plus=False).put_into({"reference": str(KL42), "offers": [offer(), confirm_offer(17)]})["offers"]
    assert isinstance(ready, list)
    assert by_hand(ready[0]) == ""
    assert by_hand(ready[1]).endswith(f" en de tekst: {ready[1]['code']}")


def test_a_link_stays_whole_in_the_html_part_and_may_be_a_button() -> None:
    ready = linked(links(plus=False), offer(argument="<b>~~~~~~~~"))
    kept = ready["href"].replace("&", "&amp;")
    shown = offers_shown.filters(in_page=True)
    assert to_html(shown["ready"](ready)) == f'<p><a href="{kept}">#toewijzen &lt;b&gt;~~~~~~~~</a></p>\n'
    assert f'<td class="button"><a href="{kept}">#toewijzen &lt;b&gt;~~~~~~~~</a></td>' in to_html(shown["act"]("Wijst toe.", ready))
    assert to_html(shown["act"]("Wijst toe.", ready)).endswith("</table>\n<p>Wijst toe.</p>\n")


@pytest.mark.parametrize("name", ["ready", "act"])
def test_no_link_of_anybody_else_becomes_one_of_these(name: str) -> None:
    show = partial(offers_shown.filters(in_page=True)[name], *(["Doet iets."] if name == "act" else []))
    with pytest.raises(ValueError, match="made for this letter"):
        show(offer() | {"href": "https://evil.example"})


@pytest.mark.parametrize(
    "href",
    [
        "https://x.example",
        "javascript:alert(1)",
        "mailto:klachten@voorbeeld.nl",
        "mailto:klachten@voorbeeld.nl?subject=x&cc=evil@x.example",
        "mailto:klachten@voorbeeld.nl?subject=x&bcc=evil%40x.example",
        "mailto:klachten@voorbeeld.nl,evil@x.example?subject=x",
        "mailto:klachten@voorbeeld.nl?subject=x) [y](http://x.example",
        "mailto:klachten@voorbeeld.nl?subject=x&body=y\n",
        mailto("klachten@voorbeeld.nl", "x" * 2001),
        "",
    ],
)
def test_no_other_link_passes_for_one_of_these(href: str) -> None:
    assert not is_ready_link(href)
