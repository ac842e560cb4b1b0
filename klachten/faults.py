"""What is wrong with the settings, in words for the administrator: where, what, and what would be right.

Knows pydantic's errors and tomllib's message, and turns each into a sentence.
Rule: a value is quoted only where it cannot be a secret.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from klachten.sections.keys import find, nearest, section_in
from klachten.sections.kinds import FAULT
from tracker.errors import CannotStart

LONGEST_QUOTE = 60
"""Characters of a value that a sentence quotes."""

WHERE_IT_BELONGS = (
    "put it in a file of its own and name that with password_file, or give it by systemd's LoadCredential= or in the environment"
    " (config.example.toml shows the names)"
)

_PLACE = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+(?:\[\d+\])?")

_SYNTAX = {
    "Invalid value": 'text stands between quotes ("…"), a list between [ and ], true and false in small letters',
    "Expected newline": 'text stands between quotes ("…"), and each key on a line of its own',
    "Expected '='": "write a key as: key = value",
    "Cannot overwrite": "this key stands here for the second time: keep one of them",
    "Cannot declare": "this section stands here for the second time: make it one",
    "Duplicate": "this key stands here for the second time: keep one of them",
    "Illegal character": "close the quotes on the line on which they were opened",
    "Unterminated": "close the quotes on the line on which they were opened",
    "Expected ']'": "close the name of the section with a ]",
    "Unescaped": "write each \\ twice, or use single quotes ('…')",
}

_EXPECTED = {
    "string_type": "text between quotes",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list between [ and ]",
    "list_type": "a list between [ and ]",
    "dict_type": "a section",
    "model_type": "a section",
    "model_attributes_type": "a section",
    "path_type": "text between quotes",
    "date": "a day such as 2026-04-01",
    "time": 'a time such as "08:00"',
}

_GIVEN: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (str, "text"),
    (int, "a number"),
    (float, "a number"),
    (list, "a list"),
    (dict, "a section"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `path` is written as the file has it; of a list the first is [1]."""

    path: str
    what: str
    right: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}\n    → {self.right}"


class SettingsError(CannotStart):
    """The settings cannot be used. `faults` has all of them, `file` says which file."""

    def __init__(self, file: Path, faults: Sequence[Fault]) -> None:
        count = "1 thing is" if len(faults) == 1 else f"{len(faults)} things are"
        super().__init__("\n".join([f"{file}: {count} wrong with the settings", *(f"  {fault}" for fault in faults)]))
        self.file = file
        self.faults = tuple(faults)


def path_of(parts: Sequence[str | int]) -> str:
    """Write a path as the file has it: `mailbox.klachten.host`, `people.front_desk[1].name`."""
    written = ""
    for part in parts:
        if isinstance(part, int):
            written += f"[{part + 1}]"
        else:
            key = part if _BARE_KEY.fullmatch(part) else json.dumps(part, ensure_ascii=False)
            written += f".{key}" if written else key
    return written


def as_toml(value: Any) -> str:
    """Write a value as the file would have it."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {as_toml(one)}' for key, one in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(as_toml(one) for one in value)}]"
    if isinstance(value, date | time):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def syntax_fault(trouble: TOMLDecodeError) -> Fault:
    """Say where the file stops being TOML."""
    found = _PLACE.fullmatch(str(trouble))
    what = found["what"] if found else str(trouble)
    place = f"line {found['line']}, column {found['column']}" if found and found["line"] else "the end of the file"
    right = next((hint for begin, hint in _SYNTAX.items() if what.startswith(begin)), "look at this place, and just before it")
    return Fault(place, f"this is not TOML: {what[:1].lower()}{what[1:]}", right)


def faults_of(refusal: ValidationError, section: type[BaseModel]) -> list[Fault]:
    """Turn all that pydantic found while reading `section` into faults."""
    errors = refusal.errors(include_url=False)
    begun = {error["loc"][:-1] for error in errors}  # a list that lost an element to a fault is not too short besides
    return [_fault_of(error, section) for error in errors if error["type"] != "too_short" or error["loc"] not in begun]


def _fault_of(error: ErrorDetails, section: type[BaseModel]) -> Fault:
    path = error["loc"]
    if path[-1:] == ("[key]",):
        right = "a small letter first, then small letters, digits and _"
        return Fault(path_of(path[:-1]), "this name cannot be used", right)
    if error["type"] == FAULT:
        return Fault(path_of(path), error["ctx"]["what"], error["ctx"]["right"])
    if error["type"] == "extra_forbidden":
        return _unknown(path, section)
    if error["type"] == "missing":
        return _missing(path, section)
    return Fault(path_of(path), _what(error), _example(path, section))


def _unknown(path: Sequence[str | int], section: type[BaseModel]) -> Fault:
    key = str(path[-1])
    if key.lower() in {"password", "passwd", "secret", "wachtwoord"}:
        return Fault(path_of(path), "a password never stands in this file", WHERE_IT_BELONGS)
    return Fault(path_of(path), "there is no such setting", nearest(key, section, path[:-1]))


def _missing(path: Sequence[str | int], section: type[BaseModel]) -> Fault:
    kind, field = find(section, path)
    told = f": {field.description}" if field and field.description else ""
    if section_in(kind) and not (field and field.examples):
        return Fault(path_of(path), f"the section is missing{told}", f"add [{path_of(path)}]; config.example.toml shows what it holds")
    return Fault(path_of(path), f"is missing{told}", _example(path, section))


def _example(path: Sequence[str | int], section: type[BaseModel]) -> str:
    while path and isinstance(path[-1], int):
        path = path[:-1]
    field = find(section, path)[1]
    if field is None or not field.examples:
        return "config.example.toml shows what belongs here"
    return f"for example: {path[-1]} = {as_toml(field.examples[0])}"


def _what(error: ErrorDetails) -> str:
    kind, value = error["type"], error["input"]
    quoted = _quoted(error["loc"], value)
    if worded := _WORDS.get(kind):
        return worded(quoted, error.get("ctx", {}))
    family = kind.split("_")[0] if kind.startswith(("date_", "time_")) else kind
    if expected := _EXPECTED.get(family):
        given = next(word for sort, word in _GIVEN if isinstance(value, sort))
        return f"{quoted} is {given}, not {expected}" if not expected.startswith(given) else f"{quoted} is not {expected}"
    return f"{quoted} cannot be used here"


_WORDS: dict[str, Callable[[str, dict[str, Any]], str]] = {
    "greater_than_equal": lambda quoted, ctx: f"{quoted} is too low: the least is {ctx['ge']}",
    "less_than_equal": lambda quoted, ctx: f"{quoted} is too high: the most is {ctx['le']}",
    "literal_error": lambda quoted, ctx: f"{quoted} is not one of {ctx['expected']}",
    "enum": lambda quoted, ctx: f"{quoted} is not one of {ctx['expected']}",
    "too_short": lambda _, ctx: f"at least {ctx['min_length']} must be given",
    "string_pattern_mismatch": lambda quoted, _: f"{quoted} has not the right form",
}
"""What is wrong, from the value as quoted and pydantic's context."""


def _quoted(path: Sequence[str | int], value: Any) -> str:
    if any("password" in str(part) for part in path) or isinstance(value, dict | list):
        return "this"
    text = as_toml(value)
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
