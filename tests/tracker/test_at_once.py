"""A new complaint goes to its handler at once where the customer chose so, and where nothing says that a person should look first."""

from datetime import date, timedelta

import pytest

from scene.letters import Received
from tracker.ledger import MailClass
from tracker.model import Acknowledgement, Letter, Role, State
from tracker.people import Deputy, People
from world import ALICE, COLLECTOR, MANAGER, PEOPLE, PROVEN, RULES, World, mail

COSTS = "De incassokosten zijn te hoog."
TODAY = date(2026, 4, 2)
AWAY = Deputy("Carla Visser", TODAY, TODAY + timedelta(days=7))


def without(role: Role) -> People:
    return People(tuple(person for person in PEOPLE.everybody if person.role is not role))


@pytest.fixture
def house(world: World) -> World:
    world.settle(auto_assign=True)
    return world


def test_it_goes_to_whom_its_nature_suggests_and_manager_operations_is_told_to_whom(house: World) -> None:
    house.deliver(mail(COSTS))
    complaint = house.complaint()
    assert (complaint.state, complaint.handler_role) == (State.ASSIGNED, Role.TEAM_LEAD_COLLECTION)
    assert house.journal() == [("arrives", "complainant"), ("assign", "system")]
    assert house.owed() == [(Letter.ACKNOWLEDGEMENT, ALICE), (Letter.ASSIGNMENT, COLLECTOR), (Letter.NEW_COMPLAINT, MANAGER)]
    told, given = house.letter(Letter.NEW_COMPLAINT).facts, house.letter(Letter.ASSIGNMENT).facts
    assert (told["handler"], told["state"]) == ("Teamleider Incasso (Bram Smit)", "assigned")
    assert (given["assigned_by"], str(given["text"]).strip()) == ("Het programma", COSTS)


def test_both_letters_say_what_happened(house: World) -> None:
    house.deliver(mail(COSTS))
    sent = {envelope.recipient: Received(envelope.raw) for envelope in house.send()}
    assert sent[MANAGER].subject == "[KL-2026-00001] Lezen: toegewezen aan Teamleider Incasso (Bram Smit)"
    assert "Die is vanzelf toegewezen aan Teamleider Incasso (Bram Smit)." in sent[MANAGER].text
    assert "Het programma gaf u deze klacht" in sent[COLLECTOR].text
    assert COSTS in sent[COLLECTOR].text


def test_manager_operations_can_give_it_to_somebody_else(house: World) -> None:
    house.deliver(mail(COSTS))
    house.order("#toewijzen Verkoop Manager", sender=MANAGER)
    assert house.complaint().handler_role == Role.SALES_MANAGER


def test_what_an_employee_enters_goes_too_though_receipt_is_confirmed_by_hand(house: World) -> None:
    entered = mail(f"Naam: Jan Bakema\n\n{COSTS}", sender=COLLECTOR, subject="#nieuw", Authentication_Results=PROVEN)
    house.deliver(entered)
    complaint = house.complaint()
    assert (complaint.state, complaint.acknowledgement) == (State.ASSIGNED, Acknowledgement.WITHHELD)


HELD_BACK: list[tuple[str, str, dict[str, object]]] = [
    ("switched-off", COSTS, {"auto_assign": False}),
    ("nothing-found", "Hallo, bel mij.", {}),
    ("a-threat", f"{COSTS} Ik maak er een eind aan.", {}),
    ("perhaps-none", "Ik wil graag een betalingsregeling.", {"subject": "regeling"}),
    ("names-the-handler", f"{COSTS} Bram Smit hing op.", {}),
    ("names-another", f"{COSTS} Mevrouw Visser hing op.", {}),
    ("names-a-function", f"{COSTS} De Teamleider Incasso hing op.", {}),
    ("vacant", COSTS, {"people": without(Role.TEAM_LEAD_COLLECTION)}),
    ("away", COSTS, {"people": PEOPLE.with_deputies({Role.TEAM_LEAD_COLLECTION: AWAY})}),
]


@pytest.mark.parametrize(("text", "changes"), [pytest.param(*row[1:], id=row[0]) for row in HELD_BACK])
def test_a_person_decides(house: World, text: str, changes: dict[str, object]) -> None:
    subject = str(changes.get("subject", "Klacht"))
    house.settle(**{name: value for name, value in changes.items() if name != "subject"})
    assert house.deliver(mail(text, subject=subject)) is MailClass.COMPLAINT
    assert house.complaint().state == State.REGISTERED
    assert house.letters(Letter.ASSIGNMENT) == []


def test_what_waits_for_a_person_to_confirm_it_waits_for_them_to_assign_it(house: World) -> None:
    house.deliver(mail(COSTS), backlog=True)
    assert house.complaint().state == State.REGISTERED


def test_by_default_manager_operations_decides() -> None:
    assert RULES.auto_assign is False
