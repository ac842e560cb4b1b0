"""What was written as a paragraph is one line again."""

import pytest

from intake.flowed import join_flowed


@pytest.mark.parametrize(
    ("text", "delete_space", "joined"),
    [
        pytest.param("een \ntwee\ndrie", False, "een twee\ndrie", id="soft-end"),
        pytest.param("aan \neen", True, "aaneen", id="delsp"),
        pytest.param("tekst\n-- \nJan", False, "tekst\n-- \nJan", id="signature"),
        pytest.param("> oud \n> meer\nnieuw", False, "> oud meer\nnieuw", id="quote"),
        pytest.param("> oud \n>> ouder", False, "> oud \n>> ouder", id="other-depth"),
        pytest.param(" van ver\n >geen citaat", False, "van ver\n>geen citaat", id="stuffed"),
        pytest.param("einde ", False, "einde ", id="soft-last-line"),
        pytest.param(">\n> x", False, ">\n> x", id="empty-quote"),
        pytest.param("", False, "", id="nothing"),
    ],
)
def test_joining(text: str, joined: str, *, delete_space: bool) -> None:
    assert join_flowed(text, delete_space=delete_space) == joined
