"""What happens in the demo: a Monday's mail, and then one complaint until it is solved.

Each part gives one mail after the other, and goes on once the service has done
with the last: so everybody acts on the letters that they really got. All of it
is invented, and Dutch, as in service.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from klachten.demo.cast import Letter, Player
from klachten.demo.mails import DEBTOR, FORGED, MORNING, Mail
from klachten.demo.settings import PEOPLE
from klachten.embedded import EmbeddedServers
from tracker.clock import Clock
from tracker.dates import local_date
from tracker.model import Role

MAIL_COMES_IN = "Mail comes in"
FRIDAY = 4
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Cast:
    """The four whom the case is about, and a stranger who goes by the name of one of them."""

    clock: Clock
    debtor: Player
    manager: Player
    handler: Player
    director: Player
    stranger: Player

    @classmethod
    def at(cls, servers: EmbeddedServers, clock: Clock) -> "Cast":
        """Give each a mailbox at `servers`."""

        def employee(role: Role) -> Player:
            return Player(servers, clock, *PEOPLE[role], proven=True)

        return cls(
            clock,
            Player(servers, clock, "Fatima Idrissi", DEBTOR),
            employee(Role.MANAGER_OPERATIONS),
            employee(Role.TEAM_LEAD_COLLECTION),
            employee(Role.MANAGING_DIRECTOR),
            Player(servers, clock, *PEOPLE[Role.MANAGER_OPERATIONS]),
        )

    @property
    def opened(self) -> Letter:
        """The first letter that the debtor got, whose subject bears the reference."""
        return self.debtor.newest("Wij hebben uw klacht ontvangen")

    @property
    def reference(self) -> str:
        """The complaint that the case is about."""
        return self.opened.reference


def mail_comes_in(cast: Cast) -> Iterator[Mail]:
    """Send what a complaints mailbox gets, and the answer to the first acknowledgement."""
    for write in MORNING:
        yield write(cast.clock.now())
    text = "Dank voor uw bericht. Ik heb het betaalbewijs gevonden: de betaling is van 3 november, 9.12 uur.\n\nFatima"
    yield cast.debtor.answer("The debtor answers the acknowledgement", cast.opened, text)


def they_agree(cast: Cast) -> Iterator[Mail]:
    """Assign it, agree on an amount, have the managing director's consent, and call it solved."""
    new = cast.manager.newest(f"[{cast.reference}] Toewijzen")
    yield cast.manager.follow("The Manager Operations gives it to a team leader", new, "#toewijzen", "Wilt u vandaag nog bellen?")
    text = "U had op tijd betaald. Wij laten de incassokosten van € 48,40 vervallen."
    work = cast.handler.newest("Behandelen")
    yield cast.handler.follow("The team leader agrees with her, in words that name money", work, "#afspraak", text)
    asked = cast.handler.newest("Kiezen")
    yield cast.handler.follow("The team leader says how much", asked, "#bedrag", typed="48,40")
    yield cast.director.answer(
        "The managing director answers with one word", cast.director.newest(cast.reference), "Akkoord\n\nFrank Dekker"
    )
    yield cast.handler.write("The team leader calls it solved, in a mail of his own", f"[{cast.reference}] #opgelost gegrond")


def it_is_not_solved(cast: Cast) -> Iterator[Mail]:
    """Ask the complainant, who says no; open it again, and give it a new day and a new agreement."""
    verify = cast.manager.newest("Navragen")
    yield cast.manager.follow("The Manager Operations has the complainant asked", verify, "#vraagklager")
    said = "Vanochtend kreeg ik toch weer een aanmaning."
    yield cast.debtor.follow("The complainant clicks NO", cast.debtor.newest("Is uw klacht opgelost?"), "NEE", said)
    answer = cast.manager.newest("antwoord van de klager")
    why = "Er ging vanochtend toch nog een aanmaning uit."
    yield cast.manager.follow("The Manager Operations opens it again", answer, "#ontevreden", why)
    again = cast.handler.newest("Klager bellen")
    yield cast.handler.follow(
        "The team leader calls her, and they settle on a new day", again, "#streefdatum", typed=a_week_after(local_date(cast.clock.now()))
    )
    text = "De aanmaning is ingetrokken. U krijgt morgen een brief waarin dat staat."
    yield cast.handler.write("The team leader agrees with her anew", f"[{cast.reference}] #afspraak", text)


def not_everything_is_obeyed(cast: Cast) -> Iterator[Mail]:
    """Send a command in somebody's name, and a tag that is left over from an earlier mail."""
    subject = f"[{cast.reference}] #ingetrokken"
    forged = cast.stranger.write(
        "A stranger gives a command in the name of the Manager Operations", subject, "Mevrouw Idrissi trekt haar klacht in."
    )
    yield replace(forged, sender=FORGED, done=f"writes ‘{subject}’, as if from {cast.stranger.address}")
    solved = cast.handler.own("#opgelost")
    yield cast.handler.answer(
        "The team leader answers an old mail of his, whose subject still says #opgelost", solved, "De brief ligt klaar."
    )


def it_ends(cast: Cast) -> Iterator[Mail]:
    """Call it solved once more, verify that, and close it."""
    confirmed = cast.handler.newest("Genoteerd")
    yield cast.handler.follow("This time the team leader means it", confirmed, "#opgelost")
    said = "Mevrouw Idrissi belde vandaag: de brief is er, en alles klopt."
    yield cast.manager.follow("The Manager Operations closes it", cast.manager.newest("Navragen"), "#tevreden", said)


PARTS: tuple[tuple[str, Callable[[Cast], Iterator[Mail]]], ...] = (
    (MAIL_COMES_IN, mail_comes_in),
    ("Staff act by mail: an agreement that costs money", they_agree),
    ("The complainant does not think that it is solved", it_is_not_solved),
    ("What is not obeyed", not_everything_is_obeyed),
    ("It ends", it_ends),
)


def a_week_after(today: date) -> str:
    """Return the same day next week, or the Friday before it, as Dutch people type it."""
    day = today + A_WEEK
    return f"{day - timedelta(days=max(0, day.weekday() - FRIDAY)):%d-%m-%Y}"
