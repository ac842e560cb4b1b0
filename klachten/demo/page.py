"""One HTML file that shows by day every mail that each person got and what they did, to open in a browser.

What a sender wrote is escaped as text; an HTML part stands in a frame that may
run nothing and load nothing, and the page itself forbids both as well. Pure:
mails in, page out.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from html import escape
from itertools import groupby
from urllib.parse import quote

from klachten.demo.diary import Did, Entry
from outbound.look import COLOUR, MONOSPACE, TYPE, as_properties, look_of
from outbound.specimens import lines_shown, read_back
from tracker.dates import AMSTERDAM

_STYLE = """
* { box-sizing: border-box; }
:root { color-scheme: light dark; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 TYPE; overflow-wrap: break-word; }
header, main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
header { padding-top: 2.5rem; padding-bottom: 0; }
h1 { margin: 0 0 .4rem; font-size: 1.6rem; line-height: 1.25; }
h2 { margin: 3rem 0 .5rem; font-size: 1.2rem; line-height: 1.3; }
h2 small { font-size: .88rem; font-weight: 400; color: var(--soft); }
h3 { margin: 1.4rem 0 .5rem; font-size: .88rem; font-weight: 600; color: var(--soft); }
p { margin: 0; color: var(--soft); }
a { color: var(--accent); }
table { width: 100%; border-collapse: collapse; background: var(--paper); border-top: 4px solid var(--accent); font-size: .94rem; }
th, td { padding: .55rem .9rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-size: .82rem; font-weight: 600; color: var(--soft); }
td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; }
nav { margin: 1.25rem 0 0; line-height: 1.9; }
article { margin: 0 0 .4rem; border: 1px solid var(--line); border-radius: 5px; background: var(--paper); overflow: hidden; }
aside { margin: 0 0 .4rem 2rem; padding: .6rem 1rem; border-left: 3px solid var(--accent); background: var(--panel); }
article b, aside b { font-weight: 600; }
summary span, aside span { display: block; font-size: .88rem; color: var(--soft); }
summary { padding: .6rem 1rem; cursor: pointer; }
summary:hover { background: var(--panel); }
time { margin-right: .4rem; font-variant-numeric: tabular-nums; color: var(--soft); }
iframe { display: block; width: 100%; border: 0; border-top: 1px solid var(--line); resize: vertical; background: var(--paper); }
pre { margin: 0; padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.55 MONO; }
aside pre { padding: .4rem 0 0; }
details details { border-top: 1px solid var(--line); }
details details summary { font-size: .88rem; color: var(--soft); }
@media (max-width: 34rem) {
  header, main { padding: 1rem; }
  aside { margin-left: 1rem; }
  thead { display: none; }
  tr { display: grid; grid-template-columns: auto 1fr; border-bottom: 1px solid var(--line); }
  td { border: 0; padding: .3rem .9rem; }
  td:last-child { grid-column: 1 / -1; padding-top: 0; color: var(--soft); }
}
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(
    register: Sequence[Sequence[str]], people: Mapping[str, Sequence[Entry]], names: Mapping[str, str], paper: Mapping[str, str]
) -> str:
    """Return the whole page.

    register:   its first row names the columns.
    people:     address → what its owner got and did, oldest first. Those without either are left out.
    names:      address → whose it is.
    paper:      name of an attachment → the file beside this page that it lies in.
    """
    present = [(f"person-{number}", address, entries) for number, (address, entries) in enumerate(people.items(), 1) if entries]
    contents = " · ".join(f'<a href="#{anchor}">{escape(names.get(who, who).partition(",")[0])}</a>' for anchor, who, _ in present)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Klachten: what each person got and did</title>
<style>{as_properties(look_of(COLOUR))}{_STYLE.replace("TYPE", TYPE).replace("MONO", MONOSPACE)}</style>
</head>
<body>
<header><h1>What each person got and did</h1>
<p>Every mail of this run by day, as it lies in the mailboxes, and between them what its reader did. The register first.</p></header>
<main>
{_table(register)}
<nav>{contents}</nav>
{"".join(_person(anchor, names.get(who, ""), who, entries, paper) for anchor, who, entries in present)}</main>
</body>
</html>
"""


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = rows
    named = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in body)
    return f"<table><thead><tr>{named}</tr></thead>\n<tbody>\n{lines}</tbody></table>"


def _person(anchor: str, name: str, address: str, entries: Sequence[Entry], paper: Mapping[str, str]) -> str:
    """Show by day what lies in a mailbox, as a list of subjects, and what its owner did in its place between them."""
    by_day = groupby(entries, lambda entry: _day(_moment(entry)))
    days = "".join(f"<h3>{day}</h3>\n{''.join(_entry(entry, paper) for entry in those)}" for day, those in by_day)
    return f'<section id="{anchor}"><h2>{escape(name)} <small>{escape(address)}</small></h2>\n{days}</section>\n'


def _entry(entry: Entry, paper: Mapping[str, str]) -> str:
    return _deed(entry) if isinstance(entry, Did) else _mail(entry, paper)


def _moment(entry: Entry) -> datetime | None:
    """Return when it was done; of a mail, when the last server took it (RFC 5321, 4.4). None where that is not told."""
    if isinstance(entry, Did):
        return entry.at
    received = message_from_bytes(entry, policy=policy.default)["Received"]
    return parsedate_to_datetime(str(received).rpartition(";")[2]) if received else None


def _day(moment: datetime | None) -> str:
    local = moment.astimezone(AMSTERDAM) if moment else None
    return f"{local:%A} {local.day} {local:%B}" if local else "On some day"


def _time(entry: Entry) -> str:
    moment = _moment(entry)
    return f"<time>{moment.astimezone(AMSTERDAM):%H:%M}</time> " if moment else ""


def _deed(did: Did) -> str:
    how = f"<span>{escape(did.how)}</span>" if did.how else ""
    words = f"<pre>{escape(did.words.strip())}</pre>" if did.words.strip() else ""
    return f"<aside><b>{_time(did)}{escape(did.about)}</b>{how}{words}</aside>\n"


def _mail(raw: bytes, paper: Mapping[str, str]) -> str:
    message = message_from_bytes(raw, policy=policy.default)
    froms = ", ".join(str(value) for value in message.get_all("From", []))
    copied = f" · cc {message['Cc']}" if message["Cc"] else ""
    seen = read_back(raw)
    text, html = seen.text, seen.html
    attached = f" · attached: {', '.join(_attachment(name, paper.get(name)) for name in seen.attached)}" if seen.attached else ""
    frame = f'<iframe sandbox srcdoc="{escape(html)}" title="HTML" style="height: {lines_shown(text or html) * 1.6 + 5:.0f}rem"></iframe>'
    more = f"<details><summary>as plain text</summary><pre>{escape(text)}</pre></details>" if html and text else ""
    return (
        f"<article><details><summary>{_time(raw)}<b>{escape(seen.subject)}</b>"
        f"<span>from {escape(froms)} to {escape(str(message['To']))}{escape(copied)}{attached}</span></summary>"
        f"{frame if html else f'<pre>{escape(text)}</pre>'}{more}</details></article>\n"
    )


def _attachment(name: str, file: str | None) -> str:
    return f'<a href="{escape(quote(file))}">{escape(name)}</a>' if file else escape(name)
