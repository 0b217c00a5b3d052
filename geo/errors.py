"""Errors that a user can act on: each names what is wrong and where."""

from __future__ import annotations


class InputError(ValueError):
    """Bad input. ``where`` names the file, with a line or an id where there is one."""

    def __init__(self, what: str, where: object = "") -> None:
        self.what = what
        self.where = str(where)
        super().__init__(f"{self.where}: {what}" if self.where else what)
