"""What mail programs put before the subject of an answer, and the subject without it.

Words and nothing of a register: the one list of such words in the house. A
forward is no answer: it passes something on, and that may be new. Where one
word is both, in two languages, it counts as a forward. Every repetition is
bounded, so reading is linear.
"""

import re

LONGEST = 1_000
"""Characters of a subject that are looked at; two subjects that differ only beyond these are taken for the same."""

_ANSWERS = (
    "Re, Antw, Antwoord, Betr",  # English and Latin; Dutch, of which the last by GroupWise
    "AW, Antwort, Réf, Rép, RES, RESP, R, RIF",  # German, French, Portuguese and Spanish, Italian
    "SV, Svar, Vá, ODP, Odg, Отв, На, Відп, Ответ",  # Nordic, Hungarian, Polish and Czech, South Slavic, Russian, Bulgarian, Ukrainian
    "YNT, Yanıt, ΑΠ, ΣΧΕΤ, Răsp, ATB, BLS, TL",  # Turkish, Greek, Romanian, Welsh, Indonesian, Vietnamese
    "השב, תגובה, رد, 回复, 答复, 回覆, 返信, 답장",  # Hebrew, Arabic, Chinese, Japanese, Korean
)
_FORWARDS = (
    "Fwd, Fw, Forward, Forwarded, Doorgestuurd, Doorsturen, Doorst, Doorgest",  # English, Dutch
    "WG, Weitergeleitet, TR, RV, RVDO, ENC, I, VB, VS, VL, FS, Videresend",  # German, French, Spanish, Portuguese, Italian, Nordic
    "PD, Továbbítás, Továbbítva, Redir, ПЕР, Переслано, İLT, ΠΡΘ, TRS",  # Polish, Hungarian, Romanian, Russian, Turkish, Greek, Indonesian
    "הועבר, إعادة توجيه, 转发, 轉寄, 転送, 전달",  # Hebrew, Arabic, Chinese, Japanese, Korean
)
MARKS = ("EXTERN", "EXTERNE", "EXTERNAL", "EXT", "EXTERNE E-MAIL", "EXTERNAL EMAIL", "SPAM", "SPAM?", "POSSIBLE SPAM", "MOGELIJK SPAM")
"""What a mail server puts before a subject by itself, in brackets: `[EXTERN] Re: Klacht`."""


def _words(rows: tuple[str, ...]) -> str:
    return "|".join(re.escape(word.strip()) for row in rows for word in row.split(","))


_PREFIX = re.compile(
    rf"\s{{0,20}}(?:\[(?:{_words(MARKS)})\]|(?:(?P<answer>{_words(_ANSWERS)})|(?P<forward>{_words(_FORWARDS)}))\.?"
    r"\s?(?:[\[(^]?[0-9]{1,3}[\])]?)?\s{0,3}[:：])",
    re.IGNORECASE,
)
"""One such word, as in `Re:`, `RE : `, `Re[2]:`, `Antw.:` and `回复：`."""


_AGAIN = re.compile(rf"(?<!\w)(?:{_words(_ANSWERS + _FORWARDS)})\.?\s?(?:[\[(^]?[0-9]{{1,3}}[\])]?)?\s{{0,3}}[:：]", re.IGNORECASE)
_SHORTEST = 2
"""Letters of such a word in the middle of a subject: of one letter, it may be anything."""


def before_answer(subject: str) -> str:
    """Return what stands in `subject` before an answer or a forward begins in it, as in 'x' of 'x Re: y'; all of it where none does."""
    hits = (hit.start() for hit in _AGAIN.finditer(subject, 0, LONGEST) if subject[hit.start() : hit.start() + _SHORTEST].isalpha())
    return subject[: next(hits, None)]


def behind_tag(subject: str) -> str:
    """Return `subject` from the answer or the forward on that begins in it, as behind a tag: 'FW: x' of '#nieuw FW: x'."""
    return subject[len(before_answer(subject)) :] or subject


def stem(subject: str) -> str:
    """Return what `subject` says without such words, in the form in which two subjects are compared."""
    start = 0
    while hit := _PREFIX.match(subject, start, LONGEST):
        start = hit.end()
    return " ".join(subject[start:LONGEST].casefold().split())


def is_answer(subject: str) -> bool:
    """Say whether `subject` begins as that of an answer does; what a mail server put before it is passed over."""
    start = 0
    while hit := _PREFIX.match(subject, start, LONGEST):
        if hit["answer"] or hit["forward"]:
            return hit["answer"] is not None
        start = hit.end()
    return False


def forwarded_subject(subject: str) -> str | None:
    """Return what `subject` was before the forward that it begins with; None where it begins with none. Only one such word is taken off."""
    start = 0
    while hit := _PREFIX.match(subject, start, LONGEST):
        start = hit.end()
        if hit["answer"] or hit["forward"]:
            return subject[start:].strip() if hit["forward"] else None
    return None
