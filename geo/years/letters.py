"""The characters by which lines call cities, where it is not their first: 沪 for 上海."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from geo.base.paths import DATA
from geo.base.tables import read_table


@lru_cache(maxsize=1)
def city_letters() -> Mapping[str, str]:
    """Return the character by city."""
    rows = read_table(DATA / "lexicon" / "cities.csv", ("city", "letter"))
    return {row["city"]: row["letter"] for _, row in rows}
