"""A hundred thousand orders that somebody forged, read from their bytes to the verdict: none is obeyed, and every honest twin is.

In each combination only those parts are forged that it names. Whatever else
there is, is genuine: the finding, the token, the tag. So no trick hides behind
another one. Source: docs/mail-rules.md, D10, D11 and T-CMD-01.
"""

from itertools import product

import pytest
from forged_tokens import BIT_FLIPS, FORGED_TOKENS, GENUINE, LATER, NOW, ORDER, RING, Order, token
from forgeries import CASES, FORGED_RESULTS, HONEST_RESULTS, STAFF, Results
from idle_tags import BURIED, MACHINES, STALE, Mark, Subject

from intake.action_tokens import tokens_in
from intake.addresses import Sender
from intake.asked import Reading
from intake.authentication import Authentication, authenticate
from intake.authority import may_obey
from intake.incoming import IncomingMail
from intake.parse import parse
from intake.reading import told_apart
from intake.screening import Screened, ScreeningRules, screen
from intake.senders import sender_of
from intake.tag_arguments import Known
from intake.tags import tags_of
from tracker.model import Event, Reference
from tracker.tokens import read_action

RULES = ScreeningRules(frozenset({"klachten@bedrijf.example"}), frozenset({STAFF}), frozenset({"mx.bedrijf.example"}))
KNOWN = Known(NOW.date())
FROM_STAFF = f"From: {STAFF}"
FORGED_FROM = tuple(pytest.param(row[1], id=row[0]) for row in CASES if row[3] == "refused")
HONEST = HONEST_RESULTS[0]
UNPROVEN = FORGED_RESULTS[0]
ORDERED = Subject("ordered", "[KL-2026-00042] #opgelost", "")
PARTS = 4
"""In so many the combinations are tried, so that they share the cores."""


def mail(sender: str, results: Results, subject: Subject = ORDERED, mark: str = "", to: str = "klachten@bedrijf.example") -> IncomingMail:
    """Read a mail from its bytes. The lines of the sender are its first, since one of them begins with a blank."""
    lines = [sender, *results.lines, *([mark] if mark else []), f"To: {to}", f"Subject: {subject.subject}"]
    return parse("\r\n".join([*lines, "", results.body or f"{subject.text}\r\n"]).encode())


def judged(read: IncomingMail, results: Results) -> tuple[Sender, Screened, Authentication]:
    sender = sender_of(read)
    return sender, screen(read, sender, RULES), authenticate(read, results.trust)


def proven_by(typed: str, order: Order = ORDER) -> bool:
    """Whether a token is for this order. It is asked about the employee, whoever sent the mail: a caller's mistake must not matter."""
    return read_action(RING, typed, order.reference, order.address, order.event, order.argument, order.at) is not None


def obeyed(found: tuple[Sender, Screened, Authentication], typed: str = "", order: Order = ORDER) -> bool:
    return may_obey(*found, [STAFF], action_token=proven_by(typed, order)).allowed


def order(sender: str = FROM_STAFF, results: Results = UNPROVEN, typed: str = "", mark: str = "") -> bool:
    return obeyed(judged(mail(sender, results, mark=mark), results), typed)


def tags(read: IncomingMail, answered_subject: str = "") -> Reading:
    return tags_of(told_apart(read), KNOWN, answered_subject)


# The honest twins.


@pytest.mark.parametrize("results", HONEST_RESULTS, ids=lambda results: results.name)
def test_what_our_own_server_finds_is_enough(results: Results) -> None:
    assert order(results=results)
    assert not order(f"From: {STAFF.replace('jan', 'piet')}", results)


@pytest.mark.parametrize("typed", [GENUINE, GENUINE.upper(), f"{GENUINE[:20]}\r\n {GENUINE[20:]}", token(ring=type(RING)(RING.keys[:1]))])
def test_so_is_a_token_however_a_mail_program_writes_it(typed: str) -> None:
    assert order(typed=typed)


# Each trick alone, all else genuine.


@pytest.mark.parametrize("sender", FORGED_FROM)
def test_a_sender_alone_is_not_obeyed_whatever_else_is_proven(sender: str) -> None:
    assert not order(sender, HONEST, GENUINE)
    assert order(FROM_STAFF, HONEST, GENUINE)


@pytest.mark.parametrize("results", FORGED_RESULTS, ids=lambda results: results.name)
def test_a_finding_alone_is_not_believed(results: Results) -> None:
    assert not order(results=results)


@pytest.mark.parametrize("name", FORGED_TOKENS)
def test_a_token_alone_is_not_believed(name: str) -> None:
    assert not order(typed=FORGED_TOKENS[name])
    assert not believed_where_it_stands(FORGED_TOKENS[name])
    assert believed_where_it_stands(GENUINE)


def believed_where_it_stands(typed: str) -> bool:
    """Whether it is, in the address that the mail was sent to or in a line of its text."""
    read = [
        mail(FROM_STAFF, UNPROVEN, to=f"klachten+{typed}@bedrijf.example"),
        mail(FROM_STAFF, UNPROVEN, ORDERED._replace(text=f"Geregeld.\r\n\r\n{typed}")),
    ]
    return any(obeyed(judged(one, UNPROVEN), found) for one in read for found in tokens_in(told_apart(one)))


def test_a_token_with_any_bit_changed_is_not_believed() -> None:
    found = judged(mail(FROM_STAFF, UNPROVEN), UNPROVEN)
    assert [typed for typed in BIT_FLIPS if obeyed(found, typed)] == []
    assert len(BIT_FLIPS) > 300


OTHER_ORDERS = {
    "another-complaint": ORDER._replace(reference=Reference("KL-2026-00043")),
    "another-person": ORDER._replace(address="piet@bedrijf.example"),
    "another-event": ORDER._replace(event="satisfied"),
    "another-argument": ORDER._replace(argument="12500"),
    "its-last-moment": ORDER._replace(at=LATER),
}


@pytest.mark.parametrize("name", OTHER_ORDERS)
def test_a_genuine_token_serves_no_other_order(name: str) -> None:
    found = judged(mail(FROM_STAFF, UNPROVEN), UNPROVEN)
    assert not obeyed(found, GENUINE, OTHER_ORDERS[name])
    assert obeyed(found, GENUINE)


@pytest.mark.parametrize("mark", MACHINES, ids=lambda mark: mark.line)
def test_a_machine_is_not_obeyed_whatever_it_proves(mark: Mark) -> None:
    assert not order(results=HONEST, typed=GENUINE, mark=mark.line)
    assert order(results=HONEST, typed=GENUINE, mark=mark.honest)


@pytest.mark.parametrize("subject", STALE, ids=lambda subject: subject.name)
def test_a_tag_that_is_left_over_asks_for_nothing(subject: Subject) -> None:
    read = mail(FROM_STAFF, HONEST, subject)
    assert obeyed(judged(read, HONEST))
    assert (tags(read, subject.answered).asked, tags(read, subject.answered).left_over) == ((), (Event.RESOLVE,))
    assert [one.event for one in tags(read, "[KL-2026-00042] Uw klacht").asked] == [Event.RESOLVE]


@pytest.mark.parametrize("subject", BURIED, ids=lambda subject: subject.name)
def test_a_tag_where_none_counts_changes_nothing(subject: Subject) -> None:
    read = mail(FROM_STAFF, HONEST, subject)
    assert obeyed(judged(read, HONEST))
    assert Event.RESOLVE not in {one.event for one in tags(read).asked}


# All of them with each other.


@pytest.mark.parametrize("part", range(PARTS))
def test_of_a_hundred_thousand_none_is_obeyed(part: int) -> None:
    """Whoever is forged has every finding and every token; whose name is genuine has only what is forged."""
    senders = [FROM_STAFF, *(row[1] for row in CASES if row[3] == "refused")][part::PARTS]
    tried, believed = 0, []
    for sender, results in product(senders, (*FORGED_RESULTS, *HONEST_RESULTS)):
        found = judged(mail(sender, results), results)
        for name, typed in (*FORGED_TOKENS.items(), ("genuine", GENUINE)):
            if sender == FROM_STAFF and (name == "genuine" or results in HONEST_RESULTS):
                continue
            tried += 1
            if obeyed(found, typed):
                believed.append((sender, results.name, name))
    assert believed == []
    assert tried >= 100_000 // PARTS


def test_neither_is_any_that_a_machine_sends_or_whose_tag_is_left_over() -> None:
    done = []
    for results, mark, subject in product((*FORGED_RESULTS, *HONEST_RESULTS), MACHINES, STALE):
        read = mail(FROM_STAFF, results, subject, mark.line)
        found = judged(read, results)
        done += [(results.name, mark.line, subject.name) for typed in (GENUINE, "") if obeyed(found, typed)]
    assert done == []
