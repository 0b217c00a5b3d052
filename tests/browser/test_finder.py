"""A reader finds: by name, by sound, by sector, by the report's words, and near a place."""

from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import expect

from geo.selecting.selection import Selection

FIELD = "#finder-input"


def hits(page):
    return page.tab.get_by_role("listbox", name="找到的").get_by_role("option")


def type_in(page, text):
    page.tab.locator(FIELD).click()
    page.tab.wait_for_function("() => window.geoFinder && window.geoIndex")
    page.tab.locator(FIELD).fill(text)
    hits(page).first.wait_for()


def query(page):
    return parse_qs(urlsplit(page.tab.url).query)


def near(page):
    return page.tab.locator(".finder p.line")


def test_a_site_is_found_by_initials_and_opened_by_the_keyboard(open_page, address):
    page = open_page(address)
    type_in(page, "thl")
    expect(hits(page).first).to_contain_text("昙华林")
    page.settle()
    before = page.received
    page.tab.locator(FIELD).fill("tanhualin")
    expect(hits(page).first).to_contain_text("昙华林")
    # What is typed is looked for in the browser.
    assert page.received == before
    page.tab.keyboard.press("ArrowDown")
    page.tab.keyboard.press("Enter")
    page.card().locator("h3", has_text="昙华林").wait_for()
    assert not page.errors


def test_a_sector_becomes_the_filter_and_words_open_the_site_that_they_name(
    open_page, address, atlas
):
    page = open_page(address)
    type_in(page, "教育")
    hits(page).filter(has_text="领域：只看它").click()
    page.wait_shown(Selection(sector=("education",)).matches(atlas).located)
    assert page.tab.locator(FIELD).input_value() == ""
    type_in(page, "供地收尾")
    row = hits(page).filter(has_text="报告原文").first
    expect(row).to_contain_text("推动滨江核心区供地收尾")
    row.click()
    page.card().locator("h3", has_text="滨江核心区").wait_for()


def test_enter_filters_by_the_text_and_the_link_holds_it(open_page, address, atlas):
    page = open_page(address)
    type_in(page, "學校")
    page.tab.keyboard.press("Enter")
    chosen = Selection(text="學校")
    page.wait_shown(chosen.matches(atlas).located)
    page.listed(len(chosen.ids(atlas)))
    assert query(page)["q"] == ["學校"]


def test_near_a_station_the_sites_are_told_by_distance_and_certainty(open_page, address):
    page = open_page(address)
    type_in(page, "徐家棚")
    hits(page).filter(has_text="底图上的车站").click()
    expect(near(page)).to_contain_text("徐家棚附近")
    rows = page.tab.locator(".panel button.row small")
    rows.first.wait_for()
    expect(rows.first).to_contain_text("米")
    expect(page.tab.locator(".panel")).to_contain_text("按位置误差只是可能")
    assert query(page)["near"] == ["徐家棚"]
    one = page.map.locator("body").get_attribute("data-shown")
    near(page).get_by_role("combobox", name="半径").select_option("500")
    expect(page.map.locator("body")).not_to_have_attribute("data-shown", one)
    assert query(page)["radius"] == ["500"]
    # A filter narrows what is near, and the link keeps both.
    page.tab.locator(".st-key-filter_claim button", has_text="计划").click()
    page.tab.wait_for_function("() => location.search.includes('claim=planned')")
    assert query(page)["near"] == ["徐家棚"]
    near(page).get_by_role("button", name="不限附近").click()
    page.tab.wait_for_function("() => !location.search.includes('near=')")
    assert not page.errors


def test_a_link_opens_what_is_near(open_page, address):
    page = open_page(f"{address}/?near={quote('徐家棚')}&radius=2000")
    expect(near(page)).to_contain_text("徐家棚附近")
    assert near(page).get_by_role("combobox", name="半径").input_value() == "2000"


def test_a_link_may_ask_for_anything(open_page, address, atlas):
    page = open_page(f"{address}/?near={quote('<script>alert(1)</script>' * 80)}&radius=NaN")
    expect(near(page)).to_contain_text("near=<script>")
    expect(near(page)).to_contain_text("radius=NaN")
    page.wait_shown(Selection().matches(atlas).located)
    assert not page.dialogs
    assert not page.errors


def test_a_position_that_is_refused_is_said(open_page, address):
    page = open_page(address)
    # What is not granted is refused then; a browser that nobody answers waits.
    page.tab.context.grant_permissions(["clipboard-read"])
    button = page.tab.get_by_role("button", name="附近", exact=True)
    page.click_for(button, near(page).filter(has_text="可以直接输入一个地名"))


def test_the_position_of_the_device_stays_in_the_browser(open_page, address):
    page = open_page(address)
    page.tab.context.grant_permissions(["geolocation"])
    page.tab.context.set_geolocation({"latitude": 30.5917, "longitude": 114.3322, "accuracy": 40})
    sent = []
    page.tab.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    page.tab.on("websocket", lambda socket: socket.on("framesent", lambda f: sent.append(str(f))))
    button = page.tab.get_by_role("button", name="附近", exact=True)
    page.click_for(button, near(page).filter(has_text="我的位置附近"))
    expect(near(page)).to_contain_text("误差约 40 米")
    assert query(page)["near"] == ["here"]
    assert not [each for each in sent if "30.59" in each or "114.33" in each]
    assert "30.59" not in page.tab.url.split("near=")[1]


def test_the_text_lets_marks_of_what_is_filtered_out_step_back_and_its_outline_follows(
    open_page, address, atlas
):
    page = open_page(f"{address}/?sector=education")
    page.tab.get_by_role("tab", name="报告全文").click()
    reader = page.tab.locator(".reader")
    reader.locator("mark").first.wait_for()
    shown = set(Selection(sector=("education",)).ids(atlas))
    marks = "(marks) => marks.map((m) => [m.dataset.site, m.classList.contains('faded')])"
    told = reader.locator("mark").evaluate_all(marks)
    assert {site for site, is_faded in told if not is_faded} == shown
    assert all(is_faded == (site not in shown) for site, is_faded in told)
    outline = reader.get_by_role("combobox")
    assert outline.evaluate("(o) => o.selectedIndex") == 0
    last = reader.locator("h3").count() - 1
    reader.locator(".text").evaluate("(t) => t.scrollTo(0, t.scrollHeight)")
    expect(outline).not_to_have_js_property("selectedIndex", 0)
    assert 0 < outline.evaluate("(o) => o.selectedIndex") <= last
    page.tab.get_by_role("button", name="清除筛选").click()
    expect(reader.locator("mark.faded")).to_have_count(0)
    assert not page.errors


def test_a_search_in_the_text_goes_from_place_to_place(open_page, address, report):
    page = open_page(address)
    page.tab.get_by_role("tab", name="报告全文").click()
    field, count = page.tab.get_by_label("在全文里查找"), page.tab.locator(".reader output")
    field.fill("武昌")
    found = report.text.count("武昌")
    expect(count).to_have_text(f"1 / {found}")
    page.tab.keyboard.press("Enter")
    expect(count).to_have_text(f"2 / {found}")
    page.tab.keyboard.press("Shift+Enter")
    page.tab.keyboard.press("Shift+Enter")
    expect(count).to_have_text(f"{found} / {found}")
    assert page.tab.locator(".reader .text").evaluate("(t) => t.scrollTop") > 0
    for odd in ("没有这句话", "(.*", "[", "\\", "<img src=x>"):
        field.fill(odd)
        times = report.text.count(odd)
        expect(count).to_have_text(f"{min(times, 1)} / {times}")
    field.fill(" ")
    expect(count).to_have_text("")
    assert not page.errors


def test_on_a_phone_the_field_is_in_view_while_the_filters_are_folded(open_page, address):
    page = open_page(address, width=390, height=844)
    assert page.tab.locator(FIELD).is_visible()
    type_in(page, "xjp")
    hits(page).first.click()
    expect(near(page)).to_contain_text("徐家棚附近")
    widths = page.tab.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
