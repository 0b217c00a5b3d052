"""Where the reports of a run are built: a Dask cluster.

The workers have this project as it is here; reports and results travel. Nobody waits for
ever: a scheduler that is gone or no longer answers, and a cluster without workers, end the
run with one line, and the same command goes on from there.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
import warnings
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Any, Final, Self

from geo.base.errors import InputError
from geo.many.pools import AHEAD, R, Work, perform
from geo.many.tasks import Failed

# For a scheduler to answer, and for a cluster to have its first worker.
CLUSTER_SECONDS: Final = 20
# For a cluster to have a worker again: a nanny starts one in a few seconds.
WORKERS_SECONDS: Final = 60
# Where nothing is finished for so long, the scheduler is asked whether it is still there.
LOOK_SECONDS: Final = 5
# Dask's protocols, a host or an address of IPv6, a port. It knows no users.
_SCHEDULER: Final = re.compile(
    r"(?:(?:tcp|tls|ucx|ucxx|wss?|inproc)://)?(?:[\w.-]{1,253}|\[[\da-fA-F:.%]{1,60}\])(?::\d{1,5})?"
    r"(?:/[\w/.-]{0,200})?"
)
# So many of the reports that were under way are named where all workers have died.
_NAMED: Final = 4


def on_cluster(tasks: Iterable[Work[R]], scheduler: str) -> Iterator[R | Failed]:
    """Build reports, or do other work, on the Dask cluster whose scheduler is ``scheduler``.

    Dask gives the tasks of a worker that dies to another. It blames all that the worker had
    before it: so what it gives up after some deaths (its ``allowed-failures``) is built again,
    one report at a time, and only the one that kills workers then has failed.

    Raises :class:`~geo.base.errors.InputError` where there is no cluster, or no longer.
    """
    suspects: list[Work[R]] = []
    with _Cluster(scheduler) as cluster:
        from distributed import KilledWorker

        for task, future in cluster.run(tasks, max(4, AHEAD * cluster.threads())):
            try:
                yield cluster.outcome(future)
            except KilledWorker:
                suspects.append(task)
        for task, future in cluster.run(suspects, 1, "-alone"):
            try:
                yield cluster.outcome(future)
            except KilledWorker:
                what = "the workers that read it died, one by one"
                yield Failed(task.report_id, f"{task.where}: {what}")


class _Cluster:
    """A connection to a cluster, which notices when the cluster is no longer there."""

    def __init__(self, scheduler: str) -> None:
        self.scheduler = scheduler
        self._client: Any = _connect(scheduler)
        self._running: dict[Any, Work[Any]] = {}
        self._manned = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # Whatever a cluster that is gone says to that was said already.
        with suppress(OSError, TimeoutError):
            self._client.close(timeout=CLUSTER_SECONDS)

    def threads(self) -> int:
        """Return how many reports the cluster builds at a time."""
        try:
            self._client.wait_for_workers(1, timeout=CLUSTER_SECONDS)
        except TimeoutError as error:
            raise InputError("cluster_without_workers", self.scheduler) from error
        except OSError as error:
            raise self._gone(error) from error
        self._manned = time.monotonic()
        return sum(self._ask().values())

    def run(
        self, tasks: Iterable[Work[R]], ahead: int, name: str = ""
    ) -> Iterator[tuple[Work[R], Any]]:
        """Yield each task with its future once that is done; at most ``ahead`` are under way."""
        tasks = iter(tasks)
        done: SimpleQueue[Any] = SimpleQueue()
        while True:
            for task in islice(tasks, ahead - len(self._running)):
                with warnings.catch_warnings():
                    # A long PDF is worth its way.
                    warnings.filterwarnings("ignore", "Sending large graph")
                    future = self._client.submit(
                        perform, task, key=f"geo-{task.key}{name}", pure=False
                    )
                self._running[future] = task
                future.add_done_callback(done.put)
            if not self._running:
                return
            try:
                future = done.get(timeout=LOOK_SECONDS)
            except Empty:
                self._look()
                continue
            self._manned = time.monotonic()
            yield self._running.pop(future), future

    def outcome(self, future: Any) -> Any:
        """Return what came of a report; raises ``KilledWorker`` where Dask has given it up."""
        from distributed import KilledWorker

        while True:
            try:
                outcome = future.result(timeout=LOOK_SECONDS)
            except TimeoutError:
                # The worker that had it died: it is built again, if there is another.
                self._look()
            except KilledWorker:
                raise
            except ModuleNotFoundError as error:
                why = _line(error)
                raise InputError("workers_lack_project", self.scheduler, why=why) from error
            except Exception as error:
                raise self._gone(error) from error
            else:
                return outcome

    def _look(self) -> None:
        """Raise where the scheduler no longer answers, or has had no workers for too long."""
        if self._ask():
            self._manned = time.monotonic()
        elif time.monotonic() - self._manned > WORKERS_SECONDS:
            names = sorted(task.report_id for task in self._running.values())
            more = ", …" if len(names) > _NAMED else ""
            raise InputError(
                "no_workers_left", self.scheduler, reports=", ".join(names[:_NAMED]) + more
            )

    def _ask(self) -> dict[str, int]:
        """Return the threads of each worker."""
        try:
            threads: dict[str, int] = self._client.sync(
                self._client.scheduler.ncores, workers=None, callback_timeout=CLUSTER_SECONDS
            )
        except TimeoutError as error:
            raise InputError("scheduler_no_longer_answers", self.scheduler) from error
        except Exception as error:
            raise self._gone(error) from error
        return threads

    def _gone(self, error: Exception) -> InputError:
        # Of a future that was cancelled, ``msg`` says why; its text begins with the key.
        why = _line(getattr(error, "msg", None) or error).partition(". ")[0]
        return InputError("cluster_went_away", self.scheduler, why=why)


def _connect(scheduler: str) -> Any:
    if not _SCHEDULER.fullmatch(scheduler):
        # Whatever it is, it may hold a password.
        raise InputError("scheduler_wants_address")
    try:
        import distributed
    except ImportError as error:
        raise InputError("cluster_needs_dask", scheduler) from error
    # It tells of each lost connection by itself, and so do we, in one line. Its loggers have
    # levels of their own.
    for name in ["distributed", *logging.root.manager.loggerDict]:
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        # The library itself waits for ever for who takes the call and then says nothing.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, _greet(scheduler)).result()
        return distributed.Client(  # type: ignore[no-untyped-call]
            scheduler, timeout=CLUSTER_SECONDS, set_as_default=False
        )
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError("scheduler_does_not_answer", scheduler, why=_line(error)) from error


async def _greet(scheduler: str) -> None:
    """Shake hands with a scheduler, and no more."""
    from distributed.comm.core import connect

    greeted = connect(scheduler, timeout=CLUSTER_SECONDS)  # type: ignore[no-untyped-call]
    comm = await asyncio.wait_for(greeted, CLUSTER_SECONDS)
    comm.abort()


def _line(error: object) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
