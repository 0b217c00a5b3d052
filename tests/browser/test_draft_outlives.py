"""An editor's draft outlives the server that it was made on."""

import signal
from contextlib import contextmanager

import pytest
from editor import Editor
from playwright.sync_api import expect
from polling import PATIENCE

from benchmarks.served import free_port, run


@pytest.fixture
def editor(browser):
    """An editor's tab, which nothing is open in."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    # Servers start anew here, which a busy machine takes its time for.
    context.set_default_timeout(PATIENCE * 1000)
    yield Editor(context.new_page())
    context.close()


def fill_in(editor, site):
    editor.pick(site)
    editor.act("驳回：这不是项目")
    editor.fill("理由（必填）", "试驳回")


def submit(editor):
    editor.tab.get_by_role("button", name="记入草稿").first.click()


def kill(server):
    server.kill()
    server.wait()


@contextmanager
def started_again(editor, port):
    """Start the server again and wait until the page has found it."""
    with editor.tab.expect_event("websocket"):
        again = run(port)
        _, server = again.__enter__()
    try:
        yield server
    finally:
        again.__exit__(None, None, None)


def expect_restored(editor, count):
    said = f"已恢复这个浏览器里保存的草稿：{count} 步。"
    editor.tab.get_by_text(said).wait_for()
    expect(editor.tab.get_by_text(f"草稿：{count} 步未提交")).to_be_visible()
    editor.settle()


def test_a_draft_outlives_servers_that_die(editor):
    port = free_port()
    with run(port) as (address, server):
        editor.enter(f"{address}/editor")
        for count, site in enumerate(("udesk", "emergency-depot"), 1):
            fill_in(editor, site)
            editor.decide(count)
        fill_in(editor, "jd-health")
        kill(server)

    with started_again(editor, port) as server:
        # The page stands as it stood, and the server knows of nothing.
        submit(editor)
        expect_restored(editor, 2)
        fill_in(editor, "poke-city")
        editor.decide(3)
        fill_in(editor, "jd-health")
        # It dies in the middle of a step.
        server.send_signal(signal.SIGSTOP)
        submit(editor)
        kill(server)

    with started_again(editor, port):
        # What it was asked is lost with it, and can be asked again.
        submit(editor)
        expect_restored(editor, 3)
        editor.tab.once("dialog", lambda dialog: dialog.accept())
        editor.tab.reload()
        expect_restored(editor, 3)
        steps = editor.tab.get_by_text("3. 驳回")
        for name in ("沃丰", "应急物资", "波克"):
            expect(steps).to_contain_text(name)
    assert editor.errors == []


def test_undoing_on_a_server_that_knows_of_no_step_undoes_none(editor):
    port = free_port()
    with run(port) as (address, server):
        editor.enter(f"{address}/editor")
        fill_in(editor, "udesk")
        editor.decide(1)
        kill(server)

    with started_again(editor, port):
        editor.tab.get_by_role("button", name="撤销上一步").click()
        expect_restored(editor, 1)
        kept = (
            "() => Object.keys(localStorage).filter((key) => key.startsWith('geo-draft-')).length"
        )
        assert editor.tab.evaluate(kept) == 1
    assert editor.errors == []
