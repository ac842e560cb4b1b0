"""The customer's logo: which file is one, how large it is shown, and in which letters it stands."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from letter_world import HOUSE, NINE, Page, owed, parsed, part, sample
from PIL import Image

from outbound.compose import BUILT_IN, Composer
from outbound.logo import MOST_BYTES, Logo, read_logo
from outbound.printed import printed
from tracker.errors import CannotStart
from tracker.model import Language, Letter


def picture(mode: str = "RGB", size: tuple[int, int] = (400, 100), kind: str = "PNG") -> bytes:
    held = io.BytesIO()
    image = Image.new(mode, size)
    image.save(held, kind, save_all=kind == "MPO", append_images=[image] if kind == "MPO" else [])
    return held.getvalue()


def turned(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return noted(exif.tobytes(), "JPEG")


def noted(exif: bytes, kind: str) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (400, 100)).save(held, kind, exif=exif)
    return held.getvalue()


def moving() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (400, 100)).save(held, "PNG", save_all=True, append_images=[Image.new("RGB", (400, 100), "red")])
    return held.getvalue()


def lying(folder: Path, data: bytes) -> Path:
    file = folder / "logo.png"
    file.write_bytes(data)
    return file


GOOD = [
    # id, its bytes, its type
    ("png", picture(), "image/png"),
    ("transparent", picture("RGBA"), "image/png"),
    ("palette", picture("P"), "image/png"),
    ("grey jpeg", picture("L", kind="JPEG"), "image/jpeg"),
    ("jpeg", picture(kind="JPEG"), "image/jpeg"),
    ("jpeg of a camera held upright", turned(1), "image/jpeg"),
    ("jpeg of a camera", picture(kind="MPO"), "image/jpeg"),
]


@pytest.mark.parametrize(("data", "kind"), [pytest.param(*row[1:], id=row[0]) for row in GOOD])
def test_a_png_or_jpeg_is_a_logo_whatever_its_name(data: bytes, kind: str, tmp_path: Path) -> None:
    assert read_logo(lying(tmp_path, data)) == Logo(data, kind, 400, 100)


BAD = [
    # id, its bytes, what is said
    ("empty", b"", "not a whole picture"),
    ("text", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a whole picture"),
    ("gif", picture("P", kind="GIF"), "not a whole picture"),
    ("half", picture("RGB", (1500, 1500))[:200], "not a whole picture"),
    ("cmyk", picture("CMYK", kind="JPEG"), "printing press"),
    ("turned", turned(6), "turn it upright"),
    ("a note cut short", noted(b"Exif\0\0II*\0", "PNG"), "not a whole picture"),
    ("moving", moving(), "keep one picture"),
    ("large", picture() + b"\0" * MOST_BYTES, "larger than 64 kB"),
    ("a dot", picture(size=(1, 1)), "1 × 1 pixels"),
    ("a wall", picture(size=(2001, 100)), "2001 × 100 pixels"),
]


@pytest.mark.parametrize(("data", "said"), [pytest.param(*row[1:], id=row[0]) for row in BAD])
def test_what_is_no_logo_is_named_with_what_to_do(data: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match=said) as told:
        read_logo(lying(tmp_path, data))
    assert str(tmp_path / "logo.png") in str(told.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="cannot be read"):
        read_logo(tmp_path / "logo.png")


@pytest.mark.parametrize(
    ("size", "shown"), [((400, 100), (220, 55)), ((100, 50), (100, 50)), ((100, 1000), (6, 56)), ((2000, 16), (220, 2))]
)
def test_it_is_shown_in_proportion_and_never_larger_than_it_is(size: tuple[int, int], shown: tuple[int, int]) -> None:
    assert Logo(b"", "image/png", *size).shown == shown


SHOWN = [(Letter.CONFIRMATION, True), (Letter.REPORT, True), (Letter.ACKNOWLEDGEMENT, False), (Letter.NEW_COMPLAINT, False)]


@pytest.mark.parametrize(("letter", "is_shown"), SHOWN)
def test_it_goes_along_with_letters_to_complainants_and_reports(letter: Letter, *, is_shown: bool) -> None:
    """But for the acknowledgement: docs/mail-rules.md, R-ACK-14."""
    logo = Logo(picture(), "image/png", 400, 100)
    read = parsed(Composer(replace(HOUSE, logo=logo)).compose(owed(letter, sample(letter))))
    elements = Page(part(read, "html")).elements
    images = [(one["src"], one["alt"], one["width"], one["height"]) for tag, one in elements if tag == "img"]
    held = [(one["Content-ID"], one.get_content()) for one in read.walk() if one["Content-ID"]]
    assert (("cid:logo@klachten", HOUSE.name, "220", "55") in images) is is_shown
    assert (("<logo@klachten>", logo.data) in held) is is_shown
    assert any(one.get("class") == "from" for _, one in elements) is (letter is Letter.ACKNOWLEDGEMENT), (
        "its name, where a letter has no logo"
    )


GROUND = "<body><p style=\"background: url('cid:logo@klachten')\"></p>"


@pytest.mark.parametrize(("ground", "carried_to"), [("<body>", {Letter.REPORT}), (GROUND, {Letter.REPORT, Letter.CONFIRMATION})])
def test_a_layout_without_it_does_not_carry_it(ground: str, carried_to: set[Letter], tmp_path: Path) -> None:
    layout = (BUILT_IN / "layout.html").read_text("utf-8").replace("{% if logo %}", "{% if logo and not to_complainant %}")
    assert "<body>" in layout
    (tmp_path / "layout.html").write_text(layout.replace("<body>", ground), "utf-8")
    house = replace(HOUSE, logo=Logo(picture(), "image/png", 400, 100))
    for letter in (Letter.CONFIRMATION, Letter.REPORT):
        read = parsed(Composer(house, tmp_path).compose(owed(letter, sample(letter))))
        assert any(one["Content-ID"] for one in read.walk()) is (letter in carried_to)


@pytest.mark.parametrize("make", [picture, lambda: picture("RGBA"), lambda: picture(kind="JPEG")])
def test_it_stands_on_paper_as_well(make: Callable[[], bytes]) -> None:
    said = Composer(HOUSE).said(Letter.CONFIRMATION, Language.DUTCH, sample(Letter.CONFIRMATION))
    house = replace(HOUSE, logo=Logo(make(), "image/png", 400, 100))
    with pypdfium2.PdfDocument(printed(house, said, "KL-2026-00042", "Truus Wolters", None, NINE)) as pdf:
        (image,) = pdf[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
        left, bottom, right, top = (side * 25.4 / 72 for side in image.get_bounds())
        assert (round(left), round(297 - top), round(right - left), round(top - bottom)) == (25, 9, 56, 14)
