"""Whatever somebody wrote, the letters that follow have our fields, say our facts, and give nothing of it away.

Source: docs/mail-rules.md, D12, R-ACK-09 to R-ACK-15, R-SMTP-03, R-SMTP-05, A08 and A15.
"""

import base64
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sent import assert_sound, reading, words_of, written
from steady import STEADY

from intake.addresses import read_sender
from intake.incoming import IncomingMail
from intake.parse import parse_with_files
from outbound.compose import Enclosure, LetterOwed
from outbound.samples import SAMPLES
from outbound.shown import one_line, quoted_lines
from tracker.dates import short_words_of_day, words_of_day
from tracker.letters import LETTERS, Audience
from tracker.model import Language, Letter
from world import ALICE, COMPOSER, DESK, MANAGER, World, mail

LONGEST_ACKNOWLEDGEMENT = 4096  # bytes that are seen
INJECTIONS = (
    "\r\nBcc: evil@evil.example",
    "\r\n\r\n<b>x</b>",
    "\r.\r",
    "\n.\nQUIT\n",
    "\0",
    "\u2028X: y",
    "{{7*7}}",
    "=?utf-8?q?=0D=0AX:_y?=",
    "> ",
    "~~~~~~~~",
)
SAID = st.lists(st.text(max_size=40) | st.sampled_from(INJECTIONS), max_size=6).map("".join)


def encoded(text: str) -> str:
    """Return `text` as an encoded word, by which anything can stand in a header."""
    return f"=?utf-8?b?{base64.b64encode(text.encode('utf-8', 'surrogatepass')).decode()}?="


def one_gram_of_five(text: str) -> Iterator[str]:
    """Yield every five words that stand together."""
    words = words_of(text)
    yield from (" ".join(words[start : start + 5]) for start in range(len(words) - 4))


@STEADY
@given(subject=SAID, name=SAID, text=SAID, message_id=SAID, file_name=SAID, bare=st.booleans())
def test_every_letter_about_any_complaint_has_exactly_our_fields(
    roomy: World, subject: str, name: str, text: str, message_id: str, file_name: str, *, bare: bool
) -> None:
    part = f'--g\r\nContent-Disposition: attachment; filename="{encoded(file_name)}"\r\n\r\nx\r\n'
    body = f"--g\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n{part}--g--\r\n".encode("utf-8", "surrogatepass")
    told = {
        "From": f"{encoded(name)} <{ALICE}>",
        "subject": subject.encode("ascii", "ignore").decode() if bare else encoded(subject),
        "Message_ID": f"<{message_id.encode('ascii', 'ignore').decode()}@mail.example>",
        "Content_Type": 'multipart/mixed; boundary="g"',
    }
    roomy.deliver(mail(body, **told))
    for envelope in written(roomy, roomy.complaints()[-1]):
        letter = assert_sound(envelope)
        assert envelope.recipient in {ALICE, MANAGER}
        if envelope.recipient == ALICE:
            shown = reading(letter, "plain")
            assert len(shown.encode()) < LONGEST_ACKNOWLEDGEMENT
            ours = " ".join(words_of(f"{letter['Subject']} {shown} {reading(letter, 'html')}"))
            assert [five for told_text in (subject, name, text, file_name) for five in one_gram_of_five(told_text) if five in ours] == []


def test_five_words_that_stand_together_are_found() -> None:
    assert list(one_gram_of_five("een twee, drie\nvier vijf zes")) == ["een twee drie vier vijf", "twee drie vier vijf zes"]


EVERY = [(letter, language, facts) for letter, facts in SAMPLES for language in LETTERS[letter].languages]


def as_owed(letter: Letter, language: Language, facts: dict[str, Any], enclosures: tuple[Enclosure, ...] = ()) -> LetterOwed:
    return LetterOwed(
        letter=letter,
        language=language,
        sender=("Voorbeeld, klachten", DESK),
        recipient=ALICE,
        to=(ALICE,),
        message_id="<l1.kl-2026-00042.token@voorbeeld.nl>",
        at=datetime(2026, 4, 2, 7, 0, tzinfo=UTC),
        facts=facts,
        loop_token="1-token",
        in_reply_to="<een@mail.example>",
        references=("<nul@mail.example>",),
        enclosures=enclosures,
    )


def days_in(facts: dict[str, Any]) -> Iterator[date]:
    """Yield every day that the facts name themselves."""
    untold = {name for name, needless in (("removal_date", "removed_at_once"), ("assign_before_date", "handler")) if facts.get(needless)}
    yield from (date.fromisoformat(value) for name, value in facts.items() if name.endswith("_date") and value and name not in untold)


def told(facts: dict[str, Any], language: Language) -> Iterator[tuple[str, ...]]:
    """Yield what the letter must say of each fact, as the spellings of which one must stand in it."""
    yield from ((words_of_day(day, language), short_words_of_day(day, language)) for day in days_in(facts))
    for name in (
        "reference",
        "nature",
        "suggested_handler",
        "recipient",
        "signer_name",
        "signer_telephone",
        "unreadable_why",
    ):
        if facts.get(name) and not (name == "suggested_handler" and facts.get("handler")):  # it is assigned already
            yield (str(facts[name]),)
    if facts.get("signer_title"):
        yield (facts["signer_title"][language],)
    for name in ("sender_name", "sender_address", "subject"):
        if facts.get(name) and not ("later" in facts and name.startswith("sender")):  # the assignment names the complainant alone
            yield (one_line(str(facts[name])),)
    yield from ((one_line(one["name"]),) for one in facts.get("attachments", ()))
    yield from ((one["reference"],) for one in facts.get("complaints", ()))


def squeezed(text: str) -> str:
    return "".join(text.split())


def quotes_a_stranger(letter: Letter, facts: dict[str, Any]) -> bool:
    return LETTERS[letter].audience is Audience.STAFF and "text" in facts


def read_again(letter: Letter, language: Language, facts: dict[str, Any], enclosures: tuple[Enclosure, ...] = ()) -> IncomingMail:
    """Compose a letter, read it as any mail, and hold that it says all and only what it was told."""
    read, files = parse_with_files(COMPOSER.compose(as_owed(letter, language, facts, enclosures)))
    sender = read_sender(read.all("From"))
    assert (sender.address, sender.name, sender.trusted, read.ambiguous) == (DESK, "Voorbeeld, klachten", True, False)
    assert (read.all("To"), read.message_id) == ((ALICE,), "<l1.kl-2026-00042.token@voorbeeld.nl>")
    assert (read.in_reply_to, read.references) == (("<een@mail.example>",), ("<nul@mail.example>", "<een@mail.example>"))
    assert read.all("Auto-Submitted") == (str(LETTERS[letter].origin(answers=True)),)
    assert squeezed(read.subject) == squeezed(COMPOSER.subject(letter, language, facts))
    said = squeezed(read.text + read.subject)
    assert [spellings for spellings in told(facts, language) if not any(squeezed(one) in said for one in spellings)] == []
    assert files == tuple(one.data for one in enclosures)
    return read


OURS = [case for case in EVERY if case[0] is not Letter.REPORT and not quotes_a_stranger(case[0], case[2])]
"""A report tells the sum of its facts, and most of them in its workbook alone."""
QUOTING = [case for case in EVERY if quotes_a_stranger(case[0], case[2])]


@pytest.mark.parametrize("case", OURS, ids=lambda case: f"{case[0]}-{case[1]}")
def test_what_was_composed_is_read_again(case: tuple[Letter, Language, dict[str, Any]]) -> None:
    read_again(*case)


@pytest.mark.parametrize("case", QUOTING, ids=lambda case: f"{case[0]}-{case[1]}")
@STEADY
@given(name=SAID, subject=SAID, text=SAID, file_name=SAID, data=st.binary(max_size=60))
def test_what_a_stranger_wrote_is_set_apart(
    case: tuple[Letter, Language, dict[str, Any]], name: str, subject: str, text: str, file_name: str, data: bytes
) -> None:
    letter, language, sample = case
    file = {"name": file_name, "size": len(data), "enclosed": True}
    facts: dict[str, Any] = sample | {"sender_name": name, "subject": subject, "text": text, "attachments": [file]}
    read = read_again(letter, language, facts, (Enclosure(file_name, "application/pdf", data),))
    quoted = [line.removeprefix(">").strip() for line in read.text.splitlines() if line.startswith(">")]
    ours = [str(facts[name]) for name in ("note", "words") if facts.get(name)]
    ours += [one["text"] for one in facts.get("later", ())] + [one["words"] for one in facts.get("so_far", ()) if one["words"]]
    expected = [squeezed("".join(quoted_lines(one))) for one in (*ours, text)]
    said = squeezed("".join(quoted))
    assert [one for one in expected if one not in said] == []
    assert ours or said == expected[0], "nothing else is set apart"
