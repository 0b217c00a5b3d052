"""An area that is asked for by its id, as the page's filter has it, or by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from geo.selecting.columns import columns_of
from geo.serving.published import Catalogue
from geo.serving.refusals import wrong_value

_NAMED_MAX = 12


def with_area(asked: Mapping[str, str], catalogue: Catalogue) -> dict[str, str]:
    """Return filters whose area is an id.

    Raises :class:`~geo.serving.refusals.Refusal`, which names areas that there are.
    """
    area = asked.get("area")
    if area is None:
        return dict(asked)
    known = dict(_areas(catalogue))
    found = {key for key, names in known.items() if area == key or area.strip() in names}
    if len(found) == 1:
        return {**asked, "area": found.pop()}
    named = ", ".join(f"{key} ({names[0]})" for key, names in list(known.items())[:_NAMED_MAX])
    what = "several have this name" if found else "there is no such area"
    raise wrong_value("area", area, f"{what}; some of them: {named}" if named else what)


def _areas(catalogue: Catalogue) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the id of each site that holds others, with its names."""
    for each in catalogue.atlases:
        for key in columns_of(each.atlas).areas:
            feature = each.atlas.by_id.get(key)
            if feature is not None:
                site = feature["properties"]
                yield key, (site["name"], site["name_en"], *site["aliases"])
