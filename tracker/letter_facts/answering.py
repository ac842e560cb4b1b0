"""The answers to staff: which facts each needs, and who builds them.

Knows no template and no row. An answer may be about no complaint: then what it
tells of one is absent. Whatever a person wrote stands in a fact that is quoted;
every other sentence is ours. Source: docs/procedure.md, Reading tags.
"""

from collections.abc import Sequence
from datetime import date, datetime

from tracker.letter_facts.declared import AutoSubmitted, Declared, to_staff
from tracker.letter_facts.inside import CASE
from tracker.model import Letter
from tracker.told import Facts


def transcript(
    case: Facts,
    *,
    understood: Sequence[str],
    done: Sequence[str],
    told_to: Sequence[str],
    status: Sequence[str],
    deadline: str | None,
    left_over: Sequence[str],
    warnings: Sequence[str],
    words: str,
    words_reader: str,
    dry_run: bool,
    gist: Sequence[str],
    done_before: bool,
) -> Facts:
    """Return the facts of the answer to what was carried out, or would have been (dry_run).

    understood, done, told_to, warnings: sentences, in order. left_over: tags in the subject that were not obeyed, as typed.
    status:        sentences that say how the complaint stands, where that was asked.
    deadline:      by when what is due, and how that was counted.
    words:         the new text of the mail, as it was put on record or goes outside.
    words_reader:  who reads it, in the words of `tracker.procedure.Reader`.
    gist:          what was done, shortly, for the subject. done_before: nothing of it is new.
    """
    return {
        **case,
        "understood": list(understood),
        "done": list(done),
        "told_to": list(told_to),
        "status": list(status),
        "deadline": deadline,
        "left_over": list(left_over),
        "warnings": list(warnings),
        "words": words,
        "words_reader": words_reader,
        "dry_run": dry_run,
        "gist": list(gist),
        "done_before": done_before,
    }


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


def money_named(case: Facts, *, words: str, named: Sequence[str]) -> Facts:
    """Return the facts of the question: with an amount, or without? named: what in the text names money; may be empty."""
    return {**case, "words": words, "named": list(named)}


def lapsed(case: Facts, *, understood: Sequence[str], asked_date: date, intention: bool) -> Facts:
    """Return the facts of: what was waited for did not come, so this was not done.

    asked_date: on which it was asked. intention: nobody was asked; what was waited for is the confirmation of an agreement.
    """
    return {**case, "understood": list(understood), "asked_date": asked_date.isoformat(), "intention": intention}


def noted(case: Facts, *, complainant_has_it: bool, left_over: Sequence[str]) -> Facts:
    """Return the facts of: your reply is on record and nowhere else. complainant_has_it: they were among those it was sent to."""
    return {**case, "complainant_has_it": complainant_has_it, "left_over": list(left_over)}


def _minute(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _answer(*facts: str) -> Declared:
    return to_staff(*CASE, *facts, auto_submitted=AutoSubmitted.REPLIED)


DECLARED: dict[Letter, Declared] = {
    Letter.TRANSCRIPT: _answer(
        "understood", "done", "told_to", "status", "deadline", "left_over", "warnings", "words", "words_reader", "dry_run",
        "gist", "done_before",
    ),
    Letter.NOT_DONE: _answer("problems", "understood"),
    Letter.IS_IT_YOU: _answer("understood", "asked_at", "words", "sender_proven"),
    Letter.MONEY_NAMED: _answer("words", "named"),
    Letter.LAPSED: to_staff(*CASE, "understood", "asked_date", "intention"),
    Letter.NOTED: _answer("complainant_has_it", "left_over"),
}  # fmt: skip
"""What each of these letters is, and the facts that it may ask for."""
