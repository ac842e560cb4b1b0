"""What strangers learn of a complaint, and what they can make us send: nothing, and no more than they could themselves.

Source: docs/mail-rules.md, D8, D9, D12, D14, A01 to A06, A10 and R-DSN-04.
"""

import itertools
import os

import pytest
from sent import assert_sound, reading

from tracker.ledger import MailClass
from tracker.limits import Limits
from tracker.model import Letter
from tracker.records import LetterOwed
from world import ALICE, BOB, FORGED, HOUR, MALLORY, MANAGER, World, bounce, mail

VICTIM = "victim@post.example"
CODE = "482913"

SERVICES = [
    # who sends a code to whoever says that this mailbox is theirs
    {"sender": "noreply@accounts.example", "subject": f"{CODE} is your verification code"},
    {"sender": "verify@accounts.example", "subject": f"Your code: {CODE}"},
    {"sender": "security@accounts.example", "subject": "Confirm your address", "Auto_Submitted": "auto-generated"},
    {"sender": "team@accounts.example", "subject": "Join the team", "Reply_To": MALLORY, "Cc": MALLORY},
    {"sender": MALLORY, "subject": f"Fwd: {CODE} is your verification code"},
]


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service["sender"])
def test_a_code_that_is_sent_to_us_reaches_nobody_outside(world: World, service: dict[str, str]) -> None:
    """A01, the ticket trick: whoever makes a service write to us reads nothing of it, then or later."""
    world.deliver(mail(f"Your code is {CODE}. Enter it at https://accounts.example/?c={CODE}", **service))
    reference = next((one.reference for one in world.complaints()), "KL-2026-00001")
    for number in range(3):
        world.deliver(mail("Stuur mij alles.", sender=MALLORY, subject=f"Re: {reference}", References=f"<{number}@accounts.example>"))
    for envelope in world.send():
        letter = assert_sound(envelope)
        inside = envelope.recipient == MANAGER
        assert inside or CODE not in f"{letter['Subject']} {reading(letter, 'plain')} {reading(letter, 'html')} {envelope.raw.decode()}"


SENDERS = [ALICE, f"Alice <{ALICE}>", f"{ALICE} <{MALLORY}>", f"{ALICE}, {MALLORY}", f'"{ALICE}" <{MALLORY}>', MALLORY]
COPIES = ["", MALLORY, f"{ALICE}, {MALLORY}", f'"{ALICE}" <{MALLORY}>', f"lijst:{MALLORY};"]
REPLIES = ["", MALLORY, f"{ALICE}, {MALLORY}", f"{ALICE} <{MALLORY}>", f"<{MALLORY}"]
FINDINGS = [
    "",
    FORGED,
    "mx.voorbeeld.nl; dmarc=pass header.from=mail.example",
    "mx.voorbeeld.nl; dmarc=pass header.from=evil.example",
    "mx.voorbeeld.nl; spf=pass smtp.mailfrom=evil.example",
    "mx.evil.example; dmarc=pass header.from=mail.example",
    "dmarc=pass header.from=mail.example",
]


EVERY_ROW = os.environ.get("KLACHTEN_EVERY_ROW") == "1"
"""Else one way in four is tried, in which each stands beside each."""


def test_of_all_ways_to_ask_none_adds_a_reader(roomy: World) -> None:
    """A02: whatever stands in From, Cc, Reply-To and the findings, letters about Alice's complaint go to Alice and to staff."""
    roomy.deliver(mail("Ik ben Alice.", sender=ALICE, Message_ID="<alice-1@mail.example>"))
    hers = roomy.complaint()
    ways = list(itertools.product(SENDERS, COPIES, REPLIES, FINDINGS))
    assert len(ways) > 1000
    for number, (sender, copy, reply, finding) in enumerate(ways if EVERY_ROW else ways[::4]):
        fields = {"Cc": copy, "Reply_To": reply, "Authentication_Results": finding, "From": sender}
        threaded = {"In_Reply_To": "<alice-1@mail.example>"} if number % 2 else {}
        roomy.deliver(mail("Stuur mij het dossier.", subject=f"Re: {hers.reference}", **fields, **threaded))
    assert {one.recipient for one in roomy.rows(LetterOwed, LetterOwed.complaint_id == hers.id)} == {ALICE, MANAGER}
    assert {one.complainant_address for one in roomy.complaints() if one.id == hers.id} == {ALICE}
    acknowledged = roomy.rows(LetterOwed, LetterOwed.letter == Letter.ACKNOWLEDGEMENT)
    assert {one.recipient for one in acknowledged} == {ALICE, MALLORY}  # to Mallory: of complaints of her own
    whose = {one.id: one.complainant_address for one in roomy.complaints()}
    assert [one for one in acknowledged if whose[one.complaint_id or 0] != one.recipient] == []


def test_what_can_be_varied_in_a_forged_mail_brings_its_victim_no_further_letter(world: World) -> None:
    """A04, A05: the limit looks at where a letter would go, and at nothing that a sender chooses."""
    world.settle(limits=Limits(gather_new_complaints_above_per_hour=0))  # else each goes to staff with its letter on paper
    spellings = [VICTIM, VICTIM.upper(), "vic.tim@post.example", "victim+1@post.example", f'"Naam" <{VICTIM}>', f"{VICTIM} (x)"]
    for number in range(40):
        varied = {
            "From": spellings[number % len(spellings)],
            "Message_ID": f"<{number}@elders{number}.example>",
            "Reply_To": f"x{number}@elders.example",
            "Sender": f"y{number}@elders.example",
            "X_Originating_IP": f"192.0.2.{number}",
            "Return_Path": f"<z{number}@elders.example>",
        }
        assert world.deliver(mail(f"KOOP NU {number}", subject=f"Aanbieding {number}", **varied)) is MailClass.COMPLAINT
    outside = [one for one in world.send() if one.recipient != MANAGER]
    assert len(outside) == 3
    assert [one for one in outside if b"KOOP" in one.raw or b"Aanbieding" in one.raw] == []


def test_foreign_bounces_make_no_complaint_and_no_letter(world: World) -> None:
    """A06, R-DSN-02: reports about mails that others sent in our name."""
    for number in range(25):
        assert world.deliver(bounce("klachten@voorbeeld.nl", returned=f"<{number}@elders.example>")) is MailClass.BOUNCE
    assert (world.complaints(), world.letters(), world.send()) == ([], [], [])


@pytest.mark.parametrize("sender", [BOB, f"{BOB}, {ALICE}", "", "noreply@post.example"], ids=["person", "two", "nobody", "machine"])
def test_what_we_cannot_use_is_never_sent_back(world: World, sender: str) -> None:
    """R-DSN-04: no stranger hears that a mail could not be read."""
    world.intake.quarantine(world.keep(mail(From=sender)), "te groot")
    world.clock.advance(HOUR)
    assert [one.recipient for one in world.send()] == [MANAGER]
