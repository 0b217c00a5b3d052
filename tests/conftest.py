"""What tests share: the shipped inputs, read once."""

from pathlib import Path

import pytest

from geo.atlas import read_atlas
from geo.lexicon import read_lexicon
from geo.places import read_gazetteer
from geo.report import read_report

ROOT = Path(__file__).resolve().parent.parent

SEED = ROOT / "seeds" / "wuchang-2021.txt"
ATLAS = ROOT / "data" / "atlas" / "wuchang-2021.geojson"
REVIEW = ROOT / "data" / "review" / "wuchang-2021.csv"


@pytest.fixture(scope="session")
def report():
    return read_report(SEED)


@pytest.fixture(scope="session")
def lexicon():
    return read_lexicon()


@pytest.fixture(scope="session")
def gazetteer():
    return read_gazetteer()


@pytest.fixture(scope="session")
def atlas():
    return read_atlas(ATLAS)
