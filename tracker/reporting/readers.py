"""Who reads a report, and what each of them may see.

Pure: the customer's choices go in. Rule one: one human gets one, whatever roles
and addresses they have; who stands in for a role that day gets it. Rule two:
figures of handlers are for who acts as Manager Operations that day, and only
where the customer wants them.
Source: docs/procedure.md, People, and The report.
"""

from datetime import date

from tracker.model import Role
from tracker.reporting.contents import Reader
from tracker.rules import HouseRules


def readers(rules: HouseRules, today: date) -> dict[str, Reader]:
    """Return to whom the report of a period goes, by address, in the order of the settings. rules: with the people of that day."""
    addresses = (_address(rules, recipient, today) for recipient in rules.report.recipients)
    return {address: reader_at(rules, address, today) for address in addresses}


def reader_at(rules: HouseRules, address: str, today: date) -> Reader:
    """Return who reads at an address, be it an employee's or not."""
    is_manager = Role.MANAGER_OPERATIONS in rules.people.roles_on(address, today)
    return Reader(address, rules.report.with_handlers and is_manager, rules.report.language)


def _address(rules: HouseRules, recipient: str, today: date) -> str:
    """Return where a recipient of the settings reads mail: a role, an employee's address, or any other."""
    role = next((role for role in Role if role == recipient), None)
    person = rules.people.acting(role, today) if role else rules.people.role_of(recipient)
    return rules.people.mail_address(person) if person else recipient
