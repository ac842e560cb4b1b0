"""What telephones, mail programs, companies, lists and mail servers add to a letter of their own accord, by language.

Patterns and nothing else; what is made of them is decided by
`intake.signatures`. Every pattern is used on one line, cut to a bound.
"""

import re

_DEVICE = (
    r"iphones?|ipad|ipod|imac|macbook|imachine|ios|android\S{0,9}|samsung|galaxy|huawei|xiaomi|nokia|lumia|htc|sony|xperia|motorola"
    r"|oneplus|pixel|blackberry\S{0,2}|outlook|hotmail|gmail|yahoo\S{0,3}|aol|protonmail|proton|mail|mailbox|mailspring|thunderbird"
    r"|spark|sparrow|airmail|windows(?:-\w+)?|apple|watch|tele(?:foon|fon|phone)\w{0,2}|t[ée]l[ée]phone|tel[ée]fono|telefone|handy"
    r"|mobiel\w{0,2}|mobile?\w{0,3}|smartphone|phone|tablet\w{0,2}|ziggo|kpn|xs4all|k-9|fairemail|web\.de|gmx|zoho|tutanota|fastmail|aquamail|bluemail|superhuman"
)
_OF_A_DEVICE = rf"(?:[\w.+'\u2019-]+ ){{0,3}}(?:{_DEVICE})(?:\W.{{0,40}})?"

_THING = r"[^,;!?\n]{1,40}"

_SENT = (
    rf"(?:verstuurd|verzonden|gestuurd) (?:vanaf|vanuit|vanop|met|via|van|door) {_OF_A_DEVICE}",
    rf"(?:verstuurd|verzonden) (?:vanaf|vanuit|vanop) mijn {_THING}|van(?:af)? mijn {_THING} (?:verstuurd|verzonden)",
    rf"sent from(?: [^\s,;!?]{{1,40}}){{1,6}}|sent (?:via|using|with) {_OF_A_DEVICE}",
    rf"von mein\w{{0,2}} {_THING} gesendet|gesendet (?:von|mit|über|aus) {_OF_A_DEVICE}|von (?:{_DEVICE}).{{0,20}} gesendet",
    rf"(?:diese nachricht wurde )?(?:von {_THING} gesendet|mit {_THING} (?:gesendet|versendet))",
    rf"envoy[ée]e? (?:de(?:puis)? (?:mon|ma)|[àa] partir d|depuis)\W?{_THING}|envoy[ée]e? (?:avec|via) {_OF_A_DEVICE}",
    rf"enviad[oa] (?:desde|do|da|de|via|a partir d[eo]|con|com) {_THING}|inviato d(?:a|al|allo|all'|alla)\s?{_THING}",
    rf"wys[łl]an[eoa] (?:z|ze|przez|przy) {_THING}|skickat fr[åa]n {_THING}|sendt (?:fra|med) {_THING}|l[äa]hetetty {_THING}",
    rf"(?:odesl[áa]no|odoslan[ée]) z {_THING}|trimis (?:de pe|din|de la) {_THING}|poslano (?:s|z|iz) {_THING}",
    rf".{{0,30}}(?:iphone|ipad)\S{{0,6}} (?:k[üu]ldve|g[öo]nderildi)|изпратено от {_THING}|στάλθηκε από {_THING}",
    rf"отправлено (?:с|из) {_THING}|надіслано (?:з|із) {_THING}|iphone\s?から送信|从我的\s?\S{{1,20}}\s?发送|(?:发|發)自我的.{{1,20}}",
    rf"(?:get|download|scarica|obtener|obtenez|obtenir|télécharger) outlook (?:for|voor|für|para|per|pour) {_THING}",
    r"(?:get|download) .{2,30} for (?:ios|android)|outlook (?:voor|for|für|para|per) \[?(?:ios|android).{0,40}",
    r"virus(?:vrij|-free|enfrei)\.? ?.{0,60}",
)
_LINK = r"(?: ?(?:<\S{1,200}>|\(\S{1,200}\)|\[\S{1,200}\]))"
_EXCUSE = r"(?:\. .{3,40}(?:beknoptheid|brevity|kürze|brièveté|brevedad|brevità))"

SENT_WITH = re.compile(rf"(?:{'|'.join(_SENT)}){_LINK}?(?: (?:for|voor|für|pour|op|on) .{{1,30}})?{_EXCUSE}?[.!]?", re.IGNORECASE)
"""The whole of the line that a telephone or a program puts below a mail, to speak of itself."""

RULE = re.compile(r"(?:[-_=~*\u2013\u2014] ?){3,200}|(?:\. ?){5,100}")
"""A line of nothing but strokes."""

_MAIL_ITSELF = (
    r"(?:de informatie|dit (?:e-?mail)?bericht|deze e-?mail|the information|th(?:is|e) (?:e-?mail|message)|diese (?:e-?mail|nachricht)"
    r"|ce (?:message|courriel|mail)|cet e-?mail)\b"
)
_FOR_SOME_ONLY = (
    r"\b(?:uitsluitend bestemd|vertrouwelijk\w{0,2}|confidential|intended (?:only|solely|for)|vertraulich\w{0,2}|confidentiel\w{0,4}"
    r"|destin[ée]\w{0,2})\b"
)
FOOTER = re.compile(
    rf"(?:disclaimer|proclaimer)\b|{_MAIL_ITSELF}.{{0,200}}{_FOR_SOME_ONLY}"
    r"|aan (?:de(?:ze)?|dit|het) .{0,80}\bgeen rechten\b|indien u niet de (?:geadresseerde|bedoelde ontvanger)\b"
    r"|if you (?:are not the intended recipient|have received this (?:e-?mail|message) in error)\b|op al onze .{0,80}\bvoorwaarden\b"
    r"|(?:denk|think|please consider|overweeg|spaar|bespaar) .{0,60}\b(?:milieu|environment|papier|paper)\b"
    r"|.{0,60}(?:mailing list|mailinglijst|mailman/listinfo)"
    r"|(?:to unsubscribe|you received this message because|you are receiving this (?:because|email)|om u af te melden)\b",
    re.IGNORECASE,
)
"""How what a company or a mailing list adds begins."""

EXTERNAL = re.compile(
    r"\W{0,5}(?:external|extern|caution|warning|attention|let op|waarschuwing|pas op|opgelet|achtung|vorsicht|warnung|this|deze|dit)\b"
    r".{0,80}?\b(?:external (?:sender|source|e-?mail)|externe[nr]? (?:afzender|bron|e-?mail|bericht|absender|quelle)"
    r"|buiten (?:de|onze|uw) (?:eigen )?organisatie|au(?:ß|ss)erhalb (?:der|unserer|ihrer) organisation"
    r"|outside (?:of )?(?:the|our|your|this) (?:organi[sz]ation|company|network))\b"
    r"|\W{0,5}(?:you don'?t often get email from|u ontvangt niet vaak e-?mail van|some people who received this message)\b",
    re.IGNORECASE,
)
"""How a mail server's warning begins that it puts above mail from outside."""
