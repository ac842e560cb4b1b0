"""Everybody in the demo: the employees of the settings, those who write to them, and the reference of a complaint as they read it.

Knows no register, and no complaint before somebody got a letter about it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from klachten.demo.cast import Player
from klachten.demo.mails import ABROAD, CLIENT, DEBTOR, SALON, SILENT, Mail
from klachten.demo.settings import FRONT_DESK, PEOPLE
from klachten.embedded import EmbeddedServers
from tracker.clock import Clock
from tracker.model import Role

Tale = Iterator[Mail | datetime]
"""What happens to one complaint: each mail that is sent, and each moment until which its people do nothing."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The employees, by their first names; the complainants who are heard of again; and a stranger who goes by Anna's name."""

    clock: Clock
    anna: Player  # Manager Operations
    bram: Player  # Teamleider Incasso
    carla: Player  # Teamleider Debiteurenbeheer
    daan: Player  # Teamleider Administratie
    eva: Player  # Verkoop Manager
    frank: Player  # Algemeen Directeur
    gijs: Player  # receptie
    debtor: Player
    client: Player
    silent: Player
    abroad: Player
    salon: Player
    stranger: Player

    @classmethod
    def at(cls, servers: EmbeddedServers, clock: Clock) -> "Cast":
        """Give each a mailbox at `servers`."""

        def employee(name: str, address: str) -> Player:
            return Player(servers, clock, name, address, proven=True)

        def outside(name: str, address: str) -> Player:
            return Player(servers, clock, name, address)

        return cls(
            clock,
            anna=employee(*PEOPLE[Role.MANAGER_OPERATIONS]),
            bram=employee(*PEOPLE[Role.TEAM_LEAD_COLLECTION]),
            carla=employee(*PEOPLE[Role.TEAM_LEAD_RECEIVABLES]),
            daan=employee(*PEOPLE[Role.TEAM_LEAD_ADMINISTRATION]),
            eva=employee(*PEOPLE[Role.SALES_MANAGER]),
            frank=employee(*PEOPLE[Role.MANAGING_DIRECTOR]),
            gijs=employee(*FRONT_DESK),
            debtor=outside("Fatima Idrissi", DEBTOR),
            client=outside("Marieke Vos", CLIENT),
            silent=outside("Ruud Claassen", SILENT),
            abroad=outside("James Porter", ABROAD),
            salon=outside("Ineke Terpstra", SALON),
            stranger=outside(*PEOPLE[Role.MANAGER_OPERATIONS]),
        )
