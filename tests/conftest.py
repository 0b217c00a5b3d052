"""What tests share: the shipped inputs, read once."""

import pytest
from shipped import ATLAS, SEED

from geo.atlas import read_atlas
from geo.lexicon import read_lexicon
from geo.places import read_gazetteer
from geo.report import read_report


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
