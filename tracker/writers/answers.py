"""The answers to staff: gathered, and owed under the mail that they answer.

Called by whoever read the mail. Rule: whoever mails in an employee's name can
make us owe that employee so many questions and refusals in an hour and no more;
beyond that there is an alarm instead. What was carried out is always answered.
Source: docs/procedure.md, Reading tags; docs/mail-rules.md, D10 and D14.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker import offered
from tracker.alarms import raise_alarm
from tracker.counting import told_lately
from tracker.facts import Facts as Standing
from tracker.letter_facts import answering as letters_answering
from tracker.letter_facts.answering import Transcript
from tracker.letter_facts.inside import no_case
from tracker.limits import folded, within_for_staff
from tracker.mails import Mail
from tracker.model import Event, Letter, Reference
from tracker.owing import Answers, owe_letter
from tracker.records import Complaint
from tracker.rules import HouseRules
from tracker.standing import whos
from tracker.told import Facts, Plain
from tracker.writers.occasion import MAY_HEAR, case_of

LIMITED = (Letter.NOT_DONE, Letter.IS_IT_YOU, Letter.WHOSE_COMPLAINT, Letter.NOTED, Letter.LAPSED)
"""What a mail that was not obeyed can cause: together so many an hour to one address."""


@dataclass(frozen=True, slots=True)
class Answering:
    """Who is answered, about which complaint (None: about none), and the mail that is answered. now: aware, UTC."""

    session: Session
    rules: HouseRules
    complaint: Complaint | None
    address: str
    now: datetime
    mailbox: str
    arrival_id: int | None = None
    answers: Answers | None = None

    @classmethod
    def under(
        cls, session: Session, rules: HouseRules, complaint: Complaint | None, address: str, mail: Mail, now: datetime
    ) -> "Answering":
        """Answer `mail`, to a staff address that is on file."""
        return cls(session, rules, complaint, address, now, mail.mailbox, mail.arrival_id, mail.answered_by)

    def case(self, accept: Callable[[Event], bool] = lambda _event: True, suggestions: offered.Suggestions | None = None) -> Facts:
        """Return what an answer tells of the complaint, and what may be caused now.

        accept, suggestions: as in `tracker.offered.offers_facts`.

        An employee who has nothing to do with the complaint is told nothing of it but its reference.
        """
        found = whos(self.rules, self.complaint, self.address, self.now)
        if self.complaint is not None and not MAY_HEAR.isdisjoint(found):
            return case_of(self.session, self.rules, self.complaint, self.address, self.now, suggestions, accept)
        without = whos(self.rules, None, self.address, self.now)
        if self.complaint is None:
            return no_case(offered.offers_facts(Standing(Reference(""), None), without, accept))
        reference = Reference(self.complaint.reference)
        offers = offered.offers_facts(Standing(Reference(""), None), without, lambda event: event is not Event.REGISTER and accept(event))
        return no_case(offers, reference)


def may_ask(to: Answering) -> bool:
    """Say whether this address may hear of another question or refusal in this hour; an alarm says where it may not."""
    lately = sum(told_lately(to.session, letter, folded(to.address), None, to.now).of_all for letter in LIMITED)
    if within_for_staff(to.rules.limits, lately) is None:
        return True
    words = "an employee was sent too many questions and refusals in an hour: mails in their name are no longer answered for now"
    raise_alarm(to.session, "staff_answers.stopped", to.mailbox, words, to.now)
    return False


def owe_transcript(to: Answering, told: Transcript) -> None:
    """Tell an employee what was understood and done."""
    _owe(to, Letter.TRANSCRIPT, letters_answering.transcript(to.case(), told))


def owe_not_done(
    to: Answering,
    *,
    problems: Sequence[str],
    understood: Sequence[str] = (),
    accept: Callable[[Event], bool] = lambda _event: True,
    suggestions: offered.Suggestions | None = None,
) -> None:
    """Tell an employee that nothing was done, and why: sentences that say what to do instead.

    accept, suggestions: as in `Answering.case`.
    """
    _owe(to, Letter.NOT_DONE, letters_answering.not_done(to.case(accept, suggestions), problems=problems, understood=understood))


def owe_is_it_you(
    to: Answering, held_id: int, *, understood: Sequence[str], asked_at: datetime, words: str = "", sender_proven: bool = False
) -> None:
    """Ask an employee on file: did you send this, and do you mean it? Only the link in this letter carries it out. asked_at: aware."""
    case = {**to.case(), "offers": [offered.confirm_offer(held_id)]}
    at = asked_at.astimezone(to.rules.terms.zone)
    _owe(
        to,
        Letter.IS_IT_YOU,
        letters_answering.is_it_you(case, understood=understood, asked_at=at, words=words, sender_proven=sender_proven),
    )


def owe_money_named(to: Answering, *, words: str, named: Sequence[str] = (), complainant_has_it: bool = False) -> None:
    """Ask whether an amount belongs to a text that names money. It must be held already, for that is what is offered an end."""
    case = to.case(lambda event: event in {Event.AMOUNT, Event.NO_AMOUNT})
    _owe(to, Letter.MONEY_NAMED, letters_answering.money_named(case, words=words, named=named, complainant_has_it=complainant_has_it))


def owe_lapsed(
    to: Answering, *, understood: Sequence[str], asked_date: date, intention: bool = False, offers: Sequence[Plain] | None = None
) -> None:
    """Tell whoever was asked that nobody answered, and what was therefore not done; see `letters_answering.lapsed`.

    offers: what can still be answered; None: whatever can be caused now.
    """
    case = to.case() if offers is None else {**to.case(), "offers": list(offers)}
    facts = letters_answering.lapsed(case, understood=understood, asked_date=asked_date, intention=intention)
    _owe(to, Letter.LAPSED, facts)


def owe_noted(to: Answering, *, complainant_has_it: bool, left_over: Sequence[str] = (), named: Sequence[str] = ()) -> None:
    """Tell an employee that a reply without a tag is on record and nowhere else; see `letters_answering.noted`."""
    facts = letters_answering.noted(to.case(), complainant_has_it=complainant_has_it, left_over=left_over, named=named)
    _owe(to, Letter.NOTED, facts)


def _owe(to: Answering, letter: Letter, facts: Facts) -> None:
    if letter in LIMITED and not may_ask(to):
        return
    owe_letter(
        to.session,
        letter,
        to.address,
        facts,
        to.now,
        mailbox=to.mailbox,
        complaint_id=to.complaint.id if to.complaint else None,
        arrival_id=to.arrival_id,
        answers=to.answers,
    )
