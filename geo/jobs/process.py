"""One worker process as its parent holds it: started, fed, listened to, and ended."""

from __future__ import annotations

import logging
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from geo.base.limits import Limits, most_memory
from geo.base.paths import IMPORTS
from geo.jobs.protocol import Answer, Failure, MalformedError, Task

# Of the server's environment a worker gets no more: keys and passwords are none of its business.
_PASSED_ON: Final = (
    "PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "PYTHONHOME",
    "PROJ_DATA", "PROJ_LIB", "VIRTUAL_ENV", "SYSTEMROOT", "GEO_REGIONS",
)  # fmt: skip
# More threads would only take the cores from the page.
_ONE_THREAD: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_MAX_LINE_BYTES: Final = 8 * 10**6
# A library that gets no more memory often ends its process instead of saying so; what it asked
# for may have been more than it had.
_NEAR: Final = 1 / 3
_MOST_MEMORY: Final = re.compile(r"VmHWM:\s*(\d+) kB")
# The system counts memory by thread, and adds it up now and then.
_INEXACT: Final = 2**24
_TRIES: Final = 100
_PAUSE: Final = 0.02
_log = logging.getLogger(__name__)


class Process:
    """A worker. It dies with the thread that starts it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._why = ""
        self.started = time.monotonic()
        self._peak = 0
        # Made by the worker where it, or a program that it needs, has to write; gone with it.
        self._folder = Path(_temporary(), f"geo-job-{secrets.token_hex(8)}")
        search = [str(IMPORTS), *filter(None, [os.environ.get("PYTHONPATH")])]
        passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        self._process = subprocess.Popen(  # noqa: S603 (our own module, no shell)
            [
                # Neither writing compiled files nor taking modules from the working directory.
                sys.executable, "-B", "-P", "-m", "geo.jobs.worker",
                str(limits.memory_bytes), str(os.getpid()),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=passed
            | dict.fromkeys(_ONE_THREAD, "1")
            | {
                "PYTHONPATH": os.pathsep.join(search),
                "PYTHONIOENCODING": "utf-8",
                "TMPDIR": str(self._folder),
            },
        )  # fmt: skip
        # The system counts what this process has taken until then as the worker's.
        self._inherited = most_memory()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended."""
        with self._lock:
            if self._process.returncode is not None:
                return False
            if not hasattr(os, "waitid"):
                return self._process.poll() is None
            # Without taking its exit code away from whom it is for.
            how = os.WEXITED | os.WNOHANG | os.WNOWAIT
            return os.waitid(os.P_PID, self.pid, how) is None

    def end(self, why: str = "") -> None:
        """End it and whatever it has started; ``why`` is what :meth:`do` then says of it."""
        with self._lock:
            if self._process.returncode is not None:
                return
            self._why = self._why or why
            if hasattr(os, "killpg"):
                with suppress(ProcessLookupError):
                    os.killpg(self.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def watch_memory(self) -> None:
        """Note how much memory it has taken so far (Linux).

        What the system says in the end is no less than what its parent has taken: of use only
        where that is less.
        """
        with self._lock, suppress(OSError):
            if self._process.returncode is None:
                status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
                if found := _MOST_MEMORY.search(status):
                    self._peak = int(found[1]) * 1024

    def discard(self) -> None:
        """End it without having had any use for it."""
        self.end()
        self._reap()

    def do(self, task: Task, tell: Callable[[str], None]) -> Answer:
        """Let the worker do a task; return its whole answer once it has ended.

        ``tell`` is told each step. Whatever becomes of the worker, an answer is returned.
        """
        answer = Answer()
        try:
            with suppress(OSError):  # it ended before it had the whole task
                self._feed(task)
            self._listen(answer, tell)
        except MalformedError as fault:
            answer.failure = Failure("crash", str(fault))
        finally:
            self.end()
            self._reap()
        if not answer.is_whole:
            answer.failure = self._fate()
        if answer.failure and answer.failure.code in {"crash", "memory", "time"}:
            _log.warning(
                "a worker gave no result: %s %r %r (exit code %s)",
                answer.failure.code,
                answer.failure.what,
                answer.failure.where,
                self._process.returncode,
            )
        return answer

    def _feed(self, task: Task) -> None:
        stdin = self._process.stdin
        if stdin:
            stdin.write(task.head())
            stdin.write(task.raw)
            stdin.close()

    def _listen(self, answer: Answer, tell: Callable[[str], None]) -> None:
        stdout = self._process.stdout
        left = self._limits.result_bytes
        while stdout and not answer.is_whole:
            line = stdout.readline(min(left, _MAX_LINE_BYTES) + 1)
            left -= len(line)
            if left < 0 or len(line) > _MAX_LINE_BYTES:
                raise MalformedError("more than it may say")
            if not line.endswith(b"\n"):  # it has ended, or in the middle of a line
                return
            step = answer.step
            answer.add(line)
            if answer.step != step:
                tell(answer.step)

    def _reap(self) -> None:
        """Wait for its end and give everything back."""
        if hasattr(os, "waitid") and self._process.returncode is None:
            # Its number is its own until its end is asked for, and that is done under the lock.
            os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        with self._lock:
            if self._process.returncode is None:
                self._take_end()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        # A program that it had started may take a moment to end with it.
        for _ in range(_TRIES):
            shutil.rmtree(self._folder, ignore_errors=True)
            if not self._folder.exists():
                break
            time.sleep(_PAUSE)

    def _take_end(self) -> None:
        """Wait for its end, and note the most memory that it has taken, as far as can be told.

        One that runs into its limit may be gone before anybody has looked (:meth:`watch_memory`).
        """
        if not sys.platform.startswith("linux"):
            self._process.wait()
            return
        _, status, usage = os.wait4(self.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        if (most := usage.ru_maxrss * 1024) > self._inherited + _INEXACT:
            self._peak = max(self._peak, most)

    def _fate(self) -> Failure:
        """Say what became of a worker that gave no whole answer."""
        code = self._process.returncode
        if self._why == "time" or _is_signal(code, "SIGALRM"):
            return Failure("time", limit=self._limits.wall_seconds)
        if _is_signal(code, "SIGXCPU"):
            return Failure("time", limit=self._limits.cpu_seconds)
        # Whom somebody ends has not run out of anything.
        if self._peak > _NEAR * self._limits.memory_bytes and not _is_signal(code, "SIGKILL"):
            return Failure("memory", limit=self._limits.memory_bytes)
        return Failure("crash", self._why)


def _temporary() -> str:
    """Return where a folder may be made for a while; where nothing is, none will be there."""
    try:
        return tempfile.gettempdir()
    except FileNotFoundError:
        return os.devnull


def _is_signal(code: int | None, name: str) -> bool:
    number = getattr(signal, name, None)
    return number is not None and code == -number
