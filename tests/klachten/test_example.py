"""The example shows all there is, and behind each hash the default."""

import re
import tomllib
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel
from pydantic_core import PydanticUndefined, to_json

from klachten.faults import as_toml
from klachten.sections.keys import keys_of, section_in
from klachten.settings import Sections
from tracker.model import Role

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def sections() -> dict[str, type[BaseModel]]:
    """Return every section by the header under which the example has it."""
    found: dict[str, type[BaseModel]] = {}
    for key, field in keys_of(Sections).items():
        kind, header = field.annotation, key
        if get_origin(kind) is dict:
            kind, header = get_args(kind)[1], f"{key}.*"
        elif get_origin(kind) is tuple:
            kind = get_args(kind)[0]
        if section := section_in(kind):
            found[header] = section
    return found


def example_keys(*, commented_only: bool = False) -> dict[str, dict[str, str]]:
    """Return the keys of the example with their text, by section; a name such as that of a mailbox is a star."""
    shown: dict[str, dict[str, str]] = {}
    header = ""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if found := re.match(r"(?:# ?)?\[+([a-z_.]+)\]+", line):
            header = re.sub(r"^(mailbox|natures)\.\w+", r"\1.*", found[1])
            shown.setdefault(header, {})
        elif (found := re.match(r"(# ?)?(\w+) = (.+)", line)) and (found[1] or not commented_only):
            shown[header][found[2]] = found[3]
    return shown


def expected_keys() -> dict[str, set[str]]:
    expected = {header: set(keys_of(section)) for header, section in sections().items()}
    expected["mailbox.*.folders"] = {"handled", "robots", "spam", "unreadable", "sent"}
    expected["mailbox.*"].remove("folders")
    expected["organisation"] -= {"payment_sentence", "privacy_lines"}
    expected["organisation.payment_sentence"] = expected["organisation.privacy_lines"] = {"nl", "en"}
    for role in expected.pop("people") | {str(Role.MANAGER_OPERATIONS)}:
        expected[f"people.{role}"] = {"name", "addresses"}
    expected["people.manager_operations"] = {"name", "addresses", "telephone", "deputy"}
    expected["departments"] = {"incasso"}
    expected["process_steps"] = {"reminder", "other"}
    del expected["process_steps.*"]
    return expected


def test_the_example_shows_every_key_of_every_section_and_no_other() -> None:
    assert {header: set(keys) for header, keys in example_keys().items()} == expected_keys()


def defaults() -> list[Any]:
    rows = []
    for header, keys in example_keys(commented_only=True).items():
        if section := sections().get(header):
            for key, text in keys.items():
                default = keys_of(section)[key].get_default()
                if default not in (None, (), PydanticUndefined) and not isinstance(default, BaseModel):
                    rows.append(pytest.param(section, key, text, id=f"{header}.{key}"))
    return rows


@pytest.mark.parametrize(("section", "key", "text"), defaults())
def test_what_the_example_has_behind_a_hash_is_the_default(section: type[BaseModel], key: str, text: str) -> None:
    shown = tomllib.loads(f"value = {text}")["value"]
    default = section.model_construct(**{key: keys_of(section)[key].get_default()}).model_dump(mode="json", include={key})[key]
    assert shown == (default[:5] if key.endswith("_at") or key == "at" else default)


ALTERNATIVE = {"internal_domains"}
"""Goes with another choice of trust than the one that the examples of its section make."""


@pytest.mark.parametrize("section", [pytest.param(section, id=header) for header, section in sections().items()])
def test_what_a_fault_quotes_as_right_is_right(section: type[BaseModel]) -> None:
    quoted = [(key, field.examples[0]) for key, field in keys_of(section).items() if field.examples and key not in ALTERNATIVE]
    written = "\n".join(f"{key} = {as_toml(example)}" for key, example in quoted)
    assert section.model_validate_json(to_json(tomllib.loads(written))).model_fields_set


def test_every_setting_can_be_quoted() -> None:
    for header, section in sections().items():
        assert [f"{header}.{key}" for key, field in keys_of(section).items() if not field.examples] == []
