"""Our codes in the code lists of open standards: the table ``data/codes/standards.csv``.

``projectStatus`` and ``projectSector`` are code lists of the Open Contracting for
Infrastructure Data Standard 0.9.5, ``GeographicExactness`` is one of the International Aid
Transparency Initiative (1: exact, the most distinct point reasonably possible; 2:
approximate).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from geo.base.errors import InputError
from geo.base.languages import Code
from geo.base.paths import DATA
from geo.base.tables import read_table
from geo.model.codes import PRECISIONS, SECTORS, STAGES

COLUMNS: Final = ("list", "code", "standard", "target", "note")

# Which of our lists goes to which standard's.
LISTS: Final[Mapping[str, tuple[str, Mapping[str, Code]]]] = {
    "stage": ("projectStatus", STAGES),
    "sector": ("projectSector", SECTORS),
    "precision": ("GeographicExactness", PRECISIONS),
}

# By our list and code: the standard's codes, none where it has nothing to say.
Standards = Mapping[str, Mapping[str, tuple[str, ...]]]


def read_standards(path: Path = DATA / "codes" / "standards.csv") -> Standards:
    """Return the standards' codes by list (``stage``, ``sector``, ``precision``) and our code.

    >>> read_standards()["stage"]["under_construction"]
    ('implementation',)
    >>> read_standards()["precision"]["street"]
    ('2',)

    Raises :class:`~geo.base.errors.InputError` with file and line for a row that does not hold,
    and with the file where a code of ours has no row.
    """
    found: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in LISTS}
    for where, row in read_table(path, COLUMNS):
        if row["list"] not in LISTS:
            raise InputError("unknown_list", where, list=row["list"])
        standard, codes = LISTS[row["list"]]
        if row["code"] not in codes:
            raise InputError("unknown_code_of_list", where, list=row["list"], code=row["code"])
        if row["standard"] != standard:
            raise InputError("list_goes_to", where, list=row["list"], standard=standard)
        if row["code"] in found[row["list"]]:
            raise InputError("code_stands_twice", where, code=row["code"])
        found[row["list"]][row["code"]] = tuple(row["target"].split())
    for name, (_, codes) in LISTS.items():
        missing = [code for code in codes if code not in found[name]]
        if missing:
            raise InputError("code_without_row", path, list=name, code=missing[0])
    return found
