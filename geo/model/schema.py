"""The project's JSON Schemas (``data/schema``): what is wrong with a value, in one line."""

from __future__ import annotations

import json
from collections.abc import Sized
from functools import cache
from typing import Any, Final, Literal

from jsonschema_rs import ValidationError, ValidationErrorKind, Validator, validator_for

from geo.base.paths import DATA

Name = Literal["atlas", "draft", "place", "region"]

_LONGEST: Final = 120


@cache
def read_schema(name: Name) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of an atlas, an editor's draft, a place or a region."""
    path = DATA / "schema" / f"{name}.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


@cache
def _validator(name: Name) -> Validator:
    return validator_for(read_schema(name))


def find_fault(name: Name, value: object) -> tuple[list[str | int], str] | None:
    """Return where ``value`` first breaks the schema, as keys and indices, and how; else None."""
    try:
        error = next(_validator(name).iter_errors(value), None)
    except (ValueError, RecursionError):
        # What the library cannot hold: nested too deeply, or half a character in a text.
        return [], "it is nested too deeply, or holds text that is no Unicode"
    return None if error is None else (list(error.instance_path), _said(error))


def _said(error: ValidationError) -> str:
    """Say what is wrong in one line, however long or odd the value is."""
    *_, last = ["value", *error.instance_path]
    field = _cut(last) if isinstance(last, str) else "value"
    match error.kind:
        case ValidationErrorKind.Required(property=name):
            return f"the property {name!r} is missing"
        case ValidationErrorKind.Enum():
            return f"unknown {field} {_shown(error.instance)}"
        case ValidationErrorKind.MaxLength(limit=limit):
            return f"the {field} has {_size(error.instance):,} characters, more than {limit:,}"
        case (
            ValidationErrorKind.MaxItems(limit=limit)
            | ValidationErrorKind.MaxProperties(limit=limit)
        ):
            return f"the {field} has {_size(error.instance):,} members, more than {limit:,}"
        case ValidationErrorKind.Not():
            return f"the {field} is nested too deeply"
        case ValidationErrorKind.Type(types=types):
            return f"the {field} is {_shown(error.instance)}, which is no {' or '.join(types)}"
        case _:
            return f"the {field}: {_cut(error.message)}"


def _size(value: object) -> int:
    return len(value) if isinstance(value, Sized) else 0


def _shown(value: object) -> str:
    return _cut(repr(value[: 2 * _LONGEST] if isinstance(value, str) else value))


def _cut(text: str) -> str:
    line = "".join(c if c.isprintable() else "�" for c in text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
