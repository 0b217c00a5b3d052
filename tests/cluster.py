"""A Dask cluster of the tests' own: a scheduler and workers, each a process of this machine."""

import os
import re
import subprocess
import sys

from geo.paths import ROOT


class Cluster:
    """A scheduler and two workers without nannies: a worker that is killed stays dead."""

    def __init__(self, folder):
        self.folder = folder
        self.processes = []
        found = self._start("scheduler", ["--port", "0"], r"Scheduler at:\s+(tcp://\S+)")
        self.address = found[1]
        self.workers = []
        for name in ("one", "two"):
            self.add_worker(name)

    def add_worker(self, name):
        options = [self.address, "--no-nanny", "--nthreads", "1", "--name", name]
        options += ["--local-directory", str(self.folder)]
        self._start("worker", options, r"Registered to:")
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
            env={**os.environ, "PYTHONPATH": str(ROOT)},
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
            process.kill()
            process.wait()
            process.stderr.close()
