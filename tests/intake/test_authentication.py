"""What our own mail server found: which field counts, how it is read, and what it proves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.authentication import Authentication, Trust, authenticate, read_results, received_by
from intake.incoming import IncomingMail

OURS = Trust("authserv-id", "mx.bedrijf.example", frozenset({"mx.bedrijf.example", ".intern.bedrijf.example"}))
MICROSOFT = Trust("microsoft365", own_hosts=frozenset({"mx.bedrijf.example"}), internal_domains=frozenset({"bedrijf.example"}))
JAN = "jan@bedrijf.example"
GOOD = "mx.bedrijf.example; dmarc=pass header.from=bedrijf.example"
RECEIVED = "from mail.vreemd.example (mail.vreemd.example [192.0.2.1]) by mx.bedrijf.example (Postfix) with ESMTPS id A1; x"
DELIVERED = "from mx.bedrijf.example by imap1.intern.bedrijf.example with LMTP id B2; Mon, 2 Mar 2026 10:00:01 +0100"
FOREIGN = "from pc.vreemd.example by mail.vreemd.example with ESMTPSA; Mon, 2 Mar 2026 09:59:59 +0100"


def mail(*headers: tuple[str, str]) -> IncomingMail:
    return IncomingMail(sha256="0", size=1, headers=headers)


def results(value: str) -> Authentication:
    return authenticate(mail(("Authentication-Results", value)), OURS)


COUNTS = [
    # id, headers, whether the finding counts
    ("above-our-received", [("Authentication-Results", GOOD), ("Received", RECEIVED), ("Received", FOREIGN)], True),
    ("below-our-received", [("Received", RECEIVED), ("Authentication-Results", GOOD), ("Received", FOREIGN)], True),
    ("below-the-delivery-agent", [("Received", DELIVERED), ("Authentication-Results", GOOD), ("Received", RECEIVED)], True),
    ("name-in-capitals", [("AUTHENTICATION-RESULTS", GOOD), ("Received", RECEIVED)], True),
    ("another-server-beside-it", [("Authentication-Results", GOOD), ("Authentication-Results", "mx.vreemd.example; spf=fail")], True),
    ("no-received-at-all", [("Authentication-Results", GOOD)], True),
    ("forged-below", [("Received", RECEIVED), ("Received", FOREIGN), ("Authentication-Results", GOOD)], False),
    (
        "forged-behind-a-hello",
        [("Received", "from by mx.bedrijf.example by mail.vreemd.example; x"), ("Authentication-Results", GOOD)],
        False,
    ),
    (
        "forged-in-a-comment",
        [("Received", "from x (by mx.bedrijf.example) by mail.vreemd.example"), ("Authentication-Results", GOOD)],
        False,
    ),
    ("comment-not-closed", [("Received", "from x (( by mx.bedrijf.example"), ("Authentication-Results", GOOD)], False),
    ("received-by-nobody", [("Received", "(qmail 1 invoked by uid 0); x"), ("Authentication-Results", GOOD)], False),
    ("duplicated", [("Authentication-Results", GOOD), ("Authentication-Results", GOOD)], False),
    ("two-that-differ", [("Authentication-Results", GOOD), ("Authentication-Results", "mx.bedrijf.example; none")], False),
    ("another-server", [("Authentication-Results", GOOD.replace("mx.bedrijf", "mx.vreemd"))], False),
    ("longer-name", [("Authentication-Results", GOOD.replace("mx.bedrijf", "evil.mx.bedrijf"))], False),
    ("upper-case", [("Authentication-Results", GOOD.replace("mx.bedrijf", "MX.bedrijf"))], False),
    ("id-in-pieces", [("Authentication-Results", GOOD.replace("mx.", "mx. "))], False),
    ("id-on-two-lines", [("Authentication-Results", GOOD.replace("mx.", "mx.\n "))], False),
    ("id-with-a-comment-in-it", [("Authentication-Results", GOOD.replace("mx.", "mx.(x)"))], False),
    ("id-half-in-quotation-marks", [("Authentication-Results", GOOD.replace("mx.bedrijf", 'mx."bedrijf"'))], False),
    ("id-with-an-escape", [("Authentication-Results", GOOD.replace("mx.bedrijf.example", '"mx.bedr\\ijf.example"'))], False),
    ("id-with-a-private-character", [("Authentication-Results", GOOD.replace("mx.", "mx.\ue000"))], False),
    ("no-id", [("Authentication-Results", "dmarc=pass header.from=bedrijf.example")], False),
    ("none-at-all", [("Received", RECEIVED)], False),
]


@pytest.mark.parametrize(("headers", "counts"), [pytest.param(*row[1:], id=row[0]) for row in COUNTS])
def test_which_field_counts(headers: list[tuple[str, str]], counts: bool) -> None:  # noqa: FBT001 a column of the table
    found = authenticate(mail(*headers), OURS)
    assert found.known is counts
    assert found.proves(JAN) is counts


@pytest.mark.parametrize(
    "value",
    [
        "mx.bedrijf.example 1; dmarc=pass header.from=bedrijf.example",
        '"mx.bedrijf.example"; dmarc=pass header.from="bedrijf.example"',
        " (x) mx.bedrijf.example (our (own) server) 1 ;\tdmarc = pass (p=none) header . from = Bedrijf.Example",
        "mx.bedrijf.example; DMARC/1=Pass Header.From=bedrijf.example;",
        'mx.bedrijf.example; dmarc=pass reason="good; spf=fail" header.from=bedrijf.example; x-new=ok x.y=z; spf=maybe',
        "mx.bedrijf.example; dkim=pass header.d=bedrijf.example header.b=a/b+c==; spf=fail smtp.mailfrom=x=y@vreemd.example",
        "mx.bedrijf.example; auth=pass (plain) smtp.auth=Jan@bedrijf.example smtp.mailfrom=jan@bedrijf.example",
        "mx.bedrijf.example; dmarc=pass header.from=jan@bedrijf.example",
    ],
)
def test_spellings_that_prove(value: str) -> None:
    assert results(value).proves(JAN)


@pytest.mark.parametrize(
    "value",
    [
        "mx.bedrijf.example; none",
        "mx.bedrijf.example",
        "",
        "mx.bedrijf.example 2; dmarc=pass header.from=bedrijf.example",
        "mx.bedrijf.example 1 x; dmarc=pass header.from=bedrijf.example",
        "mx.bedrijf.example; spf=pass smtp.mailfrom=jan@bedrijf.example",
        "mx.bedrijf.example; dmarc=pass header.from=sub.bedrijf.example",
        "mx.bedrijf.example; dmarc=pass header.from=bedrijf.example.vreemd.example",
        "mx.bedrijf.example; dmarc=pass",
        "mx.bedrijf.example; dmarc=bestguesspass header.from=bedrijf.example",
        "mx.bedrijf.example; dmarc=pass header.from=bedrijf.example; dmarc=fail header.from=bedrijf.example",
        "mx.bedrijf.example; dmarc=pass header.from=vreemd.example; dmarc=pass header.from=bedrijf.example",
        "mx.bedrijf.example; dkim=pass header.d=mail.bedrijf.example",
        "mx.bedrijf.example; dkim=pass header.d=vreemd.example; dkim=fail header.d=bedrijf.example",
        "mx.bedrijf.example; dkim=pass header.d=bedrijf.example; dmarc=fail header.from=bedrijf.example",
        "mx.bedrijf.example; auth=pass smtp.auth=piet@bedrijf.example",
        "mx.bedrijf.example; auth=pass smtp.auth=jan",
        "mx.bedrijf.example; auth=fail smtp.auth=jan@bedrijf.example",
        "mx.bedrijf.example; auth=pass smtp.auth=jan@bedrijf.example; auth=pass smtp.auth=piet@bedrijf.example",
        'mx.bedrijf.example; spf=pass (x) smtp.mailfrom="; dmarc=pass header.from=bedrijf.example"@vreemd.example',
        "mx.bedrijf.example; spf=pass (; dmarc=pass header.from=bedrijf.example",
        'mx.bedrijf.example; spf=pass smtp.helo="; dmarc=pass header.from=bedrijf.example',
    ],
)
def test_spellings_that_prove_nothing(value: str) -> None:
    assert not results(value).proves(JAN)


FAILED = [
    # what was found, whether that is a failure (D13)
    ("dmarc=fail header.from=bedrijf.example", True),
    ("dmarc=fail header.from=bedrijf.example; dkim=pass header.d=vreemd.example; spf=pass", True),
    ("spf=fail smtp.mailfrom=vreemd.example", True),
    ("spf=hardfail smtp.mailfrom=vreemd.example", True),
    ("spf=fail smtp.mailfrom=vreemd.example; dkim=fail header.d=vreemd.example", True),
    ("spf=fail smtp.mailfrom=vreemd.example; dkim=none", True),
    ("spf=fail smtp.mailfrom=vreemd.example; dkim=fail header.d=a.example; dkim=pass header.d=vreemd.example", False),
    ("spf=fail smtp.helo=mail.vreemd.example; spf=pass smtp.mailfrom=vreemd.example", False),
    ("spf=softfail smtp.mailfrom=vreemd.example", False),
    ("dkim=fail header.d=vreemd.example", False),
    ("dmarc=temperror; spf=neutral", False),
    ("dmarc=none", False),
    ("none", False),
]


@pytest.mark.parametrize(("found", "failed"), FAILED)
def test_what_is_a_failure(found: str, failed: bool) -> None:  # noqa: FBT001 a column of the table
    assert results(f"mx.bedrijf.example; {found}").failed is failed


def test_without_a_finding_nothing_failed_and_nothing_is_proven() -> None:
    found = authenticate(mail(("Received", RECEIVED)), OURS)
    assert (found.known, found.failed, found.proves(JAN)) == (False, False, False)


def test_trusting_nobody_hears_nobody() -> None:
    assert authenticate(mail(("Authentication-Results", GOOD)), Trust()) == Authentication()


def test_a_server_without_a_configured_name_is_not_heard() -> None:
    assert not authenticate(mail(("Authentication-Results", ""), ("Authentication-Results", "dmarc=pass")), Trust("authserv-id")).known


def test_an_address_that_is_none_is_never_proven() -> None:
    assert not results(GOOD).proves("bedrijf.example")


FROM_MICROSOFT = (
    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=bedrijf.example; "
    "dkim=none;dmarc=pass action=none header.from=bedrijf.example;compauth=pass reason=100"
)
HOP = "from AM0EUR02.eop-EUR02.prod.protection.outlook.com (2603::1) by DB8PR01.eurprd01.prod.exchangelabs.outlook.com with HTTPS; x"


class TestMicrosoft365:
    def test_the_topmost_field_without_an_id_counts(self) -> None:
        found = authenticate(mail(("Received", HOP), ("Authentication-Results", FROM_MICROSOFT), ("Received", FOREIGN)), MICROSOFT)
        assert (found.dmarc, found.spf, found.proves(JAN)) == ("pass", "pass", True)

    def test_only_the_topmost(self) -> None:
        none = FROM_MICROSOFT.replace("dmarc=pass", "dmarc=fail")
        found = authenticate(mail(("Authentication-Results", none), ("Authentication-Results", FROM_MICROSOFT)), MICROSOFT)
        assert (found.failed, found.proves(JAN)) == (True, False)

    def test_one_with_an_id_does_not_count(self) -> None:
        assert not authenticate(mail(("Authentication-Results", GOOD)), MICROSOFT).known

    def test_one_below_a_foreign_host_does_not_count(self) -> None:
        assert not authenticate(mail(("Received", FOREIGN), ("Authentication-Results", FROM_MICROSOFT)), MICROSOFT).known

    def test_internal_mail_is_vouched_for_within_the_organisation(self) -> None:
        found = authenticate(mail(("X-MS-Exchange-Organization-AuthAs", "Internal")), MICROSOFT)
        assert found.proves(JAN)
        assert not found.proves("jan@vreemd.example")

    @pytest.mark.parametrize("said", [("Anonymous",), ("Internal", "Internal"), ()])
    def test_anything_else_is_not(self, said: tuple[str, ...]) -> None:
        assert not authenticate(mail(*[("X-MS-Exchange-Organization-AuthAs", value) for value in said]), MICROSOFT).proves(JAN)

    def test_nobody_else_can_vouch(self) -> None:
        assert not authenticate(mail(("X-MS-Exchange-Organization-AuthAs", "Internal")), OURS).proves(JAN)


@pytest.mark.parametrize(
    ("value", "host"),
    [
        (RECEIVED, "mx.bedrijf.example"),
        ("by MX.Bedrijf.Example. (Postfix, from userid 0) id 1; x", "mx.bedrijf.example"),
        ("from a", None),
        ("from a with by", None),
        ("", None),
        ("by", None),
    ],
)
def test_who_wrote_a_received_field(value: str, host: str | None) -> None:
    assert received_by(value) == host


@given(st.text(alphabet=st.sampled_from('ab.;=()"\\/ \t1@') | st.characters(), max_size=200))
def test_reading_never_raises(value: str) -> None:
    results(f"mx.bedrijf.example; {value}").proves(JAN)
    read_results(value)
    received_by(value)


@pytest.mark.parametrize("sign", [";", "=", "(", '"', "a=b;", "a ", ". ", "\\", "(a)"])
def test_sixty_four_kilobytes_prove_nothing(sign: str) -> None:
    assert not results("mx.bedrijf.example; " + sign * (65536 // len(sign))).proves(JAN)
