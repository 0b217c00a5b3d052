"""One language at a time: what a reader sees and hears of the page in Chinese and in English."""

import re

import pytest

from geo.base.languages import about, table
from geo.model.atlas import names_of
from geo.model.codes import SECTORS, STAGES

# Names, formats and units that Chinese texts say in Latin letters, too.
LATIN = {
    "API", "Atom", "BY", "CARTO", "CC", "CSV", "DOC", "DOCX", "English", "Esri", "Excel",
    "FlatGeobuf", "GCJ", "GIS", "Gaode", "GeoJSON", "GeoNames", "GeoPackage", "GeoParquet",
    "GitHub", "HTML", "JSON", "KML", "Language", "Leaflet", "MB", "MD", "MIT", "Metro",
    "OC4IDS", "ODT", "ODbL", "OSM", "OpenStreetMap", "Overpass", "PDF", "PNG", "QGIS", "RTF",
    "SA", "TXT", "WGS", "Wikidata", "Word", "XLSX", "ZIP", "contributors", "km",
}  # fmt: skip
WORD = re.compile(r"[A-Za-z]{2,}")
# A term in brackets behind its translation.
TERM = re.compile("\\([\u3400-\u9fff]+\\)")
HAN = re.compile("[\u3400-\u9fff]{2,}")
# What is seen, and what a screen reader is told, without what is marked as another language.
SAID = """(root) => { const said = [], own = root.documentElement.lang;
  const isSeen = (node) => node.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) said.push(node.nodeValue.trim());
    if (![Node.ELEMENT_NODE, Node.DOCUMENT_FRAGMENT_NODE].includes(node.nodeType)) return;
    if (node instanceof Element) {
      if (node.matches("script, style, template, noscript") || !isSeen(node)) return;
      if (node.matches("[data-testid='stIconMaterial'], [role='img']")) return;
      if (node.lang && node.lang !== own) return;
      // The grounds of a position and the words of a source are quoted.
      if (node.matches(".site-card details, .site-card small, .site-card q")) return;
      for (const name of ["aria-label", "title", "placeholder"]) {
        said.push(node.getAttribute(name) ?? "");
      }
      if (node.shadowRoot) walk(node.shadowRoot);
    }
    node.childNodes.forEach(walk);
  };
  walk(root.body); return said; }"""


def said_by(frame):
    return frame.evaluate(f"() => ({SAID})(document)")


def opened_all(page, language):
    """Open what is closed, one after the other, and gather what each says."""
    tab = page.tab
    said = said_by(tab.main_frame)
    for key in OPENED:
        tab.get_by_text(table("page", language)[key], exact=True).first.click()
        page.settle()
    # The table is a canvas; what brings it comes a moment later.
    tab.locator("[data-testid='stDataFrame']").first.wait_for()
    said += said_by(tab.main_frame)
    return said


OPENED = ("more_filters", "table", "charts", "own_report", "about")


def test_the_chinese_page_says_no_english(open_page, address, atlas):
    page = open_page(f"{address}/?site=dream-plaza", 1400, 1600, locale="zh-CN")
    page.card().wait_for()
    said = opened_all(page, "zh") + said_by(page.frame())
    names = {
        word
        for f in atlas.features
        for name in names_of(f["properties"])
        for word in WORD.findall(name)
    }
    wrong = {text for text in said if {*WORD.findall(text)} - LATIN - names and "http" not in text}
    assert wrong == set()
    assert page.tab.locator("html").get_attribute("lang") == about("zh").tag
    assert page.frame().locator("html").get_attribute("lang") == about("zh").tag


def test_the_english_page_says_no_chinese_but_names_and_quotations(open_page, address, atlas):
    page = open_page(f"{address}/?site=dream-plaza&lang=en", 1400, 1600)
    page.card().wait_for()
    said = opened_all(page, "en") + said_by(page.frame())
    wrong = {text for text in said if HAN.search(TERM.sub("", text))} - {
        "中文",
        "语言 / Language",
        "高德 Gaode",
    }
    assert wrong == set()
    assert page.tab.locator("html").get_attribute("lang") == about("en").tag
    assert page.frame().locator("html").get_attribute("lang") == about("en").tag


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("", "武商梦时代广场 · 武汉市武昌区政府工作报告地图"),
        ("&lang=en", "Wushang Dream Plaza · Wuchang"),
    ],
)
def test_the_title_names_the_report_and_the_site(open_page, address, lang, title):
    page = open_page(f"{address}/?site=dream-plaza{lang}")
    page.tab.wait_for_function("(title) => document.title.startsWith(title)", arg=title)


def test_every_bar_of_a_chart_says_what_it_is_and_a_click_filters_by_it(open_page, address, atlas):
    page = open_page(address, 1400, 1600)
    page.tab.get_by_text(table("page", "zh")["charts"], exact=True).click()
    page.settle()
    chart = page.tab.locator("[data-testid='stVegaLiteChart']").first
    chart.locator("path[aria-roledescription='bar']").first.wait_for()
    stages = {
        STAGES[f["properties"]["status"]].zh for f in atlas.features if f["properties"]["status"]
    }
    legend = chart.locator(".role-legend-label text").all_text_contents()
    assert set(legend) >= stages - {STAGES["mentioned"].zh}
    sectors = {SECTORS[f["properties"]["sector"]].zh for f in atlas.features}
    assert {*chart.locator(".role-axis-label text").all_text_contents()} >= sectors
    bar = chart.locator("path[aria-roledescription='bar'][aria-label^='医疗']").first
    said = bar.get_attribute("aria-label")
    stage = next(code for code, known in STAGES.items() if f" {known.zh}：" in said)
    page.settle()
    bar.click()
    page.tab.wait_for_url(f"**sector=health&stage={stage}**")
    assert page.errors == []
