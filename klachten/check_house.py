"""Whether what lies on this machine is in order: Python, time zone, register, keys, letters; and what the settings leave open.

Looks and changes nothing: a register or key file that is not there yet is made
by the first start, as the user of the service.
"""

import email.errors
import email.utils
import os
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from intake.text import clean_line
from klachten import check_templates, values, wiring
from klachten.beginnings import BRING_BACK, TO_BEGIN_ANEW, left_of_former
from klachten.findings import Finding, failure, fine, warning
from klachten.settings import Settings
from outbound.compose import Composer
from outbound.samples import SAMPLES
from tracker.appeal import route_on
from tracker.dates import local_date
from tracker.errors import CannotStart, KlachtenError, TryLater
from tracker.keys import read_keyring
from tracker.migrating import is_known, newest_version, version
from tracker.model import TITLES

REPAIRED_IN = {(3, 11): 10, (3, 12): 6}
"""The first patch release of each Python with CVE-2023-27043 and CVE-2024-6923 repaired; later Pythons began with it."""

IS_REPAIRED = hasattr(email.utils, "supports_strict_parsing") and hasattr(email.errors, "HeaderWriteError")
"""Whether this Python has the repairs, whatever it calls itself: Linux distributions put them into the release that they have."""

_LONGEST_WORDS = 300
"""Of what the database says when it cannot be reached."""

_SUMMER = datetime(2026, 7, 1)  # noqa: DTZ001 - a wall clock's reading, to ask a zone about
_WINTER = datetime(2026, 1, 1)  # noqa: DTZ001 - likewise


def python(release: tuple[int, int, int] = sys.version_info[:3], *, is_repaired: bool = IS_REPAIRED) -> Iterator[Finding]:
    """See whether this Python has the repairs that reading and writing mail need."""
    told = ".".join(map(str, release))
    if not is_repaired:
        patch = REPAIRED_IN.get(release[:2], 0)
        advice = f"install Python {release[0]}.{release[1]}.{patch} or later, or the newest that your Linux distribution has"
        yield warning("python", f"{told} has known faults in its mail library (CVE-2023-27043, CVE-2024-6923)", advice)
    else:
        yield fine("python", told)


def clock(settings: Settings, now: datetime) -> Iterator[Finding]:
    """See whether the time zone is as known, and say what time we take it to be. Mail in the inbox tells more (see `check_servers`)."""
    zone = values.zone(settings)
    told = f"{now.astimezone(zone):%Y-%m-%d %H:%M} in {zone.key}"
    if zone.key == "Europe/Amsterdam" and (zone.utcoffset(_SUMMER), zone.utcoffset(_WINTER)) != (timedelta(hours=2), timedelta(hours=1)):
        yield failure("clock", f"{told}: the data of time zones on this machine is wrong", "install the tzdata of your system anew")
    else:
        yield fine("clock", told)


def register(settings: Settings) -> Iterator[Finding]:
    """See whether the register can be reached, and whether this program knows its schema."""
    url = values.register_url(settings)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        yield _absent(settings, Path(url.database or ""))
        return
    try:
        found = _version(settings)
    except (TryLater, CannotStart) as trouble:
        cause = trouble.__cause__
        said = (
            f" ({clean_line(str(cause.orig), _LONGEST_WORDS)})" if isinstance(cause, DBAPIError) and isinstance(trouble, TryLater) else ""
        )
        yield failure("register", f"{trouble}{said}", "see register.url and its password, and run this check as the user of the service")
    except DBAPIError as trouble:
        yield failure(
            "register",
            f"what is there cannot be read ({trouble.orig})",
            "bring it back from a backup: klachten backup --list, then klachten restore FILE",
        )
    else:
        yield _schema(found, newest_version())


def _absent(settings: Settings, file: Path) -> Finding:
    if left := left_of_former(settings):
        return failure("register", f"{file} is not there, and it was: {left}", f"{BRING_BACK}; {TO_BEGIN_ANEW}")
    return _will_be_made("register", file)


def _version(settings: Settings) -> str | None:
    store = wiring.open_store(settings)
    try:
        with store.reading() as session:
            return version(session.connection())
    finally:
        store.close()


def _schema(found: str | None, wanted: str) -> Finding:
    if found == wanted:
        return fine("register", f"reached; schema version {found}")
    if found is None:
        return fine("register", f"reached; empty, version {wanted} will be made at the first start")
    if not is_known(found):
        return failure("register", f"schema version {found}, which this program does not know", "install the newer klachten that wrote it")
    return warning(
        "register",
        f"schema version {found}, and this program has {wanted}",
        "make a backup; the next start brings an older register up to date",
    )


def keys(settings: Settings) -> Iterator[Finding]:
    """See whether the keys that sign our letters are there; with a register, they must be."""
    file = settings.register_.keys_file
    database = Path(values.register_url(settings).database or "")
    if not os.path.lexists(file):
        if database.is_absolute() and database.exists() and _has_sent(settings):
            advice = f"bring back your copy of {file}, which no backup holds; without it answers to earlier letters are not recognised"
            yield failure("keys", "the register is there, and the key file is not", advice)
        else:
            yield _will_be_made("keys", file)
        return
    try:
        ring = read_keyring(file)
    except CannotStart as trouble:
        yield failure("keys", str(trouble), "run this check as the user of the service")
        return
    yield fine("keys", f"{len(ring.keys)} in {file}; keep a copy apart from the database")


def _has_sent(settings: Settings) -> bool:
    """Say whether the register has sent anything; one that cannot be asked is another check's finding, and may have."""
    store = wiring.open_store(settings)
    try:
        return wiring.has_sent(store)
    except (KlachtenError, SQLAlchemyError):
        return True
    finally:
        store.close()


def _will_be_made(subject: str, file: Path) -> Finding:
    if os.access(file.parent, os.W_OK | os.X_OK):
        return fine(subject, f"{file} will be made at the first start")
    advice = f"as root: install -d -o klachten -m 700 {file.parent} (with the user of the service); and run this check as that user"
    return failure(subject, f"{file} cannot be made: {file.parent} is absent, or not ours to write", advice)


def letters(settings: Settings) -> Iterator[Finding]:
    """Read the customer's own templates, and write every letter once with them."""
    own, house = settings.letters.templates, values.house(settings)
    try:
        faults = check_templates.faults(own, house) if own else list(Composer(house).faults(SAMPLES))
    except OSError as trouble:
        yield failure("letters", f"{trouble.filename} cannot be read: {trouble.strerror}", "run this check as the user of the service")
        return
    if faults:
        yield failure("letters", "\n".join(map(str, faults)), "repair these templates, or remove them: then our own are used")
    else:
        yield fine("letters", "every letter can be written" + (f", with {own}" if own else ""))


def appeal(settings: Settings, now: datetime) -> Iterator[Finding]:
    """See whether somebody confirmed the appeal route in force (docs/procedure.md, The appeal route)."""
    today: date = local_date(now, values.zone(settings))
    route = route_on(values.appeal_routes(settings), today)
    if route is None:
        yield failure("appeal", "no appeal route is in force today", "add an [[appeal]] that begins today or before")
    elif (confirmed_on := next(one.confirmed_on for one in settings.appeal if one.from_date == route.from_date)) is None:
        advice = "compare name, address, telephone, terms and costs with its own website; then copy [[appeal]] and set confirmed_on"
        yield warning("appeal", f"nobody has confirmed the appeal route, {route.name}", advice)
    else:
        yield fine("appeal", f"{route.name}, confirmed on {confirmed_on}")


def people(settings: Settings) -> Iterator[Finding]:
    """Tell which roles are vacant: what was theirs is for Manager Operations."""
    if vacant := values.people(settings).vacant:
        told = ", ".join(f"{role} ({TITLES[role]})" for role in vacant)
        advice = "what is for them goes to the Manager Operations, who assigns it; name somebody in [people] as soon as there is somebody"
        yield warning("people", f"nobody has the role {told}", advice)


def left_open(settings: Settings) -> Iterator[Finding]:
    """Tell what the settings leave open that complainants or staff will miss."""
    terms, organisation = settings.terms, settings.organisation
    if not (terms.acknowledge_days or terms.acknowledge_working_days):
        yield warning("terms", "both clocks of the acknowledgement are off: it is never late", "switch one of them on")
    if settings.authentication.trust == "none":
        advice = "set authentication.trust, where your mail server checks DMARC"
        yield warning("authentication", "nobody vouches for senders: who forges an address on file joins its complaint unseen", advice)
    if organisation.procedure_url is None:
        yield warning("organisation", "letters do not say where the complaints procedure can be read", "set organisation.procedure_url")
    if organisation.register_number is None:
        yield warning("organisation", "letters bear no number in the register of debt collectors", "set organisation.register_number")
