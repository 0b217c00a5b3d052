"""Errors that a user can act on: each names what is wrong and where."""

from __future__ import annotations

from geo.base.addresses import without_password
from geo.base.printable import printable


class InputError(ValueError):
    """Bad input. ``where`` names the file, with a line or an id where there is one.

    Both are what a message may show: one line each, nothing hidden in it, and no password.
    """

    def __init__(self, what: str, where: object = "") -> None:
        self.what = shown(what)
        self.where = shown(where)
        super().__init__(f"{self.where}: {self.what}" if self.where else self.what)


def shown(text: object) -> str:
    """Return a text from outside as any message shows it: in one line, and without passwords."""
    return printable(without_password(str(text)))
