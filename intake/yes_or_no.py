"""The complainant's answer to 'is it solved?': yes, no, or unclear, from the subject and the new text of a mail.

Knows words and no complaint. What it returns is a guess, and a person reads the
answer; but a yes may close a complaint, so rule one: a yes has no word beside it
but those that are known to take nothing back; 'ja, maar' is none. Rule two: what
contradicts itself is unclear. Linear in what is looked at, which is bounded.
Source: docs/procedure.md, States and events, and Letters.
"""

import re

from intake.denials import DENYING
from intake.subjects import is_answer
from tracker.reference import around_reference
from tracker.salutations import SALUTATION
from tracker.told import Guess

LONGEST = 2_000
"""Characters of an answer that are looked at; a longer one is no plain yes."""

_WORDS_BELOW = 30
"""Words below a greeting that are looked at: of a name, an address, or an afterthought."""

_YES = "ja jawel jazeker jep yes yep yeah yup"
_NO = "nee neen neeh no nope"
_SOLVED = "opgelost tevreden afgehandeld verholpen geregeld orde solved resolved settled satisfied fixed sorted"
_UNSOLVED = "onopgelost ontevreden unsolved unresolved dissatisfied unsatisfied unhappy"
_BESIDE_YES = """
absoluut zeker inderdaad hoor helemaal volledig allemaal alles geheel goed prima netjes keurig naar wens zo inmiddels intussen nu
ik wij we ben zijn is het dit dat hiermee daarmee in er de mijn onze deze klacht zaak probleem kwestie intrekken trek trekken
dank bedankt dankjewel dankuwel u je jullie uw voor en heel erg zeer hartelijk harte vriendelijk van snelle goede fijne
hulp moeite reactie antwoord bericht afhandeling inzet fijn mooi top super perfect geweldig blij mee oké oke ok
absolutely sure indeed completely fully everything all it's its it this that has been was i'm i am we are my our the complaint matter
issue good fine great perfect happy with now thank thanks you your very much many for help quick reply response kind and to so
"""
_THANKING = """
dank bedankt dankjewel dankuwel u je jullie heel erg zeer hartelijk hartelijke harte vriendelijk van voor de uw jullie snelle goede fijne
hulp moeite reactie antwoord bericht afhandeling inzet thank thanks you very much many for your the kind quick help reply response
"""
_TO_CLOSE = "kan mag worden gesloten afgesloten can may be closed"
"""Beside a leading yes alone: without one they may ask or wish."""

_RESERVING = """
maar alleen behalve echter mits tenzij toch nog bijna deels gedeeltelijk grotendeels half als indien mocht zodra zodat wacht eerst helaas
but only except however unless though although still yet almost partly mostly if once until unfortunately ps
"""
_TURNING = "hoor goed prima ok oke oké okay fine good great perfect top happy blij klachten bezwaar probleem"

_YES_FIRST, _NO_FIRST = frozenset(_YES.split()), frozenset(_NO.split())
_SAYS_YES = _YES_FIRST | frozenset(_SOLVED.split())
_TAKES_NOTHING_BACK = _SAYS_YES | frozenset(_BESIDE_YES.split())
"""Words that may stand beside a yes. Whatever is not among them may take it back."""
_THANKS_ALONE = frozenset(_THANKING.split())
"""Words that say nothing beside a subject that our own link filled in."""
_RESERVES = DENYING | frozenset(_RESERVING.split())
"""Words that take back, put off or question what was said, wherever they stand."""
_TURNS_ROUND = _SAYS_YES | frozenset(_TURNING.split())
"""Words that turn a bare 'nee' round, as in 'nee hoor, alles goed'."""
_ASKS_FIRST = frozenset("is ben zijn are am has was".split())  # noqa: SIM905 - a list of words reads as one
_PUTS_OFF = frozenset("als indien mocht wanneer if when unless".split())  # noqa: SIM905 - a list of words reads as one

_WORD = re.compile(r"[^\W_]{1,40}(?:['’][^\W_]{1,10})?")
_THANKS = re.compile(r"\bdank (u|je|jullie) wel\b", re.IGNORECASE)
_NOT = r"niet|nog niets|nooit|geenszins|nauwelijks|not|never|hardly|isn['’]t|hasn['’]t|aren['’]t"
_NOT_SOLVED = re.compile(
    rf"\b(?:{_NOT})(?: [^\W_]{{1,20}}){{0,3}} (?:{_SOLVED.replace(' ', '|')})\b|\b(?:{_UNSOLVED.replace(' ', '|')})\b"
    r"|\bnog (?:steeds|altijd|niets|geen)\b|\bstill (?:no|not|waiting|the same)\b|^(?:nog )?niet$|^not yet$|^nog niet\b"
)
_NOT_UNSOLVED = re.compile(rf"\b(?:{_NOT}|geen)(?: [^\W_]{{1,20}})? (?:{_UNSOLVED.replace(' ', '|')})\b")
_GREETING = re.compile(rf"{SALUTATION}\b[^\n]{{0,80}}(?:\n|$)", re.IGNORECASE)
_LEAVE_TAKING = re.compile(
    r"(?:^|[\n.,!;]\s{0,5})(?:(?:met\s)?(?:een\s)?(?:vriendelijke?\s|hartelijke?\s)?(?:groet(?:en|jes)?)|m\.?v\.?g|hoogachtend"
    r"|(?:kind|best|warm)?\s?regards|yours (?:sincerely|faithfully)|sincerely|cheers)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:[A-Z][^\W\d_]{0,30}\.?|van|de|den|der|ter|ten)(?: (?:[A-Z][^\W\d_]{0,30}\.?|van|de|den|der|ter|ten)){0,4}")


def guess(subject: str, new_text: str, prefix: str = "KL") -> Guess:
    """Return what the complainant seems to answer. new_text: without quoted mail and signature; prefix: of references."""
    in_subject, in_text = _of_subject(subject, prefix), _of_text(new_text)
    if in_text is None:
        return in_subject or Guess.UNCLEAR
    if in_subject is None or in_subject is in_text:
        return in_text
    if _only_thanks(new_text):
        return in_subject
    reasons = in_subject is Guess.NO and in_text is Guess.UNCLEAR and not _YES_FIRST & set(_words(new_text)[:1])
    return Guess.NO if reasons else Guess.UNCLEAR


def _of_subject(subject: str, prefix: str) -> Guess | None:
    """Return what our link put there. An answer's subject may be left over from the mail that it answers."""
    around = around_reference(subject, prefix)
    if around is None or is_answer(subject):
        return None
    word = f"{around[0]} {around[1]}".strip(" []()\t.,!:-").casefold()
    return {"ja": Guess.YES, "yes": Guess.YES, "nee": Guess.NO, "no": Guess.NO}.get(word)


def _only_thanks(new_text: str) -> bool:
    """Say whether a text thanks and says nothing else."""
    text = new_text.strip()
    told, below = _apart(_THANKS.sub("dank", text[:LONGEST]))
    return len(text) <= LONGEST and set(_words(told)) <= _THANKS_ALONE and "?" not in told and not _RESERVES & set(below)


def _of_text(new_text: str) -> Guess | None:
    """Return what a text says; None where it says nothing."""
    text = new_text.strip()
    told, below = _apart(_THANKS.sub("dank", text[:LONGEST]))
    words = _words(told)
    if not words:
        return Guess.UNCLEAR if _RESERVES & set(below) else None
    if _is_yes(told, words, below) and len(text) <= LONGEST:
        return Guess.YES
    return Guess.NO if _is_no(told, words, below) else Guess.UNCLEAR


def _apart(text: str) -> tuple[str, list[str]]:
    """Return what is said, and the first words of what follows a leave-taking or a name."""
    greeting = _GREETING.match(text)
    said = text[greeting.end() :].strip() if greeting else text
    leaving = _LEAVE_TAKING.search(said)
    end = leaving.start() if leaving else len(said)
    told, below = said[:end], said[end:]
    lines = told.split("\n")
    name = next((number for number, line in enumerate(lines) if _is_name(line.strip(" \t.,"), first=number == 0)), None)
    if name is not None:
        told, below = "\n".join(lines[:name]), "\n".join([*lines[name:], below])
    return told, _words(below)[:_WORDS_BELOW]


def _is_name(line: str, *, first: bool) -> bool:
    """Say whether a line is a name; on the first line one word alone may be the answer."""
    return _NAME.fullmatch(line) is not None and (_SAYS_YES | _NO_FIRST).isdisjoint(_words(line)) and (" " in line or not first)


def _is_yes(told: str, words: list[str], below: list[str]) -> bool:
    said = set(words)
    harmless = _TAKES_NOTHING_BACK
    if words[0] in _YES_FIRST:
        harmless |= frozenset(_TO_CLOSE.split())
    elif words[0] in _ASKS_FIRST:
        return False
    return bool(said & _SAYS_YES) and said <= harmless and "?" not in told and not _RESERVES & set(below)


def _is_no(told: str, words: list[str], below: list[str]) -> bool:
    """Say whether it begins with a no that nothing turns round, or says that it is not solved."""
    in_a_row = " ".join(words)
    if words[0] in _YES_FIRST or _YES_FIRST & set(below) or _NOT_UNSOLVED.search(in_a_row):
        return False
    if _NOT_SOLVED.search(in_a_row):
        return "?" not in told and not _PUTS_OFF & set(words)
    return words[0] in _NO_FIRST and not _TURNS_ROUND & set(words)


def _words(text: str) -> list[str]:
    return [hit[0].casefold() for hit in _WORD.finditer(text)]
