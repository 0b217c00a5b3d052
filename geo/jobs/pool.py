"""The workers of a server and the line before them: few at once, the others wait or are told.

A :class:`Pool` starts all its workers from one thread, which they die with, and keeps its
promises by that thread's clock: a job that nobody wants any more is cancelled, one that takes
too long is ended. A worker may be started before there is a job for it (:meth:`Pool.warm`):
it counts among those at once.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from geo.base.limits import Limits
from geo.jobs.process import Process
from geo.jobs.protocol import Answer, Failure, Task

State = Literal["waiting", "running", "done", "failed", "cancelled"]
# How often a pool with something to do looks at its clock, in seconds.
_TICK: Final = 0.1


@dataclass(frozen=True, slots=True)
class Size:
    """How many workers at once, and how many jobs may wait.

    A spare worker is ended after ``spare_seconds``; a job is cancelled when it has been
    unwanted for ``unwanted_seconds``.
    """

    workers: int = 2
    waiting: int = 8
    spare_seconds: float = 120
    unwanted_seconds: float = 10


@dataclass(frozen=True, slots=True)
class Look:
    """A job as it is at a moment: its ``place`` among the ``waiting``, or its worker's step."""

    state: State
    place: int = 0
    waiting: int = 0
    step: str = ""


class BusyError(Exception):
    """The line is full: ``running`` jobs are being done, ``waiting`` more wait."""

    def __init__(self, running: int, waiting: int) -> None:
        self.running, self.waiting = running, waiting
        super().__init__(f"{running} jobs are being done, {waiting} wait")


class Job:
    """A task on its way; ``result`` or ``failure`` is there once it ``has_ended``."""

    def __init__(self, pool: Pool, task: Task, is_wanted: Callable[[], bool]) -> None:
        self._pool = pool
        self.task: Task | None = task
        self.is_wanted = is_wanted
        self.state: State = "waiting"
        self.step = ""
        self.result: dict[str, Any] | None = None
        self.failure: Failure | None = None
        self.process: Process | None = None
        self.deadline = 0.0
        self.last_wanted = time.monotonic()
        self._ended = threading.Event()

    @property
    def has_ended(self) -> bool:
        """Whether it is done, failed or cancelled."""
        return self._ended.is_set()

    def look(self) -> Look:
        """Return how far it is."""
        return self._pool.look(self)

    def wait(self, seconds: float) -> bool:
        """Wait so long for its end; return whether it has come."""
        return self._ended.wait(seconds)

    def cancel(self) -> None:
        """Give it up: its worker is ended at once. Nothing happens to one that has ended."""
        self._pool.cancel(self)

    def end(self, state: State) -> None:
        """Set how it ended, and let go of what it was about (for the pool alone)."""
        self.state = state
        self.task = self.process = None
        self._ended.set()


class Pool:
    """See the module. Its methods may be called from any thread."""

    def __init__(self, size: Size | None = None, limits: Limits | None = None) -> None:
        self._size = size or Size()
        self._limits = limits or Limits()
        self._changed = threading.Condition()
        self._waiting: deque[Job] = deque()
        self._running: list[Job] = []
        self._spare: Process | None = None
        self._is_spare_wanted = False
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def submit(self, task: Task, is_wanted: Callable[[], bool] = lambda: True) -> Job:
        """Put a task in the line; ``is_wanted`` says whether there is still somebody it is for.

        Raises :class:`BusyError` where the line is full.
        """
        with self._changed:
            free = self._size.workers - len(self._running)
            if self._is_closed or len(self._waiting) >= free + self._size.waiting:
                raise BusyError(len(self._running), len(self._waiting))
            task = replace(
                task,
                cpu_seconds=self._limits.cpu_seconds,
                # The pool's own clock comes first, and says so in better words.
                wall_seconds=self._limits.wall_seconds + 5,
            )
            job = Job(self, task, is_wanted)
            self._waiting.append(job)
            self._work()
        return job

    def warm(self) -> None:
        """Start a worker before there is a job for it, where one more may run."""
        with self._changed:
            if not self._is_closed:
                self._is_spare_wanted = True
                self._work()

    def look(self, job: Job) -> Look:
        """Return how far a job is."""
        with self._changed:
            waiting = len(self._waiting)
            place = self._waiting.index(job) + 1 if job.state == "waiting" else 0
            return Look(job.state, place, waiting, job.step)

    def cancel(self, job: Job) -> None:
        """Give a job up."""
        with self._changed:
            if job.has_ended:
                return
            if job.state == "waiting":
                self._waiting.remove(job)
            elif job.process:
                job.process.end("cancelled")
            job.end("cancelled")
            self._changed.notify_all()

    def close(self) -> None:
        """End all workers and all jobs, and take no more."""
        with self._changed:
            self._is_closed = True
            atexit.unregister(self.close)
            for job in (*self._waiting, *self._running):
                self.cancel(job)
            if self._spare:
                self._spare.discard()
                self._spare = None
            self._changed.notify_all()

    def _work(self) -> None:
        """Wake the pool's thread, or start it."""
        if self._thread is None or not self._thread.is_alive():
            atexit.register(self.close)
            self._thread = threading.Thread(target=self._run, name="geo-jobs", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _run(self) -> None:
        with self._changed:
            while not self._is_closed:
                self._look_after()
                has_work = self._running or self._waiting or self._spare
                self._changed.wait(_TICK if has_work else None)

    def _look_after(self) -> None:
        """Cancel, end and start what is to be cancelled, ended and started by now."""
        now = time.monotonic()
        for job in (*self._waiting, *self._running):
            if job.has_ended:
                continue
            if job.is_wanted():
                job.last_wanted = now
            elif now - job.last_wanted > self._size.unwanted_seconds:
                self.cancel(job)
        for job in self._running:
            if job.process:
                job.process.watch_memory()
                if now > job.deadline:
                    job.process.end("time")
        while self._waiting and len(self._running) < self._size.workers:
            self._start(self._waiting.popleft(), now)
        self._look_after_spare(now)

    def _look_after_spare(self, now: float) -> None:
        spare = self._spare
        if spare and (
            not spare.is_alive
            or now - spare.started > self._size.spare_seconds
            or len(self._running) >= self._size.workers
        ):
            spare.discard()
            self._spare = None
        is_room = not self._spare and len(self._running) < self._size.workers
        if self._is_spare_wanted and is_room:
            self._spare = self._new_process()
        self._is_spare_wanted = False

    def _new_process(self) -> Process | None:
        try:
            return Process(self._limits)
        except OSError:
            return None

    def _start(self, job: Job, now: float) -> None:
        """Give a job a worker, the spare one where it is alive."""
        process, self._spare = self._spare, None
        if process and not process.is_alive:
            process.discard()
            process = None
        process = process or self._new_process()
        task = job.task
        if process is None or task is None:
            job.failure = Failure("crash", "no process can be started")
            job.end("failed")
            return
        job.state, job.process, job.task = "running", process, None
        job.deadline = now + self._limits.wall_seconds
        self._running.append(job)
        threading.Thread(
            target=self._attend, args=(job, process, task), name="geo-job", daemon=True
        ).start()

    def _attend(self, job: Job, process: Process, task: Task) -> None:
        """Feed a job's worker and listen to it, in a thread of its own."""

        def tell(step: str) -> None:
            job.step = step

        answer = Answer()
        try:
            answer = process.do(task, tell)
        finally:
            with self._changed:
                self._running.remove(job)
                if not job.has_ended:
                    job.result = answer.result
                    job.failure = answer.failure
                    job.end("done" if answer.result is not None else "failed")
                self._changed.notify_all()
