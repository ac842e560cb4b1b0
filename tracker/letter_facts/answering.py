"""The answers to staff: which facts each needs, and who builds them.

Knows no template and no row. An answer may be about no complaint: then what it
tells of one is absent. Whatever a person wrote stands in a fact that is quoted;
every other sentence is ours. Source: docs/procedure.md, Reading tags.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from tracker.letter_facts.declared import AutoSubmitted, Declared, to_staff
from tracker.letter_facts.inside import CASE
from tracker.model import Letter
from tracker.procedure import Reader
from tracker.told import Facts, Plain


@dataclass(frozen=True, slots=True)
class Transcript:
    """What an employee is told of a mail of theirs that was carried out, or would have been (dry_run).

    understood, done, told_to, warnings: sentences, in order. left_over: tags in the subject that were not obeyed, as typed.
    status:        sentences that say how the complaint stands, where that was asked.
    deadline:      by when what is due, and how that was counted.
    words:         the new text of the mail, as it was put on record or goes outside; words_reader: who reads it.
    gist:          what was done, shortly, for the subject. done_before: nothing of it is new.
    """

    understood: Sequence[str] = ()
    done: Sequence[str] = ()
    told_to: Sequence[str] = ()
    status: Sequence[str] = ()
    deadline: str | None = None
    left_over: Sequence[str] = ()
    warnings: Sequence[str] = ()
    words: str = ""
    words_reader: Reader = Reader.NONE
    dry_run: bool = False
    gist: Sequence[str] = ()
    done_before: bool = False


_TOLD = tuple(field.name for field in fields(Transcript))


def transcript(case: Facts, told: Transcript) -> Facts:
    """Return the facts of the answer to what was carried out: those of the complaint, and each part of the transcript by its name."""
    return {**case, **{name: _plain(getattr(told, name)) for name in _TOLD}}


def not_done(case: Facts, *, problems: Sequence[str], understood: Sequence[str]) -> Facts:
    """Return the facts of the answer to what was not understood or not allowed. problems: sentences that say what to do instead."""
    return {**case, "problems": list(problems), "understood": list(understood)}


def is_it_you(case: Facts, *, understood: Sequence[str], asked_at: datetime, words: str, sender_proven: bool) -> Facts:
    """Return the facts of the question: did you send this, or where that is certain, do you mean it.

    asked_at:       aware, on the customer's clock.
    sender_proven:  what is in doubt is the tag, since the mail that it answers is not known.
    Source: docs/mail-rules.md, D10; docs/procedure.md, Reading tags.
    """
    return {**case, "understood": list(understood), "asked_at": _minute(asked_at), "words": words, "sender_proven": sender_proven}


def money_named(case: Facts, *, words: str, named: Sequence[str], complainant_has_it: bool = False) -> Facts:
    """Return the facts of the question whether an amount belongs to a text.

    named: what in the text names money; may be empty. complainant_has_it: they were among those it was sent to.
    """
    return {**case, "words": words, "named": list(named), "complainant_has_it": complainant_has_it}


def lapsed(case: Facts, *, understood: Sequence[str], asked_date: date, intention: bool) -> Facts:
    """Return the facts of: what was waited for did not come, so this was not done.

    asked_date: on which it was asked. intention: nobody was asked; what was waited for is the confirmation of an agreement.
    """
    return {**case, "understood": list(understood), "asked_date": asked_date.isoformat(), "intention": intention}


def noted(case: Facts, *, complainant_has_it: bool, left_over: Sequence[str], named: Sequence[str] = ()) -> Facts:
    """Return the facts of: your reply is on record and nowhere else.

    complainant_has_it: they were among those it was sent to. named: what in such a mail names money.
    """
    return {**case, "complainant_has_it": complainant_has_it, "left_over": list(left_over), "named": list(named)}


def _plain(part: Plain) -> Plain:
    """Return a part of a transcript as JSON holds it: a word of an enumeration as a text, a sequence as a list."""
    if isinstance(part, str):
        return str(part)
    return list(part) if isinstance(part, Sequence) else part


def _minute(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _answer(*facts: str) -> Declared:
    return to_staff(*CASE, *facts, auto_submitted=AutoSubmitted.REPLIED)


DECLARED: dict[Letter, Declared] = {
    Letter.TRANSCRIPT: _answer(*_TOLD),
    Letter.NOT_DONE: _answer("problems", "understood"),
    Letter.IS_IT_YOU: _answer("understood", "asked_at", "words", "sender_proven"),
    Letter.MONEY_NAMED: _answer("words", "named", "complainant_has_it"),
    Letter.LAPSED: to_staff(*CASE, "understood", "asked_date", "intention"),
    Letter.NOTED: _answer("complainant_has_it", "left_over", "named"),
}  # fmt: skip
"""What each of these letters is, and the facts that it may ask for."""
