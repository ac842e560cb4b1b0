"""Where settings contradict each other across sections.

Each check names the sections it looks at, and is skipped while one of those
is itself at fault; so all that can be told is told at once.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from klachten.faults import Fault, path_of
from klachten.sections.mail import Mailbox, Screening, Smtp
from klachten.sections.people import Nature, People
from klachten.sections.procedure import Appeal, Report, Terms, past_the_limit
from outbound.verp import EnvelopeSender
from tracker.model import TITLES, Role
from tracker.tokens import LONGEST_LOCAL_PART

VERP_OCTETS = 3 + 9 + 1 + 28
"""What a bounce address adds to a local part: `+b-`, a letter's number, a hyphen, a token (docs/mail-rules.md, R-ACK-08)."""

Mailboxes = Mapping[str, Mailbox]
Faults = Iterator[Fault]


def disagreements(valid: Mapping[str, Any]) -> list[Fault]:
    """Return every contradiction between the sections in `valid`, which holds those that are right in themselves, by name."""
    return [fault for names, check in CHECKS if valid.keys() >= set(names) for fault in check(*(valid[name] for name in names))]


def addresses_of_people(people: People) -> Faults:
    """Give one address to one human, who may have two roles."""
    owners: dict[str, str] = {}
    for path, role, person in people.everyone():
        for address in person.addresses:
            owner = owners.setdefault(address, person.name)
            if owner != person.name:
                what = f"{address} is the address of {owner} too"
                yield Fault(path_of(["people", *path, "addresses"]), what, f"an address of {person.name} alone ({TITLES[role]})")


def addresses_of_mailboxes(mailboxes: Mailboxes) -> Faults:
    """Let mail to one address end in one mailbox, which is read once."""
    addresses: dict[str, str] = {}
    accounts: dict[tuple[str, str, str], str] = {}
    for name, mailbox in mailboxes.items():
        for address in (mailbox.address, *mailbox.aliases):
            if (other := addresses.setdefault(address.lower(), name)) != name:
                yield Fault(f"mailbox.{name}", f"{address} is an address of mailbox.{other} too", "let each address stand in one mailbox")
        if (other := accounts.setdefault((mailbox.host.lower(), mailbox.login, mailbox.inbox), name)) != name:
            yield Fault(
                f"mailbox.{name}.username", f"this is the same account as mailbox.{other}", "name another account, or make the two one"
            )


def people_are_no_mailboxes(people: People, mailboxes: Mailboxes) -> Faults:
    """Refuse an employee whose address is the service's own: they would be written to in circles."""
    own = _of_mailboxes(mailboxes)
    for path, _, person in people.everyone():
        for address in person.addresses:
            if name := own.get(address.lower()):
                yield Fault(
                    path_of(["people", *path, "addresses"]), f"{address} is the address of mailbox.{name}", "the person's own address"
                )


def _of_mailboxes(mailboxes: Mailboxes) -> dict[str, str]:
    """Return every address of the service itself, in lower case, each with the name of its mailbox."""
    return {address.lower(): name for name, mailbox in mailboxes.items() for address in (mailbox.address, *mailbox.aliases)}


def forms_are_nobody(screening: Screening, people: People, mailboxes: Mailboxes) -> Faults:
    """Keep the address of a contact form for the form alone: its Reply-To is believed (docs/mail-rules.md, D9)."""
    taken = {address for _, _, person in people.everyone() for address in person.addresses}
    taken |= {address for mailbox in mailboxes.values() for address in (mailbox.address, *mailbox.aliases)}
    for position, form in enumerate(screening.contact_forms):
        if form in taken:
            path = path_of(["screening", "contact_forms", position])
            yield Fault(path, f"{form} is also the address of a person or a mailbox", "an address from which only the form writes")


def deputies(people: People) -> Faults:
    """Find each deputy among the other configured persons."""
    everyone = people.everyone()
    known = {str(role): person.name for _, role, person in everyone if role is not Role.FRONT_DESK} | {
        person.name: person.name for _, _, person in everyone
    }
    for path, _, person in everyone:
        if person.deputy is None:
            continue
        key = path_of(["people", *path, "deputy", "who"])
        if person.deputy.who not in known:
            yield Fault(key, f'"{person.deputy.who}" is neither a role nor a person in this file', f"one of {', '.join(known)}")
        elif known[person.deputy.who] == person.name:
            yield Fault(key, f"{person.name} cannot stand in for themselves", "another person")


def natures_within_the_limit(natures: Mapping[str, Nature], terms: Terms) -> Faults:
    """Let no target date pass the outer limit by itself (docs/procedure.md, The clock)."""
    for key, nature in natures.items():
        if nature.target_working_days and (found := past_the_limit(nature.target_working_days, terms.outer_limit_weeks)):
            yield Fault(path_of(["natures", key, "target_working_days"]), *found)


def bounces_come_back(smtp: Smtp, mailboxes: Mailboxes) -> Faults:
    """Ask for sub-addresses, and room for a token, where each letter has a bounce address of its own."""
    without = [name for name, mailbox in mailboxes.items() if not mailbox.plus_addressing]
    if smtp.bounce_address == "verp" and without:
        right = 'plus_addressing = true for that mailbox, if its server has it; else bounce_address = "plain"'
        yield Fault("smtp.bounce_address", f'"verp" needs plus_addressing, which mailbox.{without[0]} does not have', right)
    longest = LONGEST_LOCAL_PART - VERP_OCTETS
    for name, mailbox in mailboxes.items():
        local = mailbox.address.rpartition("@")[0]
        if bounces(smtp, mailboxes) == "verp" and len(local) > longest:
            what = f'"{local}" leaves no room for a token in a bounce address'
            yield Fault(f"mailbox.{name}.address", what, f'at most {longest} characters before the @, or smtp.bounce_address = "plain"')


def bounces(smtp: Smtp, mailboxes: Mailboxes) -> EnvelopeSender:
    """Return where bounces go: as configured, else to an address for each letter where every mailbox can have those."""
    return smtp.bounce_address or ("verp" if all(mailbox.plus_addressing for mailbox in mailboxes.values()) else "plain")


def report_reaches_somebody(report: Report, people: People, mailboxes: Mailboxes) -> Faults:
    """Refuse a recipient who would read nothing: a role that nobody has, or the service itself."""
    own = _of_mailboxes(mailboxes)
    for position, recipient in enumerate(report.recipients):
        if name := own.get(recipient.lower()):
            what = f"{recipient} is the address of mailbox.{name}"
            yield Fault(path_of(["report", "recipients", position]), what, "a role, or the address of a person")
        if recipient == Role.FRONT_DESK and not people.front_desk:
            yield Fault(path_of(["report", "recipients", position]), "nobody has the role front_desk", "another role, or an address")


def appeal_routes_follow_each_other(appeal: tuple[Appeal, ...]) -> Faults:
    """Let one route be in force on a day."""
    seen = set()
    for position, route in enumerate(appeal):
        if route.from_date in seen:
            yield Fault(path_of(["appeal", position, "from"]), f"another route begins on {route.from_date} too", "a day for each")
        seen.add(route.from_date)


CHECKS: tuple[tuple[tuple[str, ...], Callable[..., Faults]], ...] = (
    (("people",), addresses_of_people),
    (("mailbox",), addresses_of_mailboxes),
    (("people", "mailbox"), people_are_no_mailboxes),
    (("screening", "people", "mailbox"), forms_are_nobody),
    (("people",), deputies),
    (("natures", "terms"), natures_within_the_limit),
    (("smtp", "mailbox"), bounces_come_back),
    (("report", "people", "mailbox"), report_reaches_somebody),
    (("appeal",), appeal_routes_follow_each_other),
)
"""The sections that each check looks at, in the order of its parameters."""
