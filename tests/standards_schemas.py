"""Where the schemas of standards lie: beside the project, or where GEO_SCHEMAS says.

They are no part of the project. Where they are missing, what needs them is skipped and
says so.
"""

import io
import json
import os
from pathlib import Path

import pytest
import requests

from geo.base.paths import ROOT

FOLDER = Path(os.environ.get("GEO_SCHEMAS") or ROOT.parent / "shared" / "schemas") / "oc4ids"

needs_schemas = pytest.mark.skipif(
    not (FOLDER / "project-package-schema.json").is_file(),
    reason="the schemas of OC4IDS are not beside the project (../shared/schemas or GEO_SCHEMAS)",
)


def schema(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def answer(url, **_options):
    """Answer as requests does for the standard's own site.

    A code list that the folder lacks is empty.
    """
    name = url.rsplit("/", 1)[1]
    path = FOLDER / "codelists" / name if name.endswith(".csv") else FOLDER / name
    response = requests.Response()
    response.status_code = 200
    response.encoding = "utf-8"
    is_lacking = name.endswith(".csv") and not path.exists()
    response.raw = io.BytesIO(b"Code,Title\n" if is_lacking else path.read_bytes())
    return response
