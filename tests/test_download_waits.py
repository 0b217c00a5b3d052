"""How long the menu of downloads waits for a file: nothing else in it answers meanwhile."""

import pytest

from geo.page import downloads


class Below:
    """Where a fault would be said; Streamlit ends a run here that the reader has left."""

    def empty(self):
        pytest.fail("it waited")


def test_a_file_made_for_an_earlier_runs_button_ends_the_wait():
    earlier, latest = downloads._Making(), downloads._Making()
    earlier.begun.set()
    earlier.ended.set()
    downloads._wait((earlier, latest), Below())


def test_a_file_that_no_browser_asks_for_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(downloads, "_BROWSER_PATIENCE", -1)
    downloads._wait((downloads._Making(),), Below())


def test_a_file_in_the_making_is_waited_for(monkeypatch):
    monkeypatch.setattr(downloads, "_BROWSER_PATIENCE", -1)
    making = downloads._Making()
    making.begun.set()

    class Ended:
        def empty(self):
            making.ended.set()

    downloads._wait((making,), Ended())
    assert making.ended.is_set()
