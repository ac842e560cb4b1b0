"""What no line of the code may do, each with its reason, and how large its parts may be.

The rules are about incoming mail and honest work; ruff and mypy hold the rest.
An exception stands in a table with its reason, and goes when nothing needs it.
"""

import ast
import re
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

from tracker.records import Arrival

ROOT = Path(__file__).parents[1]
ROOMS = ("klachten", "intake", "outbound", "tracker", "templates")
EVERYTHING = (*ROOMS, "tests", "bench", "fuzz", "mutation")

MODULE_LINES, FUNCTION_LINES = 300, 40
"""At most. A module is counted whole; of a function its docstring is not: who explains more is not punished."""

MIGRATIONS = "tracker/migrations/versions/"
"""A schema is a list, written once and never changed: to cut it up would only spread it."""

NAMELESS = {"utils", "util", "helpers", "common", "base", "manager", "misc"}

BANNED_NAMES = {
    "parseaddr": "it can take 'staff@x <evil@y>' for the employee (docs/mail-rules.md, D11)",
    "getaddresses": "likewise",
    "as_bytes": "a parsed mail written anew is not the mail that came; the raw bytes are kept",
    "as_string": "likewise",
    "_create_unverified_context": "certificates are always verified (D15)",
    "CERT_NONE": "likewise",
    "Markup": "it calls text safe that a stranger may have written",
    "Template": "a template made of text is code made of text; letters are files",
    "from_string": "likewise",
}

BANNED_CALLS = {
    "eval": "text is never code",
    "exec": "likewise",
    "os.system": "no shell sees anything of ours",
    "os.popen": "likewise",
    "time.time": "time is handed in (`tracker.clock.Clock`)",
    "datetime.now": "likewise",
    "datetime.utcnow": "likewise",
    "date.today": "likewise",
    "datetime.today": "likewise",
    "time.sleep": "who sleeps hears no signal: wait for an event",
}

BANNED_MODULES = {
    "pickle": "reading it runs it",
    "shelve": "likewise",
    "marshal": "likewise",
    "zipfile": "attachments are never opened (D17)",
    "tarfile": "likewise",
    "smtplib": "letters go by `outbound.smtp` alone",
}

EXCEPTIONS = {
    ("klachten/demo/mails.py", "as_bytes"): "the demo's own mails, made here",
    ("outbound/compose.py", "Markup"): "what `outbound.markdown` made, with HTML switched off, stands in the layout as it is",
    ("tracker/clock.py", "datetime.now"): "the one place where time comes from",
    ("klachten/demo/post.py", "smtplib"): "the demo plays the senders as well",
}


def tree(place: str) -> ast.Module:
    return ast.parse((ROOT / place).read_text(encoding="utf-8"))


def python_files(rooms: tuple[str, ...]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


def dotted(node: ast.AST) -> str:
    """The name that is written there, such as 'time.time'; '' for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def names(node: ast.AST) -> Iterator[str]:
    """Whatever `node` itself names: as a variable, an attribute, or an import."""
    if isinstance(node, ast.Name | ast.Attribute):
        yield dotted(node).rpartition(".")[2] or (node.attr if isinstance(node, ast.Attribute) else "")
    elif isinstance(node, ast.ImportFrom):
        yield from (name.name for name in node.names)


def banned_names(node: ast.AST) -> Iterator[str]:
    yield from (name for name in names(node) if name in BANNED_NAMES)


def banned_calls(node: ast.AST) -> Iterator[str]:
    called = dotted(node.func) if isinstance(node, ast.Call) else ""
    yield from (name for name in BANNED_CALLS if called == name or called.endswith(f".{name}"))
    if isinstance(node, ast.ImportFrom):  # else `from time import sleep` would hide it
        yield from (one for name in node.names if (one := f"{node.module}.{name.name}") in BANNED_CALLS)


def banned_modules(node: ast.AST) -> Iterator[str]:
    imported = [name.name for name in node.names] if isinstance(node, ast.Import) else []
    if isinstance(node, ast.ImportFrom):
        imported = [node.module or ""]
    yield from (name for name in imported if name in BANNED_MODULES)


def shells(node: ast.AST) -> Iterator[str]:
    """A command for a shell: what stands in it may be read as another command."""
    if isinstance(node, ast.keyword) and node.arg == "shell":
        yield "shell="


def unchecked_hosts(node: ast.AST) -> Iterator[str]:
    """A certificate for any name is none (docs/mail-rules.md, D15)."""
    told = (
        (node.arg, node.value)
        if isinstance(node, ast.keyword)
        else (dotted(node.targets[0]).rpartition(".")[2], node.value)
        if isinstance(node, ast.Assign)
        else ("", None)
    )
    if told[0] == "check_hostname" and not (isinstance(told[1], ast.Constant) and told[1].value is True):
        yield "check_hostname"


def swallowed_faults(node: ast.AST) -> Iterator[str]:
    """`except: pass`: whoever means it writes `suppress`, and says what."""
    if isinstance(node, ast.ExceptHandler) and (node.type is None or all(isinstance(one, ast.Pass) for one in node.body)):
        yield "except: pass"
    if isinstance(node, ast.Call) and dotted(node.func).endswith("suppress"):
        yield from ("suppress(Exception)" for one in node.args if dotted(one) in ("Exception", "BaseException"))


def data_as_format(node: ast.AST) -> Iterator[str]:
    """`text.format(…)` where the text is no constant: '{0.__class__}' in it would be obeyed."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        of = node.func.value
        if not isinstance(of, ast.Constant) and not (isinstance(of, ast.Name) and of.id.isupper()):
            yield "format"


def free_logging(node: ast.AST) -> Iterator[str]:
    """Whatever is logged goes through `tracker.log.say`, which refuses personal data."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        on, name = dotted(node.func.value), node.func.attr
        if on in ("log", "logger", "logging") and name in ("debug", "info", "warning", "error", "exception", "critical"):
            yield f"{on}.{name}"


RULES: tuple[Callable[[ast.AST], Iterator[str]], ...] = (
    banned_names,
    banned_calls,
    banned_modules,
    shells,
    unchecked_hosts,
    swallowed_faults,
    data_as_format,
    free_logging,
)


def offences(module: ast.Module) -> set[str]:
    return {name for node in ast.walk(module) for rule in RULES for name in rule(node)}


CAUGHT = [
    ("from email.utils import parseaddr", "parseaddr"),
    ("email.utils.getaddresses(x)", "getaddresses"),
    ("mail().as_bytes()", "as_bytes"),
    ("mail.as_string()", "as_string"),
    ("ssl._create_unverified_context()", "_create_unverified_context"),
    ("context.verify_mode = ssl.CERT_NONE", "CERT_NONE"),
    ("markupsafe.Markup(x)", "Markup"),
    ("environment.from_string(x)", "from_string"),
    ("jinja2.Template(x)", "Template"),
    ("eval(x)", "eval"),
    ("exec(x)", "exec"),
    ("os.system(x)", "os.system"),
    ("os.popen(x)", "os.popen"),
    ("time.time()", "time.time"),
    ("from time import time", "time.time"),
    ("datetime.datetime.now()", "datetime.now"),
    ("datetime.utcnow()", "datetime.utcnow"),
    ("date.today()", "date.today"),
    ("datetime.today()", "datetime.today"),
    ("time.sleep(1)", "time.sleep"),
    ("from time import sleep", "time.sleep"),
    ("import pickle", "pickle"),
    ("from shelve import open", "shelve"),
    ("import marshal", "marshal"),
    ("import zipfile", "zipfile"),
    ("import tarfile as t", "tarfile"),
    ("from smtplib import SMTP", "smtplib"),
    ("run(x, shell=True)", "shell="),
    ("context.check_hostname = False", "check_hostname"),
    ("connect(check_hostname=verify)", "check_hostname"),
    ("try: f()\nexcept ValueError: pass", "except: pass"),
    ("try: f()\nexcept: g()", "except: pass"),
    ("with contextlib.suppress(Exception): f()", "suppress(Exception)"),
    ("text.format(1)", "format"),
    ("log.exception('x')", "log.exception"),
    ("logging.warning('x')", "logging.warning"),
]

ALLOWED = [
    "context.check_hostname = True",
    "time.monotonic()",
    "'{}'.format(1)",
    "_FILE.format(name=1)",
    "re.compile(x)",
    "clock.now()",
    "with suppress(FileNotFoundError): f()",
    "try: f()\nexcept ValueError: g()",
    "say(log, 'mail.kept')",
]


@pytest.mark.parametrize(("code", "name"), CAUGHT)
def test_the_rules_catch(code: str, name: str) -> None:
    assert offences(ast.parse(code)) == {name}


@pytest.mark.parametrize("code", ALLOWED)
def test_the_rules_let_pass(code: str) -> None:
    assert offences(ast.parse(code)) == set()


def test_every_ban_is_proven_to_catch() -> None:
    assert {name for _, name in CAUGHT} >= BANNED_NAMES.keys() | BANNED_CALLS.keys() | BANNED_MODULES.keys()


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_banned_is_done(room: str) -> None:
    found = {(place, name) for place in python_files((room,)) for name in offences(tree(place))}
    assert found - EXCEPTIONS.keys() == set()


def test_every_exception_is_needed() -> None:
    found = {(place, name) for place, _ in EXCEPTIONS for name in offences(tree(place))}
    assert EXCEPTIONS.keys() - found == set()


def test_templates_call_nothing_safe_and_escape_by_themselves() -> None:
    templates = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".md"))
    assert templates
    free = [path.name for path in templates if re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text(encoding="utf-8"))]
    assert free == []


def test_signatures_are_compared_in_constant_time() -> None:
    """Who can measure how long a comparison takes finds the signature sign by sign (docs/mail-rules.md, A37)."""
    signing = [place for place in python_files(ROOMS) if any("hmac" in dotted(node) for node in ast.walk(tree(place)))]
    assert signing == ["tracker/tokens.py"]
    compared = [node for node in ast.walk(tree(signing[0])) if isinstance(node, ast.Compare)]
    called = {dotted(call.func) for node in compared for call in ast.walk(node) if isinstance(call, ast.Call)}
    assert called.isdisjoint({"_mac", "sign", "hmac.new", "hmac.digest"})
    assert "hmac.compare_digest" in {dotted(node) for node in ast.walk(tree(signing[0]))}


def test_no_key_is_made_of_what_a_sender_chose() -> None:
    """A stranger who reuses a Message-ID would make a complaint vanish (docs/mail-rules.md, D4)."""
    table = Arrival.metadata.tables[Arrival.__tablename__]
    unique = {column.name for index in table.indexes if index.unique for column in index.columns}
    keys = [key for key in table.constraints if isinstance(key, UniqueConstraint | PrimaryKeyConstraint)]
    unique |= {column.name for key in keys for column in key.columns}
    assert unique & {"message_id", "sender", "sender_key", "subject"} == set()
    assert unique >= {"uid", "uidvalidity", "mailbox"}


def function_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return (function.end_lineno or 0) - function.lineno + 1 - (((first.end_lineno or 0) - first.lineno + 1) if documented else 0)


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_and_functions_stay_small(room: str) -> None:
    places = [place for place in python_files((room,)) if not place.startswith(MIGRATIONS)]
    long_modules = {
        place: lines for place in places if (lines := len((ROOT / place).read_text(encoding="utf-8").splitlines())) > MODULE_LINES
    }
    functions = [
        (place, node) for place in places for node in ast.walk(tree(place)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long_functions = {(place, node.name): lines for place, node in functions if (lines := function_lines(node)) > FUNCTION_LINES}
    assert long_modules == {}
    assert long_functions == {}


@pytest.mark.parametrize("room", EVERYTHING)
def test_every_module_says_what_it_is_and_has_a_name(room: str) -> None:
    mute = [place for place in python_files((room,)) if not (ast.get_docstring(tree(place)) or "").strip()]
    assert mute == []
    assert [place for place in python_files((room,)) if Path(place).stem in NAMELESS] == []


REASONED = re.compile(r": [A-Z]+\d+(?:, ?[A-Z]+\d+)*[\s-]+\S.*|\[[a-z-]+(?:, ?[a-z-]+)*\]\s+#\s*\S.*")
"""What follows `noqa` or `type: ignore`: the rule by its name, and then words."""


@pytest.mark.parametrize(
    ("comment", "reasoned"),
    [
        ("# noqa: S704 - it is ours", True),
        ("# noqa: PLR2004 RFC 1035, 2.3.4", True),
        ("# type: ignore[misc] # no types", True),
        ("# noqa", False),
        ("# noqa: S704", False),
        ("# type: ignore", False),
        ("# type: ignore[misc]", False),
    ],
)
def test_a_reason_is_recognised(comment: str, reasoned: bool) -> None:  # noqa: FBT001 - a column of the table
    assert list(unexplained_in([comment])) == ([] if reasoned else [comment])


def unexplained_in(comments: list[str]) -> Iterator[str]:
    """Yield the comments that switch a rule off without naming it, or without a reason."""
    for comment in comments:
        rest = re.split(r"#\s*(?:noqa|type:\s*ignore)", comment, maxsplit=1)
        if len(rest) > 1 and not REASONED.match(rest[1]):
            yield comment


@pytest.mark.parametrize("room", EVERYTHING)
def test_no_rule_is_switched_off_without_a_reason(room: str) -> None:
    silent = []
    for place in python_files((room,)):
        with (ROOT / place).open("rb") as file:
            comments = [token.string for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT]
        silent += [(place, comment) for comment in unexplained_in(comments)]
    assert silent == []
