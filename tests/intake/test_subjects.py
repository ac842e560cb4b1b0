"""What mail programs put before a subject, and what two subjects have in common without it."""

import pytest

from intake.subjects import LONGEST, is_answer, stem

ANSWERS = [
    # a subject as some program writes it above an answer to 'Hoge kosten'
    "Re: Hoge kosten",
    "RE:Hoge kosten",
    "re : Hoge kosten",
    "Re[2]: Hoge kosten",
    "Re(3): Hoge kosten",
    "Re^4: Hoge kosten",
    "Antw: Hoge kosten",
    "Antw.: Hoge kosten",
    "Betr.: Hoge kosten",
    "Antwoord: Hoge kosten",
    "AW: Hoge kosten",
    "Antwort: Hoge kosten",
    "RÉF: Hoge kosten",
    "RE\u00a0: Hoge kosten",
    "SV: Hoge kosten",
    "RIF: Hoge kosten",
    "R: Hoge kosten",
    "RES: Hoge kosten",
    "Odp: Hoge kosten",
    "YNT: Hoge kosten",
    "ΑΠ: Hoge kosten",
    "Отв: Hoge kosten",
    "回复：Hoge kosten",
    "回覆: Hoge kosten",
    "رد: Hoge kosten",
    "Re: Re: AW: Hoge  kosten",
    "Re: Fwd: Hoge kosten",
    "[EXTERN] Re: Hoge kosten",
    "Re: [EXTERNAL] hoge kosten",
    "[SPAM?] [Extern] Antw: HOGE KOSTEN ",
]
NO_ANSWERS = [
    # a subject, its stem
    ("Hoge kosten", "hoge kosten"),
    ("Fwd: Hoge kosten", "hoge kosten"),
    ("FW: Re: Hoge kosten", "hoge kosten"),
    ("Doorgestuurd: Hoge kosten", "hoge kosten"),
    ("WG: Hoge kosten", "hoge kosten"),
    ("TR : Hoge kosten", "hoge kosten"),
    ("VS: Hoge kosten", "hoge kosten"),
    ("[EXTERN] Hoge kosten", "hoge kosten"),
    ("Betreft: Hoge kosten", "betreft: hoge kosten"),
    ("Rekening: Hoge kosten", "rekening: hoge kosten"),
    ("Reactie: Hoge kosten", "reactie: hoge kosten"),
    ("Re Hoge kosten", "re hoge kosten"),
    ("[1] Hoge kosten", "[1] hoge kosten"),
    ("", ""),
    (" : ", ":"),
]


@pytest.mark.parametrize("subject", ANSWERS)
def test_an_answer_is_seen_by_its_subject(subject: str) -> None:
    assert (is_answer(subject), stem(subject)) == (True, "hoge kosten")


@pytest.mark.parametrize(("subject", "rest"), NO_ANSWERS)
def test_what_is_new_or_passed_on_is_no_answer(subject: str, rest: str) -> None:
    assert (is_answer(subject), stem(subject)) == (False, rest)


@pytest.mark.parametrize("subject", ["Re:", "Re: Antw: ", "[EXTERN] AW:"])
def test_an_answer_to_nothing_has_no_stem(subject: str) -> None:
    assert (is_answer(subject), stem(subject)) == (True, "")


def test_a_long_subject_is_looked_at_as_far_as_its_limit() -> None:
    assert stem("Re: " + "x" * 2 * LONGEST) == "x" * (LONGEST - 4)
    assert stem("Re: " * LONGEST) == ""
