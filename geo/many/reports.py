"""Which files a run reads: those that are named, those of folders, those of a list.

In a folder only regular files count that lie in it. A link that leads out of it would bring
the text of any file into the atlas, a FIFO would keep the run waiting: they are failures to
be told, as is what cannot be read, and stop nobody else.
"""

from __future__ import annotations

import errno
import os
import stat
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from geo.base.errors import InputError
from geo.base.files import kind_of, read_regular
from geo.base.messages import Message
from geo.documents.inputs import report_id
from geo.many.tasks import Failed

# What is taken for a report in a folder; a file that is named may have any name.
ENDINGS: Final = frozenset(
    [
        ".txt",
        ".html",
        ".htm",
        ".shtml",
        ".xhtml",
        ".docx",
        ".doc",
        ".wps",
        ".odt",
        ".rtf",
        ".pdf",
        ".ofd",
    ]
)
_LEADS_OUT: Final = Message("link_leads_out")
# A list of paths longer than that is none.
_LIST_BYTES: Final = 100_000_000
_LINKS: Final = {
    errno.ENOENT: Message("link_leads_nowhere"),
    errno.ELOOP: Message("link_leads_in_a_circle"),
}


@dataclass
class Found:
    """The files to read, each once, and what cannot be one, with the reason."""

    reports: list[Path] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)


def find_reports(
    given: Sequence[Path], listed: Path | None = None, *, follow_links: bool = False
) -> Found:
    """Return the files of reports: those given, those in given folders, those of a list.

    Folders are searched whole, but for what begins with a dot or an underscore, for files
    with one of :data:`ENDINGS`. A link in a folder counts where it leads to a file of the
    same folder, or anywhere with ``follow_links``; what is given or listed by name may be a
    link. A list has one path a line, relative to the list's folder; blank lines and those
    that begin with ``#`` say nothing. A file counts once, under its own name before that of a
    link.

    Raises :class:`~geo.base.errors.InputError` where there is no report at all.
    """
    found = Found()
    unique: dict[str, Path] = {}
    for path in [*given, *(_listed(listed) if listed else ())]:
        inside = _search(path, found.failed, follow_links) if is_folder(path) else [path]
        for report in inside:
            real = os.path.realpath(report)
            if real in unique and _is_link(unique[real]) and not _is_link(report):
                del unique[real]
            unique.setdefault(real, report)
    found.reports += unique.values()
    if not found.reports and not found.failed:
        raise InputError("there_is_no_report", ", ".join(map(str, given)) or listed or "")
    return found


def _listed(path: Path) -> Iterator[Path]:
    """Yield the paths of a list. A name that is no UTF-8 stands in it byte for byte."""
    raw = read_regular(path, "list_of_reports", _LIST_BYTES).removeprefix(b"\xef\xbb\xbf")
    if b"\0" in raw:
        raise InputError("no_list_of_paths", path)
    for line in raw.split(b"\n"):
        name = os.fsdecode(line).strip()
        if name and not name.startswith("#"):
            yield path.parent / name


def _search(folder: Path, failed: list[Failed], follow_links: bool) -> Iterator[Path]:
    """Yield the reports of a folder, in the order of their names; note what cannot be one."""
    root = os.path.realpath(folder)
    entered: set[str] = set()
    # Folders that lie here come before those that links lead to: a folder is entered once.
    places, linked = [folder], deque[Path]()
    while places or linked:
        place = places.pop() if places else linked.popleft()
        if (real := os.path.realpath(place)) in entered:
            continue
        entered.add(real)
        inner: list[Path] = []
        for path, mode, what in _entries(place):
            if what:
                failed.append(_failed(path, what))
            elif _is_link(path) and not (follow_links or _lies_in(path, root)):
                failed.append(_failed(path, _LEADS_OUT))
            elif stat.S_ISDIR(mode):
                (linked if _is_link(path) else inner).append(path)
            elif stat.S_ISREG(mode):
                yield path
            else:
                kind = kind_of(mode)
                failed.append(
                    _failed(path, Message("is_no_regular_file", what="report", kind=kind))
                )
        places += reversed(inner)


def _entries(place: Path) -> Iterator[tuple[Path, int, Message | None]]:
    """Yield each folder and what is called a report in ``place``: path, mode, what is wrong.

    What is hidden, and what is called something else, is left out.
    """
    try:
        with os.scandir(place) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        yield place, 0, Message("folder_cannot_be_read", why=error.strerror)
        return
    for entry in entries:
        if entry.name[0] in "._":
            continue
        path = place / entry.name
        is_report = path.suffix.lower() in ENDINGS
        try:
            mode = entry.stat().st_mode
        except OSError as error:
            if is_report or entry.is_dir(follow_symlinks=False):
                what = _LINKS.get(error.errno or 0) if entry.is_symlink() else None
                yield path, 0, what or Message("cannot_read", why=error.strerror)
            continue
        if is_report or stat.S_ISDIR(mode):
            yield path, mode, None


def _failed(path: Path, what: Message) -> Failed:
    return Failed(report_id(path.name), str(InputError(what, path)))


def is_folder(path: Path) -> bool:
    """Whether a path is that of a folder, as far as one may look."""
    return os.path.isdir(path)  # noqa: PTH112 (Path raises where one may not)


def _is_link(path: Path) -> bool:
    return os.path.islink(path)  # noqa: PTH114 (Path raises where one may not look)


def _lies_in(path: Path, root: str) -> bool:
    real = os.path.realpath(path)
    return real == root or real.startswith(root.rstrip(os.sep) + os.sep)
