"""The project's JSON Schemas (``data/schema``): what is wrong with a value, in one line."""

from __future__ import annotations

import json
from collections.abc import Sized
from functools import cache
from typing import Any, Final, Literal

from jsonschema_rs import ValidationError, ValidationErrorKind, Validator, validator_for

from geo.base.messages import Message
from geo.base.paths import DATA

Name = Literal["atlas", "correction", "draft", "place", "region"]

_LONGEST: Final = 120


@cache
def read_schema(name: Name) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of an atlas, a correction, a draft, a place or a region."""
    path = DATA / "schema" / f"{name}.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


@cache
def _validator(name: Name) -> Validator:
    return validator_for(read_schema(name))


def find_fault(name: Name, value: object) -> tuple[list[str | int], Message] | None:
    """Return where ``value`` first breaks the schema, as keys and indices, and how; else None."""
    try:
        error = next(_validator(name).iter_errors(value), None)
    except (ValueError, RecursionError):
        # What the library cannot hold: nested too deeply, or half a character in a text.
        return [], Message("nested_or_no_unicode")
    return None if error is None else (list(error.instance_path), _said(error))


def _said(error: ValidationError) -> Message:
    """Say what is wrong in one line, however long or odd the value is."""
    *_, last = ["value", *error.instance_path]
    field = _cut(last) if isinstance(last, str) else "value"
    match error.kind:
        case ValidationErrorKind.Required(property=name):
            return Message("property_is_missing", name=name)
        case ValidationErrorKind.Enum():
            return Message("unknown_member", field=field, value=_shown(error.instance))
        case ValidationErrorKind.MaxLength(limit=limit):
            return Message(
                "too_many_characters", field=field, count=_size(error.instance), most=limit
            )
        case (
            ValidationErrorKind.MaxItems(limit=limit)
            | ValidationErrorKind.MaxProperties(limit=limit)
        ):
            return Message("too_many_members", field=field, count=_size(error.instance), most=limit)
        case ValidationErrorKind.Not():
            return Message("member_nested_too_deeply", field=field)
        case ValidationErrorKind.Type(types=types):
            return Message(
                "wrong_type", field=field, value=_shown(error.instance), types=" or ".join(types)
            )
        case _:
            return Message("member_is_wrong", field=field, why=_cut(error.message))


def _size(value: object) -> int:
    return len(value) if isinstance(value, Sized) else 0


def _shown(value: object) -> str:
    return _cut(repr(value[: 2 * _LONGEST] if isinstance(value, str) else value))


def _cut(text: str) -> str:
    line = "".join(c if c.isprintable() else "�" for c in text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
