"""The one door through which the letters of a step are owed.

Knows who writes which letter; what each says stands with its writer. A letter
that goes outside because an employee asked for it waits a moment, its copy with
it, so that it can be called back.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.letters import LETTERS, Audience
from tracker.mails import Mail
from tracker.model import Letter
from tracker.owing import owe_letter
from tracker.records import Complaint, Journal
from tracker.rules import HouseRules
from tracker.steps import Actor, Done, ToldTo
from tracker.who import IN_DUTCH
from tracker.writers import complainant_letters, events, follow_ups, no_longer, own_mail, paper, staff_letters
from tracker.writers.occasion import Draft, Occasion, Writer
from tracker.writers.staff_letters import COPIED_AS, copies_of

WRITERS: Mapping[Letter, Writer] = {**complainant_letters.WRITERS, **staff_letters.WRITERS, **follow_ups.WRITERS, **paper.WRITERS}
"""Who writes each letter that a step owes."""


def owe_letters(
    session: Session,
    rules: HouseRules,
    complaint: Complaint,
    done: Done,
    actor: Actor,
    mail: Mail | None,
    now: datetime,
    undone: Sequence[Journal] = (),
) -> tuple[ToldTo, ...]:
    """Owe the letters of a step that was taken, in the caller's transaction; return who gets which.

    mail: in which it was asked for; None where no mail caused it. now: aware, UTC. undone: what it took back, in the journal.
    Source: docs/procedure.md, States and events, and Letters.
    """
    occasion = Occasion(session, rules, complaint, done, actor, mail, now)
    told = [one for letter in done.letters if letter in WRITERS for one in _tell(occasion, letter)]
    told += [_owe(occasion, draft) for draft in no_longer.taken_back(occasion, undone)]
    told += [_owe(occasion, draft) for draft in events.event_letters(occasion, [one.recipient for one in told])]
    return tuple(told)


def _tell(occasion: Occasion, letter: Letter) -> Iterator[ToldTo]:
    """Owe one of the letters of a step, and its copies; or only its copy, where an employee's own mail told what it says."""
    if told := own_mail.brought(occasion, letter):
        yield told
        yield from (_owe(occasion, copy) for copy in own_mail.copies(occasion, told))
        return
    for draft in WRITERS[letter](occasion):
        yield from (_owe(occasion, one) for one in (draft, *copies_of(occasion, draft)))


def _owe(occasion: Occasion, draft: Draft) -> ToldTo:
    outside = LETTERS[draft.letter].audience is Audience.COMPLAINANT
    waits = occasion.done.by in IN_DUTCH and (outside or draft.letter in {Letter.TO_PRINT, *COPIED_AS.values()})
    owe_letter(
        occasion.session,
        draft.letter,
        draft.recipient,
        draft.facts,
        occasion.now,
        mailbox=occasion.complaint.mailbox,
        complaint_id=occasion.complaint.id,
        arrival_id=draft.arrival_id,
        language=draft.language,
        also_in=draft.also_in,
        answers=draft.answers,
        not_before=occasion.now + occasion.rules.patience.recall if waits else None,
        journal_id=occasion.done.journal_id,
    )
    return ToldTo(draft.letter, draft.recipient, outside)
