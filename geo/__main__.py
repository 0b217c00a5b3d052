"""``python -m geo``: the command line."""

import sys

from geo.base.bytecode import is_cut_off
from geo.base.paths import IMPORTS


def run() -> int:
    """Run the command line and return its exit code."""
    try:
        from geo.cli.main import main

        return main()
    except EOFError as error:
        if not is_cut_off(error):
            raise
        print(
            "geo: a full disk has cut off compiled files of Python: "
            f"remove the folders named __pycache__ in {IMPORTS / 'geo'} and run it again",
            file=sys.stderr,
        )
        return 2


# Each process of a pool imports this module anew.
if __name__ == "__main__":
    raise SystemExit(run())
