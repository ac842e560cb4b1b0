"""What our own mail server found out about a mail's sender.

Knows Authentication-Results (RFC 8601) and which Received fields our own hosts
wrote; asks nobody and verifies no signature itself. The rule: only the field
that our own server must have written counts, and only where a forged one
cannot stand: above the first Received of a foreign host. In doubt there is no
finding, which proves nothing and condemns nobody.
Source: docs/mail-rules.md, R-AUTH-01 to -04, D10 and D13.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from intake.addresses import a_labels, compare_form
from intake.incoming import IncomingMail
from intake.mailboxes import Pieces, take_apart, without_controls

_MICROSOFT_HOSTS = frozenset({".outlook.com"})
_RESULTS = frozenset({"none", "pass", "fail", "softfail", "neutral", "policy", "temperror", "permerror"})
_OLD_RESULTS = {"hardfail": "fail"}  # RFC 7001, appendix of changes: still written


@dataclass(frozen=True, slots=True)
class Trust:
    """Which findings are believed.

    mode:              `authserv-id`, where our server signs its findings with `authserv_id`; `microsoft365`, which writes no id; `none`.
    own_hosts:         names that our own hosts write behind `by` in Received; one that begins with a dot stands for every host below it.
    internal_domains:  `microsoft365` only: domains whose users Exchange vouches for when it calls a mail internal.
    """

    mode: Literal["authserv-id", "microsoft365", "none"] = "none"
    authserv_id: str | None = None
    own_hosts: frozenset[str] = frozenset()
    internal_domains: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Authentication:
    """What was found. Results are the keywords of RFC 8601, 2.7, lower case; None where nothing was said, or two things.

    known:         our own server has spoken.
    dmarc_domain:  the domain of the author that DMARC looked at (header.from).
    dkim:          `pass` when one signature passed; `dkim_domains` are those of the signatures that did (header.d).
    submitted_as:  the user who logged in to our own server to send this (smtp.auth).
    vouched:       the domains for which Exchange calls the mail internal.
    """

    known: bool = False
    dmarc: str | None = None
    dmarc_domain: str | None = None
    spf: str | None = None
    dkim: str | None = None
    dkim_domains: tuple[str, ...] = ()
    submitted_as: str | None = None
    vouched: frozenset[str] = frozenset()

    @property
    def failed(self) -> bool:
        """Say whether the sender was found to be forged: DMARC fail, or SPF fail without a DKIM pass (D13)."""
        return self.dmarc == "fail" or (self.spf == "fail" and self.dkim != "pass")

    def proves(self, address: str) -> bool:
        """Say whether the mail is proven to be from `address`.

        By DMARC or a DKIM signature for exactly its domain, by its own login to our server, or by Exchange; SPF alone never does.
        Source: docs/mail-rules.md, R-AUTH-04.
        """
        mailbox = compare_form(address)
        if mailbox is None or not self.known or self.failed:
            return False
        domain = mailbox.rpartition("@")[2]
        by_domain = (self.dmarc == "pass" and self.dmarc_domain == domain) or domain in self.dkim_domains
        return by_domain or domain in self.vouched or (self.submitted_as is not None and compare_form(self.submitted_as) == mailbox)


@dataclass(frozen=True, slots=True)
class Finding:
    """One method's result, with its properties such as `header.from`."""

    method: str
    result: str
    properties: dict[str, str]


def authenticate(mail: IncomingMail, trust: Trust) -> Authentication:
    """Return what our own server found about `mail`. Never raises. Source: docs/mail-rules.md, R-AUTH-01."""
    if trust.mode == "none":
        return Authentication()
    said = list(_own_fields(mail, trust))
    if trust.mode == "authserv-id":
        ours = [findings for name, findings in said if name and name == trust.authserv_id]
        return _summary(ours[0], frozenset()) if len(ours) == 1 else Authentication()
    vouched = _vouched(mail, trust)
    topmost = next((findings for name, findings in said if name is None), None)
    return _summary(topmost or (), vouched) if topmost is not None or vouched else Authentication()


def _own_fields(mail: IncomingMail, trust: Trust) -> Iterator[tuple[str | None, tuple[Finding, ...]]]:
    """Read each Authentication-Results above the first Received that our own hosts did not write."""
    for name, value in mail.headers:
        if name.lower() == "received" and not is_own_host(received_by(value), trust):
            return
        if name.lower() == "authentication-results":
            yield read_results(value)


def _vouched(mail: IncomingMail, trust: Trust) -> frozenset[str]:
    """Exchange removes this field from mail that comes from outside: its header firewall. So it says what Exchange itself found."""
    said = [value.strip().lower() for value in mail.all("X-MS-Exchange-Organization-AuthAs")]
    return trust.internal_domains if said == ["internal"] else frozenset()


def is_own_host(host: str | None, trust: Trust) -> bool:
    """Say whether `host` is one of ours; Microsoft's own relays are, where it keeps our mail."""
    if host is None:
        return False
    own = trust.own_hosts | _MICROSOFT_HOSTS if trust.mode == "microsoft365" else trust.own_hosts
    return is_among(host, own)


def is_among(host: str, hosts: frozenset[str]) -> bool:
    """Say whether `hosts` has `host`, or a name that begins with a dot and stands for every host below it."""
    return any(host == known.lower() or (known.startswith(".") and host.endswith(known.lower())) for known in hosts)


def received_by(value: str) -> str | None:
    """Return the host that wrote this Received field, lower case: the one behind `by`, never one that a sender could name.

    None where the field has another shape. Source: RFC 5321, 4.4.
    """
    pieces = take_apart(without_controls(value))
    words = pieces.skeleton.replace(";", " ").split()
    if _not_closed(pieces):
        return None
    if words[:1] and words[0].lower() == "from":
        words = words[2:]
    return words[1].lower().rstrip(".") if len(words) > 1 and words[0].lower() == "by" else None


def _not_closed(pieces: Pieces) -> bool:
    return any("not closed" in defect for defect in pieces.defects)


def read_results(value: str) -> tuple[str | None, tuple[Finding, ...]]:
    """Read one Authentication-Results: who says it (None in Microsoft's form), and what was found.

    A field that cannot be read to its end says nothing: what stands in its comments may be the sender's. Nor does one with
    characters in it that would have to be left out.
    Source: RFC 8601, 2.2.
    """
    text = without_controls(value)
    pieces = take_apart(text)
    if _not_closed(pieces) or len(text) < len(value):
        return "", ()
    first, *others = pieces.skeleton.split(";")
    findings = _findings(pieces, [_tight(part) for part in others])
    if "=" in first:
        return None, _findings(pieces, [_tight(first)]) + findings
    head = first.split()
    if not head or len(head) > 2 or (len(head) == 2 and head[1] != "1"):  # noqa: PLR2004 the id and the version of RFC 8601, 2.2
        return "", ()
    # As it is written: our own server would not take `mx. example.nl` for its own id, and so would not delete what a stranger put there.
    return pieces.raw(head[0]).strip('"'), findings


def _tight(part: str) -> str:
    """Return `part` without the white space that may stand around its signs."""
    text = " ".join(part.split())
    for sign in ("=", ".", "/"):
        text = text.replace(f" {sign}", sign).replace(f"{sign} ", sign)
    return text


def _findings(pieces: Pieces, parts: list[str]) -> tuple[Finding, ...]:
    """Read each `method=result ptype.property=value`; methods and results that RFC 8601 does not know are ignored (2.7.7)."""
    found = []
    for part in parts:
        pairs = [(name.lower(), _value(pieces, said)) for name, sign, said in (word.partition("=") for word in part.split()) if sign]
        if not pairs:
            continue
        method, result = pairs[0][0].partition("/")[0], pairs[0][1].lower()
        result = _OLD_RESULTS.get(result, result)
        if result in _RESULTS:
            found.append(Finding(method, result, dict(reversed(pairs[1:]))))
    return tuple(found)


def _value(pieces: Pieces, said: str) -> str:
    return "".join(pieces.places[char].content if char in pieces.places else char for char in said)


def _summary(findings: tuple[Finding, ...], vouched: frozenset[str]) -> Authentication:
    dmarc = [finding for finding in findings if finding.method == "dmarc"]
    dkim = [finding for finding in findings if finding.method == "dkim"]
    logins = [finding.properties.get("smtp.auth") for finding in findings if finding.method == "auth" and finding.result == "pass"]
    passed = tuple(dict.fromkeys(domain for finding in dkim if finding.result == "pass" and (domain := _domain(finding, "header.d"))))
    return Authentication(
        known=True,
        dmarc=_one_result(dmarc),
        dmarc_domain=_domain(dmarc[0], "header.from") if len(dmarc) == 1 else None,
        spf=_one_result([finding for finding in findings if finding.method == "spf" and not _of_helo_only(finding)]),
        dkim="pass" if any(finding.result == "pass" for finding in dkim) else _one_result(dkim[:1]),
        dkim_domains=passed,
        submitted_as=logins[0] if len(logins) == 1 else None,
        vouched=vouched,
    )


def _of_helo_only(finding: Finding) -> bool:
    return "smtp.helo" in finding.properties and "smtp.mailfrom" not in finding.properties


def _one_result(findings: list[Finding]) -> str | None:
    """Return what they all say; where one says fail that is what counts, and where they differ otherwise nothing does."""
    results = {finding.result for finding in findings}
    if "fail" in results:
        return "fail"
    return next(iter(results)) if len(results) == 1 else None


def _domain(finding: Finding, name: str) -> str | None:
    return a_labels(finding.properties.get(name, "").rpartition("@")[2].rstrip("."))
