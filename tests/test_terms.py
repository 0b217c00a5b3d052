"""Under which terms it goes out: said once, the same everywhere, with what others made."""

import re
import tomllib

from geo import __version__
from geo.base.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")


def citation(key):
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    return re.search(rf"^{key}: (.+)$", text, re.MULTILINE)[1]


def test_licence_and_version_are_the_same_wherever_they_are_told():
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    assert PROJECT["license"] == citation("license") == "MIT"
    assert citation("version") == __version__


def test_every_licence_of_others_travels_with_the_package():
    for pattern in PROJECT["license-files"]:
        assert list(ROOT.glob(pattern))


def test_what_others_made_is_named_with_its_version_and_terms():
    folder = ROOT / "geo" / "assets" / "vendor"
    libraries = tomllib.loads((folder / "vendored.toml").read_text(encoding="utf-8"))
    for name, library in libraries.items():
        (line,) = (line for line in NOTICE.splitlines() if f"vendor/{name}/" in line)
        assert library["version"] in line
        assert library["licence"] in line
        assert (folder / name / "LICENSE").exists()
