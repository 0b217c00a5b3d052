"""The colours of sectors: one each, and seen on both base maps."""

from itertools import combinations

from geo.model.codes import SECTORS
from geo.view.symbols import sector_colours, symbols


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_each_sector_has_a_colour_of_its_own():
    assert sector_colours().keys() == SECTORS.keys()
    assert len(set(sector_colours().values())) == len(SECTORS)


def test_each_colour_is_seen_on_the_light_map():
    ground = symbols().table["base"]["district"]["fill"]
    assert all(contrast(colour, ground) > 1.9 for colour in sector_colours().values())


def test_no_two_colours_are_taken_for_each_other():
    def apart(one, other):
        return sum(abs(int(one[i : i + 2], 16) - int(other[i : i + 2], 16)) for i in (1, 3, 5))

    assert all(apart(a, b) > 60 for a, b in combinations(sector_colours().values(), 2))
