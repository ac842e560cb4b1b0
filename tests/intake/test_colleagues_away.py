"""An employee's out-of-office: who is told, of what, and that nobody else ever is."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from intake.tag_arguments import in_words
from tracker.deputies import name_deputy
from tracker.house_records import LastRun, NamedDeputy
from tracker.ledger import MailClass
from tracker.model import Letter, Role
from tracker.people import Deputy, People
from tracker.records import Complaint
from tracker.typed.people import Deputed, read_deputy
from world import ALICE, BOB, COLLECTOR, DIRECTOR, MANAGER, NOW, PEOPLE, World, mail

COLLECTION, BOSS = Role.TEAM_LEAD_COLLECTION, Role.MANAGER_OPERATIONS
AWAY = "Ik ben afwezig t/m 30 april. Daarna lees ik uw mail."
DUE, LATER = date(2026, 4, 23), date(2026, 5, 6)
AUTHENTIC = "mx.voorbeeld.nl; dmarc=pass header.from=voorbeeld.nl"


def handled_by(world: World, role: Role = COLLECTION, target_date: date | None = DUE, sender: str = ALICE) -> str:
    """Let a complaint come in that this role handles; return its reference."""
    world.deliver(mail(sender=sender))
    reference = world.complaints()[-1].reference
    with world.store.unit() as session:
        values = {"handler_role": role, "target_date": target_date, "state": "assigned"}
        session.execute(update(Complaint).where(Complaint.reference == reference).values(values))
    return reference


def reply(world: World, text: str = AWAY, sender: str = COLLECTOR, **fields: str) -> MailClass:
    told = {"Auto_Submitted": "auto-replied", "Authentication_Results": AUTHENTIC} | fields
    return world.deliver(mail(text, sender=sender, subject="Afwezig", **told))


def proposals(world: World) -> list[str]:
    return [letter.recipient for letter in world.letters(Letter.PROPOSE_DEPUTY)]


def test_manager_operations_is_told_what_falls_due_and_whom_to_name(world: World) -> None:
    late, soon = handled_by(world, target_date=date(2026, 4, 28)), handled_by(world, sender=BOB)
    assert reply(world) is MailClass.AUTO_REPLY
    facts = world.letter(Letter.PROPOSE_DEPUTY).facts
    assert proposals(world) == [MANAGER]
    assert (facts["absentee"], facts["until_date"]) == ("Bram Smit", "2026-04-30")
    assert facts["falling_due"] == [{"reference": soon, "target_date": "2026-04-23"}, {"reference": late, "target_date": "2026-04-28"}]
    names = ["Anna de Boer", "Carla Visser", "Daan Mulder", "Eva Bos"]
    assert [offer["argument"] for offer in facts["offers"]] == [f"Teamleider Incasso {name} t/m 30-4-2026" for name in names]


def test_each_link_says_what_its_token_is_bound_to(world: World) -> None:
    handled_by(world)
    reply(world)
    for offer in world.letter(Letter.PROPOSE_DEPUTY).facts["offers"]:
        assert in_words(read_deputy(offer["argument"], PEOPLE, NOW.date())) == offer["canonical"]


def test_the_mail_that_a_link_opens_names_the_deputy(world: World) -> None:
    handled_by(world)
    reply(world)
    offer = world.letter(Letter.PROPOSE_DEPUTY).facts["offers"][1]
    subject = f"{offer['typed']} {offer['argument']}"
    world.deliver(mail("", sender=MANAGER, subject=subject, Authentication_Results=AUTHENTIC))
    (named,) = world.rows(NamedDeputy)
    assert (named.role, named.name, named.until_date) == (COLLECTION, "Carla Visser", date(2026, 4, 30))
    reply(world, "Ik ben terug op 30 april.")
    assert len(proposals(world)) == 1


def test_nobody_else_is_written_to(world: World) -> None:
    handled_by(world)
    before = len(world.letters())
    reply(world)
    assert len(world.letters()) == before + 1


def test_the_same_absence_is_told_once_and_a_longer_one_again(world: World) -> None:
    handled_by(world)
    for text in (AWAY, AWAY, "Ik ben op 1 mei weer terug.", "Ik ben afwezig t/m 8 mei."):
        reply(world, text)
    assert [letter.facts["until_date"] for letter in world.letters(Letter.PROPOSE_DEPUTY)] == ["2026-04-30", "2026-05-08"]
    assert "Smit" not in str([(row.job, row.period) for row in world.rows(LastRun)])


NOTHING = [
    # id, target date, the mail
    ("back in time", DUE, "Ik ben terug op 23 april.", COLLECTOR, {}),
    ("no date", DUE, "Ik ben er even niet.", COLLECTOR, {}),
    ("quoted date", DUE, "Ik ben er even niet.\n\n> Ik ben afwezig t/m 30 april.", COLLECTOR, {}),
    ("due later", LATER, AWAY, COLLECTOR, {}),
    ("no target date", None, AWAY, COLLECTOR, {}),
    ("handles nothing", DUE, AWAY, "c.visser@voorbeeld.nl", {}),
    ("a stranger", DUE, AWAY, "b.smit@elders.example", {}),
    ("the complainant", DUE, AWAY, ALICE, {}),
    ("proven false", DUE, AWAY, COLLECTOR, {"Authentication_Results": "mx.voorbeeld.nl; dmarc=fail header.from=voorbeeld.nl"}),
]


@pytest.mark.parametrize(("target_date", "text", "sender", "fields"), [pytest.param(*row[1:], id=row[0]) for row in NOTHING])
def test_nothing_follows(world: World, target_date: date | None, text: str, sender: str, fields: dict[str, str]) -> None:
    handled_by(world, target_date=target_date)
    assert reply(world, text, sender, **fields) is MailClass.AUTO_REPLY
    assert proposals(world) == []


def test_who_stands_in_already_leaves_nothing_to_propose(world: World) -> None:
    handled_by(world)
    with world.store.unit() as session:
        name_deputy(session, COLLECTION, Deputed(COLLECTION, "Eva Bos", date(2026, 4, 30), date(2026, 4, 20)), MANAGER, NOW)
    reply(world)
    assert proposals(world) == []


def test_the_deputy_of_the_settings_is_proposed_alone(world: World) -> None:
    handled_by(world)
    world.settle(people=PEOPLE.with_deputies({COLLECTION: Deputy("Eva Bos")}))
    reply(world)
    facts = world.letter(Letter.PROPOSE_DEPUTY).facts
    assert (facts["in_settings"], len(facts["offers"]), "Eva Bos" in facts["offers"][0]["argument"]) == (True, 1, True)


def test_of_manager_operations_whoever_verifies_for_them_is_told_and_can_name_nobody(world: World) -> None:
    handled_by(world, BOSS)
    reply(world, sender=MANAGER)
    assert proposals(world) == [DIRECTOR]
    assert world.letter(Letter.PROPOSE_DEPUTY).facts["offers"] == []


def test_one_human_with_two_roles_is_away_from_both(world: World) -> None:
    both = tuple(replace(one, addresses=(COLLECTOR,)) if one.role is Role.SALES_MANAGER else one for one in PEOPLE.everybody)
    world.settle(people=People(both))
    handled_by(world)
    handled_by(world, Role.SALES_MANAGER, sender=BOB)
    reply(world)
    assert [letter.facts["absentee_title"] for letter in world.letters(Letter.PROPOSE_DEPUTY)] == ["Teamleider Incasso", "Verkoop Manager"]
