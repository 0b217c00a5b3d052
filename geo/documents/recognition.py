"""The text of pictures of pages: recognised by Tesseract, where it is installed.

It takes a picture and gives words with boxes, which are lines of a page again. What it reads
is likely, not certain: whoever shows it says so.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from geo.base.errors import InputError

# For one page; the whole document has the reader's time.
SECONDS: Final = 60
_LANGUAGE: Final = "chi_sim"
# A table of the boxes: level 5 is a word, and these are the columns before its text.
_WORD: Final = "5"
_BLANK: Final = re.compile(r"(?<=[^\x00-\x7f]) +(?=\S)|(?<=\S) +(?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A line of a picture, in pixels from its upper left corner."""

    text: str
    left: int
    top: int
    right: int
    bottom: int


@lru_cache(maxsize=1)
def find_recogniser() -> str | None:
    """Return Tesseract's program, None where it is not installed or knows no Chinese."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        known = subprocess.run(  # noqa: S603 (a program of the system's, no shell)
            [program, "--list-langs"], capture_output=True, check=False, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return program if _LANGUAGE in (known.stdout + known.stderr).decode().split() else None


def recognise(picture: bytes) -> list[Recognised]:
    """Return the lines that a picture of a page (PNG, PGM) shows, in their order.

    Raises :class:`~geo.base.errors.InputError` where the recogniser is not there or fails.
    """
    program = find_recogniser()
    if program is None:
        raise InputError("no_recognition_here")
    try:
        done = subprocess.run(  # noqa: S603 (a program of the system's, no shell)
            [program, "-", "-", "-l", _LANGUAGE, "tsv"],
            input=picture,
            capture_output=True,
            check=False,
            timeout=SECONDS,
            # One page keeps one core busy, not all of them.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired:
        raise InputError("recognition_too_slow", seconds=SECONDS) from None
    except OSError as error:
        raise InputError("recognition_not_started", why=error.strerror) from error
    if done.returncode:
        raise InputError("recognition_fails")
    return list(_lines(done.stdout.decode("utf-8", "replace")))


def _lines(table: str) -> Iterator[Recognised]:
    """Yield the lines of Tesseract's table of boxes."""
    rows = csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    words: list[dict[str, str]] = []
    for row in rows:
        if row["level"] == _WORD and (row["text"] or "").strip():
            if words and _line_of(words[-1]) != _line_of(row):
                yield _line(words)
                words = []
            words.append(row)
    if words:
        yield _line(words)


def _line_of(row: dict[str, str]) -> tuple[str, ...]:
    return (row["block_num"], row["par_num"], row["line_num"])


def _line(words: Sequence[dict[str, str]]) -> Recognised:
    # It sets a blank between words, of which Chinese writes none.
    text = _BLANK.sub("", " ".join(word["text"].strip() for word in words))
    boxes = [[int(word[name]) for name in ("left", "top", "width", "height")] for word in words]
    return Recognised(
        text,
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[0] + box[2] for box in boxes),
        max(box[1] + box[3] for box in boxes),
    )
