"""Small inputs of kinds that were once misread: nearly all that is expected of them holds."""

from benchmarks.cases import CASES, measure


def test_nineteen_in_twenty_expectations_hold(lexicon):
    total, failing = measure(CASES, lexicon)
    assert total > 150
    assert len(failing) <= total / 20, "\n".join(failing)
