"""Bounces in free text: how qmail, Exim, Postfix, sendmail, Exchange and the large providers put it, and in which languages.

Knows words and the places where servers put addresses; whether a mail server
wrote them at all is for `intake.bounces` to say. The rule: line by line, with
patterns that are anchored or short, so that a text costs its length.
"""

import re
from dataclasses import dataclass

_MAX_TEXT = 32768
_MAX_LINES = 200
_MAX_LINE = 500
_MAX_SUBJECT = 300

_SERVER_LOCAL_PARTS = re.compile(
    r"(?:mailer-?daemon|mdaemon|post_?master|mail-?daemon|mail-?delivery|double-bounce|microsoftexchange[0-9a-f]+)\\?"
)
_SERVER_NAMES = re.compile(
    r"(?:internet )?mail(?:er)?[- ](?:delivery|daemon)|delivery (?:sub)?system|microsoft outlook$|postmaster$", re.IGNORECASE
)

_NOTICE_SUBJECT = re.compile(
    r"\s*(?:\[[^\]]{1,60}\]\s*)?(?:"
    r"un-?deliver(?:able|ed)\b|undeliverable|mail (?:delivery|system|not|could not|error|failed|failure)|returned (?:mail|e-?mail|"
    r"to sender|message)|"
    r"(?:permanent )?(?:message )?delivery (?:status|failure|failed|notification|problem|report|has failed|delayed|incomplete|error)|"
    r"failure (?:notice|delivery)|failed (?:mail|delivery)|delayed (?:mail|delivery)|message (?:delivery|status|not|undeliverable|delayed)|"
    r"warning: (?:message|could not|e?mail)|(?:e?mail|message) (?:is )?delayed|could not (?:send|deliver)|there was an error sending|"
    r"non[- ]?deliver|"
    r"your (?:message|mail|e-?mail) (?:to .{1,100} )?(?:could not|couldn't|was not|has not|wasn't|cannot)|"
    # Dutch
    r"onbestelbaar|niet bestelbaar|onbestelbare|kan niet worden (?:bezorgd|afgeleverd)|(?:uw |je )?(?:bericht|e-?mail|mail) (?:is |"
    r"kon |kan )?niet (?:worden )?"
    r"(?:bezorgd|afgeleverd|verzonden|besteld)|bezorg(?:ing|fout|probleem)|niet[- ]?(?:afgeleverd|bezorgd)|afleverfout|"
    r"aflevering (?:mislukt|vertraagd)|"
    r"retour afzender|bericht (?:teruggestuurd|retour|vertraagd)|"
    # German, French, Spanish, Italian, Portuguese, Danish, Swedish, Polish, Russian
    r"unzustellbar|nicht zustellbar|zustell(?:ung|fehler)|non remis|non distribu|[ée]chec d|remise (?:diff|retard)|"
    r"avis de non-remise|no (?:se puede|se ha podido) entregar|"
    r"no entregado|devuelto|mensaje no|error de entrega|non recapitabile|mancat[ao] (?:recapito|consegna)|messaggio non|"
    r"n[ãa]o (?:entregue|foi poss)|falha na entrega|"
    r"kan ikke leveres|ikke leveret|uleverbar|kunde inte levereras|olevererbart|nie dostarczono|niedor[ęe]cz|не доставлено|недоставлен|"
    r"ваше сообщение не|сообщение не доставлено|配信(?:不能|エラー)|エラーメール|退信|系统退信"
    r")",
    re.IGNORECASE,
)

_NOTICE = re.compile(
    r"(?:could|can|was|were|has|have)(?: ?not|n't|n’t) (?:be |been )?(?:deliver|sent to|reach)|un-?deliver(?:able|ed)|"
    r"unable to deliver|delivery (?:to .{1,200} )?(?:has )?(?:failed|delayed)|"
    r"failed (?:permanently|to deliver)|permanent (?:fatal )?error|fatal errors|returned to (?:you|sender)|"
    r"has been (?:delayed|"
    r"returned)|(?:message|mail) (?:was )?(?:rejected|refused|delayed)|"
    r"address(?:es)? (?:failed|rejected|not found|couldn't be found)|(?:user|mailbox|recipient|account|host|"
    r"domain)(?: name)?s? (?:is |was )?(?:unknown|unavailable|not found|full|"
    r"does not exist|doesn't exist|is full|over quota|disabled|inactive)|no such (?:user|mailbox|recipient|address)|unknown (?:user|"
    r"recipient|address|local)|over quota|quota exceeded|"
    r"delivery status notification|this (?:user|message|address) (?:does not|doesn't|has no|was|is)|not listed in|your (?:message|"
    r"mail|e-?mail) (?:to|did not|wasn|was|could|cannot)|"
    r"did not reach|rejected by|not deliver|undelivered|mail system at host|bounce|failure notice|exceeded|delivery attempts|"
    r"will continue to|retr(?:y|ied)|"
    r"niet (?:worden )?(?:bezorgd|afgeleverd|besteld|bereikt)|onbestelbaar|(?:gebruiker|postvak|adres|mailbox|"
    r"ontvanger)\b.{0,60}(?:bestaat niet|onbekend|vol\b|niet gevonden)|"
    r"kon niet worden|mislukt|unzustellbar|nicht zugestellt|nicht gefunden|non (?:è stato|remis|distribu)|no se (?:ha|pudo|puede)|"
    r"n'a pas pu|не (?:удалось|может быть|доставлен)|"
    r"kunne ikke|kunde inte|nie (?:można|udało)|não (?:foi|pôde)",
    re.IGNORECASE,
)

_ADDRESS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{1,200}"
_LEADS = re.compile(
    rf"[ \t>]*(?:to )?(?:<({_ADDRESS})>(?:\s?\([^()]{{0,80}}\))?(?::|,|\.\.\.|\s|$)|({_ADDRESS})(?: on \w{{3}}[,.]| - |, error|"
    rf"\s?\.\.\. ?|: [45]\d\d))",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"[ \t>*-]*(?:(?:to|aan|(?:failed |final )?recipient(?: address)?|ontvanger):?\s)?\s*[<\"'(\[]?(?:mailto:|smtp:|"
    rf"rfc822;\s?)?({_ADDRESS})[>\"')\]]?[:;,.]*"
    rf"\s*(?:\({_ADDRESS}\)|<mailto:[^>]{{1,200}}>)?",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"(?<![\w@.-])(?:deliver(?:ed|y)?(?: your| the)? ?(?:message|mail|e-?mail)?(?: to)?(?: the)?(?: following)?(?: recipients?)?|rcpt to|"
    r"(?:message|mail|bericht) (?:to|aan|naar)|unknown|user(?:id)?|recipient|mailbox|full|account|address|adres|gebruiker|postvak|"
    rf"ontvanger|(?:generated|expanded) from|for|aan|to|naar|550 5\.1\.1|[45]\d\d)(?:[ :]{{1,3}}|[ :]{{0,3}}[<\"'\[(])({_ADDRESS})",
    re.IGNORECASE,
)
_COPY_BEGINS = re.compile(
    r"\s*-{2,}.{0,10}(?:below this line|this is a copy|original message|begin message|returned message|message header|unsent message|"
    r"the body of|message text follows|"
    r"oorspronkelijk(?: bericht)?|message headers? follow|included|your original)|\s*(?:received|return-path|x-originating-ip|"
    r"mime-version|dkim-signature): ",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"not going to try again|giving up|given up|has been in the queue too long|gives up|too many (?:days|attempts)|timed out", re.IGNORECASE
)
_REJECTION = re.compile(r"automatically rejected|automatisch geweigerd", re.IGNORECASE)
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,2}\.\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.:-])([45][0-5]\d)(?=[ -])")
_NOT_YET = re.compile(
    r"delay(?:ed)?\b|warning: (?:message|could)|still being retried|will (?:be retried|continue to|keep trying|be re-?tried)|"
    r"has not yet been delivered|has not been delivered (?:to .{0,60} )?after|temporar|deferred|"
    r"vertraagd|nog niet (?:bezorgd|afgeleverd)|wordt (?:later )?(?:nogmaals|opnieuw) geprobeerd|verz[öo]ger",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the text of a notice tells; empty where it tells nothing."""

    is_notice: bool
    recipients: tuple[str, ...]
    permanent: bool | None
    status: str | None


def is_server_name(address: str, name: str) -> bool:
    """Say whether a sender bears the name of a mail server rather than of a person."""
    return (
        _SERVER_LOCAL_PARTS.fullmatch(address.partition("@")[0].strip('"').lower()) is not None
        or _SERVER_NAMES.match(name.strip()[:100]) is not None
    )


def is_notice_subject(subject: str) -> bool:
    """Say whether `subject` begins as notices of mail servers do; never one with `Re:` or `Fwd:` before it, which a person wrote."""
    return _NOTICE_SUBJECT.match(subject[:_MAX_SUBJECT]) is not None


def is_rejection(subject: str, text: str) -> bool:
    """Say whether a receipt tells that a program refused the letter: Dovecot says so in a disposition notification (RFC 5429, 2.2)."""
    return any(_REJECTION.search(told) is not None for told in (subject[:_MAX_SUBJECT], text[:_MAX_LINE]))


def read_text(subject: str, text: str) -> Told:
    """Read the part of a notice that stands before the copy of the letter. Never raises."""
    lines = _own_lines(text)
    own = "\n".join(lines)
    status, code = _STATUS.search(own), _REPLY_CODE.search(own)
    verdict = status[1][0] if status else code[1][0] if code else ""
    not_yet = _NOT_YET.search(subject[:_MAX_SUBJECT]) or (verdict != "5" and _NOT_YET.search(own))
    is_notice = _NOTICE.search(own) is not None or is_rejection(subject, text)
    given_up = verdict == "5" or _GIVEN_UP.search(own) or (not verdict and (is_notice or is_notice_subject(subject)))
    permanent = False if not_yet else True if given_up else False if verdict == "4" else None
    return Told(is_notice, _recipients(lines), permanent, status[1] if status else None)


def _own_lines(text: str) -> list[str]:
    lines = [line[:_MAX_LINE] for line in text[:_MAX_TEXT].splitlines()[:_MAX_LINES]]
    end = next((number for number, line in enumerate(lines) if number and _COPY_BEGINS.match(line)), len(lines))
    return lines[:end]


def _recipients(lines: list[str]) -> tuple[str, ...]:
    """Return the addresses in the first of the places where servers put them: leading a line, alone on it, or behind certain words."""
    for found in (
        [match[1] or match[2] for line in lines if (match := _LEADS.match(line))],
        [match[1] for line in lines if (match := _ALONE.fullmatch(line))],
        [match[1] for line in lines for match in _INSIDE.finditer(line)][:1],
    ):
        kept = {address.rstrip(".").lower(): address.rstrip(".") for address in found if not _is_server(address)}
        if kept:
            return tuple(kept.values())
    return ()


def _is_server(address: str) -> bool:
    return _SERVER_LOCAL_PARTS.fullmatch(address.partition("@")[0].lower()) is not None
