"""A token does its work once, whoever asks at the same time; links that somebody outside may have seen do nothing."""

from contextlib import suppress
from datetime import timedelta

from tracker.house_records import SpentToken
from tracker.model import Letter
from tracker.records import LetterOwed
from tracker.spending import is_spent, is_void, spend, void_links
from tracker.store import Store
from world import NOW, World, in_processes, mail

TOKEN = "a-7-29583360-" + "aa" + "b" * 26
OTHER = "a-7-29583360-" + "aa" + "c" * 26
LATER = NOW + timedelta(hours=1)


def owe(world: World) -> int:
    """Let a complaint come in; return the id of the letter to Manager Operations."""
    world.deliver(mail())
    return world.letter(Letter.NEW_COMPLAINT).id


def spent_in(world: World, token: str, letter_id: int = 7) -> bool:
    with world.store.unit() as session:
        return spend(session, token, letter_id, LATER)


def test_a_token_is_used_once(world: World) -> None:
    with world.store.reading() as session:
        assert not is_spent(session, TOKEN)
    assert [spent_in(world, TOKEN), spent_in(world, TOKEN), spent_in(world, OTHER)] == [True, False, True]
    with world.store.reading() as session:
        assert is_spent(session, TOKEN)
        assert is_spent(session, OTHER)
    assert [(row.token, row.letter_id, row.spent_at) for row in world.rows(SpentToken)] == [(TOKEN, 7, LATER), (OTHER, 7, LATER)]


def test_a_token_in_capitals_or_folded_is_the_same_token(world: World) -> None:
    assert spent_in(world, TOKEN)
    assert not spent_in(world, TOKEN.upper())
    assert not spent_in(world, f" {TOKEN[:20]}\r\n\t{TOKEN[20:]} ")
    with world.store.reading() as session:
        assert is_spent(session, TOKEN.upper())


def test_what_is_rolled_back_was_not_used(world: World) -> None:
    with suppress(ZeroDivisionError), world.store.unit() as session:
        assert spend(session, TOKEN, 7, NOW)
        raise ZeroDivisionError
    assert spent_in(world, TOKEN)


def _spend(_turn: int, url: str) -> int:
    store = Store(url)
    used = 0
    for number in range(40):
        with store.unit() as session:
            used += spend(session, f"{TOKEN}{number}", 7, NOW)
    store.close()
    return used


def test_of_three_processes_with_the_same_tokens_one_uses_each(world: World) -> None:
    assert sum(in_processes(3, _spend, world.store.url.render_as_string(hide_password=False))) == 40
    assert len(world.rows(SpentToken)) == 40


def test_links_become_void_once_and_stay_so(world: World) -> None:
    letter_id = owe(world)
    with world.store.unit() as session:
        assert not is_void(session, letter_id)
        void_links(session, [letter_id, 999], NOW)
        assert is_void(session, letter_id)
        void_links(session, [letter_id], LATER)
        void_links(session, [], LATER)
    assert {row.id: row.links_void_at for row in world.rows(LetterOwed) if row.links_void_at} == {letter_id: NOW}


def test_the_links_of_a_letter_that_is_gone_are_void(world: World) -> None:
    with world.store.reading() as session:
        assert is_void(session, 999)
