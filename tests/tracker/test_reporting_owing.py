"""When the report is made, for whom and how often: once a period, whatever the clock or another daemon does.

Source: docs/procedure.md, The report; docs/mail-rules.md, F35, F41 and D19.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, text, update

from tracker.agenda import run_due
from tracker.errors import TryLater
from tracker.figures.snapshots import snapshot_if_due
from tracker.house_records import LastRun
from tracker.model import Language, Letter, Role
from tracker.people import Deputy
from tracker.records import Arrival, Complaint, LetterOwed, Mailbox
from tracker.removal.ledger import Ledger, Proof
from tracker.removal.taking_out import take_out
from tracker.removal_records import RemovedReference
from tracker.reporting.owing import owe_reports
from tracker.rules import ReportRules
from world import ALICE, BOB, COLLECTOR, DIRECTOR, MANAGER, NOW, PEOPLE, PROVEN, World, in_processes, joined_world, mail

on_sqlite = pytest.mark.parametrize("world", ["sqlite"], indirect=True)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY, WEEK = timedelta(days=1), timedelta(days=7)
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
CARLA = "c.visser@voorbeeld.nl"
NO_LEDGER = Ledger(Path("/nowhere/removals"))


def at(moment: str) -> datetime:
    """Return a moment on the clock in Amsterdam, such as '2026-04-06 08:00'."""
    return datetime.fromisoformat(moment).replace(tzinfo=AMSTERDAM).astimezone(UTC)


def began(world: World, at: datetime, *reported: str) -> World:
    """Let the register have begun then, and have reported on these periods."""
    jobs = {8: "report_week", 7: "report_quarter", 4: "report_year"}
    with world.store.unit() as session:
        session.add(Mailbox(name="klachten", first_started_at=at, backlog_uidvalidity=1, backlog_last_uid=0))
        session.add_all(LastRun(job=jobs[len(period)], period=period, at=at) for period in reported)
    return world


def look(world: World, moment: str | None = None, ledger: Ledger = NO_LEDGER) -> list[LetterOwed]:
    """Let the calendar look; return the reports that are owed by it."""
    if moment is not None:
        world.clock.moment = at(moment)
    before = len(world.letters(Letter.REPORT))
    with world.store.unit() as session:
        run_due(session, world.rules.house, world.clock.now())
    owe_reports(world.store, world.rules.house, ledger, world.clock.now())
    return world.letters(Letter.REPORT)[before:]


def told(letters: list[LetterOwed]) -> list[str]:
    """Name the periods of the director's reports, those that are late with a star."""
    return [f"{one.facts['name']}{'*' if one.facts['is_late'] else ''}" for one in letters if one.recipient == DIRECTOR]


@pytest.fixture
def old(world: World) -> World:
    """The register is years old, and reported on everything before April 2026."""
    return began(world, LONG_AGO, "2026-W12", "2026-W13", "2026-Q1", "2025")


# when


WHEN = [
    # id, looked at before, at, the reports that are made then
    ("before its hour", "2026-04-06 07:58", "2026-04-06 07:59", []),
    ("at its hour, on Easter Monday", "2026-04-06 07:59", "2026-04-06 08:00", ["2026-W14"]),
    ("an hour later it is in time", "2026-04-06 07:59", "2026-04-06 09:00", ["2026-W14"]),
    ("then it is late", "2026-04-06 07:59", "2026-04-06 09:01", ["2026-W14*"]),
    ("on Sunday it is too late, and still made", "2026-04-06 07:59", "2026-04-12 23:59", ["2026-W14*"]),
    ("three weeks down", "2026-04-06 07:59", "2026-04-20 08:00", ["2026-W14*", "2026-W15*", "2026-W16"]),
    ("ten weeks down: the last four", "2026-04-06 07:59", "2026-06-15 08:00", ["2026-W21*", "2026-W22*", "2026-W23*", "2026-W24"]),
    ("the week in which summer time ends", "2026-10-19 09:00", "2026-10-26 08:00", ["2026-W43"]),
    ("week 53, its quarter and its year", "2026-12-28 09:00", "2027-01-04 08:00", ["2026-W53", "2026-Q4", "2026"]),
    ("the week after", "2027-01-04 09:00", "2027-01-11 08:00", ["2027-W01"]),
]


@on_sqlite
@pytest.mark.parametrize(("before", "moment", "periods"), [pytest.param(*row[1:], id=row[0]) for row in WHEN])
def test_each_period_is_reported_on_once(old: World, before: str, moment: str, periods: list[str]) -> None:
    look(old, before)
    assert told(look(old, moment)) == periods
    assert [told(look(old, moment)), told(look(old))] == [[], []]


@on_sqlite
def test_a_week_in_which_nothing_was_is_reported_on_as_well(old: World) -> None:
    (facts,) = (one.facts for one in look(old, "2026-04-06 08:00") if one.recipient == DIRECTOR)
    assert (facts["decisions"], facts["natures"], facts["received"], facts["removed"]) == ([], None, [], 0)
    assert [(one["mailbox"], one["received"], one["difference"]) for one in facts["ledger"]] == [("klachten", 0, 0)]
    assert {one["value"] for one in facts["figures"]} == {0}


@on_sqlite
def test_day_hour_and_periods_are_settings(old: World) -> None:
    old.settle(report=ReportRules(weekday=2, at=time(16, 30), catch_up=2, quarter=False, year=False))
    assert [told(look(old, moment)) for moment in ("2026-04-08 16:29", "2026-04-08 16:30")] == [[], ["2026-W14"]]
    assert told(look(old, "2027-01-06 16:30")) == ["2026-W52*", "2026-W53"]


@on_sqlite
def test_a_new_register_reports_on_no_week_before_it_began(world: World) -> None:
    began(world, NOW)  # on Thursday of week 14
    assert [told(look(world, moment)) for moment in ("2026-04-02 09:00", "2026-04-06 07:59")] == [[], []]
    assert told(look(world, "2026-04-06 08:00")) == ["2026-W14"]
    assert told(look(world, "2026-07-06 08:00")) == ["2026-W24*", "2026-W25*", "2026-W26*", "2026-W27", "2026-Q2*"]


@on_sqlite
def test_one_that_began_on_the_day_of_the_report_waits_for_its_own_week(world: World) -> None:
    began(world, at("2026-04-06 06:00"))
    assert [told(look(world, moment)) for moment in ("2026-04-06 07:00", "2026-04-06 08:00", "2026-04-13 08:00")] == [[], [], ["2026-W15"]]


@on_sqlite
def test_one_that_never_reported_begins_with_the_newest_week(world: World) -> None:
    began(world, LONG_AGO)
    assert told(look(world, "2026-04-08 12:00")) == ["2026-W14*"]
    assert told(look(world, "2026-04-13 08:00")) == ["2026-W15"]


@on_sqlite
def test_a_quarter_that_is_switched_on_is_reported_on_from_the_next_one_on(old: World) -> None:
    old.settle(report=ReportRules(quarter=False))
    with old.store.unit() as session:
        session.execute(text("DELETE FROM last_run WHERE job = 'report_quarter'"))
    look(old, "2026-06-01 09:00")
    old.settle(report=ReportRules())
    assert told(look(old, "2026-06-02 09:00")) == []
    assert "2026-Q2" in told(look(old, "2026-06-29 08:00"))


@on_sqlite
def test_a_clock_that_was_years_ahead_does_no_harm_once_it_is_right_again(old: World) -> None:
    look(old, "2099-04-06 08:00")
    assert told(look(old, "2026-04-06 08:00")) == ["2026-W14"]
    assert told(look(old, "2026-04-13 08:00")) == ["2026-W15"]


@on_sqlite
def test_while_a_restored_register_lacks_mail_there_is_none(old: World) -> None:
    with old.store.unit() as session:
        session.execute(update(Mailbox).values(compare_since=NOW))
    assert look(old, "2026-04-06 08:00") == []
    with old.store.unit() as session:
        session.execute(update(Mailbox).values(compare_since=None))
    assert told(look(old, "2026-04-06 12:00")) == ["2026-W14*"]


def looks(turn: int, url: str, folder: str) -> int:
    """Let one of several daemons look at the same moment."""
    with joined_world(url, Path(folder)) as world:
        world.clock.moment = at(f"2026-04-06 08:0{turn}")
        with world.store.unit() as session:
            run_due(session, world.rules.house, world.clock.now())
        owe_reports(world.store, world.rules.house, NO_LEDGER, world.clock.now())
        return len(world.letters(Letter.REPORT))


def test_two_daemons_make_one(old: World, tmp_path: Path) -> None:
    old.deliver(mail(sender=ALICE))
    in_processes(2, looks, old.store.url.render_as_string(hide_password=False), str(tmp_path))
    assert [one.recipient for one in old.letters(Letter.REPORT)] == [MANAGER, DIRECTOR]


def test_one_that_fails_is_tried_again_and_holds_up_no_other_mail(old: World) -> None:
    old.deliver(mail(sender=ALICE))
    with old.store.unit() as session:
        session.execute(text("ALTER TABLE anonymous_line RENAME TO away"))
    try:
        assert look(old, "2026-04-07 08:00") == []
        assert (len(old.letters(Letter.DAILY)), old.alarms()) == (1, ["report.failed"])
    finally:
        with old.store.unit() as session:
            session.execute(text("ALTER TABLE away RENAME TO anonymous_line"))
    assert (told(look(old, "2026-04-07 08:01")), old.alarms()) == (["2026-W14*"], [])


AT_FAULT = [
    # id, which row cannot be written, at, the reports that are made all the same, and what is made once it can be
    ("a quarter", "job = 'report_quarter'", "2026-06-29 08:00", ["2026-W23*", "2026-W24*", "2026-W25*", "2026-W26"], ["2026-Q2"]),
    ("an older week", "period = '2026-W14'", "2026-04-20 08:00", ["2026-W15*", "2026-W16"], ["2026-W14*"]),
]


@on_sqlite
@pytest.mark.parametrize(("row", "moment", "made", "then"), [pytest.param(*row[1:], id=row[0]) for row in AT_FAULT])
def test_a_period_at_fault_holds_up_no_other_and_its_alarm_ends_with_it(
    old: World, row: str, moment: str, made: list[str], then: list[str]
) -> None:
    with old.store.unit() as session:
        session.execute(text(f"CREATE TRIGGER away BEFORE INSERT ON last_run WHEN new.{row} BEGIN SELECT raise(abort, 'x'); END"))
    assert (told(look(old, moment)), told(look(old)), old.alarms()) == (made, [], ["report.failed"])
    with old.store.unit() as session:
        session.execute(text("DROP TRIGGER away"))
    assert (told(look(old)), old.alarms()) == (then, [])


def meanwhile(world: World, act: Callable[[], object]) -> None:
    """Make the reports of 6 April, and let something happen when the mails were counted, and those that wait not yet."""
    done: list[object] = []

    def come(*executed: Any) -> None:
        if "journal" in executed[2] and not done:
            done.append("once")
            act()

    world.clock.moment = at("2026-04-06 08:00")
    event.listen(world.store.engine, "before_cursor_execute", come)
    try:
        owe_reports(world.store, world.rules.house, NO_LEDGER, world.clock.now())
    finally:
        event.remove(world.store.engine, "before_cursor_execute", come)
    assert done


def test_facts_are_of_one_moment_and_mail_comes_in_while_they_are_read(old: World) -> None:
    def mail_comes() -> None:
        old.clock.moment = at("2026-04-05 23:59")
        old.keep(mail(sender=ALICE))

    meanwhile(old, mail_comes)
    facts = old.letters(Letter.REPORT)[0].facts
    assert (len(old.rows(Arrival)), facts["waiting"], facts["ledger"][0]["waiting"]) == (1, 0, 0)


@on_sqlite
def test_what_was_read_before_a_complaint_left_the_register_is_not_written(old: World) -> None:
    def one_leaves() -> None:
        with old.store.unit() as session:
            session.add(RemovedReference(reference="KL-2026-00009", removed_date=date(2026, 4, 6)))

    with pytest.raises(TryLater, match="made anew"):
        meanwhile(old, one_leaves)
    assert told(look(old)) == ["2026-W14"]


# for whom


AWAY = {Role.MANAGING_DIRECTOR: Deputy("Carla Visser", date(2026, 4, 1), date(2026, 4, 30))}
BOTH = {Role.MANAGING_DIRECTOR: Deputy("Anna de Boer", date(2026, 4, 1), date(2026, 4, 30))}
READERS = [
    # id, the settings, deputies, who gets it and whether they see the handlers' figures
    ("by themselves", {}, {}, {MANAGER: True, DIRECTOR: False}),
    ("who stands in", {}, AWAY, {MANAGER: True, CARLA: False}),
    ("one human, one report", {}, BOTH, {MANAGER: True}),
    (
        "an address",
        {"recipients": ("raad@elders.example", "sales_manager")},
        {},
        {"raad@elders.example": False, "e.bos@voorbeeld.nl": False},
    ),
    ("by name and by role", {"recipients": (DIRECTOR, "managing_director")}, {}, {DIRECTOR: False}),
    ("nobody sees handlers", {"with_handlers": False}, {}, {MANAGER: False, DIRECTOR: False}),
]


@on_sqlite
@pytest.mark.parametrize(("rules", "away", "readers"), [pytest.param(*row[1:], id=row[0]) for row in READERS])
def test_who_reads_it(old: World, rules: dict[str, Any], away: dict[Role, Deputy], readers: dict[str, bool]) -> None:
    old.settle(report=replace(ReportRules(), **rules), people=PEOPLE.with_deputies(away))
    letters = look(old, "2026-04-06 08:00")
    assert {one.recipient: one.facts["handlers"] is not None for one in letters} == readers
    assert {one.recipient: any(row["figure"] == "handled" for row in one.facts["rows"]) for one in letters} == dict.fromkeys(readers, False)


def unusable(ledger: Ledger) -> None:
    ledger.path.write_bytes(b"{}\n")
    ledger.path.chmod(0o600)


LEDGERS: list[tuple[str, Callable[[Ledger], object], bool]] = [
    ("of a line", lambda ledger: ledger.prove([Proof("KL-2026-00001", NOW, NOW, 2, 5, 40, (), ())]), True),
    ("that is not there", Ledger.read, False),
    ("that is not believed", unusable, False),
    ("that cannot be read", lambda ledger: ledger.path.mkdir(), False),
]


@on_sqlite
@pytest.mark.parametrize(("fill", "is_told"), [pytest.param(*row[1:], id=row[0]) for row in LEDGERS])
def test_it_tells_the_removal_ledger_which_holds_up_no_report(
    old: World, tmp_path: Path, fill: Callable[[Ledger], object], *, is_told: bool
) -> None:
    ledger = Ledger(tmp_path / "removals")
    fill(ledger)
    told_of = [one.facts["removals"] for one in look(old, "2026-04-06 08:00", ledger)]
    assert told_of == [{"lines": 1, "head": ledger.read().head} if is_told else None] * 2
    assert old.alarms() == []


@on_sqlite
def test_its_language_and_workbook_are_settings(old: World) -> None:
    old.settle(report=ReportRules(language=Language.ENGLISH, with_workbook=False))
    letter = look(old, "2026-04-06 08:00")[0]
    assert (letter.language, letter.facts["with_workbook"], letter.facts["nature_names"]["costs"]) == ("en", False, "Collection costs")
    assert (letter.outside, letter.complaint_id, letter.mailbox) == (False, None, "klachten")


# asked for


ASKED = [
    ("#rapport", "2026-W13"),
    ("#rapport week 14", "2026-W14"),
    ("#rapport vorig kwartaal", "2026-Q1"),
    ("#rapport 1 maart t/m 20 maart", "2026-W09--2026-W12"),
]


@on_sqlite
@pytest.mark.parametrize(("typed", "name"), ASKED)
def test_it_is_the_answer_to_who_asks(old: World, typed: str, name: str) -> None:
    old.deliver(mail(sender=ALICE))
    old.order(typed, sender=DIRECTOR, Message_ID="<vraag@voorbeeld.nl>")
    letter = old.letter(Letter.REPORT)
    assert (letter.facts["name"], letter.recipient, letter.in_reply_to, letter.facts["is_late"]) == (
        name, DIRECTOR, "<vraag@voorbeeld.nl>", False,
    )  # fmt: skip
    assert (letter.facts["waiting"], letter.facts["oldest_date"]) == (0, None), "the mail that asks is handled with it"
    assert not any(row["part"] == "klachten/waiting" for row in letter.facts["rows"])
    (ledger,) = letter.facts["ledger"]
    assert ledger["received"] == sum(ledger["columns"].values()) == (2 if name == "2026-W14" else 0)


@on_sqlite
def test_it_says_whether_it_was_asked_for(old: World) -> None:
    old.settle(report=ReportRules(recipients=("managing_director",), with_workbook=False))
    look(old, "2026-04-06 08:00")
    old.deliver(mail(sender=MANAGER, subject="#rapport", Authentication_Results=PROVEN))
    said = {one.recipient: re.findall(rb"\r\nAuto-Submitted: ([a-z-]+)\r\n", one.raw) for one in old.send()}
    assert said == {DIRECTOR: [b"auto-generated"], MANAGER: [b"auto-replied"]}


@on_sqlite
@pytest.mark.parametrize("typed", ["#rapport volgende maand", "#rapport week 15 van 2026", "#rapport 2027"])
def test_what_is_no_period_that_has_begun_is_asked_about(old: World, typed: str) -> None:
    old.deliver(mail(sender=ALICE))
    old.order(typed, sender=MANAGER)
    assert (old.answer().letter, old.letters(Letter.REPORT)) == (Letter.NOT_DONE, [])


@on_sqlite
def test_it_is_not_for_a_handler(old: World) -> None:
    old.deliver(mail(sender=ALICE))
    old.order("#rapport", sender=COLLECTOR)
    assert (old.answer().letter, old.letters(Letter.REPORT)) == (Letter.NOT_DONE, [])


# removal


def test_what_a_report_told_of_a_removed_complaint_goes_and_its_figures_stay(old: World) -> None:
    for sender in (ALICE, BOB):
        old.deliver(mail(sender=sender))
    old.send()
    hers, his = old.complaints()
    old.order("#geenklacht", "Dit hoort bij de helpdesk.", sender=MANAGER, complaint=hers)
    old.send()
    look(old, "2026-04-06 08:00")
    before = old.letters(Letter.REPORT)
    with old.store.unit() as session:
        complaint = session.get_one(Complaint, hers.id)
        take_out(session, old.rules.house, complaint, old.clock.now() + 30 * DAY, old.clock.now().date() + 30 * DAY)
    after = old.letters(Letter.REPORT)
    assert [one.id for one in after] == [one.id for one in before]
    for was, left in zip(before, after, strict=True):
        assert hers.reference in str(was.facts["received"])
        assert hers.reference not in str(left.facts)
        assert his.reference in str(left.facts)
        assert (len(left.facts["received"]), left.facts["removed"]) == (1, 1)
        kept = ("figures", "natures", "ledger", "over", "rows", "kept")
        assert [was.facts[name] for name in kept] == [left.facts[name] for name in kept]


def test_a_report_sent_later_tells_the_same_of_a_week_from_which_complaints_were_removed(old: World) -> None:
    for number in range(7):
        old.deliver(mail(sender=f"klager{number}@mail.example"))
    old.send()
    for complaint in old.complaints()[:4]:
        old.order("#geenklacht", "Dit hoort bij de helpdesk.", sender=MANAGER, complaint=complaint)
    old.send()
    in_time = look(old, "2026-04-06 08:00")[0]
    snapshot_if_due(old.store, old.clock.now(), AMSTERDAM)
    with old.store.unit() as session:
        for complaint in session.query(Complaint).filter(Complaint.closed_at.is_not(None)).all():
            take_out(session, old.rules.house, complaint, old.clock.now(), old.clock.now().date())
        session.execute(text("DELETE FROM last_run WHERE job = 'report_week' AND period = '2026-W14'"))
    late = look(old, "2026-04-10 08:00")[0]
    same = ("name", "ledger", "waiting", "figures", "natures", "over", "rows")
    assert [in_time.facts[name] for name in same] == [late.facts[name] for name in same]
    assert (len(in_time.facts["received"]), in_time.facts["removed"]) == (7, 0)
    assert (len(late.facts["received"]), late.facts["removed"], late.facts["is_late"]) == (3, 4, True)
