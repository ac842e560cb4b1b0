"""From a letter owed to its bytes: which fields, from whom, and what a stranger cannot do to them."""

import logging
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letter_world import COMPOSER, EVERY, HOUSE, NINE, Page, owed, parsed, part, sample

from outbound.compose import Composer, Enclosure
from outbound.shown import defanged, one_line, quoted_lines
from tracker.errors import CannotStart
from tracker.letters import LETTERS, Audience
from tracker.model import Language, Letter
from tracker.told import Facts

ALWAYS = {
    "Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "X-KL-Loop", "X-KL-Letter", "Content-Language",
    "MIME-Version", "Content-Type",
}  # fmt: skip


@pytest.mark.parametrize(("letter", "language", "facts"), EVERY)
def test_each_letter_has_its_fields_once_and_no_other(letter: Letter, language: Language, facts: Facts) -> None:
    read = parsed(COMPOSER.compose(owed(letter, facts, language)))
    suppressed = {"X-Auto-Response-Suppress"} if LETTERS[letter].audience is Audience.COMPLAINANT else set()
    assert sorted(read.keys()) == sorted(ALWAYS | suppressed)
    assert read["Auto-Submitted"] == LETTERS[letter].auto_submitted
    assert read["Content-Language"] == language
    assert not any(one.defects for one in read.walk())


def test_the_fields_of_an_acknowledgement() -> None:
    letter = owed(Letter.ACKNOWLEDGEMENT, sample(Letter.ACKNOWLEDGEMENT))
    read = parsed(COMPOSER.compose(replace(letter, in_reply_to="<q@mail.example>", references=("<p@mail.example>",))))
    assert {name: str(value) for name, value in read.items() if name != "Content-Type"} == {
        "Date": "Thu, 02 Apr 2026 09:00:00 +0200",
        "From": '"Klachten, Voorbeeld Incasso" <klachten@voorbeeld.example>',
        "To": "alice@mail.example",
        "Subject": "Wij hebben uw klacht ontvangen [KL-2026-00042]",
        "Message-ID": "<KL-2026-00042.1.token@voorbeeld.example>",
        "In-Reply-To": "<q@mail.example>",
        "References": "<p@mail.example> <q@mail.example>",
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply",
        "X-KL-Loop": "k1.0123456789abcdef",
        "X-KL-Letter": "acknowledgement",
        "Content-Language": "nl",
        "MIME-Version": "1.0",
    }


THREADS = [
    ("no-identifier", None, (), None, None),
    ("references-without-identifier", None, ("<p@x>",), None, None),
    ("first", "<q@x>", (), "<q@x>", "<q@x>"),
    ("already-last", "<q@x>", ("<p@x>", "<q@x>"), "<q@x>", "<p@x> <q@x>"),
    ("bad-identifier", "<q@x>\r\nBcc: evil@x.example", ("<p@x>",), None, None),
    ("bad-references", "<q@x>", ("x", "<p@x> evil", "<o@x>\r\n\r\nbody"), "<q@x>", "<q@x>"),
    (
        "many",
        "<q@x>",
        tuple(f"<{number}@x>" for number in range(40)),
        "<q@x>",
        " ".join(["<0@x>", *(f"<{number}@x>" for number in range(22, 40)), "<q@x>"]),
    ),
]


@pytest.mark.parametrize(("answered", "chain", "in_reply_to", "references"), [pytest.param(*row[1:], id=row[0]) for row in THREADS])
def test_threads(answered: str | None, chain: tuple[str, ...], in_reply_to: str | None, references: str | None) -> None:
    letter = replace(owed(Letter.ACKNOWLEDGEMENT, sample(Letter.ACKNOWLEDGEMENT)), in_reply_to=answered, references=chain)
    read = parsed(COMPOSER.compose(letter))
    assert (read["In-Reply-To"], read["References"]) == (in_reply_to, references)


def test_a_letter_to_staff_may_have_cc_and_reply_to_and_enclosures() -> None:
    letter = replace(
        owed(Letter.FOLLOW_UP, sample(Letter.FOLLOW_UP)),
        to=("alice@mail.example", "bob@mail.example"),
        cc=("mo@voorbeeld.example",),
        reply_to="klachten+t1@voorbeeld.example",
        enclosures=(Enclosure("bewijs één.pdf", "application/pdf", b"%PDF-"),),
    )
    read = parsed(COMPOSER.compose(letter))
    assert (read["To"], read["Cc"], read["Reply-To"]) == (
        "alice@mail.example, bob@mail.example",
        "mo@voorbeeld.example",
        "klachten+t1@voorbeeld.example",
    )
    assert [(one.get_filename(), one.get_content()) for one in read.iter_attachments()] == [("bewijs één.pdf", b"%PDF-")]
    assert "Ik heb nog niets gehoord." in part(read, "plain")


REFUSED = [
    ("cc", {"cc": ("bob@mail.example",)}, "no Cc and no Reply-To"),
    ("reply-to", {"reply_to": "x@voorbeeld.example"}, "no Cc and no Reply-To"),
    ("two-recipients", {"to": ("alice@mail.example", "bob@mail.example")}, "one recipient"),
    ("shown-is-not-sent", {"to": ("bob@mail.example",)}, "one recipient"),
    ("name-in-to", {"to": ("Alice <alice@mail.example>",), "recipient": "Alice <alice@mail.example>"}, "not one plain address"),
    ("naive", {"at": NINE.replace(tzinfo=None)}, "say which zone"),
    ("message-id", {"message_id": "KL-1@voorbeeld.example"}, "Message-ID"),
    ("from-name", {"sender": ("Klachten\r\nBcc: evil@x.example", "klachten@voorbeeld.example")}, "control character"),
    ("token", {"loop_token": "k1\r\nBcc: evil@x.example"}, "control character"),
]


@pytest.mark.parametrize(("change", "why"), [pytest.param(*row[1:], id=row[0]) for row in REFUSED])
def test_an_acknowledgement_that_is_not_as_it_must_be_is_refused(change: dict[str, Any], why: str) -> None:
    letter = replace(owed(Letter.ACKNOWLEDGEMENT, sample(Letter.ACKNOWLEDGEMENT)), **change)
    with pytest.raises(ValueError, match=why):
        COMPOSER.compose(letter)


@pytest.mark.parametrize(
    ("at", "date"),
    [
        (datetime(2026, 1, 1, 23, 30, tzinfo=UTC), "Fri, 02 Jan 2026 00:30:00 +0100"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Sun, 29 Mar 2026 03:00:00 +0200"),
    ],
)
def test_the_date_is_that_of_the_house(at: datetime, date: str) -> None:
    assert parsed(COMPOSER.compose(replace(owed(Letter.ACKNOWLEDGEMENT, sample(Letter.ACKNOWLEDGEMENT)), at=at)))["Date"] == date


def test_the_same_letter_gives_the_same_bytes() -> None:
    letter = owed(Letter.NEW_COMPLAINT, sample(Letter.NEW_COMPLAINT))
    assert Composer(HOUSE).compose(letter) == COMPOSER.compose(letter)


def test_a_house_that_lacks_what_it_may_lack_still_writes() -> None:
    bare = replace(HOUSE, register_number=None, postal_address=(), procedure_url=None, telephone_hours={})
    composer = Composer(bare)
    composer.check()
    text = composer.text(Letter.ACKNOWLEDGEMENT, Language.DUTCH, sample(Letter.ACKNOWLEDGEMENT))
    assert "Registernummer" not in text
    assert "klachtenregeling" not in text
    assert "Bellen kan ook: 030-123 45 67.\n" in text


# What a stranger writes.

HOSTILE = [
    "{{7*7}} {% include '/etc/passwd' %} ${7*7} %(x)s {0.__class__} {# x #}",
    "<script>alert(1)</script><img src=http://x.example/p.gif><a href='http://x.example'>klik</a>",
    "[klik](http://x.example) ![p](http://x.example/p.gif) <http://x.example> <evil@x.example>",
    "[a]: http://x.example\n\n[a]\n\n<style>*{display:none}</style>",
    "~~~~~~~~\n\n# kop\n\n[klik](javascript:alert(1))",
    "```\n</blockquote></td></table><form action=//x.example>",
    "**vet** _schuin_ `code` # kop\n---\n=== \n1. een\n- twee\n> drie\n    vier",
    "&lt;b&gt; &#60;script&#62; &amp;",
    "regel\r\nBcc: evil@x.example\r\n\r\n<b>x</b>",
    "a\x00b\x1bc\u202ed\u2066e\u200bf\ufeffg\u2028h\ud800i\U000e0041j",
    "\\",
    "> > > oud",
    "ftp://x.example \\\\server\\share www.x.example HTTPS://X.example xhttp://x.example",
]


ALIVE = re.compile(r"https?:|www\.|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", re.IGNORECASE)


def from_stranger(facts: Facts, said: str) -> Facts:
    names: Facts = {"attachments": [{"name": said, "size": 1, "enclosed": True}]} if "attachments" in facts else {}
    sender = {"sender_name": said, "sender_address": said, "sender_untrusted_why": said, "complainant_name": said}
    return {**facts, **sender, "subject": said, "text": said, **names}


def assert_harmless(letter: Letter, facts: Facts, said: str) -> None:
    """The fields are those of any such letter, and nothing that was said is alive in it."""
    read = parsed(COMPOSER.compose(owed(letter, from_stranger(facts, said))))
    assert set(read.keys()) == ALWAYS
    page, calm = Page(part(read, "html")), Page(part(parsed(COMPOSER.compose(owed(letter, from_stranger(facts, "een")))), "html"))
    assert page.tags <= calm.tags | {"br", "ul", "li"}
    assert page.links <= calm.links
    shown = (part(read, "plain") + page.text).replace(str(HOUSE.procedure_url), "")
    assert not ALIVE.search(shown)


TO_STAFF = [(Letter.NEW_COMPLAINT, 0), (Letter.NEW_COMPLAINT, 1), (Letter.FOLLOW_UP, 0), (Letter.FOLLOW_UP, 1)]


@pytest.mark.parametrize(("letter", "position"), TO_STAFF)
@pytest.mark.parametrize("said", HOSTILE, ids=range(len(HOSTILE)))
def test_what_a_stranger_wrote_is_shown_and_nothing_more(letter: Letter, position: int, said: str) -> None:
    assert_harmless(letter, sample(letter, position), said)


@given(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=60), max_size=6).map("".join), st.sampled_from(TO_STAFF))
def test_whatever_a_stranger_wrote_is_shown_and_nothing_more(said: str, letter: tuple[Letter, int]) -> None:
    assert_harmless(letter[0], sample(*letter), said)


@pytest.mark.parametrize("said", [HOSTILE[0], HOSTILE[7], "a*b_c`d[e](f)<g>#h|i~j!k\\l", "  ingesprongen\n\n    meer"])
def test_a_text_is_shown_as_it_was_written(said: str) -> None:
    read = parsed(COMPOSER.compose(owed(Letter.FOLLOW_UP, {**sample(Letter.FOLLOW_UP), "text": said})))
    quoted = [line.removeprefix(">").removeprefix(" ") for line in part(read, "plain").split("\n") if line.startswith(">")]
    assert "\n".join(quoted) == said
    assert said in Page(part(read, "html")).text.replace("\xa0", " ")


@pytest.mark.parametrize("said", ["{{7*7}}", "*a* _b_ `c`", "1. x", "- x", "# x", "<b>x</b>", "a\\", "&amp;", "[x](y)"])
def test_a_name_is_shown_as_it_was_written(said: str) -> None:
    read = parsed(COMPOSER.compose(owed(Letter.FOLLOW_UP, {**sample(Letter.FOLLOW_UP), "complainant_name": said})))
    assert f"Klager: {said} <j.voorbeeld@mail.example>" in part(read, "plain")
    assert f"Klager: {said} <j.voorbeeld@mail.example>" in Page(part(read, "html")).text


@given(st.text())
def test_defanging_twice_changes_nothing_more(text: str) -> None:
    assert defanged(defanged(text)) == defanged(text)


@given(st.text())
def test_a_line_stays_one_line_and_a_quotation_keeps_no_line_end(text: str) -> None:
    assert all(len(line.splitlines()) <= 1 for line in [one_line(text), *quoted_lines(text)])


# The customer's own templates.


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


OWN = (
    "{% block subject %}Eigen [{{ reference }}]{% endblock %}\n{% block body %}\nEigen tekst tot {{ target_date | day }}.\n{% endblock %}\n"
)


def test_a_customer_can_replace_one_letter(tmp_path: Path) -> None:
    write(tmp_path, "nl/acknowledgement.md", OWN)
    composer = Composer(HOUSE, tmp_path)
    composer.check()
    facts = sample(Letter.ACKNOWLEDGEMENT)
    assert composer.subject(Letter.ACKNOWLEDGEMENT, Language.DUTCH, facts) == "Eigen [KL-2026-00042]"
    assert composer.text(Letter.ACKNOWLEDGEMENT, Language.DUTCH, facts) == "Eigen tekst tot vrijdag 1 mei 2026.\n"
    assert composer.subject(Letter.ACKNOWLEDGEMENT, Language.ENGLISH, facts) == "We have received your complaint [KL-2026-00042]"


BROKEN = [
    (
        "undeclared",
        "nl/acknowledgement.md",
        OWN.replace("target_date", "sender_name"),
        "nl/acknowledgement.md:3: 'sender_name' is undefined",
    ),
    (
        "misspelt-filter",
        "nl/acknowledgement.md",
        OWN.replace("day", "dag"),
        "nl/acknowledgement.md:3: No filter named 'dag': write one that there is",
    ),
    ("not-closed", "nl/acknowledgement.md", OWN.replace("}}.", "."), "nl/acknowledgement.md:"),
    ("no-subject", "nl/acknowledgement.md", OWN.replace("subject", "title"), "nl/acknowledgement.md:1: there is no block 'subject'"),
    ("absent-fact", "nl/new_complaint.md", OWN.replace("reference", "withheld_why"), "nl/new_complaint.md:1: a fact that is absent"),
    ("included", "nl/part_house.md", "{{ house.iban }}\n", "nl/part_house.md:1: "),
    ("layout", "layout.html", "<html>\n{{ bodie }}\n</html>", "layout.html:2: 'bodie' is undefined"),
    (
        "link",
        "nl/acknowledgement.md",
        OWN.replace("target_date | day", "house.name | link"),
        "nl/acknowledgement.md:3: only a web address",
    ),
]


@pytest.mark.parametrize(("name", "text", "complaint"), [pytest.param(*row[1:], id=row[0]) for row in BROKEN])
def test_a_broken_template_is_named_with_its_line(name: str, text: str, complaint: str, tmp_path: Path) -> None:
    write(tmp_path, name, text)
    with pytest.raises(CannotStart) as told:
        Composer(HOUSE, tmp_path).check()
    assert complaint in str(told.value)
    assert str(tmp_path) in str(told.value)


@pytest.mark.parametrize("case", [row for row in BROKEN if row[1] != "nl/new_complaint.md"], ids=lambda row: row[0])
def test_a_letter_goes_all_the_same(case: tuple[str, str, str, str], tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path, case[1], case[2])
    letter = owed(Letter.ACKNOWLEDGEMENT, sample(Letter.ACKNOWLEDGEMENT))
    with caplog.at_level(logging.ERROR, logger="outbound"):
        assert Composer(HOUSE, tmp_path).compose(letter) == COMPOSER.compose(letter)
    assert [record.message for record in caplog.records] == ["letter.template_failed"]


def test_the_built_in_letters_are_in_order() -> None:
    COMPOSER.check()


@pytest.mark.parametrize(("length", "shown"), [(200, "x" * 200), (201, "x" * 199 + "…"), (100_000, "x" * 199 + "…")])
def test_a_long_name_is_cut(length: int, shown: str) -> None:
    assert one_line("x" * length) == shown
