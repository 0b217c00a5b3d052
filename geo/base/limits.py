"""What a process that reads a stranger's file may use; it sets this for itself.

Every limit is the kernel's own, so that it holds in the middle of a library's loop too. Where
a system has no such limits (Windows) the caller's clock is the only one.
"""

from __future__ import annotations

import math
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

try:
    import resource
except ImportError:  # no such limits on Windows
    resource = None  # type: ignore[assignment]

_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
_MAX_OPEN_FILES: Final = 64
# What another program may write and open that a converter needs (LibreOffice).
_PROGRAM_BYTES: Final = 64 * 10**6
_PROGRAM_OPEN_FILES: Final = 1024
_NICENESS: Final = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """``memory_bytes`` of address space, ``cpu_seconds`` of processor time, and on the clock.

    ``result_bytes`` is how much of a worker's answer is read.
    """

    memory_bytes: int = 2**30
    cpu_seconds: int = 60
    wall_seconds: int = 120
    result_bytes: int = 48 * 10**6


def limit_memory(size_bytes: int) -> None:
    """Limit this process's address space, and let it leave no core file."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (size_bytes, size_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def confine(memory_bytes: int) -> None:
    """Limit memory and open files, allow no writing of files, and let others go first."""
    limit_memory(memory_bytes)
    if resource is None:
        return
    _set(resource.RLIMIT_FSIZE, 0)
    _set(resource.RLIMIT_NOFILE, _MAX_OPEN_FILES)
    os.nice(_NICENESS)


def allow_files() -> None:
    """Let a confined process write files all the same, in some measure: a program needs them.

    They belong into the folder ``TMPDIR``, which is made here where that can be; what needs it
    and does not find it says so.
    """
    if folder := os.environ.get("TMPDIR"):
        with suppress(OSError):
            Path(folder).mkdir(mode=0o700)
    if resource is not None:
        _set(resource.RLIMIT_FSIZE, _PROGRAM_BYTES)
        _set(resource.RLIMIT_NOFILE, _PROGRAM_OPEN_FILES)


def _set(limit: int, value: int) -> None:
    """Set a limit, as far as the system allows, in a way that can be undone."""
    _, most = resource.getrlimit(limit)
    is_less = most == resource.RLIM_INFINITY or value < most
    resource.setrlimit(limit, (value if is_less else most, most))


def limit_time(cpu_seconds: float, wall_seconds: float) -> None:
    """Let the kernel end this process after so much more processor time, and time at all."""
    if resource is None:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    end = math.ceil(usage.ru_utime + usage.ru_stime + cpu_seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (end, resource.RLIM_INFINITY))
    # Not Python's handlers, which wait for a loop in C to end.
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(math.ceil(wall_seconds))


def most_memory() -> int:
    """Return how many bytes of memory this process has held at most (Linux), 0 if nobody says."""
    if resource is None:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def die_with(parent: int) -> None:
    """End this process when the thread of the process ``parent`` that started it ends (Linux)."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before it could be asked
        os._exit(1)
