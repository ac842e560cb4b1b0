"""Which keys the settings know: to find a setting by its path, and to tell what a mistyped key may have meant.

Reads the sections' own declarations, so that nothing is listed twice.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo


def keys_of(section: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a section by the keys under which the file has them."""
    return {field.alias or name: field for name, field in section.model_fields.items()}


def find(section: type[BaseModel], path: Sequence[str | int]) -> tuple[Any, FieldInfo | None]:
    """Return what kind of value stands at `path`, and its field where it has one; (None, None) for an unknown path."""
    kind: Any = section
    field: FieldInfo | None = None
    for part in path:
        kind, field = _below(kind, part)
    return kind, field


def section_in(kind: Any) -> type[BaseModel] | None:
    """Return the section that a kind of value is, optional or not; None where it is none."""
    return next((one for one in _options(kind) if isinstance(one, type) and issubclass(one, BaseModel)), None)


def nearest(key: str, section: type[BaseModel], path: Sequence[str | int]) -> str:
    """Say what the unknown `key` at `path` may have meant."""
    here = section_in(find(section, path)[0])
    known = keys_of(here) if here else {}
    if close := get_close_matches(key.lower().replace("-", "_"), known, n=1, cutoff=0.6):
        return f'did you mean "{close[0]}"?'
    if elsewhere := _where_else(key, section):
        return f"it belongs in {elsewhere}"
    return f"known here: {', '.join(known)}"


def _where_else(key: str, section: type[BaseModel]) -> str:
    homes = []
    for name, field in keys_of(section).items():
        inner, table = field.annotation, f"[{name}]"
        if get_origin(inner) is dict:
            inner, table = get_args(inner)[1], f"[{name}.…]"
        if (below := section_in(inner)) and key in keys_of(below):
            homes.append(table)
    return " or ".join(homes)


def _below(kind: Any, part: str | int) -> tuple[Any, FieldInfo | None]:
    for option in _options(kind):
        if isinstance(option, type) and issubclass(option, BaseModel):
            field = keys_of(option).get(str(part))
            return (field.annotation, field) if field else (None, None)
        if get_origin(option) in (dict, Mapping):
            return get_args(option)[1], None
        if get_origin(option) is tuple:
            return get_args(option)[0], None
    return None, None


def _options(kind: Any) -> list[Any]:
    if get_origin(kind) is Annotated:
        return _options(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return [option for one in get_args(kind) if one is not type(None) for option in _options(one)]
    return [kind]
