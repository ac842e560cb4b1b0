"""One HTML file that shows by day every mail that each person got and what they did, to open in a browser.

What a sender wrote is escaped as text; an HTML part stands in a frame that may
run nothing and load nothing, and the page itself forbids both as well. Pure:
mails in, page out.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from html import escape
from itertools import groupby
from urllib.parse import quote

from klachten.demo.diary import Did, Entry
from tracker.dates import AMSTERDAM

_STYLE = """
:root { color-scheme: light; --ink: #1d2733; --soft: #5b6875; --line: #d9dfe5; --accent: #1f4e79; }
* { box-sizing: border-box; }
body { margin: 0; background: #f4f6f8; color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header, main { max-width: 62rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2.5rem 0 .75rem; color: var(--accent); }
h2 small { font-weight: 400; color: var(--soft); }
h3 { font-size: .92rem; margin: 1.2rem 0 .4rem; color: var(--soft); font-weight: 600; }
p { margin: 0; color: var(--soft); }
table { border-collapse: collapse; width: 100%; background: #fff; border: 1px solid var(--line); }
th, td { text-align: left; padding: .4rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td:first-child { white-space: nowrap; }
th { font-weight: 600; color: var(--soft); font-size: .85rem; }
article { background: #fff; border: 1px solid var(--line); border-radius: 6px; margin: 0 0 .4rem; overflow: hidden; }
aside { border-left: 4px solid var(--accent); margin: 0 0 .4rem 2rem; padding: .4rem 1rem; background: #e9eff5; }
aside pre { padding: .4rem 0 0; }
nav { margin: 1rem 0 0; font-size: .92rem; }
a { color: var(--accent); }
article b, aside b { display: block; font-size: 1.02rem; }
article span, aside span { color: var(--soft); font-size: .88rem; }
iframe { display: block; width: 100%; border: 0; border-top: 1px solid var(--line); resize: vertical; background: #fff; }
pre { margin: 0; padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; font: 13.5px/1.5 ui-monospace, monospace; }
summary { padding: .4rem 1rem; cursor: pointer; }
article summary b { display: inline; }
time { color: var(--soft); font-weight: 400; font-variant-numeric: tabular-nums; margin-right: .4rem; }
summary span, aside span { display: block; }
@media (max-width: 34rem) {
  header, main { padding: 1rem; }
  aside { margin-left: 1rem; }
  tr { display: grid; grid-template-columns: auto 1fr; border-bottom: 1px solid var(--line); }
  tr:first-child { display: none; }
  td { border: 0; padding: .3rem .7rem; }
  td:last-child { grid-column: 1 / -1; padding-top: 0; color: var(--soft); }
}
details details { border-top: 1px solid var(--line); }
details details summary { color: var(--soft); font-size: .88rem; }
"""

MOST_LINES, LETTERS_IN_A_LINE = 90, 75

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
<style>{_STYLE}</style>
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
    lines = ["".join(f"<th>{escape(cell)}</th>" for cell in head)]
    lines += ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in body]
    return "<table>" + "".join(f"<tr>{line}</tr>\n" for line in lines) + "</table>"


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
    text, html = _part(message, "plain"), _part(message, "html")
    names = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    attached = f" · attached: {', '.join(_attachment(name, paper.get(name)) for name in names)}" if names else ""
    frame = f'<iframe sandbox srcdoc="{escape(html)}" title="HTML" style="height: {_lines(text or html) * 1.6 + 5:.0f}rem"></iframe>'
    more = f"<details><summary>as plain text</summary><pre>{escape(text)}</pre></details>" if html and text else ""
    return (
        f"<article><details><summary>{_time(raw)}<b>{escape(str(message['Subject']))}</b>"
        f"<span>from {escape(froms)} to {escape(str(message['To']))}{escape(copied)}{attached}</span></summary>"
        f"{frame if html else f'<pre>{escape(text)}</pre>'}{more}</details></article>\n"
    )


def _attachment(name: str, file: str | None) -> str:
    return f'<a href="{escape(quote(file))}">{escape(name)}</a>' if file else escape(name)


def _lines(text: str) -> int:
    """Return how many lines a letter takes, more or less, so that few frames want scrolling."""
    return min(MOST_LINES, sum(1 + len(line) // LETTERS_IN_A_LINE for line in text.splitlines()))


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
