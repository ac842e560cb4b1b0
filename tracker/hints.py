"""What the words of a mail may mean beside the complaint: a threat, despair, a request under the AVG, no complaint, somebody else's case.

Words alone, Dutch and English; nothing is decided here, a person reads the mail.
Rule one: a hint too many costs a look, one too few may cost a life; but who
hears 'call today' every day hears it no more, so what everybody writes in anger
('ik ben het zat') is none. Rule two: each pattern is a few words with at most
six between them, in one sentence of a text of limited length.
Source: docs/procedure.md, Situations that come up.
"""

import re
import unicodedata
from collections.abc import Iterable

from tracker.told import Hint

LONGEST_TEXT = 20_000
"""Characters that are looked at."""

_PLACES = r"(?:het dak|de flat|het spoor|(?:de|een) (?:trein|brug|metro))"
_WEAPON = r"(?:mes|pistool|(?:vuur)?wapen|geweer|(?:honkbal)?knuppel|bijl|knife|gun|(?:baseball )?bat|axe)"
_THEM = r"(?:u|je|jou|jullie|hem|haar|hen|ze|die \w+|uw \w+)"
_WE_KNOW = r"(?:ik weet|weet ik|wij weten|we weten)"
_MYSELF = r"(?:mezelf|mijzelf|mij zelf|me zelf)"
_PAPERS = r"(?:papier|bewijs|bewij|brief|brieven|stuk|document|factu|rekening|afschrift|betaling|geld|advocaat|jurist|bon\b)"

_THREAT = (
    # Despair, whoever it is about: 'geen zelfmoord' is told to somebody who should call.
    r"zelfmoord\w*|zelfdoding\w*|suicid\w*",
    r"(?:bel|belde|bellen) (?:met |naar )?113\b|113 (?:ge)?bel\w*",
    r"(?:gebeld|gesproken|contact|gesprek) met 113\b|(?:stichting|hulplijn|lijn) 113\b",
    r"(?:maak ik|ik maak|maakte? ik) er ~einde? aan|ik (?:(?!u |jullie |dat )\w+ ){0,3}er ~einde? aan (?:te )?(?:maken|maak)\b",
    r"einde? aan (?:mijn|m n|me|het|dit) leven",
    r"zie (?:ik )?(?:het|t)(?: leven)? (?:echt |gewoon |allemaal |ook |nu )?niet (?:meer|langer) zitten",
    r"zie ~geen (?:andere )?uitweg(?! dan| om)",
    r"(?:wil|hoef) ~niet (?:meer|langer) (?:te )?leven(?! van)|leven ~geen zin meer|leven ~niet meer waard",
    r"(?:was ik|ik was|ben ik|ik ben|ik) ~liever dood|(?:ik wil|wil ik) (?!niet)(?:echt |gewoon |alleen nog maar )?dood\b(?! of)",
    rf"{_MYSELF} ~(?:iets|wat) aan ?(?:te )?doe\w*|(?:verhang|verdrink|hang) (?:ik )?(?:me|mij|{_MYSELF})\b",
    rf"(?:van|voor) {_PLACES} (?:af )?(?:te |ga |wil )?(?:spring\w*|gooi\w*|lop\w*)",
    rf"spring ~(?:van|voor) {_PLACES}|uit het leven (?:te )?stap\w*",
    r"(?:ik ben|ben ik|word ik|ik word|voel me|voel mij|we zijn|wij zijn) (?:(?!niet )\w+ ){0,3}(?:wanhopig|radeloos)\b",
    r"kill(?:ing)? myself|end (?:it all|my (?:own )?life)|tak(?:e|ing) my (?:own )?life|(?:want|wish) to die|wish i (?:was|were) dead",
    r"(?:don t|do not|no longer) want to (?:live|be alive)|nothing (?:left )?to live for|(?:harm|hurt)(?:ing)? myself",
    r"(?:can t|cannot|can not) go on (?:any ?more|any longer|like this|living)",
    r"(?:i am|i m|i feel|feeling) (?:so |completely |totally )?(?:desperate|hopeless)",
    # Violence.
    rf"kom(?:en)? ~langs met (?!(?:\w+ ){{0,4}}{_PAPERS})",
    rf"(?:met|with) (?:een|mijn|m n|het|n|a|my|an) {_WEAPON}\b|(?:neem|haal|pak) ~{_WEAPON}\b",
    rf"{_WE_KNOW} (?:(?!niet )\w+ ){{0,3}}waar (?:je|jij|{_THEM}|hij|zij) ~(?:woont?|wonen|werkt|werken)\b",
    rf"{_WE_KNOW} {_THEM} (?:wel |heus |nog )?te vinden",
    r"(?:sla|slaan|trap|trappen|schop|schoppen) ~(?:in elkaar|verrot|dood)\b|(?:in elkaar|verrot) (?:te )?(?:sla|slaan|trappen|schoppen)\b",
    r"(?:dood|neer|overhoop)(?:schiet|schieten|steek|steken|slaan|maken)|(?:schiet|steek) ~(?:dood|neer|overhoop)\b",
    rf"maak (?:ik )?{_THEM} (?:allemaal |nog )?(?:af|dood|kapot|van kant)\b|vermoord\w*",
    r"in (?:brand|de fik|de hens) (?:te )?(?:steek|steken|zet|zetten)\b|(?:steek|steken) ~in (?:brand|de fik|de hens)\b",
    r"een bom (?:leg|plaats|gooi|in|bij|onder|op|af)\w*|bommelding|bomaanslag|bomb\b",
    rf"ik ~doe {_THEM} ~(?:iets|wat) aan\b|{_THEM} (?:iets|wat) aan ?(?:te )?doen\b|(?:je|jij|jullie) (?:gaat|gaan) eraan",
    r"(?:bloed|doden|slachtoffers) ~(?:vloeien|vallen)\b|(?<!geen )(?<!zonder )geweld (?:te )?gebruik\w*|gebruik (?!geen )~geweld\b",
    r"(?:kill|shoot|stab|hurt|murder) (?:you|him|her|them)\b|beat (?:you|him|her|them) up|burn ~down\b",
    r"(?:i|we) know where (?:you|he|she|they) (?:all )?(?:live|work)s?\b",
    r"com(?:e|ing) (?:over|by|round|around|there) with (?:some|my) (?:friends|mates|boys)",
)  # fmt: skip

_DATA = r"(?:\w+ ){0,2}\w*(?:gegevens|data)"
_LAW = r"(?:de )?(?:avg|gdpr|algemene verordening)"
_AVG = (
    r"inzage ?verzoek\w*|inzagerecht|recht (?:op|van) (?:inzage|vergetelheid|rectificatie|verwijdering|gegevenswissing|dataportabiliteit)",
    r"inzage ~(?:\w*gegevens|dossier)\b|rectificatie|rectificeren|(?:corrigeer|corrigeren|verbeter|verbeteren) ~persoonsgegevens",
    rf"(?:verwijder\w*|wis|wissen|vernietig\w*|schrap\w*) ~(?:mijn|onze) {_DATA}\b",
    rf"(?:mijn|onze) {_DATA} (?:\w+ ){{0,6}}(?:te )?(?:verwijder\w*|wissen|gewist|vernietig\w*)",
    rf"(?:kopie|afschrift|overzicht) van ~(?:mijn|onze|de|alle) {_DATA}\b|welke (?:\w+ ){{0,2}}gegevens ~(?:van|over) (?:mij|ons)\b",
    rf"bezwaar ~(?:verwerking|verwerken|verwerkt|gebruik|gebruiken|delen) ~{_DATA}\b|(?:trek|intrek\w*) ~toestemming",
    rf"(?:grond van|krachtens|ingevolge|beroep op|verzoek ~onder) {_LAW}|(?:avg|gdpr) ?(?:verzoek|request)|vergeten te worden",
    rf"artikel (?:1[5-8]|2[01]) (?:lid \d )?(?:van )?{_LAW}|under (?:the )?gdpr",
    r"subject access request|right (?:of|to) (?:access|erasure|rectification|be forgotten)|copy of ~my ~(?:data|information)\b",
    r"(?:delete|erase|remove) ~(?:my|our) ~(?:data|information|details)\b",
    r"what ~(?:data|information) (?:you|do you) (?:hold|have|keep|store)",
)

_CLAIM = r"(?:\w+ ){0,2}(?:vordering|factuur|rekening|nota|aanmaning|incasso\w*|dwangbevel|bedrag|hoofdsom)\b"
_PLAN = r"(?:betalingsregeling|betaalregeling|betalingsvoorstel|in termijnen|gespreid)"
_ELSEWHERE = (
    r"betaal ?bewijs|betalingsbewijs|bewijs van (?:de )?betaling|proof of payment",
    r"(?:hierbij|bijgaand|bijgevoegd|zie|bijlage) ~(?:bank)?afschrift\b|(?:hierbij|bijgaand|bijgevoegd) ~overschrijving\b",
    rf"(?:graag|wil|willen|kan|kunnen|mogelijk|verzoek|vraag|zou) (?:\w+ ){{0,6}}{_PLAN}",
    r"payment (?:plan|arrangement)|(?:pay|paying) ~in instal\w*",
    rf"bezwaar (?:aan )?(?:tegen|op) {_CLAIM}|bezwaarschrift|(?:betwist|betwisten) (?:ik |wij )?{_CLAIM}",
    r"(?:dispute|object to|contest) (?:the|this|your) (?:claim|debt|invoice|bill)",
)
_DISPLEASURE = (
    r"klacht\w*|klaag\w*|klagen|onvrede|ontevreden\w*|boos|boze|woedend|schandalig\w*|onbeschoft\w*|onbeleefd\w*|belachelijk\w*|schande",
    r"onacceptabel\w*|complain\w*|unacceptable|ridiculous|angry|disgust\w*|rude\b|disgrace\w*",
    r"(?:slechte?|waardeloze?) ~(?:service|behandeling)",
)
"""With one of these it is a complaint, whatever else it brings. Source: docs/procedure.md, Situations that come up."""

_CLIENTS = (
    r"(?:client\w*|moeder|vader|ouders|zoon|dochter|man|vrouw|partner|broer|zus|opa|oma|buurman|buurvrouw|mother|father|wife|husband)"
)
_OFFICES = r"(?:bewindvoerder|beschermingsbewindvoerder|curator|mentor|gemachtigde|advocaat|schuldhulpverlener|vertegenwoordiger|raadsman)"
_REPRESENTED = (
    rf"namens (?:mijn|onze|m n) (?:\w+ )?{_CLIENTS}\b|(?:on|in) behalf of (?:my|our) (?:\w+ )?{_CLIENTS}\b|namens client\w*",
    rf"(?:als|ben|zijn|in (?:mijn|onze) hoedanigheid van) (?:de |het |een |zijn |haar |hun |diens )?{_OFFICES} (?:van|voor|namens)\b",
    rf"(?:als|ben) (?:zijn|haar|hun|diens|aangesteld) ~{_OFFICES}\b|wendde zich ~client\w*|client\w* ~(?:wendde|gewend) (?:zich )?tot",
    r"(?:treed|treden) ~op (?:voor|namens)\b|optred\w* (?:voor|namens) ~client\w*|behartig\w* ~belangen van|onder bewind ~gesteld",
    r"(?:i|we) (?:represent|act for|am acting for|are acting for)\b|power of attorney",
)


def _compiled(patterns: Iterable[str]) -> re.Pattern[str]:
    """Make one pattern of several for a text of `_flattened`; `~` stands for up to four words of the same sentence.

    It begins with the space before a word, and so is tried at no other place.
    """
    return re.compile(f" (?:{'|'.join(patterns)})".replace("~", r"(?:\w+ ){0,4}"))


_PATTERNS = {
    Hint.THREAT: _compiled(_THREAT),
    Hint.AVG: _compiled(_AVG),
    Hint.ELSEWHERE: _compiled(_ELSEWHERE),
    Hint.REPRESENTED: _compiled(_REPRESENTED),
}
_IS_DISPLEASED = _compiled(_DISPLEASURE)
_TOKENS = re.compile(r"[^\W_]{1,60}|[.!?;:€]|\n[ \t\r>]*\n")


def hints_in(text: str) -> tuple[Hint, ...]:
    """Return what the words of `text` make one think of, the most urgent first. Takes time in proportion to the text."""
    told = _flattened(text[:LONGEST_TEXT])
    found = [hint for hint, pattern in _PATTERNS.items() if pattern.search(told)]
    if Hint.ELSEWHERE in found and _IS_DISPLEASED.search(told):
        found.remove(Hint.ELSEWHERE)
    return tuple(found)


def hints_later(hints: tuple[Hint, ...], *, mandate_lacks: bool) -> tuple[Hint, ...]:
    """Return those that matter in a later mail on a record: that it is no complaint, or somebody else's, was asked when it came in."""
    kept = tuple(hint for hint in hints if hint not in {Hint.ELSEWHERE, Hint.REPRESENTED})
    return (*kept, Hint.MANDATE_LACKS) if mandate_lacks else kept


def _flattened(text: str) -> str:
    """Return a text as words in lower case without accents, a space before each; a sentence ends in a point, which is no word."""
    bare = text if text.isascii() else "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return "".join(f" {token}" if token[0].isalnum() else " ." for token in _TOKENS.findall(bare.casefold()))
