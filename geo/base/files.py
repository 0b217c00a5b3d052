"""Files at the edge: read as UTF-8 text; files and folders written whole or not at all.

Other processes may write at the same place at the same time: what stands there in the end is
the whole of one of them.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Final

from geo.base.errors import InputError

try:
    import fcntl
except ImportError:  # not on every system
    fcntl = None  # type: ignore[assignment]

# What is not yet whole has a name that begins so.
UNFINISHED: Final = ".geo-"
# For another process to let go of a folder that it writes into.
LOCK_SECONDS: Final = 60
_LOCK_PAUSE: Final = 0.02
# What is no file and no folder, by the file's type.
_KINDS: Final = {
    stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
}


def read_regular(path: Path, what: str, limit: int = -1) -> bytes:
    """Return a regular file's bytes, ``limit`` of them at most; nothing else is opened.

    A FIFO would keep whoever opens it waiting, a device may do anything. Links are followed.
    Raises :class:`~geo.base.errors.InputError`, which calls the file ``what``, where it is none or
    cannot be read.
    """
    try:
        check_regular(path, what)
        # Something else may have taken its place since: that is not waited for.
        with open(path, "rb", opener=_opener) as file:
            _check_regular(os.fstat(file.fileno()).st_mode, path, what)
            return file.read(limit)
    except OSError as error:
        raise InputError("cannot_be_read", path, what=what, why=error.strerror) from error
    except ValueError as error:  # a name with a NUL in it
        if isinstance(error, InputError):
            raise
        raise InputError("cannot_be_read", path, what=what, why=error) from error


def check_regular(path: Path, what: str) -> None:
    """Refuse what is no regular file, without opening it.

    Raises :class:`~geo.base.errors.InputError`.
    """
    try:
        _check_regular(path.stat().st_mode, path, what)
    except OSError as error:
        raise InputError("cannot_be_read", path, what=what, why=error.strerror) from error


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def _check_regular(mode: int, path: Path, what: str) -> None:
    if stat.S_ISREG(mode):
        return
    if stat.S_ISDIR(mode):
        raise InputError("cannot_be_read", path, what=what, why=os.strerror(errno.EISDIR))
    raise InputError("is_no_regular_file", path, what=what, kind=kind_of(mode))


def kind_of(mode: int) -> str:
    """Return the code of what a thing is by its mode that is neither file nor folder."""
    return _KINDS.get(stat.S_IFMT(mode), "something")


def read_text(path: Path, what: str, limit: int = -1) -> str:
    """Return a UTF-8 file's text as it is, but for a byte order mark.

    Raises :class:`~geo.base.errors.InputError`, which calls it ``what``, where there is none, and
    where it has more than ``limit`` bytes.
    """
    raw = read_regular(path, what, limit if limit < 0 else limit + 1)
    if 0 <= limit < len(raw):
        raise InputError("is_too_large", path, what=what, megabytes=limit // 10**6)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("is_not_utf_8", path, what=what) from error


def check_free(path: Path, *, force: bool) -> None:
    """Refuse a path where something lies already, unless ``force`` allows to replace it.

    An empty folder is free. Raises :class:`~geo.base.errors.InputError`.
    """
    try:
        is_taken = os.path.lexists(path) and not (path.is_dir() and not any(path.iterdir()))
    except (OSError, ValueError) as error:
        raise InputError("cannot_write", path, why=_reason(error)) from error
    if is_taken and not force:
        raise _taken(path)


def _taken(path: Path) -> InputError:
    return InputError("folder_is_there_force" if path.is_dir() else "file_is_there_force", path)


def set_aside(path: Path) -> Path:
    """Rename what is damaged, in its folder, and return its new path: ``_damaged-<name>``.

    Nothing is replaced by it. Raises :class:`~geo.base.errors.InputError` where that cannot be.
    """
    number = 1
    aside = path.with_name(f"_damaged-{path.name}")
    while os.path.lexists(aside):
        number += 1
        aside = path.with_name(f"_damaged-{number}-{path.name}")
    try:
        path.rename(aside)
    except OSError as error:
        raise InputError("not_set_aside", path, why=error.strerror) from error
    return aside


@contextmanager
def only_writer(folder: Path) -> Iterator[bool]:
    """Keep other processes that ask for the same out of ``folder``; yield whether it is sure.

    Not every system and file system can. The folder is made where it is missing. Raises
    :class:`~geo.base.errors.InputError` where it cannot be made, or another process does not let
    go of it for :data:`LOCK_SECONDS`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    except (OSError, ValueError) as error:
        raise InputError("cannot_write", folder, why=_reason(error)) from error
    try:
        yield _lock(handle, folder)
    finally:
        # Closing lets go of the lock, as the end of the process does.
        os.close(handle)


def _lock(handle: int, folder: Path) -> bool:
    if fcntl is None:
        return False
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise InputError("folder_is_locked", folder, seconds=LOCK_SECONDS) from error
            time.sleep(_LOCK_PAUSE)
        except OSError:
            return False
        else:
            return True


@contextmanager
def whole_file(path: Path, *, force: bool = True) -> Iterator[IO[bytes]]:
    """Open a file to write bytes to that stands at ``path`` in the end, whole or not at all.

    Raises :class:`~geo.base.errors.InputError` where the place cannot be written, or holds what
    is no file (a folder, a device); without ``force`` also where a file has come to lie there.
    """
    temporary = None
    try:
        if path.exists() and not path.is_file():
            raise InputError("place_holds_no_file", path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=UNFINISHED, delete=False) as file:
            temporary = Path(file.name)
            yield file
        temporary.chmod(0o666 & ~_mask())
        if force or not _link(temporary, path):
            temporary.replace(path)
            temporary = None
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("cannot_write", path, why=_reason(error)) from error
    finally:
        if temporary:
            temporary.unlink(missing_ok=True)


def _link(temporary: Path, path: Path) -> bool:
    """Give a file its name unless something has it; False where no file can have two names."""
    try:
        os.link(temporary, path)
    except OSError as error:
        if isinstance(error, FileExistsError) or os.path.lexists(path):
            raise _taken(path) from error
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES}:
            raise
        return False
    return True


def write_whole(path: Path, content: str | bytes, *, force: bool = True) -> None:
    """Write text (as UTF-8) or bytes to the file ``path``, whole or not at all.

    Raises :class:`~geo.base.errors.InputError` where the place cannot be written, or holds what
    is no file (a folder, a device); without ``force`` also where a file has come to lie there.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    with whole_file(path, force=force) as file:
        file.write(data)


def write_folder(path: Path, files: Mapping[str, bytes], *, force: bool = True) -> None:
    """Write a folder ``path`` with these files, by relative path; all of it or nothing.

    A folder that is there is replaced only with ``force``, and if every file in it is among
    ``files``: nothing of anybody else's is lost. Raises :class:`~geo.base.errors.InputError`
    elsewhere.
    """
    temporary = old = None
    try:
        with only_writer(path.parent):
            _check_replaceable(path, files)
        temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=UNFINISHED))
        for name, data in files.items():
            file = temporary / _relative(name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        temporary.chmod(0o777 & ~_mask())
        with only_writer(path.parent):
            _check_replaceable(path, files)
            if path.exists() and force:
                old = Path(tempfile.mkdtemp(dir=path.parent, prefix=UNFINISHED))
                path.replace(old)
            _move_folder(temporary, path, force=force)
    except (OSError, ValueError) as error:
        if old and path.exists():
            # Nothing was moved there, or another process was quicker to put its own.
            shutil.rmtree(old, ignore_errors=True)
        elif old:
            old.replace(path)
        if temporary:
            shutil.rmtree(temporary, ignore_errors=True)
        if isinstance(error, InputError):
            raise
        raise InputError("cannot_write", path, why=_reason(error)) from error
    if old:
        shutil.rmtree(old, ignore_errors=True)


def _move_folder(temporary: Path, path: Path, *, force: bool) -> None:
    try:
        temporary.replace(path)
    except OSError as error:
        if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
            raise
        if force:
            raise InputError("folder_written_meanwhile", path) from error
        raise _taken(path) from error


def _check_replaceable(path: Path, files: Mapping[str, bytes]) -> None:
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise InputError("place_holds_no_folder", path)
    if not path.exists():
        return
    ours = {_relative(name) for name in files}
    for other in sorted(path.rglob("*")):
        name = other.relative_to(path)
        if other.is_symlink() or (not other.is_dir() and name not in ours):
            raise InputError("folder_holds_other_file", path, name=name)


def _relative(name: str) -> Path:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise RuntimeError(f"{name!r} is no path inside the folder")
    return Path(*path.parts)


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
