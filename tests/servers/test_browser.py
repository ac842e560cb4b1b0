"""The browser, axe-core and what reads HTML see what is wrong with a page: each fault by itself, and nothing in a sound one."""

import pytest

from scene.browser import PAPER, PHONE, Browser, Window
from scene.looks import faults_of
from scene.markup import faults

FRAME = """<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><title>x</title>
<style>@media (prefers-color-scheme: dark) {{ .dim {{ background: #000; color: #222 }} }}</style></head>
<body style="background: #fff; color: #111"><main><h1>x</h1>{}</main></body></html>"""
SOUND = "<p>goed</p>"

SEEN = [
    ("too-wide", '<p style="width: 2000px">x</p>', Window(PHONE)),
    ("too-wide", f"<p>{'x' * 400}</p>", Window(PHONE)),
    ("fetched", '<p style="background: url(http://127.0.0.1:9/seen.png)">x</p>', Window(PHONE)),
    ("not-html", "<table><tr><td>x</td></tr></table>", Window(PHONE)),
    ("too-small", '<p style="font-size: 9px">x</p>', Window(PHONE)),
    ("too-faint", '<p style="color: #bbbbbb">x</p>', Window(PHONE)),
    ("too-faint", '<p class="dim">x</p>', Window(PHONE, dark=True)),
    ("too-faint", '<p style="color: #fff; background: #000">x</p>', Window(PAPER, printed=True)),
    ("hard-to-touch", '<p style="line-height: 13px"><strong><a href="mailto:a@mail.example">x</a></strong></p>', Window(PHONE)),
    ("blank", '<p><img alt="x" src="data:image/png;base64,AA=="></p>', Window(PHONE)),
]


def tags(page: str) -> list[str]:
    return [one.partition(">")[0].split()[0] for one in page.split("<")[1:] if one[0] not in "/!"]


@pytest.mark.parametrize(("fault", "body", "window"), SEEN)
def test_the_browser_sees_what_is_wrong(browser: Browser, fault: str, body: str, window: Window) -> None:
    pages = {"faulty": FRAME.format(body), "sound": FRAME.format(SOUND)}
    with browser.showing(pages) as shown:
        told = shown.measured(window)
    assert {name: faults_of(tags(page), told[name], window) for name, page in pages.items()} == {"faulty": [fault], "sound": []}


STUMBLED = [
    ("image-alt", '<p><img src="data:image/png;base64,AA=="></p>'),
    ("link-name", '<p><a href="mailto:a@mail.example"></a></p>'),
    ("heading-order", "<h4>x</h4>"),
    ("color-contrast", '<p style="color: #bbbbbb">Dit is te lezen</p>'),
    ("valid-lang", '<p lang="nederlands">x</p>'),
    ("empty-table-header", "<table><tbody><tr><th></th><td>x</td></tr></tbody></table>"),
]


def test_axe_finds_what_is_stumbled_over(browser: Browser, axe: str) -> None:
    pages = {rule: FRAME.format(body) for rule, body in STUMBLED} | {"": FRAME.format(SOUND)}
    with browser.showing(pages) as shown:
        found = shown.violations(axe, Window(PHONE))
    assert {name: {one.partition(":")[0] for one in wrong} for name, wrong in found.items()} == {
        **{rule: {rule} for rule, _ in STUMBLED},
        "": set(),
    }


INVALID = [
    ("<p>x", []),  # the standard closes it
    ("<p>x</i></p>", ["line 3: unexpected-end-tag"]),
    ("<p><table><tbody><tr><td>x</td></tr></tbody></table></p>", ["line 3: unexpected-end-tag"]),
    ("<table><p>x</p></table>", ["line 3: unexpected-start-tag-implies-table-voodoo", "line 3: unexpected-end-tag-implies-table-voodoo"]),
    ("<p>x & y &eacute z</p>", ["line 3: named-entity-without-semicolon"]),
    ("<font>x</font>", ["<font>"]),
    ('<p bgcolor="#fff">x</p>', ["<p bgcolor>"]),
    ("<td-x>x</td-x>", ["<td-x>"]),
    ('<p id="a">x</p><p id="a">y</p>', ["id a 2 times"]),
    ('<p><a href="#nowhere">x</a></p>', ["no id nowhere"]),
    ('<p><img src="data:,"></p>', ["<img> without alt"]),
    ('<p><a href="mailto:a@mail.example"> </a></p>', ["a link without words"]),
]


@pytest.mark.parametrize(("body", "expected"), INVALID)
def test_what_is_no_html_is_told(body: str, expected: list[str]) -> None:
    assert faults(FRAME.format(body)) == expected


def test_a_page_says_its_language_and_its_name() -> None:
    assert faults("<!DOCTYPE html><html><head></head><body><p>x</p></body></html>") == ["no language", "no title"]
    assert faults(FRAME.format(SOUND)) == []
