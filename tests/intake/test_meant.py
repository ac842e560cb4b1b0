"""A tag that is misspelt: its ready link bears the argument that was typed, for whoever is proven to have written it."""

import pytest

from tracker.model import Letter, Reference, State
from tracker.offered import VALID
from tracker.token_forms import action_address
from tracker.tokens import action_token
from world import DESK, MANAGER, NOW, PROVEN, World, mail

on_sqlite = pytest.mark.parametrize("world", ["sqlite"], indirect=True)

LONG_NAME = "Jan van der Lange" + " van der Lange" * 5
TYPED = [
    # the subject, what is offered for which event
    ("#toewijzn Teamleider Incasso", "assign", "Teamleider Incasso", "team_lead_collection"),
    ("#streefdatm 12 mei", "change_target_date", "12 mei", "2026-05-12"),
    (f"#namns {LONG_NAME} <jan@lange.example>", "represent", f"{LONG_NAME} <jan@lange.example>", f"{LONG_NAME} <jan@lange.example>"),
    ("#toewijzn Teamleider Incasso [KL-2026-00001] Uw brief", "assign", "Teamleider Incasso", "team_lead_collection"),
    ("#toewijzn de bakker", "assign", "", ""),  # nobody of that name
    ("#streefdatm 31-2", "change_target_date", "", ""),  # no such day
    ("#toewijzn", "assign", "", ""),
    ("#afsprak Wij bellen u.", "agree", "", ""),  # a text is the mail's, not the link's
]


def offered(world: World, event: str) -> tuple[str, str]:
    (offer,) = [one for one in world.letter(Letter.NOT_DONE).facts["offers"] if one["event"] == event]
    return offer["argument"], offer["canonical"]


@on_sqlite
@pytest.mark.parametrize(("subject", "event", "argument", "canonical"), TYPED)
def test_the_link_bears_what_was_typed_where_that_can_be_read(
    world: World, subject: str, event: str, argument: str, canonical: str
) -> None:
    world.deliver(mail())
    world.order(subject, sender=MANAGER)
    assert offered(world, event) == (argument, canonical)
    assert world.complaint().state == State.REGISTERED


@on_sqlite
@pytest.mark.parametrize(
    ("before", "answered", "proof"),
    [
        pytest.param("", "", "", id="not proven"),
        pytest.param("Re: ", "<elders@klant.example>", PROVEN, id="an answer to a mail that we do not know"),
    ],
)
def test_what_may_be_of_somebody_else_is_in_no_link(world: World, before: str, answered: str, proof: str) -> None:
    world.deliver(mail())
    world.order(f"{before}#toewijzn Teamleider Incasso", sender=MANAGER, In_Reply_To=answered, Authentication_Results=proof)
    assert offered(world, "assign") == ("", "")


@on_sqlite
def test_the_link_does_it(world: World) -> None:
    world.deliver(mail())
    world.order("#toewijzn Teamleider Incasso", sender=MANAGER)
    _, canonical = offered(world, "assign")
    letter, reference = world.letter(Letter.NOT_DONE), Reference(world.complaint().reference)
    token = action_token(world.keyring, letter.id, reference, MANAGER, "assign", canonical, NOW + VALID)
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER, To=action_address(DESK, token) or "", Authentication_Results="")
    assert (world.complaint().state, world.complaint().handler_role) == (State.ASSIGNED, "team_lead_collection")
