"""A run: many reports into one atlas, taken up where the last one ended.

A report is finished in a store when what lies there bears its key. What is finished is not
built again, what is finished in one store only is copied to the others, and what fails is
told at the end and tried again by the next run. A store that fails (a full disk, a database
that goes away) ends the run; what is finished stays.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from geo.errors import InputError
from geo.files import read_text
from geo.inputs import read_bytes
from geo.many.folder import FolderStore
from geo.many.pools import Outcome
from geo.many.store import Store
from geo.many.tasks import Built, Failed, Settings, Task, digest_decisions, digest_inputs

# What is taken for a report in a folder; a file that is named may have any name.
ENDINGS: Final = frozenset(
    (".txt", ".html", ".htm", ".shtml", ".xhtml", ".docx", ".doc", ".rtf", ".pdf")
)

Pool = Callable[[Iterable[Task]], Iterator[Outcome]]


@dataclass
class Summary:
    """What became of each report: ids of those built now and those finished before; failures."""

    built: list[str] = field(default_factory=list)
    finished_before: list[str] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many reports something is known of."""
        return len(self.built) + len(self.finished_before) + len(self.failed)


def find_reports(given: Sequence[Path], listed: Path | None = None) -> list[Path]:
    """Return the files of reports: those given, those in given folders, those of a list.

    Folders are searched whole, but for what begins with a dot or an underscore, for files
    with one of :data:`ENDINGS`. A list has one path a line, relative to the list's folder;
    blank lines and those that begin with ``#`` say nothing. A file counts once.

    Raises :class:`~geo.errors.InputError` where there is no report at all.
    """
    paths: list[Path] = []
    if listed:
        lines = read_text(listed, "list of reports").splitlines()
        if any("\0" in line for line in lines):
            raise InputError("no list of paths", listed)
        paths += [
            listed.parent / line.strip()
            for line in lines
            if line.strip() and not line.startswith("#")
        ]
    found: list[Path] = []
    for path in [*given, *paths]:
        found += _reports_in(path) if path.is_dir() else [path]
    if not found:
        raise InputError("there is no report", ", ".join(map(str, given)) or listed or "")
    unique: dict[str, Path] = {}
    for path in found:
        unique.setdefault(os.path.realpath(path), path)
    return list(unique.values())


def _reports_in(folder: Path) -> list[Path]:
    found: list[Path] = []
    for place, folders, files in os.walk(folder, onerror=_refuse):
        folders[:] = sorted(name for name in folders if name[0] not in "._")
        found += [
            Path(place) / name
            for name in sorted(files)
            if name[0] not in "._" and Path(name).suffix.lower() in ENDINGS
        ]
    return found


def _refuse(error: OSError) -> None:
    raise InputError(f"cannot read the folder: {error.strerror}", error.filename) from error


def build_many(
    reports: Sequence[Path],
    stores: Sequence[Store],
    pool: Pool,
    settings: Settings | None = None,
    progress: Callable[[Summary], None] = lambda _: None,
) -> Summary:
    """Build ``reports`` in ``pool`` and keep each in all ``stores``; return what became of them.

    ``progress`` is called after each report. Raises :class:`~geo.errors.InputError` where a
    store or the pool fails, or the inputs that all reports share do not hold.
    """
    settings = settings or Settings()
    summary = Summary()
    tasks = _unfinished(reports, stores, settings, summary, progress)
    for outcome in pool(tasks):
        if isinstance(outcome, Failed):
            summary.failed.append(outcome)
        else:
            for store in stores:
                store.put(outcome)
            summary.built.append(outcome.report_id)
        progress(summary)
    order = {path.stem: number for number, path in reversed([*enumerate(reports)])}
    summary.failed.sort(key=lambda failed: (order[failed.report_id], failed.message))
    return summary


def _unfinished(
    reports: Sequence[Path],
    stores: Sequence[Store],
    settings: Settings,
    summary: Summary,
    progress: Callable[[Summary], None],
) -> Iterator[Task]:
    """Yield a task for each report that is not finished; see to the others."""
    inputs = digest_inputs(settings)
    keys = [dict(store.keys()) for store in stores]
    seen: dict[str, Path] = {}
    for path in reports:
        try:
            _check_name(path, seen)
            raw = read_bytes(path)
            decisions = digest_decisions(settings, path.stem)
        except InputError as error:
            summary.failed.append(Failed(path.stem, str(error)))
            progress(summary)
            continue
        task = Task(path.stem, raw, str(path), settings, inputs, decisions)
        lacking = [s for s, known in zip(stores, keys, strict=True) if _lacks(known, task)]
        if lacking and (built := _from_another(stores, lacking, task)):
            for store in lacking:
                store.put(built)
            lacking = []
        if lacking:
            yield task
        else:
            summary.finished_before.append(path.stem)
            progress(summary)


def _check_name(path: Path, seen: dict[str, Path]) -> None:
    first = seen.setdefault(path.stem, path)
    if first is not path:
        raise InputError(f"{first} has the same name, and a report's name is its id", path)


def _lacks(known: dict[str, str], task: Task) -> bool:
    return known.get(task.report_id) != task.key


def _from_another(stores: Sequence[Store], lacking: Sequence[Store], task: Task) -> Built | None:
    """Return a report that is finished in the folder and lacks elsewhere, None where it is not."""
    for store in stores:
        if isinstance(store, FolderStore) and store not in lacking:
            try:
                return store.load(task.report_id, task.key)
            except InputError:
                return None
    return None
