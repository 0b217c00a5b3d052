"""Small inputs of kinds that were once misread: nearly all that is expected of them holds."""

import pytest

from benchmarks.cases import CASES, measure

# How many expectations a folder has at least, and the share of them that holds at least.
FLOORS = [(CASES, 150, 0.97), (CASES.with_name("cases-second"), 200, 0.83)]


@pytest.mark.parametrize(("folder", "least", "share"), FLOORS)
def test_most_expectations_hold(folder, least, share, lexicon):
    total, failing = measure(folder, lexicon)
    assert total > least
    assert len(failing) <= total * (1 - share), "\n".join(failing)
