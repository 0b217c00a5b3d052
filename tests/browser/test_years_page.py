"""What became of the targets, on the real page: filter, colours, table, years, and the link."""

from year_reports import NEW, OLD

from geo.model.codes import VERDICTS
from geo.promises.course import course, years_of
from geo.promises.table import counts
from geo.selecting.selection import Selection


def located(atlas, selection):
    return {i for i in selection.ids(atlas) if atlas.by_id[i]["geometry"]}


def test_the_filter_by_verdict_runs_a_part_of_the_page_and_stands_in_the_link(
    open_page, address, atlas
):
    # Rows beside the map go over when they are first asked for: here before what is counted.
    page = open_page(f"{address}/?verdict=surpassed,kept")
    page.listed(len(Selection(verdict=("surpassed", "kept")).ids(atlas)))
    page.tab.get_by_role("button", name="清除筛选").click()
    page.wait_shown(len(located(atlas, Selection())))
    found = counts(atlas)
    page.tab.get_by_text(f"{found.targets} 项目标：{found.told} 项有后续证据").first.wait_for()
    for label, chosen in (("超过目标", ("surpassed",)), ("已兑现", ("surpassed", "kept"))):
        page.received = 0
        page.choose("结果", label)
        page.wait_shown(len(located(atlas, Selection(verdict=chosen))))
        page.listed(len(Selection(verdict=chosen).ids(atlas)))
        page.settle()
    assert 0 < page.received < 3_600
    page.tab.wait_for_url("**verdict=surpassed%2Ckept**")
    assert page.drawn() == located(atlas, Selection(verdict=("surpassed", "kept")))
    assert page.errors == []


def test_the_legend_changes_the_colours_and_filters_by_verdict(open_page, address, atlas):
    page = open_page(address)
    page.received = 0
    page.map.locator(".colour-choice").select_option("verdict")
    page.map.locator("body[data-colour='verdict']").wait_for()
    page.tab.wait_for_url("**colour=verdict**")
    # The map does it alone.
    assert page.received == 0
    used = {f["properties"]["verdict"]["code"] for f in atlas.features
            if f["properties"].get("verdict") and f["geometry"]}  # fmt: skip
    assert {
        row.get_attribute("data-verdict")
        for row in page.map.locator(".legend-row[data-verdict]").all()
    } == used
    page.map.get_by_text("未见后续不等于没有兑现").wait_for()
    page.map.locator(".legend-row[data-verdict='surpassed']").click()
    page.wait_shown(len(located(atlas, Selection(verdict=("surpassed",)))))
    page.tab.wait_for_url("**verdict=surpassed**")
    page.map.locator(".legend-row[data-verdict='surpassed'][aria-pressed='true']").wait_for()
    assert page.errors == []


def test_the_slider_moves_the_stages_and_a_link_brings_them_back(open_page, address, atlas):
    page = open_page(address)
    years = years_of(atlas)
    slider = page.map.locator(".year-choice input")
    assert [slider.get_attribute(name) for name in ("min", "max")] == [
        str(years[0]),
        str(years[-1]),
    ]
    # The report has it signed; later words have it open.
    site = "skp-wuhan"
    assert course(atlas.by_id[site]["properties"], years[0])[-1][1] == "operating"
    mark = page.map.locator(f".leaflet-pane [data-site='{site}']").first
    before = mark.inner_html()
    page.received = 0
    slider.focus()
    for year in years[1:]:
        page.tab.keyboard.press("ArrowRight")
        page.map.locator(f"body[data-year='{year}']").wait_for()
    page.tab.wait_for_url(f"**year={years[-1]}**")
    assert page.received == 0
    assert page.map.locator(".year-choice output").inner_text() == f"{years[-1]} 年底所知"
    assert mark.inner_html() != before
    again = open_page(page.tab.url)
    again.map.locator(f"body[data-year='{years[-1]}']").wait_for()
    assert again.map.locator(f".leaflet-pane [data-site='{site}']").first.inner_html() != before
    again.tab.wait_for_url(f"**year={years[-1]}**")
    # Back at the report's year it is what the report says.
    for _ in years[1:]:
        again.map.locator(".year-choice input").press("ArrowLeft")
    again.map.locator("body[data-year='']").wait_for()
    assert again.map.locator(f".leaflet-pane [data-site='{site}']").first.inner_html() == before
    assert page.errors == again.errors == []


def test_the_table_of_promises_chooses_a_site(open_page, address, atlas):
    page = open_page(f"{address}/?verdict=kept&lang=en")
    table = page.tab.locator(".st-key-became_below canvas").first
    page.click_for(page.tab.get_by_text("Promised → became"), table)
    kept = len(Selection(verdict=("kept",)).ids(atlas))
    page.tab.get_by_text(f"{kept} targets: later words on {kept}").wait_for()
    assert f"{VERDICTS['kept'].en} {kept}" in page.tab.locator(".st-key-became_below").inner_text()
    assert page.errors == []


def test_a_link_that_asks_for_no_colours_or_years_of_ours_says_so(open_page, address):
    page = open_page(f"{address}/?colour=<b>&year=20x4")
    notice = page.tab.get_by_text("已忽略").inner_text()
    assert "colour=<b>" in notice
    assert "year=20x4" in notice
    assert page.errors == []


def drop(page, *texts):
    """Drop reports on the page at once."""
    page.tab.get_by_text("打开自己的报告").click()
    field = page.tab.locator("input[type=file]")
    field.wait_for(state="attached")
    page.settle()
    files = [
        {"name": f"{number}.txt", "mimeType": "text/plain", "buffer": text.encode()}
        for number, text in enumerate(texts)
    ]
    field.set_input_files(files)


def test_two_reports_dropped_at_once_tell_one_story(open_page, address, atlas):
    page = open_page(address)
    drop(page, NEW, OLD)
    page.tab.get_by_text("已按年份比较：1.txt（2023-01-10） → 0.txt（2024-01-12）").wait_for()
    page.tab.get_by_text("报告已按日期先后排列").wait_for()
    page.settle()
    page.tab.get_by_text("5 项目标：4 项有后续证据，1 项未见证据").first.wait_for()
    page.choose("结果", "已兑现")
    page.tab.get_by_text("承诺 → 结果").click()
    page.tab.locator(".st-key-became_below canvas").first.wait_for()
    page.tab.get_by_role("button", name="回到原来的报告").click()
    page.tab.get_by_text(f"{counts(atlas).targets} 项目标").first.wait_for()
    assert page.errors == []


def test_two_reports_that_tell_no_story_are_one_line(open_page, address):
    page = open_page(address)
    drop(page, OLD, OLD)
    page.tab.get_by_text("同一份报告放了两次").wait_for()
    assert page.errors == []
