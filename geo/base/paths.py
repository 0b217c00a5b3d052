"""Where the project's own files lie, and what of them is shown where nothing is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parents[1]
# Where Python finds the package.
IMPORTS: Final = _PACKAGE.parent
# Once installed, what lies beside the package in a checkout lies in it (pyproject.toml).
IS_INSTALLED: Final = (_PACKAGE / "_root").is_dir()
ROOT: Final = _PACKAGE / "_root" if IS_INSTALLED else IMPORTS
DATA: Final = ROOT / "data"
# Where an atlas goes if nobody says it: nothing is written among installed files.
BUILT: Final = Path() if IS_INSTALLED else DATA / "atlas"

_SHIPPED: Final = json.loads((DATA / "shipped.json").read_text(encoding="utf-8"))
SHIPPED_ATLAS: Final = DATA / "atlas" / str(_SHIPPED["atlas"])
SHIPPED_REGION: Final = str(_SHIPPED["region"])
