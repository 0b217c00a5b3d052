"""Commands that files' permissions bind, also where the tests run as root."""

import os
import shutil

import pytest


def unprivileged(command):
    """Return the command as one that may write only what its user may."""
    if os.geteuid() != 0:
        return command
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("NO SETPRIV: root may write everywhere; install util-linux or be no root")
    return [setpriv, "--bounding-set=-dac_override,-dac_read_search", "--", *command]
