"""What `klachten check` says of the logo and of the customer's colour, and that nothing starts with a logo that cannot be shown."""

from pathlib import Path

import pytest
from PIL import Image
from settings_files import added, read

from klachten import wiring
from klachten.check_look import look
from klachten.findings import Verdict
from tracker.errors import CannotStart


@pytest.mark.parametrize(
    ("colour", "verdict", "said"),
    [("#1f4e79", Verdict.FINE, "can be read on white"), ("#ffcc00", Verdict.WARNING, "words and buttons have #876c00")],
)
def test_a_colour_that_is_too_faint_for_words_is_told_with_the_shade_that_they_have(
    colour: str, verdict: Verdict, said: str, tmp_path: Path
) -> None:
    (found,) = look(read(tmp_path, added(f'colour = "{colour}"', "[organisation]")))
    assert (found.verdict, said in found.found) == (verdict, True)


def test_a_logo_that_can_be_shown(tmp_path: Path) -> None:
    Image.new("RGB", (400, 100)).save(tmp_path / "logo.png")
    settings = read(tmp_path, added(f'logo = "{tmp_path}/logo.png"', "[organisation]"))
    _, found = look(settings)
    assert (found.verdict, "400 × 100 pixels" in found.found, "220 × 55" in found.found) == (Verdict.FINE, True, True)
    assert wiring.composer(settings).house.logo is not None


def test_a_logo_that_is_at_fault(tmp_path: Path) -> None:
    settings = read(tmp_path, added(f'logo = "{tmp_path}/logo.png"', "[organisation]"))
    _, found = look(settings)
    assert (found.verdict, "cannot be read" in found.found, "organisation.logo" in found.advice) == (Verdict.FAILURE, True, True)
    with pytest.raises(CannotStart, match=r"logo\.png"):
        wiring.composer(settings)
