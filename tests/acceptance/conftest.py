"""The summary of the acceptance suite, at the end of the test run."""

from collections import Counter

import pytest
from shipped import ATLAS

from geo.building.coverage import share
from geo.model.atlas import read_atlas
from geo.model.codes import PRECISIONS

RESULTS = pytest.StashKey()
LIMITS_M = (100, 500, 1000)


def pytest_configure(config):
    config.stash.setdefault(RESULTS, [])


@pytest.fixture
def record(request):
    """Take down how one query went: whether as expected, and how far off (None: no position)."""
    return request.config.stash.setdefault(RESULTS, []).append


def summary(results, precisions):
    """Return the lines of the summary.

    `results` are (as expected, has a reference position, distance in metres or None);
    `precisions` the precision of each site.
    """
    positions = [distance for _, placed, distance in results if placed]
    sound = sum(1 for good, _, _ in results if good)
    yield f"{len(results)} queries, {sound} as expected; {len(positions)} with a reference position"
    shares = [
        f"{share(sum(1 for d in positions if d is not None and d <= limit), len(positions))} "
        f"within {limit if limit < 1000 else limit // 1000} {'m' if limit < 1000 else 'km'}"
        for limit in LIMITS_M
    ]
    yield f"accuracy: {', '.join(shares)}"
    counts, whole = Counter(precisions), len(precisions)
    parts = [f"{code} {counts[code]} ({share(counts[code], whole)})" for code in PRECISIONS]
    yield f"{whole} sites by precision: {', '.join(parts)}"


def pytest_terminal_summary(terminalreporter, config):
    results = config.stash.get(RESULTS, [])
    if not results:
        return
    sites = [f["properties"]["precision"] for f in read_atlas(ATLAS).features]
    terminalreporter.section("acceptance: where a query leads")
    for line in summary(results, sites):
        terminalreporter.write_line(line)
