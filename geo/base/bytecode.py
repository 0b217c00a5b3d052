"""Python's compiled files beside ours, which a full disk must not cut off.

Python writes a module's compiled form in one go and does not look whether all of it arrived.
Where the disk has room for a part, that part stays: every later run reads it and ends with
"marshal data too short", long after there is room again.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

# Bytes; all compiled files of this project take one megabyte, those of a library seldom more.
_ROOM: Final = 64 * 1024 * 1024
# What marshal says of it.
_CUT_OFF: Final = (
    "marshal data too short",
    "EOF read where object expected",
    "EOF read where not expected",
)


def write_none_where_it_is_tight() -> None:
    """Have this process write no compiled files where disk or limit leave little room."""
    if _room(Path(sys.pycache_prefix or __file__)) < _ROOM:
        sys.dont_write_bytecode = True


def _room(path: Path) -> int:
    """Return how many bytes a file beside ``path`` may have."""
    rooms = [_ROOM]
    if resource:
        most = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
        rooms += [most] if most != resource.RLIM_INFINITY else []
    try:
        disk = os.statvfs(path)
    except (OSError, AttributeError):  # it is not there yet; Windows cannot tell
        pass
    else:
        rooms.append(disk.f_bavail * disk.f_frsize)
    return min(rooms)


def is_cut_off(error: Exception) -> bool:
    """Say whether an import failed because a compiled file was cut off earlier."""
    return isinstance(error, EOFError) and str(error) in _CUT_OFF
