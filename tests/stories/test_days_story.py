"""Days pass in the house: reminders on the days that are meant, nothing on the others, and what came by telephone or was passed on.

Source: docs/procedure.md, The clock, and States and events.
"""

from datetime import date, datetime, timedelta
from email.message import EmailMessage

import pytest

from scene.cast import DESK, House, Player
from scene.letters import Received
from tracker.dates import AMSTERDAM

CALL = "Naam: Truus Wolters\nAdres: Lindelaan 4, 3511 AB Utrecht\n\nMevrouw belde: zij krijgt post voor haar overleden man.\n"


def days_with_a_mail(house: House, player: Player, last: date) -> list[date]:
    """Let the days pass, each until five past eight, and return those on which somebody got the mail of the day."""
    days = []
    while (today := house.clock.now().astimezone(AMSTERDAM).date()) < last:
        tomorrow = datetime.combine(today + timedelta(days=1), datetime.min.time(), AMSTERDAM)
        had = len(house.servers.mails(player.address))
        house.clock.moment = tomorrow + timedelta(hours=8, minutes=5)
        house.work()
        days += [tomorrow.date() for raw in house.servers.mails(player.address)[had:] if "[Vandaag]" in Received(raw).subject]
    return days


def test_a_handler_is_reminded_before_the_day_on_it_and_after_it_and_never_on_a_day_off(house: House) -> None:
    """The day is Friday 24 April; King's Day is the Monday after it."""
    house.assigned()
    house.bram.order("#notitie", "Gebeld.")
    days = days_with_a_mail(house, house.bram, date(2026, 4, 29))
    assert days == [date(2026, 4, day) for day in (21, 24, 28, 29)]


def test_a_handler_who_does_nothing_is_reminded_over_easter_on_working_days(house: House) -> None:
    """Assigned on Thursday 2 April: Friday, Tuesday and Wednesday are three working days."""
    house.assigned()
    assert days_with_a_mail(house, house.bram, date(2026, 4, 7)) == []
    assert days_with_a_mail(house, house.bram, date(2026, 4, 8)) == [date(2026, 4, 8)]
    house.bram.order("#notitie", "Gebeld.")
    assert days_with_a_mail(house, house.bram, date(2026, 4, 10)) == []


def enclosed(message: EmailMessage) -> list[tuple[str, bytes]]:
    """Return the files that a letter brings: the ends of their names, and how they begin."""
    return [((part.get_filename() or "")[-4:], bytes(part.get_content())[:5]) for part in message.iter_attachments()]


def test_who_phoned_and_has_no_mail_gets_paper_and_that_is_recorded(house: House) -> None:
    entered = house.gijs.order("#nieuw", CALL, reference="")
    house.reference = entered.subject[1:14]
    letter = next(one for one in house.anna.inbox()[::-1] if enclosed(one.message))
    assert enclosed(letter.message) == [(".pdf", b"%PDF-")]
    assert house.complaint().acknowledgement == "withheld"
    house.gijs.order("#bevestigd", "Ontvangst bevestigd per post op 2 april.")
    assert house.complaint().acknowledgement == "by_hand"
    assert house.said_outside() == []


def passed_on(house: House, original: EmailMessage) -> EmailMessage:
    """Return Carla's mail to the desk, with somebody's mail to her as an attachment."""
    mail = house.carla.mail("#nieuw")
    mail.set_content("Graag snel bellen.")
    mail.add_attachment(original)
    return mail


@pytest.mark.parametrize("days_ago", [0, 2], ids=["today", "two days ago"])
def test_what_was_passed_on_is_the_complainants_from_the_day_on_which_it_came(house: House, days_ago: int) -> None:
    came_at = house.clock.now() - timedelta(days=days_ago)
    original = house.alice.mail(
        "Klacht", "Ik word elke week gebeld.", to=house.carla.address, Date=came_at.strftime("%a, %d %b %Y %H:%M:%S +0000")
    )
    house.carla.send(passed_on(house, original))
    letter = house.alice.newest("ontvangen")
    house.reference = letter.subject.partition("[")[2].rstrip("]")
    record = house.complaint()
    assert (record.complainant_address, record.received_date) == (house.alice.address, came_at.astimezone(AMSTERDAM).date())
    assert "snel bellen" not in letter.text
    assert DESK in str(letter.message["From"])
