"""What whoever acts as Manager Operations is offered with a complaint that has just come in.

Asks the register nothing: how a new complaint stands is known, and this letter
is written with every complaint. Rule: what is offered first is the handler that
was suggested; whatever else can be typed is told by #help.
Source: docs/procedure.md, States and events; docs/mail-rules.md, D8.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from tracker.dates import local_date
from tracker.facts import Facts
from tracker.model import TITLES, Acknowledgement, Event, Reference, Role, State
from tracker.offered import BUTTONS, bound_to, offers_facts
from tracker.records import Complaint
from tracker.rules import HouseRules
from tracker.standing import whos
from tracker.told import Hint, Named, Other, Plain, Unjoined
from tracker.who import Who

_FIRST = (Event.CONFIRMED_ANOTHER_WAY, Event.NOT_A_COMPLAINT, Event.SPAM, Event.HELP)
_ON_HINT = {Hint.AVG: Event.DATA_REQUEST, Hint.ELSEWHERE: Event.FORWARD_ELSEWHERE, Hint.REPRESENTED: Event.REPRESENT}
"""What can be done about what the words of a mail may mean."""
_MERGING = (Unjoined.ALSO, Unjoined.NOT_ON_FILE)


def first_offers(
    rules: HouseRules, complaint: Complaint, address: str, pointed_to: Sequence[Named | Other], now: datetime, hints: Sequence[Hint] = ()
) -> list[Plain]:
    """Return the offers for the owner of `address`, who acts as Manager Operations; at most three are buttons.

    pointed_to: the complaints that the mail points to, and the complainant's others. hints: of its words. now: aware, UTC.
    """
    standing, as_whom = _standing(rules, complaint, now), whos(rules, complaint, address, now)

    def offered(*events: Event, suggested: tuple[str, str] | None = None) -> Sequence[dict[str, Plain]]:
        return _offered(standing, as_whom, events, suggested)

    role = Role(complaint.suggested_role)
    suggested = offered(Event.ASSIGN, suggested=(TITLES[role], str(role))) if _can_have(rules, complaint, role) else ()
    merging, named = (
        [offer for one in merge_with(pointed_to, why) for offer in offered(Event.MERGE, suggested=(one, one))] for why in _MERGING
    )
    first = [event for event in _FIRST if event is not Event.CONFIRMED_ANOTHER_WAY or complaint.acknowledgement == Acknowledgement.WITHHELD]
    further = offered(*_hinted(rules, hints), *first, Event.ASSIGN)
    return [{**offer, "button": number < BUTTONS} for number, offer in enumerate([*suggested, *merging, *further, *named])]


@lru_cache(maxsize=256)
def _offered(
    standing: Facts, as_whom: tuple[Who, ...], events: tuple[Event, ...], suggested: tuple[str, str] | None
) -> Sequence[dict[str, Plain]]:
    """Return the offers of these events, in their order. suggested: the argument of a single one, as it is shown and as it is bound to.

    Remembered, for most new complaints of a day stand alike; nobody changes what comes out.
    """
    suggestions = {events[0]: suggested} if suggested else None
    found = {one["event"]: one for one in offers_facts(standing, as_whom, events.__contains__, suggestions)}
    return [found[name] for event in events if (name := bound_to(event)) in found]


def _hinted(rules: HouseRules, hints: Sequence[Hint]) -> list[Event]:
    """Return what may be wanted where the words of the mail say so; a department only where there is one."""
    meant = [event for hint, event in _ON_HINT.items() if hint in hints]
    return [event for event in meant if event is not Event.FORWARD_ELSEWHERE or rules.departments]


def merge_with(pointed_to: Sequence[Named | Other], why: Unjoined = Unjoined.ALSO) -> list[Reference]:
    """Return the complaints that a mail points to and did not join for this reason, but for those that are known to be closed."""
    closed = {one.reference for one in pointed_to if isinstance(one, Other) and not one.is_open}
    return [one.reference for one in pointed_to if isinstance(one, Named) and one.why is why and one.reference not in closed]


def _can_have(rules: HouseRules, complaint: Complaint, role: Role) -> bool:
    return rules.people.has(role) and role not in {complaint.accused_role, complaint.handler_role}


def _standing(rules: HouseRules, complaint: Complaint, now: datetime) -> Facts:
    """Say how it stands, and not which it is: what may be done hangs on the one alone."""
    return Facts(
        reference=Reference(""),
        state=State(complaint.state),
        acknowledgement=Acknowledgement(complaint.acknowledgement),
        accused=Role(complaint.accused_role) if complaint.accused_role else None,
        vacant=rules.people.vacant,
        own_case=False,
        today=local_date(now, rules.terms.zone),
        outer_limit_date=complaint.outer_limit_date,
    )
