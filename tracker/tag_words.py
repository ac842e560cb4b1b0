"""The words by which staff cause events: one table, from each event to its tags and what those take.

Knows no mail: where in a mail a tag may stand, and when it is not obeyed, is
decided where mail is read. Rule one: a word means one event. Rule two: two
words are the same when only case, accents, dashes or spaces differ. Whoever
changes this table changes what staff may type, and the help that they get.
Source: docs/procedure.md, States and events.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from tracker.model import Event as E
from tracker.model import Letter as L


class Takes(StrEnum):
    """What stands behind a tag. A text may also be the new text of the mail; all but `nothing` may be left out, and are then asked for."""

    NOTHING = "nothing"
    TEXT = "text"
    ROLE = "role"  # a role or a person: title, name or address
    DATE = "date"
    RECEIVED = "received"  # the complainant's address, the day on which it reached us, or both
    AMOUNT = "amount"  # in euro
    REFERENCE = "reference"
    ADDRESS = "address"
    NAME_AND_ADDRESS = "name_and_address"
    NATURES = "natures"  # one or more, the most important first
    COMPLAINANT_ROLE = "complainant_role"  # opdrachtgever or debiteur
    DEPARTMENT = "department"
    CAUSE = "cause"  # a step of the organisation's own process
    FILE_NUMBER = "file_number"
    DEPUTY = "deputy"  # a role, a name, and the last day
    PERIOD = "period"  # of a report: a week, a quarter, a year, or two days
    TAGS = "tags"  # the rest of the mail's tags


@dataclass(frozen=True, slots=True)
class Tag:
    """One event, as staff type it.

    word:    the main tag, without '#'; also: other Dutch words, english: English ones.
    does:    one Dutch sentence for the help that staff get.
    beside:  the event whose tag must stand in the same mail.
    """

    event: E
    word: str
    takes: Takes
    does: str
    also: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    beside: E | None = None

    @property
    def spellings(self) -> tuple[str, ...]:
        """Return every word for it, the main one first."""
        return (self.word, *self.also, *self.english)


TAGS: tuple[Tag, ...] = (
    Tag(E.REGISTER, "nieuw", Takes.RECEIVED, "Legt een klacht vast die u kreeg of doorstuurt, met het adres van de klager en de dag.",
        also=("klacht", "melding"), english=("new", "complaint")),
    Tag(E.ASSIGN, "toewijzen", Takes.ROLE, "Geeft de klacht aan een behandelaar.",
        also=("toewijs", "naar", "aan", "doorzetten"), english=("assign",)),
    Tag(E.CHANGE_TARGET_DATE, "streefdatum", Takes.DATE, "Verandert de streefdatum; de klager krijgt daarover een brief.",
        also=("datum", "uitstel", "deadline"), english=("target date", "postpone")),
    Tag(E.AGREE, "afspraak", Takes.TEXT, "Bevestigt de afspraak aan de klager, in uw woorden.",
        also=("overeenstemming",), english=("agreement", "agreed")),
    Tag(E.AMOUNT, "bedrag", Takes.AMOUNT, "Noemt het bedrag bij een afspraak; de Algemeen Directeur beslist eerst.", english=("amount",)),
    Tag(E.CONSENT, "akkoord", Takes.NOTHING, "Keurt het bedrag goed; de klager krijgt de afspraak.", english=("approve", "approved")),
    Tag(E.REFUSE_CONSENT, "nietakkoord", Takes.TEXT, "Keurt het bedrag af, met de reden.",
        english=("not approved", "reject")),
    Tag(E.NO_AGREEMENT, "geenafspraak", Takes.TEXT, "Meldt dat er geen afspraak komt; de Manager Operations beslist hoe het verder gaat.",
        also=("geenovereenstemming",), english=("no agreement",)),
    Tag(E.RESOLVE, "opgelost", Takes.NOTHING, "Meldt de klacht opgelost; de Manager Operations vraagt het na bij de klager.",
        also=("afgehandeld", "afgerond", "klaar", "gereed"), english=("resolved", "solved", "done")),
    Tag(E.UPHELD, "gegrond", Takes.NOTHING, "Zegt bij #opgelost dat de klacht terecht was.", english=("upheld",), beside=E.RESOLVE),
    Tag(E.PARTLY_UPHELD, "deels", Takes.NOTHING, "Zegt bij #opgelost dat de klacht voor een deel terecht was.",
        also=("deelsgegrond",), english=("partly", "partly upheld"), beside=E.RESOLVE),
    Tag(E.NOT_UPHELD, "ongegrond", Takes.NOTHING, "Zegt bij #opgelost dat de klacht niet terecht was.",
        also=("nietgegrond",), english=("not upheld",), beside=E.RESOLVE),
    Tag(E.INQUIRE, "vraagklager", Takes.NOTHING, "Vraagt de klager of de klacht is opgelost.",
        also=("navraag", "navragen", "verifiëren"), english=("ask complainant", "verify")),
    Tag(E.SATISFIED, "tevreden", Takes.TEXT, "Sluit de klacht: volgens de klager is alles opgelost.",
        also=("geverifieerd", "gecontroleerd"), english=("satisfied", "verified")),
    Tag(E.DISSATISFIED, "ontevreden", Takes.TEXT, "Heropent de klacht: volgens de klager is niet alles opgelost.",
        also=("nietopgelost", "niettevreden"), english=("dissatisfied", "not satisfied", "not resolved")),
    Tag(E.NO_REACTION, "geenreactie", Takes.NOTHING, "Sluit de klacht omdat de klager niet reageert.",
        english=("no reaction", "no response")),
    Tag(E.APPEAL, "beroep", Takes.TEXT, "Wijst de klager op de beroepsprocedure, met ons standpunt.",
        also=("nvi", "kifid"), english=("appeal",)),
    Tag(E.REOPEN, "heropenen", Takes.TEXT, "Opent de klacht opnieuw, met een reden.", english=("reopen",)),
    Tag(E.CONCLUDE, "afsluiten", Takes.TEXT, "Sluit de klacht na het beroep, met de uitkomst.",
        also=("gesloten",), english=("close", "closed", "conclude")),
    Tag(E.WITHDRAW, "ingetrokken", Takes.TEXT, "Meldt dat de klager de klacht introk, en hoe.",
        also=("intrekken",), english=("withdrawn",)),
    Tag(E.NOT_A_COMPLAINT, "geenklacht", Takes.TEXT, "Sluit de klacht omdat het er geen is, met een reden.",
        english=("no complaint", "not a complaint")),
    Tag(E.FORWARD_ELSEWHERE, "doorsturen", Takes.DEPARTMENT, "Zegt bij #geenklacht welke afdeling de mail krijgt.",
        english=("forward",), beside=E.NOT_A_COMPLAINT),
    Tag(E.SPAM, "spam", Takes.NOTHING, "Sluit de klacht als spam; de afzender krijgt geen brief."),
    Tag(E.MERGE, "samenvoegen", Takes.REFERENCE, "Voegt deze klacht samen met een andere.", english=("merge",)),
    Tag(E.NOTE, "notitie", Takes.TEXT, "Zet een notitie bij de klacht.", also=("gebeld", "memo"), english=("note",)),
    Tag(E.ANSWER, "antwoord", Takes.TEXT, "Stuurt uw tekst met bijlagen aan de klager.", also=("reactie",), english=("answer", "reply")),
    Tag(E.SET_NATURE, "aard", Takes.NATURES, "Zegt wat voor klacht het is.", english=("nature",)),
    Tag(E.SET_COMPLAINANT, "klager", Takes.ADDRESS, "Verandert het adres van de klager.", english=("complainant",)),
    Tag(E.SET_COMPLAINANT_ROLE, "rol", Takes.COMPLAINANT_ROLE, "Zegt of de klager opdrachtgever of debiteur is.", english=("role",)),
    Tag(E.REPRESENT, "namens", Takes.NAME_AND_ADDRESS, "Noemt wie voor de klager optreedt, of niemand; de brieven gaan daarheen.",
        english=("on behalf of",)),
    Tag(E.MANDATE_SEEN, "machtiging", Takes.NOTHING, "Zegt dat u de machtiging van de vertegenwoordiger zag.",
        also=("machtiging gezien",), english=("mandate", "mandate seen")),
    Tag(E.CONFIRMED_ANOTHER_WAY, "bevestigd", Takes.TEXT, "Zegt dat de klager een brief op een andere manier kreeg, en hoe.",
        english=("confirmed",)),
    Tag(E.NO_AMOUNT, "geenbedrag", Takes.NOTHING, "Zegt dat er geen geld hoort bij de oplossing, al noemt de tekst geld.",
        english=("no amount",)),
    Tag(E.KEEP, "bewaren", Takes.TEXT, "Houdt de klacht in de registratie, met een reden.", english=("keep",)),
    Tag(E.RELEASE, "vrijgeven", Takes.NOTHING, "Heft #bewaren op, en sluit een verzoek met #avg af.", english=("release",)),
    Tag(E.DATA_REQUEST, "avg", Takes.NOTHING, "Meldt een verzoek over persoonsgegevens aan de contactpersoon privacy.",
        english=("gdpr", "data request")),
    Tag(E.TAKE_BACK, "herstel", Takes.NOTHING, "Neemt de laatste stap terug, tot 24 uur later en zolang er niets naar buiten ging.",
        also=("ongedaan", "terug"), english=("undo", "take back")),
    Tag(E.SET_CAUSE, "oorzaak", Takes.CAUSE, "Zegt in welke stap van ons werk het misging, voor de rapportage.", english=("cause",)),
    Tag(E.ABOUT, "over", Takes.ROLE, "Zegt over welke medewerker de klacht gaat.", english=("about",)),
    Tag(E.SET_FILE_NUMBER, "dossiernummer", Takes.FILE_NUMBER, "Noemt ons dossiernummer.", english=("file number",)),
    Tag(E.RECEIVED_ON, "ontvangen", Takes.DATE, "Zegt op welke dag de klacht bij ons binnenkwam.", english=("received",)),
    Tag(E.DEPUTISE, "vervanger", Takes.DEPUTY, "Noemt wie een medewerker vervangt, tot en met welke dag.", english=("deputy",)),
    Tag(E.STATUS, "status", Takes.NOTHING, "Vertelt hoe het met de klacht staat."),
    Tag(E.DOSSIER, "dossier", Takes.NOTHING, "Stuurt u alles wat er van de klacht is, met de bijlagen.", english=("file",)),
    Tag(E.LIST, "lijst", Takes.NOTHING, "Stuurt u de lijst van open klachten.", english=("list",)),
    Tag(E.REPORT, "rapport", Takes.PERIOD, "Stuurt u het rapport over vorige week, of over de periode die u noemt.", english=("report",)),
    Tag(E.DRY_RUN, "proef", Takes.TAGS, "Vertelt wat de andere woorden in uw mail zouden doen, en doet het niet.",
        english=("dry run", "try")),
    Tag(E.HELP, "help", Takes.NOTHING, "Stuurt u deze uitleg."),
)  # fmt: skip
"""Every tag there is, in the order in which help tells them. Source: docs/procedure.md, States and events."""


def folded(words: str) -> str:
    """Return words as tags are compared: letters and digits alone, without accents, in lower case."""
    bare = unicodedata.normalize("NFKD", words).casefold()
    return "".join(sign for sign in bare if sign.isalnum())


BY_WORD: dict[str, Tag] = {folded(word): tag for tag in TAGS for word in tag.spellings}
"""Every tag by each of its words, folded."""

BY_EVENT: dict[E, Tag] = {tag.event: tag for tag in TAGS}
"""The tag of an event. Absent: what no tag causes, what two cause together, and what a tag causes in some circumstances only."""

_OF_TWO = {
    E.AGREE_WITH_AMOUNT: "#afspraak #bedrag",
    E.FORWARD_ELSEWHERE: "#geenklacht #doorsturen",
    E.RESOLVE_LATER: "#opgelost",
    E.AGREEMENT_CONFIRMED: "#bevestigd",
    E.LETTER_GIVEN: "#bevestigd",
}


def as_typed(event: E) -> str | None:
    """Return what staff type to cause an event, such as `#afspraak #bedrag`; None where no tag causes it."""
    return _OF_TWO.get(event) or (f"#{BY_EVENT[event].word}" if event in BY_EVENT else None)


RECEIPT, AGREEMENT, ANY_LETTER = "ontvangst", "afspraak", "brief"
"""What may be said to be confirmed: the letters that must reach the complainant, or one that is printed."""

PRINTED_WORDS: dict[L, tuple[str, ...]] = {
    L.TARGET_DATE_CHANGED: ("streefdatum",),
    L.INQUIRY: ("vraag",),
    L.REOPENED: ("heropen",),
    L.CLOSING: ("slotbrief", "afsluit"),
    L.CLOSING_SILENT: ("slotbrief", "afsluit"),
    L.APPEAL: ("beroep", "standpunt"),
    L.ELSEWHERE: ("doorverwij",),
    L.MERGED: ("samenvoeg",),
    L.ANSWER: ("antwoord",),
}
"""The words, or beginnings of words, by which staff name a letter that was printed."""

_WHOLE = {"heropen": "heropening", "doorverwij": "doorverwijzing", "samenvoeg": "samenvoeging"}


def as_one_word(letter: L) -> str:
    """Return how staff name a letter that was printed. Raises `KeyError` for one that nobody prints by itself."""
    word = PRINTED_WORDS[letter][0]
    return _WHOLE.get(word, word)
