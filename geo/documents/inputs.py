"""A file of any kind becomes text: plain text, HTML, DOCX, PDF with a text layer.

What a file is, its bytes say, not its name. UTF-8 plain text is taken byte for byte, so that
offsets are those of the file; every other kind becomes a text of its own (``is_verbatim`` is
false), which has to be kept for the offsets to mean anything. HTML, DOCX and PDF are read by
:mod:`geo.documents.conversion` in a process of their own, with a limit of time and of memory: a
file that is made to exhaust the machine ends as one clear line, and so does one that crashes a
library.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Any, Final

from geo.base.errors import InputError
from geo.base.files import read_regular
from geo.base.messages import Message, joined, message_of
from geo.base.paths import IMPORTS
from geo.base.printable import is_hidden
from geo.documents.conversion import UNREADABLE
from geo.documents.encodings import decode
from geo.documents.separated import separated_text
from geo.documents.signatures import kind_of

MAX_FILE_BYTES: Final = 50_000_000
# Of text, in UTF-8: some hundred times the longest work report.
MAX_TEXT_BYTES: Final = 10_000_000
MAX_SECONDS: Final = 60
# Of a file's name 255 are left, of which the longest ending of ours takes 11.
_ID_BYTES: Final = 240

# A text recognition has some seconds to do for each page.
MAX_SCAN_SECONDS: Final = 900
_HTML: Final = re.compile(
    # A comment ends where it first can, as in HTML, and (?>…) there for good.
    r"\ufeff?\s*+(?:<\?xml[^>]{0,200}\?>\s*+)?(?:(?><!--(?:-?>|.*?--!?>))\s*+)*+"
    r"<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_NAMES: Final = frozenset((".html", ".htm", ".shtml", ".xhtml"))


# Makes of bytes of a kind their ``text``, or says, ``error``, why there is none.
Converter = Callable[[str, bytes], Mapping[str, Any]]


class TextLimitError(InputError):
    """More than ``max_bytes`` of text, in UTF-8."""

    def __init__(self, max_bytes: int, where: object) -> None:
        self.max_bytes = max_bytes
        super().__init__("too_much_text", where, megabytes=max_bytes // 10**6)


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text. ``notes`` say how it was read, where that needs saying.

    ``is_verbatim`` is true where the text is the file itself, byte for byte as UTF-8.
    """

    id: str
    text: str
    source: str
    kind: str = "text"
    notes: tuple[Message, ...] = ()

    @property
    def notice(self) -> str:
        """The notes in one line, in English."""
        return joined(self.notes)

    @property
    def is_verbatim(self) -> bool:
        """Whether offsets into the text are offsets into the file."""
        return self.kind == "text"


def read_document(path: Path | str) -> Document:
    """Read a report of any known kind; its id is the file's name without the ending.

    Raises :class:`~geo.base.errors.InputError` for a file that cannot be read, is empty, too
    large, binary, broken, protected, or holds no text.
    """
    path = Path(path)
    return decode_document(read_bytes(path), report_id(path.name), str(path))


def read_bytes(path: Path) -> bytes:
    """Return a report's file as it is, or so much of it that it is seen to be too large.

    Raises :class:`~geo.base.errors.InputError` for a file that cannot be read.
    """
    return read_regular(path, "report", MAX_FILE_BYTES + 1)


def report_id(name: str) -> str:
    """Return a report's id: its file's name without the ending, in plain characters.

    It names files in its turn, and stands in messages and in atlases: what is hidden in it
    (:func:`geo.base.printable.is_hidden`) or is no UTF-8 is percent-encoded, letters with accents
    are composed (NFC), and what is longer than a file's name can bear is cut, with a digest
    behind it to stay apart. A name without a letter before its ending is a ``report``.
    """
    stem = unicodedata.normalize("NFC", PurePath(name).stem)
    spelled = "".join(
        "".join(f"%{byte:02X}" for byte in os.fsencode(c)) if is_hidden(c) or c == "/" else c
        for c in stem
    )
    raw = spelled.encode("utf-8")
    if len(raw) > _ID_BYTES:
        digest = sha256(raw).hexdigest()[:8]
        spelled = raw[: _ID_BYTES - 9].decode("utf-8", "ignore") + f"-{digest}"
    return spelled or "report"


def convert_apart(kind: str, raw: bytes) -> Mapping[str, Any]:
    """Convert a file that is no plain text in a process of its own; a :data:`Converter`."""
    seconds = MAX_SCAN_SECONDS if kind == "scan" else MAX_SECONDS
    search = [str(IMPORTS), *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        done = subprocess.run(  # noqa: S603 (our own module, no shell)
            [sys.executable, "-m", "geo.documents.conversion", kind],
            input=raw,
            capture_output=True,
            check=False,
            timeout=seconds,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(search)},
        )
        answer: Mapping[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        slow = Message("reading_too_slow", kind=kind, seconds=seconds)
        return {"error": slow.as_json()}
    except OSError as error:
        return {"error": Message("reader_not_started", why=error.strerror).as_json()}
    except ValueError:
        return {"error": UNREADABLE.as_json()}
    return answer


def decode_document(
    raw: bytes,
    document_id: str,
    where: str,
    *,
    max_text_bytes: int = MAX_TEXT_BYTES,
    convert: Converter = convert_apart,
) -> Document:
    """Make a document of a file's bytes; errors name ``where``, as :func:`read_document`.

    ``convert`` is for a caller that runs in a process with limits already.
    """
    if len(raw) > MAX_FILE_BYTES:
        raise InputError("file_is_too_large", where, megabytes=MAX_FILE_BYTES // 10**6)
    if not raw.strip():
        raise InputError("report_is_empty", where)
    try:
        kind = kind_of(raw)
    except InputError as error:
        raise error.at(where) from None
    if kind:
        text, kind, notes = _converted(raw, kind, where, convert)
    else:
        if len(raw) > MAX_TEXT_BYTES:
            raise TextLimitError(MAX_TEXT_BYTES, where)
        text, encoding = _decoded(raw, where)
        kind, notes = "text", []
        if encoding:
            kind, notes = "recoded", [Message("read_as", encoding=encoding)]
        if _HTML.match(text) or (Path(where).suffix.lower() in _HTML_NAMES and "<" in text):
            text, kind, notes = _converted(text.encode("utf-8"), "html", where, convert)
        else:
            text, kind, notes = _separated(text, kind, notes, where)
    if not text.strip():
        raise InputError("report_is_empty", where)
    if len(text.encode("utf-8")) > max_text_bytes:
        raise TextLimitError(max_text_bytes, where)
    return Document(document_id, text, where, kind, tuple(notes))


def _decoded(raw: bytes, where: str) -> tuple[str, Message | None]:
    """Return text and how it was read, None for UTF-8."""
    try:
        return decode(raw)
    except InputError as error:
        raise error.at(
            Message("in_file", path=where, place=error.place) if error.place else where
        ) from None


def _separated(
    text: str, kind: str, notes: list[Message], where: str
) -> tuple[str, str, list[Message]]:
    """Return text, kind and notes, of separated values with tabs between them."""
    try:
        rows = separated_text(text, where, notes)
    except InputError as error:
        raise error.at(where) from None
    if rows is None:
        return text, kind, notes
    return rows, "table", [Message("text_of", kind="table"), *notes]


def _converted(
    raw: bytes, kind: str, where: str, convert: Converter
) -> tuple[str, str, list[Message]]:
    """Return the text of a file that is no plain text, what it was read as, and notes."""
    answer = convert(kind, raw)
    if "next" in answer:
        try:
            return _converted(raw, answer["next"], where, convert)
        except InputError as error:
            faults = {"first": message_of(answer["error"]), "other": error.message}
            raise InputError("both_fail", where, **faults) from None
    if "error" in answer:
        raise InputError(message_of(answer["error"]), where)
    head = Message("recognised_scan") if kind == "scan" else Message("text_of", kind=kind)
    return str(answer["text"]), kind, [head, *map(message_of, answer.get("notes", ()))]
