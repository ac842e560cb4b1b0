"""The words with which letters end, by language, and what stands below them.

Patterns and nothing else; what is made of them is decided by
`intake.signatures`. Every pattern is used on one line, cut to a bound.
"""

import re

_CLOSINGS = (
    r"(?:met |m\.? ?)?(?:(?:zeer |heel )?(?:vriendelijke|vr\.?|hartelijke|beste|lieve|warme|zonnige) )+(?:groet(?:en|jes)?|gr\.?)",
    r"(?:met )?(?:veel |de |dank en )?(?:groet(?:en|jes)?|gr(?:oetj?es?)?\.?)|(?:met )?(?:de meeste )?hoogacht(?:end|ing)",
    r"m\.?v\.?g\.?|(?:m\.? ?)?vr\.? ?gr\.?",
    r"(?:met |in )?(?:afwachting van|vertrouwende op) uw (?:antwoord|reactie|bericht)",
    r"(?:with )?(?:(?:kind(?:est)?|best|warm(?:est)?|many|my) )*regards|(?:yours )?(?:very )?(?:sincerely|faithfully|truly)(?: yours)?",
    r"best(?: wishes)?|all the best|cheers",
    r"(?:mit )?(?:(?:freundliche[nm]?|beste[nm]?|viele[nm]?|liebe[nm]?|herzliche[nm]?|sch[öo]ne[nm]?) )+gr(?:ü|u|ue)(?:ß|ss)(?:en?)?",
    r"mfg|gru(?:ß|ss)|hochachtungsvoll|gr(?:ü|ue)(?:ß|ss)e",
    r"(?:bien )?(?:à vous|cordialement|amicalement|sinc[èe]rement)|cdlt\.?|(?:meilleures |sinc[èe]res )?salutations(?: distingu[ée]es)?",
    r"(?:un )?(?:cordial )?saludos?(?: cordiale?s?)?|atentamente|(?:cordiali |distinti )?saluti|cordialmente",
    r"atenciosamente|(?:com os )?(?:melhores )?cumprimentos|abraços?|adeus",
    r"(?:med )?(?:vennlig|venlig|vänlig|bästa|beste|kærlig|de bedste)\w{0,2} h[äi]ls(?:en|ning|ningar|ner)(?:ar)?",
    r"(?:m\.?)?v\.?h\.?|hilsen|hälsningar|hvh|(?:yst[äa]v[äa]llisin |parhain )?terveisin|hyv[äa]sti",
    r"(?:serdecznie )?pozdrawiam|z (?:powa[żz]aniem|wyrazami szacunku)|s (?:pozdrave?m|[úu]ctou)|pozdravom|lijep pozdrav",
    r"(?:szívélyes )?[üu]dv[öo]zlettel|tisztelettel|üdv|cu (?:stim[ăa]|respect|drag)",
    r"с уважением|з повагою|с поздравом|с уважение|saygılar(?:ımla)?|με εκτίμηση|敬具|よろしくお願いします|此致|בברכה|مع تحياتي",
)
_CLOSING = "|".join(_CLOSINGS)

CLOSING = re.compile(
    rf"(?:{_CLOSING})(?:\s?[/|]\s?(?:{_CLOSING}))?(?: (?:from|uit|aus|van) [^\W\d]{{2,20}})?\s?[,.!;:]{{0,3}}", re.IGNORECASE
)
"""The whole of a line that ends a letter; the name follows on the next."""

CLOSING_WITH_NAME = re.compile(rf"(?:{_CLOSING})\s?[,.]? (?P<name>[^\d,.!?]{{2,60}})[,.]?", re.IGNORECASE)
"""The same with the name on one line."""

THANKS = re.compile(
    r"(?:(?:(?:alvast|hartelijk|heel erg|bij voorbaat) )*(?:be)?dank(?:t|end|jewel|uwel)?"
    r"|(?:many |with )?thanks(?: (?:in advance|again|a lot|and regards|so much))?|thank you(?: (?:in advance|very much))?|thx"
    r"|(?:vielen |besten )?danke?(?: im voraus)?|merci(?: (?:d'avance|beaucoup))?|(?:muchas )?gracias|grazie(?: mille)?|obrigad[oa]"
    r"|tak|tack|takk|kiitos|dzi[ęe]kuj[ęe]|d[ěe]kuji|[ďd]akujem|k[öo]sz[öo]n[öo]m|mul[țt]umesc|спасибо|дякую|teşekkürler|ευχαριστώ"
    r"|谢谢|תודה|شكرا)\s?[,.!]{0,3}",
    re.IGNORECASE,
)
"""The same with thanks: an end only where a name follows, since it may be all that somebody has to say."""

SIGNED_BRIEFLY = re.compile(
    r"[-\u2013\u2014~]{1,2}[A-Z][\w.'-]{0,20}(?: (?:van|de|der|den|ten|ter|het|'t|von|la|le|el|di|da|[A-Z][\w.'-]{0,20})){0,4}"
)
"""A name behind a dash."""

POSTSCRIPT = re.compile(r"p\.?\s?s\.?\s?[:.\-\s]|n\.?b\.?[:.\s]", re.IGNORECASE)

CONTACT = re.compile(
    r"(?:\+|\b0)\d[\d \-()./]{7,18}\d|https?://|\bwww\.|\S@\S+\.\S|\b(?:kvk|btw|iban)\b"
    r"|\b(?:tel(?:efoon)?|phone|fax|mob(?:iel|ile)?|vat|ust-?id|siret|web(?:site)?|[tmfew])\b ?[.:|]"
    r"|\b\d{4} ?[A-Z]{2}\b|\[(?:image|cid|logo)\b|\b[A-Z]{2}\d{2} ?[A-Z]{4} ?\d{4}",
    re.IGNORECASE,
)
"""A way to reach somebody, or a company's numbers."""

LABEL = re.compile(r"[^\W\d][\w /-]{0,30}:(?:\s|\Z)")
"""What a form or a list of facts has before its values."""
