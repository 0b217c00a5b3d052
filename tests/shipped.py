"""Where the files that ship lie."""

from geo.paths import DATA, ROOT

SEED = ROOT / "seeds" / "wuchang-2021.txt"
ATLAS = DATA / "atlas" / "wuchang-2021.geojson"
REVIEW = DATA / "review" / "wuchang-2021.csv"
