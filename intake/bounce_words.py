"""How mail servers put it that a mail did not arrive, or not yet, in the languages that a Dutch company meets.

Words only, a row or a few for each language, compiled once; what they mean for
a letter is for `intake.bounce_texts` to say. The rule: every pattern is
anchored, or looked for in lines that were cut, so it costs no more than the
text is long.
"""

import re


def _any_of(*rows: str) -> str:
    return "|".join(rows)


_SUBJECTS = _any_of(
    # English
    r"un-?deliver(?:able|ed)\b|undeliverable|non[- ]?deliver|could not (?:send|deliver)|there was an error sending",
    r"mail (?:delivery|system|not|could not|error|failed|failure)|returned (?:mail|e-?mail|to sender|message)",
    r"(?:permanent )?(?:message )?delivery (?:status|failure|failed|notification|problem|report|has failed|delayed|incomplete|error)",
    r"failure (?:notice|delivery)|(?:failed|delayed) (?:mail|delivery)|message (?:delivery|status|not|undeliverable|delayed)",
    r"warning: (?:message|could not|e?mail)|(?:e?mail|message) (?:is )?delayed",
    r"your (?:message|mail|e-?mail) (?:to .{1,100} )?(?:could not|couldn't|was not|has not|wasn't|cannot)",
    # Dutch
    r"onbestelbaar|niet bestelbaar|onbestelbare|kan niet worden (?:bezorgd|afgeleverd)|bezorg(?:ing|fout|probleem)",
    r"(?:uw |je )?(?:bericht|e-?mail|mail) (?:aan .{1,100} )?(?:is |kon |kan )?niet (?:worden )?(?:bezorgd|afgeleverd|verzonden|besteld)",
    r"niet[- ]?(?:afgeleverd|bezorgd)|afleverfout|aflevering (?:mislukt|vertraagd)|retour afzender",
    r"bericht (?:teruggestuurd|retour|vertraagd)",
    # German, French, Spanish, Portuguese, Italian
    r"unzustellbar|nicht zustellbar|zustell(?:ung|fehler)|non remis|non distribu|[ée]chec d|remise (?:diff|retard)|avis de non-remise",
    r"no (?:se puede|se ha podido) entregar|no entregado|devuelto|mensaje no|error de entrega",
    r"n[ãa]o (?:entregue|foi poss)|falha na entrega|non recapitabile|mancat[ao] (?:recapito|consegna)|messaggio non",
    # Danish, Swedish, Polish, Russian, Japanese, Chinese
    r"kan ikke leveres|ikke leveret|uleverbar|kunde inte levereras|olevererbart|nie dostarczono|niedor[ęe]cz",
    r"не доставлено|недоставлен|ваше сообщение не|сообщение не доставлено|配信(?:不能|エラー)|メールエラー|エラーメール|退信|系统退信",
)
NOTICE_SUBJECT = re.compile(rf"\s*(?:\[[^\]]{{1,60}}\]\s*)?(?:{_SUBJECTS})", re.IGNORECASE)
"""How the subject of a notice begins."""

NOTICE = re.compile(
    _any_of(
        # English
        r"(?:could|can|was|were|has|have)(?: ?not|n't|n’t) (?:be |been )?(?:deliver|sent to|reach)|un-?deliver(?:able|ed)",
        r"unable to deliver|rejected by|not deliver|did not reach|delivery (?:to .{1,200} )?(?:has )?(?:failed|delayed)|delivery attempts",
        r"failed (?:permanently|to deliver)|permanent (?:fatal )?error|fatal errors|(?:message|mail) (?:was )?(?:rejected|refused|delayed)",
        r"returned to (?:you|sender)|has been (?:delayed|returned)|address(?:es)? (?:failed|rejected|not found|couldn't be found)",
        r"(?:user|mailbox|recipient|account|host|domain)(?: name)?s? (?:is |was )?(?:unknown|unavailable|not found|full)",
        r"(?:user|mailbox|recipient|account|host|domain)(?: name)?s? (?:does not exist|doesn't exist|is full|over quota|disabled|inactive)",
        r"no such (?:user|mailbox|recipient|address)|not? (?:a )?valid (?:user|mailbox|recipient|address)",
        r"unknown (?:user|recipient|address|local)|not listed in|over quota|quota exceeded|exceeded|will continue to|retr(?:y|ied)",
        r"your (?:message|mail|e-?mail) (?:to|did not|wasn|was|could|cannot)|mail system at host|bounce",
        r"this (?:user|message|address) (?:does not|doesn't|has no|was|is)|delivery status notification|failure notice",
        # Dutch
        r"niet (?:worden )?(?:bezorgd|afgeleverd|besteld|bereikt)|onbestelbaar|kon niet worden|mislukt",
        r"(?:gebruiker|postvak|postbus|adres|mailbox|geadresseerde|ontvanger)\b.{0,60}(?:bestaat niet|onbekend|vol|niet gevonden)\b",
        r"(?:postvak|postbus|adres|mailbox|account|ontvanger)\b.{0,60}(?:geweigerd|geblokkeerd|opgeheven|niet (?:meer )?in gebruik)",
        # German, French, Spanish, Portuguese, Italian
        r"unzustellbar|nicht zugestellt|nicht gefunden|non (?:è stato|remis|distribu)|n'a pas pu|no se (?:ha|pudo|puede)|não (?:foi|pôde)",
        # Danish, Swedish, Polish, Russian
        r"kunne ikke|kunde inte|nie (?:można|udało)|не (?:удалось|может быть|доставлен)",
    ),
    re.IGNORECASE,
)
"""What a notice says somewhere in its text."""

GIVEN_UP = re.compile(
    _any_of(
        r"not going to try again|giving up|given up|gives up|has been in the queue too long|too many (?:days|attempts)",
        r"niet (?:meer|langer|opnieuw|nogmaals) (?:worden )?geprobeerd|te lang in de wachtrij|wordt niet meer verzonden",
    ),
    re.IGNORECASE,
)
"""That nobody will try again, whatever else is said."""

NOT_YET = re.compile(
    _any_of(
        r"delay(?:ed)?\b|warning: (?:message|could)|still being retried|will (?:be retried|continue to|keep trying|be re-?tried)",
        r"has not yet been delivered|has not been delivered (?:to .{0,60} )?after|temporar|deferred",
        r"vertraagd|vertraging|nog niet (?:bezorgd|afgeleverd)|tijdelijk|(?:nogmaals|opnieuw) (?:geprobeerd|proberen)",
        r"(?:blijf|blijft|blijven) (?:het )?(?:nog )?proberen|probe(?:ert|ren) (?:we |wij )?het (?:nog|later|opnieuw)|verz[öo]ger",
    ),
    re.IGNORECASE,
)
"""That it may still arrive."""

REJECTION = re.compile(r"automatically rejected|automatisch geweigerd", re.IGNORECASE)
"""That a program of the recipient refused it (RFC 5429, 2.2)."""

COPY_BEGINS = re.compile(
    _any_of(
        r"\s*-{2,}.{0,10}(?:below this line|this is a copy|original message|begin message|returned message|message headers?(?: follow)?)",
        r"\s*-{2,}.{0,10}(?:unsent message|the body of|message text follows|included|your original|oorspronkelijk(?: bericht)?)",
        r"\s*(?:received|return-path|x-originating-ip|mime-version|dkim-signature): ",
    ),
    re.IGNORECASE,
)
"""How the line begins under which the letter itself stands."""
