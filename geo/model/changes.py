"""What changed of the sites between two builds of an atlas. Pure: two atlases in, changes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from geo.model.atlas import Atlas, Feature

# What of an amount is said of the site; the rest says where the words stand.
_AMOUNT: Final = ("amount_cny", "basis", "among", "about", "covers")


@dataclass(frozen=True, slots=True)
class Change:
    """What changed of one site: codes of ``CHANGES``, and the site in either build.

    ``before`` is None where the site is new, ``after`` where it is gone.
    """

    site: str
    kinds: tuple[str, ...]
    before: Feature | None
    after: Feature | None

    @property
    def known(self) -> Feature:
        """The site as it was known last."""
        found = self.after or self.before
        if found is None:
            raise RuntimeError(f"{self.site} is in neither build")
        return found


def changes(old: Atlas, new: Atlas) -> tuple[Change, ...]:
    """Return what changed from one build to the next, in the order of the sites' ids.

    A site is the same where its id is. What no reader is told (offsets, sources) is no change.
    """
    found = []
    for site in sorted(old.by_id.keys() | new.by_id.keys()):
        before, after = old.by_id.get(site), new.by_id.get(site)
        if kinds := _kinds(before, after):
            found.append(Change(site, kinds, before, after))
    return tuple(found)


def _kinds(before: Feature | None, after: Feature | None) -> tuple[str, ...]:
    if before is None:
        return ("new",)
    if after is None:
        return ("gone",)
    return tuple(kind for kind, told in _TOLD.items() if told(before) != told(after))


def _stage(feature: Feature) -> object:
    site = feature["properties"]
    return site["status"], site["target"]


def _amount(feature: Feature) -> object:
    investment: Mapping[str, Any] | None = feature["properties"]["investment"]
    return investment and {name: investment.get(name) for name in _AMOUNT}


def _verdict(feature: Feature) -> object:
    verdict: Mapping[str, Any] | None = feature["properties"].get("verdict")
    return verdict and (verdict["code"], verdict["overdue"])


def _position(feature: Feature) -> object:
    site, geometry = feature["properties"], feature["geometry"]
    known = (site["precision"], site["uncertainty_m"])
    if geometry is None:
        # All that is known of its place.
        return *known, site.get("region")
    return *known, geometry["type"], geometry["coordinates"]


_TOLD: Final[Mapping[str, Callable[[Feature], object]]] = {
    "stage": _stage,
    "amount": _amount,
    "verdict": _verdict,
    "position": _position,
}
