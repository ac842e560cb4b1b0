"""A flood towards staff: so many letters of a kind in an hour, the rest in one that gathers them, and all of it on record."""

from datetime import timedelta

import pytest

from tracker.ledger import MailClass
from tracker.limits import Limits
from tracker.model import Letter
from tracker.records import Arrival
from world import ALICE, BOB, DIRECTOR, HOUR, MALLORY, MANAGER, NOW, World, mail

FLOOD = 60
FEW = 20
"""Lines of a letter that gathers; the real number takes ten times as long to fill. See test_correspondence."""

LIMIT = Limits().gather_notices_above_per_hour
SHARE = LIMIT // 4
HALF_AN_HOUR = timedelta(minutes=30)
DAMAGED = "de e-mail is zo beschadigd dat hij niet te lezen is"


def reply(reference: str, sender: str = ALICE, text: str = "Ik wacht nog.") -> bytes:
    return mail(text, sender=sender, subject=f"Re: [{reference}]")


def begin(world: World, *senders: str) -> list[str]:
    """Let each complain, and return the references; what that owes is sent."""
    for sender in senders:
        world.deliver(mail(sender=sender))
    world.send()
    return [one.reference for one in world.complaints()]


def entries(world: World, letter: Letter) -> list[tuple[str | None, int]]:
    """List the senders that the letters of this kind tell of, with their counts."""
    return [(one["sender_address"], one["count"]) for owed in world.letters(letter) for one in owed.facts["gathered"]]


@pytest.mark.timeout(300)
def test_forged_answers_reach_who_handles_it_in_one_line_and_hide_nobody(world: World) -> None:
    """A stranger forges answers of one complainant; somebody else's answer in the middle comes in a letter of its own, at once."""
    alices, bobs = begin(world, ALICE, BOB)
    for _ in range(FLOOD // 2):
        assert world.deliver(reply(alices)) is MailClass.FOLLOW_UP
    world.deliver(reply(bobs, BOB, "Bel mij vandaag."))
    for _ in range(FLOOD // 2):
        assert world.deliver(reply(alices)) is MailClass.FOLLOW_UP
    at_once = world.send()
    assert len(at_once) == SHARE + 1
    assert b"Bel mij vandaag." in at_once[-1].raw
    world.clock.advance(HALF_AN_HOUR)
    (later,) = world.send()
    assert later.recipient == MANAGER
    assert entries(world, Letter.FOLLOW_UPS_GATHERED) == [(ALICE, FLOOD - SHARE)]
    first, second = world.complaints()
    on_record = [one.complaint_id for one in world.rows(Arrival, Arrival.kind == MailClass.FOLLOW_UP)]
    assert (on_record.count(first.id), on_record.count(second.id)) == (FLOOD, 1)
    assert world.journal().count(("follows", "complainant")) == FLOOD + 1


def test_a_flood_over_many_complaints_ends_at_the_limit(world: World) -> None:
    senders = [f"c{number}@mail.example" for number in range(LIMIT + 5)]
    references = begin(world, *senders)
    for sender, reference in zip(senders, references, strict=True):
        world.deliver(reply(reference, sender))
    assert len(world.letters(Letter.FOLLOW_UP)) == LIMIT
    assert entries(world, Letter.FOLLOW_UPS_GATHERED) == [(sender, 1) for sender in senders[LIMIT:]]


def test_after_an_hour_each_is_told_by_itself_again(world: World) -> None:
    (reference,) = begin(world, ALICE)
    for _ in range(SHARE + 1):
        world.deliver(reply(reference))
    world.clock.advance(HOUR)
    world.deliver(reply(reference))
    assert len(world.letters(Letter.FOLLOW_UP)) == SHARE + 1
    assert entries(world, Letter.FOLLOW_UPS_GATHERED) == [(ALICE, 1)]


def test_a_letter_that_is_due_gathers_no_more(world: World) -> None:
    (reference,) = begin(world, ALICE)
    for _ in range(SHARE + 1):
        world.deliver(reply(reference))
    world.clock.advance(HALF_AN_HOUR)
    world.deliver(reply(reference))
    assert entries(world, Letter.FOLLOW_UPS_GATHERED) == [(ALICE, 1), (ALICE, 1)]
    assert [one.next_attempt_at for one in world.letters(Letter.FOLLOW_UPS_GATHERED)] == [NOW + HALF_AN_HOUR, NOW + HOUR]


def test_the_handler_reads_that_more_came_than_was_told_one_by_one(world: World) -> None:
    (reference,) = begin(world, ALICE)
    for number in range(SHARE + 2):
        world.deliver(reply(reference, text=f"Bericht {number}."))
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER, complaint=world.complaint())
    later = world.letter(Letter.ASSIGNMENT).facts["later"]
    assert [one["text"] for one in later][-3:] == [f"Bericht {SHARE - 1}.\n", "", ""]
    assert [(one["sender_address"], one["unshown_why"], one["came_date"]) for one in later[-2:]] == [(ALICE, "elsewhere", "2026-04-02")] * 2


def test_what_one_employee_is_told_takes_nothing_from_another(world: World) -> None:
    """The complaint about Manager Operations is the managing director's to read."""
    world.settle(limits=Limits(gather_notices_above_per_hour=1))
    world.deliver(mail(sender=ALICE))
    world.deliver(mail("Anna de Boer schreeuwde tegen mij.", sender=BOB))
    alices, bobs = (one.reference for one in world.complaints())
    for _ in range(2):
        world.deliver(reply(alices))
    world.deliver(reply(bobs, BOB))
    assert [one.recipient for one in world.letters(Letter.FOLLOW_UP)] == [MANAGER, DIRECTOR]
    assert [one.recipient for one in world.letters(Letter.FOLLOW_UPS_GATHERED)] == [MANAGER]


def test_the_list_keeps_what_is_odd_about_a_mail(world: World) -> None:
    """Another address, and another complaint that it names: the same as in a letter of its own (docs/mail-rules.md, D8)."""
    world.settle(limits=Limits(gather_notices_above_per_hour=0))
    alices, bobs = begin(world, ALICE, BOB)
    answered = str(world.letters(Letter.ACKNOWLEDGEMENT)[0].message_id)
    world.deliver(mail(f"Zie ook {bobs}.", sender=MALLORY, subject="Re: x", In_Reply_To=answered))
    (one,) = world.letter(Letter.FOLLOW_UPS_GATHERED).facts["gathered"]
    assert (one["reference"], one["sender_address"], one["other_address"]) == (alices, MALLORY, True)
    assert one["see_also"] == [bobs]
    assert one["last_at"] == "2026-04-02T09:00"  # on the clock of the house


def test_the_real_one_is_told_apart_from_what_is_forged_in_the_same_name(world: World) -> None:
    (reference,) = begin(world, ALICE)
    for _ in range(LIMIT):
        world.deliver(reply(reference))
    proof = "mx.voorbeeld.nl; dmarc=pass header.from=mail.example"
    world.deliver(mail("Ik ben het echt.", subject=f"Re: [{reference}]", Authentication_Results=proof))
    forged, real = world.letter(Letter.FOLLOW_UPS_GATHERED).facts["gathered"]
    assert (forged["sender_proven"], forged["count"]) == (False, LIMIT - SHARE)
    assert (real["sender_proven"], real["count"]) == (True, 1)


def unreadable(world: World, count: int) -> list[int]:
    """Let so many mails come in that cannot be read; return their numbers."""
    numbers = [world.keep(mail()) for _ in range(count)]
    for number in numbers:
        world.intake.quarantine(number, DAMAGED)
    return numbers


def test_unreadable_mails_reach_the_manager_gathered(world: World) -> None:
    numbers = unreadable(world, FLOOD)
    assert len(world.send()) == LIMIT
    world.clock.advance(HALF_AN_HOUR)
    assert [one.recipient for one in world.send()] == [MANAGER]
    (told,) = world.letter(Letter.UNREADABLE_GATHERED).facts["gathered"]
    assert (told["first_id"], told["count"], told["unreadable_why"]) == (numbers[LIMIT], FLOOD - LIMIT, DAMAGED)
    assert [one.id for one in world.rows(Arrival, Arrival.kind == MailClass.UNREADABLE)] == numbers
    assert world.alarms().count("mail.quarantined") == FLOOD


def test_a_letter_ends_at_its_most_lines_and_counts_on_in_those_it_has(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.floods.GATHERED_AT_MOST", FEW)
    world.settle(limits=Limits(gather_notices_above_per_hour=0))
    references = begin(world, *(f"c{number}@mail.example" for number in range(FEW + 1)))
    for _ in range(2):
        for number in range(FEW):
            world.deliver(reply(references[number], f"c{number}@mail.example"))
    world.deliver(reply(references[-1], f"c{FEW}@mail.example"))
    full, next_one = world.letters(Letter.FOLLOW_UPS_GATHERED)
    assert {one["count"] for one in full.facts["gathered"]} == {2}
    assert (len(full.facts["gathered"]), len(next_one.facts["gathered"])) == (FEW, 1)


def test_one_kind_takes_nothing_from_another(world: World) -> None:
    """Whoever floods with unreadable mail hides neither a complaint nor an answer."""
    (reference,) = begin(world, ALICE)
    unreadable(world, LIMIT + 1)
    world.deliver(reply(reference))
    world.deliver(mail(sender=BOB))
    assert len(world.letters(Letter.UNREADABLE_GATHERED)) == 1
    assert len(world.letters(Letter.FOLLOW_UP)) == 1
    assert len(world.letters(Letter.NEW_COMPLAINT)) == 2
