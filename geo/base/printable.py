"""Text from outside as one line that a terminal, a log and a page can show.

A file's name or a place's may hold anything: line breaks, escape sequences, marks that turn
the direction of writing, tags that nobody sees, bytes that are no UTF-8. What a message or a
label shows of it goes through :func:`printable`; the data keep it as it is.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any, Final

# Longer than any path and any message of ours.
LINE_MAX: Final = 4_500
# Vietnamese has two on a letter; Tibetan and Hebrew some more.
_MARKS_MAX: Final = 6
_SHORT: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
# Control, format (bidi marks and tags among them), half a character, line and page breaks.
_HIDDEN_KINDS: Final = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
# Where lines break and letters join: copied texts are full of them, and nobody misses them.
_UNSEEN: Final = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
# Letters and marks by their kind, and yet blank.
_BLANKS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def is_hidden(character: str) -> bool:
    """Whether a character does something, or nothing, where a reader expects to see it.

    The blanks of Unicode, the ideographic one among them, are seen.
    """
    code = ord(character)
    return (
        character in _BLANKS
        or unicodedata.category(character) in _HIDDEN_KINDS
        # No characters at all: the last two of each plane, a stretch of the first, the tags' plane.
        or code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
        or (0xE0000 <= code <= 0xE0FFF and not 0xE0100 <= code <= 0xE01EF)
    )


def printable(text: object, limit: int = LINE_MAX) -> str:
    r"""Return ``text`` in one line, with what cannot be seen written out: ``\n``, ``\u202e``.

    A byte that is no UTF-8 (``os.fsdecode`` keeps it as half a character) is written
    ``\xff``. Accents beyond the sixth on one letter are written out too. What is longer than
    ``limit`` characters is cut and ends in ``…``. Printing what is printed changes nothing.
    """
    line = _cut(str(text), limit)
    if line.isascii() and line.isprintable():
        return line
    shown: list[str] = []
    marks = 0
    for character in line:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        hidden = marks > _MARKS_MAX or is_hidden(character)
        shown.append(_escaped(character) if hidden else character)
    return _cut("".join(shown), limit)


def visible(text: str) -> str:
    """Return words of a text or a name as a page shows them: nothing in them is hidden.

    Unlike in a message, a line break is a blank, and what only says where a line may or may
    not break is left out.
    """
    if text.isprintable():
        return text
    words = "".join(" " if c in "\n\r\t\x0b\x0c" else c for c in text if c not in _UNSEEN)
    return printable(words, len(words) * 10 + 1)


def json_line(value: Any) -> str:
    """Return a value as one line of JSON in which nothing is hidden: it is escaped, not lost."""
    line = json.dumps(value, ensure_ascii=False)
    if line.isprintable():
        return line
    return "".join(json.dumps(c)[1:-1] if is_hidden(c) else c for c in line)


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if character in _SHORT:
        return _SHORT[character]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
