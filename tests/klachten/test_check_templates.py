"""A customer's own templates: each way to get one wrong is told as file, line, what, and what to do; and ours are not wrong in any."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from klachten.check_templates import faults
from outbound.compose import BUILT_IN
from outbound.samples.house import SAMPLE_HOUSE

ACK, EN_ACK, APPEAL, HOUSE, ROUTE = "nl/acknowledgement.md", "en/acknowledgement.md", "nl/appeal.md", "nl/part_house.md", "nl/part_route.md"
LOST = "no letter reads this file:"
SIGNED = '{% include "nl/part_signature.md" %}'


def ours(name: str, *changes: tuple[str, str]) -> str:
    """Return a template of ours, changed; each change must find its place."""
    text = (BUILT_IN / name).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def told(folder: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """Return what is told of a folder with these files, without the folder's own name."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [str(fault).removeprefix(f"{folder}/") for fault in faults(folder, SAMPLE_HOUSE)]


Row = tuple[str, dict[str, str | bytes], list[str]]


NUMBER = "a number, or a range of numbers, is too big: write smaller numbers"
SOONER = "let it end sooner, and make less; a letter of ours needs some hundreds of turns, and some thousands of signs"
TURNS = f"the loops of this letter turn more than 20,000 times: {SOONER}"
TIMES = f"a multiplication makes a number, or words, of more than any letter needs: {SOONER}"
SIGNS = f"this letter becomes longer than 1,000,000 signs: {SOONER}"
SQUARED = "{% set n = namespace(x=9) %}{% for a in range(99) %}{% set n.x = n.x * n.x %}{% endfor %}"
NEVER_ENDS = [
    # id, template, the line below which it stands, what never ends, what is told
    ("counts-for-hours", ACK, "{% block body %}", "{% for one in range(999999999) %}{% endfor %}", NUMBER),
    ("loops-in-loops", ACK, "{% block body %}", "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", TURNS),
    ("skips-all", ACK, "{% block body %}", "{% for a in range(999) %}{% for b in range(999) if b < 0 %}{% endfor %}{% endfor %}", TURNS),
    ("sums-in-a-loop", ACK, "{% block body %}", "{% for a in range(9999) %}{{ range(9999) | sum }}{% endfor %}", TURNS),
    ("loops-in-the-layout", "layout.html", "<body>", "{% for a in range(999) %}{% for b in range(999) %}{% endfor %}{% endfor %}", TURNS),
    ("macro-in-itself", ACK, "{% block body %}", "{% macro a(n) %}{{ a(n - 1) ~ a(n - 1) if n }}{% endmacro %}{{ a(40) }}", TURNS),
    ("grows-without-end", ACK, "{% block body %}", f"{{% for a in range(9999) %}}{'lang ' * 99}{{% endfor %}}", SIGNS),
    ("many-times-a-word", ACK, "{% block body %}", "{{ 'x' * 99999999 }}", TIMES),
    ("a-number-of-many-digits", ACK, "{% block body %}", SQUARED, TIMES),
]  # fmt: skip


def endless(name: str, template: str, line: str, written: str, told: str) -> Row:
    """Let a template never end, below one of its lines."""
    return name, {template: ours(template, (line, line + written))}, [f"{template}:{{}}: {told}"]


WRONG: list[Row] = [
    (
        "unknown-fact",
        {ACK: ours(ACK, ("target_date |", "target_dat |"))},
        [f"{ACK}:9: 'target_dat' is no fact of the letter 'acknowledgement': write target_date"],
    ),
    (
        "unknown-fact-where-no-sample-comes",
        {ACK: ours(ACK, ("{% if printed %}", "{% if 1 > 2 %}{{ referense }}{% elif printed %}"))},
        [f"{ACK}:22: 'referense' is no fact of the letter 'acknowledgement': write reference"],
    ),
    (
        "unknown-flag",
        {ACK: ours(ACK, ("{% if printed %}", "{% if prined %}"))},
        [f"{ACK}:22: 'prined' is no fact of the letter 'acknowledgement': write printed"],
    ),
    ("unknown-setting", {HOUSE: ours(HOUSE, ("house.seat", "house.seet"))}, [f"{HOUSE}:3: there is no house.seet: write house.seat"]),
    ("unknown-part", {ROUTE: ours(ROUTE, ("appeal.url", "appeal.ur"))}, [f"{ROUTE}:3: there is no appeal.ur: write appeal.url"]),
    ("unknown-filter", {ACK: ours(ACK, ("target_date | day", "target_date | da"))}, [f"{ACK}:9: there is no filter 'da': write day"]),
    (
        "filter-that-does-not-fit",
        {ACK: ours(ACK, ("received_date | day", "received_date | link"))},
        [f"{ACK}:6: only a web address of our own can be a link: compare this line with the letter of ours"],
    ),
    *(endless(*row) for row in NEVER_ENDS),
    (
        "not-closed",
        {ACK: ours(ACK, ("{% endif %}", ""))},
        [f"{ACK}:57: 'endblock' comes while 'if' is still open: write {{% endif %}} before it"],
    ),
    (
        "ends-too-early",
        {ACK: "{% block subject %}x"},
        [f"{ACK}:1: the file ends while 'block' is still open: write {{% endblock %}} before it"],
    ),
    (
        "no-such-part",
        {ACK: ours(ACK, ("nl/part_signature", "nl/part_sigature"))},
        [f"{ACK}:56: there is no template 'nl/part_sigature.md' to include: write nl/part_signature.md"],
    ),
    (
        "misspelt-block",
        {ACK: ours(ACK, ("block subject", "block subjet"))},
        [
            f"{ACK}:1: there is no block 'subject': write {{% block subject %}} … {{% endblock %}}",
            f"{ACK}:1: no letter reads the block 'subjet': write subject",
        ],
    ),
    (
        "outside-the-blocks",
        {ACK: ours(ACK) + "\nTot ziens!\n"},
        [f"{ACK}:59: what stands outside the blocks is never sent: move it into the block 'body'"],
    ),
    (
        "misspelt-file",
        {"nl/acknowlegdement.md": ours(ACK)},
        ["nl/acknowlegdement.md: no letter reads this file: rename it, or include it in a letter of yours; write nl/acknowledgement.md"],
    ),
    (
        "beside-the-folders",
        {"appeal.md": ours(APPEAL)},
        [f"appeal.md: {LOST} letters lie in nl and en, such as nl/appeal.md, and only layout.html and layout.css beside these"],
    ),
    (
        "staff-letter-in-english",
        {"en/daily.md": "{% block subject %}Today{% endblock %}{% block body %}This is what you have to do today.{% endblock %}"},
        ["en/daily.md: no letter reads this file: staff get this letter in Dutch alone: name it nl/daily.md"],
    ),
    (
        "neither-reference-nor-target-date",
        {ACK: ours(ACK, (" [{{ reference }}]", ""), ("**{{ reference }}**", "bekend"), ("{{ target_date | day }}", "morgen"))},
        [
            f"{ACK}:1: the subject lacks the reference, by which answers find their complaint: write [{{{{ reference }}}}] in it",
            f"{ACK}:3: the letter lacks the reference: write {{{{ reference }}}}",
            f"{ACK}:3: the letter lacks the target date: write {{{{ target_date | day }}}}",
        ],
    ),
    (
        "no-appeal",
        {APPEAL: ours(APPEAL, ("{{ appeal.name }}", "de geschillencommissie"), ('{% include "nl/part_route.md" %}', ""))},
        [
            f"{APPEAL}:3: the letter lacks the name of the appeal route: write {{{{ appeal.name }}}}",
            f"{APPEAL}:3: the letter lacks the terms of the appeal route: write {{{{ appeal.terms[language] }}}}",
            f"{APPEAL}:3: the letter lacks the costs of the appeal route: write {{{{ appeal.costs[language] }}}}",
        ],
    ),
    ("appeal-left-out-of-a-part", {ROUTE: "Bel {{ appeal.name }}. {{ appeal.costs[language] }}\n"}, [
        f"{ROUTE}: the letter lacks the terms of the appeal route: write {{{{ appeal.terms[language] }}}}",
    ]),
    (
        "another-language",
        {ACK: ours(EN_ACK, ("en/part", "nl/part"))},
        [f"{ACK}: is in English, and nl/ is for letters in Dutch: translate it, or move it to en/"],
    ),
    (
        "a-paragraph-in-another-language",
        {EN_ACK: ours(EN_ACK, ("{% block body %}", "{% block body %}\nWilt u niet wachten? Bel ons dan, of mail het aan ons.\n"))},
        [f"{EN_ACK}:4: is in Dutch, and en/ is for letters in English: translate this paragraph"],
    ),
    (
        "html",
        {ACK: ours(ACK, ("**{{ reference }}**", "<b>{{ reference }}</b>"))},
        [f"{ACK}:7: <b> is shown as it stands: write Markdown: **bold**, '- ' before an item, ---- below a heading"],
    ),
    (
        "byte-order-mark",
        {ACK: b"\xef\xbb\xbf" + ours(ACK).encode()},
        [f"{ACK}:1: begins with a byte order mark, which would stand in the letter: save it as UTF-8 without one"],
    ),
    ("latin-1", {ACK: ours(ACK).encode() + b"\n{# \xe9\xe9n #}\n"}, [f"{ACK}:59: is not UTF-8 from here on: save it as UTF-8"]),
    (
        "fetches",
        {"layout.html": ours("layout.html", ("<body>", '<body><img src="https://x.example/a.png">'))},
        ['layout.html:{}: src="https:// lets the reader\'s program fetch something: a letter brings all of it along: leave it out'],
    ),
    (
        "no-letter-in-it",
        {"layout.html": "<html></html>"},
        ["layout.html: shows no letter: it never asks for 'bodies': begin with a copy of ours"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), [pytest.param(*row[1:], id=row[0]) for row in WRONG])
def test_what_is_wrong_is_told_with_its_place_and_its_remedy(files: dict[str, str | bytes], expected: list[str], tmp_path: Path) -> None:
    line = {name: ours(name).split(before)[0].count("\n") + 1 for name, before in (("layout.html", "<body>"), (ACK, "{% block body %}"))}
    assert told(tmp_path, files) == [one.replace(":{}:", f":{line.get(one.partition(':')[0])}:") for one in expected]


def test_a_copy_of_all_of_ours_is_in_order(tmp_path: Path) -> None:
    shutil.copytree(BUILT_IN, tmp_path / "own", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    assert faults(tmp_path / "own", SAMPLE_HOUSE) == []


RIGHT: list[tuple[str, dict[str, str | bytes]]] = [
    ("nothing", {}),
    (
        "what-editors-leave",
        {"nl/acknowledgement.md~": "{{", ".git/x.md": "{{", "nl/.#appeal.md": "{{", "README.md": "{{", "logo.png": b"\x89"},
    ),
    ("windows-lines", {ACK: ours(ACK).replace("\n", "\r\n")}),
    (
        "a-part-of-their-own",
        {ACK: ours(ACK, (SIGNED, f'{{% include "nl/part_mine.md" %}}\n\n{SIGNED}')), "nl/part_mine.md": "Tot ziens.\n"},
    ),
    ("another-order", {ACK: ours(ACK, ("{% block body %}", "{% block body %}\nHet gaat om {{ target_date | short_day }}.\n"))}),
    ("a-fact-asked-first", {ACK: ours(ACK, (SIGNED, f"{{% set weeks = outer_limit_weeks %}}\nNa {{{{ weeks }}}} weken.\n\n{SIGNED}"))}),
]


@pytest.mark.parametrize("files", [pytest.param(row[1], id=row[0]) for row in RIGHT])
def test_what_is_right_is_let_be(files: dict[str, str | bytes], tmp_path: Path) -> None:
    assert told(tmp_path, files) == []
