"""A Dask cluster of the tests' own: a scheduler and workers, each a process of this machine."""

import multiprocessing
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from geo.base.paths import ROOT
from geo.many.tasks import Task


class Cluster:
    """A scheduler and two workers without nannies: a worker that is killed stays dead."""

    def __init__(self, folder, workers=("one", "two"), environment=None):
        self.folder = folder
        paths = [str(ROOT), str(Path(__file__).parent)]
        self.environment = {"PYTHONPATH": os.pathsep.join(paths)} | (environment or {})
        self.processes = []
        found = self._start("scheduler", ["--port", "0"], r"Scheduler at:\s+(tcp://\S+)")
        self.address = found[1]
        self.workers = []
        for name in workers:
            self.add_worker(name, "--no-nanny")

    @property
    def scheduler(self):
        return self.processes[0]

    def add_worker(self, name, *options):
        options = [self.address, *options, "--nthreads", "1", "--name", name]
        options += ["--local-directory", str(self.folder)]
        self._start("worker", options, r"Registered to:|Start Nanny")
        self.workers.append(self.processes[-1])

    def _start(self, what, options, mark):
        """Start a process and return what it says when it is ready."""
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *options]
        process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--no-dashboard"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env=os.environ | self.environment,
        )
        self.processes.append(process)
        said = []
        for line in process.stderr:
            said.append(line)
            if found := re.search(mark, line):
                return found
        raise AssertionError("".join(said))

    def close(self):
        for process in reversed(self.processes):
            # A nanny takes its worker along.
            process.send_signal(signal.SIGCONT)
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stderr.close()


class Deadly(Task):
    """A report that ends the worker that takes it up, if a nanny watches over that."""

    def __reduce__(self):
        return _read_deadly, tuple(getattr(self, name) for name in Task.__slots__)


def _read_deadly(*fields):
    # On its way a task is read by the scheduler too, which is nobody's child.
    if multiprocessing.parent_process():
        os._exit(1)
    return Deadly(*fields)
