"""Where the reports of a run are built: processes of this machine; a cluster is beside it.

A pool takes tasks as it has room for them and yields what comes of each, in any order. So
the memory of a run does not grow with the number of its reports, and a worker that dies
costs the time of its tasks, not the tasks.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import Final, Protocol, TypeVar

from geo.base.errors import InputError
from geo.many.tasks import Built, Failed, Task

Outcome = Built | Failed
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class Work(Protocol[R_co]):
    """What a pool is given: it does itself what is to be done, and never raises."""

    @property
    def report_id(self) -> str:
        """What failures are listed by."""

    @property
    def where(self) -> str:
        """What it is about, for messages."""

    @property
    def key(self) -> str:
        """What tells it from others."""

    def work(self) -> R_co | Failed:
        """Do it."""


def perform(task: Work[R]) -> R | Failed:
    """Do what a task is there for; a function, for processes to find it by its name."""
    return task.work()


# Tasks under way for each worker: the next is there when one ends.
AHEAD: Final = 2


def cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def on_this_machine(tasks: Iterable[Work[R]], workers: int) -> Iterator[R | Failed]:
    """Build reports, or do other work, in ``workers`` processes.

    Where a process dies, what was under way is built again, one report at a time: the one
    that kills its process a second time has failed, the others lose nothing. Raises
    :class:`~geo.base.errors.InputError` where the machine lets none start.
    """
    tasks = iter(tasks)
    suspects: list[Work[R]] | None = []
    while suspects is not None:
        suspects = yield from _together(tasks, workers)
        yield from _one_at_a_time(suspects or ())


def _pool(workers: int) -> ProcessPoolExecutor:
    # No fork of this process: it would take over the locks that the threads of libraries hold.
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload([Task.__module__])
    with _startable():
        return ProcessPoolExecutor(workers, mp_context=context, initializer=_serve)


@contextmanager
def _startable() -> Iterator[None]:
    """Say in one line that processes cannot be started, or cannot speak to each other."""
    try:
        yield
    except OSError as error:
        why = error.strerror or error
        raise InputError("no_worker_processes", why=why) from error


def _serve() -> None:
    """Make ready a process of a pool: who leads it hears the interrupt, and takes it along."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when its parent is gone; a pool's process would wait for tasks for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _together(
    tasks: Iterator[Work[R]], workers: int
) -> Generator[R | Failed, None, list[Work[R]] | None]:
    """Yield outcomes until no task is left (returns None) or a process dies (what it cost)."""
    pool = _pool(workers)
    lost: list[Work[R]] = []
    running: dict[Future[R | Failed], Work[R]] = {}
    try:
        while True:
            for task in islice(tasks, 0 if lost else AHEAD * workers - len(running)):
                try:
                    with _startable():
                        running[pool.submit(perform, task)] = task
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


def _one_at_a_time(suspects: Iterable[Work[R]]) -> Iterator[R | Failed]:
    """Build reports of which one, perhaps, killed its process: each by itself."""
    pool = None
    try:
        for task in suspects:
            pool = pool or _pool(1)
            try:
                with _startable():
                    future = pool.submit(perform, task)
                outcome = future.result()
            except BrokenProcessPool:
                pool.shutdown()
                pool = None
                what = "the process that read it died twice (killed, or out of memory)"
                outcome = Failed(task.report_id, f"{task.where}: {what}")
            yield outcome
    finally:
        if pool:
            pool.shutdown()
