"""The people, and the kinds of complaint that they are for.

A handler (behandelaar) is a role; who has the role is configured here and
nowhere else. Source: docs/procedure.md, People.
"""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, field_validator

from klachten.sections.kinds import Address, Line, Section, Some, wrong
from tracker.model import HANDLERS, Role
from tracker.people import SINGLE


def _handler(value: Role) -> Role:
    if value not in HANDLERS:
        raise wrong(f'"{value}" cannot be assigned complaints', f"name one of {', '.join(HANDLERS)}")
    return value


HandlerRole = Annotated[Role, AfterValidator(_handler)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]
"""A word that staff type behind a tag."""


class Deputy(Section):
    """Who acts while someone is away (vervanger). Without any day: only who verifies what the other has handled."""

    who: Line = Field(description="a role, or the name of a person in this file", examples=["sales_manager"])
    from_date: date | None = Field(default=None, alias="from", description="the first day", examples=[date(2026, 7, 13)])
    until_date: date | None = Field(default=None, alias="until", description="the last day", examples=[date(2026, 7, 31)])

    @field_validator("until_date")
    @classmethod
    def _ends_after_it_begins(cls, value: date | None, info: ValidationInfo) -> date | None:
        begin = info.data.get("from_date")
        if value and begin and value < begin:
            raise wrong(f"{value} comes before the first day, {begin}", "write the last day of the period")
        return value


class Person(Section):
    """One employee."""

    name: Line = Field(description="the name that letters may give", examples=["Anna de Boer"])
    addresses: tuple[Address, ...] = Field(
        min_length=1, description="the first gets the mail; all are recognised", examples=[["a.deboer@voorbeeld.nl"]]
    )
    telephone: Line | None = Field(default=None, description="the organisation's, where it is not given", examples=["030-123 45 01"])
    deputy: Deputy | None = Field(default=None, examples=[{"who": "sales_manager", "from": date(2026, 7, 13), "until": date(2026, 7, 31)}])


_PERSON = {"name": "Anna de Boer", "addresses": ["a.deboer@voorbeeld.nl"]}


class People(Section):
    """A person for each role; who left is left out, and the role is vacant. The front desk may have several, or none."""

    manager_operations: Person = Field(description="the Manager Operations", examples=[_PERSON])
    team_lead_collection: Person | None = Field(default=None, description="the Teamleider Incasso", examples=[_PERSON])
    team_lead_receivables: Person | None = Field(default=None, description="the Teamleider Debiteurenbeheer", examples=[_PERSON])
    team_lead_administration: Person | None = Field(default=None, description="the Teamleider Administratie", examples=[_PERSON])
    sales_manager: Person | None = Field(default=None, description="the Verkoop Manager", examples=[_PERSON])
    managing_director: Person = Field(description="the Algemeen Directeur", examples=[_PERSON])
    front_desk: tuple[Person, ...] = Field(
        default=(), description="who may enter complaints that come by telephone or post", examples=[[_PERSON]]
    )

    def by_role(self) -> dict[Role, Person]:
        """Return who has one of the six roles, in the order of `Role`; a vacant one is absent."""
        return {role: person for role in SINGLE if (person := getattr(self, role))}

    def everyone(self) -> list[tuple[tuple[str | int, ...], Role, Person]]:
        """Return every person with the path of keys below `people` and the role."""
        desk: list[tuple[tuple[str | int, ...], Role, Person]] = [
            (("front_desk", position), Role.FRONT_DESK, person) for position, person in enumerate(self.front_desk)
        ]
        return [((str(role),), role, person) for role, person in self.by_role().items()] + desk


class Name(Section):
    """What something is called in each language of the letters, on one line."""

    nl: Line = Field(examples=["Aanmaning"])
    en: Line = Field(examples=["Reminder"])


class Nature(Section):
    """A kind of complaint (aard): how it is recognised, and for whom it is."""

    title_nl: Line = Field(examples=["Bejegening"])
    title_en: Line = Field(examples=["Treatment"])
    keywords: tuple[Line, ...] = Field(default=(), description="words that suggest it", examples=[["onbeleefd", "agressief"]])
    handler: HandlerRole = Field(description="the role to suggest", examples=["team_lead_collection"])
    target_working_days: Some | None = Field(default=None, description="terms.target_working_days, where it is not given", examples=[10])
