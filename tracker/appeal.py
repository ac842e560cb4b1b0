"""Where a complainant can appeal (the NVI's procedure), from which day on.

The route moves, so it is dated: the settings hold an entry for each, and a
letter names the one in force on its own day. Knows no complaint and no letter.
Source: docs/procedure.md, The appeal route.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.model import Language


@dataclass(frozen=True, slots=True)
class AppealRoute:
    """One way to appeal, in force from a day on.

    address:  by post, on one line.
    terms:    within which time; costs: what it costs, and whom. Each as sentences of their own, in every language.
    """

    from_date: date
    name: str
    terms: Mapping[Language, str]
    costs: Mapping[Language, str]
    address: str | None = None
    mail_address: str | None = None
    telephone: str | None = None
    url: str | None = None


KIFID = AppealRoute(
    from_date=date(2024, 4, 1),
    name="Kifid",
    mail_address="consumenten@kifid.nl",
    telephone="070-333 8 999",
    url="https://www.kifid.nl",
    terms={
        Language.DUTCH: "Binnen drie maanden na ons definitieve standpunt, of binnen een jaar na uw eerste klacht.",
        Language.ENGLISH: "Within three months of our final position, or within a year of your first complaint.",
    },
    costs={
        Language.DUTCH: "Dit is gratis voor consumenten, eenmanszaken en vennootschappen onder firma.",
        Language.ENGLISH: "It is free for consumers, sole traders and partnerships.",
    },
)
"""The route for complaints about members of the NVI since 1 April 2024, unless the settings say otherwise."""


def route_on(routes: Iterable[AppealRoute], day: date) -> AppealRoute | None:
    """Return the newest route that is in force on `day`; None before the first."""
    in_force = (route for route in routes if route.from_date <= day)
    return max(in_force, key=lambda route: route.from_date, default=None)
