"""Reading beside the page: workers within limits, few at once, and nothing left behind.

The workers are real processes; what they read is made to hurt. All places are invented.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import hostile_files
import pytest
from test_formats import (
    TEXT,
    converted,
    pdf_file,
    saved,
    scan,
    with_office,
    with_recogniser,
    word_file,
)

from geo.base.limits import Limits
from geo.base.paths import ROOT
from geo.jobs.pool import BusyError, Pool, Size
from geo.jobs.protocol import (
    Answer,
    Failure,
    MalformedError,
    Task,
    failure_line,
    result_lines,
    step_line,
)

REPORT = "青石区政府工作报告\n2023年工作回顾\n鹭洲大厦、槐荫国际广场等19个项目顺利竣工。\n"
PATIENCE = 300


def task(raw, name="own.txt", **changed):
    options = {"name": name, "max_text_bytes": 10**6, "max_mentions": 5000, "max_edited": 2000}
    return Task("read", raw, options | changed)


@pytest.fixture
def make_pool():
    pools = []

    def make(size=None, limits=None):
        pools.append(Pool(size, limits))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


@pytest.fixture(scope="module")
def shared():
    pool = Pool()
    yield pool
    pool.close()


def done(job):
    assert job.wait(PATIENCE)
    return job


def wait_for(condition):
    """Poll until a condition holds; return what it gives."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.01)
    raise AssertionError("it does not come about")


def is_alive(pid):
    """Whether a process still runs: one that has ended and was not yet asked how does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1][1] != "Z"
    except OSError:
        return False


def started(job):
    """Wait until a job has its worker; return its number."""
    return wait_for(lambda: job.process and job.process.pid)


def hold(job):
    """Let a job's worker neither go on nor end."""
    pid = started(job)
    os.kill(pid, signal.SIGSTOP)
    return pid


def test_a_report_is_read_whole_by_another_process(shared):
    job = done(shared.submit(task(REPORT.encode())))
    assert (job.state, job.failure) == ("done", None)
    names = {feature["properties"]["name"] for feature in job.result["features"]}
    assert names == {"鹭洲大厦", "槐荫国际广场"}
    assert job.result["text"] == REPORT
    assert job.look().step == "drawing"


@pytest.mark.parametrize(
    ("name", "raw", "what"),
    [
        ("empty.txt", b" \n", "the report is empty"),
        ("none.txt", "没有。".encode(), "names no site"),
        ("a.docx", hostile_files.entities(9), "the file is broken"),
        ("a.pdf", b"%PDF-1.7\n", "the file is broken"),
        ("a.html", hostile_files.nested(100_000), "holds no text"),
    ],
)
def test_a_file_at_fault_is_named_with_its_fault(shared, name, raw, what):
    job = done(shared.submit(task(raw, name)))
    assert job.state == "failed"
    assert (job.failure.code, job.failure.where) == ("input", name)
    assert what in job.failure.what
    assert "\n" not in job.failure.what


def test_more_text_than_allowed_is_refused_with_the_limit(shared):
    raw = hostile_files.long_list(30_000)
    job = done(shared.submit(task(raw, max_text_bytes=20_000)))
    assert job.failure == Failure("text", where="own.txt", limit=20_000)
    paged = b"<html><body>" + b"<!-- x -->" * 10_000 + f"<p>{REPORT * 5}</p>".encode()
    assert done(shared.submit(task(paged, "a.html", max_text_bytes=20_000))).state == "done"


def test_more_mentions_than_allowed_are_refused_with_the_limit(shared):
    job = done(shared.submit(task(hostile_files.long_list(9_000), max_mentions=100)))
    assert job.failure == Failure("mentions", where="own.txt", limit=100)


def test_findings_are_handed_over_while_they_are_few(shared):
    few = done(shared.submit(task(REPORT.encode()))).result["found"]
    assert [row["text"] for row in few] == ["鹭洲大厦", "槐荫国际广场"]
    assert done(shared.submit(task(REPORT.encode(), max_edited=1))).result["found"] is None


def test_memory_ends_at_its_limit(make_pool):
    pool = make_pool(limits=Limits(memory_bytes=3 * 2**28))
    job = done(pool.submit(task(hostile_files.pdf_bomb(400), "a.pdf")))
    assert job.failure.code == "memory"
    assert job.failure.limit == 3 * 2**28


def test_memory_that_ran_out_is_said_where_nobody_looked_meanwhile():
    """The page's own process may be too busy to watch a worker in its last moments."""
    code = (
        "import hostile_files\n"
        "from geo.base.limits import Limits\n"
        "from geo.jobs.process import Process\n"
        "from test_jobs import task\n"
        "bomb = task(hostile_files.pdf_bomb(400), 'a.pdf')\n"
        "print(Process(Limits(memory_bytes=3 * 2**28)).do(bomb, print).failure)\n"
    )
    search = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    # Begun by a shell: what this process has taken would count as taken by those it begins.
    ran = subprocess.run(
        ["sh", "-c", '"$@" & wait $!', "sh", sys.executable, "-c", code],  # noqa: S607
        capture_output=True, text=True, check=True, env=os.environ | {"PYTHONPATH": search},
    )  # fmt: skip
    assert str(Failure("memory", limit=3 * 2**28)) in ran.stdout


def test_processor_time_ends_at_its_limit(make_pool):
    pool = make_pool(limits=Limits(cpu_seconds=1, wall_seconds=PATIENCE))
    job = done(pool.submit(task(hostile_files.long_list(900_000))))
    assert job.failure == Failure("time", limit=1)


def test_a_worker_that_hangs_is_ended(make_pool):
    pool = make_pool(limits=Limits(wall_seconds=1))
    job = pool.submit(task(hostile_files.long_list(900_000)))
    pid = hold(job)
    assert done(job).failure == Failure("time", limit=1)
    wait_for(lambda: not is_alive(pid))


def test_a_worker_that_is_killed_fails_its_job_and_no_other(make_pool):
    pool = make_pool()
    job = pool.submit(task(hostile_files.long_list(900_000)))
    os.kill(hold(job), signal.SIGKILL)
    assert done(job).failure.code == "crash"
    assert done(pool.submit(task(REPORT.encode()))).state == "done"


def test_a_worker_that_says_too_much_is_not_listened_to(make_pool):
    pool = make_pool(limits=Limits(result_bytes=1_000))
    assert done(pool.submit(task(REPORT.encode()))).failure.code == "crash"


def test_no_more_run_at_once_the_others_wait_and_the_rest_are_told(make_pool):
    pool = make_pool(Size(workers=2, waiting=2))
    first, second, third, fourth = (pool.submit(task(REPORT.encode())) for _ in range(4))
    pids = [hold(first), hold(second)]
    with pytest.raises(BusyError) as busy:
        pool.submit(task(REPORT.encode()))
    assert (busy.value.running, busy.value.waiting) == (2, 2)
    places = [(look.state, look.place, look.waiting) for look in (third.look(), fourth.look())]
    assert places == [("waiting", 1, 2), ("waiting", 2, 2)]
    assert third.process is fourth.process is None
    third.cancel()
    assert fourth.look().place == 1
    first.cancel()
    assert done(fourth).state == "done"
    assert not is_alive(pids[0])
    second.cancel()
    assert [job.state for job in (first, second, third)] == ["cancelled"] * 3


def test_what_is_cancelled_while_it_runs_leaves_no_process(make_pool):
    pool = make_pool()
    job = pool.submit(task(hostile_files.long_list(900_000)))
    pid = started(job)
    job.cancel()
    assert (job.state, job.result, job.task) == ("cancelled", None, None)
    wait_for(lambda: not is_alive(pid))
    job.cancel()
    assert job.state == "cancelled"


def test_a_job_that_nobody_wants_any_more_is_given_up(make_pool):
    pool = make_pool(Size(workers=1, unwanted_seconds=0))
    is_there = True
    running = pool.submit(task(hostile_files.long_list(900_000)), lambda: is_there)
    waiting = pool.submit(task(REPORT.encode()), lambda: is_there)
    pid = hold(running)
    is_there = False
    assert [done(job).state for job in (running, waiting)] == ["cancelled"] * 2
    wait_for(lambda: not is_alive(pid))


def test_a_worker_that_was_ready_takes_the_next_job(make_pool):
    pool = make_pool()
    pool.warm()
    pool.warm()
    spare = wait_for(lambda: pool._spare)
    job = pool.submit(task(REPORT.encode()))
    assert started(job) == spare.pid
    assert done(job).state == "done"


def test_a_worker_in_waiting_counts_among_those_at_once(make_pool):
    pool = make_pool(Size(workers=1))
    pool.warm()
    spare = wait_for(lambda: pool._spare)
    os.kill(spare.pid, signal.SIGKILL)
    wait_for(lambda: not spare.is_alive)
    job = pool.submit(task(REPORT.encode()))
    hold(job)
    pool.warm()
    waiting = pool.submit(task(REPORT.encode()))
    assert (pool._spare, waiting.look().place) == (None, 1)


def test_a_worker_that_nobody_needed_ends(make_pool):
    pool = make_pool(Size(spare_seconds=0))
    pool.warm()
    spare = wait_for(lambda: pool._spare)
    wait_for(lambda: pool._spare is None)
    assert not is_alive(spare.pid)


def test_a_closed_pool_takes_nothing_and_leaves_nothing(make_pool):
    pool = make_pool(Size(workers=1))
    job, waiting = (pool.submit(task(REPORT.encode())) for _ in range(2))
    pid = hold(job)
    pool.close()
    assert (job.state, waiting.state) == ("cancelled", "cancelled")
    wait_for(lambda: not is_alive(pid))
    with pytest.raises(BusyError):
        pool.submit(task(REPORT.encode()))


def test_workers_die_with_the_server():
    code = (
        "import time\n"
        "from test_jobs import hostile_files, started, task\n"
        "from geo.jobs.pool import Pool\n"
        "pool = Pool()\n"
        "jobs = [pool.submit(task(hostile_files.long_list(900_000))) for _ in range(2)]\n"
        "print(*map(started, jobs), flush=True)\n"
        "time.sleep(600)\n"
    )
    path = os.pathsep.join(map(str, (ROOT, ROOT / "tests")))
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": path},
        text=True,
    ) as server:
        pids = [int(pid) for pid in server.stdout.readline().split()]
        assert len(pids) == 2
        assert all(map(is_alive, pids))
        server.kill()
    wait_for(lambda: not any(map(is_alive, pids)))


def test_a_worker_knows_no_secret_of_the_server(make_pool, monkeypatch):
    monkeypatch.setenv("AMAP_KEY", "SECRET")
    pool = make_pool()
    pool.warm()
    spare = wait_for(lambda: pool._spare)
    environment = Path(f"/proc/{spare.pid}/environ").read_bytes()
    assert b"PATH=" in environment
    assert b"SECRET" not in environment


@with_office
@pytest.mark.parametrize("to", ["doc", "odt"])
def test_what_another_program_reads_is_read_too(shared, tmp_path, to):
    raw = converted(saved(word_file()), ".docx", to, tmp_path)
    job = done(shared.submit(task(raw, f"r.{to}")))
    assert (job.failure, job.result["text"]) == (None, TEXT)


@with_recogniser
def test_a_scan_is_read_as_one(shared):
    job = done(shared.submit(task(scan(pdf_file(per_page=22)), "r.pdf")))
    assert job.failure is None
    assert job.result["notes"][0]["code"] == "recognised_scan"


def programs_in(folder):
    """The numbers of the processes that work on files of a folder."""
    found = []
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if str(folder).encode() in command.read_bytes():
                found.append(int(command.parent.name))
    return found


@with_office
def test_another_program_ends_with_its_worker_and_leaves_nothing(make_pool, tmp_path):
    raw = converted(saved(word_file()), ".docx", "doc", tmp_path)
    pool = make_pool()
    job = pool.submit(task(raw, "r.doc"))
    folder = wait_for(lambda: job.process and job.process._folder)
    wait_for(lambda: programs_in(folder))
    job.cancel()
    wait_for(lambda: not programs_in(folder))
    wait_for(lambda: not folder.exists())


def test_a_confined_process_writes_no_file(tmp_path):
    code = (
        "from pathlib import Path\n"
        "from geo.base.limits import confine\n"
        "confine(2**30)\n"
        "print('confined', flush=True)\n"
        "try:\n"
        f"    Path({str(tmp_path / 'made')!r}).write_bytes(b'x' * 10_000)\n"
        "except OSError as error:\n"
        "    print('refused', error.strerror)\n"
        "try:\n"
        "    x = bytearray(2**31)\n"
        "except MemoryError:\n"
        "    print('no memory')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-B", "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert ran.stdout.split("\n")[0] == "confined"
    assert "refused" in ran.stdout
    assert "no memory" in ran.stdout
    assert (tmp_path / "made").stat().st_size == 0


def test_an_answer_is_put_together_from_its_lines():
    answer = Answer()
    result = {"text": "x\n" * 10, "features": [{"id": n} for n in range(1_001)], "crowd": None}
    lines = [step_line("reading"), *result_lines(result)]
    assert max(map(len, lines)) < 5_000
    for line in lines:
        assert not answer.is_whole
        answer.add(line)
    assert (answer.step, answer.result, answer.failure) == ("reading", result, None)


@pytest.mark.parametrize(
    "line",
    [
        b"", b"{", b"[]", b"null", b"{}", b'{"step": "dancing"}', b'{"step": 1}', b"\xff",
        b'{"name": 1, "value": 2}', b'{"name": "a", "more": [1]}', b'{"end": false}',
        b'{"failure": {}}', b"[" * 100_000,
        failure_line(Failure("crash")).replace(b"crash", b"laugh"),
        failure_line(Failure("time", limit=1)).replace(b'"limit":1', b'"limit":"1"'),
    ],
)  # fmt: skip
def test_what_is_no_line_of_an_answer_is_refused(line):
    with pytest.raises(MalformedError):
        Answer().add(line)


def test_nothing_comes_behind_the_end():
    answer = Answer()
    answer.add(failure_line(Failure("input", "w" * 10_000, "a.txt")))
    assert len(answer.failure.what) < 10_000
    with pytest.raises(MalformedError):
        answer.add(step_line("reading"))


def test_the_jobs_know_nothing_of_streamlit():
    code = "import sys, geo.jobs.pool, geo.jobs.worker, geo.jobs.tasks, geo.jobs.shelf\n"
    code += "print(sorted(m for m in sys.modules if m.partition('.')[0] == 'streamlit'))"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert ran.stdout.strip() == "[]"
