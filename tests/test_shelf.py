"""What readers have open lies on a shelf with so much room, and goes when they do."""

import gc

from geo.jobs.shelf import Shelf


def test_what_lies_there_is_had_by_its_ticket():
    shelf = Shelf(10)
    one, two = shelf.put("one", 4), shelf.put("two", 4)
    assert (shelf.get(one), shelf.get(two), shelf.weight) == ("one", "two", 8)


def test_what_was_longest_not_asked_for_has_to_go_first():
    shelf = Shelf(10)
    one, two = shelf.put("one", 4), shelf.put("two", 4)
    shelf.get(one)
    three = shelf.put("three", 4)
    assert [shelf.get(t) for t in (one, two, three)] == ["one", None, "three"]
    assert shelf.weight == 8


def test_what_is_too_heavy_lies_there_alone():
    shelf = Shelf(10)
    light, heavy = shelf.put("light", 1), shelf.put("heavy", 11)
    assert (shelf.get(light), shelf.get(heavy)) == (None, "heavy")


def test_it_goes_with_its_ticket():
    shelf = Shelf(10)
    tickets = {"session": shelf.put("thing", 4)}
    assert shelf.weight == 4
    tickets.clear()
    gc.collect()
    assert shelf.weight == 0


def test_what_had_to_go_does_not_go_twice():
    shelf = Shelf(5)
    tickets = [shelf.put(n, 4) for n in range(3)]
    assert shelf.weight == 4
    tickets.clear()
    gc.collect()
    assert shelf.weight == 0
