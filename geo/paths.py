"""Where the project's own files lie, and what of them is shown where nothing is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
DATA: Final = ROOT / "data"

_SHIPPED: Final = json.loads((DATA / "shipped.json").read_text(encoding="utf-8"))
SHIPPED_ATLAS: Final = DATA / "atlas" / str(_SHIPPED["atlas"])
SHIPPED_REGION: Final = str(_SHIPPED["region"])
