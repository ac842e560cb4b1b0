"""From fields by which a stranger would pass for an employee, read from the bytes of a mail to the two verdicts.

The world could not be worse: everything is found genuine for the domain of the
employee as well as the stranger's, and an action token is there. What can be
read in one way only is answered where it says; nobody but the employee is obeyed.
Source: docs/mail-rules.md, D11, R-AUTH-05 to -08, A13, A24 and A38.
"""

import pytest
from forgeries import CASES, STAFF

from intake.addresses import compare_form, display
from intake.authentication import Authentication
from intake.authority import may_answer, may_obey
from intake.parse import parse
from intake.screened import Kind, Screened
from intake.senders import sender_of

HUMAN = Screened(Kind.HUMAN, "no_clue", "a person", answerable=True)
ALL_PASSES = Authentication(
    known=True, dmarc="pass", dmarc_domain="bedrijf.example", spf="pass", dkim="pass", dkim_domains=("bedrijf.example", "vreemd.example")
)


@pytest.mark.parametrize(("lines", "answered", "becomes"), [pytest.param(*row[1:], id=row[0]) for row in CASES])
def test_who_is_answered_and_who_is_obeyed(lines: str, answered: str | None, becomes: str) -> None:
    sender = sender_of(parse(f"{lines}\r\nTo: klachten@bedrijf.example\r\n\r\n#opgelost\r\n".encode()))
    answer = may_answer(sender, HUMAN, ALL_PASSES, "unless-failed")
    obeyed = may_obey(sender, HUMAN, ALL_PASSES, [STAFF], action_token=True)
    assert (sender.address if answer.allowed else None, answer.why != "") == (answered, True)
    assert obeyed.allowed is (becomes == "obeyed")


@pytest.mark.parametrize("address", sorted({row[2] for row in CASES if row[2] and row[3] == "refused"}))
def test_whoever_is_answered_and_not_obeyed_has_another_address(address: str) -> None:
    assert compare_form(address) != compare_form(STAFF)


LOOK_ALIKES = {
    "jan@bеdrijf.example",  # a Cyrillic е
    "jan@xn--bdrijf-3of.example",
    "jan@ｂｅｄｒｉｊｆ.example",
    "jan@bedrĳf.example",
    "jan@bedrijf\uff0eexample",
    "jan@bedrijf\u3002example",
}


@pytest.mark.parametrize("address", sorted(LOOK_ALIKES))
def test_what_looks_like_the_employees_domain_is_shown_as_what_it_is(address: str) -> None:
    """A38: nobody's name beside it, and nothing in it, takes away the warning."""
    shown = display(address, "Jan Jansen (teamleider)")
    assert "@xn--" in shown
    assert "let op" in shown


def test_who_was_staff_yesterday_is_a_stranger_today() -> None:
    """A12: the list of now decides, whatever was proven or promised before."""
    sender = sender_of(parse(f"From: {STAFF}\r\n\r\n#opgelost\r\n".encode()))
    assert may_obey(sender, HUMAN, ALL_PASSES, [STAFF], action_token=True).allowed
    assert not may_obey(sender, HUMAN, ALL_PASSES, ["piet@bedrijf.example"], action_token=True).allowed
