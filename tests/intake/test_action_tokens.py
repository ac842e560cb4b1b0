"""The action token of a mail: good for exactly what was offered, once, in time, to one employee; and void once seen outside."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from intake.action_tokens import Presented, letters_laid_open, presented, tokens_in, without_tokens
from intake.incoming import IncomingMail
from tracker.model import Letter, Reference
from tracker.offered import DECIDE, PROPOSAL_MARK, VALID, confirm_offer
from tracker.records import LetterOwed
from tracker.spending import spend, void_links
from tracker.token_forms import action_address, code_line
from tracker.tokens import action_token
from world import ALICE, COLLECTOR, DESK, DIRECTOR, DOMAIN, MANAGER, NOW, World, in_processes, joined_world, mail

KL1, KL2 = Reference("KL-2026-00001"), Reference("KL-2026-00002")
OTHER_ADDRESS = "anna@voorbeeld.nl"
STAFF = (MANAGER, COLLECTOR, DIRECTOR, OTHER_ADDRESS)
LATER = NOW + timedelta(days=3)


def owe(world: World, facts: Mapping[str, Any], letter: Letter = Letter.NEW_COMPLAINT, recipient: str = MANAGER) -> int:
    """Let a letter to an employee be owed; return its id."""
    row = LetterOwed(
        mailbox="klachten", letter=letter, language="nl", recipient=recipient, recipient_key=recipient, outside=False,
        facts=dict(facts), made_at=NOW, next_attempt_at=NOW,
    )  # fmt: skip
    with world.store.unit() as session:
        session.add(row)
        session.flush()
        return row.id


def offer(event: str, canonical: str = "") -> dict[str, Any]:
    return {**confirm_offer(1), "event": event, "canonical": canonical}


def facts_of(*offers: Mapping[str, Any], reference: str = KL1, **others: object) -> dict[str, Any]:
    return {"reference": reference, "offers": [dict(one) for one in offers], **others}


def token(world: World, letter_id: int, event: str = "assign", argument: str = "", *, reference: Reference = KL1, to: str = MANAGER) -> str:
    return action_token(world.keyring, letter_id, reference, to, event, argument, NOW + VALID)


def came_to(world: World, address: str, text: str = "", **fields: str) -> IncomingMail:
    return world.read(mail(text, sender=MANAGER, To=address, **fields)).mail


def with_token(world: World, one: str) -> IncomingMail:
    return came_to(world, str(action_address(DESK, one)))


def asked(
    world: World,
    read: IncomingMail,
    event: str = "assign",
    argument: str = "",
    *,
    reference: Reference = KL1,
    addresses: tuple[str, ...] = (MANAGER,),
    now: datetime = LATER,
) -> Presented | None:
    with world.store.reading() as session:
        return presented(session, world.keyring, read, addresses, reference, (event, argument), now)


# where a token stands

FORWARD = """Ter info.

-------- Doorgestuurd bericht --------
Onderwerp: [KL-2026-00001] Toewijzen
Datum: 2 april 2026
Van: Klachten <klachten@voorbeeld.nl>
Aan: a.deboer@voorbeeld.nl

Laat deze regel staan. Code: {}"""

SHAPES = [
    # id, the field To, the text, further fields, found
    ("address", "klachten+{}@voorbeeld.nl", "", {}, True),
    ("name-and-address", '"Klachten, Voorbeeld" <klachten+{}@voorbeeld.nl>', "", {}, True),
    ("capitals", "KLACHTEN+{}@VOORBEELD.NL", "", {}, True),
    ("among-others", "x@post.example, <klachten+{}@voorbeeld.nl>", "", {}, True),
    ("cc", DESK, "", {"Cc": "klachten+{}@voorbeeld.nl"}, True),
    ("rewritten-and-delivered-to", DESK, "", {"Delivered_To": "klachten+{}@voorbeeld.nl"}, True),
    ("original-to", DESK, "", {"X_Original_To": "klachten+{}@voorbeeld.nl"}, True),
    ("line", DESK, "Laat deze regel staan. Code: {}", {}, True),
    ("line-below-a-text", DESK, "De klager krijgt een nieuwe termijn.\r\n\r\n\r\nLaat deze regel staan. Code: {}", {}, True),
    ("line-before-a-signature", DESK, "Akkoord.\r\n\r\nLaat deze regel staan. Code: {}\r\n\r\n-- \r\nAnna de Boer", {}, True),
    ("line-in-a-signature", DESK, "Akkoord.\r\n\r\n-- \r\nAnna de Boer\r\n\r\nLaat deze regel staan. Code: {}", {}, True),
    ("line-before-a-greeting", DESK, "Laat deze regel staan. Code: {}\r\n\r\nMet vriendelijke groet,\r\nAnna de Boer", {}, True),
    ("line-from-a-phone", DESK, "Laat deze regel staan. Code: {}\r\n\r\nVerstuurd vanaf mijn iPhone", {}, True),
    ("in-html", DESK, "<p><br></p><p>Laat deze regel staan. Code: {}</p>", {"Content_Type": "text/html"}, True),
    ("quoted", DESK, "Wat is dit?\r\n\r\nOp 2 april 2026 schreef Klachten:\r\n> Laat deze regel staan. Code: {}", {}, False),
    ("forwarded", DESK, FORWARD, {}, False),
    ("subject", DESK, "", {"Subject": "Code: {}"}, False),
    ("answered", DESK, "", {"In_Reply_To": "<{}@voorbeeld.nl>"}, False),
    ("from-there", DESK, "", {"Reply_To": "klachten+{}@voorbeeld.nl"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("to", "text", "fields", "found"), [pytest.param(*row[1:], id=row[0]) for row in SHAPES])
def test_a_token_counts_where_its_sender_put_it(world: World, to: str, text: str, fields: dict[str, str], *, found: bool) -> None:
    one = token(world, 7)
    read = came_to(world, to.format(one), text.format(one), **{name: value.format(one) for name, value in fields.items()})
    assert tokens_in(read) == ((one,) if found else ())


def test_the_line_that_bears_a_token_is_nobodys_words(world: World) -> None:
    line = code_line(token(world, 7))
    read = without_tokens(came_to(world, DESK, f"#afspraak\r\nWij betalen 40 euro terug.\r\n\r\n\r\n{line}\r\n\r\n-- \r\nAnna de Boer"))
    assert read.new_text == "#afspraak\nWij betalen 40 euro terug."
    assert "Code" not in read.text + str(read.signature)
    assert without_tokens(came_to(world, DESK, f"\r\n\r\n\r\n{line}")).new_text == ""


# what it is good for

GOOD = [
    # id, made for, asked, whether it is good
    ("the-same", ("assign", "team_lead_collection"), ("assign", "team_lead_collection"), True),
    ("open", ("assign", ""), ("assign", "team_lead_collection"), True),
    ("no-argument", ("status", ""), ("status", ""), True),
    ("another-argument", ("assign", "team_lead_collection"), ("assign", "sales_manager"), False),
    ("no-argument-of-one", ("assign", "team_lead_collection"), ("assign", ""), False),
    ("another-event", ("assign", ""), ("spam", ""), False),
    ("two-tags", ("agree+resolve", ""), ("agree+resolve", ""), True),
    ("one-of-two", ("agree+resolve", ""), ("agree", ""), False),
    ("two-of-one", ("agree", ""), ("agree+resolve", ""), False),
    ("consent", ("consent", "m1"), ("consent", "m1"), True),
    ("consent-to-another", ("consent", "m1"), ("consent", "m2"), False),
    ("open-consent", ("consent", ""), ("consent", "m1"), False),
    ("open-decision", (DECIDE, ""), (DECIDE, "m1"), False),
    ("open-confirmation", ("confirm", ""), ("confirm", "17"), False),
    ("decision", (DECIDE, "m1"), (DECIDE, "m1"), True),
    ("decision-is-no-consent", (DECIDE, "m1"), ("consent", "m1"), False),
]


@pytest.mark.parametrize(("made", "wanted", "good"), [pytest.param(*row[1:], id=row[0]) for row in GOOD])
def test_a_token_is_good_for_what_it_was_made_for(world: World, made: tuple[str, str], wanted: tuple[str, str], *, good: bool) -> None:
    letter_id = owe(world, facts_of(offer(*made)))
    one = token(world, letter_id, *made)
    found = asked(world, with_token(world, one), *wanted)
    assert (found and (found.token, found.mark.letter_id, found.mark.expires_at)) == ((one, letter_id, NOW + VALID) if good else None)


def test_a_token_is_of_one_complaint_and_one_employee_whatever_address_they_use(world: World) -> None:
    read = with_token(world, token(world, owe(world, facts_of(offer("assign")))))
    assert asked(world, read, addresses=(OTHER_ADDRESS, MANAGER))
    assert asked(world, read, addresses=(OTHER_ADDRESS,)) is None
    assert asked(world, read, addresses=(COLLECTOR,)) is None
    assert asked(world, read, addresses=()) is None
    assert asked(world, read, reference=KL2) is None


def test_a_token_is_good_for_28_days(world: World) -> None:
    read = with_token(world, token(world, owe(world, facts_of(offer("assign")))))
    assert asked(world, read, now=NOW + timedelta(days=28) - timedelta(seconds=1))
    assert asked(world, read, now=NOW + timedelta(days=28)) is None


def test_a_token_is_good_once(world: World) -> None:
    letter_id = owe(world, facts_of(offer("assign"), offer("spam")))
    read = with_token(world, token(world, letter_id))
    found = asked(world, read)
    assert found
    with world.store.unit() as session:
        assert spend(session, found.token, found.mark.letter_id, LATER)
    assert asked(world, read) is None
    assert asked(world, with_token(world, token(world, letter_id, "spam")), "spam")


def _follow(_turn: int, url: str, folder: Path, letter_id: int) -> int:
    """Let each of some mails come in that every process has, and do something for whichever bears a good token."""
    done = 0
    with joined_world(url, folder) as world:
        for number in range(20):
            event = f"event{number}"
            read = with_token(world, token(world, letter_id, event))
            with world.store.unit() as session:
                found = presented(session, world.keyring, read, (MANAGER,), KL1, (event, ""), LATER)
                if found:
                    done += 1
                    spend(session, found.token, found.mark.letter_id, LATER)
    return done


def test_of_three_processes_with_the_same_mail_one_goes_by_its_token(world: World, tmp_path: Path) -> None:
    letter_id = owe(world, facts_of())
    assert sum(in_processes(3, _follow, world.store.url.render_as_string(hide_password=False), tmp_path, letter_id)) == 20


def test_links_of_a_void_or_erased_letter_are_good_for_nothing(world: World) -> None:
    letter_id = owe(world, facts_of(offer("assign")))
    read = with_token(world, token(world, letter_id))
    with world.store.unit() as session:
        void_links(session, [letter_id], NOW)
    assert asked(world, read) is None
    assert asked(world, with_token(world, token(world, 999))) is None


def test_of_several_tokens_the_good_one_is_found(world: World) -> None:
    letter_id = owe(world, facts_of(offer("assign"), offer("spam")))
    bad, good = token(world, letter_id, "spam"), token(world, letter_id)
    read = came_to(world, f"klachten+{bad}@voorbeeld.nl", code_line(good))
    found = asked(world, read)
    assert found
    assert found.token == good


# letters that somebody outside may have seen

OUTSIDE = [
    # id, from, to, what else, whether somebody outside has it
    ("to-us", MANAGER, DESK, {}, False),
    ("to-a-sub-address-of-ours", MANAGER, "klachten+x@voorbeeld.nl", {}, False),
    ("to-a-colleague", MANAGER, f"Bram <{COLLECTOR}>", {"Cc": DESK}, False),
    ("to-nobody-told", MANAGER, "undisclosed-recipients:;", {}, False),
    ("to-the-complainant", MANAGER, ALICE, {"Cc": DESK}, True),
    ("cc-to-the-complainant", MANAGER, DESK, {"Cc": f'"Bram, van ons" <{COLLECTOR}>, Alice <{ALICE}>'}, True),
    ("second-cc", MANAGER, DESK, {"Cc": COLLECTOR, "CC": ALICE}, True),
    ("resent", MANAGER, DESK, {"Resent_To": ALICE}, True),
    ("a-colleagues-sub-address", MANAGER, "b.smit+x@voorbeeld.nl", {"Cc": DESK}, True),
    ("a-look-alike", MANAGER, "b.smit@voorbee1d.nl", {"Cc": DESK}, True),
    ("a-sub-address-elsewhere", MANAGER, "klachten+x@elders.example", {"Cc": DESK}, True),
    ("from-the-complainant", ALICE, DESK, {}, True),
]


def to_alice(world: World, text: str, **fields: str) -> IncomingMail:
    return world.read(mail(text, sender=MANAGER, To=ALICE, Cc=DESK, **fields)).mail


def laid_open(world: World, read: IncomingMail) -> tuple[int, ...]:
    with world.store.reading() as session:
        return letters_laid_open(session, read, world.keyring, {DOMAIN}, STAFF, {DESK})


@pytest.fixture
def offered(world: World) -> LetterOwed:
    """A letter to Manager Operations that bears links."""
    world.deliver(mail())
    world.send()
    (row,) = world.letters(Letter.NEW_COMPLAINT)
    with world.store.unit() as session:
        found = session.get_one(LetterOwed, row.id)
        found.facts = {**found.facts, "offers": [offer("assign"), offer("consent", "m1")], PROPOSAL_MARK: "m2"}
        return found


@pytest.mark.parametrize(("sender", "to", "fields", "outside"), [pytest.param(*row[1:], id=row[0]) for row in OUTSIDE])
def test_a_letter_is_laid_open_by_a_mail_that_somebody_outside_has(
    world: World, offered: LetterOwed, sender: str, to: str, fields: dict[str, str], *, outside: bool
) -> None:
    read = world.read(mail("Ter info.", sender=sender, To=to, In_Reply_To=str(offered.message_id), **fields)).mail
    assert laid_open(world, read) == ((offered.id,) if outside else ())


@pytest.mark.parametrize(("sender", "to", "void"), [(ALICE, DESK, True), (MANAGER, f"{DESK}, {ALICE}", True), (MANAGER, DESK, False)])
def test_a_mail_that_comes_in_voids_what_it_lays_open(world: World, offered: LetterOwed, sender: str, to: str, *, void: bool) -> None:
    acknowledgement = str(world.letter(Letter.ACKNOWLEDGEMENT).message_id)
    world.deliver(mail("Zie hieronder.", sender=sender, To=to, References=f"{acknowledgement} {offered.message_id}"))
    assert [row.letter for row in world.rows(LetterOwed) if row.links_void_at] == ([offered.letter] if void else [])


def test_whatever_shows_a_letter_lays_it_open(world: World, offered: LetterOwed) -> None:
    bound = (("assign", ""), ("consent", "m1"), (DECIDE, "m2"))
    tokens = [token(world, offered.id, *each) for each in bound]
    for one in tokens:
        link = f"> #toewijzen <mailto:klachten%2B{one}@voorbeeld.nl?subject=x>"
        for shown in (link, f"Antwoord aan: klachten+{one}@voorbeeld.nl", code_line(one)):
            assert laid_open(world, to_alice(world, f"Zie hieronder.\r\n\r\n{shown}")) == (offered.id,)
        assert laid_open(world, came_to(world, f"klachten+{one}@voorbeeld.nl, {ALICE}")) == (offered.id,)
    assert laid_open(world, to_alice(world, "Ter info.", References=f"<x@y.example> {offered.message_id}")) == (offered.id,)
    assert laid_open(world, to_alice(world, "Ter info.")) == ()


def test_a_link_whose_address_html_hides_lays_its_letter_open(world: World, offered: LetterOwed) -> None:
    href = f"mailto:klachten%2B{token(world, offered.id)}@voorbeeld.nl?subject=x&amp;body=y"
    html = f'<p>Ter info.</p><blockquote>Van: ons<br><a href="{href}">Toewijzen</a></blockquote>'
    alternatives = (
        "--grens\r\nContent-Type: text/plain\r\n\r\nTer info. Van: ons Toewijzen\r\n"
        f"--grens\r\nContent-Type: text/html\r\n\r\n{html}\r\n--grens--\r\n"
    )
    shapes = {"text/html": html, 'multipart/alternative; boundary="grens"': alternatives}
    for kind, body in shapes.items():
        read = to_alice(world, body, MIME_Version="1.0", Content_Type=kind)
        assert (token(world, offered.id) in read.text, laid_open(world, read)) == (False, (offered.id,)), kind
        assert tokens_in(read) == (), "what a link hides is presented by nobody"


def test_nobody_lays_open_what_they_have_not_seen(world: World, offered: LetterOwed) -> None:
    good = token(world, offered.id)
    made_up = [
        good[:-1] + ("a" if good[-1] != "a" else "b"),
        token(world, offered.id, "spam"),
        token(world, offered.id, reference=KL2),
        token(world, 999),
        f"a-{10**17}{good[3:]}",
    ]
    assert good not in made_up
    read = world.read(mail("\r\n".join(made_up), sender=ALICE, In_Reply_To=f"<l{offered.id}.{good[-28:]}@{DOMAIN}>")).mail
    assert laid_open(world, read) == ()
    old = action_token(world.keyring, offered.id, KL1, MANAGER, "assign", "", datetime(2020, 1, 1, tzinfo=UTC))
    assert good != old
    for of_that_letter in (good, old):
        assert laid_open(world, world.read(mail(of_that_letter, sender=ALICE)).mail) == (offered.id,)
