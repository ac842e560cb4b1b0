"""What may forbid to say that the complainant has a letter: on paper, by telephone, or in whatever other way (bevestigd).

Knows the facts that it is handed, and no register. Rule: where several letters
are owed, nobody guesses which of them is meant.
Source: docs/procedure.md, The clock, and Letters.
"""

from tracker.facts import Facts
from tracker.guards import confirmed
from tracker.model import CONFIRMED, Letter
from tracker.tag_words import AGREEMENT, PRINTED_WORDS, RECEIPT, as_one_word


def receipt_unconfirmed(facts: Facts) -> str | None:
    """Refuse where receipt is confirmed already."""
    if facts.acknowledgement in CONFIRMED:
        return "De ontvangst is al bevestigd. U hoeft niets te doen."
    return None


def agreement_unconfirmed(facts: Facts) -> str | None:
    """Refuse where there is no agreement, or it is confirmed already."""
    if facts.confirmation is None:
        return "Er is nog geen afspraak om te bevestigen. Leg die eerst vast met #afspraak."
    return None if confirmed(facts) else "De afspraak is al bevestigd. U hoeft niets te doen."


def letter_on_paper(facts: Facts) -> str | None:
    """Refuse where nobody has a letter to print."""
    return None if facts.on_paper else "Er ligt geen brief klaar om te printen. U hoeft niets te doen."


def which_is_said(facts: Facts) -> str | None:
    """Refuse to guess what was confirmed where several letters are owed."""
    owed = [
        *([] if receipt_unconfirmed(facts) else [RECEIPT]),
        *([] if agreement_unconfirmed(facts) else [AGREEMENT]),
        *_words(facts.on_paper),
    ]
    return None if len(owed) == 1 or facts.given.says_which else _asked(owed)


def letter_is_said(facts: Facts) -> str | None:
    """Refuse a letter that nobody has to print, and to guess which of several was given."""
    words = _words(facts.on_paper)
    if facts.given.letters and not set(facts.given.letters) & set(facts.on_paper):
        return f"Deze brief ligt niet klaar om te printen. Wel: {' en '.join(f'#bevestigd {word}' for word in words)}."
    return None if facts.given.letters or len(words) == 1 else _asked(words)


def _words(letters: tuple[Letter, ...]) -> list[str]:
    return list(dict.fromkeys(as_one_word(letter) for letter in letters if letter in PRINTED_WORDS))


def _asked(owed: list[str]) -> str:
    *first, last = (f"#bevestigd {word}" for word in owed)
    return f"Er zijn meer brieven die de klager nog niet heeft. Schrijf welke: {', '.join(first)} of {last}."
