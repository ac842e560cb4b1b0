"""What a colleague asks for by mail: each rule of the procedure's 'Reading tags', and that nothing is ever guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.incoming import Forwarded, IncomingMail
from intake.subjects import MARKS
from intake.tag_arguments import Amount, Argument, Known, Represented
from intake.tag_places import MOST_TAGS, Place
from intake.tags import read_tags, tags_of
from tracker.model import ComplainantRole, Event, Reference, Role
from tracker.tag_words import BY_EVENT, BY_WORD, TAGS, Tag, Takes
from tracker.typed.causes import Cause
from tracker.typed.people import Deputed
from world import PEOPLE

E = Event
TODAY = date(2026, 4, 2)  # a Thursday
KNOWN = Known(TODAY, people=PEOPLE)
MAY = date(2026, 5, 15)
COLLECTION = Role.TEAM_LEAD_COLLECTION

Pairs = list[tuple[Event, Argument | None]]


def asked(subject: str, text: str = "", answered: str = "") -> Pairs:
    """What is to be done, with its arguments; and that there is no question."""
    reading = read_tags(subject, text, KNOWN, (answered,))
    assert reading.questions == ()
    return [(one.event, one.argument) for one in reading.asked]


def questions(subject: str, text: str = "") -> str:
    """What is asked back; and that then nothing is to be done."""
    reading = read_tags(subject, text, KNOWN)
    assert reading.asked == ()
    return "\n".join(question.in_dutch for question in reading.questions)


RESOLVED = [
    # every way to say #opgelost in a subject
    "#opgelost",
    "#OPGELOST",
    "# opgelost",
    "##opgelost",
    "＃opgelost",
    "#op-gelost",
    "#opgelost.",
    "#opgelost!",
    "#afgehandeld",
    "#klaar",
    "#resolved",
    "[#opgelost]",
    "[ #opgelost ]",
    "(#opgelost)",
    "[KL-2026-00042] #opgelost",
    "#opgelost [KL-2026-00042]",
    "#opgelost - [KL-2026-00042] Hoge kosten",
    "#opgelost KL 2026 42",
    "Re: [KL-2026-00042] Toewijzen vóór wo 8 april #opgelost",
    "#opgelost Re: [KL-2026-00042] Hoge kosten",
    "#opgelost Antw: Hoge kosten",
    "#opgelost WG: Hoge kosten",
    "[EXTERN] Re: Hoge kosten [KL-2026-00042] #opgelost",
    "Betr: Hoge kosten #opgelost",
    "Doorst: Hoge kosten #opgelost",
    "Hoge kosten, nota #1234 #opgelost",
    "[KL-2026-00042] [opgelost]",
    "[Opgelost] Re: Hoge kosten [KL-2026-00042]",
    "[ opgelost ] KL 2026 42",
    "[KL-2026-00042 #opgelost]",
]


@pytest.mark.parametrize("subject", RESOLVED)
def test_case_spaces_dashes_and_brackets_are_forgiven(subject: str) -> None:
    assert asked(subject) == [(E.RESOLVE, None)]


IN_TEXT = [
    # new text, what is asked for
    ("#opgelost", [(E.RESOLVE, None)]),
    ("\n\n  #opgelost  \n", [(E.RESOLVE, None)]),
    ("*#opgelost*\n", [(E.RESOLVE, None)]),
    ("[ #opgelost ]\n", [(E.RESOLVE, None)]),
    ("#afspraak\n#bedrag 125,50\nU krijgt het terug.", [(E.AGREE, "U krijgt het terug."), (E.AMOUNT, Amount(12_550))]),
    ("#afspraak\n\n#opgelost\n\nU hoort van ons.", [(E.AGREE, "U hoort van ons."), (E.RESOLVE, None)]),
    ("#afspraak #opgelost\nU hoort van ons.", [(E.AGREE, "U hoort van ons."), (E.RESOLVE, None)]),
    ("#notitie zie nota #12 en\nnota #13", [(E.NOTE, "zie nota #12 en\nnota #13")]),
]
NO_TAGS = [
    # subject, new text: nothing is asked for, and nothing asked back
    ("Hoge kosten", "De nota klopt niet."),
    ("opgelost", "opgelost"),
    ("[opgelost]", ""),  # no reference of ours beside it
    ("[Nota] [KL-2026-00042]", ""),
    ("[KL-2026-00042]", "[opgelost]"),  # bare brackets are for subjects
    ("", "Beste Anna,\n#opgelost"),
    ("", "Het is #opgelost"),
    ("", "> #opgelost"),
    ("Nota #1234", "#1234 is de nota"),
    ("Nota # 5", ""),
    ("C#opgelost", ""),
    ("https://voorbeeld.nl/#opgelost", ""),
    ("voorbeeld.nl/?a=#opgelost", ""),
    ("Tom &#opgelost", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), IN_TEXT)
def test_tags_stand_in_the_first_lines_of_a_text(text: str, expected: Pairs) -> None:
    assert asked("Re: [KL-2026-00042] Hoge kosten", text) == expected


@pytest.mark.parametrize(("subject", "text"), NO_TAGS)
def test_tags_stand_nowhere_else(subject: str, text: str) -> None:
    assert asked(subject, text) == []


@pytest.mark.parametrize("mark", MARKS)
def test_the_mark_of_a_mail_server_is_no_tag(mark: str) -> None:
    assert asked(f"[{mark}] Re: Hoge kosten [KL-2026-00042]") == []


@pytest.mark.parametrize("tag", TAGS, ids=lambda tag: tag.word)
def test_every_word_of_the_table_is_read(tag: Tag) -> None:
    for word in tag.spellings:
        for subject in (f"#{word}", f"Re: [KL-2026-00042] #{word.upper()}", f"Hoge kosten (#{word.replace(' ', '-')})"):
            reading = read_tags(subject, "", KNOWN)
            assert [(one.event, one.argument, one.place) for one in reading.understood] == [(tag.event, None, Place.SUBJECT)]


WITH_ARGUMENTS = [
    # subject, new text, what is asked for
    ("#toewijzen Teamleider Incasso", "", [(E.ASSIGN, COLLECTION)]),
    ("#toewijzen aan Bram Smit [KL-2026-00042]", "", [(E.ASSIGN, COLLECTION)]),
    ("#toewijzen naar b.smit@voorbeeld.nl", "", [(E.ASSIGN, COLLECTION)]),
    ("#naar Bram Re: [KL-2026-00042] Toewijzen vóór wo 8 april", "", [(E.ASSIGN, COLLECTION)]),
    ("#toewijzen: Bram", "", [(E.ASSIGN, COLLECTION)]),
    ("#toewijzen [KL-2026-00042] Bram Smit", "", [(E.ASSIGN, COLLECTION)]),
    ("#toewijzen [KL-2026-00042] Hoge kosten", "", [(E.ASSIGN, None)]),
    ("#toewijzen", "Bram Smit\nGraag vandaag bellen.", [(E.ASSIGN, COLLECTION)]),
    ("#toewijzen", "Graag vandaag bellen.", [(E.ASSIGN, None)]),
    ("#toewijzen", "Bram,\ngraag vandaag bellen.", [(E.ASSIGN, None)]),  # a greeting
    ("#over Eva Bos", "", [(E.ABOUT, Role.SALES_MANAGER)]),
    ("#streefdatum op vr 15 mei", "", [(E.CHANGE_TARGET_DATE, MAY)]),
    ("#uitstel tot 15-5 [KL-2026-00042]", "", [(E.CHANGE_TARGET_DATE, MAY)]),
    ("#streefdatum per 15 mei a.s.", "", [(E.CHANGE_TARGET_DATE, MAY)]),
    ("#streefdatum", "vr 15 mei\nDe klager is op vakantie.", [(E.CHANGE_TARGET_DATE, MAY)]),
    ("#streefdatum over twee weken", "", [(E.CHANGE_TARGET_DATE, date(2026, 4, 16))]),
    ("#nieuw 30 maart", "Mevrouw belde.", [(E.REGISTER, date(2026, 3, 30))]),  # behind us
    ("#ontvangen 30 maart", "", [(E.RECEIVED_ON, date(2026, 3, 30))]),
    ("#afspraak #bedrag 1.250,00", "U krijgt het terug.", [(E.AGREE, "U krijgt het terug."), (E.AMOUNT, Amount(125_000))]),
    ("#afspraak #bedrag € 125,– [KL-2026-00042]", "Tekst.", [(E.AGREE, "Tekst."), (E.AMOUNT, Amount(12_500))]),
    ("#afspraak #bedrag", "125 euro\nU krijgt het terug.", [(E.AGREE, "U krijgt het terug."), (E.AMOUNT, Amount(12_500))]),
    ("#afspraak", "U krijgt het terug.\n\nVóór 15 mei.", [(E.AGREE, "U krijgt het terug.\n\nVóór 15 mei.")]),
    ("#afspraak", "", [(E.AGREE, None)]),
    ("#heropenen - belt morgen Re: Hoge kosten", "", [(E.REOPEN, "belt morgen")]),
    ("#notitie belde om 12:30", "Was boos.", [(E.NOTE, "belde om 12:30\nWas boos.")]),
    ("#notitie belde, vroeg: wanneer?", "", [(E.NOTE, "belde, vroeg: wanneer?")]),
    ("#afspraak #notitie hij was boos", "U hoort van ons.", [(E.AGREE, "U hoort van ons."), (E.NOTE, "hij was boos")]),
    ("#opgelost gegrond", "", [(E.RESOLVE, None), (E.UPHELD, None)]),
    ("#opgelost, ongegrond [KL-2026-00042]", "", [(E.RESOLVE, None), (E.NOT_UPHELD, None)]),
    ("#opgelost #deels", "", [(E.RESOLVE, None), (E.PARTLY_UPHELD, None)]),
    ("#afspraak#opgelost", "Tekst.", [(E.AGREE, "Tekst."), (E.RESOLVE, None)]),
    (
        "#geenklacht vraag over een nota #doorsturen administratie",
        "",
        [(E.NOT_A_COMPLAINT, "vraag over een nota"), (E.FORWARD_ELSEWHERE, "administratie")],
    ),
    ("#geenklacht #doorsturen", "Een vraag.", [(E.NOT_A_COMPLAINT, "Een vraag."), (E.FORWARD_ELSEWHERE, None)]),
    ("[KL-2026-00042] #samenvoegen KL-2026-00041", "", [(E.MERGE, "KL-2026-00041")]),
    ("#samenvoegen met kl 2026 41 [KL-2026-00042] Hoge kosten", "", [(E.MERGE, Reference("KL-2026-00041"))]),
    ("#aard privacy", "", [(E.SET_NATURE, ("privacy",))]),
    ("#aard Incassokosten, bejegening en privacy", "", [(E.SET_NATURE, ("costs", "treatment", "privacy"))]),
    ("#aard Dienstverlening aan opdrachtgever", "", [(E.SET_NATURE, ("client_service",))]),
    ("#klager jan@post.example", "", [(E.SET_COMPLAINANT, "jan@post.example")]),
    ("#klager", "jan@post.example<mailto:jan@post.example>", [(E.SET_COMPLAINANT, "jan@post.example")]),
    ("#rol debiteur", "", [(E.SET_COMPLAINANT_ROLE, ComplainantRole.DEBTOR)]),
    ("#rol Opdrachtgever", "", [(E.SET_COMPLAINANT_ROLE, ComplainantRole.CLIENT)]),
    ("#namens Piet Post <piet@post.example>", "", [(E.REPRESENT, Represented("Piet Post", "piet@post.example"))]),
    ("#namens mr. Piet Post piet@post.example", "", [(E.REPRESENT, Represented("mr. Piet Post", "piet@post.example"))]),
    ("#machtiging gezien", "", [(E.MANDATE_SEEN, None)]),
    ("#bevestigd per post 8 april", "", [(E.CONFIRMED_ANOTHER_WAY, "per post 8 april")]),
    ("#dossiernummer 2026.1234-A", "", [(E.SET_FILE_NUMBER, "2026.1234-A")]),
    ("#dossiernummer #1234", "", [(E.SET_FILE_NUMBER, "1234")]),
    ("#oorzaak", "#oorzaak aanmaning", [(E.SET_CAUSE, Cause("reminder"))]),
    ("#oorzaak aanmaning", "Tekst.", [(E.SET_CAUSE, Cause("reminder"))]),
    ("#oorzaak payment_plan", "", [(E.SET_CAUSE, Cause("payment_plan"))]),
    ("#cause letter or mail", "", [(E.SET_CAUSE, Cause("correspondence"))]),
    ("#oorzaak bij de Aanm.", "", [(E.SET_CAUSE, Cause("reminder"))]),
    ("#oorzaak Kosten en rente: te hoog geboekt", "", [(E.SET_CAUSE, Cause("charges", "te hoog geboekt"))]),
    ("#oorzaak telefoon, de lijn viel weg", "", [(E.SET_CAUSE, Cause("telephone", "de lijn viel weg"))]),
    ("#vervanger Teamleider Incasso Carla Visser t/m 15 mei", "", [(E.DEPUTISE, Deputed(COLLECTION, "Carla Visser", MAY))]),
    ("#proef #afspraak #bedrag 10", "Tekst.", [(E.DRY_RUN, None), (E.AGREE, "Tekst."), (E.AMOUNT, Amount(1_000))]),
    ("#proef opgelost", "", [(E.DRY_RUN, None), (E.RESOLVE, None)]),
    ("#opgelost", "#opgelost", [(E.RESOLVE, None)]),
    ("#toewijzen", "#toewijzen Bram", [(E.ASSIGN, COLLECTION)]),
    ("#notitie een", "#notitie twee", [(E.NOTE, "een"), (E.NOTE, "twee")]),
    ("#status?", "", [(E.STATUS, None)]),
    ("#lijst graag?", "", [(E.LIST, None)]),
    ("#proef #opgelost?", "", [(E.DRY_RUN, None), (E.STATUS, None)]),
    ("#proef streefdatum 2026-05-15", "", [(E.DRY_RUN, None), (E.CHANGE_TARGET_DATE, MAY)]),
    ("#afspraak U krijgt het terug", "", [(E.AGREE, "U krijgt het terug")]),
    ("#tevreden klager zegt dat niets ontbreekt", "", [(E.SATISFIED, "klager zegt dat niets ontbreekt")]),
    ("", "#afspraak U krijgt het terug\nVóór 15 mei.", [(E.AGREE, "U krijgt het terug\nVóór 15 mei.")]),
    ("#nieuw 30 maart Fwd: Hoge kosten", "", [(E.REGISTER, date(2026, 3, 30))]),
    ("#proef opgelost?", "", [(E.DRY_RUN, None), (E.STATUS, None)]),
]


@pytest.mark.parametrize(("subject", "text", "expected"), WITH_ARGUMENTS)
def test_arguments_stand_behind_the_tag_or_in_the_text(subject: str, text: str, expected: Pairs) -> None:
    assert asked(subject, text) == expected


def test_a_line_that_was_an_argument_is_no_part_of_the_text() -> None:
    assert read_tags("#streefdatum", "#aard privacy\n15 mei\n\nDe klager is op vakantie.", KNOWN).text == "De klager is op vakantie."


DENIED = [
    # subject, the event that says so
    ("#niet opgelost", E.DISSATISFIED),
    ("#nietopgelost", E.DISSATISFIED),
    ("#niet-opgelost", E.DISSATISFIED),
    ("#NIET  Opgelost", E.DISSATISFIED),
    ("# niet opgelost", E.DISSATISFIED),
    ("#niet: opgelost", E.DISSATISFIED),
    ("#niet #opgelost", E.DISSATISFIED),
    ("niet #opgelost", E.DISSATISFIED),
    ("Re: niet #opgelost", E.DISSATISFIED),
    ("Re: [KL-2026-00042] niet #opgelost", E.DISSATISFIED),
    ("niet [#opgelost]", E.DISSATISFIED),
    ("[#opgelost] niet", E.DISSATISFIED),
    ("[#niet opgelost]", E.DISSATISFIED),
    ("[niet opgelost] KL-2026-00042", E.DISSATISFIED),
    ("[nog niet opgelost] KL-2026-00042", E.DISSATISFIED),
    ("niet [opgelost] [KL-2026-00042]", E.DISSATISFIED),
    ("#opgelost niet", E.DISSATISFIED),
    ("#opgelost: nee", E.DISSATISFIED),
    ("#opgelost (nog niet)", E.DISSATISFIED),
    ("#opgelost [KL-2026-00042] niet", E.DISSATISFIED),
    ("#nog niet opgelost", E.DISSATISFIED),
    ("#nog #niet #opgelost", E.DISSATISFIED),
    ("nog niet #opgelost", E.DISSATISFIED),
    ("#helaas nog niet opgelost", E.DISSATISFIED),
    ("#not resolved", E.DISSATISFIED),
    ("#niet tevreden", E.DISSATISFIED),
    ("#nog niet tevreden", E.DISSATISFIED),
    ("#tevreden niet", E.DISSATISFIED),
    ("#niet akkoord", E.REFUSE_CONSENT),
    ("#niet-akkoord", E.REFUSE_CONSENT),
    ("#akkoord niet", E.REFUSE_CONSENT),
    ("#geen akkoord", E.REFUSE_CONSENT),
    ("niet #akkoord", E.REFUSE_CONSENT),
    ("#geen klacht", E.NOT_A_COMPLAINT),
    ("#niet klacht", E.NOT_A_COMPLAINT),
    ("geen #klacht", E.NOT_A_COMPLAINT),
    ("#geen afspraak", E.NO_AGREEMENT),
    ("#geen bedrag", E.NO_AMOUNT),
    ("#geen reactie", E.NO_REACTION),
]
DENIED_WITHOUT_A_TAG = [
    # each may not become what it denies, nor anything else
    "#niet klaar",
    "#niet afgehandeld",
    "#niet gecontroleerd",
    "#geen spam",
    "#spam niet",
    "#niet heropenen",
    "#heropenen niet",
    "#heropenen nog niet",
    "#niet afsluiten",
    "#geen beroep",
    "#beroep niet",
    "#niet toewijzen",
    "#toewijzen niet",
    "#toewijzen niet aan Bram",
    "#streefdatum niet 15 mei",
    "#nog niet akkoord",  # that may still come
    "#nog geen afspraak",
    "#akkoord nog niet",
    "#niet nietakkoord",
    "#niet geenklacht",
    "#niet",
    "#tevreden is hij niet",
    "#tevreden klager is niet tevreden",
    "#afspraak niet gelukt",
    "#ingetrokken is niet waar",
    "#antwoord niet nodig",
    "#samenvoegen KL-2026-41 niet",
    "De nota klopt niet #opgelost",  # whose 'niet' is that?
    "#toewijzen Bram niet #opgelost",
    "#onopgelost",
    "#niet opgelots",
]


@pytest.mark.parametrize(("subject", "event"), DENIED)
def test_a_denial_is_the_event_that_says_so(subject: str, event: Event) -> None:
    assert asked(subject) == [(event, None)]


@pytest.mark.parametrize("lines", ["#niet opgelost", "#niet\n#opgelost", "#nog niet\n\n#opgelost", "#opgelost niet", "#opgelost, nog niet"])
def test_so_it_is_in_the_text(lines: str) -> None:
    assert asked("", f"{lines}\nKlager belde.") == [(E.DISSATISFIED, "Klager belde.")]


@pytest.mark.parametrize("subject", DENIED_WITHOUT_A_TAG)
def test_any_other_denial_is_asked_about(subject: str) -> None:
    assert questions(subject)


@pytest.mark.parametrize("denial", ["niet", "Nog niet!", "Nee."])
@pytest.mark.parametrize("subject", ["#opgelost", "#tevreden", "#akkoord"])
def test_a_text_that_only_denies_is_asked_about(subject: str, denial: str) -> None:
    assert "ontkenning" in questions(subject, denial)


@pytest.mark.parametrize("subject", ["#notitie niet bereikt", "#nietakkoord niet genoeg onderbouwd", "#geenafspraak wil niet praten"])
def test_words_of_ones_own_may_deny(subject: str) -> None:
    ((_, argument),) = asked(subject)
    assert argument == subject.partition(" ")[2]


ASKING = ["#opgelost?", "#opgelost ?", "#opgelost ??", "[#opgelost]?", "#opgelost? [KL-2026-00042]", "#opgelost [KL-2026-00042]?",
          "is dit #opgelost?", "#niet opgelost?", "#tevreden?", "#akkoord?", "#streefdatum 15 mei?", "#toewijzen Bram ?"]  # fmt: skip


@pytest.mark.parametrize("subject", ASKING)
def test_a_question_is_one_about_the_complaint(subject: str) -> None:
    assert asked(subject) == [(E.STATUS, None)]


@pytest.mark.parametrize("subject", ["#afspraak #opgelost?", "#opgelost? #notitie x"])
def test_a_question_beside_what_acts_is_asked_back(subject: str) -> None:
    assert "vraagteken" in questions(subject, "Tekst.")


NOT_UNDERSTOOD = [
    # subject, new text, part of what is asked back
    ("#opgelots", "", "‘#opgelots’: Dit woord kennen wij niet. Bedoelt u #opgelost?"),
    ("#afgehandelt", "", "Bedoelt u #opgelost?"),
    ("#strefdatum 15 mei", "", "Bedoelt u #streefdatum?"),
    ("#toewijzn Bram", "", "Bedoelt u #toewijzen?"),
    ("#vraagklagr", "", "Bedoelt u #vraagklager?"),
    ("#graag opgelost", "", "Bedoelt u #opgelost?"),
    ("#toch opgelost", "", "‘#toch opgelost’: Dit woord kennen wij niet. Bedoelt u #opgelost of #ontevreden?"),
    ("#nog opgelost", "", "Bedoelt u #opgelost"),
    ("#nog #opgelost", "", "Bedoelt u #opgelost"),
    ("#xyzzy", "", "‘#xyzzy’: Dit woord kennen wij niet."),
    ("#", "", "Dit woord kennen wij niet."),
    ("", "#opgelots\nTekst.", "Bedoelt u #opgelost?"),
    ("#opgelost morgen", "", "De woorden achter deze tag begrijpen wij niet."),
    ("#opgelost denk ik", "", "De woorden achter deze tag begrijpen wij niet."),
    ("#opgelost \U0001f44e", "", "De woorden achter deze tag begrijpen wij niet."),
    ("#opgelost 100%", "", "De woorden achter deze tag begrijpen wij niet."),
    ("#akkoord maar niet meer", "", "De woorden achter deze tag begrijpen wij niet."),
    ("#deels opgelost", "", "De woorden achter deze tag begrijpen wij niet."),
    ("#afspraak #bedrag 125.50", "Tekst.", "op twee manieren"),
    ("#afspraak #bedrag -125", "Tekst.", "Dit begrijpen wij niet als bedrag."),
    ("#streefdatum volgende week vrijdag", "", "als één bepaalde dag"),
    ("#streefdatum eind van de week", "", "als één bepaalde dag"),
    ("#streefdatum do 15 mei", "", "De dag van de week past niet"),
    ("#streefdatum 15 mei want hij is weg", "", "als één bepaalde dag"),
    ("#toewijzen Kees", "", "Ik ken niemand"),
    ("#toewijzen Bram of Eva", "", "Ik ken niemand"),
    ("#vervanger Carla tot 15 mei", "", "tot en met welke dag"),
    ("#samenvoegen KL-2026-41 en KL-2026-43", "", "Schrijf één kenmerk"),
    ("#samenvoegen de andere", "", "Schrijf één kenmerk"),
    ("#aard vreemd", "", "Kies uit: Bejegening"),
    ("#aard privacy, vreemd", "", "Kies uit: Bejegening"),
    ("#klager Jan", "", "als mailadres"),
    ("#klager a@b.example c@d.example", "", "als mailadres"),
    ("#namens piet@post.example", "", "de naam en dan het mailadres"),
    ("#namens Piet Post", "", "als mailadres"),
    ("#rol klant", "", "opdrachtgever of debiteur"),
    ("#dossiernummer onbekend", "", "alleen het dossiernummer"),
    ("#oorzaak " + "x" * 200, "", "te lang"),
    ("#oorzaak", "Tekst.", "misging. Kies uit: Aannemen van de opdracht, Gegevens en adressen,"),
    ("#aard", "Tekst.", "klacht het is. Kies uit: Bejegening"),
    ("#oorzaak de printer", "", "Kies uit: Aannemen van de opdracht, Gegevens en adressen,"),
    ("#oorzaak tel", "", "Kies uit: Aannemen"),
    ("#oorzaak betaling te laat", "", "Welke stap bedoelt u: Betaling verwerken of Betalingsregeling?"),
    ("#afspraak Hoge kosten", "U krijgt het terug.", "Wat mag de klager lezen"),
    ("#afspraak #notitie", "Tekst.", "bij welk woord uw tekst hoort"),
    ("#streefdatum 15 mei #streefdatum 16 mei", "", "twee keer"),
    ("#toewijzen Bram", "#toewijzen Eva", "twee keer"),
    ("#opgelost " * (MOST_TAGS + 1), "", "te veel"),
    ("", "#notitie x\n" * 50, "te veel"),
    ("x" * 1000 + " #opgelost", "", "te veel"),
    ("", "#opgelost" + " " * 1000 + "niet", "te veel"),
]


@pytest.mark.parametrize(("subject", "text", "why"), NOT_UNDERSTOOD)
def test_what_is_not_understood_is_asked_about_and_nothing_done(subject: str, text: str, why: str) -> None:
    assert why in questions(subject, text)


def test_all_or_nothing() -> None:
    reading = read_tags("#afspraak #bedrag 125.50 #opgelost", "Tekst.", KNOWN)
    assert [one.event for one in reading.understood] == [E.AGREE, E.RESOLVE]
    assert (reading.asked, len(reading.questions)) == ((), 1)


LEFT_OVER = [
    # the subject that is answered, the answer's subject and text, what is asked for anew
    ("[KL-2026-00042] Hoge kosten #afspraak", "Re: [KL-2026-00042] Hoge kosten #afspraak", "Tekst.", []),
    ("#opgelost [KL-2026-00042]", "Antw: #OPGELOST [KL-2026-00042]", "", []),
    ("[opgelost] [KL-2026-00042]", "Re: [opgelost] [KL-2026-00042]", "", []),
    ("x #streefdatum over twee weken", "Re: x #streefdatum over twee weken", "", []),
    ("x #opgelots", "Re: x #opgelots", "", []),
    ("x #streefdatum 15 mei", "Re: x #streefdatum 16 mei", "", [(E.CHANGE_TARGET_DATE, date(2026, 5, 16))]),
    ("x #afspraak", "Re: x #afspraak #opgelost", "", [(E.RESOLVE, None)]),
    ("x #afspraak", "Re: x #afspraak", "#notitie\nKlager belde.", [(E.NOTE, "Klager belde.")]),
    ("x #opgelost", "Re: x", "#opgelost", [(E.RESOLVE, None)]),  # typed now
    ("x", "Re: x #opgelost", "", [(E.RESOLVE, None)]),
    ("x #niet opgelost", "Re: x #opgelost", "", [(E.RESOLVE, None)]),
]


@pytest.mark.parametrize(("answered", "subject", "text", "expected"), LEFT_OVER)
def test_a_tag_that_the_answered_mail_bore_is_not_obeyed_again(answered: str, subject: str, text: str, expected: Pairs) -> None:
    assert asked(subject, text, answered) == expected


def test_what_is_left_over_is_told() -> None:
    reading = read_tags("Re: x #afspraak", "Tekst.", KNOWN, ["x #afspraak"])
    assert (reading.asked, reading.left_over, reading.text) == ((), (E.AGREE,), "Tekst.")


def passed_on(subject: str, message: str, original: str | None) -> IncomingMail:
    text = f"{message}\n\n---------- Doorgestuurd bericht ---------\nVan: Eva"
    forwarded = Forwarded("eva@post.example", "Eva", original, text="#spam\nGeld terug!", message=message)
    return IncomingMail("", 1, subject=subject, text=text, new_text=text, forwarded=forwarded)


PASSED_ON = [
    # subject, the words of who passes it on, the subject of what is passed on, the events that are asked for
    ("Fwd: Hoge kosten", "#nieuw 30 maart", "Hoge kosten", [E.REGISTER]),
    ("#nieuw Fwd: Hoge kosten", "", "Hoge kosten", [E.REGISTER]),
    ("Fwd: #opgelost", "", "#opgelost", []),  # the stranger's own words
    ("Fwd: [KL-2026-00042] [spam]", "", "[KL-2026-00042] [spam]", []),
    ("Fwd: #opgelost", "#notitie van de klager", "#opgelost", [E.NOTE]),
    ("Fwd: Hoge kosten", "", None, []),
]


@pytest.mark.parametrize(("subject", "message", "original", "events"), PASSED_ON)
def test_what_is_passed_on_asks_for_nothing(subject: str, message: str, original: str | None, events: list[Event]) -> None:
    reading = tags_of(passed_on(subject, message, original), KNOWN)
    assert ([one.event for one in reading.asked], reading.questions) == (events, ())


def test_a_mail_is_read_by_its_subject_and_new_text() -> None:
    mail = IncomingMail("", 1, subject="Re: x #opgelost", text="#notitie een\n> #spam", new_text="#notitie een")
    assert [one.event for one in tags_of(mail, KNOWN).asked] == [E.RESOLVE, E.NOTE]
    assert [one.event for one in tags_of(mail, KNOWN, "x #opgelost").asked] == [E.NOTE]


def test_it_is_told_where_a_tag_stood_and_how_it_was_written() -> None:
    reading = read_tags("#Afspraak\x07", "#bedrag  125,-\nTekst.", KNOWN)
    assert [(one.place, one.as_written) for one in reading.asked] == [(Place.SUBJECT, "#Afspraak"), (Place.TEXT, "#bedrag 125,-")]


@pytest.mark.parametrize(("subject", "dry"), [("#proef #opgelost", True), ("#opgelost #proef", True), ("#opgelost", False)])
def test_a_dry_run_is_one_wherever_it_stands(subject: str, *, dry: bool) -> None:
    assert read_tags(subject, "", KNOWN).is_dry_run is dry


WORDS = st.sampled_from(
    [*BY_WORD, "niet", "nog", "geen", "#", " ", "\n", "[", "]", "(", ")", "?", "KL-2026-00042", "Re:", "125,50", "15 mei", "-"]
)
TYPED = st.text(max_size=80) | st.lists(WORDS, max_size=12).map("".join) | st.lists(WORDS, max_size=12).map(" ".join)


@given(subject=TYPED, text=TYPED, answered=TYPED)
def test_whatever_is_typed_is_read_and_all_or_nothing(subject: str, text: str, answered: str) -> None:
    reading = read_tags(subject, text, KNOWN, (answered,))
    assert not (reading.asked and reading.questions)
    assert all(question.in_dutch for question in reading.questions)
    assert all(one.argument is None or BY_EVENT[one.event].takes is not Takes.NOTHING for one in reading.asked)


@given(subject=TYPED, text=TYPED)
def test_without_a_hash_or_brackets_nothing_is_asked_for(subject: str, text: str) -> None:
    bare = str.maketrans("", "", "#[]\uff03\ufe5f")
    reading = read_tags(subject.translate(bare), text.translate(bare), KNOWN)
    assert (reading.asked, reading.questions) == ((), ())


@given(
    word=st.sampled_from([word for word in BY_WORD if not word.startswith(("niet", "geen", "no"))]),
    before=st.sampled_from(["#niet {}", "niet #{}", "#{} niet", "#nog niet {}", "#niet #{}", "#{}: nee"]),
)
def test_no_denied_tag_is_ever_read_as_itself(word: str, before: str) -> None:
    reading = read_tags(before.format(word), "", KNOWN)
    assert BY_WORD[word].event not in [one.event for one in reading.asked]


FLOODS = [
    "#opgelost ",
    "#",
    "# ",
    "[",
    "]",
    "[opgelost]",
    "KL-2026-1 ",
    "niet ",
    "#niet ",
    "#proef ",
    "\n#",
    "Re: ",
    " - ",
    "#a",
    "#[",
    "(#",
    "é",
    "  \n",
]


@pytest.mark.parametrize("piece", FLOODS)
@pytest.mark.parametrize("begin", ["", "[KL-2026-00042] #", "#streefdatum ", "#toewijzen\n", "#afspraak niet "])
def test_a_million_of_anything_is_read_at_once(begin: str, piece: str) -> None:
    flood = begin + piece * (1_000_000 // len(piece))
    for subject, text in ((flood, ""), ("", flood), (flood, flood)):
        reading = read_tags(subject, text, KNOWN, (subject,))
        assert len(reading.understood) + len(reading.questions) <= 3 * MOST_TAGS
