"""The static site as a reader has it: opened from the file system, without any network."""

import json
import re
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import PATIENCE_MS
from hostile import HOSTILE, hostile_collection
from playwright.sync_api import expect

from geo.model.atlas import parse_atlas
from geo.outputs.formats import FORMATS
from geo.promises.table import counts
from geo.selecting.selection import Selection
from geo.view.became import headline_of

SELECTIONS = (
    Selection(sector=("transport", "health"), stage=("operating",)),
    Selection(claim="planned", investment=("cited",), precision=("exact", "street")),
    Selection(claim="reported", shape=("unlocated",)),
    Selection(area="binjiang-core", text=" bin jiang "),
    Selection(text="METRO"),
    Selection(bounds=(114.29, 30.54, 114.31, 30.56)),
)


class Site:
    """The opened page, with what went wrong in it."""

    def __init__(self, tab, path):
        self.tab, self.path = tab, path
        self.outside, self.errors = [], []
        tab.on("request", self._note)
        tab.on("pageerror", lambda error: self.errors.append(str(error)))
        tab.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        tab.on("dialog", lambda dialog: (self.errors.append(dialog.message), dialog.dismiss()))

    def _note(self, request):
        if not request.url.startswith((self.path.as_uri(), "data:", "blob:")):
            self.outside.append(request.url)

    def open(self, link=""):
        self.tab.goto(self.path.as_uri() + link)
        self.tab.locator("body[data-shown]").wait_for()
        return self

    def wait_shown(self, count):
        self.tab.locator(f"body[data-shown='{count}']").wait_for()

    def wait_link(self, part):
        self.tab.wait_for_function("(part) => location.hash.includes(part)", arg=part)

    def drawn(self):
        return self.tab.evaluate(
            """() => [...document.querySelectorAll('#map :is([data-site], [data-sites])')]
            .flatMap((n) => (n.dataset.together ?? n.dataset.site ?? n.dataset.sites).split(' '))"""
        )

    def tick(self, facet, code):
        self.tab.locator(f"[data-facet='{facet}'] summary").click()
        self.tab.locator(f"[data-facet='{facet}'] input[value='{code}']").check()
        self.tab.keyboard.press("Escape")

    def rows(self):
        return self.tab.locator("#table tbody tr").evaluate_all(
            "(rs) => rs.map(r => r.dataset.site)"
        )

    def axe(self):
        violations = Axe().run(self.tab).response["violations"]
        return [(v["id"], v["nodes"][0]["html"][:200]) for v in violations]


@contextmanager
def opened(browser, path, width=1400, height=1000, scheme="light"):
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        offline=True,
        accept_downloads=True,
    )
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield Site(context.new_page(), path)
    finally:
        context.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory, atlas, report):
    folder = tmp_path_factory.mktemp("export") / "site"
    FORMATS["site"].save(folder, atlas, report.text)
    return folder


@pytest.fixture
def site(browser, folder):
    with opened(browser, folder / "index.html") as site:
        yield site
        assert site.errors == []
        assert site.outside == []


def located(atlas, selection=None):
    return {i for i in (selection or Selection()).ids(atlas) if atlas.by_id[i]["geometry"]}


def test_it_opens_by_a_double_click_with_every_site_on_the_map(site, atlas):
    site.open()
    site.wait_shown(len(located(atlas)))
    assert set(site.drawn()) == located(atlas)
    assert site.rows() == [f["id"] for f in atlas.features]
    assert site.tab.title() == "武汉市武昌区政府工作报告地图"


@pytest.mark.parametrize("size", [(0, 0), (0, 400), (400, 0), (8, 8)])
def test_in_a_frame_that_is_opened_later_the_whole_map_is_shown_then(
    browser, folder, tmp_path, size
):
    """As in an article whose frame stands behind a tab or a fold."""
    article = tmp_path / "article.html"
    with opened(browser, folder / "index.html") as site:
        usual = site.open().tab.locator("body").get_attribute("data-zoom")
        source = site.path.as_uri()
        style = "border: 0; width: {}px; height: {}px"
        article.write_text(f'<iframe src="{source}" style="{style.format(*size)}"></iframe>')
        site.tab.goto(article.as_uri())
        inner = site.tab.frame_locator("iframe").locator("body[data-shown]")
        inner.wait_for(state="attached")
        site.tab.locator("iframe").evaluate(
            "(frame, style) => { frame.style.cssText = style; }", style.format(1400, 1000)
        )
        expect(inner).to_have_attribute("data-zoom", usual, timeout=PATIENCE_MS)
        assert site.errors == []


def test_every_choice_shows_and_says_what_the_page_would(site, atlas):
    site.open()
    for selection in SELECTIONS:
        ids = selection.ids(atlas)
        query = "&".join(f"{k}={v}" for k, v in selection.to_query().items())
        site.tab.evaluate("(query) => { location.hash = query; }", query)
        on_map = len(located(atlas, selection))
        name = atlas.by_id[selection.area]["properties"]["name"] if selection.area else ""
        matches = selection.matches(atlas)
        placed = matches.placed
        sentence = selection.sentence(placed, len(ids) - placed, "zh", name, matches.rough)
        site.tab.get_by_role("status").get_by_text(sentence, exact=True).wait_for()
        site.wait_shown(on_map)
        assert site.rows() == ids
        assert ids


def test_filters_narrow_each_others_counts_and_the_back_button_undoes_them(site, atlas):
    site.open()
    site.tick("sector", "health")
    site.wait_shown(len(located(atlas, Selection(sector=("health",)))))
    site.wait_link("sector=health")
    counts = Selection(sector=("health",)).counts(atlas, "stage")
    number = site.tab.locator("[data-facet='stage'] li:has([value='operating']) .number")
    assert number.text_content() == str(counts["operating"])
    site.tab.locator("#map button[data-stage='operating']").click()
    both = Selection(sector=("health",), stage=("operating",))
    site.wait_shown(len(located(atlas, both)))
    site.tab.get_by_text("个项目：医疗 · 投用").wait_for()
    site.tab.go_back()
    site.wait_shown(len(located(atlas, Selection(sector=("health",)))))
    site.tab.get_by_role("button", name="清除筛选").click()
    site.wait_shown(len(located(atlas)))
    assert site.tab.evaluate("() => location.hash").count("sector") == 0


def test_it_says_what_became_of_the_targets_and_keeps_colours_and_year_in_the_link(site, atlas):
    site.open()
    assert site.tab.locator("#panel p").last.inner_text() == headline_of(atlas, "zh")
    rows = site.tab.locator("#became-table tbody tr")
    assert rows.count() == counts(atlas).targets
    site.tick("verdict", "kept")
    kept = Selection(verdict=("kept",))
    site.wait_shown(len(located(atlas, kept)))
    found = rows.evaluate_all("(rs) => rs.map(r => r.dataset.site)")
    assert found == kept.ids(atlas)
    source = atlas.by_id[found[0]]["properties"]
    address = source["outcomes"][source["verdict"]["decided_by"]]["source"]["address"]
    assert rows.first.locator("a").get_attribute("href") == address
    rows.first.locator("button").click()
    site.wait_link(f"site={found[0]}")
    site.tab.locator("#map .colour-choice").select_option("verdict")
    site.wait_link("colour=verdict")
    site.open("#year=2023&colour=verdict&verdict=xyz")
    site.tab.locator("body[data-year='2023'][data-colour='verdict']").wait_for()
    assert "verdict=xyz" in site.tab.get_by_role("alert").inner_text()
    site.tab.locator("#map .colour-choice").select_option("")
    site.tab.locator("#map .year-choice input").press("ArrowLeft")
    site.wait_link("year=2022")


def test_a_search_finds_pinyin_and_enter_opens_the_only_site(site, atlas):
    site.open()
    site.tab.locator("#finder-input").fill("huanghelou")
    ids = Selection(text="huanghelou").ids(atlas)
    site.wait_shown(len(located(atlas, Selection(text="huanghelou"))))
    assert site.rows() == ids
    site.tab.locator("#finder-input").fill("武商梦时代")
    site.tab.keyboard.press("Enter")
    site.tab.locator(".site-card h3", has_text="武商梦时代广场").wait_for()


def test_the_field_lists_what_it_finds_and_tells_what_is_near(site, atlas):
    site.open()
    site.tab.locator("#finder-input").fill("thl")
    hits = site.tab.get_by_role("listbox").get_by_role("option")
    assert "昙华林" in hits.first.inner_text()
    site.tab.locator("#finder-input").fill("xujiapeng")
    site.tab.keyboard.press("ArrowDown")
    site.tab.keyboard.press("Enter")
    site.wait_link("radius=1000")
    around = site.tab.locator(".finder p.line")
    assert "徐家棚附近" in around.inner_text()
    certain, possible = map(int, re.findall(r"(?:确定|可能) (\d+)", around.inner_text()))
    assert certain
    assert possible
    assert len(site.rows()) == certain + possible < len(atlas.features)
    assert site.axe() == []
    around.get_by_role("button", name="不限附近").click()
    site.tab.wait_for_function("() => !location.hash.includes('near=')")
    assert len(site.rows()) == len(atlas.features)
    # A link says the same, and what it says wrong is named.
    site.open("#near=%E5%BE%90%E5%AE%B6%E6%A3%9A&radius=1000")
    assert len(site.rows()) == certain + possible
    site.open(f"#near={'<b>' * 4000}&radius=NaN")
    assert "near=<b><b>" in site.tab.get_by_role("alert").inner_text()
    assert len(site.rows()) == len(atlas.features)
    assert not site.errors
    assert not site.outside


def test_a_mark_opens_the_card_with_the_words_that_prove_it(site):
    site.open()
    site.tab.locator("#map div[data-site='dream-plaza']").focus()
    site.tab.keyboard.press("Enter")
    card = site.tab.locator(".site-card")
    card.locator("h3", has_text="武商梦时代广场").wait_for()
    assert card.locator("mark").first.inner_text() == "武商梦时代广场"
    assert card.locator("strong").first.inner_text() == "竣备冲刺"
    assert "openstreetmap.org" in site.tab.get_by_role("link", name="OpenStreetMap").get_attribute(
        "href"
    )
    site.wait_link("site=dream-plaza")


def test_the_report_and_the_map_lead_to_each_other(site, report):
    site.open()
    site.tab.get_by_role("tab", name="报告全文").click()
    assert site.tab.locator(".reader .text").evaluate("(n) => n.textContent") == report.text
    site.tab.locator(".reader mark[data-site='dream-plaza']").first.click()
    site.tab.locator("body[data-selected='dream-plaza']").wait_for()
    site.tab.locator("#map div[data-site='yellow-crane-tower']").focus()
    site.tab.keyboard.press("Enter")
    site.tab.get_by_role("tab", name="报告全文").click()
    mark = site.tab.locator(".reader mark.chosen[data-site='yellow-crane-tower']").first
    mark.wait_for()
    site.tab.wait_for_function("() => window.geoReader.goal === null")
    inside = """(n) => {
        const mark = n.getBoundingClientRect(), text = n.closest('.text').getBoundingClientRect();
        return mark.top >= text.top && mark.bottom <= text.bottom;
    }"""
    assert mark.evaluate(inside)


def test_the_table_sorts_by_any_column_both_ways(site, atlas):
    site.open()
    stated = {
        f["id"]: (f["properties"]["investment"] or {}).get("amount_cny", -1) for f in atlas.features
    }
    head = site.tab.locator("th[data-column='investment']")
    for direction in ("ascending", "descending"):
        head.get_by_role("button").click()
        site.tab.locator(f"th[data-column='investment'][aria-sort='{direction}']").wait_for()
        amounts = [stated[site_id] for site_id in site.rows()]
        assert amounts == sorted(amounts, reverse=direction == "descending")


def test_english_reaches_the_page_the_map_and_the_card(site):
    site.open("#site=han-street")
    site.tab.get_by_role("button", name="English").click()
    site.tab.locator(".site-card h3", has_text="Chu River and Han Street").wait_for()
    site.tab.locator("#map").get_by_text("Under construction").wait_for()
    site.tab.get_by_role("button", name=re.compile("^Download GeoJSON")).wait_for()
    assert site.tab.locator("html").get_attribute("lang") == "en"
    site.wait_link("lang=en")


def test_a_link_restores_the_view_and_says_what_it_does_not_know(site, atlas):
    site.open("#stage=operating,xx&site=han-street&lang=en&at=30.55000,114.30000,15")
    site.wait_shown(len(located(atlas, Selection(stage=("operating",)))))
    site.tab.locator("body[data-zoom='15']").wait_for()
    site.tab.locator(".site-card h3", has_text="Chu River and Han Street").wait_for()
    site.tab.get_by_role("alert").get_by_text("stage=xx").wait_for()
    site.tab.get_by_role("button", name="Zoom out").click()
    site.wait_link(",14.5")


def test_the_downloads_are_the_exports_of_what_is_shown(site, atlas, report):
    selection = Selection(sector=("health",), claim="planned")
    site.open("#sector=health&claim=planned")
    shown = atlas.subset(set(selection.ids(atlas)))
    files = {}
    for form in ("GeoJSON", "CSV"):
        with site.tab.expect_download() as waiting:
            site.tab.get_by_role(
                "button", name=f"下载 {form}（{len(shown.features)} 个项目）"
            ).click()
        assert waiting.value.suggested_filename.startswith("wuchang-2021-health-planned-20")
        files[form] = waiting.value.path().read_bytes()
    assert json.loads(files["GeoJSON"]) == json.loads(FORMATS["geojson"].write(shown))
    assert files["CSV"] == FORMATS["csv"].write(shown, report.text)


def test_only_the_visible_map(site, atlas):
    site.open("#at=30.54710,114.29700,16")
    site.tab.get_by_text("更多条件").click()
    site.tab.get_by_label("只看地图范围").check()
    site.tab.get_by_text("个项目：地图范围内").wait_for()
    assert "yellow-crane-tower" in site.rows()
    assert len(site.rows()) < len(located(atlas))


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (390, "dark")])
def test_axe_finds_nothing_to_object_to(browser, folder, width, scheme):
    with opened(browser, folder / "index.html", width, 844, scheme) as site:
        site.open("#site=tanhualin&precision=exact,street,approximate")
        assert site.axe() == []
        site.tab.locator("#report-tab").click()
        site.tab.locator("[data-facet='stage'] summary").click()
        assert site.axe() == []
        widths = site.tab.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert widths[0] <= widths[1]


def test_a_phone_brings_the_card_up_behind_a_touch_on_the_map(browser, folder):
    with opened(browser, folder / "index.html", 390, 844) as site:
        site.open()
        site.tab.locator("#map div[data-site='dream-plaza']").focus()
        site.tab.keyboard.press("Enter")
        site.tab.locator(".site-card h3", has_text="武商梦时代广场").wait_for()
        site.tab.wait_for_function(
            """() => { const box = document.querySelector('.site-card h3').getBoundingClientRect();
            return box.top >= 0 && box.bottom <= window.innerHeight; }"""
        )


def test_without_the_reports_text_it_says_so(browser, tmp_path, atlas):
    FORMATS["html"].save(tmp_path / "a.html", atlas)
    with opened(browser, tmp_path / "a.html") as site:
        site.open("#site=tanhualin")
        site.tab.locator("#report-tab").click()
        site.tab.get_by_text("这份网页没有附报告全文").wait_for()
        assert site.errors == []


def test_hostile_text_appears_as_exactly_that_text_and_no_foreign_script_runs(
    browser, tmp_path, atlas
):
    collection, text = hostile_collection(atlas)
    bad = parse_atlas(json.dumps(collection), "hostile")
    FORMATS["html"].save(tmp_path / "a.html", bad, text)
    with opened(browser, tmp_path / "a.html") as site:
        site.open("#site=tanhualin&q=%3Cimg+src%3Dx&area=%3Cscript%3E")
        card = site.tab.locator(".site-card")
        assert card.locator("h3").inner_text() == f"{HOSTILE} tanhualin"
        assert card.locator("blockquote").inner_text() == f"{HOSTILE}启动{HOSTILE}"
        assert HOSTILE in site.tab.locator("h1").inner_text()
        assert HOSTILE in site.tab.title()
        assert HOSTILE in site.tab.locator("#table tbody").inner_text()
        assert site.tab.locator(".reader .text").evaluate("(n) => n.textContent") == text
        assert "area=<script>" in site.tab.get_by_role("alert").inner_text()
        site.tab.locator("#map [data-sites]").click()
        assert site.tab.locator(".hit-list button").first.inner_text().startswith(HOSTILE)
        assert site.tab.locator("img[src='x']").count() == 0
        assert site.errors == []
        assert site.outside == []
        site.tab.evaluate(
            """() => { const script = document.createElement('script');
            script.textContent = 'window.hasRun = true'; document.body.append(script); }"""
        )
        assert site.tab.evaluate("() => window.hasRun") is None
