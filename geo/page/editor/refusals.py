"""Why a step does not hold, in the reader's language.

The rooms below say it in one English line, as the command line does; here each line that
an editor can meet has its text.
"""

from __future__ import annotations

import re
from typing import Final

from geo.base.errors import InputError
from geo.base.languages import Language
from geo.model.codes import PRECISIONS, STAGES
from geo.view.texts import say

# What quotes words of people begins with ^: a text of theirs that says the same again and again
# is not read again from each place.
_NOTES: Final = tuple(
    (re.compile(pattern), key)
    for pattern, key in (
        (r"line (?P<line>\d+) decides the same", "note_same"),
        (r"line (?P<line>\d+) contradicts it", "note_contradicts"),
        (r"redundant", "note_redundant"),
        (r"moot: the machine does not find it", "note_moot"),
        (r"moot: the gazetteer names", "note_gazetteer_names"),
        (r"the machine does not find it|is no mention there", "note_not_found"),
        (r"the machine finds site (?P<site>\S*)", "note_finds_site"),
        (r"the machine finds stage (?P<stage>\w+)", "note_finds_stage"),
        (r"the machine now says '(?P<stage>\w+)'", "note_finds_stage"),
        (r"the machine finds it, with", "note_finds_it"),
        (r"the report does not say these words|the report nowhere says", "note_vanished"),
        (r"more than once", "note_many"),
        (r"names no such site|the report names no site", "note_no_site"),
        (r"'(?P<site>[^']*)' is no place", "note_no_place"),
        (r"^'(?P<site>[^']*)' is named '(?P<name>.*)' before", "note_named_before"),
        (r"^the clause does not say '(?P<words>.*)'", "note_clause_words"),
        (r"beyond their clause|lie in no clause", "note_beyond"),
        (
            r"^the mentions '(?=.*' cross$)(?P<one>.*)' and '(?P<other>.*)' cross$",
            "note_cross",
        ),
        (r"^a sector is set for '(?P<site>.*)', which", "note_sector_unnamed"),
        (r"a decision needs its reason", "note_reason"),
        (r"is no id \(|^(properties/)?id: ", "note_id"),
        (r"(add|site|accept|sector|rename) needs a site", "note_site_missing"),
        (r"rename needs a value|properties/name(_en)?: ", "note_name_missing"),
        (r"a stage needs the words", "note_stage_words"),
        (r"no position is chosen", "note_no_position"),
        (r"an estimate is approximate", "note_estimate"),
        (r"^(?P<precision>\w+) allows (?P<metres>\d+) m at most", "note_allows"),
        (r"outside the region's bounds", "note_outside_region"),
        (r"the geometry lies outside (?P<site>\S+)", "note_outside"),
        (r"the geometry is (invalid|empty)|has no length", "note_invalid_shape"),
        (r"the geometry cannot be read", "note_invalid_shape"),
        (r"precision area needs|no containing place has", "note_needs_within"),
        (r"not known from the containing area", "note_within_kind"),
        (r"location_source", "note_needs_source"),
        (r"^'(?P<name>.*)' names (?P<site>\S+) too", "note_taken_name"),
        (r"a line must be longitude", "note_coordinates"),
        (r"a row must be name, longitude", "note_row"),
        (r"longitude and latitude are swapped: (?P<at>.{1,40})", "note_swapped"),
        (r"the position is not in China: (?P<at>.{1,40})", "note_abroad"),
        (r"^line (?P<line>\d+) names the same site", "note_row_twice"),
        (r"^the table has more than (?P<count>\d+) rows", "note_rows_many"),
        (r"^the table holds no row", "note_rows_none"),
        (r"^the file holds no candidates", "note_no_candidates"),
        (r"^the candidates are of another report", "note_other_candidates"),
        (r"do not let the position be kept", "note_not_kept"),
        (r"a point takes one line", "note_points"),
        (r"no such decision to withdraw", "note_withdrawn"),
        (r"about another report", "note_other_report"),
        (r"is no draft", "note_no_draft"),
    )
)  # fmt: skip

# A line of what an editor has typed or pasted.
_LINE: Final = re.compile(r"line (\d{1,9})")


def explain(what: str, language: Language) -> str:
    """Return what is wrong in ``language``; as it is where the page knows no text for it."""
    for pattern, key in _NOTES:
        if found := pattern.search(what):
            values = {
                name: _label(name, value, language) for name, value in found.groupdict().items()
            }
            return say(key, language, **values)
    return what


def explain_error(error: InputError, language: Language) -> str:
    """Return what is wrong, and where, in ``language``."""
    said = explain(error.what, language)
    if line := _LINE.fullmatch(error.where):
        return say("note_line", language, line=line[1], said=said)
    return f"{error.where}：{said}" if error.where and said == error.what else said


def _label(name: str, value: str, language: Language) -> str:
    if name == "stage" and value in STAGES:
        return STAGES[value].label(language)
    if name == "precision" and value in PRECISIONS:
        return PRECISIONS[value].label(language)
    return value
