"""Text from outside in a label or a heading of the page appears as it is, and does nothing."""

import json
import re
import sys

import pytest
from hostile import MARKED, hostile_collection
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from geo.base.paths import ROOT
from geo.base.printable import is_hidden, visible
from geo.model.atlas import checked_atlas
from geo.page.markdown import plain
from geo.page.table import table_frame
from geo.view.card import card_html

# What Streamlit's page looks for in the text that Markdown has read, as its script has it.
LOOKED_FOR = [
    re.compile(r"(https?://|www(?=\.))([-.\w]+)([^ \t\r\n]*)", re.IGNORECASE | re.ASCII),
    re.compile(r"([-.\w+]+)@([-\w]+(?:\.[-\w]+)+)"),
    re.compile(r":material[_/](\w+):", re.ASCII),
    re.compile(r":streamlit:"),
    re.compile(r":\+1:|:-1:|:[\w-]+:"),
    re.compile(r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)"),
]


def read(label):
    """Return the text that a reader of Markdown has of an escaped label."""
    return re.sub(r"\\(.)", r"\1", label, flags=re.DOTALL)


def active(text):
    return [pattern.pattern for pattern in LOOKED_FOR if pattern.search(text)]


@pytest.mark.parametrize("text", [*MARKED, " ".join(MARKED)])
def test_nothing_in_a_label_is_looked_for(text):
    label = plain(text)
    # Each mark of Markdown stands behind a backslash.
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_{}\[\]()<>#+.!|$:~&@-]", re.sub(r"\\.", "", label))
    assert active(read(label)) == []
    assert read(label).replace("\u2060", "") == visible(text).lstrip()


def test_the_marks_are_ones_that_are_looked_for():
    assert sum(bool(active(text)) for text in MARKED) >= 6


@given(st.text())
def test_of_any_text_nothing_is_looked_for(text):
    label = plain(text)
    assert active(read(label)) == []
    assert "\n" not in label
    assert not any(is_hidden(c) for c in label.replace("\u2060", ""))


def test_names_in_plain_chinese_stay_as_they_are():
    for name in ("昙华林", "滨江核心区（一期）", "K11购物中心", "2017年，启动“三旧”改造"):
        assert plain(name) == name


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\U000e0041", "\x1b", "\x07"])
def test_card_and_table_show_what_is_hidden(atlas, mark):
    collection, text = hostile_collection(atlas, f"公园{mark}名")
    found = checked_atlas(collection, "a test")
    site = found.features[0]["properties"]
    card = card_html(site, found, text)
    assert mark not in card
    assert visible(mark) in card
    assert not table_frame(found, found).astype(str).map(lambda cell: mark in cell).any().any()


def test_running_text_keeps_its_words_and_blanks():
    assert visible("一二\u3000三\n四") == "一二\u3000三 四"
    assert visible("a\u200bb\ufeff\u00adc") == "abc"
    assert visible("a\u202eb") == r"a\u202eb"


def test_the_page_says_names_only_in_their_escaped_form(monkeypatch, tmp_path, atlas):
    """Every Markdown that the page sends with a name in it has been made plain."""
    name = " ".join(MARKED)
    collection, text = hostile_collection(atlas, name)
    (tmp_path / "hostile.txt").write_text(text, encoding="utf-8")
    (tmp_path / "hostile.geojson").write_text(json.dumps(collection), encoding="utf-8")
    options = [("--atlas", "hostile.geojson"), ("--report", "hostile.txt")]
    asked = [f"{option}={tmp_path / name}" for option, name in options]
    monkeypatch.setattr(sys, "argv", ["page", *asked])
    page = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    page.query_params["site"] = "tanhualin"
    page.query_params["area"] = name
    page.run()
    assert not page.exception
    said = [e.value for kind in ("markdown", "caption", "header", "warning", "info", "error")
            for e in page.get(kind)]  # fmt: skip
    said += [option for group in page.get("button_group") for option in group.options]
    told = [text for text in said if "evil" in text]
    assert len(told) >= 3
    for text in told:
        assert active(read(text).removeprefix(":material/filter_alt:")) == []
