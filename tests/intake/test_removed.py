"""What comes in about a complaint that was removed: nobody outside learns that there was one, and staff learn when it went.

Source: docs/procedure.md, Removal; docs/mail-rules.md, D8.
"""

from datetime import date, timedelta

import pytest

from intake.undelivered import GONE
from tracker.agenda import run_due
from tracker.house_records import Counter
from tracker.ledger import MailClass
from tracker.model import Language, Letter
from tracker.records import Complaint
from tracker.removal.due import remove_due
from tracker.removal_records import RemovedReference
from world import ALICE, COMPOSER, MALLORY, MANAGER, PROVEN, World, bounce, mail

GONE_REFERENCE = "KL-2026-00001"
ON = "is op zondag 5 april 2026 uit de registratie verwijderd"
TOLD = "Die klacht is op zondag 5 april 2026 uit de registratie verwijderd."


@pytest.fixture
def removed(world: World) -> World:
    """Alice's complaint was closed on Thursday 2 April and removed on Sunday; it is that day."""
    world.deliver(mail(sender=ALICE))
    world.send()
    world.order("#ingetrokken", "Mevrouw belde: het hoeft niet meer.", sender=MANAGER)
    world.order("#tevreden", "Zelf nagebeld op 2 april.", sender=MANAGER)
    world.clock.advance(timedelta(minutes=6))
    world.send()
    world.clock.advance(timedelta(hours=72))
    assert remove_due(world.store, world.rules.house, world.clock.now()) == 1
    assert world.complaints() == []
    return world


def staff_mail(world: World, subject: str, text: str = "", **fields: str) -> str:
    """Let Manager Operations write; return the answer, as it reads, on one line."""
    told = {"Authentication_Results": PROVEN} | fields
    world.deliver(mail(text, sender=MANAGER, subject=subject, **told))
    answer = world.answer()
    assert answer.recipient == MANAGER
    return " ".join(COMPOSER.text(Letter(answer.letter), Language.DUTCH, answer.facts).split())


def test_a_late_mail_is_a_new_complaint_and_only_manager_operations_learns_what_it_names(removed: World) -> None:
    letters = {}
    for sender, reference in ((ALICE, GONE_REFERENCE), (MALLORY, GONE_REFERENCE), (MALLORY, "KL-2026-09999")):
        subject = f"Re: Wij sluiten uw klacht af [{reference}]"
        assert removed.deliver(mail("Ik ben niet tevreden.", sender=sender, subject=subject)) is MailClass.COMPLAINT
        new = removed.letters(Letter.NEW_COMPLAINT)[-1]
        told = COMPOSER.text(Letter.NEW_COMPLAINT, Language.DUTCH, new.facts)
        assert (TOLD in " ".join(told.split())) is (reference == GONE_REFERENCE)
        own = removed.newest(Complaint).reference
        acknowledgement = removed.letters(Letter.ACKNOWLEDGEMENT)[-1]
        letters[sender, reference] = COMPOSER.text(Letter.ACKNOWLEDGEMENT, Language.DUTCH, acknowledgement.facts).replace(own, "")
    assert len(set(letters.values())) == 1
    assert GONE_REFERENCE not in next(iter(letters.values()))


def test_a_late_answer_to_is_it_solved_is_a_new_complaint_too(removed: World) -> None:
    assert removed.deliver(mail("JA", sender=ALICE, subject=f"JA [{GONE_REFERENCE}]")) is MailClass.COMPLAINT
    assert removed.letter(Letter.NEW_COMPLAINT).facts["named"][0]["removed_date"] == "2026-04-05"


ASKED = ["#status", "#heropenen Toch niet opgelost.", "#dossier", "#bewaren Er loopt een rechtszaak.", "#tevreden Nagebeld."]


@pytest.mark.parametrize("tags", ASKED)
def test_an_employee_who_writes_about_it_is_told_when_it_went_and_what_to_do(removed: World, tags: str) -> None:
    answer = staff_mail(removed, f"[{GONE_REFERENCE}] {tags}")
    assert f"{GONE_REFERENCE} {ON}." in answer
    assert "#nieuw" in answer
    assert removed.complaints() == []


def test_without_a_tag_they_are_asked_and_nothing_is_registered(removed: World) -> None:
    answer = staff_mail(removed, f"Re: [{GONE_REFERENCE}] Lezen: nieuw bericht", "Mevrouw belde nog eens.")
    assert (ON in answer, removed.answer().letter) == (True, Letter.WHOSE_COMPLAINT)
    assert removed.complaints() == []


def test_nor_where_their_mail_lay_there_before(removed: World) -> None:
    told = mail("Mevrouw belde nog eens.", sender=MANAGER, subject=f"Re: [{GONE_REFERENCE}]", Authentication_Results=PROVEN)
    assert removed.deliver(told, backlog=True) is MailClass.STAFF
    assert (removed.answer().letter, removed.complaints()) == (Letter.NOT_DONE, [])


def test_they_may_enter_what_is_new_under_the_old_subject(removed: World) -> None:
    text = f"{ALICE}, 4 april 2026\n\nIk ben toch niet tevreden over de brief die u stuurde."
    staff_mail(removed, f"[{GONE_REFERENCE}] #nieuw", text)
    assert removed.complaint().complainant_address == ALICE
    assert TOLD in " ".join(COMPOSER.text(Letter.NEW_COMPLAINT, Language.DUTCH, removed.letter(Letter.NEW_COMPLAINT).facts).split())


def test_a_later_mail_on_another_record_tells_it_as_well(removed: World) -> None:
    removed.deliver(mail("U belde mij weer.", sender=ALICE, subject="Nieuwe klacht"))
    removed.deliver(mail(f"Dit gaat ook over {GONE_REFERENCE}.", sender=ALICE, subject=f"Re: [{removed.complaint().reference}]"))
    assert TOLD in " ".join(COMPOSER.text(Letter.FOLLOW_UP, Language.DUTCH, removed.letter(Letter.FOLLOW_UP).facts).split())


def test_a_late_bounce_of_its_letter_is_no_backscatter_and_causes_nothing(removed: World) -> None:
    had = removed.owed()
    assert removed.deliver(bounce(removed.courier.carried[-1].sender)) is MailClass.BOUNCE
    assert (removed.arrival().why, removed.rows(Counter, Counter.name.contains("backscatter"))) == (GONE, [])
    assert removed.deliver(mail("Ik ben er niet.", sender=ALICE, Auto_Submitted="auto-replied")) is MailClass.AUTO_REPLY
    assert (removed.owed(), removed.alarms(), removed.complaints()) == (had, [], [])


def morning(world: World, hours: float) -> dict[str, list[str]]:
    """Let the next morning come; return what each person is told that left the register."""
    world.clock.advance(timedelta(hours=hours))
    before = len(world.letters(Letter.DAILY))
    with world.store.unit() as session:
        run_due(session, world.rules.house, world.clock.now())
    return {letter.recipient: [one["reference"] for one in letter.facts["removed"]] for letter in world.letters(Letter.DAILY)[before:]}


def test_manager_operations_is_told_once_what_left_the_register_by_reference_and_day(removed: World) -> None:
    with removed.store.unit() as session:  # by another daemon
        session.add(RemovedReference(reference="KL-2026-00007", removed_date=date(2026, 4, 7)))
    told = morning(removed, 47)  # Tuesday after Easter
    assert told == {MANAGER: [GONE_REFERENCE]}
    text = COMPOSER.text(Letter.DAILY, Language.DUTCH, removed.letters(Letter.DAILY)[-1].facts)
    assert f"{GONE_REFERENCE}, op zondag 5 april 2026" in text
    assert ALICE not in text
    assert morning(removed, 24) == {MANAGER: ["KL-2026-00007"]}
    assert morning(removed, 24) == {}
