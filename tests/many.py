"""What the tests of many reports share: reports, a pool without processes, stores to compare."""

from benchmarks.synthetic import synthetic_report
from geo.many import run
from geo.many.folder import FolderStore
from geo.many.run import build_many
from geo.many.tasks import build_report

REPORTS = 8


def write_reports(folder, count=REPORTS, sites=6):
    paths = [folder / f"district-{number}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(synthetic_report(sites, number, filler=0), encoding="utf-8")
    return paths


def one_by_one(tasks):
    return map(build_report, tasks)


def nobody(tasks):
    """Fail where a report is built that should be finished."""
    for task in tasks:
        raise AssertionError(task.report_id)
    yield from ()


def build_into(folder, reports, pool=one_by_one, *others, **named):
    return build_many(reports, [FolderStore(folder), *others], pool, **named)


def files_in(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def watch_runs(monkeypatch, watch):
    """Have the command's runs of many reports call `watch` too, after each report."""

    def watched(reports, stores, pool, settings, progress, plain=run.build_many):
        def both(summary):
            progress(summary)
            watch(summary)

        return plain(reports, stores, pool, settings, both)

    monkeypatch.setattr(run, "build_many", watched)
