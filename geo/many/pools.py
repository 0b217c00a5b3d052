"""Where the reports of a run are built: processes of this machine, or a Dask cluster.

A pool takes tasks as it has room for them and yields what comes of each, in any order. So
the memory of a run does not grow with the number of its reports, and a worker that dies
costs the time of its tasks, not the tasks.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import re
import signal
import threading
import warnings
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any, Final

from geo.errors import InputError
from geo.many.tasks import Built, Failed, Task, build_report

Outcome = Built | Failed

# Tasks under way for each worker: the next is there when one ends.
_AHEAD: Final = 2
# Dask's protocols, a host or an address of IPv6, a port. It knows no users.
_SCHEDULER: Final = re.compile(
    r"(?:(?:tcp|tls|ucx|ucxx|wss?|inproc)://)?(?:[\w.-]{1,253}|\[[\da-fA-F:.%]{1,60}\])(?::\d{1,5})?"
    r"(?:/[\w/.-]{0,200})?"
)
# For a cluster to answer, and to have its first worker.
CLUSTER_SECONDS: Final = 20


def cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def on_this_machine(tasks: Iterable[Task], workers: int) -> Iterator[Outcome]:
    """Build reports in ``workers`` processes.

    Where a process dies, what was under way is built again, one report at a time: the one
    that kills its process a second time has failed, the others lose nothing.
    """
    tasks = iter(tasks)
    suspects: list[Task] | None = []
    while suspects is not None:
        suspects = yield from _together(tasks, workers)
        yield from _one_at_a_time(suspects or ())


def _pool(workers: int) -> ProcessPoolExecutor:
    # No fork of this process: it would take over the locks that the threads of libraries hold.
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload([build_report.__module__])
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_serve)


def _serve() -> None:
    """Make ready a process of a pool: who leads it hears the interrupt, and takes it along."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when its parent is gone; a pool's process would wait for tasks for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _together(tasks: Iterator[Task], workers: int) -> Generator[Outcome, None, list[Task] | None]:
    """Yield outcomes until no task is left (returns None) or a process dies (what it cost)."""
    pool = _pool(workers)
    lost: list[Task] = []
    running: dict[Future[Outcome], Task] = {}
    try:
        while True:
            for task in islice(tasks, 0 if lost else _AHEAD * workers - len(running)):
                try:
                    running[pool.submit(build_report, task)] = task
                except BrokenProcessPool:
                    lost.append(task)
                    break
            if not running:
                return lost or None
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task = running.pop(future)
                try:
                    outcome = future.result()
                except BrokenProcessPool:
                    lost.append(task)
                else:
                    yield outcome
    finally:
        pool.shutdown(cancel_futures=True)


def _one_at_a_time(suspects: Iterable[Task]) -> Iterator[Outcome]:
    """Build reports of which one, perhaps, killed its process: each by itself."""
    pool = None
    try:
        for task in suspects:
            pool = pool or _pool(1)
            try:
                outcome = pool.submit(build_report, task).result()
            except BrokenProcessPool:
                pool.shutdown()
                pool = None
                what = "the process that read it died twice (killed, or out of memory)"
                outcome = Failed(task.report_id, f"{task.where}: {what}")
            yield outcome
    finally:
        if pool:
            pool.shutdown()


def on_cluster(tasks: Iterable[Task], scheduler: str) -> Iterator[Outcome]:
    """Build reports on the Dask cluster whose scheduler listens at ``scheduler``.

    The workers have this project as it is here; reports and results travel. Dask gives the
    tasks of a worker that dies to another; a report that kills three has failed.

    Raises :class:`~geo.errors.InputError` where there is no cluster, or no longer.
    """
    if not _SCHEDULER.fullmatch(scheduler):
        # Whatever it is, it may hold a password.
        raise InputError("--scheduler wants the address of a Dask scheduler, tcp://host:8786")
    try:
        import distributed
    except ImportError as error:
        raise InputError(
            "a cluster needs dask: pip install -r requirements-many.txt", scheduler
        ) from error
    # It tells of each lost connection by itself, and so do we, in one line.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client: Any = distributed.Client(  # type: ignore[no-untyped-call]
            scheduler, timeout=CLUSTER_SECONDS, set_as_default=False
        )
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(f"no Dask scheduler answers: {_line(error)}", scheduler) from error
    tasks = iter(tasks)
    with client:
        try:
            client.wait_for_workers(1, timeout=CLUSTER_SECONDS)
        except TimeoutError as error:
            raise InputError("the cluster has no workers", scheduler) from error
        ahead = max(4, _AHEAD * sum(client.nthreads().values()))
        finished: Any = distributed.as_completed(loop=client.loop)  # type: ignore[no-untyped-call]
        running: dict[Any, Task] = {}
        while True:
            for task in islice(tasks, ahead - len(running)):
                with warnings.catch_warnings():
                    # A long PDF is worth its way.
                    warnings.filterwarnings("ignore", "Sending large graph")
                    future = client.submit(build_report, task, key=f"geo-{task.key}", pure=False)
                running[future] = task
                finished.add(future)
            if not running:
                return
            future = next(finished)
            yield _outcome(future, running.pop(future), scheduler)


def _outcome(future: Any, task: Task, scheduler: str) -> Outcome:
    from distributed import KilledWorker

    try:
        outcome: Outcome = future.result()
    except KilledWorker:
        return Failed(task.report_id, f"{task.where}: the workers that read it died, one by one")
    except ModuleNotFoundError as error:
        raise InputError(
            f"the workers do not have this project: {_line(error)}", scheduler
        ) from error
    except Exception as error:
        raise InputError(f"the cluster went away: {_line(error)}", scheduler) from error
    return outcome


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
