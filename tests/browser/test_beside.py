"""Reports are read beside the page: whatever somebody uploads, the others go on reading.

How quick the page is else is measured in the same run, so that a busy machine changes both.
"""

import contextlib
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import hostile_files
import pytest
from conftest import PATIENCE_MS
from playwright.sync_api import expect
from test_robust import located
from test_upload import PLACE, REPORT, drop

from benchmarks import served as serving
from benchmarks.served import free_port, memory, run
from geo.selecting.selection import Selection

# Clicks one claim after the other until told to stop; returns how long the map took each time.
CLICKS = """async ([times, shown]) => {
    const map = window.geoFrames['atlas-map'].frame.contentDocument.body;
    const labels = Object.keys(shown);
    const taken = [];
    for (let i = 0; i < times; i++) {
        const label = labels[i % labels.length];
        const start = performance.now();
        const click = () => [...document.querySelectorAll('.st-key-filter_claim button')]
            .find((b) => b.textContent.startsWith(label))?.click();
        click();
        // A page that is laid out anew loses a click; a reader clicks again.
        const again = setInterval(click, 15000);
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
        clearInterval(again);
        taken.push(performance.now() - start);
    }
    return taken;
}"""
# How many times its usual time a filter may take another reader; both cores are then at work.
RATIO = 5
STATUS = ".st-key-own_reading"

HOSTILE = {
    "comments.html": lambda: hostile_files.comments(40),
    "paragraphs.docx": lambda: hostile_files.paragraphs(300_000),
    "empty.docx": lambda: hostile_files.empty_texts(1_000_000),
    "boxes.docx": lambda: hostile_files.boxes_in_boxes(3_000),
    "less-than.html": lambda: hostile_files.less_than(500_000),
    "nested.html": lambda: hostile_files.nested(400_000),
    "bomb.pdf": lambda: hostile_files.pdf_bomb(400),
    "list.txt": lambda: hostile_files.long_list(999_000),
    "blanks.txt": lambda: hostile_files.blanks(40_000),
}


@pytest.fixture(scope="module")
def served():
    with run(free_port()) as (address, server):
        yield address, server


def workers(server):
    """The numbers of the worker processes that a server has now."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = (folder / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[1]
            command = (folder / "cmdline").read_bytes()
            if int(parent) == server.pid and b"geo.jobs.worker" in command:
                found.append(int(folder.name))
    return found


@contextlib.contextmanager
def watched(look, every=0.02):
    """Call a function again and again beside the test; yield what it gives, and its errors."""
    seen, ended = [], threading.Event()

    def watch():
        while not ended.wait(every):
            try:
                seen.append(look())
            except OSError as error:
                seen.append(error)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


def health(address):
    """Return how many seconds the server took to say that it is well."""
    start = time.perf_counter()
    assert get(f"{address}/_stcore/health") == b"ok"
    return time.perf_counter() - start


IDLE = """
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")
    def log_message(self, *_):
        pass
HTTPServer(("127.0.0.1", {port}), Handler).serve_forever()
"""


@pytest.fixture(scope="module")
def idle():
    """A server that does nothing else: how long it takes says how busy the machine is."""
    port = free_port()
    with subprocess.Popen([sys.executable, "-c", IDLE.format(port=port)]) as server:
        address = f"http://127.0.0.1:{port}"
        serving._wait_for(server, f"{address}/_stcore/health")
        yield address
        server.terminate()


def are_quick(answers, idle_answers):
    """Whether a server's answers came within a second, or within what the machine allows."""
    assert all(isinstance(seconds, float) for seconds in answers)
    return max(answers) < max(1, 4 * max(s for s in idle_answers if isinstance(s, float)))


def get(address):
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 (our own)
        return answer.read()


def claims(atlas):
    """How many sites the map shows for each claim."""
    return {
        label: str(located(atlas, Selection(claim=claim)))
        for claim, label in (("planned", "计划"), ("reported", "已报告"), ("all", "全部"))
    }


def is_read(page):
    """Whether the uploaded file is still in the line or being read."""
    return page.tab.locator(STATUS).count() > 0


def wait_ended(page):
    expect(page.tab.locator(STATUS)).to_have_count(0, timeout=PATIENCE_MS)
    page.settle()


def choose(page, name, raw):
    """Upload a file where the uploader is open already."""
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": raw}
    page.tab.locator("input[type=file]").set_input_files(file)


def begin(page, name, raw):
    """Upload a file; return when its reading has begun, or is over already."""
    drop(page, name, raw)
    page.tab.locator(f"{STATUS}, .st-key-own [role=alert]").first.wait_for()


@pytest.mark.parametrize("name", HOSTILE)
def test_others_notice_nothing_of_a_hostile_upload(open_page, served, idle, atlas, name):
    address, server = served
    reader, sender = open_page(address), open_page(address)
    shown = claims(atlas)
    usual = statistics.median(reader.tab.evaluate(CLICKS, [9, shown]))
    with (
        watched(lambda: health(address)) as answers,
        watched(lambda: health(idle)) as idle_answers,
        watched(lambda: len(workers(server))) as counts,
    ):
        begin(sender, name, HOSTILE[name]())
        meanwhile = reader.tab.evaluate(CLICKS, [3, shown])
        while is_read(sender) and len(meanwhile) < 30:
            meanwhile += reader.tab.evaluate(CLICKS, [3, shown])
        if is_read(sender):
            sender.tab.get_by_role("button", name="取消读取").click()
        wait_ended(sender)
    assert are_quick(answers, idle_answers)
    assert max(counts) <= 2
    assert statistics.median(meanwhile) < RATIO * usual
    assert reader.errors == []
    # It ended as a report or as one line, and the way to the next one is open.
    sender.tab.get_by_text("打开自己的报告").wait_for()


def test_eight_at_once_are_read_two_at_a_time(open_page, idle, atlas):
    """Two that take long are given up once all are in; then the six bombs have their turn."""
    raw = hostile_files.pdf_bomb(400)
    assert len(raw) < 400_000
    with run(free_port()) as (address, server):
        senders = [open_page(address, 700, 700) for _ in range(8)]
        slow, others = senders[:2], senders[2:]
        for sender in senders:
            sender.tab.get_by_text("打开自己的报告").click()
            sender.tab.locator("input[type=file]").wait_for(state="attached")
        before = memory(server)
        with (
            watched(lambda: len(workers(server))) as counts,
            watched(lambda: memory(server), 0.1) as sizes,
            watched(lambda: health(address)) as answers,
            watched(lambda: health(idle)) as idle_answers,
        ):
            for sender in slow:
                choose(sender, "list.txt", hostile_files.long_list(999_000))
                sender.tab.get_by_text("正在找出项目").wait_for()
            # However long it takes to hand in the others, these two are not done before.
            held = workers(server)
            for pid in held:
                os.kill(pid, signal.SIGSTOP)
            for sender in others:
                choose(sender, "bomb.pdf", raw)
            for sender in others:
                sender.tab.get_by_text("正在排队：第").wait_for()
            for pid in held:
                os.kill(pid, signal.SIGCONT)
            for sender in slow:
                sender.tab.get_by_role("button", name="取消读取").click()
            for sender in others:
                # Which limit ends a bomb is the library's affair and the machine's.
                sender.tab.get_by_text("这份文件读不了").wait_for()
                sender.tab.get_by_text("bomb.pdf: ").wait_for()
        assert max(counts) == 2
        assert max(sizes) < before + 100 * 10**6
        assert are_quick(answers, idle_answers)
        # The server has come to no harm.
        choose(senders[-1], "own.txt", (PLACE + REPORT).encode())
        senders[-1].tab.get_by_text("现在显示的是您的报告").wait_for()
        senders[-1].wait_shown(1)


def test_a_reading_can_be_given_up(open_page, served, atlas):
    address, server = served
    page = open_page(address)
    begin(page, "list.txt", hostile_files.long_list(999_000))
    page.tab.get_by_text("正在找出项目").wait_for()
    # Meanwhile the page is used as ever.
    page.tab.locator(".st-key-filter_claim").get_by_text("计划").click()
    page.wait_shown(located(atlas, Selection(claim="planned")))
    (pid,) = workers(server)
    page.tab.get_by_role("button", name="取消读取").click()
    page.tab.get_by_text("已取消读取").wait_for()
    page.offered()
    assert pid not in workers(server)
    assert "打开自己的报告" in page.tab.locator(".st-key-own").inner_text()


def test_a_worker_that_dies_is_one_line_and_the_next_report_is_read(open_page, served):
    address, server = served
    page = open_page(address)
    begin(page, "list.txt", hostile_files.long_list(999_000))
    page.tab.get_by_text("正在找出项目").wait_for()
    for pid in workers(server):
        os.kill(pid, signal.SIGKILL)
    page.tab.get_by_text("list.txt: 读取程序在这份文件上意外中止").wait_for()
    choose(page, "own.txt", (PLACE + REPORT).encode())
    page.tab.get_by_text("现在显示的是您的报告").wait_for()
    page.wait_shown(1)
    assert page.errors == []


def test_more_text_than_the_page_takes_is_one_line_that_says_who_takes_it(open_page, served):
    page = open_page(f"{served[0]}/?lang=en")
    page.tab.get_by_text("Open a report of your own").click()
    choose(page, "long.txt", hostile_files.long_list(1_100_000))
    said = page.tab.get_by_text("long.txt: more than 1 MB of text")
    said.wait_for()
    assert "the command line takes 10 MB" in said.inner_text()


def test_a_reader_who_leaves_takes_the_worker_along(open_page, served):
    address, server = served
    page = open_page(address)
    begin(page, "list.txt", hostile_files.long_list(999_000))
    page.tab.get_by_text("正在找出项目").wait_for()
    (pid,) = workers(server)
    page.tab.close()
    with watched(lambda: workers(server)) as seen:
        end = time.monotonic() + 60
        while time.monotonic() < end and not (seen and pid not in seen[-1]):
            threading.Event().wait(0.1)
    assert pid not in seen[-1]


def test_streamlit_keeps_no_file_that_was_read(open_page):
    # The guards close what Streamlit counts.
    with run(free_port(), guarded=False) as (address, _):
        page = open_page(address)
        begin(page, "own.txt", (PLACE + REPORT).encode())
        page.tab.get_by_text("现在显示的是您的报告").wait_for()
        metrics = get(f"{address}/_stcore/metrics").decode()
    assert "cache_memory_bytes" in metrics
    assert "UploadedFileManager" not in metrics


def test_the_editors_room_takes_a_large_report_or_says_that_it_is_too_large(open_page, served):
    page = open_page(served[0])
    line = "建成青石大桥、柳湾隧道、枫林中学、云杉医院。\n"
    begin(page, "large.txt", ("2023年工作回顾\n" + line * 600).encode())
    page.tab.get_by_text("现在显示的是您的报告").wait_for()
    page.tab.get_by_role("link", name="编辑室").click()
    page.tab.get_by_text("编辑室处理不了这么多").wait_for()
    assert page.errors == []
