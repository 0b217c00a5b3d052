"""The languages that the program speaks: a folder of texts each, in ``geo/words``.

A folder's name is the language's code. ``language.json`` says what is to be known of the language,
each of the other files is a table: texts by key, with named values in braces (``str.format``). All
languages have the same tables, keys and values; what a further language has not is said in
English. Nothing else in the program lists the languages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

# One of LANGUAGES.
Language = str

CHINESE: Final[Language] = "zh"
ENGLISH: Final[Language] = "en"
_FOLDER: Final = Path(__file__).resolve().parents[1] / "words"
_ABOUT: Final = "language"
# The reports' own language first: it is shown where none is asked for.
_FIRST: Final = (CHINESE, ENGLISH)
LANGUAGES: Final[tuple[Language, ...]] = tuple(
    sorted(
        (path.parent.name for path in _FOLDER.glob(f"*/{_ABOUT}.json")),
        key=lambda code: (code not in _FIRST, code != CHINESE, code),
    )
)


@dataclass(frozen=True, slots=True)
class About:
    """What is to be known of a language.

    ``name`` is its own; ``tag`` goes into HTML (BCP 47); ``names`` is the member of sites, units
    and layers whose names are shown with it, ``name`` (Chinese) or ``name_en``. ``amounts`` are
    from how many yuan on an amount is said how, the largest first, ``amount_unit`` how many yuan
    the amounts of a selection are counted in; ``paper_widths`` are the columns of a printed list
    in millimetres: number, name, reported, planned, precision, cell.
    """

    name: str
    tag: str
    names: str
    amounts: tuple[tuple[float, str], ...]
    amount_unit: int
    paper_widths: tuple[float, ...]


@cache
def about(language: Language) -> About:
    """Return what is to be known of a language."""
    said = _read(_ABOUT, ENGLISH) | _read(_ABOUT, language)
    return About(
        said["name"],
        said["tag"],
        said["names"],
        tuple((float(size), str(form)) for size, form in said["amounts"]),
        int(said["amount_unit"]),
        tuple(map(float, said["paper_widths"])),
    )


@cache
def table(name: str, language: Language) -> Mapping[str, str]:
    """Return a table's texts by key, in English where the language has none."""
    return _read(name, ENGLISH) | _read(name, language)


def in_each(name: str) -> dict[str, dict[Language, str]]:
    """Return a table's texts by key and language: what a script in a browser is handed."""
    tables = {language: table(name, language) for language in LANGUAGES}
    return {key: {code: tables[code][key] for code in tables} for key in table(name, ENGLISH)}


def choose(asked: object) -> Language:
    """Return the language that somebody asks for by its code, the first where it is none."""
    return next((code for code in LANGUAGES if code == asked), LANGUAGES[0])


def _read(name: str, language: Language) -> dict[str, Any]:
    path = _FOLDER / language / f"{name}.json"
    if not path.is_file():
        return {}
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list: what files hold, and what people read instead.

    Its label stands in each language's table of labels as ``group.code``.
    """

    code: str
    group: str

    def label(self, language: Language = CHINESE) -> str:
        """Return the label in ``language``."""
        return table("labels", language)[f"{self.group}.{self.code}"]

    @property
    def zh(self) -> str:
        """The Chinese label, which files hold beside the code."""
        return self.label(CHINESE)

    @property
    def en(self) -> str:
        """The English label, which some files hold as well."""
        return self.label(ENGLISH)

    @property
    def labels(self) -> dict[Language, str]:
        """The labels by language: what a script in a browser is handed."""
        return {language: self.label(language) for language in LANGUAGES}
