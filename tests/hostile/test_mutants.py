"""Mails that somebody damaged: every room of the reading takes them, and none that cannot be read is answered.

Source: docs/mail-rules.md, R-ACK-18, A22 and A24.
"""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from steady import MANY
from tricks import TRICKS

from intake.frames import from_json
from intake.inspection import inspect
from intake.reading import read_mail
from intake.screening import ScreeningRules
from intake.tag_arguments import Known
from world import ALICE, FORM, NOW, PEOPLE, bounce, mail, with_attachments

KNOWN = Known(NOW.date(), people=PEOPLE)
RULES = ScreeningRules(contact_forms=frozenset({FORM}))
SEEDS = [
    *(f"From: {ALICE}\r\n".encode() + trick.raw for trick in TRICKS.values()),
    with_attachments(20, 30),
    bounce(ALICE),
    mail(
        "Beste,\r\n\r\n-- \r\nJan\r\n\r\nOp ma 2 mrt. 2026 om 10:11 schreef Bob <bob@post.example>:\r\n> Ja.\r\n",
        sender=FORM,
        Reply_To=ALICE,
    ),
    mail("Van: Bob <bob@post.example>\r\nVerzonden: maandag 2 maart 2026\r\nAan: x\r\nOnderwerp: nota\r\n\r\nDag"),
]
PIECES = st.sampled_from(
    [
        b"\r\n",
        b"\n",
        b"\r",
        b"\0",
        b" ",
        b":",
        b";",
        b"--",
        b"=",
        b"=?",
        b"?=",
        b"%",
        b"<",
        b">",
        b'"',
        b"(",
        b"\xff",
        b"\x80",
        b"--g\r\n",
        b"From: x\r\n",
    ]
)


@st.composite
def mutants(draw: st.DrawFn) -> bytes:
    """Draw a mail in which bytes were changed, put in, taken out, or stand twice; and perhaps its end is missing."""
    raw = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        at, until = sorted((draw(st.integers(0, len(raw))), draw(st.integers(0, len(raw)))))
        change = draw(st.sampled_from(["in", "out", "twice", "swap", "cut"]))
        piece = draw(PIECES | st.binary(max_size=4))
        raw = {
            "in": raw[:at] + piece + raw[at:],
            "out": raw[:at] + raw[min(until, at + 30) :],
            "twice": raw[:until] + raw[at:until][:400] + raw[until:],
            "swap": raw[:at] + piece + raw[at + len(piece) :],
            "cut": raw[:until] or raw,
        }[change]
    return raw


def inspected(raw: bytes) -> dict[str, Any]:
    read = from_json(read_mail(raw, 1000)[0]["mail"])
    assert not [fault for fault in read.faults if "usual way" in fault]
    return inspect("mutant.eml", read, RULES, KNOWN)


@MANY
@given(raw=mutants())
def test_any_mutant_is_read_and_only_the_readable_is_answered(raw: bytes) -> None:
    seen = inspected(raw)
    assert seen["readable"] or not seen["answerable"]
    assert seen["from_trusted"] or not seen["answerable"]
    assert seen["why"]


def test_the_seeds_are_mails() -> None:
    assert all(inspected(raw)["readable"] for raw in SEEDS)
