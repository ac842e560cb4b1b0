"""Whose mail belongs to a complaint, and whose counts as the complainant's own (namens, machtiging).

Compares addresses and decides nothing else. Rule: a representative's mail is on
record from the day on which an employee named them; what they say counts, and
they are told anything of substance, only once somebody has seen the mandate.
Source: docs/procedure.md, States and events.
"""

from tracker.records import Complaint


def on_file(complaint: Complaint) -> frozenset[str]:
    """Return the addresses whose mail joins a complaint, in the form in which addresses are compared."""
    return frozenset(key for key in (complaint.complainant_key, complaint.representative_key) if key is not None)


def speaks(complaint: Complaint, key: str | None) -> bool:
    """Say whether what comes from this address counts as the complainant's word."""
    if is_without_mandate(complaint, key):
        return False
    return key is not None and key in on_file(complaint)


def is_without_mandate(complaint: Complaint, key: str | None) -> bool:
    """Say whether this is the address of a representative whose mandate nobody saw, even where the complaint itself came from it."""
    return key is not None and key == complaint.representative_key and complaint.mandate_seen_at is None
