"""From the sections of the settings to the values that the rooms work with.

Pure. Each room has a value of its own for what it must know, with units in its
names; here, and nowhere else, the file's words become theirs.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from sqlalchemy.engine import URL, make_url

from intake.authentication import Trust
from intake.screening import ScreeningRules
from intake.wire import ImapSettings
from klachten.agreement import bounces
from klachten.sections.kinds import Bilingual
from klachten.sections.people import Person as PersonSection
from klachten.settings import Settings
from outbound.freezing import Identity
from outbound.house import House
from outbound.logo import Logo
from outbound.smtp_settings import SmtpSettings
from outbound.verp import EnvelopeSender
from tracker.appeal import AppealRoute
from tracker.dates import Terms
from tracker.ledger import Shelf
from tracker.limits import Limits
from tracker.model import Language, Role
from tracker.natures import DEFAULT_NATURES, Nature
from tracker.people import Deputy, People, Person
from tracker.process_steps import DEFAULT_PROCESS_STEPS, ProcessStep
from tracker.rules import Patience, Reminders, ReportRules


def zone(settings: Settings) -> ZoneInfo:
    """Return the customer's own time zone."""
    return ZoneInfo(settings.terms.time_zone)


def removals_file(settings: Settings) -> Path:
    """Return where the removal ledger lies: beside the keys, which are apart from the database as well, unless the file says it."""
    return settings.register_.removals_file or settings.register_.keys_file.with_name("removals")


def terms(settings: Settings) -> Terms:
    """Return the clocks; one that is switched off is None."""
    section = settings.terms
    return Terms(
        acknowledge_days=section.acknowledge_days or None,
        acknowledge_working_days=section.acknowledge_working_days or None,
        target_working_days=section.target_working_days,
        outer_limit_weeks=section.outer_limit_weeks,
        good_friday_is_holiday=section.good_friday,
        liberation_day=section.liberation_day,
        zone=zone(settings),
    )


def patience(settings: Settings) -> Patience:
    """Return how long and how often the procedure waits."""
    return Patience(
        recall=timedelta(minutes=settings.letters.delay_minutes),
        grace=timedelta(hours=settings.terms.grace_hours),
        post=timedelta(days=settings.terms.post_days),
        no_reaction_months=settings.retention.no_reaction_months,
        appeal_months=settings.retention.appeal_months,
        max_rounds=settings.terms.max_rounds,
        inquiries=settings.terms.inquiries,
        inquiry_working_days=settings.terms.inquiry_working_days,
        contact_working_days=settings.terms.contact_working_days,
        privacy_request_months=settings.terms.privacy_request_months,
    )


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def reminders(settings: Settings) -> Reminders:
    """Return when staff hear what is due."""
    return Reminders(
        daily_mail_at=settings.terms.daily_mail_at,
        working_days_before=settings.terms.remind_working_days_before,
        first_action_working_days=settings.terms.first_action_working_days,
        each_event=settings.letters.staff_mails == "each",
        weekly_on=_WEEKDAYS.index(settings.report.day),
    )


def report(settings: Settings) -> ReportRules:
    """Return which reports the management gets, when, and what is in them."""
    section = settings.report
    return ReportRules(
        weekday=_WEEKDAYS.index(section.day),
        at=section.at,
        recipients=section.recipients,
        language=section.language,
        catch_up=section.catch_up_weeks,
        with_workbook=section.workbook,
        with_handlers=section.handlers,
        quarter=section.quarter,
        year=section.year,
    )


def people(settings: Settings) -> People:
    """Return everybody, the six roles first. A deputy named by role becomes the person who has it; who has no telephone has the house's."""
    everyone = settings.people.everyone()
    names = {str(role): person.name for role, person in settings.people.by_role().items()}
    return People(tuple(_person(role, person, names, settings.organisation.telephone) for _, role, person in everyone))


def _person(role: Role, person: PersonSection, names: Mapping[str, str], telephone: str) -> Person:
    named = person.deputy
    deputy = Deputy(names.get(named.who, named.who), named.from_date, named.until_date) if named else None
    return Person(role, person.name, person.addresses, person.telephone or telephone, deputy)


def natures(settings: Settings) -> tuple[Nature, ...]:
    """Return the kinds of complaint in the order of the file; the program's own where it has none."""
    given = settings.natures.items()
    return (
        tuple(Nature(key, one.title_nl, one.title_en, one.keywords, one.handler, one.target_working_days) for key, one in given)
        or DEFAULT_NATURES
    )


def process_steps(settings: Settings) -> tuple[ProcessStep, ...]:
    """Return the steps of the work in the order of the file; the program's own where it has none."""
    return tuple(ProcessStep(key, name.nl, name.en) for key, name in settings.process_steps.items()) or DEFAULT_PROCESS_STEPS


def limits(settings: Settings) -> Limits:
    """Return how much may go out to whom."""
    section = settings.limits
    return Limits(
        acknowledgements_per_address_hour=section.acknowledgements_per_hour,
        acknowledgements_per_address_day=section.acknowledgements_per_day,
        acknowledgements_per_hour=section.breaker_per_hour,
        gather_new_complaints_above_per_hour=section.new_complaints_per_hour,
        gather_notices_above_per_hour=section.notices_per_hour,
        staff_answers_per_address_hour=section.questions_per_hour,
    )


def appeal_routes(settings: Settings) -> tuple[AppealRoute, ...]:
    """Return where complainants can appeal, in the order of the file."""
    return tuple(
        AppealRoute(
            from_date=one.from_date,
            name=one.name,
            terms=_by_language(one.terms),
            costs=_by_language(one.costs),
            address=one.address,
            mail_address=one.mail_address,
            telephone=one.telephone,
            url=one.url,
        )
        for one in settings.appeal
    )


def house(settings: Settings, logo: Logo | None = None) -> House:
    """Return the customer as the letters name it; the first mailbox has the address that they give. logo: what its file held."""
    section = settings.organisation
    first = next(iter(settings.mailbox.values()))
    return House(
        name=section.name,
        statutory_name=section.full_name,
        seat=section.seat,
        kvk_number=section.kvk_number,
        telephone=section.telephone,
        complaints_address=first.address,
        from_name=_from_name(settings),
        register_number=section.register_number,
        postal_address=section.postal_address,
        procedure_url=section.procedure_url,
        telephone_hours=_by_language(section.telephone_hours) if section.telephone_hours else {},
        payment_sentence=_by_language(section.payment_sentence),
        privacy_lines=_by_language(section.privacy_lines),
        colour=section.colour,
        logo=logo,
        zone=zone(settings),
    )


def _by_language(text: Bilingual) -> dict[Language, str]:
    return {Language.DUTCH: text.nl, Language.ENGLISH: text.en}


def _from_name(settings: Settings) -> str:
    return settings.smtp.from_name or settings.organisation.name


def identities(settings: Settings) -> dict[str, Identity]:
    """Return who we are in each mailbox, by its name."""
    return {name: Identity(mailbox.address, _from_name(settings), mailbox.plus_addressing) for name, mailbox in settings.mailbox.items()}


def bounce_address(settings: Settings) -> EnvelopeSender:
    """Return to whom the outside world reports a bounce."""
    return bounces(settings.smtp, settings.mailbox)


def smtp(settings: Settings) -> SmtpSettings:
    """Return how the server that takes our letters is reached."""
    section = settings.smtp
    return SmtpSettings(
        host=section.host,
        port=section.at_port,
        security=section.security,
        username=section.username,
        password=_revealed(settings.secrets.smtp),
        ca_file=section.ca_file,
        connections=section.connections,
        local_hostname=section.local_hostname,
    )


def imap(settings: Settings, name: str) -> ImapSettings:
    """Return how the mailbox `name` is reached. Raises `KeyError` where there is none."""
    section = settings.mailbox[name]
    folders: dict[Shelf, str | None] = {shelf: getattr(section.folders, shelf) for shelf in Shelf}
    if not section.keep_sent_copy:
        folders[Shelf.SENT] = None
    return ImapSettings(
        name=name,
        host=section.host,
        port=section.at_port,
        username=section.login,
        password=settings.secrets.mailboxes[name].get_secret_value(),
        security=section.security,
        ca_file=section.ca_file,
        inbox=section.inbox,
        folders=folders,
        batch_messages=section.batch_mails,
        idle=section.idle,
        poll_seconds=section.poll_seconds,
    )


def _revealed(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def register_url(settings: Settings) -> URL:
    """Return where the register lies, with its password, which the URL itself shows as stars."""
    url = make_url(settings.register_.url)
    secret = settings.secrets.register
    return url.set(password=secret.get_secret_value()) if secret else url


def trust(settings: Settings) -> Trust:
    """Return whose findings about a sender are believed."""
    section = settings.authentication
    return Trust(
        mode=section.trust,
        authserv_id=section.authserv_id,
        own_hosts=frozenset(host.lower() for host in section.own_hosts),
        internal_domains=frozenset(domain.lower() for domain in section.internal_domains),
    )


def screening(settings: Settings, is_own_token: Callable[[str], bool]) -> ScreeningRules:
    """Return what screening must know of us. `is_own_token`: whether we signed a token; the keys are not in the settings."""
    section = settings.screening
    mailboxes = settings.mailbox.values()
    return ScreeningRules(
        own_addresses=frozenset(address for mailbox in mailboxes for address in (mailbox.address, *mailbox.aliases)),
        staff_addresses=frozenset(address for _, _, person in settings.people.everyone() for address in person.addresses),
        own_hosts=trust(settings).own_hosts,
        contact_forms=frozenset(section.contact_forms),
        spam_headers=tuple(_named_beginning(header) for header in section.spam_headers),
        is_own_token=is_own_token,
    )


def _named_beginning(header: str) -> tuple[str, str]:
    name, _, beginning = header.partition(":")
    return name.strip(), beginning.strip()
