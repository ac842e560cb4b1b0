"""What the procedure may look at: a snapshot of one complaint, and of what came with an event.

Plain values, gathered by whoever asks; nothing here looks anything up. The
rule: a value that nobody gave is the one that refuses, so that what was
forgotten lets no step pass.
"""

from dataclasses import dataclass
from datetime import date

from tracker.channels import Channel
from tracker.model import HANDLERS, Acknowledgement, ComplainantRole, Event, Letter, Reference, Role, State
from tracker.typed.people import Deputed

UNDO_HOURS = 24
"""So long after the last event it can be taken back. Source: docs/procedure.md, States and events."""


@dataclass(frozen=True, slots=True)
class OtherComplaint:
    """The complaint with which one is to be merged. id: of its row."""

    id: int = 0
    is_open: bool = False
    same_complainant: bool = False
    same_handler: bool = False  # whoever asks handles both
    is_theirs: bool = False  # whoever asks is its handler too, or Manager Operations there


@dataclass(frozen=True, slots=True)
class Given:
    """What came with an event, as it was understood.

    text:         the person's own words: an agreement, a reason, an outcome, a note.
    argument:     what stood behind the tag, where it is none of the kinds below.
    role:         whom to assign it to, or whom it is about. own_role: the role is that of the person who asks.
    names_money:  the text names money, and nobody said that none is part of the solution.
    token_fits:   an action token came with it that was made for this very amount and text.
    says_which:   it says which letter is meant: that of receipt, of the agreement, or another.
    letters:      the letters on paper that are meant; none: whichever waits.
    name, address:     of the complainant, or of who acts for them.
    natures:           keys, the most important first.
    complainant_role:  opdrachtgever or debiteur.
    finding:           gegrond, deels or ongegrond: its event; None: not said.
    deputed:           who stands in for whom, until when.
    channel, postal_address: of a complaint that is entered: how it came, and where the complainant lives.
    """

    text: str = ""
    argument: str = ""
    role: Role | None = None
    own_role: bool = False
    day: date | None = None
    amount_cents: int = 0
    names_money: bool = True
    token_fits: bool = False
    says_which: bool = False
    letters: tuple[Letter, ...] = ()
    other: OtherComplaint | None = None
    name: str = ""
    address: str = ""
    natures: tuple[str, ...] = ()
    complainant_role: ComplainantRole | None = None
    finding: Event | None = None
    deputed: Deputed | None = None
    channel: Channel = Channel.MAIL
    postal_address: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a guard may look at: a snapshot of one complaint and of what is asked, and nothing else.

    state:                None: not in the register; or no complaint is named.
    vacant:               the roles that nobody has at present.
    own_case:             who causes the event handles the complaint.
    confirmation:         how the letter that states the agreement fares; None: there is no agreement.
    inquiries:            how often the complainant was asked whether it is solved, `silent_working_days` after the last.
    reachable:            there is a way to write to the complainant.
    grace_over:           the day of removal has come.
    removal_stopped:      the complainant wrote after it was closed.
    closing_settled:      no letter to the complainant is under way: that of closing was accepted or set apart, or none is owed.
    paper_waits:          a letter to the complainant waits to be printed and given.
    order_waits:          somebody was asked whether an order about it is theirs, and may still say so.
    just_changed:         the last step was taken so lately that its letters have not gone.
    mailbox_read:         the mailbox was read to the end since the day of removal, and nothing that reached it is unhandled.
    mandate_lacks:        somebody acts for the complainant, and nobody has seen the mandate.
    money_waits:          a text waits for the word: with or without an amount?
    on_paper:             the letters that somebody has to print, but for those of receipt and of the agreement.
    before_consultation:  where the amount was asked from; assigned where Manager Operations took the complaint on with it.
    before_last:          where it stood before the last event; None: there is nothing to take back.
    last_is_verdict:      it was the word of whoever verifies.
    last_reached_outside: since then a letter went outside, or something was removed.
    """

    reference: Reference
    state: State | None
    acknowledgement: Acknowledgement = Acknowledgement.OWED
    given: Given = Given()
    accused: Role | None = None
    vacant: tuple[Role, ...] = HANDLERS
    own_case: bool = True
    round: int = 1
    max_rounds: int = 2
    today: date = date.max
    outer_limit_date: date = date.min
    confirmation: Acknowledgement | None = None
    said_yes: bool = False
    inquiries: int = 0
    inquiries_needed: int = 2
    silent_working_days: int = 0
    patience_working_days: int = 10
    reachable: bool = True
    mandate_lacks: bool = True
    money_waits: bool = False
    kept: bool = False
    data_request: bool = False
    grace_over: bool = True
    removal_stopped: bool = False
    closing_settled: bool = False
    paper_waits: bool = True
    order_waits: bool = True
    just_changed: bool = True
    mailbox_read: bool = False
    before_consultation: State = State.ASSIGNED
    before_last: State | None = None
    last_event_hours: int = UNDO_HOURS
    last_is_verdict: bool = True
    last_reached_outside: bool = True
    on_paper: tuple[Letter, ...] = ()
