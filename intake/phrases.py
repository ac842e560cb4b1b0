"""How answering programs put it, in the languages of those who write to a Dutch company.

Words only, compiled once. The rule: what no person puts before a subject is
sure; what a person may write too is only a doubt. `Auto:`, which RFC 3834
recommends, is missing: to a Dutchman it is a car. Every pattern is anchored or
looked for in a short text, so it costs no more than the text is long.
"""

import re

_SURE = (
    r"automatische? (?:e-?mail-?)?(?:antwoord|beantwoording|afwezigheids(?:melding|bericht))",
    r"afwezigheids(?:bericht|melding|assistent)|vakantie(?:bericht|melding)|auto-?antwoord|automatysk antwurd",
    r"automat(?:ic|ed) (?:e-?mail )?(?:reply|response|answer|acknowledge?ment)|auto[ -]?(?:reply|response|respond|responder|answer)",
    r"out[ -]of[ -](?:the[ -])?office(?: (?:auto)?-?reply)?|vacation (?:reply|response|message)",
    r"automatische (?:e-?mail-?)?(?:antwort|r(?:ü|ue)ckantwort|abwesenheitsnotiz)",
    r"abwesenheits(?:notiz|assistent|meldung|nachricht|info|benachrichtigung)",
    r"r[ée]ponse (?:automatique|d['’]absence)|message d['’]absence",
    r"(?:notification|avis) d['’]absence|absen(?:t|ce) du bureau",
    r"(?:respuesta|contestaci[óo]n) autom[áa]tica|respuesta de ausencia|resposta autom[áàa]tica|erantzun automatikoa",
    r"risposta automatica|risposta non al computer",
    r"autosvar|automatisk[at]? (?:svar|besvarelse)|automatiskt (?:svar|meddelande)|fr[åa]nvaromeddelande|frav[æa]rsmelding",
    r"sj[áa]lfvirkt svar",
    r"automaattinen vastaus|poissaolo(?:viesti|ilmoitus)|automaatvastus|automatinis atsakymas",
    r"(?:[āa]rpus biroja atra[šs]an[āa]s )?autom[āa]tisk[āa] atbilde",
    r"automatyczna odpowied[źz]|odpowied[źz] automatyczna|autoodpowied[źz]|automatick[áa] odpov[ěe][dď]",
    r"automatski odgovor|samodejni odgovor|аутоматски одговор",
    r"automatikus v[áa]lasz|r[ăa]spuns automat|otomatik (?:yan[ıi]t|cevap)|αυτόματη απάντηση",
    r"автоматический ответ|автоответ(?:чик)?|автоматична відповідь|автоматичен отговор",
    r"رد تلقائي|تشغيل الرد التلقائي|پاسخ خودکار|תשובה אוטומטית|trả lời tự động|balasan otomatis",
    r"自动(?:回复|答复)|自動(?:回覆|返信|応答)(?:メール)?|자동 (?:회신|응답)",
)
"""Dutch first, then English, German, French, the other Romance and the Nordic languages, and so on eastward."""

_UNSURE = (
    r"automatische? (?:reactie|bericht|ontvangstbevestiging)|message automatique|automatische (?:empfangs|eingangs)best(?:ä|ae)tigung|ooo",
    r"afwezig(?:heid)?|niet aanwezig|niet op kantoor|buiten kantoor|ontvangstbevestiging|met vakantie|op vakantie",
    r"away from (?:my|the) (?:mail|office|desk)|vacation|absence notice|i am out of (?:the )?office|away",
    r"abwesend|abwesenheit|nicht im b(?:ü|ue)ro|eingangsbest(?:ä|ae)tigung|absence|absente?|accus[ée] de r[ée]ception",
    r"fuera de (?:la )?oficina|ausente|fora do escrit[óo]rio|aus[êe]ncia(?: tempor[áa]ria)?|fuori (?:sede|ufficio)",
    r"assente(?: dall'ufficio)?",
    r"ikke til stede|ikke p[åa] kontoret|fr[åa]nvaro|frav[æa]r|poissa",
    r"poza biurem|nieobecno[śs][ćc]|mimo kancel[áa][řr]|h[áa]zon k[íi]v[üu]l",
    r"ofis d[ıi][şs][ıi]nda|εκτός γραφείου|нет на рабочем месте|不在(?:通知|のため)?",
)

_RECEIPTS = r"(?:niet |ongelezen )?gelezen|(?:not )?read|(?:un)?gelesen|(?:non )?lu|le[íi]do|letto|ol[äa]st|l[äæ]st"
"""How Exchange begins a receipt of reading, where it does not come as the report that it is (RFC 8098)."""

_SURE_WORDS = "|".join(_SURE)
_ALL_WORDS = "|".join((*_SURE, *_UNSURE))
_TAGS = r"\s*(?:\[[^\[\]]{1,30}\]\s*){0,3}"
"""What mail servers put before a subject, such as `[EXTERN]`."""

AUTO_REPLY_PREFIX = re.compile(rf"{_TAGS}(?:(?:{_SURE_WORDS})\s?[:：]|[\[(](?:{_SURE_WORDS})[\])])", re.IGNORECASE)
"""What a program surely wrote: the words and a colon, or in brackets, at the very beginning of the subject."""

PERHAPS_AUTO_REPLY = re.compile(
    rf"{_TAGS}(?:(?:{_ALL_WORDS})\s*(?:$|[-–—!.,;:：(]|re:|aw:|fwd?:|(?:till?|until|tot|bis)\b|(?:van|from|vom) \d)|(?:{_RECEIPTS})\s?:)",
    re.IGNORECASE,
)
"""The same words without the colon, and words that a person puts before a subject too."""

AUTO_REPLY_INSIDE = re.compile(
    r"\((?:automatic|automated) (?:reply|response)\)|is out of the office|vacation (?:response|reply)|out of office (?:auto-?)?reply|"
    r"is (?:momenteel )?(?:afwezig|niet op kantoor|op vakantie)|ist (?:nicht im b(?:ü|ue)ro|abwesend)",
    re.IGNORECASE,
)
"""What may stand anywhere in the subject of an automatic reply."""

ABOUT_AN_APPOINTMENT = re.compile(
    rf"{_TAGS}(?:geaccepteerd|geweigerd|afgewezen|voorlopig(?: geaccepteerd)?|(?:bijgewerkte )?uitnodiging|geannuleerd(?:e afspraak)?"
    r"|accepted|declined|tentative(?:ly accepted)?|(?:updated )?invitation|cancell?ed(?: event)?|zugesagt|abgelehnt|mit vorbehalt|abgesagt"
    r"|(?:aktualisierte )?einladung|accept[ée]e?|refus[ée]e?|annul[ée]e?|aceptad[ao]|rechazad[ao]|accettato|rifiutato)\s?[:：]",
    re.IGNORECASE,
)
"""How calendars begin the subject of an invitation, or of an answer to one (RFC 5546, 3.2)."""

_WHEN = r"(?:\S{1,12} ){0,2}(?:(?:tot|t/m|vanaf|van|bis|vom|until|from) (?:\S{1,12} ){1,6})?"
AWAY = re.compile(
    r"\bI(?: am|'m|’m|'ll be|’ll be| will be| shall be) (?:currently |presently |now )?(?:away from|out of|"
    r"not in) (?:the |my )?office\b"
    r"|\bout of (?:the )?office (?:until|till|from|starting|through|between)\b"
    rf"|\bik ben {_WHEN}(?:afwezig|niet aanwezig|niet op kantoor|buiten kantoor|met vakantie|op vakantie|met verlof)\b"
    rf"|\bich bin {_WHEN}(?:nicht im b(?:ü|ue)ro|abwesend|im urlaub|au(?:ß|ss)er haus)\b"
    r"|\bje suis (?:actuellement )?(?:absente?|en cong[ée]s?)\b|\b(?:estoy|estar[ée]?) fuera de (?:la )?oficina\b"
    r"|\bestou (?:ausente|fora do escrit[óo]rio)\b|\bsono (?:assente|fuori (?:ufficio|sede))\b"
    r"|\bthis is an automat(?:ic|ed) (?:reply|response|message)\b|\bdit is een automatisch(?:e)? (?:antwoord|bericht|reactie|gegenereerd)",
    re.IGNORECASE,
)
"""How a short text begins that an answering program sent."""
