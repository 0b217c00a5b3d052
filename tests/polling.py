"""Waiting for what another process does."""

import time

# Nothing that a test waits for takes this long, on the busiest machine.
PATIENCE = 120


def wait_until(condition):
    """Ask until the answer counts as true, and return it."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        # The other process wants the processor too.
        time.sleep(0.02)
    raise AssertionError(f"not within {PATIENCE} s: {condition}")
