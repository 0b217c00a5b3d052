"""How well sites are placed by their words: ``python -m benchmarks.whereabouts --reports FOLDER…``.

Prints a Markdown table for each file of ``tests/data/gold/whereabouts`` (``sites.json``, whose
errors were read, and ``aside.json``, drawn by lot from other reports): of the sites whose county
or township their name or their clause carries, how many are placed there, or at least in its
county; of those that are placed below their report's place, how many are right; how many have any
region, and how many one outside the report's place. Offline, without places of the user's own.
The folders hold the reports.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks.annotated import asked_for, percent, rows_of
from geo.base.paths import ROOT
from geo.building.build import build_atlas
from geo.building.setting import setting_of
from geo.documents.report import Report
from geo.model.atlas import Atlas
from geo.places.gazetteer import read_gazetteer
from geo.places.units import Unit, Units, read_townships, read_units, unit_of
from geo.reading.lexicon import Lexicon, read_lexicon

GOLD: Final = ROOT / "tests" / "data" / "gold" / "whereabouts"
# The sites whose errors were read, and sites by lot of other reports, coded before.
SITES: Final = GOLD / "sites.json"
ASIDE: Final = GOLD / "aside.json"
HEADER: Final = (
    "| said by | sites | placed there | or in its county | recall | placed so | right "
    "| precision |\n"
    "| --- | --: | --: | --: | --: | --: | --: | --: |"
)
_NAME: Final = "名称里"
# Digits of the code of a county.
_COUNTY: Final = 6


@dataclass
class Count:
    """Sites whose words say a unit, those placed there; those placed by words, those right.

    ``held`` are those placed at least in the county that the unit is or lies in.
    """

    said: int = 0
    found: int = 0
    held: int = 0
    given: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)

    def row(self, what: str) -> str:
        """Return a row of the table."""
        recall = percent(self.held / self.said) if self.said else "–"
        precision = percent(self.right / self.given) if self.given else "–"
        return (
            f"| {what} | {self.said} | {self.found} | {self.held} | {recall} "
            f"| {self.given} | {self.right} | {precision} |"
        )


@dataclass
class Counts:
    """The same by name and by clause; sites in all, with a region, with one out of the place."""

    by: dict[str, Count] = field(default_factory=lambda: {"name": Count(), "clause": Count()})
    sites: int = 0
    placed: int = 0
    outside: int = 0

    def add(
        self, row: Mapping[str, Any], site: Mapping[str, Any], place: str, units: Units
    ) -> None:
        """Count a site of an atlas; ``place`` is the code of its report's place."""
        region = site["region"]
        self.sites += 1
        self.placed += bool(region)
        self.outside += not str(region).startswith(place.rstrip("0"))
        unit = unit_of(region, units) if region else None
        county = unit_of(region[:_COUNTY], units) if region and len(region) >= _COUNTY else None
        names = {one.name for one in (unit, county) if one}
        is_right = row["unit"] in names
        is_held = is_right or bool(county and _has(county, row["unit"]))
        said = f"{site['name']}: {'/'.join(sorted(names)) or '–'}, said {row['unit'] or '–'}"
        if row["how"] in self.by and not row["doubt"]:
            own = self.by[row["how"]]
            own.said += 1
            own.found += is_right
            own.held += is_held
            if not is_held:
                own.wrong.append(f"missed {said}")
        if county:
            clue = "name" if str(site["location_source"]["text"]).startswith(_NAME) else "clause"
            # What the words leave open is no fault where the place is known to be that.
            is_right = is_held or row["doubt"] or row["known"] in names
            self.by[clue].given += 1
            self.by[clue].right += is_right
            if not is_right:
                self.by[clue].wrong.append(f"wrong {said}")


def _has(county: Unit, town: str) -> bool:
    """Whether a county has a township of a name."""
    return any(unit.name == town for unit in read_townships(county.code))


def measure(
    rows: Sequence[tuple[Report, Mapping[str, Any]]], lexicon: Lexicon, units: Units
) -> Counts:
    """Count the sites; each report is built once."""
    counts, built = Counts(), dict[str, Atlas]()
    for report, row in rows:
        if report.id not in built:
            setting = setting_of(report)
            gazetteer = read_gazetteer(setting.region)
            built[report.id] = build_atlas(report, lexicon, gazetteer, setting=setting)
        atlas = built[report.id]
        site = next(
            (
                feature["properties"]
                for feature in atlas.features
                for mention in feature["properties"]["mentions"]
                if (mention["start"], mention["end"]) == (row["start"], row["end"])
            ),
            None,
        )
        if site:
            counts.add(row, site, str(atlas.report["place_code"]), units)
    return counts


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table for each file of sites; sites without a report are named."""
    lexicon, units = read_lexicon(), read_units()
    for path in (SITES, ASIDE):
        sites, is_wrong_shown = asked_for("whereabouts", rows_of(path, "sites"), arguments)
        counts = measure(sites, lexicon, units)
        print(f"{path.name}\n\n{HEADER}")
        for clue, count in counts.by.items():
            print(count.row(f"its {clue}"))
        print(
            f"\nOf {len(sites)} sites {counts.sites} are still found; "
            f"{counts.placed} have a region, {counts.outside} one outside their report's place.\n"
        )
        if is_wrong_shown:
            print("\n".join(line for count in counts.by.values() for line in count.wrong) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
