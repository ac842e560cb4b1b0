"""One HTML page that shows letters in every language: what is wrong first, then a table of contents, then the letters.

Pure: letters in, page out. Rule: a letter stands in a frame that may run
nothing and load nothing, and the page itself forbids both as well.
"""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from itertools import groupby

from klachten.preview.style import RELOAD, style_of
from outbound.house import House
from outbound.own_templates.faults import Fault
from outbound.specimens import Seen, Specimen, lines_shown
from tracker.letters import LETTERS, Audience
from tracker.model import Language, Letter

Excerpt = Sequence[tuple[int, str]]
"""Lines of a template, each with its number."""

Made = Sequence[tuple[Specimen, Seen | Fault]]

SPOKEN = {Language.DUTCH: "Dutch", Language.ENGLISH: "English"}
GROUPS = {Audience.COMPLAINANT: "To the complainant", Audience.STAFF: "To staff"}

_CONTROLS = """<fieldset><legend>Width</legend>
<label><input type="radio" name="width" id="desk" checked> desk</label>
<label><input type="radio" name="width" id="phone"> phone</label></fieldset>
<fieldset><legend>Colours</legend>
<label><input type="radio" name="colours" id="light" checked> light</label>
<label><input type="radio" name="colours" id="dark"> dark</label></fieldset>"""


def page(house: House, where: str | None, made: Made, faults: Sequence[tuple[Fault, Excerpt]], stamp: str | None = None) -> str:
    """Return the whole page.

    where:    the folder of the customer's own templates; None where all are ours.
    made:     the specimens of each letter together.
    stamp:    of the templates that it shows, for a page that asks its server for news, and loads anew when there is any.
    """
    shown = dict.fromkeys(specimen.letter for specimen, _ in made)
    whole = f"{'Every letter' if len(shown) == len(Letter) else ', '.join(map(called, shown))} of {escape(house.name)}"
    whose = f"With the templates of {escape(where)}, and ours for the rest." if where else "With our own templates."
    stamped, reload = (f' data-stamp="{escape(stamp)}"', f"<script>{RELOAD}</script>\n") if stamp else ("", "")
    return f"""<!DOCTYPE html>
<html lang="en"{stamped}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(watched=stamp is not None)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{whole}</title>
<style>{style_of(house.colour)}</style>
</head>
<body>
<header>
<h1>{whole}</h1>
<p>{whose} Everybody and everything in them is invented; nothing was sent.</p>
{_CONTROLS}
</header>
{_told(faults)}<nav aria-label="Letters">
{"".join(_contents(audience, made) for audience in Audience)}</nav>
<main>
{"".join(_letter(letter, list(those)) for letter, those in groupby(made, lambda one: one[0].letter))}</main>
{reload}</body>
</html>
"""


def _policy(*, watched: bool) -> str:
    script = f"; script-src 'sha256-{b64encode(sha256(RELOAD.encode()).digest()).decode()}'; connect-src 'self'" if watched else ""
    return f"default-src 'none'; style-src 'unsafe-inline'; img-src data:{script}"


def _told(faults: Sequence[tuple[Fault, Excerpt]]) -> str:
    if not faults:
        return ""
    told = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return f'<section class="faults" aria-label="Faults"><h2>{told}</h2>\n{"".join(map(_fault, *zip(*faults, strict=True)))}</section>\n'


def _fault(fault: Fault, excerpt: Excerpt) -> str:
    place = fault.file if fault.line is None else f"{fault.file}:{fault.line}"
    lines = "".join(_line(number, line, marked=number == fault.line) for number, line in excerpt)
    shown = f'<pre tabindex="0">{lines}</pre>' if lines else ""
    return f"<div><h3>{escape(place)}</h3><p><strong>{escape(fault.what)}</strong>: {escape(fault.do)}</p>{shown}</div>\n"


def _line(number: int, line: str, *, marked: bool) -> str:
    shown = f"{number:>4}  {escape(line)}"
    return f"<mark>{shown}</mark>\n" if marked else f"{shown}\n"


def _contents(audience: Audience, made: Made) -> str:
    letters = dict.fromkeys(specimen.letter for specimen, _ in made if LETTERS[specimen.letter].audience is audience)
    if not letters:
        return ""
    return f"<h2>{GROUPS[audience]}</h2>\n<ul>{''.join(_entry(letter, made) for letter in letters)}</ul>\n"


def _entry(letter: Letter, made: Made) -> str:
    of_it = [one for one in made if one[0].letter is letter]
    at_fault = any(isinstance(one, Fault) for _, one in of_it)
    mark = " <em>at fault</em>" if at_fault else ""
    return f'<li><a href="#{letter}">{called(letter)}</a> <span>{len(of_it)}</span>{mark}</li>\n'


def _letter(letter: Letter, made: Made) -> str:
    """Show the first specimen in each language, and the others folded."""
    first = "".join(_specimen(specimen, one) for specimen, one in made if specimen.number == 1)
    others = "".join(_folded(specimen, one) for specimen, one in made if specimen.number > 1)
    return f'<section aria-labelledby="{letter}"><h2 id="{letter}">{called(letter)}</h2>\n{first}{others}</section>\n'


def called(letter: Letter) -> str:
    """Return the name of a letter as people say it."""
    return str(letter).replace("_", " ").capitalize()


def _titled(specimen: Specimen) -> str:
    return f"{SPOKEN[specimen.language]}, {specimen.number}{f': {specimen.edge}' if specimen.edge else ''}"


def _folded(specimen: Specimen, one: Seen | Fault) -> str:
    subject = "" if isinstance(one, Fault) else f" <span>{escape(one.subject)}</span>"
    return f"<details><summary>{escape(_titled(specimen))}{subject}</summary>\n{_both_parts(specimen, one)}</details>\n"


def _specimen(specimen: Specimen, one: Seen | Fault) -> str:
    return f"<h3>{escape(_titled(specimen))}</h3>\n{_both_parts(specimen, one)}"


def _both_parts(specimen: Specimen, one: Seen | Fault) -> str:
    if isinstance(one, Fault):
        return f'<p class="fault">It cannot be written. {escape(str(one))}</p>\n'
    attached = f"<p>Attached: {escape(', '.join(one.attached))}</p>" if one.attached else ""
    title = escape(f"{called(specimen.letter)}, {_titled(specimen)}")
    return (
        f'<p class="subject" lang="{specimen.language}">{escape(one.subject)}</p>{attached}\n'
        f'<div class="parts" style="--lines: {lines_shown(one.text)}">'
        f'<iframe sandbox loading="lazy" title="{title}" srcdoc="{escape(one.html)}"></iframe>\n'
        f'<pre tabindex="0" lang="{specimen.language}" dir="auto" aria-label="{title}, as plain text">{escape(one.text)}</pre></div>\n'
    )
