"""Who may be answered, and who may be obeyed: every branch of both."""

from dataclasses import replace

import pytest

from intake.addresses import Sender, read_sender
from intake.authentication import Authentication
from intake.authority import Strictness, may_answer, may_obey
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

ANSWERS = [
    # sender, screened, found, strictness, allowed
    (KLAGER, HUMAN, NOTHING, "unless-failed", True),
    (KLAGER, HUMAN, GENUINE, "unless-failed", True),
    (KLAGER, HUMAN, ANOTHERS, "unless-failed", True),
    (KLAGER, HUMAN, FORGED, "unless-failed", False),
    (KLAGER, HUMAN, SPF_FAILS, "unless-failed", False),
    (KLAGER, HUMAN, SPF_FAILS_DKIM_PASSES, "unless-failed", True),
    (KLAGER, HUMAN, NOTHING, "authenticated", False),
    (KLAGER, HUMAN, GENUINE, "authenticated", True),
    (KLAGER, HUMAN, ANOTHERS, "authenticated", False),
    (KLAGER, HUMAN, FORGED, "authenticated", False),
    (KLAGER, HUMAN, SPF_FAILS_DKIM_PASSES, "authenticated", True),
    (KLAGER, ROBOT, GENUINE, "unless-failed", False),
    (STAFF, EMPLOYEE, GENUINE_STAFF, "unless-failed", False),
    (replace(KLAGER, trusted=False), HUMAN, GENUINE, "unless-failed", False),
    (Sender(None, "", trusted=False), HUMAN, GENUINE, "unless-failed", False),
]


@pytest.mark.parametrize(("sender", "screened", "found", "strictness", "allowed"), ANSWERS)
def test_who_may_be_answered(sender: Sender, screened: Screened, found: Authentication, strictness: Strictness, allowed: bool) -> None:  # noqa: FBT001 a column of the table
    verdict = may_answer(sender, screened, found, strictness)
    assert verdict.allowed is allowed
    assert verdict.why


OBEYED = [
    # sender, screened, found, an action token, allowed
    (STAFF, EMPLOYEE, GENUINE_STAFF, False, True),
    (STAFF, EMPLOYEE, NOTHING, True, True),
    (STAFF, EMPLOYEE, FORGED, True, True),
    (STAFF, EMPLOYEE, NOTHING, False, False),
    (STAFF, EMPLOYEE, ANOTHERS, False, False),
    (STAFF, EMPLOYEE, FORGED, False, False),
    (STAFF, ROBOT, GENUINE_STAFF, True, False),
    (KLAGER, HUMAN, GENUINE, False, False),
    (KLAGER, HUMAN, GENUINE, True, False),
    (replace(STAFF, address="jan+x@bedrijf.example"), HUMAN, GENUINE_STAFF, True, False),
    (replace(STAFF, address="jаn@bedrijf.example"), HUMAN, GENUINE_STAFF, True, False),  # a Cyrillic а
    (replace(STAFF, trusted=False), EMPLOYEE, GENUINE_STAFF, True, False),
    (Sender(None, "", trusted=False), EMPLOYEE, GENUINE_STAFF, True, False),
]


@pytest.mark.parametrize(("sender", "screened", "found", "token", "allowed"), OBEYED)
def test_who_may_be_obeyed(sender: Sender, screened: Screened, found: Authentication, token: bool, allowed: bool) -> None:  # noqa: FBT001 a column of the table
    verdict = may_obey(sender, screened, found, STAFF_ADDRESSES, action_token=token)
    assert verdict.allowed is allowed
    assert verdict.why


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


def test_a_sender_without_an_address_is_said_to_have_none() -> None:
    nobody = Sender(None, "", trusted=False)
    assert "no address" in may_answer(nobody, HUMAN, GENUINE, "unless-failed").why
    assert "no address" in may_obey(nobody, EMPLOYEE, GENUINE_STAFF, STAFF_ADDRESSES).why
