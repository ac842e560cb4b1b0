"""The words with which mail programs say whose words they quote, by language, and the patterns made of them.

Data and patterns, nothing else. Rule: a word stands here because some mail
program writes it; what follows from it is decided by `intake.attributions` and
`intake.quotes`. Every pattern is used on a line or a few, cut to a bound.
"""

import re

_WROTE = (
    r"schreef(?: het volgende)?|schreven|geschreven|het geskryf|skreau",
    r"wrote|writes|sent",
    r"schrieb(?:en)?|schreibt|geschrieben",
    r"(?:a|ont|avez) [ée]crit|[ée]crivait",
    r"escribi[óo]|escribe|va escriure|ha escrit|escribiu|escreveu|escreveram|idatzi du",
    r"ha scritto|hanno scritto|scrive|scriveva|a scris|scrie",
    r"skrev(?: følgende| följande)?|har skrevet|skrifaði|kirjoitti|kirjutas|rakst[īi]ja|ra[šs][ėe]",
    r"napisa[łl]a?(?:\(a\))?|napisana przez|pisze|napsala?(?:\(a\))?|p[íi][šs]e|nap[íi]sala?(?:\(a\))?",
    r"napisao(?:/la)?(?: je)?|napisala?|(?:ezt )?[íi]rta|yazd[ıi]|şunu yazdı|έγραψε",
    r"(?:на)?пис(?:ал|ала|али|ав|ала)(?:\(а\))?|пишет|пише|написа",
    r"đã viết|menulis|כתבה?|كتب",
)
"""He, she or they wrote: Dutch and its kin, English, German, French, the Romance and the Nordic languages, and so on eastward."""

_WROTE_UNSPACED = r"写道|寫道|写了|のメ(?:ール|ッセージ)|書きました|님이 작성|작성|เขียนว่า"
"""The same in scripts that set no spaces around a word."""

WROTE = re.compile(rf"(?<!\w)(?:{'|'.join(_WROTE)})(?!\w)|{_WROTE_UNSPACED}|(?<=>)wrote(?=:)", re.IGNORECASE)

BRACKET_BROKEN_OFF = re.compile(rf"> ?(?:{'|'.join(_WROTE)})? ?[:：]\Z", re.IGNORECASE)
"""What stands alone on the line below an address that a program broke before its last bracket."""

_FIRST_WORDS = (
    r"op|on|at|am|den|le|el|il|em|no dia|a|på|w dniu|dnia|dne|dňa|dana|în data de|pe|la data|la|vào|pada|στις|в|у|на|em data|in data"
    r"|alle|quoting|citeren|citaat van|zitat von|citando|selon|en|wiadomość napisana przez|于|在"
)
OPENING = re.compile(
    rf"(?:(?P<word>{_FIRST_WORDS})(?=[ ,])|בתאריך |في |[^\W\d]{{2,14}}[.,]{{0,2}} ?(?:[^\W\d]{{1,14}}[.,]{{0,2}} )?(?=\d)|(?=\d))",
    re.IGNORECASE,
)
"""How such a line begins: with a word that leads to a date, with the day of the week, or with a digit."""

QUOTING = re.compile(r"(?:quoting|citeren|citaat van|zitat von|citando|citazione|missatge de) \S", re.IGNORECASE)
"""The whole of the words where no verb follows."""

WITHIN_LINE = re.compile(r"\S[ -]{1,80}(?=(?:Op|On|Am|Le|Il|El|Em) \S)")
"""What stands before such a line, where a program set it behind the answer's last words."""

PERSONAL = re.compile(
    r"\b(?:ik|hij|zij|ze|uw|mij|mijn|jullie|wij|we|men|dat|iemand|jouw|toen|niet|schreef u|heeft u|hebt u|u schreef|Ik|Hij|Zij|Uw|Mijn"
    r"|Jullie|Wij|de heer|mevrouw|meneer|medewerk(?:er|ster)|collega|monteur|[Oo]ndergetekende"
    r"|dhr|mevr|mw|een|er|door|naar|aan(?! (?:de|den|het|'t)\b)|I|he|she|your|my|they|our|that|ich|wir|ihr|ihre|mein|meine"
    r"|dass|mir|nous|vous|votre|mon|que)\b"
)
"""What a person writes of others, and no program does; 'aan de' may begin a surname."""

FIRST_PERSON = re.compile(r"\b(?:[Ii]k|mij|I|[Ii]ch|mich)\b")
"""What a person writes of himself, and hardly a mail server, a ticket program or a company's lawyer."""

ABOVE_THIS_LINE = re.compile(
    r"boven deze (?:regel|lijn)|above th(?:is|e) (?:dashed )?line|(?:über|oberhalb) dieser (?:linie|zeile)|au-dessus de cette ligne",
    re.IGNORECASE,
)
ANSWER = re.compile(
    r"\b(?:antwoord|reactie|reageer|typ|schrijf|reply|respon|write|type|answer|antwort|schreib|nachricht|[ée]cri|r[ée]pon)", re.IGNORECASE
)
"""The line above which a ticket program wants the answer bears both."""

_MESSAGE = (
    r"bericht|boodschap|e-?mail|mail|message|nachricht|mensaje|mensagem|messaggio|meddelande|meddelelse|melding|besked|viesti|wiadomo[śs][ćc]"
    r"|zpráva|správa|üzenet|mesaj(?:ul)?|сообщение|письмо|повідомлення|ileti|μήνυμα|poruka|sporočilo|メッセージ|邮件|郵件"
)
BANNER = re.compile(rf"-{{2,60}} ?(?=[^-\n]{{0,60}}(?:{_MESSAGE}))[^-\n]{{3,80}}-{{2,60}}\Z", re.IGNORECASE)
"""A line that stands between two mails, '-----Oorspronkelijk bericht-----', where its words say so as well."""

ANSWERED = re.compile(r"origine|antwoord|antwort|reply|réponse|respuesta|resposta|risposta|svar", re.IGNORECASE)
"""What such words may say besides what `intake.header_words` has of them."""

BODY_OF_A_FORM = re.compile(
    r"\b(?:bericht(?:inhoud)?|uw (?:bericht|klacht|vraag)|klacht|vraag|opmerking(?:en)?|toelichting|omschrijving|message(?: body)?"
    r"|comments?|nachricht) ?:",
    re.IGNORECASE,
)
"""What a web form has below the sender and the subject, and no mail program."""

FORWARDED_FROM_HERE = re.compile(
    r"(?:begin forwarded message|begin(?: van)? doorgestuurd bericht|anfang der weitergeleiteten (?:nachricht|e-mail)"
    r"|début du message (?:réexpédié|transféré)|inicio del mensaje reenviado|inizio messaggio inoltrato"
    r"|início da mensagem (?:re)?encaminhada|vidarebefordrat brev|start på videresendt besked|videresendt melding"
    r"|välitetty viesti alkaa|początek przekazywanej wiadomości|začátek přeposlané zprávy|начало переадресованного сообщения"
    r"|開始轉寄信件|下面是被转发的邮件) ?[:：]\Z",
    re.IGNORECASE,
)
"""What Apple's program writes there."""

_TOLD_IN_HEADERS = "Verzonden|Datum|Aan|Onderwerp|Sent|Date|To|Subject|Gesendet|An|Betreff|Envoyé|À|Objet"
RUN_ON = re.compile(
    r"(?<=\s)(?:(?P<banner>-{3,60} ?(?i:(?=[^-\n]{0,20}(?:oorspronk|origin|ursprüng|doorgest|forward|weiterg))"
    r"[^-\n]{0,60}\b(?:bericht|message|nachricht)\b)[^-\n]{0,20}-{3,60})"
    rf"|(?P<headers>(?:_{{5,80}}\s)?(?:Van|From|Von|De) ?: [^\n]{{1,150}}?(?:{_TOLD_IN_HEADERS}) ?: [^\n]{{1,200}}?"
    rf"(?:{_TOLD_IN_HEADERS}) ?:)"
    r"|(?P<wrote>(?:Op|On|Am|Le|Il|El|Em) [^\n]{4,200}?:)(?=\s[^\s'\"\u2018\u201c\u201e\u00ab]))"
)
"""What an earlier mail begins with on the same line: some web forms and archives run all lines of a mail into one.

Who quotes another in his own words sets marks of quotation behind the colon.
"""

HEAD_OF_LINE = re.compile(rf"[^\n]{{0,300}}?(?:>|(?<!\w)(?:{'|'.join(_WROTE)})) ?:(?=\s|>)", re.IGNORECASE)
"""What ends as an attribution does, where more follows on the line."""

ADDRESS = re.compile(r"[^\s<>()\[\]@,;:]{1,64}@[^\s<>()\[\]@,;:]{1,255}")
CLOCK = re.compile(r"(?<![\d.:/-])\d{1,2}(?:[:.h٫]\d{2}(?:[:.]\d{2})?|[時时点]\d{0,2})(?![.:/-]?\d)")
DATE = re.compile(r"(?<!\d)(?:\d{4}(?!\d)|\d{1,2}[-/.] ?\d{1,2}[-/.] ?\d{2,4})")
"""A year, or a date in digits."""
