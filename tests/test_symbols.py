"""One table of symbols: what is changed in it, screen, site, paper and downloads show."""

import io
import json
import re

import numpy as np
import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from PIL import Image

from geo.base.errors import InputError
from geo.base.paths import ROOT
from geo.model.codes import NO_VERDICT, STAGES, VERDICTS
from geo.outputs.data import kml
from geo.outputs.data.qgis import layer_style
from geo.outputs.data.tables import SITE_COLUMNS
from geo.outputs.paper.sheet import write_png
from geo.outputs.site.document import site_document
from geo.view import symbols
from geo.view.card import card_html
from geo.view.map.document import map_document
from geo.view.map.payload import payload
from geo.view.transcript import reader_data

NEW = "#fe01dc"


@pytest.fixture
def change(tmp_path, monkeypatch):
    """Change one line of a copy of the table, and have the project read that."""
    text = symbols.TABLE.read_text(encoding="utf-8")

    def change(old, new):
        assert text.count(old) == 1
        copy = tmp_path / "symbols.toml"
        copy.write_text(text.replace(old, new), encoding="utf-8")
        monkeypatch.setattr(symbols, "TABLE", copy)
        symbols.read_symbols.cache_clear()
        map_document.cache_clear()

    yield change
    symbols.read_symbols.cache_clear()
    map_document.cache_clear()


def row_of(code):
    (row,) = (
        line
        for line in symbols.TABLE.read_text(encoding="utf-8").splitlines()
        if re.match(rf"{code} *= \{{colour", line)
    )
    return row


@pytest.fixture
def started(atlas):
    """An atlas of one point that has been started."""
    found = next(
        f["id"]
        for f in atlas.features
        if f["properties"]["status"] == "started"
        and not symbols.is_planned_only(f["properties"])
        and f["geometry"]
        and f["geometry"]["type"] == "Point"
    )
    return atlas.subset({found})


def test_a_stages_colour_is_changed_in_one_line_for_screen_site_and_paper(change, started):
    old = symbols.symbols().colour("started")
    change(row_of("started"), row_of("started").replace(old, NEW))
    assert payload(started)["stages"]["started"]["colour"] == NEW
    site = site_document(started, None)
    assert NEW in site
    assert old not in site.replace(row_of("started"), "")
    assert f"--stage:{NEW}" in card_html(started.features[0]["properties"], started, None, "zh")
    assert reader_data(started, "", [], "zh")["colours"]["started"] == NEW
    picture = np.asarray(Image.open(io.BytesIO(write_png(started, paper="A4"))))
    # The site itself, and its sign in the legend.
    rows = np.flatnonzero((picture == (0xFE, 0x01, 0xDC)).all(axis=2).any(axis=1))
    assert len(rows)
    assert np.diff(rows).max() > 1
    assert "dc01fe" in kml.write(started).decode()
    assert "254,1,220,255" in layer_style(SITE_COLUMNS, "Point")


def test_a_shape_is_changed_in_one_line_for_screen_and_paper(change, started):
    before = write_png(started, paper="A4")
    change(row_of("started"), row_of("started").replace("triangle_up", "cross"))
    handed = payload(started)
    assert handed["stages"]["started"]["glyph"] == "cross"
    assert handed["symbols"]["glyphs"]["cross"].startswith("M3.5 1")
    assert write_png(started, paper="A4") != before


def test_what_the_style_sheet_colours_is_of_the_table(change):
    before = map_document()
    change('edge = "#2b3a49"', f'edge = "{NEW}"')
    assert NEW not in before
    assert f"--badge-edge: {NEW};" in map_document()
    sheet = (ROOT / "geo" / "assets" / "atlas-map.css").read_text(encoding="utf-8")
    table = symbols.symbols().table
    of_table = {table["badge"]["fill"], table["base"]["ground"]["fill"], table["legend"]["grey"]}
    assert not [colour for colour in of_table if colour in sheet]


def test_no_script_or_module_has_colours_or_shapes_of_stages_of_its_own():
    table = symbols.symbols()
    colours = {sign.colour for sign in table.signs.values()}
    shapes = [path for path in table.table["glyphs"].values() if len(path) > 20]
    for path in (ROOT / "geo").rglob("*.*"):
        if path.suffix in {".py", ".js", ".css"} and "vendor" not in path.parts:
            text = path.read_text(encoding="utf-8")
            # A button may happen to have the colour of a stage.
            assert len([colour for colour in colours if colour in text]) < 3, path
            assert [shape for shape in shapes if shape in text] == [], path


def test_every_stage_and_verdict_is_drawn_and_told_apart():
    table = symbols.symbols()
    assert list(table.signs) == [*STAGES, *VERDICTS, NO_VERDICT.code]
    for codes in (STAGES, VERDICTS):
        signs = [table.signs[code] for code in codes]
        for name in ("colour", "glyph", "hatch"):
            assert len({getattr(sign, name) for sign in signs}) == len(codes), name
    for path in table.table["glyphs"].values():
        pen = RecordingPen()
        parse_path(path, pen)
        corners = np.array([point for _, points in pen.value for point in points])
        assert (corners > -0.01).all()
        assert (corners < 16.01).all()


def test_the_screen_is_handed_plain_json(atlas):
    handed = symbols.for_screen()
    assert json.loads(json.dumps(handed)) == handed
    assert {"glyphs", "hatches", "base", "precise"} <= handed.keys()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('colour = "#56b4e9"', 'colour = "blue"', "stages.started.colour is no colour"),
        ('glyph = "triangle_up"', 'glyph = "heart"', "stages.started: no glyph 'heart'"),
        ('hatch = "rising"}', "hatch = [1]}", "stages.started: no hatch"),
        ('hatch = "rising"}', 'hatch = "rising", size = 3}', "not just colour, glyph and hatch"),
        ("started            =", "begun =", "[stages] names other codes"),
        ("[badge]\n", "[badges]\n", "no section [badge]"),
        ("[badge]\n", "[badge\n", "not TOML"),
        ('edge = "#2b3a49"', 'edge = "#2b3a4"', "badge.edge is no colour"),
    ],
)
def test_a_broken_table_is_one_line_that_says_what_and_where(change, old, new, said):
    change(old, new)
    with pytest.raises(InputError) as caught:
        symbols.symbols()
    assert said in str(caught.value)
    assert "symbols.toml" in str(caught.value)
    assert "\n" not in str(caught.value)
