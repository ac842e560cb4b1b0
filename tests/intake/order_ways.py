"""The ways in which employees ask for each event, and complaints that stand where a test wants them.

How complaints come to stand somewhere is played in tests/stories; here they are put there.
"""

import itertools
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import update

from outbound.samples.paper import SAMPLES_PAPER
from tracker.model import Event, Letter, Reference, Role, State
from tracker.offered import DECIDE
from tracker.owing import owe_letter
from tracker.people import People, Person
from tracker.records import Complaint, Journal, LetterOwed
from tracker.standing import proposal_mark
from tracker.token_forms import action_address
from tracker.tokens import action_token
from tracker.told import Facts
from tracker.who import Who
from world import COLLECTOR, DESK, DIRECTOR, MANAGER, NOW, PEOPLE, World, mail

CARLA, RECEPTION = "c.visser@voorbeeld.nl", "receptie@voorbeeld.nl"
SENDERS = {Who.HANDLER: COLLECTOR, Who.MANAGER: MANAGER, Who.DIRECTOR: DIRECTOR, Who.FRONT_DESK: RECEPTION, Who.STAFF: CARLA}
TEXT = "Zoals wij gisteren bespraken."
MONEY = "Wij betalen u 40 euro terug."
DAY = timedelta(days=1)
WITH_LETTER = {"agreement": TEXT, "confirmation": "accepted"}
PROPOSED = {"proposal": MONEY, "proposal_cents": 4000, "proposed_in": "agreed"}
SILENT = {"inquiries": 2, "inquired_at": NOW - 30 * DAY}

_senders = itertools.count(1)


@dataclass(frozen=True)
class Way:
    """How an event is asked for where it is allowed. columns: what must be on the record; before: mails that come first, by the same."""

    typed: str
    text: str = ""
    columns: dict[str, Any] = field(default_factory=dict)
    before: tuple[tuple[str, str], ...] = ()


WAYS: dict[Event, Way] = {
    Event.ASSIGN: Way("#toewijzen Eva Bos", TEXT),
    Event.CHANGE_TARGET_DATE: Way("#streefdatum 15 mei", TEXT),
    Event.NOT_A_COMPLAINT: Way("#geenklacht", TEXT),
    Event.FORWARD_ELSEWHERE: Way("#geenklacht #doorsturen incasso", TEXT),
    Event.SPAM: Way("#spam"),
    Event.MERGE: Way("#samenvoegen KL-2026-00001"),
    Event.AGREE: Way("#afspraak", TEXT),
    Event.AGREE_WITH_AMOUNT: Way("#afspraak #bedrag 40", MONEY),
    Event.NO_AMOUNT: Way("#geenbedrag", before=(("#antwoord", MONEY),)),
    Event.CONSENT: Way("#akkoord", columns=PROPOSED),
    Event.REFUSE_CONSENT: Way("#nietakkoord", TEXT, PROPOSED),
    Event.NO_AGREEMENT: Way("#geenafspraak", TEXT),
    Event.RESOLVE: Way("#opgelost", TEXT, WITH_LETTER),
    Event.RESOLVE_LATER: Way("#opgelost", TEXT, WITH_LETTER | PROPOSED | {"confirmation": "owed"}),
    Event.INQUIRE: Way("#vraagklager"),
    Event.SATISFIED: Way("#tevreden", TEXT, {"wrote_after_closing_at": NOW}),
    Event.DISSATISFIED: Way("#ontevreden", TEXT),
    Event.NO_REACTION: Way("#geenreactie", columns=SILENT),
    Event.REOPEN: Way("#heropenen", TEXT, {"round": 2, "remove_after": NOW + DAY}),
    Event.WITHDRAW: Way("#ingetrokken", TEXT),
    Event.APPEAL: Way("#beroep", TEXT, {"round": 2}),
    Event.CONCLUDE: Way("#afsluiten", TEXT),
    Event.CONFIRMED_ANOTHER_WAY: Way("#bevestigd", "De ontvangst, per post.", {"acknowledgement": "failed"}),
    Event.AGREEMENT_CONFIRMED: Way("#bevestigd", "De afspraak, per post.", {"agreement": TEXT, "confirmation": "failed"}),
    Event.LETTER_GIVEN: Way("#bevestigd", "Op de post gedaan.", {"on_paper": True}),
    Event.NOTE: Way("#notitie", TEXT),
    Event.ANSWER: Way("#antwoord", TEXT),
    Event.SET_NATURE: Way("#aard bejegening"),
    Event.SET_COMPLAINANT: Way("#klager bob@post.example"),
    Event.SET_COMPLAINANT_ROLE: Way("#rol debiteur"),
    Event.REPRESENT: Way("#namens Piet Jansen piet@mail.example"),
    Event.MANDATE_SEEN: Way("#machtiging gezien", columns={"representative_address": "piet@mail.example"}),
    Event.ABOUT: Way("#over Verkoop Manager"),
    Event.SET_CAUSE: Way("#oorzaak aanmaning"),
    Event.SET_FILE_NUMBER: Way("#dossiernummer 2026-11"),
    Event.RECEIVED_ON: Way("#ontvangen 31 maart"),
    Event.KEEP: Way("#bewaren", TEXT),
    Event.RELEASE: Way("#vrijgeven", columns={"held_because": TEXT}),
    Event.DATA_REQUEST: Way("#avg", TEXT),
    Event.TAKE_BACK: Way("#herstel", before=(("#dossiernummer 2026-11", ""),)),
    Event.DEPUTISE: Way("#vervanger Daan Mulder t/m 1 mei"),
    Event.STATUS: Way("#status"),
    Event.DOSSIER: Way("#dossier"),
    Event.LIST: Way("#lijst"),
    Event.REPORT: Way("#rapport"),
    Event.DRY_RUN: Way("#proef #vervanger Daan Mulder t/m 1 mei"),
    Event.HELP: Way("#help"),
}
"""Every event that an employee causes about a complaint, but for AMOUNT, which is the answer to a question; see test_money_gate."""


def furnished(roomy: World) -> World:
    """Give the front desk somebody, and the departments one; of two complaints the team leader handles the first, and nobody the second."""
    people = People((*PEOPLE.everybody, Person(Role.FRONT_DESK, "Gijs Kok", (RECEPTION,))))
    limits = replace(roomy.rules.house.limits, staff_answers_per_address_hour=1_000_000)
    roomy.settle(people=people, departments={"incasso": "incasso@voorbeeld.nl"}, limits=limits)
    roomy.deliver(mail(sender="eerste@mail.example"))
    roomy.deliver(mail(sender="tweede@mail.example"))
    with roomy.store.unit() as session:
        session.execute(update(Complaint).where(Complaint.id == 1).values(handler_role=Role.TEAM_LEAD_COLLECTION))
    return roomy


def put(world: World, state: State, *, on_paper: bool = False, **columns: Any) -> Complaint:
    """Let somebody complain, and the complaint stand somewhere. on_paper: its closing letter lies there to be printed."""
    world.deliver(mail(sender=f"klager.{next(_senders)}@mail.example"))
    number = world.newest(Complaint).id
    values = {"state": state, "handler_role": Role.TEAM_LEAD_COLLECTION, "acknowledgement": "accepted"} | columns
    with world.store.unit() as session:
        session.execute(update(Complaint).where(Complaint.id == number).values(values))
        if on_paper:
            facts = SAMPLES_PAPER[0][1]
            ready = {**cast("Facts", facts["ready_letter"]), "letter": str(Letter.CLOSING)}
            owe_letter(session, Letter.TO_PRINT, MANAGER, facts | {"ready_letter": ready}, NOW, mailbox="klachten", complaint_id=number)
    return one(world, number)


def one(world: World, number: int) -> Complaint:
    return world.rows(Complaint, Complaint.id == number)[0]


def journal(world: World, complaint: Complaint) -> list[str]:
    return [line.event for line in world.rows(Journal, Journal.complaint_id == complaint.id)]


def unchanged(world: World, complaint: Complaint) -> bool:
    """Say whether nothing is on the record that was not when it was put there."""
    stands = one(world, complaint.id)
    same = all(getattr(stands, column.key) == getattr(complaint, column.key) for column in Complaint.__mapper__.column_attrs)
    return same and journal(world, complaint) == ["arrives"]


def deciding(world: World, complaint: Complaint) -> dict[str, str]:
    """Return the header fields of the managing director's answer to the consultation."""
    mark, expires_at = proposal_mark(complaint), world.clock.now() + DAY
    token = action_token(world.keyring, 1, Reference(complaint.reference), DIRECTOR, DECIDE, mark, expires_at)
    return {"To": str(action_address(DESK, token))}


def ask(world: World, complaint: Complaint, who: Who, way: Way) -> list[tuple[str, str]]:
    """Let an employee ask for something in the way given; return the letters that it leads to, each with its recipient."""
    for tags, text in way.before:
        world.order(tags, text, sender=SENDERS[who], complaint=complaint)
    last = world.newest(LetterOwed).id
    fields = deciding(world, complaint) if complaint.proposal and who is Who.DIRECTOR else {}
    world.order(way.typed, way.text, sender=SENDERS[who], complaint=complaint, **fields)
    return world.owed(after=last)
