"""A reader says on a card what is wrong: a file or a mail, which the editor's room opens."""

import json
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_server import serve
from conftest import PATIENCE_MS, Page
from editor import Editor
from playwright.sync_api import expect

from geo.outputs.formats import FORMATS

HOSTILE = "<img src=x onerror=alert(1)>`${1}`</script>{{ 7*7 }} **粗**"
MAIL = "atlas@city.example"


@pytest.fixture(scope="module")
def written_to():
    """The page of somebody who wants to hear of errors."""
    patch = pytest.MonkeyPatch()
    patch.setenv("GEO_CORRECTIONS_MAIL", MAIL)
    with serve() as address:
        yield address
    patch.undo()


def fill_in(form, wrong, value=None, said=""):
    form.locator("summary").click()
    form.get_by_label("哪里不对").select_option(label=wrong)
    if value:
        form.get_by_label("应当是").select_option(label=value)
    form.get_by_label("您的说明").fill(said)


def take_mails(tab):
    """Note the addresses of the mails that are begun, instead of a mail program."""
    tab.evaluate(
        """() => {
            window.begun = [];
            HTMLAnchorElement.prototype.click = function () {
                if (this.protocol === "mailto:") window.begun.push(this.href);
                else this.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
            };
        }"""
    )


def test_an_error_goes_from_a_card_into_the_editors_draft(open_page, address, tmp_path):
    page = open_page(f"{address}/?site=dream-plaza")
    form = page.tab.locator(".correction")
    form.locator("summary").click()
    form.get_by_role("button", name="下载更正文件").click()
    expect(form.get_by_role("status")).to_have_text("请选“哪里不对”。")
    form.locator("summary").click()
    fill_in(form, "行业不对", "住房", HOSTILE)
    # Nobody is named whom to write to.
    assert form.get_by_role("button", name="写信").count() == 0
    assert form.locator("img").count() == 0
    violations = Axe().run(page.tab).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == []
    with page.tab.expect_download() as waiting:
        form.get_by_role("button", name="下载更正文件").click()
    assert waiting.value.suggested_filename == "wuchang-2021-dream-plaza.correction.json"
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert json.loads(file.read_text(encoding="utf-8"))["said"] == HOSTILE
    # What is written stays while the page around it runs, and Escape keeps the site.
    form.get_by_label("您的说明").press("Escape")
    page.choose("阶段", "在建")
    page.settle()
    expect(form.get_by_label("您的说明")).to_have_value(HOSTILE)
    assert "site=dream-plaza" in page.tab.url
    assert page.errors == []

    editor = Editor(page.tab).enter(f"{address}/editor")
    editor.tab.get_by_text("打开读者报来的错误").first.click()
    editor.tab.locator("input[type=file]").nth(1).set_input_files(file)
    one = editor.tab.locator(".correction-open")
    expect(one).to_contain_text(HOSTILE)
    expect(one).to_contain_text("住房")
    editor.settle()
    editor.tab.get_by_role("button", name="采纳", exact=True).click()
    editor.tab.get_by_text("草稿：1 步未提交").wait_for()
    expect(one).to_have_count(0)
    assert editor.errors == []
    assert page.dialogs == []
    assert page.outside == []


def test_where_somebody_is_named_it_becomes_a_mail(open_page, written_to):
    page = open_page(f"{written_to}/?site=dream-plaza", 390, 900)
    form = page.tab.locator(".correction")
    take_mails(page.tab)
    fill_in(form, "这不是一个项目")
    form.get_by_label("哪一句").select_option(index=1)
    form.get_by_role("button", name="写信").click()
    expect(form.get_by_role("status")).to_have_text("")
    # Too long for a mail program: a file to attach.
    form.get_by_label("您的说明").fill("长" * 400)
    with page.tab.expect_download():
        form.get_by_role("button", name="写信").click()
    expect(form.get_by_role("status")).to_contain_text("请附在信里")
    short, long = page.tab.evaluate("() => window.begun")
    assert short.startswith(f"mailto:{MAIL}?subject=")
    body = unquote(short.split("&body=")[1])
    assert json.loads(body[body.index("{") : body.rindex("}") + 1])["wrong"] == "not_a_site"
    assert long.startswith(f"mailto:{MAIL}?subject=")
    assert len(long) < 2000
    assert page.errors == []


def test_the_single_file_has_the_form_as_well(browser, tmp_path, atlas, report):
    path = tmp_path / "site.html"
    FORMATS["html"].save(path, atlas, report.text, mail=MAIL)
    context = browser.new_context(offline=True, accept_downloads=True)
    context.set_default_timeout(PATIENCE_MS)
    try:
        page = Page(context.new_page())
        page.tab.goto(f"{path.as_uri()}#site=dream-plaza&lang=zh")
        page.tab.locator("body[data-shown]").wait_for()
        form = page.tab.locator(".correction")
        fill_in(form, "阶段不对", "竣工", HOSTILE)
        # It stays while something else changes.
        page.tab.locator("#finder-input").fill("武商")
        expect(form.get_by_label("您的说明")).to_have_value(HOSTILE)
        with page.tab.expect_download() as waiting:
            form.get_by_role("button", name="下载更正文件").click()
        file = tmp_path / "file.json"
        waiting.value.save_as(file)
        made = json.loads(file.read_text(encoding="utf-8"))
        words = made["words"]
        assert report.text[words["start"] : words["end"]] == words["exact"]
        assert words["exact"] in words["quotation"]
        assert (made["wrong"], made["value"], made["said"]) == ("stage", "completed", HOSTILE)
        take_mails(page.tab)
        form.get_by_role("button", name="写信").click()
        assert page.tab.evaluate("() => window.begun[0]").startswith(f"mailto:{MAIL}?")
        assert page.errors == []
    finally:
        context.close()
