"""The numbers, words and days of the procedure that the customer may choose.

Source: docs/procedure.md, The clock; States and events; The money gate; The
appeal route; Removal.
"""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from klachten.sections.kinds import Address, Bilingual, Line, Section, Some, Switched, Term, Url, Zone, as_address, wrong
from tracker.appeal import KIFID as ROUTE
from tracker.model import TITLES, Language
from tracker.money import WORDS

_WORKING_DAYS_A_WEEK = 5
_UNEVEN_HOUR = 2


def _time_of_day(value: time) -> time:
    if value.tzinfo is not None:
        raise wrong("bears a time zone of its own", "write the hour alone; terms.time_zone says where")
    if value.hour == _UNEVEN_HOUR:
        raise wrong("lies in the hour that summer time skips once a year and winter time has twice", "take a time outside 02:00 to 03:00")
    return value


def _recipient(value: str) -> str:
    if "@" not in value and value not in {str(role) for role in TITLES}:
        raise wrong(f'"{value}" is neither a role nor an address', f"name a role ({', '.join(TITLES)}) or an e-mail address")
    return as_address(value) if "@" in value else value


TimeOfDay = Annotated[time, AfterValidator(_time_of_day)]
"""An hour and minute on the customer's clock."""
Recipient = Annotated[Line, AfterValidator(_recipient)]
"""A role, or an e-mail address in the form in which addresses are compared."""


class Terms(Section):
    """The clocks. Working days follow the Dutch public holidays."""

    time_zone: Zone = Field(default="Europe/Amsterdam", examples=["Europe/Amsterdam"])
    acknowledge_days: Switched = Field(
        default=5, description="calendar days after receipt; false or 0 switches this clock off", examples=[5]
    )
    acknowledge_working_days: Switched = Field(
        default=2, description="working days after receipt; false or 0 switches this clock off", examples=[2]
    )
    outer_limit_weeks: Some = Field(default=8, description="after these a complainant may go to the disputes body", examples=[8])
    target_working_days: Some = Field(
        default=15, description="from receipt to the target date, where the nature does not say", examples=[15]
    )
    good_friday: bool = Field(default=False, description="true where Good Friday is a holiday", examples=[False])
    liberation_day: Literal["never", "lustrum", "always"] = Field(
        default="lustrum", description="when 5 May is a holiday; lustrum: in 2025, 2030, …", examples=["lustrum"]
    )
    first_action_working_days: Some = Field(
        default=3, description="nothing on record so long after assignment: the handler is reminded", examples=[3]
    )
    contact_working_days: Some = Field(default=1, description="within these the handler calls after reopening", examples=[1])
    remind_working_days_before: tuple[Some, ...] = Field(default=(3,), description="reminders before the target date", examples=[[3]])
    daily_mail_at: TimeOfDay = Field(default=time(8), description="when each person gets the one mail of the day", examples=["08:00"])
    inquiries: Term = Field(
        default=2, description="how often a silent complainant is asked before no reaction can be recorded", examples=[2]
    )
    inquiry_working_days: Term = Field(default=10, description="how long a complainant may take to answer", examples=[10])
    max_rounds: Some = Field(default=2, description="after so many rounds the appeal is offered", examples=[2])
    grace_hours: Term = Field(default=72, description="between closing and removal; 0 removes at once", examples=[72])
    post_days: Term = Field(default=7, description="so much later it is removed where the closing letter goes by post", examples=[7])
    privacy_request_months: Some = Field(default=1, description="the clock of a request under the AVG", examples=[1])

    @field_validator("target_working_days")
    @classmethod
    def _within_the_limit(cls, value: int, info: ValidationInfo) -> int:
        if (weeks := info.data.get("outer_limit_weeks")) and (found := past_the_limit(value, weeks)):
            raise wrong(*found)
        return value

    @field_validator("remind_working_days_before")
    @classmethod
    def _after_receipt(cls, value: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        target = info.data.get("target_working_days")
        if target and (late := [days for days in value if days >= target]):
            raise wrong(f"{late[0]} working days before the target date is not after receipt", f"less than target_working_days, {target}")
        return value


def past_the_limit(working_days: int, weeks: int) -> tuple[str, str] | None:
    """Say what is wrong, and what would be right, with a target date that always lies past the outer limit; None where it does not."""
    most = weeks * _WORKING_DAYS_A_WEEK
    if working_days <= most:
        return None
    return f"{working_days} working days lie past the outer limit of {weeks} weeks", f"at most {most}, or a longer terms.outer_limit_weeks"


class Assignment(Section):
    """Who gives a new complaint to its handler."""

    at_once: bool = Field(
        default=False,
        description="true: it goes to whom its nature suggests, by itself; never to somebody whom it names or who is away, nor where "
        "its words sound like a threat",
        examples=[False],
    )


class MoneyGate(Section):
    """What makes an agreement wait for the question: with or without an amount? Amounts themselves are found without words."""

    words: tuple[Line, ...] = Field(
        default=WORDS,
        description="words that name money; of some beside each other all must be near, of some with a stroke between them any will do",
        examples=[["korting", "coulance", "kosten/rente vervallen"]],
    )


class Appeal(Section):
    """Where a complainant can appeal, from a day on: the newest entry in force on the day of the letter is used."""

    from_date: date = Field(alias="from", description="the first day on which this route is named", examples=[date(2024, 4, 1)])
    name: Line = Field(examples=["Kifid"])
    address: Line | None = Field(default=None, description="by post", examples=["Postbus 93257, 2509 AG Den Haag"])
    mail_address: Address | None = Field(default=None, examples=["consumenten@kifid.nl"])
    telephone: Line | None = Field(default=None, examples=["070-333 8 999"])
    url: Url | None = Field(default=None, examples=["https://www.kifid.nl"])
    terms: Bilingual = Field(description="within which time", examples=[{"nl": "Binnen drie maanden.", "en": "Within three months."}])
    costs: Bilingual = Field(
        description="what it costs, and whom", examples=[{"nl": "Gratis voor consumenten.", "en": "Free for consumers."}]
    )
    confirmed_on: date | None = Field(
        default=None, description="the day on which you checked all this; 'klachten check' asks for it", examples=[date(2026, 1, 5)]
    )


KIFID = Appeal.model_validate(
    {
        "from": ROUTE.from_date,
        "name": ROUTE.name,
        "mail_address": ROUTE.mail_address,
        "telephone": ROUTE.telephone,
        "url": ROUTE.url,
        "terms": Bilingual(nl=ROUTE.terms[Language.DUTCH], en=ROUTE.terms[Language.ENGLISH]),
        "costs": Bilingual(nl=ROUTE.costs[Language.DUTCH], en=ROUTE.costs[Language.ENGLISH]),
    }
)
"""The program's own route, as if it stood in the settings."""


class Report(Section):
    """The report to the management: of each week, quarter and year."""

    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = Field(
        default="monday", examples=["monday"]
    )
    at: TimeOfDay = Field(default=time(8), description="on the clock of terms.time_zone", examples=["08:00"])
    recipients: tuple[Recipient, ...] = Field(
        default=("manager_operations", "managing_director"),
        min_length=1,
        description="roles and addresses",
        examples=[["manager_operations", "managing_director", "directie@voorbeeld.nl"]],
    )
    language: Language = Field(default=Language.DUTCH, examples=["nl"])
    workbook: bool = Field(default=True, description="with the figures as a spreadsheet", examples=[True])
    handlers: bool = Field(default=True, description="with figures by handler's role, to the Manager Operations alone", examples=[True])
    quarter: bool = Field(default=True, description="one of each quarter as well, after its last week", examples=[True])
    year: bool = Field(default=True, description="and of each year", examples=[True])
    catch_up_weeks: Some = Field(default=4, description="after a standstill so many weeks at most are reported on", examples=[4])


class Retention(Section):
    """How long what is not an open complaint is kept."""

    unrelated_mail_days: Some = Field(default=90, description="mail and letters that never became part of a complaint", examples=[90])
    no_reaction_months: Some = Field(default=3, description="complaints closed without the complainant's consent", examples=[3])
    appeal_months: Some = Field(default=12, description="complaints that ended in an appeal", examples=[12])
