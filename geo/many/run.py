"""A run: many reports into one atlas, taken up where the last one ended.

A report is finished in a store when what lies there bears its key. What is finished is not
built again, what is finished in one store only is copied to the others, and what fails is
told at the end and tried again by the next run. A store that fails (a full disk, a database
that goes away) ends the run; what is finished stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from geo.base.errors import InputError
from geo.base.messages import shown
from geo.documents.inputs import read_bytes, report_id
from geo.many.digest import Settings, digest_decisions, digest_inputs
from geo.many.folder import FolderStore
from geo.many.pools import Outcome
from geo.many.protocol import Store
from geo.many.tasks import Built, Failed, Task

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


def build_many(
    reports: Sequence[Path],
    stores: Sequence[Store],
    pool: Pool,
    settings: Settings | None = None,
    progress: Callable[[Summary], None] = lambda _: None,
) -> Summary:
    """Build ``reports`` in ``pool`` and keep each in all ``stores``; return what became of them.

    ``progress`` is called after each report. Raises :class:`~geo.base.errors.InputError` where a
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
    order = {report_id(path.name): number for number, path in reversed([*enumerate(reports)])}
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
        name = report_id(path.name)
        try:
            _check_name(name, path, seen)
            raw = read_bytes(path)
            decisions = digest_decisions(settings, name)
        except InputError as error:
            summary.failed.append(Failed(name, str(error)))
            progress(summary)
            continue
        task = Task(name, raw, shown(path), settings, inputs, decisions)
        lacking = [s for s, known in zip(stores, keys, strict=True) if _lacks(known, task)]
        if lacking and (built := _from_another(stores, lacking, task)):
            for store in lacking:
                store.put(built)
            lacking = []
        if lacking:
            yield task
        else:
            summary.finished_before.append(name)
            progress(summary)


def _check_name(name: str, path: Path, seen: dict[str, Path]) -> None:
    first = seen.setdefault(name, path)
    if first is not path:
        # They may differ in what nobody sees: é is one character, or an e and an accent.
        code = "same_name" if first.stem == path.stem else "same_name_unseen"
        raise InputError(code, path, other=first, name=name)


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
