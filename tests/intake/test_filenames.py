"""Whatever a stranger called it, the name can be saved anywhere and leads nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.filenames import LONGEST, clean_name


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("factuur.pdf", "factuur.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\nota.doc", "nota.doc"),
        ("a\0b.txt", "ab.txt"),
        ("exe.\u202efdp", "exe.fdp"),
        ("\u200b.htaccess", "htaccess"),
        ("CON", "_CON"),
        ("lpt1.txt", "_lpt1.txt"),
        ("nota<1>|?*.pdf", "nota_1____.pdf"),
        ("nota.txt:verborgen", "nota.txt_verborgen"),
        ("Re: klacht.eml", "Re: klacht.eml"),
        ("  nota.pdf. ", "nota.pdf"),
        ("twee\r\nregels.txt", "twee regels.txt"),
        ("ｎｏｔａ．ｐｄｆ", "nota.pdf"),
        ("Größe – €.xlsx", "Größe – €.xlsx"),
    ],
)
def test_names(told: str, name: str) -> None:
    assert clean_name(told, "application/octet-stream", 1) == name


@pytest.mark.parametrize(
    ("told", "media_type", "number", "name"),
    [
        ("", "application/pdf", 1, "bijlage.pdf"),
        ("..", "application/pdf", 3, "bijlage-3.pdf"),
        ("/", "image/jpeg", 1, "image.jpg"),
        ("", "message/rfc822", 2, "bijlage-2.eml"),
        ("", "message/delivery-status", 1, "delivery-status.txt"),
        ("", "x/../../y", 1, "bijlage.bin"),
    ],
)
def test_what_has_no_name_is_given_one(told: str, media_type: str, number: int, name: str) -> None:
    assert clean_name(told, media_type, number) == name


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("x" * 4096 + ".pdf", "application/pdf", 1)
    assert len(name) <= LONGEST
    assert clean_name("x" * 200 + ".pdf", "application/pdf", 1).endswith(".pdf")
    assert len(clean_name("x" * 200 + "." + "y" * 100, "application/pdf", 1)) == LONGEST


@given(st.text(max_size=300))
def test_any_name_is_a_base_name(told: str) -> None:
    name = clean_name(told, "application/pdf", 1)
    assert name
    assert len(name) <= LONGEST
    assert not set(name) & set('/\\<>"|?*\0\n\r')
    assert not name.startswith(".")
