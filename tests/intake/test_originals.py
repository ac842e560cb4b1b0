"""Whom a mailbox or a line of attribution names, and that a doubtful address is none."""

import pytest

from intake.originals import Writer, read_attribution, read_mailbox

ADDRESS = "j.kok@post.example"

MAILBOXES = [
    ("usual", "Jan Kok <j.kok@post.example>", ADDRESS, "Jan Kok"),
    ("quoted", '"Kok, Jan" <j.kok@post.example>', ADDRESS, "Kok, Jan"),
    ("comma-unquoted", "Kok, Jan <j.kok@post.example>", ADDRESS, "Kok, Jan"),
    ("single-quotes", "'Jan Kok' <j.kok@post.example>", ADDRESS, "Jan Kok"),
    ("mailto-in-square-brackets", "Jan Kok [mailto:j.kok@post.example]", ADDRESS, "Jan Kok"),
    ("mailto-in-brackets", "Jan Kok <mailto:j.kok@post.example>", ADDRESS, "Jan Kok"),
    ("mailto-run-on", "Jan Kok<mailto:j.kok@post.example>", ADDRESS, "Jan Kok"),
    ("address-and-link", "Jan Kok <j.kok@post.example<mailto:j.kok@post.example>>", ADDRESS, "Jan Kok"),
    ("square-brackets", "Jan Kok [j.kok@post.example]", ADDRESS, "Jan Kok"),
    ("round-brackets", "Jan Kok (j.kok@post.example)", ADDRESS, "Jan Kok"),
    ("comment", "j.kok@post.example (Jan Kok)", ADDRESS, "Jan Kok"),
    ("bare", "j.kok@post.example", ADDRESS, None),
    ("address-as-name", "j.kok@post.example <j.kok@post.example>", ADDRESS, None),
    ("quoted-address-as-name", "'j.kok@post.example' <j.kok@post.example>", ADDRESS, None),
    ("no-name", "<j.kok@post.example>", ADDRESS, None),
    ("on-behalf-of", "Jan Kok <j.kok@post.example> namens Piet Vis <p.vis@post.example>", ADDRESS, "Jan Kok"),
    ("on-behalf-of-a-name", "Jan Kok [mailto:j.kok@post.example] Namens Piet Vis", ADDRESS, "Jan Kok"),
    ("address-cut-off", "Jan Kok <j.kok@post.example.", ADDRESS, "Jan Kok"),
    ("name-only", "Kok, Jan", None, "Kok, Jan"),
    ("directory", "Kok, Jan </o=Huis/ou=Groep/cn=jkok>", None, "Kok, Jan"),
    ("two-addresses", "a@post.example <j.kok@post.example>", None, None),
    ("via-a-list", "'a@post.example' via Klachten <klachten@voorbeeld.nl>", None, None),
    ("one-word-domain", "Jan <jan@kantoor>", None, "Jan"),
    ("not-an-address", "Jan <j..kok@post.example>", None, "Jan"),
    ("empty", "", None, None),
]


@pytest.mark.parametrize(("value", "address", "name"), [pytest.param(*row[1:], id=row[0]) for row in MAILBOXES])
def test_mailboxes(value: str, address: str | None, name: str | None) -> None:
    assert read_mailbox(value) == Writer(address, name)


ATTRIBUTIONS = [
    ("nl-gmail", "Op ma 2 mrt 2026 om 10:15 schreef Jan Kok <j.kok@post.example>:", "Jan Kok", "2 mrt 2026 om 10:15"),
    ("nl-outlook", "Op 02-03-2026 10:15 heeft Jan Kok <j.kok@post.example> geschreven:", "Jan Kok", "02-03-2026 10:15"),
    ("nl-particle", "Op 02-03-2026 10:15 schreef Jan van der Kok <j.kok@post.example>:", "Jan van der Kok", "02-03-2026 10:15"),
    ("en-quoted", 'On 02/03/2026, 10:15, "Kok, Jan" <j.kok@post.example> wrote:', "Kok, Jan", "02/03/2026, 10:15"),
    ("fr", "Le 02/03/2026 10:15, « Jan Kok » <j.kok@post.example> a écrit :", "Jan Kok", "02/03/2026 10:15"),
    ("hu", "02/03/2026 10:15 időpontban Jan Kok (j.kok@post.example) ezt írta:", "Jan Kok", "02/03/2026 10:15"),
    ("tr", '"Jan Kok" <j.kok@post.example>, 02/03/2026 10:15 tarihinde şunu yazdı:', "Jan Kok", "02/03/2026 10:15"),
    ("no-name", "Op 02-03-2026 10:15 schreef j.kok@post.example:", None, "02-03-2026 10:15"),
    ("no-date", "Jan Kok <j.kok@post.example> schreef:", "Jan Kok", None),
]


@pytest.mark.parametrize(("told", "name", "date"), [pytest.param(*row[1:], id=row[0]) for row in ATTRIBUTIONS])
def test_attributions(told: str, name: str | None, date: str | None) -> None:
    assert read_attribution(told) == Writer(ADDRESS, name, date)


def test_an_attribution_without_an_address_names_nobody() -> None:
    assert read_attribution("Op 2 maart 2026 schreef Jan Kok:") == Writer()
