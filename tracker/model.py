"""The words of the procedure, as enums and frozen values.

Every other room speaks in these. A Dutch word stands once, beside its English
name, here. Source: docs/procedure.md, Words.
"""

from enum import StrEnum
from typing import NewType

Reference = NewType("Reference", str)
"""What a complainant may quote, such as `KL-2026-00042` (kenmerk)."""


class State(StrEnum):
    """Where a complaint (klacht) stands. Source: docs/procedure.md, States and events."""

    REGISTERED = "registered"  # stored; not yet assigned
    ASSIGNED = "assigned"  # a handler (behandelaar) is at work on it
    CONSULTING = "consulting"  # an amount waits for the managing director (overleg)
    AGREED = "agreed"  # handler and complainant agreed (overeenstemming)
    RESOLVED = "resolved"  # the handler says so (opgelost); not yet verified
    REOPENED = "reopened"  # verification failed: a new intervention (tussenkomst)
    IMPASSE = "impasse"  # no agreement could be reached
    APPEAL = "appeal"  # the complainant was told of the appeal (beroep)
    CLOSED = "closed"  # ended; removal from the register follows


class Event(StrEnum):
    """What can happen to a complaint.

    The rows that use an event stand in `tracker.procedure`; the tag by which staff cause it, in `tracker.tag_words`.
    """

    ARRIVES = "arrives"  # a mail that is a complaint, and may be answered by itself
    ARRIVES_UNANSWERED = "arrives_unanswered"  # one whose acknowledgement is withheld: a person must send it
    FOLLOWS = "follows"  # a later mail that belongs to it
    ACKNOWLEDGED = "acknowledged"  # the complainant's server accepted the acknowledgement
    ACKNOWLEDGEMENT_FAILED = "acknowledgement_failed"  # it was refused for good, or bounced
    ACKNOWLEDGEMENT_RETRIED = "acknowledgement_retried"  # an administrator has the letter sent once more
    CONFIRMED_ANOTHER_WAY = "confirmed_another_way"  # a person confirmed receipt, such as by post (bevestigd)
    CONFIRMATION_ACCEPTED = "confirmation_accepted"  # the complainant's server accepted the confirmation of an agreement
    CONFIRMATION_FAILED = "confirmation_failed"  # it was refused for good, or bounced
    LETTER_FAILED = "letter_failed"  # any other letter to the complainant was: somebody must print it
    REMOVE = "remove"  # the time to come back is over: out of the register

    # Staff carry a complaint through the procedure.
    REGISTER = "register"  # a complaint that reached an employee (nieuw)
    ASSIGN = "assign"  # toewijzen
    CHANGE_TARGET_DATE = "change_target_date"  # streefdatum
    AGREE = "agree"  # without an amount (afspraak)
    AGREE_WITH_AMOUNT = "agree_with_amount"  # afspraak, and bedrag
    CONSENT = "consent"  # the managing director's (akkoord)
    REFUSE_CONSENT = "refuse_consent"  # nietakkoord
    NO_AGREEMENT = "no_agreement"  # geenafspraak
    RESOLVE = "resolve"  # opgelost
    RESOLVE_LATER = "resolve_later"  # the same, kept as an intention until the confirmation has arrived
    INQUIRE = "inquire"  # ask the complainant whether it is solved (vraagklager)
    SATISFIED = "satisfied"  # tevreden
    DISSATISFIED = "dissatisfied"  # ontevreden
    NO_REACTION = "no_reaction"  # the complainant stays silent (geenreactie)
    APPEAL = "appeal"  # beroep
    REOPEN = "reopen"  # heropenen
    CONCLUDE = "conclude"  # the appeal has ended (afsluiten)
    WITHDRAW = "withdraw"  # by the complainant (ingetrokken)
    NOT_A_COMPLAINT = "not_a_complaint"  # geenklacht
    FORWARD_ELSEWHERE = "forward_elsewhere"  # geenklacht, and doorsturen
    SPAM = "spam"
    MERGE = "merge"  # two complaints are one (samenvoegen)

    # Staff put something on record, or ask; the state stays.
    NOTE = "note"  # notitie
    ANSWER = "answer"  # a text to the complainant (antwoord)
    OWN_MAIL = "own_mail"  # an employee wrote the complainant from their own mail program, with the mailbox in copy
    SET_NATURE = "set_nature"  # aard
    SET_COMPLAINANT = "set_complainant"  # klager
    SET_COMPLAINANT_ROLE = "set_complainant_role"  # rol
    REPRESENT = "represent"  # somebody acts for the complainant (namens)
    MANDATE_SEEN = "mandate_seen"  # machtiging
    AGREEMENT_CONFIRMED = "agreement_confirmed"  # the confirmation was given another way (bevestigd, too)
    LETTER_GIVEN = "letter_given"  # any other letter on paper was (bevestigd, too)
    AMOUNT = "amount"  # bedrag; beside an agreement it makes that AGREE_WITH_AMOUNT
    NO_AMOUNT = "no_amount"  # the money that a text names is no part of the solution (geenbedrag)
    KEEP = "keep"  # a legal hold (bewaren)
    RELEASE = "release"  # its end (vrijgeven)
    DATA_REQUEST = "data_request"  # avg
    TAKE_BACK = "take_back"  # the last event (herstel)
    SET_CAUSE = "set_cause"  # oorzaak
    ABOUT = "about"  # the complaint is about this role (over)
    SET_FILE_NUMBER = "set_file_number"  # dossiernummer
    RECEIVED_ON = "received_on"  # ontvangen
    DEPUTISE = "deputise"  # vervanger
    STATUS = "status"
    DOSSIER = "dossier"
    LIST = "list"  # lijst
    REPORT = "report"  # rapport
    DRY_RUN = "dry_run"  # proef
    HELP = "help"

    # Beside RESOLVE in the same mail: what was found. By themselves they are nothing.
    UPHELD = "upheld"  # gegrond
    PARTLY_UPHELD = "partly_upheld"  # deels
    NOT_UPHELD = "not_upheld"  # ongegrond


STATES: dict[State, str] = {
    State.REGISTERED: "geregistreerd, nog niet toegewezen",
    State.ASSIGNED: "toegewezen",
    State.CONSULTING: "in overleg met de Algemeen Directeur",
    State.AGREED: "afspraak gemaakt",
    State.RESOLVED: "opgelost, nog niet geverifieerd",
    State.REOPENED: "heropend",
    State.IMPASSE: "impasse",
    State.APPEAL: "in beroep",
    State.CLOSED: "afgesloten",
}
"""How staff read each state, in Dutch."""


class Role(StrEnum):
    """Who causes an event. The six of the customer, the front desk, and two that no person is configured for."""

    MANAGER_OPERATIONS = "manager_operations"  # Manager Operations (MO)
    TEAM_LEAD_COLLECTION = "team_lead_collection"  # Teamleider Incasso
    TEAM_LEAD_RECEIVABLES = "team_lead_receivables"  # Teamleider Debiteurenbeheer
    TEAM_LEAD_ADMINISTRATION = "team_lead_administration"  # Teamleider Administratie
    SALES_MANAGER = "sales_manager"  # Verkoop Manager
    MANAGING_DIRECTOR = "managing_director"  # Algemeen Directeur: consulted about every amount
    FRONT_DESK = "front_desk"  # telefoon, receptie
    COMPLAINANT = "complainant"  # klager
    SYSTEM = "system"  # the calendar, delivery and bounces


HANDLERS = (
    Role.MANAGER_OPERATIONS,
    Role.TEAM_LEAD_COLLECTION,
    Role.TEAM_LEAD_RECEIVABLES,
    Role.TEAM_LEAD_ADMINISTRATION,
    Role.SALES_MANAGER,
)
"""The roles to whom a complaint can be assigned. Source: the customer's text."""

TITLES: dict[Role, str] = {
    Role.MANAGER_OPERATIONS: "Manager Operations",
    Role.TEAM_LEAD_COLLECTION: "Teamleider Incasso",
    Role.TEAM_LEAD_RECEIVABLES: "Teamleider Debiteurenbeheer",
    Role.TEAM_LEAD_ADMINISTRATION: "Teamleider Administratie",
    Role.SALES_MANAGER: "Verkoop Manager",
    Role.MANAGING_DIRECTOR: "Algemeen Directeur",
    Role.FRONT_DESK: "Receptie",
}
"""The Dutch title of each role that a person can have."""


class ComplainantRole(StrEnum):
    """What the complainant is to the customer."""

    CLIENT = "client"  # opdrachtgever
    DEBTOR = "debtor"  # debiteur
    UNKNOWN = "unknown"


class Language(StrEnum):
    """In which a letter is written."""

    DUTCH = "nl"
    ENGLISH = "en"


class Letter(StrEnum):
    """Every letter there is. What each needs stands in `tracker.letters`."""

    ACKNOWLEDGEMENT = "acknowledgement"  # ontvangstbevestiging
    NEW_COMPLAINT = "new_complaint"
    NEW_COMPLAINTS_GATHERED = "new_complaints_gathered"
    FOLLOW_UP = "follow_up"
    FOLLOW_UPS_GATHERED = "follow_ups_gathered"
    UNACKNOWLEDGED = "unacknowledged"  # an acknowledgement bounced or was refused: the ready letter, for the hand list
    UNREADABLE = "unreadable"  # a mail that could not be read waits in quarantine
    UNREADABLE_GATHERED = "unreadable_gathered"

    # To the complainant.
    TARGET_DATE_CHANGED = "target_date_changed"
    CONFIRMATION = "confirmation"  # of an agreement
    INQUIRY = "inquiry"  # is it solved?
    REOPENED = "reopened"  # sorry, and who calls by which day
    CLOSING = "closing"  # thanks, and the day of removal
    CLOSING_SILENT = "closing_silent"  # no reaction: the way back, and the appeal
    APPEAL = "appeal"  # our standpoint and where to go
    ELSEWHERE = "elsewhere"  # somebody else takes this up
    MERGED = "merged"  # which reference remains
    ANSWER = "answer"  # the text of an employee

    # To staff, about one complaint.
    ASSIGNMENT = "assignment"  # the whole complaint, to its handler
    CONSULTATION = "consultation"  # may this amount be promised? to the managing director
    DECISION = "decision"  # of the managing director, to the handler; a refusal to Manager Operations too
    CHOICE = "choice"  # no agreement: another round, or the appeal? to Manager Operations
    VERIFICATION = "verification"  # please verify, to Manager Operations
    CONTACT = "contact"  # call, and agree a new date, to the handler
    FORWARDED = "forwarded"  # what that is, to the department
    DATA_REQUEST = "data_request"  # to the privacy contact
    UNCONFIRMED = "unconfirmed"  # the confirmation bounced: the ready letter, to Manager Operations
    TO_PRINT = "to_print"  # a letter that cannot go by mail: print it, to Manager Operations
    CONFIRMATION_COPY = "confirmation_copy"  # as the complainant got it, to Manager Operations
    APPEAL_COPY = "appeal_copy"
    OWN_MAIL_COPY = "own_mail_copy"  # what an employee wrote the complainant themselves, to Manager Operations
    UNCONSULTED = "unconsulted"  # the complainant has it in writing that there is money in it, and nobody was consulted
    NO_LONGER = "no_longer"  # the complaint is somebody else's now, or what the reader was told was taken back
    HANDLER_GONE = "handler_gone"  # nobody has the handler's role any more: assign it, to Manager Operations

    # To staff, by the calendar.
    DAILY = "daily"  # all that is due today, in one mail; to Manager Operations, what happened as well
    DELETION_LIST = "deletion_list"  # what to delete from one's own mailbox
    EVENT = "event"  # one event, to Manager Operations, where the setting wants each in its own
    REPORT = "report"  # of a week or a longer period, to the management

    # To staff, about who is there.
    PROPOSE_DEPUTY = "propose_deputy"  # a handler is away when something falls due, to Manager Operations

    # Answers to an employee.
    TRANSCRIPT = "transcript"  # what was understood and done
    NOT_DONE = "not_done"  # what was not understood, or is not allowed: nothing was done
    IS_IT_YOU = "is_it_you"  # did you send this?
    WHOSE_COMPLAINT = "whose_complaint"  # is what you sent a complaint, whose, and since when? Before it is entered
    MONEY_NAMED = "money_named"  # with an amount, or without?
    LAPSED = "lapsed"  # nobody answered, so it was not done
    NOTED = "noted"  # a reply without a tag is on record, and nowhere else
    HELP = "help"
    LISTING = "listing"  # the open complaints
    WHOLE_FILE = "whole_file"  # all that the register has of one complaint


class Acknowledgement(StrEnum):
    """How the duty to acknowledge stands. All but `accepted` and `by_hand` are *unacknowledged*."""

    OWED = "owed"  # the letter is under way
    ACCEPTED = "accepted"  # the complainant's server took it, and no bounce came back
    WITHHELD = "withheld"  # not sent by itself; `acknowledgement_why` says why; on the hand list
    FAILED = "failed"  # refused for good, or bounced
    BY_HAND = "by_hand"  # confirmed another way (bevestigd)


CONFIRMED = frozenset({Acknowledgement.ACCEPTED, Acknowledgement.BY_HAND})
"""The duty is fulfilled: to acknowledge, or to confirm an agreement, which fares in the same words."""
