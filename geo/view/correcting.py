"""What the form is made of by which a reader says that something about a site is wrong.

The browser makes the file (``geo/assets/shared/correctionform.js``); the editor's room opens it
(:mod:`geo.editing.corrections`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from geo.base.errors import InputError
from geo.base.languages import Language, about, table
from geo.base.printable import visible
from geo.model.atlas import Atlas
from geo.model.codes import SECTORS, STAGES
from geo.model.quotation import quotation

# Who is to hear of errors: whoever runs the page names an address, or nobody does.
VARIABLE: Final = "GEO_CORRECTIONS_MAIL"
# A clause in the file is for people; the offsets say where it stands.
_QUOTED_MAX: Final = 200
# Of the words of one site so many can be chosen from.
_CLAUSES_MAX: Final = 100
_MAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.ASCII)


def check_mail(text: str, where: str = VARIABLE) -> str:
    """Return a mail address; raise :class:`~geo.base.errors.InputError` where it is none.

    >>> check_mail("atlas@city.example")
    'atlas@city.example'
    """
    if not _MAIL.fullmatch(text):
        raise InputError("no_mail_address", where, address=text)
    return text


def clauses_of(site: Mapping[str, Any], atlas: Atlas, text: str | None) -> list[dict[str, Any]]:
    """Return the words of the atlas's own report that name a site, as the form offers them.

    ``site`` are its properties; ``text`` is the report's text, None where it is not at hand: its
    clauses are empty then. Offsets are code points of the text.
    """
    own = [m for m in site["mentions"] if m.get("report") in {None, "", atlas.report.get("id")}]
    return [
        {
            "start": mention["start"],
            "end": mention["end"],
            "exact": mention["text"],
            "quotation": "" if text is None else quotation(mention, text)[:_QUOTED_MAX],
        }
        for mention in own[:_CLAUSES_MAX]
    ]


def correction_form(
    atlas: Atlas, site: str, text: str | None, language: Language, mail: str
) -> dict[str, Any]:
    """Return what the form of a site is made of in a language; ``mail`` is empty for nobody."""
    properties = atlas.by_id[site]["properties"]
    name = visible(str(properties[about(language).names] or properties["name"]))
    texts = table("page", language)
    return {
        "corrected": {
            "report": str(atlas.report.get("id")),
            "sha256": str(atlas.report.get("sha256")),
            "site": site,
            "name": name,
        },
        "clauses": clauses_of(properties, atlas, text),
        "stages": {code.code: code.label(language) for code in STAGES.values()},
        "sectors": {code.code: code.label(language) for code in SECTORS.values()},
        "mail": mail,
        "texts": {
            key: said
            for key, said in texts.items()
            if key.startswith(("correction", "wrong_")) or key == "colon"
        },
    }
