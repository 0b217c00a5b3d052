"""Runs the real page for browser tests."""

import contextlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 60


@contextlib.contextmanager
def serve(*arguments):
    """Run the page on a port of the system's choosing and yield its address."""
    with run(free_port(), *arguments) as (address, _):
        yield address


@contextlib.contextmanager
def run(port, *arguments):
    """Run the page on ``port`` and yield its address and its process."""
    command = [
        sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"),
        "--server.address", "127.0.0.1", "--server.port", str(port),
        "--server.headless", "true", "--server.fileWatcherType", "none", "--", *map(str, arguments),
    ]  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            _wait_for(server, f"{address}/_stcore/health")
            yield address, server
        finally:
            server.terminate()
            server.wait(20)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(server, url):
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            if urllib.request.urlopen(url, timeout=5).read() == b"ok":  # noqa: S310 (our own)
                return
    server.terminate()
    pytest.fail(f"the page did not start: {server.communicate()[0][-2000:]}")
