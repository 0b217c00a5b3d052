"""Where the project's own files lie."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
DATA: Final = ROOT / "data"
SHIPPED_ATLAS: Final = DATA / "atlas" / "wuchang-2021.geojson"
