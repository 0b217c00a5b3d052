"""What the command line says on standard error: printable, and without passwords."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, TextIO

from geo.base.addresses import hide, secrets_of, without_password
from geo.base.errors import InputError
from geo.base.languages import ENGLISH, LANGUAGES
from geo.base.messages import Message, shown

# What the environment may hold beside the arguments.
_SECRET_VARIABLES: Final = (
    "PGPASSWORD",
    "GEO_AMAP_KEY",
    "GEO_BAIDU_KEY",
    "GEO_BAIDU_SK",
    "GEO_TIANDITU_KEY",
    "GEO_TIANDITU_SERVER_KEY",
)


class _Discreet:
    """A stream that writes no password, whoever writes to it: a library, a traceback."""

    def __init__(self, stream: TextIO, secrets: frozenset[str]) -> None:
        self._stream = stream
        self._secrets = secrets

    def write(self, text: str) -> int:
        self._stream.write(without_password(hide(text, self._secrets)))
        return len(text)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


@contextmanager
def discreet_messages(given: Sequence[str]) -> Iterator[None]:
    """Keep what the arguments and the environment have of passwords out of all messages."""
    # What is a file's name is no address, whatever stands in it.
    addresses = [argument for argument in given if not os.path.lexists(argument)]
    kept = (os.environ.get(name, "") for name in _SECRET_VARIABLES)
    secrets = secrets_of([*addresses, *(f"password={value}" for value in kept if value)])
    plain = sys.stderr
    sys.stderr = _Discreet(plain, secrets)
    try:
        yield
    finally:
        sys.stderr = plain


def say(message: object) -> None:
    """Say one line on standard error: printable, whatever it names, and without passwords.

    Errors and notices are said in the language that ``GEO_LANGUAGE`` names, else in English.
    """
    if isinstance(message, InputError | Message):
        asked = os.environ.get("GEO_LANGUAGE", "")
        message = message.sentence(asked if asked in LANGUAGES else ENGLISH)
    print(f"geo: {shown(message)}", file=sys.stderr)
