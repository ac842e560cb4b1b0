"""One HTML file that shows every mail that each person got, to open in a browser.

What a sender wrote is escaped as text; an HTML part stands in a frame that may
run nothing and load nothing, and the page itself forbids both as well. Pure:
mails in, page out.
"""

from collections.abc import Mapping, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape

_STYLE = """
:root { color-scheme: light; --ink: #1d2733; --soft: #5b6875; --line: #d9dfe5; --accent: #1f4e79; }
* { box-sizing: border-box; }
body { margin: 0; background: #f4f6f8; color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header, main { max-width: 62rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2.5rem 0 .75rem; color: var(--accent); }
p { margin: 0; color: var(--soft); }
table { border-collapse: collapse; width: 100%; background: #fff; border: 1px solid var(--line); }
th, td { text-align: left; padding: .4rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; color: var(--soft); font-size: .85rem; }
article { background: #fff; border: 1px solid var(--line); border-radius: 6px; margin: 0 0 1rem; overflow: hidden; }
article > div { padding: .8rem 1rem; border-bottom: 1px solid var(--line); }
article b { display: block; font-size: 1.02rem; }
article span { color: var(--soft); font-size: .88rem; }
iframe { display: block; width: 100%; height: 26rem; border: 0; resize: vertical; background: #fff; }
pre { margin: 0; padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; font: 13.5px/1.5 ui-monospace, monospace; }
details { border-top: 1px solid var(--line); }
summary { padding: .5rem 1rem; cursor: pointer; color: var(--soft); font-size: .88rem; }
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(register: Sequence[Sequence[str]], mailboxes: Mapping[str, Sequence[bytes]]) -> str:
    """Return the whole page.

    register:   its first row names the columns.
    mailboxes:  whose (as a heading) → the mails in it, oldest first. Empty ones are left out.
    """
    people = "".join(_mailbox(whose, mails) for whose, mails in mailboxes.items() if mails)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Klachten: what each person got</title>
<style>{_STYLE}</style>
</head>
<body>
<header><h1>What each person got</h1><p>Every mail of this run, as it lies in the mailboxes. The register first.</p></header>
<main>
{_table(register)}
{people}</main>
</body>
</html>
"""


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = rows
    lines = ["".join(f"<th>{escape(cell)}</th>" for cell in head)]
    lines += ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in body]
    return "<table>" + "".join(f"<tr>{line}</tr>\n" for line in lines) + "</table>"


def _mailbox(whose: str, mails: Sequence[bytes]) -> str:
    return f"<section><h2>{escape(whose)}</h2>\n" + "".join(_mail(raw) for raw in mails) + "</section>\n"


def _mail(raw: bytes) -> str:
    message = message_from_bytes(raw, policy=policy.default)
    froms = ", ".join(str(value) for value in message.get_all("From", []))
    text, html = _part(message, "plain"), _part(message, "html")
    names = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    attached = f" · attached: {', '.join(names)}" if names else ""
    shown = f'<iframe sandbox srcdoc="{escape(html)}" title="HTML"></iframe>' if html else f"<pre>{escape(text)}</pre>"
    more = f"<details><summary>as plain text</summary><pre>{escape(text)}</pre></details>" if html and text else ""
    return (
        f"<article><div><b>{escape(str(message['Subject']))}</b>"
        f"<span>from {escape(froms)} to {escape(str(message['To']))}{escape(attached)}</span></div>{shown}{more}</article>\n"
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
