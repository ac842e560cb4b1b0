"""What removal waits for, each reason as a sentence for whoever can end it.

Pure: facts go in, and out come the reasons that hold. Rule: what only a person
can end says by which word; what passes by itself is told once the day has come.
Source: docs/procedure.md, Removal, and States and events.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tracker.facts import Facts


@dataclass(frozen=True, slots=True)
class Wait:
    """One reason to keep a closed complaint in the register.

    english: for the service and its administrator. dutch: the same for staff, to stand within a sentence.
    passes:  it ends by itself.
    """

    holds: Callable[[Facts], bool]
    english: str
    dutch: str
    passes: bool = False


WAITS: tuple[Wait, ...] = (
    Wait(
        lambda facts: facts.removal_stopped,
        "the complainant wrote after it was closed; Manager Operations decides first",
        "de klager schreef na het sluiten; de Manager Operations beslist met #heropenen of #tevreden",
    ),
    Wait(lambda facts: facts.kept, "a legal hold keeps it, until #vrijgeven", "die wordt bewaard, tot #vrijgeven"),
    Wait(
        lambda facts: facts.data_request,
        "a request under the AVG is not answered yet; then #vrijgeven",
        "een verzoek over persoonsgegevens is nog niet beantwoord; daarna #vrijgeven",
    ),
    Wait(
        lambda facts: facts.paper_waits,
        "a letter to the complainant waits to be printed and given, until #bevestigd",
        "een brief aan de klager moet nog op papier weg, tot #bevestigd",
    ),
    Wait(
        lambda facts: not facts.closing_settled,
        "the closing letter is still under way, or another letter to the complainant",
        "een brief aan de klager is nog onderweg",
        passes=True,
    ),
    Wait(lambda facts: not facts.grace_over, "the day of removal has not come", "de dag van verwijderen is nog niet gekomen", passes=True),
    Wait(
        lambda facts: facts.order_waits,
        "an employee was asked whether an order about it is theirs, and may still say so",
        "een medewerker moet nog zeggen of een opdracht over deze klacht echt van die medewerker is",
        passes=True,
    ),
    Wait(
        lambda facts: facts.just_changed,
        "the last step can still be called back for some minutes",
        "de laatste stap kan nog enkele minuten worden teruggehaald met #herstel",
        passes=True,
    ),
    Wait(
        lambda facts: facts.grace_over and not facts.mailbox_read,
        "a mailbox was not read to the end since the day of removal, or a mail in it is not handled yet",
        "een mailbox is sinds de dag van verwijderen nog niet helemaal gelezen",
        passes=True,
    ),
)
"""Every reason, those that a person ends first."""


def first_wait(facts: Facts) -> str | None:
    """Return in English why it is not removed now; None where nothing keeps it."""
    return next((wait.english for wait in WAITS if wait.holds(facts)), None)


def waits_in_english(facts: Facts) -> list[str]:
    """Return every reason why it is not removed now."""
    return [wait.english for wait in WAITS if wait.holds(facts)]


def waits_in_dutch(facts: Facts) -> list[str]:
    """Return what staff should know of that: what somebody must end, and once the day has come what passes as well."""
    return [wait.dutch for wait in WAITS if wait.holds(facts) and (facts.grace_over or not wait.passes)]


def for_somebody_to_end(facts: Facts) -> list[str]:
    """Return in Dutch what ends only when a person acts."""
    return [wait.dutch for wait in WAITS if wait.holds(facts) and not wait.passes]
