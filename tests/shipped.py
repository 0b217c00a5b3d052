"""Where the files that ship lie."""

from geo.paths import DATA, ROOT, SHIPPED_ATLAS

SEED = ROOT / "seeds" / "wuchang-2021.txt"
ATLAS = SHIPPED_ATLAS
REVIEW = DATA / "review" / "wuchang-2021.csv"
