"""Who may be answered, and who may be obeyed: every branch of both."""

from dataclasses import replace

import pytest

from intake.addresses import Sender, read_sender
from intake.authentication import Authentication
from intake.authority import Strictness, Verdict, may_answer, may_obey
from intake.screened import Kind, Screened

KLAGER = Sender("klager@elders.example", "", trusted=True)
STAFF = Sender("jan@bedrijf.example", "", trusted=True)
STAFF_ADDRESSES = ["Jan@Bedrijf.example", "geen adres"]
HUMAN = Screened(Kind.HUMAN, "no_clue", "a person", answerable=True)
EMPLOYEE = Screened(Kind.HUMAN, "staff_address", "an employee wrote this")
ROBOT = Screened(Kind.AUTO_REPLY, "auto_submitted", "it says so itself", automatic=True)
NOTHING = Authentication()
GENUINE = Authentication(known=True, dmarc="pass", dmarc_domain="elders.example")
GENUINE_STAFF = replace(GENUINE, dmarc_domain="bedrijf.example")
ANOTHERS = replace(GENUINE, dmarc_domain="vreemd.example")
FORGED = Authentication(known=True, dmarc="fail", dmarc_domain="elders.example")
SPF_FAILS = Authentication(known=True, spf="fail", dkim="none")
SPF_FAILS_DKIM_PASSES = Authentication(known=True, spf="fail", dkim="pass", dkim_domains=("elders.example",))

HOSTILE = (
    ("bedrijf.example staff <x@vreemd.example>, y@vreemd.example",),
    ("jan@bedrijf.example <evil@vreemd.example>",),
    ("<jan@bedrijf.example> <evil@vreemd.example>",),
    ("jan@bedrijf.example, <evil@vreemd.example>",),
    ("a:jan@bedrijf.example;",),
    ("jan@bedrijf.example", "evil@vreemd.example"),
    ("jan@bedrijf.example", "jan@bedrijf.example"),
    ("jan",),
    (),
)

UNCLEAR = "the sender cannot be read in one way only: "
NAMELESS = Verdict(allowed=False, why=f"{UNCLEAR}no address")
A_PERSON = Verdict(allowed=True, why="a person seems to have written this, and nothing speaks against the address")
FOUND_FORGED = Verdict(allowed=False, why="our mail server found the sender to be forged")
NOT_GENUINE = Verdict(allowed=False, why="our mail server did not find the sender to be genuine")
A_ROBOT = Verdict(allowed=False, why="it says so itself")
COLLEAGUE = Verdict(allowed=False, why="an employee wrote this")

ANSWERS = [
    # sender, screened, found, strictness, verdict
    (KLAGER, HUMAN, NOTHING, "unless-failed", A_PERSON),
    (KLAGER, HUMAN, GENUINE, "unless-failed", A_PERSON),
    (KLAGER, HUMAN, ANOTHERS, "unless-failed", A_PERSON),
    (KLAGER, HUMAN, FORGED, "unless-failed", FOUND_FORGED),
    (KLAGER, HUMAN, SPF_FAILS, "unless-failed", FOUND_FORGED),
    (KLAGER, HUMAN, SPF_FAILS_DKIM_PASSES, "unless-failed", A_PERSON),
    (KLAGER, HUMAN, NOTHING, "authenticated", NOT_GENUINE),
    (KLAGER, HUMAN, GENUINE, "authenticated", A_PERSON),
    (KLAGER, HUMAN, ANOTHERS, "authenticated", NOT_GENUINE),
    (KLAGER, HUMAN, FORGED, "authenticated", FOUND_FORGED),
    (KLAGER, HUMAN, SPF_FAILS_DKIM_PASSES, "authenticated", A_PERSON),
    (KLAGER, ROBOT, GENUINE, "unless-failed", A_ROBOT),
    (STAFF, EMPLOYEE, GENUINE_STAFF, "unless-failed", COLLEAGUE),
    (replace(KLAGER, trusted=False), HUMAN, GENUINE, "unless-failed", NAMELESS),
    (Sender(None, "", trusted=True), HUMAN, GENUINE, "unless-failed", NAMELESS),
    (Sender(None, "", trusted=False), HUMAN, GENUINE, "unless-failed", NAMELESS),
]


@pytest.mark.parametrize(("sender", "screened", "found", "strictness", "verdict"), ANSWERS)
def test_who_may_be_answered(sender: Sender, screened: Screened, found: Authentication, strictness: Strictness, verdict: Verdict) -> None:
    assert may_answer(sender, screened, found, strictness) == verdict


BY_TOKEN = Verdict(allowed=True, why="the action token")
PROVEN = Verdict(allowed=True, why="our mail server found the sender to be genuine")
NO_PROOF = Verdict(allowed=False, why="our mail server did not find the sender to be genuine, and there is no action token")
NOT_STAFF = Verdict(allowed=False, why="not the address of an employee")
MACHINE = Verdict(allowed=False, why="a machine sent this: it says so itself")

OBEYED = [
    # sender, screened, found, an action token, verdict
    (STAFF, EMPLOYEE, GENUINE_STAFF, False, PROVEN),
    (STAFF, EMPLOYEE, GENUINE_STAFF, True, BY_TOKEN),
    (STAFF, EMPLOYEE, NOTHING, True, BY_TOKEN),
    (STAFF, EMPLOYEE, FORGED, True, BY_TOKEN),
    (STAFF, EMPLOYEE, NOTHING, False, NO_PROOF),
    (STAFF, EMPLOYEE, ANOTHERS, False, NO_PROOF),
    (STAFF, EMPLOYEE, FORGED, False, NO_PROOF),
    (STAFF, ROBOT, GENUINE_STAFF, True, MACHINE),
    (KLAGER, HUMAN, GENUINE, False, NOT_STAFF),
    (KLAGER, HUMAN, GENUINE, True, NOT_STAFF),
    (replace(STAFF, address="geen adres"), HUMAN, GENUINE_STAFF, True, NOT_STAFF),  # as the settings have it, and no address all the same
    (replace(STAFF, address="jan+x@bedrijf.example"), HUMAN, GENUINE_STAFF, True, NOT_STAFF),
    (replace(STAFF, address="jаn@bedrijf.example"), HUMAN, GENUINE_STAFF, True, NOT_STAFF),  # a Cyrillic а
    (replace(STAFF, trusted=False), EMPLOYEE, GENUINE_STAFF, True, NAMELESS),
    (Sender(None, "", trusted=True), EMPLOYEE, GENUINE_STAFF, True, NAMELESS),
    (Sender(None, "", trusted=False), EMPLOYEE, GENUINE_STAFF, True, NAMELESS),
]


@pytest.mark.parametrize(("sender", "screened", "found", "token", "verdict"), OBEYED)
def test_who_may_be_obeyed(sender: Sender, screened: Screened, found: Authentication, token: bool, verdict: Verdict) -> None:  # noqa: FBT001 a column of the table
    assert may_obey(sender, screened, found, STAFF_ADDRESSES, action_token=token) == verdict


@pytest.mark.parametrize("from_values", HOSTILE)
def test_a_from_that_can_be_read_in_two_ways_is_neither_answered_nor_obeyed(from_values: tuple[str, ...]) -> None:
    sender = read_sender(from_values)
    assert not may_answer(sender, HUMAN, GENUINE, "unless-failed").allowed
    assert not may_obey(sender, EMPLOYEE, GENUINE_STAFF, STAFF_ADDRESSES, action_token=True).allowed


def test_a_display_name_gives_no_authority() -> None:
    sender = read_sender(('"jan@bedrijf.example" <evil@vreemd.example>',))
    assert not may_obey(sender, HUMAN, replace(GENUINE, dmarc_domain="vreemd.example"), STAFF_ADDRESSES, action_token=True).allowed


def test_no_token_is_taken_for_granted() -> None:
    assert not may_obey(STAFF, EMPLOYEE, NOTHING, STAFF_ADDRESSES).allowed


@pytest.mark.parametrize(
    ("from_values", "said"), [(("a@x.example", "b@x.example"), "more than one From field"), (("Jan",), "no address"), ((), "no From")]
)
def test_what_is_odd_about_a_sender_is_said(from_values: tuple[str, ...], said: str) -> None:
    sender = read_sender(from_values)
    assert said in may_answer(sender, HUMAN, GENUINE, "unless-failed").why
    assert said in may_obey(sender, EMPLOYEE, GENUINE_STAFF, STAFF_ADDRESSES, action_token=True).why


def test_all_that_is_odd_about_a_sender_is_said() -> None:
    sender = Sender("jan@bedrijf.example", "", trusted=False, defects=("more than one From field", "a comment inside"))
    assert may_answer(sender, HUMAN, GENUINE, "unless-failed").why == f"{UNCLEAR}more than one From field, a comment inside"
    assert may_obey(sender, EMPLOYEE, GENUINE_STAFF, STAFF_ADDRESSES).why == f"{UNCLEAR}more than one From field, a comment inside"
