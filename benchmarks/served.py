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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from geo.base.paths import ROOT

PAGE = ROOT / "streamlit_app.py"
_START_SECONDS = 300
_RESIDENT = re.compile(r"VmRSS:\s+(\d+)")


@contextlib.contextmanager
def run(
    port: int,
    *arguments: object,
    script: Path = PAGE,
    guarded: bool = True,
    program: Sequence[object] = (sys.executable, "-m", "geo"),
    folder: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    log: IO[bytes] | None = None,
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run a page on ``port`` and yield its address and its process.

    The project's own page runs as ``python -m geo serve`` runs it, and ``arguments`` are that
    command's; any other script, and the page without its guards, is handed them. ``program`` is
    that command, ``folder`` where it runs; ``environment`` is added to this process's own,
    ``log`` takes what the server says.
    """
    own = script == PAGE and guarded
    command = [
        *([*map(str, program), "serve", "--port", str(port), "--address", "127.0.0.1"] if own else
          [sys.executable, "-m", "streamlit", "run", str(script), "--"]),
        *map(str, arguments),
    ]  # fmt: skip
    settings = {
        "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
        "STREAMLIT_SERVER_PORT": str(port),
        "STREAMLIT_SERVER_HEADLESS": "true",
        "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none",
    }
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(  # noqa: S603 (our own page)
        command,
        cwd=folder,
        env={**os.environ, **settings, **(environment or {})},
        stdout=log or subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        try:
            _wait_for(server, f"{address}/_stcore/health")
            yield address, server
        finally:
            server.terminate()
            server.wait(_START_SECONDS)


def free_port() -> int:
    """Return a port that the system had free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def memory(server: subprocess.Popen[str]) -> int:
    """Return the bytes of memory that a process holds (Linux)."""
    status = Path(f"/proc/{server.pid}/status").read_text(encoding="ascii")
    found = _RESIDENT.search(status)
    return int(found[1]) * 1024 if found else 0


@dataclass(frozen=True)
class Holding:
    """What a process holds: bytes of memory, threads, open files and connections (Linux)."""

    memory: int
    threads: int
    files: int


def holding(server: subprocess.Popen[str]) -> Holding:
    """Return what a process holds now."""
    folder = Path(f"/proc/{server.pid}")
    threads, files = (sum(1 for _ in (folder / name).iterdir()) for name in ("task", "fd"))
    return Holding(memory(server), threads, files)


def _wait_for(server: subprocess.Popen[str], url: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            if urllib.request.urlopen(url, timeout=60).read() == b"ok":  # noqa: S310 (our own)
                return
        # Neither is a page up at once nor does asking it cost nothing.
        time.sleep(0.05)
    server.terminate()
    raise RuntimeError(f"the page did not start at {url}")
