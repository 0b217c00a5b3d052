"""The place of a report as a page's title names it."""

from __future__ import annotations

from geo.base.languages import Language, about
from geo.model.atlas import Atlas
from geo.places.unit_names import english_path
from geo.places.units import read_units, unit_of
from geo.view.texts import say


def place_of(atlas: Atlas, language: Language) -> str:
    """Return the name of a report's place, in English where its unit is known."""
    code, named = atlas.report.get("place_code"), atlas.report.get("place")
    units = read_units()
    if about(language).names != "name" and named and code and (unit := unit_of(str(code), units)):
        return english_path(unit, units)
    return str(named or say("unnamed_place", language))
