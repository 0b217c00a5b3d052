"""Where the files that ship lie."""

from geo.base.paths import DATA, ROOT, SHIPPED_ATLAS
from geo.places.region import shipped_region

SEED = ROOT / "seeds" / "wuchang-2021.txt"
ATLAS = SHIPPED_ATLAS
REVIEW = DATA / "review" / "wuchang-2021.csv"
REGION = shipped_region()
