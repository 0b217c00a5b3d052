"""A page that is asked for absurd things, used for long, left and found again."""

import contextlib
from urllib.parse import quote

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from test_upload import REPORT, drop

from benchmarks.served import free_port, memory, run
from geo.selecting.selection import Selection

# Clicks one claim after the other, each as soon as the map shows what the last one asked for.
CLICKS = """async ([times, shown]) => {
    const map = window.geoFrames['atlas-map'].frame.contentDocument.body;
    const labels = Object.keys(shown);
    for (let i = 0; i < times; i++) {
        const label = labels[i % labels.length];
        [...document.querySelectorAll('.st-key-filter_claim button')]
            .find((b) => b.textContent.startsWith(label)).click();
        if (map.dataset.shown !== shown[label]) await new Promise((ok, failed) => {
            const late = setTimeout(() => failed(new Error(`click ${i}: ${label}`)), 300000);
            const watch = new MutationObserver(() => {
                if (map.dataset.shown !== shown[label]) return;
                watch.disconnect();
                clearTimeout(late);
                ok();
            });
            watch.observe(map, {attributes: true, attributeFilter: ['data-shown']});
        });
    }
}"""


def located(atlas, selection=None):
    return sum(
        atlas.by_id[i]["geometry"] is not None for i in (selection or Selection()).ids(atlas)
    )


def browser_memory(tab):
    """Bytes that the page's script holds after what is garbage is gone."""
    session = tab.context.new_cdp_session(tab)
    session.send("HeapProfiler.collectGarbage")
    return session.send("Runtime.getHeapUsage")["usedSize"]


def test_absurd_links_open_the_page_with_a_notice(open_page, address, atlas):
    script = quote("<script>alert(1)</script>")
    page = open_page(
        f"{address}/?lat=999&sector=xyz&q={'x' * 10_000}&site={'%E5' * 300}&stage={script}"
        f"&at=NaN,1e999,-3&base={script}&bounds=9,9,1,1&lang={script}&claim[]=1&area=__proto__"
    )
    notice = page.tab.get_by_role("alert").first.inner_text()
    assert "sector=xyz" in notice
    assert page.dialogs == []
    assert page.errors == []
    page.tab.get_by_role("button", name="清除筛选").click()
    page.wait_shown(located(atlas))


def test_two_hundred_changes_leave_no_error_and_no_growing_memory(open_page, atlas):
    with run(free_port()) as (address, server):
        page = open_page(address)
        shown = {
            label: str(located(atlas, Selection(claim=claim)))
            for claim, label in (("planned", "计划"), ("reported", "已报告"), ("all", "全部"))
        }
        page.tab.evaluate(CLICKS, [52, shown])
        page.settle()
        early = memory(server), browser_memory(page.tab)
        page.tab.evaluate(CLICKS, [148, shown])
        page.settle()
        late = memory(server), browser_memory(page.tab)
    assert page.errors == []
    assert late[0] < early[0] * 1.15
    assert late[1] < early[1] * 1.3


def test_a_page_opened_twice_is_two_pages(open_page, address, atlas):
    one, two = open_page(address), open_page(address + "/?sector=health")
    one.choose("行业", "交通")
    one.wait_shown(located(atlas, Selection(sector=("transport",))))
    two.wait_shown(located(atlas, Selection(sector=("health",))))
    assert one.errors == two.errors == []


def test_a_reload_in_the_middle_of_an_upload_opens_the_page_anew(open_page, address, atlas):
    page = open_page(address)
    drop(page, "own.txt", (REPORT * 200).encode())
    page.tab.get_by_text("正在").first.wait_for()
    page.open(address)
    page.wait_shown(located(atlas))
    assert page.tab.get_by_text("现在显示的是您的报告").count() == 0


def test_a_page_left_open_while_the_server_restarts_recovers(open_page, atlas):
    port = free_port()
    with run(port) as (address, _):
        page = open_page(address + "/?sector=transport&site=metro-line-5")
        page.card().wait_for()
    page.frame().evaluate("() => { window.sameDocument = true; }")
    with contextlib.ExitStack() as again:
        with page.tab.expect_event("websocket") as socket:
            again.enter_context(run(port))
        socket.value.wait_for_event("framereceived", has_finished)
        page.settle()
        # Of a claim that the chosen site has: another would let it go.
        page.tab.locator(".st-key-filter_claim").get_by_text("已报告").click()
        page.wait_shown(located(atlas, Selection(sector=("transport",), claim="reported")))
        assert page.frame().evaluate("() => window.sameDocument") is True
        page.card().wait_for()


def test_a_page_whose_connection_has_ended_for_good_opens_anew_as_its_address_says(
    open_page, address, atlas
):
    page = open_page(address, wait=False)
    sockets = []

    def between(socket):
        socket.connect_to_server()
        sockets.append(socket)

    page.tab.route_web_socket("**/_stcore/stream*", between)
    page.open(f"{address}/?sector=transport&site=metro-line-5")
    page.card().wait_for()
    page.tab.evaluate("() => { window.sameDocument = true; }")
    # No message of Streamlit's: the browser's side gives up and does not try again.
    sockets[-1].send(b"\xff\xff\xff")
    page.tab.wait_for_function("() => !window.sameDocument")
    page.wait_shown(located(atlas, Selection(sector=("transport",))))
    page.card().wait_for()


def has_finished(frame):
    message = ForwardMsg()
    message.ParseFromString(frame)
    return message.WhichOneof("type") == "script_finished"


# What a reader clicks, by its key. A part that is made anew loses the click on the old one.
PARTS = (
    "downloads",
    "filter_sector",
    "filter_claim",
    "finder",
    "beside",
    "table_below",
    "charts_below",
    "own",
)


def test_what_opens_and_closes_leaves_the_rest_of_the_page_in_place(open_page, address):
    page = open_page(address)
    marks = "(keys) => keys.map((key) => document.querySelector(`.st-key-${key}`).isMine = true)"
    assert page.tab.evaluate(marks, PARTS) == [True] * len(PARTS)
    menu = page.tab.locator(".st-key-downloads").get_by_role("button").first

    def is_in_place():
        found = page.tab.evaluate(
            """(keys) => keys.map((key) => document.querySelectorAll(`.st-key-${key}`))
                .map((found) => found.length === 1 && Boolean(found[0].isMine))""",
            PARTS,
        )
        assert dict(zip(PARTS, found, strict=True)) == dict.fromkeys(PARTS, True)

    page.click_for(menu, page.tab.get_by_role("button", name="下载 GeoJSON"))
    page.settle()
    is_in_place()
    page.tab.keyboard.press("Escape")
    page.tab.locator(".st-key-filter_claim").get_by_text("计划").click()
    page.settle()
    is_in_place()
    for key in ("table_below", "charts_below"):
        fold = page.tab.locator(f".st-key-{key}")
        page.click_for(
            fold.locator("summary"), fold.locator("details[open] .stElementContainer").first
        )
        page.settle()
        is_in_place()
    page.tab.locator(".panel button.row").first.click()
    page.card().wait_for()
    page.settle()
    is_in_place()
    assert not page.errors


def test_a_claim_chosen_while_its_count_changes_is_taken(open_page, address, atlas):
    page = open_page(address, wait=False)
    held, is_slow = [], False

    def between(browser):
        server = browser.connect_to_server()
        server.on_message(lambda m: held.append((browser, m)) if is_slow else browser.send(m))

    page.tab.route_web_socket("**/_stcore/stream*", between)
    page.open(address)
    is_slow = True
    page.tab.get_by_role("combobox", name="行业").click()
    page.tab.get_by_role("option", name="交通 (").click()
    while not any(has_finished(message) for _, message in held):
        page.tab.evaluate("0")
    # The page still shows the counts from before.
    page.tab.locator(".st-key-filter_claim").get_by_text("计划").click(force=True)
    is_slow = False
    for browser, message in held:
        browser.send(message)
    page.wait_shown(located(atlas, Selection(sector=("transport",), claim="planned")))
    page.settle()
    assert not page.errors
