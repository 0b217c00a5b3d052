"""One session makes the server keep few files, whatever it sends: asked of the real server."""

import http.client
import subprocess
import sys
import time
import urllib.request
from urllib.parse import urlsplit

import pytest
from conftest import PATIENCE_MS
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import served
from benchmarks.served import PAGE, free_port, memory
from geo.base.paths import ROOT
from geo.page.comparing import MAX_REPORTS

SERVER = """
import streamlit as st
from starlette.middleware import Middleware
from geo.page.upload_guard import UploadGuard
from geo.page.uploads import StreamlitUploads

guards = [Middleware(UploadGuard, uploads=StreamlitUploads())]
settings = {{"server.port": {port}, "server.address": "127.0.0.1", "server.headless": True}}
st.App({page!r}, middleware=guards).run(config=settings)
"""
FILES = 40
SIZE = 9 * 10**6


@pytest.fixture(scope="module")
def guarded():
    port = free_port()
    code = SERVER.format(port=port, page=str(PAGE))
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    ) as server:
        try:
            served._wait_for(server, f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}", server
        finally:
            server.terminate()
            server.wait(20)


class Sender:
    """Someone with the page open in a browser who sends files past it."""

    def __init__(self, browser, address):
        self.address, self.session = address, ""
        self.context = browser.new_context()
        self.context.set_default_timeout(PATIENCE_MS)
        self.tab = self.context.new_page()
        self.tab.on("websocket", lambda socket: socket.on("framereceived", self._note))
        self.tab.goto(address)
        self.tab.get_by_text("打开自己的报告").wait_for(timeout=PATIENCE_MS)
        self.settle()

    def _note(self, frame):
        message = ForwardMsg()
        message.ParseFromString(frame)
        if message.WhichOneof("type") == "new_session":
            self.session = message.new_session.initialize.session_id

    def settle(self):
        self.tab.locator("[data-test-script-state='notRunning']").wait_for()

    def put(self, name, size):
        """Send a file to the session's address; return the status of the answer."""
        cookies = {c["name"]: c["value"] for c in self.context.cookies()}
        body = (
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.txt"\r\n\r\n'
            + bytes(size)
            + b"\r\n--x--\r\n"
        )
        asking = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        try:
            asking.request(
                "PUT",
                f"/_stcore/upload_file/{self.session}/{name}",
                body,
                {
                    "Content-Type": "multipart/form-data; boundary=x",
                    "Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items()),
                    "X-Xsrftoken": cookies.get("_streamlit_xsrf", ""),
                },
            )
            return asking.getresponse().status
        except (BrokenPipeError, ConnectionResetError):
            return 0  # the answer came before the whole file had gone, and closed the way
        finally:
            asking.close()


@pytest.fixture
def sender(browser, guarded):
    someone = Sender(browser, guarded[0])
    yield someone
    someone.context.close()


def test_without_an_uploader_nothing_is_kept(sender, guarded):
    before = memory(guarded[1])
    answers = [sender.put(f"f{n}", SIZE) for n in range(FILES)]
    assert set(answers) <= {403, 0}
    assert memory(guarded[1]) < before + 3 * SIZE


def test_with_an_uploader_few_files_are_kept_until_they_are_taken(sender, guarded):
    sender.tab.get_by_text("打开自己的报告").click()
    sender.tab.locator("input[type=file]").wait_for(state="attached")
    sender.settle()
    before = memory(guarded[1])
    answers = [sender.put(f"f{n}", SIZE) for n in range(FILES)]
    # What can be compared at once, and one more.
    assert answers.count(204) == MAX_REPORTS + 1
    assert set(answers) <= {204, 429, 0}
    assert memory(guarded[1]) < before + 8 * SIZE


@pytest.fixture
def unguarded():
    with served.run(free_port(), guarded=False) as (running, _):
        yield running


def test_without_the_guard_the_next_page_that_runs_sweeps_out_what_was_left(browser, unguarded):
    address = unguarded
    kept = "UploadedFileManager"
    sender = Sender(browser, address)
    assert [sender.put(f"f{n}", SIZE) for n in range(3)] == [204] * 3
    assert kept in metrics(address)
    sender.context.close()
    deadline = time.monotonic() + 120
    while kept in metrics(address) and time.monotonic() < deadline:
        Sender(browser, address).context.close()
    assert kept not in metrics(address)


def metrics(address):
    with urllib.request.urlopen(f"{address}/_stcore/metrics", timeout=60) as answer:  # noqa: S310
        return answer.read().decode()
