"""The atlas's codes in its schema, and its fields as a table for people, made from the schema.

Run as a module it renews both: the codes from :mod:`geo.model.codes`, the table in ``DATA.md``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from geo.base.files import write_whole
from geo.base.paths import DATA, ROOT
from geo.model import codes as project
from geo.model.schema import read_schema

Schema = Mapping[str, Any]

_ENUM: Final = re.compile(r'"enum": (\[[^\]]*\])')
_LISTS: Final = (
    project.SECTORS,
    project.STAGES,
    project.PRECISIONS,
    project.INVESTMENT_BASES,
    project.COVERS,
    project.LOCATION_SOURCES,
)

_MARKS: Final = ("<!-- fields: make fields -->\n", "<!-- end of fields -->\n")
# Shown as one field: what is inside, RFC 7946 says.
_WHOLE: Final = ("geometry", "bbox")
# Shown without what is above them: they are what people speak of.
_SITE: Final = "features[].properties."


def with_codes(schema: str) -> str:
    """Return the atlas's schema as text with every list of codes as the project has it today.

    A list is renewed where it holds more of one of the project's lists than it lacks.
    """
    return _ENUM.sub(_renewed, schema)


def _renewed(found: re.Match[str]) -> str:
    codes = json.loads(found[1])
    for known in _LISTS:
        if len(known.keys() & set(codes)) * 2 > len(known):
            listed = [*known, *([None] if None in codes else [])]
            return f'"enum": {json.dumps(listed)}'
    return found[0]


def field_table() -> str:
    """Return a Markdown table of every field of the atlas: path, type, meaning."""
    schema = read_schema("atlas")
    rows = "".join(
        f"| `{path}` | {kind} | {meaning} |\n" for path, kind, meaning in _fields(schema, schema)
    )
    return f"| field | type | meaning |\n| --- | --- | --- |\n{rows}"


def renewed(document: str) -> str:
    """Return a Markdown document with the table between its marks made anew."""
    start, end = _MARKS
    before, begun, rest = document.partition(start)
    _, ended, behind = rest.rpartition(end)
    return f"{before}{start}{field_table()}{end}{behind}" if begun and ended else document


def _fields(whole: Schema, part: Schema, above: str = "") -> Iterator[tuple[str, str, str]]:
    required = part.get("required", ())
    for name, raw in part["properties"].items():
        field = _resolved(whole, raw)
        path = f"{above}{name}"
        kind = _kind(field) + ("" if name in required else ", may be missing")
        yield path, kind, field.get("description", "")
        inner = _resolved(whole, field.get("items", field))
        if "properties" in inner and name not in _WHOLE:
            here = f"{path}[]." if "items" in field else f"{path}."
            yield from _fields(whole, inner, "" if here == _SITE else here)


def _resolved(whole: Schema, part: Schema) -> Schema:
    """Return a part with what its reference says; what stands beside the reference goes first."""
    if "$ref" not in part:
        return part
    *_, name = part["$ref"].split("/")
    return {**whole["$defs"][name], **part}


def _kind(field: Schema) -> str:
    if "const" in field:
        return "string"
    if "enum" in field:
        codes = [f"`{code}`" for code in field["enum"] if code is not None]
        return "code" + (" or null" if None in field["enum"] else "") + f": {', '.join(codes)}"
    types = field.get("type", "array")
    return types if isinstance(types, str) else " or ".join(sorted(types, key="null".__eq__))


def main() -> None:
    """Renew the codes of the schema, and with them the table in ``DATA.md``."""
    schema = DATA / "schema" / "atlas.schema.json"
    write_whole(schema, with_codes(schema.read_text(encoding="utf-8")))
    path = ROOT / "DATA.md"
    write_whole(path, renewed(path.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
