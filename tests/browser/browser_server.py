"""Runs the real page for browser tests."""

import contextlib

from benchmarks.served import free_port, run


@contextlib.contextmanager
def serve(*arguments):
    """Run the page on a port of the system's choosing and yield its address."""
    with run(free_port(), *arguments) as (address, _):
        yield address
