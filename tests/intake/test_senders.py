"""Whom a whole mail names as its sender."""

import pytest

from intake.incoming import IncomingMail
from intake.senders import sender_of


def mail(*headers: tuple[str, str]) -> IncomingMail:
    return IncomingMail(sha256="0", size=1, headers=headers)


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ([("Reply-To", "jan@klant.example"), ("Return-Path", "<x@klant.example>")], "jan@klant.example"),
        ([("From", '"Jan" <>'), ("Sender", "Jan <jan@klant.example>")], "jan@klant.example"),
        ([("Return-Path", "<jan@klant.example>")], "jan@klant.example"),
        ([("Return-Path", "<>")], None),
    ],
)
def test_where_from_names_nobody_another_field_tells_whom_to_call_but_is_not_trusted(
    headers: list[tuple[str, str]], address: str | None
) -> None:
    sender = sender_of(mail(*headers))
    assert (sender.address, sender.trusted) == (address, False)
    assert sender.defects


def test_the_name_that_from_has_stays() -> None:
    sender = sender_of(mail(("From", "(Jan)"), ("Sender", "Piet <jan@klant.example>")))
    assert (sender.address, sender.name, sender.trusted) == ("jan@klant.example", "Jan", False)


def test_where_from_names_somebody_no_other_field_counts() -> None:
    sender = sender_of(mail(("Reply-To", "evil@evil.example"), ("From", "jan@klant.example")))
    assert (sender.address, sender.trusted) == ("jan@klant.example", True)


def test_headers_that_can_be_read_in_two_ways_make_no_sender_trusted() -> None:
    read = IncomingMail(sha256="0", size=1, headers=(("From", "jan@klant.example"),), ambiguous=True)
    sender = sender_of(read)
    assert (sender.address, sender.trusted) == ("jan@klant.example", False)
    assert sender.defects == ("the headers can be read in more than one way",)
