"""A Streamlit page run as a process of its own, for measurements and browser tests."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

from geo.paths import ROOT

PAGE = ROOT / "streamlit_app.py"
_START_SECONDS = 60


@contextlib.contextmanager
def run(
    port: int,
    *arguments: object,
    script: Path = PAGE,
    environment: Mapping[str, str] | None = None,
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run a page on ``port`` and yield its address and its process.

    ``environment`` is added to this process's own.
    """
    command = [
        sys.executable, "-m", "streamlit", "run", str(script),
        "--server.address", "127.0.0.1", "--server.port", str(port),
        "--server.headless", "true", "--server.fileWatcherType", "none", "--", *map(str, arguments),
    ]  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(  # noqa: S603 (our own page)
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        try:
            _wait_for(server, f"{address}/_stcore/health")
            yield address, server
        finally:
            server.terminate()
            server.wait(20)


def free_port() -> int:
    """Return a port that the system had free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def memory(server: subprocess.Popen[str]) -> int:
    """Return the bytes of memory that a process holds (Linux)."""
    status = Path(f"/proc/{server.pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) * 1024 if found else 0


def _wait_for(server: subprocess.Popen[str], url: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            if urllib.request.urlopen(url, timeout=5).read() == b"ok":  # noqa: S310 (our own)
                return
        # Neither is a page up at once nor does asking it cost nothing.
        time.sleep(0.05)
    server.terminate()
    raise RuntimeError(f"the page did not start at {url}")
