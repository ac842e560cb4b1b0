"""More than a thousand genuine orders, as seven mail programs write them: each is obeyed, and its tags are understood exactly.

Read from their bytes: what is typed in the subject, or in the first lines from a
telephone, new or above the answered mail; proven by what our server found, by
Microsoft's, by an own login, or by the token of a ready link.
Source: docs/procedure.md, Reading tags; docs/mail-rules.md, D10.
"""

from datetime import date
from itertools import product

import pytest
from forged_tokens import GENUINE, NOW, ORDER, RING
from forgeries import BY_MICROSOFT, FOREIGN, GOOD, HOP, MICROSOFT, OURS, RECEIVED, STAFF, found, told
from mail_programs import DESK, PROGRAMS, Written

from intake.action_tokens import tokens_in, without_tokens
from intake.authentication import Trust, authenticate
from intake.authority import may_obey
from intake.incoming import IncomingMail
from intake.parse import parse
from intake.reading import told_apart
from intake.screening import ScreeningRules, screen
from intake.senders import sender_of
from intake.tag_arguments import Amount, Argument, Known, Represented
from intake.tags import tags_of
from tracker.model import ComplainantRole, Event, Role
from tracker.people import People, Person
from tracker.token_forms import action_address, code_line
from tracker.tokens import read_action

E = Event
PEOPLE = People(
    (
        Person(Role.MANAGER_OPERATIONS, "Anna de Boer", ("a.deboer@bedrijf.example",)),
        Person(Role.TEAM_LEAD_COLLECTION, "Bram Smit", ("b.smit@bedrijf.example",)),
        Person(Role.TEAM_LEAD_RECEIVABLES, "Jan Jansen", (STAFF,)),
        Person(Role.TEAM_LEAD_ADMINISTRATION, "Daan Mulder", ("d.mulder@bedrijf.example",)),
        Person(Role.SALES_MANAGER, "Eva Bos", ("e.bos@bedrijf.example",)),
        Person(Role.MANAGING_DIRECTOR, "Frank Dekker", ("f.dekker@bedrijf.example",)),
    )
)
KNOWN = Known(NOW.date(), people=PEOPLE)
RULES = ScreeningRules(frozenset({DESK}), frozenset({STAFF}), frozenset({"mx.bedrijf.example"}))
OUR_SUBJECT = "[KL-2026-00042] Toewijzen vóór wo 8 april"
TEXT = "Wij laten de kosten van € 40,00 vervallen.\n\nU krijgt daarvan vóór 15 mei een brief, met daarin één nieuw bedrag."

ORDERS: list[tuple[str, str, list[tuple[Event, Argument | None]]]] = [
    # tags, the text below them, what is asked for
    ("#opgelost", "", [(E.RESOLVE, None)]),
    ("#Opgelost gegrond", "", [(E.RESOLVE, None), (E.UPHELD, None)]),
    ("#niet opgelost", "Klager belde: de brief is er nog niet.", [(E.DISSATISFIED, "Klager belde: de brief is er nog niet.")]),
    ("#tevreden", "Gebeld op 1 april, alles in orde.", [(E.SATISFIED, "Gebeld op 1 april, alles in orde.")]),
    ("#toewijzen Teamleider Incasso", "", [(E.ASSIGN, Role.TEAM_LEAD_COLLECTION)]),
    ("#toewijzen aan Bram Smit", "Graag vandaag nog bellen.", [(E.ASSIGN, Role.TEAM_LEAD_COLLECTION)]),
    ("#naar b.smit@bedrijf.example", "", [(E.ASSIGN, Role.TEAM_LEAD_COLLECTION)]),
    ("#streefdatum vr 15 mei", "", [(E.CHANGE_TARGET_DATE, date(2026, 5, 15))]),
    ("#uitstel tot 15-5", "De klager is op vakantie.", [(E.CHANGE_TARGET_DATE, date(2026, 5, 15))]),
    ("#afspraak", TEXT, [(E.AGREE, TEXT)]),
    ("#afspraak #bedrag € 1.125,50", TEXT, [(E.AGREE, TEXT), (E.AMOUNT, Amount(112_550))]),
    ("#afspraak #bedrag 125,–", TEXT, [(E.AGREE, TEXT), (E.AMOUNT, Amount(12_500))]),
    ("#afspraak #opgelost", TEXT, [(E.AGREE, TEXT), (E.RESOLVE, None)]),
    ("#geenafspraak", "Hij wil niet praten.", [(E.NO_AGREEMENT, "Hij wil niet praten.")]),
    ("#heropenen", "Er kwam tóch een aanmaning.", [(E.REOPEN, "Er kwam tóch een aanmaning.")]),
    ("#beroep", TEXT, [(E.APPEAL, TEXT)]),
    ("#antwoord", TEXT, [(E.ANSWER, TEXT)]),
    ("#notitie", "Gebeld, ‘morgen’ terug.", [(E.NOTE, "Gebeld, ‘morgen’ terug.")]),
    ("#bevestigd per post 8 april", "", [(E.CONFIRMED_ANOTHER_WAY, "per post 8 april")]),
    ("#samenvoegen KL-2026-00041", "", [(E.MERGE, "KL-2026-00041")]),
    ("#klager piet@post.example", "", [(E.SET_COMPLAINANT, "piet@post.example")]),
    ("#namens Piet Post piet@post.example", "", [(E.REPRESENT, Represented("Piet Post", "piet@post.example"))]),
    ("#rol debiteur", "", [(E.SET_COMPLAINANT_ROLE, ComplainantRole.DEBTOR)]),
    ("#aard privacy", "", [(E.SET_NATURE, ("privacy",))]),
    ("#verifiëren", "", [(E.INQUIRE, None)]),
    ("#proef #opgelost", "", [(E.DRY_RUN, None), (E.RESOLVE, None)]),
    ("#status", "", [(E.STATUS, None)]),
]

PROOFS: dict[str, tuple[Trust, tuple[str, ...]]] = {
    "found-by-our-server": (OURS, (told(GOOD), RECEIVED)),
    "own-login": (OURS, (found(f"auth=pass smtp.auth={STAFF}"), RECEIVED)),
    "microsoft": (MICROSOFT, (HOP, told(BY_MICROSOFT), FOREIGN)),
    "token-in-the-address": (OURS, (RECEIVED,)),
    "token-in-the-text": (OURS, (RECEIVED,)),
}
PREFIXES = ("Re: ", "RE: ", "Antw: ", "AW: ", "Betr: ", "Re[2]: ", "[EXTERN] Re: ", "Antwoord: RE: ")
NAMES = (STAFF, f"Jan Jansen <{STAFF}>", f'"Jansen, Jan" <{STAFF}>', f"=?utf-8?q?Jan_J=C3=A1nsen?= <{STAFF.upper()}>")


def written(tags: str, text: str, place: str, proof: str, number: int) -> Written:
    """Type an order: in an answer's subject, in its first lines, or as a ready link does, in a new mail."""
    below = f"{text}\n\n{code_line(GENUINE)}" if proof == "token-in-the-text" else text
    name, prefix = NAMES[number % len(NAMES)], PREFIXES[number % len(PREFIXES)]
    to = str(action_address(DESK, GENUINE)) if proof == "token-in-the-address" else DESK
    if place == "ready-link":
        return Written(name, f"[KL-2026-00042] {tags}", below.strip(), to)
    if place == "subject":
        return Written(name, f"{OUR_SUBJECT} {tags}", below.strip(), to, prefix)
    return Written(name, OUR_SUBJECT, f"{tags.replace(' #', chr(10) + '#')}\n{below}".strip(), to, prefix)


def is_obeyed(mail: IncomingMail, trust: Trust) -> bool:
    sender = sender_of(mail)
    order = (ORDER.reference, ORDER.address, ORDER.event, ORDER.argument, ORDER.at)
    proven = any(read_action(RING, token, *order) for token in tokens_in(mail))
    return may_obey(sender, screen(mail, sender, RULES), authenticate(mail, trust), [STAFF], action_token=proven).allowed


def understood(mail: IncomingMail) -> list[tuple[Event, Argument | None]]:
    """What is asked for; of a text only its words count, since programs set blank lines as they please."""
    reading = tags_of(without_tokens(mail), KNOWN, OUR_SUBJECT)
    return [(one.event, plain(one.argument)) for one in reading.asked]


def plain(argument: Argument | None) -> Argument | None:
    return " ".join(argument.split()) if type(argument) is str else argument


@pytest.mark.parametrize("place", ["subject", "first-lines", "ready-link"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_genuine_order_is_obeyed_and_understood(program: str, place: str) -> None:
    failed = []
    for number, ((tags, text, expected), (proof, (trust, lines))) in enumerate(product(ORDERS, PROOFS.items())):
        raw = PROGRAMS[program](written(tags, text, place, proof, number))
        mail = told_apart(parse("\r\n".join([*lines, ""]).encode() + raw))
        wanted = [(event, plain(argument)) for event, argument in expected]
        if not is_obeyed(mail, trust) or understood(mail) != wanted:
            failed.append((tags, proof, understood(mail), mail.new_text))
    assert failed == []


def test_there_are_more_than_a_thousand() -> None:
    assert len(PROGRAMS) * 3 * len(ORDERS) * len(PROOFS) > 1_000
