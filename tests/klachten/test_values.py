"""The values that the rooms get, made from the settings."""

from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from settings_files import PASSWORDS, SMALLEST, SMTP, added, read

from intake.authentication import Trust
from klachten import values, wiring
from klachten.settings import Settings, load
from outbound.freezing import Identity
from outbound.house import House
from tracker.appeal import KIFID
from tracker.dates import Terms
from tracker.ledger import Shelf
from tracker.limits import Limits
from tracker.model import TITLES, Language, Role
from tracker.natures import DEFAULT_NATURES
from tracker.people import Deputy
from tracker.process_steps import DEFAULT_PROCESS_STEPS, ProcessStep
from tracker.rules import Reminders, ReportRules

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


@pytest.fixture
def smallest(tmp_path: Path) -> Settings:
    return read(tmp_path, SMALLEST)


@pytest.fixture
def example() -> Settings:
    return load(EXAMPLE, PASSWORDS)


class TestDefaults:
    """What the file does not say is what the rooms take by themselves, so that neither can drift from the other."""

    def test_terms(self, smallest: Settings) -> None:
        assert values.terms(smallest) == Terms()

    def test_limits(self, smallest: Settings) -> None:
        assert values.limits(smallest) == Limits()

    def test_natures(self, smallest: Settings) -> None:
        assert values.natures(smallest) == DEFAULT_NATURES

    def test_appeal_routes(self, smallest: Settings) -> None:
        assert values.appeal_routes(smallest) == (KIFID,)

    def test_trust(self, smallest: Settings) -> None:
        assert values.trust(smallest) == Trust()

    def test_house(self, smallest: Settings) -> None:
        assert values.house(smallest) == House(
            name="Voorbeeld Incasso",
            statutory_name="Voorbeeld Incasso",
            seat="Utrecht",
            kvk_number="12345678",
            telephone="030-123 45 67",
            complaints_address="klachten@voorbeeld.nl",
            from_name="Voorbeeld Incasso",
        )


def test_a_clock_that_is_off_is_none(tmp_path: Path) -> None:
    terms = values.terms(read(tmp_path, added("[terms]\nacknowledge_days = false\nacknowledge_working_days = 0")))
    assert (terms.acknowledge_days, terms.acknowledge_working_days) == (None, None)


def test_terms_come_from_the_file(tmp_path: Path) -> None:
    told = 'time_zone = "Europe/Brussels"\ntarget_working_days = 10\nouter_limit_weeks = 6\ngood_friday = true\nliberation_day = "always"'
    terms = values.terms(read(tmp_path, added(f"[terms]\n{told}")))
    assert terms == Terms(5, 2, 10, 6, good_friday_is_holiday=True, liberation_day="always", zone=ZoneInfo("Europe/Brussels"))


class TestPeople:
    def test_everybody_has_their_role(self, example: Settings) -> None:
        people = values.people(example)
        assert [person.role for person in people.everybody] == list(TITLES)
        assert people.person(Role.FRONT_DESK).name == "Gijs Kok"
        found = people.role_of("anna@voorbeeld.nl")
        assert found is not None
        assert found.role is Role.MANAGER_OPERATIONS

    def test_who_has_no_telephone_is_called_at_the_houses(self, example: Settings) -> None:
        people = values.people(example)
        assert people.manager_operations.telephone == "030-123 45 01"
        assert people.person(Role.SALES_MANAGER).telephone == "030-123 45 67"

    def test_a_deputy_named_by_role_is_the_person(self, example: Settings) -> None:
        manager = values.people(example).manager_operations
        assert manager.deputy == Deputy("Daan Mulder", date(2026, 7, 13), date(2026, 7, 31))
        assert values.people(example).acting(Role.MANAGER_OPERATIONS, date(2026, 7, 20)).name == "Daan Mulder"

    def test_a_deputy_may_be_named_by_name_and_without_days(self, tmp_path: Path) -> None:
        told = SMALLEST.replace(" }\nsales", ', deputy = { who = "Eva Bos" } }\nsales')
        assert values.people(read(tmp_path, told)).person(Role.TEAM_LEAD_ADMINISTRATION).deputy == Deputy("Eva Bos")


def test_when_staff_are_reminded_is_a_setting(smallest: Settings, tmp_path: Path) -> None:
    assert values.reminders(smallest) == Reminders()
    terms = (
        '[terms]\ndaily_mail_at = "16:30"\nremind_working_days_before = [5, 1]\nfirst_action_working_days = 2\nprivacy_request_months = 2\n'
    )
    chosen = read(tmp_path, added(f'{terms}[letters]\nstaff_mails = "each"\n[report]\nday = "friday"\n'))
    assert values.reminders(chosen) == Reminders(time(16, 30), (5, 1), 2, each_event=True, weekly_on=4)
    assert wiring.house_rules(chosen).patience.privacy_request_months == 2


def test_the_report_is_as_the_file_says(smallest: Settings, tmp_path: Path) -> None:
    assert wiring.house_rules(smallest).report == ReportRules()
    told = """[report]
day = "friday"
at = "16:30"
recipients = ["sales_manager", "Directie@VOORBEELD.nl"]
language = "en"
workbook = false
handlers = false
quarter = false
year = false
catch_up_weeks = 2
"""
    recipients = ("sales_manager", "Directie@voorbeeld.nl")
    chosen = ReportRules(
        4, time(16, 30), recipients, Language.ENGLISH, 2, with_workbook=False, with_handlers=False, quarter=False, year=False
    )
    assert wiring.house_rules(read(tmp_path, added(told))).report == chosen


def test_natures_of_the_file_take_the_place_of_ours(tmp_path: Path) -> None:
    told = '[natures.bejegening]\ntitle_nl = "Bejegening"\ntitle_en = "Treatment"\nkeywords = ["grof"]\nhandler = "sales_manager"'
    (nature,) = values.natures(read(tmp_path, added(f"{told}\ntarget_working_days = 3")))
    assert (nature.key, nature.keywords, nature.handler, nature.target_working_days) == ("bejegening", ("grof",), Role.SALES_MANAGER, 3)


def test_steps_of_the_work_are_those_of_the_file_in_its_order_or_else_ours(smallest: Settings, tmp_path: Path) -> None:
    told = '[process_steps]\nprint = { nl = "Drukwerk", en = "Print" }\nother = { nl = "Overig", en = "Other" }'
    steps = wiring.house_rules(read(tmp_path, added(told))).process_steps
    assert steps == (ProcessStep("print", "Drukwerk", "Print"), ProcessStep("other", "Overig", "Other"))
    assert values.process_steps(smallest) == DEFAULT_PROCESS_STEPS


def test_limits_come_from_the_file(tmp_path: Path) -> None:
    told = """[limits]
acknowledgements_per_hour = 4
acknowledgements_per_day = 5
breaker_per_hour = 6
new_complaints_per_hour = 7
notices_per_hour = 8
questions_per_hour = 9"""
    assert values.limits(read(tmp_path, added(told))) == Limits(4, 5, 6, 7, 8, 9)


def test_the_house_has_all_that_the_file_says(example: Settings) -> None:
    house = values.house(example)
    assert house.statutory_name == "Voorbeeld Incasso B.V."
    assert house.postal_address == ("Postbus 1234", "3500 BC Utrecht")
    assert house.telephone_hours[Language.ENGLISH] == "on working days from 9 am to 5 pm"
    assert house.procedure_url == "https://www.voorbeeld.nl/klachten"


def test_who_we_are_in_each_mailbox(tmp_path: Path) -> None:
    two = '[mailbox.two]\naddress = "klacht@voorbeeld.nl"\nhost = "localhost"\npassword_file = "{}"\nplus_addressing = true'
    file = tmp_path / "password"
    file.write_text("geheim")
    file.chmod(0o600)
    settings = read(tmp_path, added(two.format(file)).replace(SMTP, f'{SMTP}\nfrom_name = "Klachten"'))
    assert values.identities(settings) == {
        "klachten": Identity("klachten@voorbeeld.nl", "Klachten"),
        "two": Identity("klacht@voorbeeld.nl", "Klachten", plus_addressing=True),
    }


BOUNCES = [
    ("nothing-said", "", "", "plain"),
    ("nothing-said-with-plus", "plus_addressing = true", "", "verp"),
    ("said", "plus_addressing = true", 'bounce_address = "plain"', "plain"),
    ("null", "", 'bounce_address = "null"', "null"),
    ("verp", "plus_addressing = true", 'bounce_address = "verp"', "verp"),
]


@pytest.mark.parametrize(("mailbox", "smtp", "mode"), [pytest.param(*row[1:], id=row[0]) for row in BOUNCES])
def test_where_bounces_go(tmp_path: Path, mailbox: str, smtp: str, mode: str) -> None:
    told = SMALLEST.replace("[smtp]", f"{mailbox}\n[smtp]").replace(SMTP, f"{SMTP}\n{smtp}")
    assert values.bounce_address(read(tmp_path, told)) == mode


def test_smtp(example: Settings) -> None:
    smtp = values.smtp(example)
    assert (smtp.host, smtp.port, smtp.username, smtp.reveal_password()) == ("smtp.voorbeeld.nl", 465, "klachten@voorbeeld.nl", "geheim")


def test_smtp_without_login(tmp_path: Path) -> None:
    smtp = values.smtp(read(tmp_path, SMALLEST.replace('username = "klachten@voorbeeld.nl"', "")))
    assert (smtp.username, smtp.password) == (None, None)


def test_imap(example: Settings) -> None:
    imap = values.imap(example, "klachten")
    assert (imap.name, imap.host, imap.port, imap.username) == ("klachten", "imap.voorbeeld.nl", 993, "klachten@voorbeeld.nl")
    assert imap.secret() == "geheim"
    assert dict(imap.folders) == {
        Shelf.HANDLED: "Klachten/Verwerkt",
        Shelf.ROBOTS: "Klachten/Robots",
        Shelf.SPAM: "Klachten/Spam",
        Shelf.UNREADABLE: "Klachten/Onleesbaar",
        Shelf.SENT: "Sent",
    }


def test_where_the_server_keeps_what_it_sends_we_keep_no_copy(tmp_path: Path) -> None:
    settings = read(tmp_path, added("keep_sent_copy = false", 'host = "imap.voorbeeld.nl"'))
    assert values.imap(settings, "klachten").folders[Shelf.SENT] is None


def test_a_mailbox_that_is_not_there(smallest: Settings) -> None:
    with pytest.raises(KeyError):
        values.imap(smallest, "two")


def test_the_registers_password_is_put_in_and_not_shown(tmp_path: Path) -> None:
    settings = read(tmp_path, added('[register]\nurl = "postgresql://k@h/d"'), {**PASSWORDS, "KLACHTEN_REGISTER_PASSWORD": "hush"})
    url = values.register_url(settings)
    assert url.password == "hush"
    assert "hush" not in f"{url} {url!r}"


def test_a_register_without_password(smallest: Settings) -> None:
    assert values.register_url(smallest).database == "/var/lib/klachten/klachten.db"


def test_screening_knows_who_we_are(example: Settings) -> None:
    rules = values.screening(example, "ours".__eq__)
    assert rules.own_addresses == {"klachten@voorbeeld.nl", "klacht@voorbeeld.nl"}
    assert {"anna@voorbeeld.nl", "receptie@voorbeeld.nl"} <= rules.staff_addresses
    assert rules.own_hosts == {"mx.voorbeeld.nl", ".intern.voorbeeld.nl"}
    assert rules.is_own_token("ours")


def test_screening_has_forms_and_spam_headers(tmp_path: Path) -> None:
    told = '[screening]\ncontact_forms = ["f@voorbeeld.nl"]\nspam_headers = ["X-Spam-Flag: YES"]'
    rules = values.screening(read(tmp_path, added(told)), bool)
    assert rules.contact_forms == {"f@voorbeeld.nl"}
    assert rules.spam_headers == (("X-Spam-Flag", "YES"),)


def test_trust_comes_from_the_file(tmp_path: Path) -> None:
    told = '[authentication]\ntrust = "microsoft365"\nown_hosts = ["MX.voorbeeld.nl"]\ninternal_domains = ["voorbeeld.nl"]'
    trust = values.trust(read(tmp_path, added(told)))
    assert trust == Trust("microsoft365", None, frozenset({"mx.voorbeeld.nl"}), frozenset({"voorbeeld.nl"}))


@pytest.mark.parametrize(("added_text", "expected"), [("", False), ("[assignment]\nat_once = true\n", True)])
def test_a_complaint_is_assigned_at_once_only_where_the_file_says_so(tmp_path: Path, added_text: str, *, expected: bool) -> None:
    assert wiring.house_rules(read(tmp_path, f"{SMALLEST}\n{added_text}")).auto_assign is expected
