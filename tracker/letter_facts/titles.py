"""What staff call each letter, and how one fared, in Dutch. Knows rows of letters, and nothing of what they say."""

from zoneinfo import ZoneInfo

from tracker.dates import short_words_of_day
from tracker.model import Language
from tracker.records import LetterOwed
from tracker.waiting_letters import REPLACED, TAKEN_BACK

LETTER_TITLES: dict[str, str] = {
    "acknowledgement": "ontvangstbevestiging",
    "answer": "antwoord",
    "appeal": "brief over het beroep",
    "appeal_copy": "kopie van de brief over het beroep",
    "assignment": "toewijzing",
    "choice": "verzoek om te beslissen",
    "closing": "slotbrief",
    "closing_silent": "slotbrief zonder reactie",
    "confirmation": "bevestiging van de afspraak",
    "confirmation_copy": "kopie van de bevestiging van de afspraak",
    "consultation": "verzoek om akkoord voor een bedrag",
    "contact": "verzoek om contact op te nemen",
    "daily": "dagelijkse mail",
    "data_request": "verzoek over persoonsgegevens",
    "decision": "beslissing over het bedrag",
    "deletion_list": "lijst van wat u moet verwijderen",
    "elsewhere": "brief dat dit ergens anders wordt opgepakt",
    "event": "bericht over wat er is gebeurd",
    "follow_up": "nieuw bericht",
    "follow_ups_gathered": "nieuwe berichten, verzameld",
    "forwarded": "mail voor een andere afdeling",
    "handler_gone": "bericht dat de behandelaar weg is",
    "help": "uitleg",
    "inquiry": "vraag of het is opgelost",
    "is_it_you": "vraag of u dit zelf stuurde",
    "whose_complaint": "vraag over een klacht die u doorgaf",
    "lapsed": "bericht dat er niets is gedaan",
    "listing": "lijst van open klachten",
    "merged": "brief over het samenvoegen",
    "money_named": "vraag of er geld bij hoort",
    "new_complaint": "nieuwe klacht",
    "new_complaints_gathered": "nieuwe klachten, verzameld",
    "no_longer": "bericht dat iets niet meer geldt",
    "not_done": "bericht waarom iets niet kon",
    "noted": "bericht dat iets is genoteerd",
    "own_mail_copy": "kopie van een eigen mail aan de klager",
    "propose_deputy": "voorstel voor een vervanger",
    "reopened": "brief over het heropenen",
    "report": "rapport",
    "target_date_changed": "brief over de nieuwe streefdatum",
    "to_print": "brief om te printen voor de klager",
    "transcript": "verslag van wat is gedaan",
    "unacknowledged": "ontvangstbevestiging die niet aankwam",
    "unconsulted": "bericht over geld zonder overleg",
    "unconfirmed": "bevestiging van de afspraak die niet aankwam",
    "unreadable": "mail die niet te lezen was",
    "unreadable_gathered": "mails die niet te lezen waren, verzameld",
    "verification": "verzoek om na te gaan of het is opgelost",
    "whole_file": "dossier",
}
"""Every letter by its name in the register."""


_CALLED_OFF = {TAKEN_BACK: "teruggenomen, en niet verstuurd", REPLACED: "vervangen door een nieuwere, en niet verstuurd"}


def fate(letter: LetterOwed, zone: ZoneInfo) -> str:
    """Say how a letter fared: 'aangenomen door de mailserver op do 2 april', 'teruggekomen op …', 'nog onderweg'."""
    if letter.bounced_at:
        return f"teruggekomen op {short_words_of_day(letter.bounced_at.astimezone(zone).date(), Language.DUTCH)}"
    if letter.parked_at:
        return _CALLED_OFF.get(letter.parked_because or "", "niet verstuurd; de beheerder moet ernaar kijken")
    if letter.accepted_at:
        return f"aangenomen door de mailserver op {short_words_of_day(letter.accepted_at.astimezone(zone).date(), Language.DUTCH)}"
    return "nog onderweg"
