"""What one mail asks for in turn, and what is answered late: by whoever its sender is by then, and where the complaint is by then.

Source: docs/procedure.md, Reading tags; docs/mail-rules.md, D10.
"""

from datetime import timedelta

import pytest

from tracker.model import Letter, Reference, Role, State
from tracker.offered import CONFIRM
from tracker.records import Complaint, Held
from tracker.token_forms import action_address
from tracker.tokens import action_token
from world import ALICE, COLLECTOR, DESK, MANAGER, World, mail

AGREEMENT = "Wij sturen u een nieuwe brief."


@pytest.fixture
def agreed(world: World) -> World:
    """Bram and Alice agreed, and she has it in writing."""
    world.deliver(mail())
    world.order("#toewijzen Bram Smit", sender=MANAGER)
    world.order("#afspraak", AGREEMENT)
    world.order("#bevestigd afspraak, per post 2 april")
    assert world.complaint().confirmation == "by_hand"
    return world


IN_TURN = [
    # id, sender, tags, state, handler
    ("handed-over", COLLECTOR, "#toewijzen Eva Bos #opgelost", State.AGREED, Role.TEAM_LEAD_COLLECTION),
    ("solved-first", COLLECTOR, "#opgelost #notitie", State.RESOLVED, Role.TEAM_LEAD_COLLECTION),
    ("given-to-another", MANAGER, "#toewijzen Eva Bos #opgelost", State.AGREED, Role.TEAM_LEAD_COLLECTION),
    ("taken-on", MANAGER, "#toewijzen Manager Operations #opgelost", State.RESOLVED, Role.MANAGER_OPERATIONS),
]


@pytest.mark.parametrize(("sender", "tags", "state", "handler"), [pytest.param(*row[1:], id=row[0]) for row in IN_TURN])
def test_each_step_is_taken_as_whoever_its_sender_is_by_then(agreed: World, sender: str, tags: str, state: State, handler: Role) -> None:
    agreed.order(tags, "Gedaan.", sender=sender)
    complaint = agreed.complaint()
    assert (complaint.state, complaint.handler_role) == (state, handler)
    assert (agreed.answer().letter == Letter.NOT_DONE) is (state is State.AGREED)


def test_who_takes_on_what_they_settle_may_say_that_it_is_solved(world: World) -> None:
    world.deliver(mail())
    world.order("#afspraak #opgelost", AGREEMENT, sender=MANAGER)
    assert (world.complaint().state, [held.because for held in world.rows(Held)]) == (State.AGREED, ["intention"])


def test_a_question_about_a_complaint_that_became_part_of_another_is_answered_there(world: World) -> None:
    for _ in range(2):
        world.deliver(mail(subject=f"Klacht {len(world.complaints())}"))
    first, second = world.complaints()
    for complaint in (first, second):
        world.order("#toewijzen Bram Smit", sender=MANAGER, complaint=complaint)
    world.order("#afspraak", AGREEMENT, complaint=second, Authentication_Results="")
    asked, held = world.letter(Letter.IS_IT_YOU), world.newest(Held)
    world.order(f"#samenvoegen {first.reference}", sender=MANAGER, complaint=second)
    expires_at = world.clock.now() + timedelta(days=1)
    token = action_token(world.keyring, asked.id, Reference(second.reference), COLLECTOR, CONFIRM, str(held.id), expires_at)
    for _ in range(2):
        world.order("Ja", complaint=second, To=str(action_address(DESK, token)), Authentication_Results="")
    stays, part = world.rows(Complaint)
    assert (stays.state, stays.agreement, part.state) == (State.AGREED, AGREEMENT, State.CLOSED)
    assert [letter.recipient for letter in world.letters(Letter.CONFIRMATION)] == [ALICE]
