"""Who a person is for one complaint: what decides, more than their function, which steps are theirs.

Who somebody is follows from their role, the complaint's handler, whom it is
about, and the deputies of the day; that is found out elsewhere. One person may
be two of these.
"""

from enum import StrEnum

from tracker.model import TITLES, Role


class Who(StrEnum):
    """As whom somebody causes an event. Source: docs/procedure.md, People."""

    HANDLER = "handler"  # behandelaar: has the role to which the complaint is assigned
    MANAGER = "manager"  # acts as Manager Operations
    DIRECTOR = "director"  # acts as Algemeen Directeur
    FRONT_DESK = "front_desk"
    STAFF = "staff"  # any other employee
    COMPLAINANT = "complainant"  # klager, also one who is an employee
    SYSTEM = "system"  # the calendar, delivery and bounces, and the administrator at the command line
    ANYONE = "anyone"  # whoever mailed


IN_DUTCH: dict[Who, str] = {
    Who.HANDLER: "de behandelaar",
    Who.MANAGER: f"de {TITLES[Role.MANAGER_OPERATIONS]}",
    Who.DIRECTOR: f"de {TITLES[Role.MANAGING_DIRECTOR]}",
    Who.FRONT_DESK: f"de {TITLES[Role.FRONT_DESK].lower()}",
    Who.STAFF: "een medewerker",
}
"""How a sentence for staff calls them. Whoever is absent causes nothing by a tag."""
