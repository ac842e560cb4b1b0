"""Who a mail says it is from: the strict reading, the hostile lines, and what staff are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.addresses import MAX_NAME, compare_form, display, is_confusable, read_sender

GOOD = [
    # field, address, name
    ("jan@klant.example", "jan@klant.example", ""),
    ("<jan@klant.example>", "jan@klant.example", ""),
    ("  Jan Jansen  <jan@klant.example>  ", "jan@klant.example", "Jan Jansen"),
    ("Jan J. Jansen <jan@klant.example>", "jan@klant.example", "Jan J. Jansen"),
    ("jan@klant.example (Jan Jansen)", "jan@klant.example", "Jan Jansen"),
    ("Jan (thuis (boven)) <jan@klant.example>", "jan@klant.example", "Jan"),
    ('"Jansen, Jan" <jan@klant.example>', "jan@klant.example", "Jansen, Jan"),
    ('"Jan \\"de Boer\\"" <jan@klant.example>', "jan@klant.example", 'Jan "de Boer"'),
    ('"staff@klant.example" <evil@evil.example>', "evil@evil.example", "staff@klant.example"),
    ('"staff@klant.example <staff@klant.example>" <evil@evil.example>', "evil@evil.example", "staff@klant.example <staff@klant.example>"),
    ("(staff@klant.example) evil@evil.example", "evil@evil.example", "staff@klant.example"),
    ("=?utf-8?Q?J=C3=A1n?= =?utf-8?Q?_Jansen?= <jan@klant.example>", "jan@klant.example", "Ján Jansen"),
    ("=?utf-8?B?SmFuIEphbnNlbg?= <jan@klant.example>", "jan@klant.example", "Jan Jansen"),
    ("=?iso-8859-1?Q?Jansen,_Jos=E9?= <jan@klant.example>", "jan@klant.example", "Jansen, José"),
    ("=?utf-8?Q?staff=40klant.example?= <evil@evil.example>", "evil@evil.example", "staff@klant.example"),
    ("=?utf-8?Q?staff=40klant.example=3E?= <evil@evil.example>", "evil@evil.example", "staff@klant.example>"),
    ("Ján Jansen <jan@klant.example>", "jan@klant.example", "Ján Jansen"),
    ('"jan jansen"@klant.example', '"jan jansen"@klant.example', ""),
    ("jan+klacht@mail.klant.example", "jan+klacht@mail.klant.example", ""),
    ("jan@münchen.example", "jan@münchen.example", ""),
    ("jan@localhost", "jan@localhost", ""),
    ("=?utf-7?Q?+ADw-?= <jan@klant.example>", "jan@klant.example", "+ADw-"),
    ("Jan\u202e\u200e <jan@klant.example>", "jan@klant.example", "Jan"),
]


@pytest.mark.parametrize(("field", "address", "name"), GOOD)
def test_one_mailbox_is_trusted(field: str, address: str, name: str) -> None:
    sender = read_sender((field,))
    assert (sender.address, sender.name, sender.trusted, sender.defects) == (address, name, True, ())


HOSTILE = [
    # field, address that a person would take, a defect
    ("staff@klant.example <evil@evil.example>", "evil@evil.example", "an address before the address"),
    ("<staff@klant.example> <evil@evil.example>", "evil@evil.example", "more than one address"),
    ("staff@klant.example, <evil@evil.example>", "evil@evil.example", "more than one mailbox"),
    ("staff@klant.example, evil@evil.example", "staff@klant.example", "more than one mailbox"),
    ("Jansen, Jan <jan@klant.example>", "jan@klant.example", "more than one mailbox"),
    ("Jan <jan@klant.example>, Piet <piet@klant.example>", "jan@klant.example", "more than one mailbox"),
    ("a:staff@klant.example;", "staff@klant.example", "a group or a route"),
    ("undisclosed-recipients:;", None, "a group or a route"),
    ("<@relay.example:staff@klant.example>", "staff@klant.example", "a group or a route"),
    ("<mailto:jan@klant.example>", "jan@klant.example", "a group or a route"),
    ("Jan <jan@klant.example> staff@klant.example", "jan@klant.example", "the address is not the last thing in the field"),
    ("Jan <jan@klant.example", "jan@klant.example", "the address is not the last thing in the field"),
    ("<<jan@klant.example>>", "jan@klant.example", "more than one address"),
    ("jan@klant.example>", "jan@klant.example", "more than one address"),
    ('"Jan <jan@klant.example>', "jan@klant.example", "a quotation mark is not closed"),
    ('"staff@klant.example" "<jan@klant.example>', "jan@klant.example", "a quotation mark is not closed"),
    ("Jan (x <jan@klant.example>", "jan@klant.example", "a comment is not closed"),
    ("Jan) <jan@klant.example>", "jan@klant.example", "a bracket or backslash out of place"),
    ("Jan \\< <jan@klant.example>", "jan@klant.example", "a bracket or backslash out of place"),
    ("[extern] Jan <jan@klant.example>", "jan@klant.example", "characters that a name may not have"),
    ("jan..jansen@klant.example", "jan..jansen@klant.example", "the part before the @ is malformed"),
    ("staff@klant.example@evil.example", "staff@klant.example@evil.example", "the part before the @ is malformed"),
    ("jan@klant..example", "jan@klant..example", "the domain is malformed"),
    ("jan@-klant.example", "jan@-klant.example", "the domain is malformed"),
    ("jan@[192.0.2.1]", "jan@[192.0.2.1]", "the domain is malformed"),
    ("jan @ klant.example", None, "the part before the @ is malformed"),
    ("Jan <jan @ klant.example>", "jan@klant.example", "the part before the @ is malformed"),
    ("Jan [jan@klant.example]", "jan@klant.example", "the part before the @ is malformed"),
    ("=?utf-8?Q?Jan_=3Cjan=40klant.example=3E?=", "jan@klant.example", "no address"),
    ("=?utf-8?Q?x=00jan=40klant.example?=", "jan@klant.example", "no address"),
    ("=?utf-8?Q?x@y?= <jan@klant.example>", "jan@klant.example", "an address before the address"),
    ("staff@klant.example\x00 <evil@evil.example>", "evil@evil.example", "control characters"),
    ("ja\u200dn@klant.example", "jan@klant.example", "invisible characters in the address"),
    ("Jan <jan@klant\u00a0x.example>", "jan@klant", "white space in the address"),
    ("Jan\r\nBcc: x <jan@klant.example>", "jan@klant.example", "control characters"),
    ("\U000f0000@klant.example", None, "control characters"),
    ("x" * 65 + "@klant.example", "x" * 65 + "@klant.example", "the address is too long"),
    ("jan@" + "x." * 140 + "example", "jan@" + "x." * 140 + "example", "the address is too long"),
    ("x" * 9000 + " <jan@klant.example>", None, "the field is too long"),
    ("MAILER-DAEMON", "MAILER-DAEMON", "no address"),
    ("MAILER-DAEMON (Mail Delivery System)", "MAILER-DAEMON", "no address"),
    ("Jan Jansen", None, "no address"),
    ("<>", None, "no address"),
    ("", None, "the field is empty"),
]


@pytest.mark.parametrize(("field", "address", "defect"), HOSTILE)
def test_any_defect_is_not_trusted(field: str, address: str | None, defect: str) -> None:
    sender = read_sender((field,))
    assert (sender.address, sender.trusted) == (address, False)
    assert defect in sender.defects


def test_two_from_fields_are_not_trusted_even_when_equal() -> None:
    sender = read_sender(("staff@klant.example", "staff@klant.example"))
    assert (sender.address, sender.trusted, sender.defects) == ("staff@klant.example", False, ("more than one From field",))


def test_of_two_from_fields_the_first_with_an_address_is_shown() -> None:
    assert read_sender(("niemand", "Jan <jan@klant.example>")).address == "jan@klant.example"


def test_no_from_field_is_no_sender() -> None:
    sender = read_sender(())
    assert (sender.address, sender.trusted, sender.defects) == (None, False, ("no From field",))


LENGTHS = [
    # what it is of, the longest field that is trusted, one character more
    ("local-part", "x" * 64 + "@klant.example", "x" * 65 + "@klant.example"),
    ("label", "jan@" + "x" * 63 + ".example", "jan@" + "x" * 64 + ".example"),
    ("address", "jann@" + "x." * 121 + "example", "jann@" + "x." * 121 + "examples"),
    ("field", "Jan" + " " * 8175 + "<jan@klant.nl>", "Jan" + " " * 8176 + "<jan@klant.nl>"),
]


@pytest.mark.parametrize(("longest", "longer"), [pytest.param(*row[1:], id=row[0]) for row in LENGTHS])
def test_the_longest_is_trusted_and_one_character_more_is_not(longest: str, longer: str) -> None:
    assert (read_sender((longest,)).trusted, read_sender((longer,)).trusted) == (True, False)


@pytest.mark.parametrize("sign", ["[", "]"])
def test_either_bracket_in_a_name_is_a_defect(sign: str) -> None:
    assert not read_sender((f"Jan {sign} <jan@klant.example>",)).trusted


@pytest.mark.parametrize(("length", "shown"), [(MAX_NAME, "x" * MAX_NAME), (MAX_NAME + 1, "x" * (MAX_NAME - 1) + "…")])
def test_a_name_is_cut_where_it_would_be_longer(length: int, shown: str) -> None:
    assert read_sender(("x" * length + " <jan@klant.example>",)).name == shown


def test_a_long_name_is_shortened() -> None:
    assert len(read_sender(("Jan " * 100 + "<jan@klant.example>",)).name) == MAX_NAME


@given(st.text(alphabet=st.sampled_from('ab@.<>"(),;:[]\\ \t=?Q-é\x00\U000f0000') | st.characters(), max_size=200))
def test_reading_never_raises_and_agrees_with_itself(field: str) -> None:
    sender = read_sender((field,))
    assert sender.trusted == (not sender.defects)
    assert sender.address or not sender.trusted
    if sender.address:
        compare_form(sender.address)
        display(sender.address, sender.name)


@pytest.mark.parametrize("sign", [*'<>"(),;:@[\\=?. ', "\\(", '\\"', "=?utf-8?Q?", "a@", "<a@", "(a"])
def test_sixty_four_kilobytes_of_one_sign_are_no_sender_to_trust(sign: str) -> None:
    """A reader that is worse than linear does not come back from these."""
    assert not read_sender((sign * (65536 // len(sign)),)).trusted


COMPARED = [
    ("Jan@Klant.Example", "jan@klant.example"),
    ("jan+x@klant.example", "jan+x@klant.example"),
    ("jan@MÜNCHEN.example", "jan@xn--mnchen-3ya.example"),
    ("jan@xn--mnchen-3ya.example", "jan@xn--mnchen-3ya.example"),
    ("jan@straße.example", None),  # IDNA 2003 would make it strasse.example, which is somebody else
    ("jan@ｋlant.example", None),
    ("jan@" + "é" * 64 + ".example", None),
    ("jаn@klant.example", None),  # a Cyrillic а
    ("jan@aא.example", None),  # right to left and left to right in one label
    ("jan", None),
    ("@klant.example", None),
    ("jan@", None),
    ("jan@[192.0.2.1]", None),
]


@pytest.mark.parametrize(("address", "form"), COMPARED)
def test_the_form_for_authority(address: str, form: str | None) -> None:
    assert compare_form(address) == form


SHOWN = [
    ("jan@klant.example", "", "jan@klant.example"),
    ("jan@klant.example", "jan@klant.example", "jan@klant.example"),
    ("jan@klant.example", "Jan Jansen", "Jan Jansen <jan@klant.example>"),
    ("evil@evil.example", "Jan <staff@klant.example>", '"Jan <staff@klant.example>" <evil@evil.example>'),
    ("evil@evil.example", 'x" <y', '"x\' <y" <evil@evil.example>'),
    ("jan@café.example", "", "jan@café.example"),
]


@pytest.mark.parametrize(("address", "name", "shown"), SHOWN)
def test_staff_see_the_full_address(address: str, name: str, shown: str) -> None:
    assert display(address, name) == shown


def test_a_look_alike_domain_is_shown_in_punycode_with_a_warning() -> None:
    shown = display("jan@klаnt.example", "Jan")
    assert shown.startswith("Jan <jan@xn--klnt-63d.example>")
    assert "let op" in shown


def test_a_domain_that_comes_in_punycode_is_warned_about_as_well() -> None:
    shown = display("jan@XN--klnt-63d.example", "")
    assert shown.startswith("jan@xn--klnt-63d.example (let op")


@pytest.mark.parametrize(
    ("domain", "confusable"),
    [
        ("klant.example", False),
        ("klаnt.example", True),
        ("xn--klnt-63d.example", True),
        ("почта.рф", False),
        ("почта.example", True),
        ("kıant.example", True),
        ("ｋlant.example", True),
        ("xn--.example", False),
    ],
)
def test_domains_that_look_like_others(domain: str, confusable: bool) -> None:  # noqa: FBT001 a column of the table
    assert is_confusable(domain) is confusable
