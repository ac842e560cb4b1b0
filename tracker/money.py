"""Does a text name money? Then it waits for the word of its writer: with an amount, or without (the money gate).

Knows no complaint and no letter. Amounts are found by their signs, whatever the
settings say; words by their stems, and Dutch verbs also where they fall apart
('wij betalen het terug'). Rule: a question too many costs a minute, money that
slips past the managing director cannot be called back; but a day, a time or a
reference is no amount. Source: docs/procedure.md, The money gate.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tracker.stems import dutch_stem

LONGEST_TEXT = 100_000
"""Characters that are looked at. A longer text is taken to name money: nobody looked at all of it."""

TOO_LONG = "de tekst is te lang om na te gaan"
SHOWN_AT_MOST = 3
"""So many findings say enough; one that is a part of another says nothing more."""
_COMPARED = 20

WORDS = (
    "euro", "eur", "kwijtschelden", "kwijting", "laten vervallen",
    "kosten/rente/boete/verhoging/vordering/hoofdsom/schuld/bedrag vervallen/intrekken/schrappen/verlagen/halveren/rekening",
    "hoeven kosten/rente/boete/betalen", "kosteloos", "mindering", "korting", "afboeken", "afschrijven", "verrekenen", "crediteren",
    "creditnota", "creditfactuur", "terugbetalen", "terugstorten", "terugboeken", "overmaken", "geld terug", "uitbetalen", "restitutie",
    "restitueren", "schikking", "tegemoetkoming", "tegemoetkomen", "vergoeden", "vergoeding", "schadevergoeding", "compensatie",
    "tegoedbon", "cadeaubon", "coulance", "betalingsregeling", "betaalregeling", "afbetalen", "maandelijks/gespreid betalen",
    "refund", "reimburse", "repay", "money back", "waive", "discount", "compensate", "credit note", "write off", "settlement",
    "goodwill", "payment plan/arrangement", "monthly/instalments/installments pay",
)  # fmt: skip
"""The program's own words that name money, Dutch and English: words beside each other may stand in any order, near each other in one
sentence; of words with a stroke between them any will do. Inflected forms and compounds are found as well."""

_NEAR = 15
"""Words at most between the parts of what belongs together."""
_SHORTEST_IN_COMPOUND = 5
_LEAST_BESIDE = 4
"""Letters before a word that ends a compound: 'verkorting' is no 'korting', 'kwantumkorting' is."""
_SHORTEST_STEM = 2
_SHORT_STEM = 5
"""A noun in -ing whose stem is as short as this is not its verb: 'korting' is not 'kort'."""

_NO_CENTS = r"(?:[-–—]{1,2}|=)"
_NO_MONEY = r"\s?(?:uur|u\b|%|procent|meter|m\b|km\b|kg\b)"
_IN_ENGLISH = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3}){1,2}|[1-9][0-9]{2}|(?!19|20)[1-9][0-9]{3}|[1-9][0-9]{4,6}|3[2-9]|[4-9][0-9])"
"""With a point before the cents. What can be a time, a day or a year is left out: 10.30, 31.12 and 2026.12."""
_AMOUNT = re.compile(
    rf"(?:[€£$]|\beuro?s?)\s?[0-9][0-9.,]{{0,15}}{_NO_CENTS}?"
    rf"|(?<![0-9.,])[0-9][0-9.,]{{0,15}}{_NO_CENTS}?\s?(?:[€£$]|euro?s?\b)"
    r"|[€£$]"
    rf"|(?<![0-9.,])[0-9][0-9.]{{0,12}},[0-9]{{2}}(?![0-9,])(?!{_NO_MONEY})"
    rf"|(?<![0-9.,])[0-9][0-9.]{{0,12}}[.,]{_NO_CENTS}"
    rf"|(?<![0-9.,/:-]){_IN_ENGLISH}\.[0-9]{{2}}(?![0-9.])"
    r"|\bbedrag(?:en)?\s(?:van\s)?[0-9]{1,9}\b",
    re.IGNORECASE,
)
"""A bare number is no amount: it becomes one by a sign of currency, by cents, or by what stands for them."""

_WORD = re.compile(r"[^\W\d_]{1,40}")
_PARTS = re.compile(r"\S{1,200}")
_TOKENS = re.compile(r"[^\W\d_]{1,40}|[.!?;]|\n[ \t\r>]*\n")
_DOUBLED = re.compile(r"([aeou])\1")
_PARTICIPLE = re.compile(r"ge\w{1,38}|(?:be|ver)\w{1,36}d")
"""It leaves no small word behind: in 'u heeft betaald en krijgt bericht terug' nothing is paid back."""

_APART = ("terug", "kwijt", "tegemoet", "af", "in")
"""What a verb of ours leaves at the end of its sentence: 'wij schelden het kwijt'."""
_BETWEEN = re.compile(
    "te|heb|heeft|hebben|had|hadden|is|zijn|was|waren|wordt|worden|werd|werden|zal|zullen|zou|zouden|kan|kunnen|kon|moet|moeten|mag|mogen|"
    "wil|willen|ga|gaat|gaan|laat|laten"
)
"""What may stand between the two where the verb comes last: 'terug zullen betalen'."""
_OTHER_VERBS = re.compile("bel(?:t|len)?|mail(?:t|en)?|kom(?:t|en)?|stu(?:ur|urt|ren)|schrijft?|spre(?:ek|ekt|ken)")
"""Verbs that take the same small words: in 'u betaalt, en wij bellen u terug' nothing is paid back."""

_IRREGULAR = {
    form: stem
    for stem, forms in {
        "schel": "schold scholden gescholden",
        "kwijtschel": "kwijtgescholden kwijtschold kwijtscholden",
        "verval": "verviel vervielen",
        "la": "liet lieten",
        "kom": "kwam kwamen gekomen",
        "tegemoetkom": "tegemoetgekomen tegemoetkomt tegemoetkomen tegemoetkwam tegemoetkwamen tegemoetkomend",
        "schrijf": "schreef schreven geschreven",
        "afschrijf": "afgeschreven afschreef afschreven",
        "trek": "trok trokken getrokken",
        "intrek": "ingetrokken introk introkken",
        "hoef": "hoeven hoefde hoefden",
        "repay": "repaid repays repaying repayment",
        "waive": "waiving",
        "write": "wrote written writes writing",
        "reimburse": "reimbursing reimbursement",
        "compensate": "compensate compensating compensates compensated compensation",
    }.items()
    for form in forms.split()
}


@dataclass(frozen=True, slots=True)
class _Gate:
    """What is looked for, in stems.

    idioms:  stem → the idioms that it can be part of; of each part of an idiom one stem must be there.
    apart:   verb → small word → the two joined.
    words:   with their stems, as they may begin or end a compound.
    """

    idioms: dict[str, tuple[tuple[frozenset[str], ...], ...]]
    apart: dict[str, dict[str, str]]
    words: tuple[tuple[str, str], ...]


def names_money(text: str, words: tuple[str, ...] | None = None) -> str | None:
    """Return what in `text` names money, in its own words and for whoever wrote it; None where nothing does.

    words: what the settings have in the place of WORDS, in the same form; amounts are found whatever they say.
    Takes time in proportion to the text. Source: docs/procedure.md, The money gate.
    """
    looked_at = text[:LONGEST_TEXT]
    found = [" ".join(amount[0].rstrip(".,").split()) for amount in _AMOUNT.finditer(looked_at)]
    found += _spoken(looked_at.casefold(), _gate(WORDS if words is None else words))
    if len(text) > LONGEST_TEXT:
        found.insert(0, TOO_LONG)
    once = list(dict.fromkeys(found))[:_COMPARED]
    whole = [one for one in once if not any(one != other and one in other for other in once)]
    return ", ".join(whole[:SHOWN_AT_MOST]) or None


def _spoken(text: str, gate: _Gate) -> Iterator[str]:
    """Yield each idiom that the text holds, from its first word to its last."""
    sentence: list[str] = []
    for token in _TOKENS.finditer(f"{text}."):
        if token[0][0].isalpha():
            sentence.append(token[0])
        else:
            yield from _idioms(sentence, gate)
            sentence = []


def _idioms(sentence: list[str], gate: _Gate) -> Iterator[str]:
    begun: dict[str, int] = {}
    for begin, end, stem in _heard(sentence, gate):
        begun[stem] = begin
        for idiom in gate.idioms.get(stem, ()):
            begins = [max(begun.get(one, -_NEAR - 1) for one in part) for part in idiom]
            if end - min(begins) <= _NEAR:
                yield " ".join(sentence[max(0, min(begins)) : end + 1])


def _heard(sentence: list[str], gate: _Gate) -> Iterator[tuple[int, int, str]]:
    """Yield where each stem begins and ends: words by themselves, and verbs whose small word stands elsewhere in the sentence."""
    verbs: dict[str, int] = {}
    small: dict[str, int] = {}
    for place, word in enumerate(sentence):
        stems = _stems(word, gate.words)
        for stem in stems:
            yield place, place, stem
            yield from ((begin, place, joined) for one, begin in small.items() if (joined := gate.apart.get(stem, {}).get(one)))
        if word in _APART:
            yield from ((begin, place, joined) for verb, begin in verbs.items() if (joined := gate.apart[verb].get(word)))
            small[word] = place
        elif not _BETWEEN.fullmatch(word):
            small.clear()
        if _OTHER_VERBS.fullmatch(word):
            verbs.clear()
        if not _PARTICIPLE.fullmatch(word):
            verbs.update((stem, place) for stem in stems if stem in gate.apart)


@lru_cache(maxsize=8)
def _gate(words: tuple[str, ...]) -> _Gate:
    """Make ready what is looked for."""
    idioms: dict[str, tuple[tuple[frozenset[str], ...], ...]] = {}
    apart: dict[str, dict[str, str]] = {}
    plain: dict[str, str] = {}
    for idiom in words:
        parts = [_WORD.findall(part) for part in _PARTS.findall(idiom.casefold())]
        stems = tuple(frozenset(_stem(word) for word in part) for part in parts if part)
        for stem in frozenset().union(*stems):
            idioms[stem] = (*idioms.get(stem, ()), stems)
        for word in (word for part in parts for word in part):
            plain[word] = _stem(word)
            for small in _APART:
                if word.startswith(small) and word.endswith("en"):
                    apart.setdefault(_stem(word.removeprefix(small)), {})[small] = _stem(word)
    return _Gate(idioms, apart, tuple((word, stem) for word, stem in plain.items() if len(word) >= _SHORTEST_IN_COMPOUND))


@lru_cache(maxsize=8192)
def _stems(word: str, words: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Return the stem of a word, and those of our own that it is composed with."""
    own = _stem(word)
    composed = (stem for one, stem in words if word.startswith(one) or _ends(word, one) or (len(stem) > _SHORT_STEM and _ends(own, stem)))
    return tuple(dict.fromkeys((own, *composed)))


def _ends(word: str, other: str) -> bool:
    return word.endswith(other) and len(word) - len(other) >= _LEAST_BESIDE


def _stem(word: str) -> str:
    """Return what the inflected forms of a word share; single words, which tell nothing of whoever wrote them."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    own = dutch_stem(word)
    if len(own) <= _SHORT_STEM and (noun := word.removesuffix("en")).endswith("ing"):
        return noun
    bare = _DOUBLED.sub(r"\1", own)
    return (bare.rstrip("dt") or bare) if len(bare) > _SHORTEST_STEM else bare
