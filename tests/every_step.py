"""Every step that an employee can take, each as mails that lead there and the mail that asks for it.

For tests of what holds of every step, whatever it is.
"""

from datetime import timedelta
from typing import NamedTuple

from outbound.deliver import AT_ONCE
from outbound.outbox import Result, claim
from tracker.model import Letter, Reference
from tracker.offered import DECIDE
from tracker.standing import proposal_mark
from tracker.token_forms import action_address
from tracker.tokens import action_token
from world import ALICE, COLLECTOR, DESK, DIRECTOR, MANAGER, World, mail

RECALLED = timedelta(minutes=6)
"""Longer than letters wait so that they can be called back."""

WAIT = "wait"
"""In a way: until every letter has gone."""


class Mailed(NamedTuple):
    """One mail of an employee. subject: what stands behind the reference."""

    sender: str
    subject: str
    text: str = ""


class Case(NamedTuple):
    """A step: the mails that lead to where it can be taken, and its own."""

    way: tuple[Mailed | str, ...]
    order: Mailed


def manager(subject: str, text: str = "") -> Mailed:
    return Mailed(MANAGER, subject, text)


def handler(subject: str, text: str = "") -> Mailed:
    return Mailed(COLLECTOR, subject, text)


def director(subject: str, text: str = "") -> Mailed:
    return Mailed(DIRECTOR, subject, text)


REGISTERED: tuple[Mailed | str, ...] = (WAIT,)
ASSIGNED = (WAIT, manager("#toewijzen Teamleider Incasso", "Bel vandaag."), WAIT)
AGREED_UNSENT = (*ASSIGNED, handler("#afspraak", "Wij sturen u een nieuwe brief."))
AGREED = (*AGREED_UNSENT, WAIT)
CONSULTING = (*ASSIGNED, handler("#afspraak #bedrag 50,00", "Wij betalen u 50 euro terug."), WAIT)
RESOLVED = (*AGREED, handler("#opgelost gegrond"), WAIT)
ASKED = (*RESOLVED, manager("#vraagklager"), WAIT)
IMPASSE = (*ASSIGNED, handler("#geenafspraak", "De klager wil niet praten."), WAIT)
APPEAL = (*IMPASSE, manager("#beroep", "Wij hebben de brief terecht gestuurd."), WAIT)
CLOSED = (*RESOLVED, manager("#tevreden", "Gisteren gebeld."), WAIT)
REOPENED = (*RESOLVED, manager("#ontevreden", "De brief kwam niet aan."), WAIT)
REPRESENTED = (*ASSIGNED, handler("#namens Piet Jansen piet@mail.example"), WAIT)

STEPS: dict[str, Case] = {
    "assign": Case(REGISTERED, manager("#toewijzen Teamleider Incasso", "Bel vandaag.")),
    "assign from impasse": Case(IMPASSE, manager("#toewijzen Verkoop Manager", "Probeer jij het.")),
    "hand over": Case(ASSIGNED, handler("#toewijzen Teamleider Administratie", "Dit is iets voor jou.")),
    "hand over while consulting": Case(CONSULTING, manager("#toewijzen Teamleider Administratie", "Dit is iets voor jou.")),
    "target date": Case(ASSIGNED, handler("#streefdatum 24-04-2026", "De uitdraai komt later.")),
    "target date reopened": Case(REOPENED, handler("#streefdatum 24-04-2026")),
    "agree": Case(ASSIGNED, handler("#afspraak", "Wij sturen u een nieuwe brief.")),
    "agree at once": Case(REGISTERED, manager("#afspraak", "Wij sturen u een nieuwe brief.")),
    "agree anew": Case(AGREED, handler("#afspraak", "Wij sturen u twee nieuwe brieven.")),
    "agree reopened": Case(REOPENED, handler("#afspraak", "Wij sturen u twee nieuwe brieven.")),
    "amount": Case(ASSIGNED, handler("#afspraak #bedrag 50,00", "Wij betalen u 50 euro terug.")),
    "amount at once": Case(REGISTERED, manager("#afspraak #bedrag 50,00", "Wij betalen u 50 euro terug.")),
    "amount after agreement": Case(AGREED, handler("#afspraak #bedrag 50,00", "Wij betalen u 50 euro terug.")),
    "amount anew": Case(CONSULTING, handler("#afspraak #bedrag 60,00", "Wij betalen u 60 euro terug.")),
    "consent": Case(CONSULTING, director("#akkoord")),
    "refuse": Case(CONSULTING, director("#nietakkoord", "Te veel.")),
    "no agreement": Case(ASSIGNED, handler("#geenafspraak", "De klager wil niet praten.")),
    "resolve": Case(AGREED, handler("#opgelost gegrond")),
    "resolve later": Case(AGREED_UNSENT, handler("#opgelost gegrond", "Alles is gestuurd.")),
    "resolve later while consulting": Case(CONSULTING, handler("#opgelost deels")),
    "inquire": Case(RESOLVED, manager("#vraagklager")),
    "inquire again": Case(ASKED, manager("#vraagklager")),
    "satisfied": Case(RESOLVED, manager("#tevreden", "Gisteren gebeld.")),
    "dissatisfied": Case(ASKED, manager("#ontevreden", "De brief kwam niet aan.")),
    "withdraw": Case(ASSIGNED, handler("#ingetrokken", "De klager belde.")),
    "withdraw while consulting": Case(CONSULTING, handler("#ingetrokken", "De klager belde.")),
    "withdraw resolved": Case(ASKED, handler("#ingetrokken", "De klager belde.")),
    "appeal": Case(IMPASSE, manager("#beroep", "Wij hebben de brief terecht gestuurd.")),
    "appeal of a resolved one": Case(ASKED, manager("#beroep", "Wij hebben de brief terecht gestuurd.")),
    "appeal of the second round": Case(REOPENED, handler("#beroep", "Wij hebben de brief terecht gestuurd.")),
    "reopen from impasse": Case(IMPASSE, manager("#heropenen", "Wij proberen het nog eens.")),
    "reopen from appeal": Case(APPEAL, manager("#heropenen", "Wij proberen het nog eens.")),
    "reopen closed": Case(CLOSED, manager("#heropenen", "De klager belde terug.")),
    "conclude": Case(APPEAL, manager("#afsluiten", "De klager ging niet in beroep.")),
    "no complaint": Case(REGISTERED, manager("#geenklacht", "Dit is een bewijs van betaling.")),
    "forward": Case(ASSIGNED, manager("#geenklacht #doorsturen boekhouding", "Dit is een bewijs van betaling.")),
    "spam": Case(REGISTERED, manager("#spam")),
    "note": Case(ASSIGNED, manager("#notitie", "De klager belde.")),
    "answer": Case(ASSIGNED, handler("#antwoord", "Wij zoeken het uit.")),
    "nature": Case(ASSIGNED, handler("#aard bejegening, administratie")),
    "complainant": Case(ASSIGNED, handler("#klager alice@post.example")),
    "role": Case(ASSIGNED, handler("#rol debiteur")),
    "representative": Case(ASSIGNED, handler("#namens Piet Jansen piet@mail.example")),
    "mandate": Case(REPRESENTED, handler("#machtiging gezien")),
    "about": Case(ASSIGNED, handler("#over Verkoop Manager")),
    "cause": Case(ASSIGNED, handler("#oorzaak aanmaning")),
    "file number": Case(ASSIGNED, handler("#dossiernummer 2026-11")),
    "received": Case(ASSIGNED, handler("#ontvangen 31-03-2026")),
    "keep": Case(ASSIGNED, handler("#bewaren", "De advocaat vroeg het.")),
    "release": Case((*ASSIGNED, handler("#bewaren", "De advocaat vroeg het.")), handler("#vrijgeven")),
    "privacy": Case(ASSIGNED, handler("#avg", "De klager vraagt wat wij van hem weten.")),
    "agreement confirmed": Case(AGREED_UNSENT, handler("#bevestigd per post 2 april, de afspraak")),
    "several": Case(ASSIGNED, handler("#afspraak #opgelost", "Wij sturen u een nieuwe brief.")),
}  # fmt: skip
"""By a name of ours."""


def begin(world: World) -> None:
    """Let Alice complain."""
    world.settle(departments={"boekhouding": "boekhouding@voorbeeld.nl"})
    world.deliver(mail("Ik ben onbeleefd behandeld.", sender=ALICE))


def go(world: World, way: tuple[Mailed | str, ...]) -> None:
    """Go all the way to where a step can be taken."""
    for stage in way:
        if isinstance(stage, Mailed):
            send(world, stage)
        else:
            let_go(world)
    world.clock.advance(timedelta(seconds=1))


def let_go(world: World) -> None:
    """Let some minutes pass, and every letter arrive: noted as by the sender, but neither written nor carried."""
    world.clock.advance(RECALLED)
    while letters := claim(world.store, "slot-0", world.clock.now(), AT_ONCE):
        world.notebook().note([Result(one.id, accepted=True) for one in letters], "slot-0", world.clock.now())


def send(world: World, order: Mailed, *, before: str = "") -> None:
    """Let an employee send a mail; the managing director with the token of the last consultation. before: in front of the tags."""
    fields = {"To": _decides(world)} if order.sender == DIRECTOR else {}
    world.order(f"{before}{order.subject}", order.text, sender=order.sender, complaint=world.complaints()[0], **fields)


def _decides(world: World) -> str:
    letter, complaint = world.letters(Letter.CONSULTATION)[-1], world.complaints()[0]
    expires_at = world.clock.now() + timedelta(days=1)
    mark = proposal_mark(complaint)
    token = action_token(world.keyring, letter.id, Reference(complaint.reference), letter.recipient, DECIDE, mark, expires_at)
    return str(action_address(DESK, token))
