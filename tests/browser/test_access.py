"""The page for readers with a keyboard, a screen reader or poor contrast."""

import pytest
from axe_playwright_python.sync_playwright import Axe


@pytest.mark.parametrize(
    ("query", "width"), [("?site=tanhualin", 1400), ("?site=tanhualin&lang=en", 390)]
)
def test_axe_finds_nothing_to_object_to(open_page, address, query, width):
    page = open_page(f"{address}/{query}", width=width)
    page.card().wait_for()
    violations = Axe().run(page.tab).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == []


def test_axe_finds_nothing_in_the_report_beside_the_map(open_page, address):
    page = open_page(address)
    page.tab.get_by_role("tab", name="报告全文").click()
    page.tab.locator(".reader mark").first.wait_for()
    violations = Axe().run(page.tab).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == []
