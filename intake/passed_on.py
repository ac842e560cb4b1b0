"""Which of the mails that an employee passes on is the complaint, whose it is, and since which day we have it.

Knows what was read of them, and who we are. Rule: the first outsider inward from
the employee is the complainant, since colleagues may have passed it on before;
where an outsider passes on another's mail, or the mails are of several, nobody
is taken for the complainant, nor is a computer. The day is that on which the last server took the
mail, where it was passed on whole; else the day that its headers tell.
Source: docs/procedure.md, The clock.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from intake.addresses import compare_form, without_extension
from intake.incoming import Forwarded
from intake.robot_addresses import is_robot
from intake.written_days import day_of


@dataclass(frozen=True, slots=True)
class Insiders:
    """Who is no complainant: addresses of our mailboxes and of employees, as addresses are compared, and employees' names."""

    addresses: frozenset[str]
    names: tuple[str, ...] = ()

    def has_address(self, address: str | None) -> bool:
        """Say whether an address is ours, or an employee's; also one with a sub-address."""
        return address is not None and any(_key(one) in self.addresses for one in (address, without_extension(address)))

    def has_name(self, name: str | None) -> bool:
        """Say whether an employee has this name, also as 'Smit, Bram'."""
        words = sorted((name or "").replace(",", " ").casefold().split())
        return bool(words) and any(words == sorted(one.casefold().split()) for one in self.names)

    @property
    def domains(self) -> frozenset[str]:
        """Return the domains of those addresses."""
        return frozenset(address.rpartition("@")[2] for address in self.addresses)


@dataclass(frozen=True, slots=True)
class Original:
    """The complaint among the mails that were passed on.

    day:         on which it reached us; None where that is not certain.
    candidates:  addresses of which it is not certain whose complaint it is; empty where that is certain, or nothing is known.
    """

    mail: Forwarded
    day: date | None
    candidates: tuple[str, ...] = ()

    @property
    def address(self) -> str | None:
        """Return the complainant's address, where it is certain, and somebody reads what is sent there."""
        return None if self.candidates or self.is_by_robot else self.mail.address

    @property
    def is_by_robot(self) -> bool:
        """Say whether a computer sent it, perhaps for somebody whom its text names."""
        return self.mail.address is not None and is_robot(self.mail.address)


def original_of(mails: Sequence[Forwarded], insiders: Insiders, zone: ZoneInfo) -> Original:
    """Return the complaint among `mails`, at least one. Of several of one sender it is the first."""
    firsts = [_first_outsider(mail, insiders) for mail in mails]
    dated = [(day, mail) for mail in firsts if (day := _day(mail, zone)) is not None]
    all_dated = len(dated) == len(firsts)
    first = min(dated, key=lambda one: one[0])[1] if all_dated else firsts[0]
    senders = tuple(dict.fromkeys(_key(one.address) for one in firsts if one.address))
    further = [address for address in _further(first, insiders) if address not in senders]
    one_sender = len(senders) <= 1 and (len(firsts) == 1 or all(one.address for one in firsts))
    candidates = () if one_sender and not further else tuple(dict.fromkeys((*senders, *further)))
    return Original(first, _day(first, zone) if all_dated else None, candidates)


def _first_outsider(mail: Forwarded, insiders: Insiders) -> Forwarded:
    """Go inward past what colleagues passed on."""
    while mail.within is not None and _is_insider(mail, insiders):
        mail = mail.within
    return mail


def _is_insider(mail: Forwarded, insiders: Insiders) -> bool:
    return insiders.has_address(mail.address) or (mail.address is None and insiders.has_name(mail.name))


def _further(mail: Forwarded, insiders: Insiders) -> Iterator[str]:
    """Give the outsiders whose mails an outsider passed on, as addresses are compared."""
    while (inner := mail.within) is not None:
        if inner.address and not insiders.has_address(inner.address):
            yield _key(inner.address)
        mail = inner


def _key(address: str) -> str:
    """Return an address as addresses are compared; as it stands where it is none."""
    return compare_form(address) or address


def _day(mail: Forwarded, zone: ZoneInfo) -> date | None:
    return day_of(mail.received, zone) or day_of(mail.date, zone)
