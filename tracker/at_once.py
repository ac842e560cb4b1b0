"""Whether a new complaint goes to whom its nature suggests at once, without waiting for Manager Operations.

Only where the customer chose so. Pure; whoever registers the complaint assigns
it, as one more step of the procedure. Rule: a person decides wherever the words
of the complaint are no plain ground, or somebody is named in it.
Source: docs/procedure.md, What makes it more.
"""

from datetime import date

from tracker.mails import Mail
from tracker.model import HANDLERS, Role
from tracker.natures import Suggestion
from tracker.rules import HouseRules
from tracker.told import Hint

HOLDS = frozenset({Hint.THREAT, Hint.ELSEWHERE})
"""What a person must see first: somebody to call today, or what may be no complaint at all."""


def handler_at_once(rules: HouseRules, mail: Mail, suggestion: Suggestion, today: date) -> Role | None:
    """Return the role to which the complaint goes by itself; None where Manager Operations decides.

    Never to somebody whom the complaint names, or in whose place it is suggested; never for a vacant role, or while its owner is away.
    """
    role = suggestion.nature.handler
    if not rules.auto_assign or not suggestion.words or not HOLDS.isdisjoint(mail.hints):
        return None
    if suggestion.handler is not role or suggestion.accused is not None or role not in HANDLERS or not rules.people.has(role):
        return None
    return role if rules.people.acting(role, today).is_same_as(rules.people.person(role)) else None
