"""A worker: one task from standard input, done within limits, its answer on standard output.

Run as ``python -m geo.jobs.worker MEMORY_BYTES PARENT``. It loads what every task needs before
it asks for one, so that a worker that was started early answers at once; and it ends when its
task is done, when its limits are reached, or when the process that started it is gone.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import BinaryIO, Final

from geo.base import limits
from geo.base.errors import InputError
from geo.jobs.protocol import Failure, Task, failure_line, read_task, result_lines, step_line

# How long one may take to load, in seconds, and wait to be of use: its parent ends it before.
_IDLE_SECONDS: Final = 900


def main(arguments: Sequence[str]) -> None:
    """Do the one task that comes; see the module."""
    memory_bytes, parent = (int(argument) for argument in arguments)
    limits.die_with(parent)
    limits.confine(memory_bytes)
    limits.limit_time(_IDLE_SECONDS, _IDLE_SECONDS)
    with _answers() as output:
        from geo.jobs import tasks

        with suppress(InputError):  # the task says so again, to whom it concerns
            tasks.prepare()
        task = read_task(sys.stdin.buffer)
        if task is None:  # nobody has any use for it
            return
        limits.limit_time(task.cpu_seconds, task.wall_seconds)
        failure = _do(task, output)
        if failure and failure.code == "memory":
            failure = replace(failure, limit=memory_bytes)
        if failure:
            output.write(failure_line(failure))
    # Nothing is left to tidy up, and to take everything apart costs time.
    os._exit(0)


def _answers() -> BinaryIO:
    """Return standard output for the answer alone: what a library prints goes nowhere."""
    own = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return os.fdopen(own, "wb")


def _do(task: Task, output: BinaryIO) -> Failure | None:
    from geo.jobs.tasks import TASKS, StoppedError

    def step(name: str) -> None:
        output.write(step_line(name))
        output.flush()

    try:
        output.writelines(result_lines(TASKS[task.name](task.raw, task.options, step)))
    except StoppedError as stopped:
        return stopped.failure
    except InputError as error:
        return Failure("input", error.what, error.where, fault=error.message)
    except MemoryError:
        return Failure("memory")
    except Exception as error:  # noqa: BLE001 (whatever it is, it must not pass in silence)
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return Failure("crash", type(error).__name__, f"{frame.filename}, line {frame.lineno}")
    return None


if __name__ == "__main__":
    main(sys.argv[1:])
