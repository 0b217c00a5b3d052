"""What lies in the checkout, so that tests can be shown to leave nothing there."""

import importlib.util
import marshal
from pathlib import Path

# Where tools keep what they are known to keep.
CACHES = {".git", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".venv"}


def listing(root):
    """Return size and time of change of each file, by its path; compiled files are no matter."""
    return {
        str(path.relative_to(root)): (stat.st_size, stat.st_mtime_ns)
        for path in files(root)
        if path.parent.name != "__pycache__" and (stat := path.lstat())
    }


def cut_off(root):
    """Return the compiled files that this Python would read and fail on."""
    return sorted(
        str(path.relative_to(root))
        for path in files(root)
        if path.suffix == ".pyc" and not is_whole(path.read_bytes())
    )


def is_whole(compiled):
    """Say whether a compiled file can be read, or is another Python's."""
    if compiled[:4] != importlib.util.MAGIC_NUMBER:
        return len(compiled) >= 4
    try:
        marshal.loads(compiled[16:])  # noqa: S302 (Python would load it, too)
    except (EOFError, ValueError, TypeError):
        return False
    return True


def files(root):
    folders = [Path(root)]
    while folders:
        for path in folders.pop().iterdir():
            if path.is_dir() and not path.is_symlink():
                if path.name not in CACHES:
                    folders.append(path)
            else:
                yield path


def changes(before, after):
    """Return what came, went or changed, a line each."""
    return [
        *(f"came: {name}" for name in sorted(after.keys() - before.keys())),
        *(f"went: {name}" for name in sorted(before.keys() - after.keys())),
        *(
            f"changed: {name}"
            for name in sorted(before.keys() & after.keys())
            if before[name] != after[name]
        ),
    ]
