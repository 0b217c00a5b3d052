"""What a reader uploads is in nothing that is served to others."""

import json
import urllib.request

import pytest

NAME = "鹭洲望江大厦"
REPORT = (
    "政府工作报告\n在武汉市武昌区第十六届人民代表大会第三次会议上\n2023年工作回顾\n"
    f"{NAME}顺利竣工。\n黄鹤楼对外开放。\n"
)


def get(address):
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 (our own)
        return answer.read().decode("utf-8")


def call(address, tool, arguments):
    """What a tool says over HTTP to a client that knows no more than the protocol."""
    asked = {"name": tool, "arguments": arguments}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": asked}
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    request = urllib.request.Request(  # noqa: S310 (our own)
        f"{address}/mcp", json.dumps(body).encode(), headers
    )
    return json.loads(json.loads(get(request))["result"]["content"][0]["text"])


@pytest.fixture
def uploaded(open_page, address):
    page = open_page(address)
    page.tab.get_by_text("打开自己的报告").click()
    file = {"name": "secret-2023.txt", "mimeType": "text/plain", "buffer": REPORT.encode()}
    page.tab.locator("input[type=file]").set_input_files(file)
    page.tab.get_by_text("现在显示的是您的报告").wait_for()
    page.wait_shown(1)
    return page


def test_an_uploaded_report_is_in_no_answer(uploaded, address, atlas):
    for name in ("sites", "mentions", "reports", "regions"):
        said = get(f"{address}/api/collections/{name}/items?limit=1000")
        assert NAME not in said
        assert "secret-2023" not in said
        assert json.loads(said)["asOf"][0]["report"] == atlas.report["id"]
    for tool, arguments in (
        ("search_sites", {"q": NAME}),
        ("search_sites", {}),
        ("quote_report", {"find": NAME}),
        ("list_statements", {"kind": "reported", "year": 2023}),
    ):
        said = call(address, tool, arguments)
        assert said["asOf"][0]["report"] == atlas.report["id"]
        assert NAME not in json.dumps(said["sites"] if "sites" in said else said.get("statements"))
        assert said["matched"] == (len(atlas.features) if not arguments else 0)
    assert "error" in call(address, "quote_report", {"report": "secret-2023", "find": NAME})
    assert NAME not in get(f"{address}/feed.atom?limit=1000")
    assert uploaded.tab.locator(".st-key-changes_below").count() == 0
    matched = json.loads(get(f"{address}/api/collections/sites/items"))["numberMatched"]
    assert matched == len(atlas.features)
    assert uploaded.errors == []


EMBED = {"name": "复制嵌入代码"}
# What is written to the clipboard, kept where a test can read it.
KEEP = "navigator.clipboard.writeText = async (text) => { window.copied = text; };"


def test_the_card_of_a_published_site_gives_the_code_to_embed_it(open_page, address, atlas):
    page = open_page(f"{address}/?site=csadi")
    button = page.tab.get_by_role("button", **EMBED)
    button.wait_for()
    page.tab.evaluate(KEEP)
    button.click()
    page.tab.get_by_role("button", name="已复制").wait_for()
    code = page.tab.evaluate("window.copied")
    name = f"{atlas.report['id']}--csadi"
    assert code.startswith(f'<iframe src="/embed/{name}"')
    assert atlas.by_id["csadi"]["properties"]["name"] in get(f"{address}/embed/{name}")
    assert page.errors == []
