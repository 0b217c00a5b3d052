"""An atlas as columns: what filters, counts and the map ask of all sites at once.

Made once for an atlas (:func:`columns_of`), after which a question about a hundred thousand
sites is a few operations on arrays. Codes of a facet are bits: bit ``i`` stands for the
``i``-th code of its list.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.model.atlas import Atlas
from geo.model.codes import BY_UNIT
from geo.model.facets import (
    FACETS,
    Amounts,
    Bounds,
    Claim,
    amount_range,
    codes_of,
    says,
    shape_of,
    values_of,
)
from geo.selecting.finding import Index, index_of

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


class Columns:
    """The columns of an atlas, each with one entry a site in the atlas's order."""

    def __init__(self, atlas: Atlas) -> None:
        self._features = atlas.features
        self.ids: list[str] = [f["id"] for f in atlas.features]
        self._number = {site: number for number, site in enumerate(self.ids)}
        self.located: Mask = np.array([f["geometry"] is not None for f in atlas.features], bool)
        # These stand in the badge of a unit or in the list beside the map, point or none.
        self.rough: Mask = np.array(
            [f["properties"]["precision"] in BY_UNIT for f in atlas.features], bool
        )
        self._bits: dict[tuple[str, Claim], npt.NDArray[np.int32]] = {}
        self._inside: dict[str, npt.NDArray[np.intp]] = {}
        self._values: dict[tuple[str, Claim], dict[str, npt.NDArray[np.intp]]] = {}
        self._found: tuple[str, Mask] = ("", np.ones(len(self.ids), bool))

    def __len__(self) -> int:
        """Return the number of sites."""
        return len(self.ids)

    def mask(self, ids: Any) -> Mask:
        """Return which sites are among ``ids``; others are passed over."""
        mask = np.zeros(len(self), bool)
        mask[[self._number[i] for i in ids if i in self._number]] = True
        return mask

    def number_of(self, site: str) -> int:
        """Return the place of a site in the columns."""
        return self._number[site]

    def having(self, facet: str, codes: tuple[str, ...], claim: Claim) -> Mask:
        """Return which sites have any of a facet's codes."""
        order = list(FACETS[facet])
        wanted = sum(1 << order.index(code) for code in codes)
        found: Mask = (self._of(facet, claim) & wanted) != 0
        return found

    def counts(self, facet: str, among: Mask, claim: Claim) -> dict[str, int]:
        """Return how many of the sites in ``among`` have each of a facet's codes."""
        bits = self._of(facet, claim)[among]
        return {
            code: int(np.count_nonzero(bits & (1 << number)))
            for number, code in enumerate(FACETS[facet])
        }

    def values(self, facet: str) -> list[str]:
        """Return the values of an open facet that the atlas has, in order.

        Of units of which one holds all that another holds only the narrower one is a choice.
        """
        found = self._places(facet, "all")
        if facet != "unit":
            return sorted(found)
        narrower: dict[bytes, str] = {}
        for value in sorted(found, key=len):
            narrower[found[value].tobytes()] = value
        return sorted(narrower.values())

    def valued(self, facet: str, values: Iterable[str], claim: Claim) -> Mask:
        """Return which sites have any of an open facet's values."""
        places, mask = self._places(facet, claim), np.zeros(len(self), bool)
        for value in values:
            mask[places.get(value, [])] = True
        return mask

    def value_counts(self, facet: str, among: Mask, claim: Claim) -> dict[str, int]:
        """Return how many of the sites in ``among`` have each of an open facet's values."""
        places, none = self._places(facet, claim), np.zeros(0, np.intp)
        return {
            value: int(np.count_nonzero(among[places.get(value, none)]))
            for value in self.values(facet)
        }

    def costing(self, amounts: Amounts) -> Mask:
        """Return which sites have an amount that is surely within these, in yuan."""
        least, most = amounts
        found: Mask = ~np.isnan(self.amounts[:, 0])
        if least is not None:
            found &= self.amounts[:, 0] >= least
        if most is not None:
            found &= self.amounts[:, 1] <= most
        return found

    def claimed(self, claim: Claim) -> Mask:
        """Return which sites have a mention that reports a stage, or plans one."""
        if claim == "all":
            return np.ones(len(self), bool)
        return self._claims[claim]

    def touching(self, bounds: Bounds) -> Mask:
        """Return which sites' bounding boxes touch ``bounds`` (west, south, east, north)."""
        west, south, east, north = bounds
        box = self.boxes
        # A comparison with NaN is false: what is not located touches nothing.
        return (
            (box[:, 0] <= east) & (box[:, 2] >= west) & (box[:, 1] <= north) & (box[:, 3] >= south)
        )

    def saying(self, text: str) -> Mask:
        """Return which sites ``text`` finds (:mod:`geo.selecting.finding`)."""
        wanted = text.strip()
        kept = self._found
        if kept[0] != wanted:
            mask = np.zeros(len(self), bool)
            mask[self._index.sites(wanted)] = True
            # The same words are asked for once a facet in every run of the page; another thread
            # may ask for others meanwhile.
            self._found = kept = (wanted, mask)
        return kept[1] if wanted else np.ones(len(self), bool)

    @cached_property
    def areas(self) -> list[str]:
        """The ids of the sites that are areas on the map and hold other sites."""
        held = {f["properties"]["within"] for f in self._features}
        return [
            f["id"]
            for f in self._features
            if f["id"] in held and shape_of(f["geometry"]) == "polygon"
        ]

    def inside(self, area: str) -> npt.NDArray[np.intp]:
        """Return the places of the sites that lie in an area, itself among them, in order.

        A site lies there if it says so (``within``, over any number of steps) or if a point
        of it does.
        """
        if area not in self._inside:
            # Only this filter needs geometry.
            from shapely.geometry import shape

            outline = shape(self._features[self._number[area]]["geometry"])
            chain = [area]
            # Grows as it is walked; what is in it already is not walked again.
            for holder in chain:
                chain += [site for site in self.held.get(holder, []) if site not in chain]
            lying = self._tree.query(outline, predicate="contains").tolist()
            touched = {*lying, *(self._number[site] for site in chain)}
            self._inside[area] = np.array(sorted(touched), np.intp)
        return self._inside[area]

    @cached_property
    def boxes(self) -> Floats:
        """Bounding boxes: west, south, east, north in degrees; NaN where nothing is located."""
        import shapely

        return np.asarray(shapely.bounds(self.geometries), np.float64).reshape(-1, 4)

    @cached_property
    def points(self) -> Floats:
        """A point of each site, longitude and latitude; NaN where nothing is located."""
        import shapely

        points = shapely.point_on_surface(self.geometries)
        return np.column_stack([shapely.get_x(points), shapely.get_y(points)])

    @cached_property
    def geometries(self) -> npt.NDArray[np.object_]:
        """The geometries as shapely has them; None where nothing is located."""
        from shapely.geometry import shape

        geometries = np.empty(len(self), object)
        for number, feature in enumerate(self._features):
            geometries[number] = shape(feature["geometry"]) if feature["geometry"] else None
        return geometries

    def _of(self, facet: str, claim: Claim) -> npt.NDArray[np.int32]:
        """Return a facet's codes as bits."""
        key = (facet, claim if facet == "stage" else "all")
        if key not in self._bits:
            order = {code: 1 << number for number, code in enumerate(FACETS[facet])}
            self._bits[key] = np.array(
                [sum(order[code] for code in codes_of(f, *key)) for f in self._features], np.int32
            )
        return self._bits[key]

    @cached_property
    def _claims(self) -> dict[str, Mask]:
        claims: tuple[Claim, ...] = ("planned", "reported")
        return {
            claim: np.array(
                [any(says(m, claim) for m in f["properties"]["mentions"]) for f in self._features],
                bool,
            )
            for claim in claims
        }

    @cached_property
    def amounts(self) -> Floats:
        """The least and the most of each site's amount in yuan; NaN where it has none."""
        ranges = [amount_range(f["properties"]) for f in self._features]
        return np.array(ranges, np.float64).reshape(-1, 2)

    def _places(self, facet: str, claim: Claim) -> dict[str, npt.NDArray[np.intp]]:
        """Return the places of the sites that have each of an open facet's values."""
        key = (facet, claim if facet == "period" else "all")
        if key not in self._values:
            found: dict[str, list[int]] = {}
            for number, feature in enumerate(self._features):
                for value in values_of(feature, *key):
                    found.setdefault(value, []).append(number)
            self._values[key] = {value: np.array(at, np.intp) for value, at in found.items()}
        return self._values[key]

    @cached_property
    def _index(self) -> Index:
        return index_of(self._features)

    @cached_property
    def longer_names(self) -> dict[tuple[str, int, int], str]:
        """The longer name around each mention that stands in one (铁四院 in 铁四院二期).

        By the mention's report (empty in an atlas of one), start and end.
        """
        mentions = sorted(
            (str(m.get("report") or ""), m["start"], -m["end"], m["text"])
            for feature in self._features
            for m in feature["properties"]["mentions"]
        )
        found: dict[tuple[str, int, int], str] = {}
        around: list[tuple[str, int, str]] = []
        for report, start, minus_end, text in mentions:
            while around and (around[-1][0] != report or around[-1][1] < -minus_end):
                around.pop()
            longer = next((each for each in reversed(around) if len(each[2]) > len(text)), None)
            if longer:
                found.setdefault((report, start, -minus_end), longer[2])
            around.append((report, -minus_end, text))
        return found

    @cached_property
    def held(self) -> dict[str, list[str]]:
        """The ids of the sites that say that they lie in a site, by its id."""
        held: dict[str, list[str]] = {}
        for f in self._features:
            if f["properties"]["within"] in self._number:
                held.setdefault(f["properties"]["within"], []).append(f["id"])
        return held

    @cached_property
    def _tree(self) -> Any:
        import shapely

        return shapely.STRtree(shapely.point_on_surface(self.geometries))


def columns_of(atlas: Atlas) -> Columns:
    """Return the columns of an atlas; the same ones for the same atlas."""
    # Beside the atlas's own cached properties, so that they live and go with it.
    kept = vars(atlas)
    if "columns" not in kept:
        kept["columns"] = Columns(atlas)
    columns: Columns = kept["columns"]
    return columns
