"""What in a mail points to a complaint: our own signatures wherever they stand, ids in their order, references in one's own words."""

from pathlib import Path

import pytest

from intake.incoming import IncomingMail
from intake.pointers import AT_MOST, REFERENCES_AT_MOST, answered, letters_of_addresses, letters_of_ids, references
from tracker.keys import Keyring, open_keyring
from tracker.tokens import bounce_local_part, thread_message_id

DOMAINS = ("voorbeeld.nl", "elders.example")


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return open_keyring(tmp_path / "keys")


def mail(*headers: tuple[str, str], **read: object) -> IncomingMail:
    return IncomingMail("0" * 64, 0, headers=headers, **read)  # type: ignore[arg-type]  # whatever a test sets


PLACES = [
    # id, the field, how it is written around the address, found
    ("to", "To", "{}", True),
    ("to-with-name", "To", "Klachten <{}>", True),
    ("to-quoted-name", "To", '"Klachten, Voorbeeld" <{}>', True),
    ("among-others", "To", "bob@post.example, <{}>;x@post.example", True),
    ("cc", "Cc", "Klachten ({})", True),
    ("delivered-to", "delivered-to", "{}", True),
    ("original-to", "X-Original-To", "<{}>", True),
    ("envelope-to", "ENVELOPE-TO", "{}", True),
    ("from", "From", "{}", False),
    ("reply-to", "Reply-To", "{}", False),
    ("references", "References", "<{}>", False),
    ("subject", "Subject", "{}", False),
    ("inside-a-word", "To", "x{}", False),
]


@pytest.mark.parametrize(("field", "written", "found"), [pytest.param(*row[1:], id=row[0]) for row in PLACES])
def test_an_address_of_a_letter_of_ours_is_found_where_mail_comes_to(keyring: Keyring, field: str, written: str, *, found: bool) -> None:
    address = f"{bounce_local_part(keyring, 'klachten', 7)}@voorbeeld.nl"
    for spelling in (address, address.upper()):
        assert letters_of_addresses(mail((field, written.format(spelling))), keyring) == ((7,) if found else ())


def test_what_others_write_after_a_plus_is_none_of_ours(keyring: Keyring) -> None:
    ours = bounce_local_part(keyring, "klachten", 7)
    for local in ("klachten+b-7", "klachten+nieuws", ours.replace("b-7", "b-8"), "+", f"{ours}+x"):
        assert letters_of_addresses(mail(("To", f"{local}@voorbeeld.nl")), keyring) == ()


def test_each_letter_is_told_once_and_a_flood_is_not_read_to_its_end(keyring: Keyring) -> None:
    ours = [f"{bounce_local_part(keyring, 'klachten', number)}@voorbeeld.nl" for number in (3, 1, 3)]
    assert letters_of_addresses(mail(("To", ours[0]), ("Delivered-To", ", ".join(ours))), keyring) == (3, 1)
    flood = ", ".join([f"x+{number}@post.example" for number in range(AT_MOST)] + ours)
    assert letters_of_addresses(mail(("To", flood)), keyring) == ()


def test_ids_of_ours_are_found_in_the_order_of_the_ids(keyring: Keyring) -> None:
    ours = [thread_message_id(keyring, None, number, domain) for number, domain in ((5, DOMAINS[0]), (4, DOMAINS[1]), (6, "x.example"))]
    assert letters_of_ids(["<a@post.example>", *ours, ours[0]], keyring, DOMAINS) == (5, 4)


def test_a_mail_answers_the_nearest_first() -> None:
    assert answered(mail(in_reply_to=("<c@x>",), references=("<a@x>", "<b@x>", "<c@x>"))) == ("<c@x>", "<b@x>", "<a@x>")
    assert answered(mail()) == ()


REFERENCES = [
    # id, subject, text, new text, in the subject, in the text alone
    ("none", "Klacht", "KL-2026-00001 staat in het citaat", "", (), ()),
    ("subject", "Re: [KL-2026-00002]", "", "", ("KL-2026-00002",), ()),
    ("text", "Vraag", "", "over kl 2026 3", (), ("KL-2026-00003",)),
    ("both", "KL-2026-2", "", "KL-2026-00002 en KL-2026-00003", ("KL-2026-00002",), ("KL-2026-00003",)),
]


@pytest.mark.parametrize(
    ("subject", "text", "new_text", "in_subject", "in_text"), [pytest.param(*row[1:], id=row[0]) for row in REFERENCES]
)
def test_references_are_read_in_the_subject_and_in_ones_own_words(
    subject: str, text: str, new_text: str, in_subject: tuple[str, ...], in_text: tuple[str, ...]
) -> None:
    assert references(mail(subject=subject, text=text, new_text=new_text), "KL") == (in_subject, in_text)


def test_of_many_references_the_first_are_read() -> None:
    subject, text = (" ".join(f"KL-{year}-{number:05}" for number in range(1, 100)) for year in (2026, 2025))
    assert [len(some) for some in references(mail(subject=subject, new_text=text), "KL")] == [REFERENCES_AT_MOST] * 2
