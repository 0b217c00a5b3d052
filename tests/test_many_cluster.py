"""Many reports on a Dask cluster: a real one with two workers, started for these tests."""

import signal
import socket
from functools import partial

import pytest
from cluster import Cluster, Deadly
from many import REPORTS, build_into, files_in, watch_runs
from test_many_links import one_after_the_other, reports_in

from geo.cli.main import main
from geo.many.cluster import on_cluster
from geo.many.digest import Settings, digest_inputs
from geo.many.folder import FolderStore
from geo.many.linking import link_many
from geo.many.tasks import Failed, Task

pytest.importorskip("distributed", reason="NO DASK: pip install -r requirements-many.txt")


@pytest.fixture
def cluster(tmp_path):
    cluster = Cluster(tmp_path)
    yield cluster
    cluster.close()


@pytest.fixture
def impatient(monkeypatch):
    """What does not come is not waited for as long; a busy machine has time to answer."""
    monkeypatch.setattr("geo.many.cluster.CLUSTER_SECONDS", 5)


def test_a_killed_worker_loses_nothing(cluster, districts, undisturbed, tmp_path):
    on_two_workers = partial(on_cluster, scheduler=cluster.address)
    victim = cluster.workers[0]

    def kill_a_worker(summary):
        if summary.done == 1:
            victim.kill()

    summary = build_into(tmp_path / "a", districts, on_two_workers, progress=kill_a_worker)
    assert victim.wait() == -9
    assert summary.failed == []
    assert sorted(summary.built) == [p.stem for p in districts]
    assert files_in(tmp_path / "a") == files_in(undisturbed)


def test_places_are_linked_on_a_cluster_as_on_one_machine(cluster, tmp_path):
    paths = reports_in(tmp_path)
    build_into(tmp_path / "a", paths, partial(on_cluster, scheduler=cluster.address))
    build_into(tmp_path / "b", paths)
    summary = link_many(FolderStore(tmp_path / "a"), partial(on_cluster, scheduler=cluster.address))
    assert (summary.places, summary.failed) == (["360681"], [])
    link_many(FolderStore(tmp_path / "b"), one_after_the_other)
    assert files_in(tmp_path / "a") == files_in(tmp_path / "b")


def kill_scheduler(cluster):
    cluster.scheduler.kill()


def freeze_scheduler(cluster):
    cluster.scheduler.send_signal(signal.SIGSTOP)


def kill_workers(cluster):
    for worker in cluster.workers:
        worker.kill()


@pytest.mark.parametrize(
    ("fail", "patience", "said"),
    [
        (kill_scheduler, [], "the cluster went away: "),
        (
            freeze_scheduler,
            ["LOOK_SECONDS", "CLUSTER_SECONDS"],
            "the cluster's scheduler no longer answers",
        ),
        (
            kill_workers,
            ["LOOK_SECONDS", "WORKERS_SECONDS"],
            "the cluster has no workers left; under way were district-",
        ),
    ],
)
def test_a_cluster_that_fails_ends_the_run_in_one_line_and_the_next_completes_it(
    cluster, districts, undisturbed, tmp_path, capsys, monkeypatch, fail, patience, said
):
    def fail_after_two(summary):
        if summary.done == 2:
            for name in patience:
                monkeypatch.setattr(f"geo.many.cluster.{name}", 1)
            fail(cluster)

    watch_runs(monkeypatch, fail_after_two)
    arguments = ["build", *districts, "-o", tmp_path / "a", "--scheduler", cluster.address]
    assert main([str(a) for a in arguments]) == 2
    err = capsys.readouterr().err
    (line,) = [line for line in err.splitlines() if "geo: " in line]
    assert f"geo: {cluster.address}: {said}" in line
    assert line.endswith(f"(2 of {REPORTS} reports are done; run it again to go on)")
    assert "Traceback" not in err
    kept = files_in(tmp_path / "a")
    assert kept
    assert kept.items() <= files_in(undisturbed).items()

    assert len(build_into(tmp_path / "a", districts).finished_before) == 2
    assert files_in(tmp_path / "a") == files_in(undisturbed)


def test_a_report_that_kills_its_workers_fails_alone(districts, tmp_path):
    settings = Settings()
    inputs = digest_inputs(settings)
    tasks = [Task(p.stem, p.read_bytes(), str(p), settings, inputs, "") for p in districts[:3]]
    tasks.insert(1, Deadly("deadly", b"", "deadly.txt", settings, inputs, ""))
    # All four lie with the one worker whenever it dies, so Dask gives up all four.
    cluster = Cluster(
        tmp_path, workers=(), environment={"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    )
    try:
        cluster.add_worker("again", "--nanny")
        outcomes = {o.report_id: o for o in on_cluster(tasks, cluster.address)}
    finally:
        cluster.close()
    assert outcomes.pop("deadly") == Failed(
        "deadly", "deadly.txt: the workers that read it died, one by one"
    )
    assert sorted(outcomes) == sorted(p.stem for p in districts[:3])
    assert not [o for o in outcomes.values() if isinstance(o, Failed)]


def test_the_command_builds_on_a_cluster(cluster, capsys, districts, undisturbed, tmp_path):
    broken = tmp_path / "broken.txt"
    broken.write_bytes(b"\0\1")
    out = tmp_path / "a"
    arguments = ["build", *districts, broken, "-o", out, "--scheduler", cluster.address]
    assert main([str(a) for a in arguments]) == 2
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("geo: ")]
    assert lines == [
        f"geo: failed: {broken}: the file is binary, no text",
        f"geo: {REPORTS} reports built, 0 finished before, 1 failed: {out}",
    ]
    assert files_in(out) == files_in(undisturbed)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:9", "no Dask scheduler answers"),
        ("mute", "no Dask scheduler answers"),
        ("nonsense://x", "wants the address of a Dask scheduler"),
        ("tcp://", "wants the address of a Dask scheduler"),
    ],
)
def test_no_cluster_is_one_line(capsys, districts, tmp_path, impatient, address, said):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        if address == "mute":
            address = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        arguments = ["build", districts[0], "-o", tmp_path / "a", "--scheduler", address]
        assert main([str(a) for a in arguments]) == 2
    err = capsys.readouterr().err
    lines = [line for line in err.splitlines() if line.startswith("geo: ")]
    assert len(lines) == 1
    assert said in lines[0]
    assert "Traceback" not in err


def test_a_cluster_without_workers_is_one_line(capsys, districts, tmp_path, impatient):
    cluster = Cluster(tmp_path, workers=())
    try:
        arguments = ["build", districts[0], "-o", tmp_path / "a", "--scheduler", cluster.address]
        assert main([str(a) for a in arguments]) == 2
    finally:
        cluster.close()
    assert f"geo: {cluster.address}: the cluster has no workers" in capsys.readouterr().err
