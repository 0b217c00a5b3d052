"""A process that may mount file systems of its own, where the system lets tests have one."""

import shutil
import subprocess

import pytest


def unshared():
    """Return what to put before a command so that it may mount; skip where nothing does."""
    unshare = shutil.which("unshare") or "false"
    # Root needs no name space of users, and may have none: in a changed root, say.
    for flags in ("-m", "-rm"):
        script = 'mount -t tmpfs tmpfs "$1"'
        command = [unshare, flags, "sh", "-c", script, "sh", "/mnt"]
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return [unshare, flags]
    pytest.skip("this system lets no one mount a file system")
