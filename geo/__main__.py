"""``python -m geo``: the command line."""

from geo.cli import main

# Each process of a pool imports this module anew.
if __name__ == "__main__":
    raise SystemExit(main())
