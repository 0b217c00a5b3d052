"""What tests share: the shipped inputs, read once."""

import os
import sys

import pytest
from checkout import changes, cut_off, listing
from hypothesis import settings
from many import build_into, write_reports
from shipped import ATLAS, REGION, SEED

from geo.base.paths import ROOT
from geo.documents.report import read_report
from geo.model.atlas import read_atlas
from geo.places.gazetteer import read_gazetteer
from geo.reading.lexicon import read_lexicon

# No test sees the places of whoever runs it; processes that tests start inherit this.
os.environ["GEO_PLACES"] = "none"

# No example has a limit of time: the machine may be busy.
settings.register_profile("busy", deadline=None)
settings.load_profile("busy")


@pytest.fixture(scope="session", autouse=True)
def clean_checkout():
    """No test leaves anything in the checkout, nor cuts off a compiled file there."""
    before, broken = listing(ROOT), cut_off(ROOT)
    if broken:
        pytest.fail("cut off earlier; remove the folders named __pycache__: " + ", ".join(broken))
    yield
    left = [*changes(before, listing(ROOT)), *(f"cut off: {name}" for name in cut_off(ROOT))]
    if left:
        pytest.fail("In the checkout, while the tests ran:\n" + "\n".join(left))


@pytest.fixture(autouse=True)
def own_main():
    """Streamlit's AppTest leaves its page as ``__main__``, which new processes would run."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def report():
    return read_report(SEED)


@pytest.fixture(scope="session")
def lexicon():
    return read_lexicon()


@pytest.fixture(scope="session")
def gazetteer():
    return read_gazetteer(REGION)


@pytest.fixture(scope="session")
def atlas():
    return read_atlas(ATLAS)


@pytest.fixture(scope="session")
def districts(tmp_path_factory):
    """The files of some short synthetic reports."""
    return write_reports(tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="session")
def undisturbed(districts, tmp_path_factory):
    """The folder that a run over them gives where nothing happens."""
    folder = tmp_path_factory.mktemp("undisturbed") / "atlas"
    assert build_into(folder, districts).failed == []
    return folder
