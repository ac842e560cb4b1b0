"""Whatever a stranger called it, the name can be saved anywhere and leads nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.filenames import LONGEST, clean_name, distinct


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
        ("Factuur 2026/12.pdf", "Factuur 2026-12.pdf"),
        ("map/../../passwd", "passwd"),
        ("./nota.pdf", "nota.pdf"),
        ("~/nota.pdf", "nota.pdf"),
        ("a/b\\c.pdf", "c.pdf"),
        ('"nota.pdf', "nota.pdf"),
        ("'nota maart.pdf'", "nota maart.pdf"),
        ("foto's.zip", "foto's.zip"),
        ("''nota.pdf''", "nota.pdf"),
        ("C: .", "C_"),
        ("C: nota.pdf", "C_ nota.pdf"),
    ],
)
def test_names(told: str, name: str) -> None:
    assert clean_name(told, "application/octet-stream") == name


@pytest.mark.parametrize(
    ("told", "media_type", "name"),
    [
        ("", "application/pdf", "bijlage.pdf"),
        ("..", "application/pdf", "bijlage.pdf"),
        ("/", "image/jpeg", "image.jpg"),
        ('"', "image/jpg", "image.jpg"),
        ("", "text/html", "document.html"),
        ("", "message/rfc822", "mail.eml"),
        ("", "text/calendar", "calendar.ics"),
        ("", "message/delivery-status", "delivery-status.txt"),
        ("", "application/pkcs7-signature", "smime.p7s"),
        ("", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "bijlage.docx"),
        ("", "x/../../y", "bijlage.bin"),
        ("'" * 900 + "nota.pdf" + "'" * 900, "application/pdf", "bijlage.pdf"),
    ],
)
def test_what_has_no_name_is_given_one(told: str, media_type: str, name: str) -> None:
    assert clean_name(told, media_type) == name


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["a.pdf", "b.pdf"], ["a.pdf", "b.pdf"]),
        (["foto.jpg", "foto.jpg", "FOTO.JPG"], ["foto.jpg", "foto1.jpg", "FOTO2.JPG"]),
        (["foto.jpg", "foto1.jpg", "foto.jpg"], ["foto.jpg", "foto1.jpg", "foto2.jpg"]),
        (["nota 2026.pdf"] * 2, ["nota 2026.pdf", "nota 2026-1.pdf"]),
        (["leesmij"] * 2, ["leesmij", "leesmij1"]),
        (["v. " + "x" * 30] * 2, ["v. " + "x" * 30, "v. " + "x" * 30 + "1"]),
    ],
)
def test_no_two_files_of_a_mail_have_one_name(names: list[str], told: list[str]) -> None:
    assert list(distinct(names)) == told


@given(st.lists(st.sampled_from(["a", "a1", "a2", "A", "a.b", "a1.b", "x" * LONGEST, "x" * (LONGEST - 1) + "1"]), max_size=40))
def test_distinct_names_stay_names(names: list[str]) -> None:
    told = distinct(names)
    assert len({name.casefold() for name in told}) == len(names)
    assert all(0 < len(name) <= LONGEST for name in told)


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("x" * 4096 + ".pdf", "application/pdf")
    assert len(name) <= LONGEST
    assert clean_name("x" * 200 + ".pdf", "application/pdf").endswith(".pdf")
    assert len(clean_name("x" * 200 + "." + "y" * 100, "application/pdf")) == LONGEST


@given(st.text(max_size=300))
def test_any_name_is_a_base_name(told: str) -> None:
    name = clean_name(told, "application/pdf")
    assert name
    assert len(name) <= LONGEST
    assert not set(name) & set('/\\<>"|?*\0\n\r')
    assert not name.startswith(".")
