"""The scanners of the intake, each with what it promises of any input.

Each takes the bytes that the fuzzer made, gives them to one scanner as the intake
does, and looks at the answer. Rule: what it says here is a promise of the scanner's
own docstring, or of docs/mail-rules.md; an `AssertionError` is a find as much as any
other exception.
"""

import re
from collections import Counter
from email import errors, policy

from intake.addresses import MAX_NAME, compare_form, display, read_sender
from intake.authentication import Trust, authenticate, read_results, received_by
from intake.bodies import LONGEST_TEXT
from intake.bounces import read_bounce
from intake.bounds import ALL_HEADERS_OCTETS, HEADER_LINES, Budget, read_block
from intake.charsets import decode_field, decode_text, decode_words
from intake.consent import read_consent
from intake.filenames import LONGEST as LONGEST_NAME
from intake.filenames import clean_name, distinct
from intake.forwards import find_forwarded
from intake.html import LINKS_AT_MOST, LONGEST_LINK, mail_links, text_of_html, without_tags
from intake.incoming import IncomingMail
from intake.noticed import notice
from intake.own_mail import recipients
from intake.parse import parse
from intake.quotes import take_apart
from intake.tag_arguments import Known
from intake.tags import read_tags
from intake.text import clean_line, clean_text
from intake.tnef import open_winmail
from outbound.message import folded, identifiers, proven
from tracker.employees import accused, named
from tracker.natures import DEFAULT_NATURES, suggest
from tracker.reference import find_references
from world import NOW, PEOPLE

OWN_HOST = "mx.voorbeeld.nl"
BY_ID = Trust("authserv-id", OWN_HOST, frozenset({OWN_HOST}))
BY_MICROSOFT = Trust("microsoft365", None, frozenset({OWN_HOST}), frozenset({"voorbeeld.nl"}))
FOREIGN = ("Received", "from evil.example by relay.evil.example with SMTP; Thu, 2 Apr 2026 09:00:00 +0200")

_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>", re.ASCII)
_SHORT = 300
"""Characters of a From field that the standard library is asked about; it takes quadratic time."""


def block(data: bytes) -> None:
    """Read the headers: within the limits, and no value can break out of its field (R-LIM-01)."""
    read = read_block(data, 0, len(data), Budget())
    assert 0 <= read.end <= len(data)
    assert len(read.fields) <= HEADER_LINES
    assert sum(len(value) for _, value in read.fields) <= ALL_HEADERS_OCTETS
    for name, value in read.fields:
        assert re.fullmatch(r"[!-9;-~]+", name)
        assert not set(value) & set(b"\r\n\0")


def sender(data: bytes) -> None:
    """Read a From field: what is trusted can be read in one way only (D11, R-AUTH-05 to -08)."""
    value = clean_text(decode_field(data))
    found = read_sender((value,))
    assert len(found.name) <= MAX_NAME
    assert not read_sender((value, value)).trusted
    assert found.trusted != bool(found.defects)
    if found.address is not None:
        assert clean_line(display(found.address, found.name)) == " ".join(display(found.address, found.name).split())
    if found.trusted:
        _one_reading(value, found.address or "")
    reached = recipients(IncomingMail("", 0, headers=(("To", value),)))
    assert all(compare_form(address) == address for address in reached)
    assert not found.trusted or reached == tuple(filter(None, [compare_form(found.address or "")]))


def _one_reading(value: str, address: str) -> None:
    """See whether an address that is trusted stands there as it is, is the same alone, and is the standard library's as well."""
    assert address in value
    alone = read_sender((f"<{address}>",))
    assert (alone.trusted, alone.address) == (True, address)
    key = compare_form(address)
    assert key is None or compare_form(key) == key
    others = _by_the_standard_library(value[:_SHORT]) if len(value) <= _SHORT else []
    assert others in ([], [_bare(address)]), others


def _by_the_standard_library(value: str) -> list[str]:
    """Return the addresses that Python finds; none where it fails, or finds a defect."""
    try:
        field = policy.default.header_factory("From", value)
        return [] if field.defects else [_bare(one.addr_spec) for one in field.addresses]
    except (errors.MessageError, AttributeError, IndexError, ValueError, TypeError, RecursionError):
        return []


def _bare(address: str) -> str:
    """Return an address as it is compared with another parser's: without the marks around a quoted local part."""
    return re.sub(r'[\\"]', "", address)


def authentication(data: bytes) -> None:
    """Read an Authentication-Results: nothing is known without our own id, and nothing from below a foreign host (R-AUTH-01)."""
    value = clean_text(decode_field(data))
    received_by(value)
    _, findings = read_results(value)
    assert all(finding.result for finding in findings)
    field = ("Authentication-Results", value)
    above = IncomingMail("", 0, headers=(field, FOREIGN))
    below = IncomingMail("", 0, headers=(FOREIGN, field))
    assert not authenticate(above, BY_ID).known or OWN_HOST in value
    authenticate(above, BY_MICROSOFT)
    for trust in (BY_ID, BY_MICROSOFT):
        found = authenticate(below, trust)
        assert not found.known or not found.dmarc
        assert not found.proves("a.deboer@voorbeeld.nl")


def message_ids(data: bytes) -> None:
    """Read identifiers: each keeps the grammar, and all together fit into a field of ours (R-ACK-10)."""
    line = data.replace(b"\n", b"\n ")
    mail = parse(b"Message-ID: " + line + b"\nIn-Reply-To: " + line + b"\nReferences: " + line + b"\n\n")
    found = (*mail.references, *mail.in_reply_to, *([mail.message_id] if mail.message_id else []))
    assert all(_ID.fullmatch(one) for one in found)
    proven(f"References: {folded(identifiers(found))}\r\n".encode())


def references(data: bytes) -> None:
    """Find references: in our own spelling, each once, and each is found again by itself (D8, R-AUTH-09)."""
    found = find_references(clean_text(decode_field(data)), "KL")
    assert len(set(found)) == len(found)
    for one in found:
        assert re.fullmatch(r"KL-20[0-9]{2}-[0-9]{5,9}", one, re.ASCII)
        assert find_references(one, "KL") == (one,)


def text(data: bytes) -> None:
    """Clean a text: both ways idempotent, and every database takes it (A34)."""
    value = data.decode("utf-8", "surrogateescape")
    for clean in (clean_text, clean_line):
        once = clean(value)
        assert clean(once) == once
        assert "\0" not in once
        once.encode()


def quotes(data: bytes) -> None:
    """Tell what is new from what is quoted and forwarded: nothing is made up that does not stand in the text."""
    value = clean_text(decode_text(data)[0], LONGEST_TEXT)
    parts = take_apart(value)
    there = Counter(filter(str.isalnum, value))
    assert Counter(filter(str.isalnum, parts.new_text)) <= there
    assert Counter(filter(str.isalnum, parts.signature or "")) <= there
    forwarded = find_forwarded(IncomingMail("", len(data), text=value, subject=clean_line(value, 80)))
    if forwarded is not None:
        assert Counter(filter(str.isalnum, forwarded.text)) <= there


def bounce(data: bytes) -> None:
    """Read a bounce out of a text, a delivery report and returned headers: its recipients are addresses on one line."""
    told, status, returned = (clean_text(decode_text(piece)[0]) for piece in (*data.split(b"\x1e", 2), b"", b"")[:3])
    subject = clean_line(told, 80)
    kinds = ("text/plain", "message/delivery-status") if status else ("text/plain",)
    mail = IncomingMail(
        "",
        1,
        headers=(("Return-Path", "<>"),),
        subject=subject,
        part_types=kinds,
        text=told,
        delivery_status=status,
        returned_headers=returned,
    )
    found = read_bounce(mail)
    for recipient in found.recipients if found else ():
        assert recipient == clean_line(recipient)


def tags(data: bytes) -> None:
    """Read tags, the first line a subject: all or nothing, and nothing of what bears no mark of a tag."""
    subject, _, text = decode_text(data)[0].partition("\n")
    known = Known(NOW.date(), people=PEOPLE)
    read = read_tags(subject, text, known, (subject.swapcase(),))
    assert not (read.asked and read.questions)
    assert all(clean_line(one.in_dutch) == one.in_dutch for one in read.questions)
    bare = str.maketrans("", "", "#[]\uff03\ufe5f")
    assert not read_tags(subject.translate(bare), text.translate(bare), known).understood
    read_consent(text)


def words(data: bytes) -> None:
    """Notice what the words of a mail tell, and suggest whom it is for: never whom it accuses (docs/procedure.md, What makes it more)."""
    told = clean_text(decode_text(data)[0])
    notice("", told)
    suggestion = suggest(told, DEFAULT_NATURES, PEOPLE)
    assert suggestion.handler is not suggestion.accused
    assert all(role in named(told, PEOPLE) for role in accused(told, PEOPLE))


def html(data: bytes) -> None:
    """Turn HTML into text, as inscriptis reads it and as it is read where that fails."""
    source = decode_text(data)[0]
    for told in (text_of_html(source)[0], without_tags(source)):
        clean_text(told).encode()
    links = mail_links(source)
    assert len(links) <= LINKS_AT_MOST
    assert all(len(link) <= LONGEST_LINK for link in links)


def names(data: bytes) -> None:
    """Clean the names of files: a base name that every system can save, and no two alike (A30)."""
    told = [clean_name(one.decode("utf-8", "surrogateescape"), "application/pdf") for one in data.split(b"\n")[:50]]
    for name in distinct([*told, *told]):
        assert 0 < len(name) <= LONGEST_NAME
        assert name == clean_line(name)
        assert not set(name) & set('/\\<>"|?*\0')
        assert not name.startswith((".", " "))
        assert not name.endswith((".", " "))
    assert len({name.casefold() for name in distinct([*told, *told])}) == 2 * len(told)


def tnef(data: bytes) -> None:
    """Open a winmail.dat: its files are names and bytes."""
    inside = open_winmail(data)
    for name, content in inside.files if inside else ():
        clean_name(name, "application/octet-stream").encode()
        assert isinstance(content, bytes)


def charsets(data: bytes) -> None:
    """Read a text in the charset that its first line names, and all of it as a header field: no markup comes out of UTF-7 (A33)."""
    name, _, content = data.partition(b"\n")
    read = decode_text(content, name.decode("latin-1"))[0]
    clean_text(read).encode()
    if b"utf" in name.lower() and b"7" in name:
        assert read.count("<") <= content.count(b"<")
    words = decode_words(decode_field(data))
    clean_line(words).encode()
