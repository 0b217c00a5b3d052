"""Files at the edge: read as UTF-8 text, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from geo.errors import InputError


def read_text(path: Path, what: str) -> str:
    """Return a UTF-8 file's text, without a byte order mark.

    Raises :class:`~geo.errors.InputError`, which calls it ``what``, where there is none.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read the {what}: {error.strerror}", path) from error
    except UnicodeDecodeError as error:
        raise InputError(f"the {what} is not UTF-8 text", path) from error


def write_whole(path: Path, content: str | bytes) -> None:
    """Write text (as UTF-8) or bytes to ``path``, whole or not at all.

    Raises :class:`~geo.errors.InputError` where the place cannot be written.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            temporary = file.name
            file.write(data)
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise InputError(f"cannot write: {error.strerror}", path) from error
