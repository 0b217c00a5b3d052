"""Many reports on a Dask cluster: a real one with two workers, started for these tests."""

from functools import partial

import pytest
from cluster import Cluster
from many import REPORTS, build_into, files_in, one_by_one

from geo.cli import main
from geo.errors import InputError
from geo.many.pools import on_cluster

pytest.importorskip("distributed", reason="NO DASK: pip install -r requirements-many.txt")


@pytest.fixture
def cluster(tmp_path):
    cluster = Cluster(tmp_path)
    yield cluster
    cluster.close()


def test_a_killed_worker_loses_nothing_and_a_lost_cluster_keeps_what_is_finished(
    cluster, districts, undisturbed, tmp_path
):
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

    def kill_the_scheduler(summary):
        if summary.done == 2:
            cluster.processes[0].kill()

    with pytest.raises(InputError, match=rf"^{cluster.address}: the cluster went away"):
        build_into(tmp_path / "b", districts, on_two_workers, progress=kill_the_scheduler)
    kept = files_in(tmp_path / "b")
    assert kept
    assert kept.items() <= files_in(undisturbed).items()
    summary = build_into(tmp_path / "b", districts, one_by_one)
    assert len(summary.built) + len(summary.finished_before) == REPORTS
    assert summary.finished_before
    assert files_in(tmp_path / "b") == files_in(undisturbed)


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


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://x", "tcp://"])
def test_no_cluster_is_one_line(capsys, districts, tmp_path, monkeypatch, address):
    monkeypatch.setattr("geo.many.pools.CLUSTER_SECONDS", 1)
    arguments = ["build", districts[0], "-o", tmp_path / "a", "--scheduler", address]
    assert main([str(a) for a in arguments]) == 2
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("geo: ")]
    assert len(lines) == 1
    assert "no Dask scheduler answers" in lines[0] or "wants the address" in lines[0]
