"""A file of any kind becomes text: plain text, HTML, DOCX, PDF with a text layer.

What a file is, its bytes say, not its name. UTF-8 plain text is taken byte for byte, so that
offsets are those of the file; every other kind becomes a text of its own (``is_verbatim`` is
false), which has to be kept for the offsets to mean anything. HTML, DOCX and PDF are read by
:mod:`geo.conversion` in a process of their own, with a limit of time and of memory: a file
that is made to exhaust the machine ends as one clear line, and so does one that crashes a
library.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Final

from geo.atlas import read_atlas
from geo.conversion import UNREADABLE
from geo.errors import InputError
from geo.files import read_regular, write_whole
from geo.paths import ROOT
from geo.printable import is_hidden

MAX_FILE_BYTES: Final = 50_000_000
# Of text, in UTF-8: some hundred times the longest work report.
MAX_TEXT_BYTES: Final = 10_000_000
MAX_SECONDS: Final = 60
# Of a file's name 255 are left, of which the longest ending of ours takes 11.
_ID_BYTES: Final = 240

_KINDS: Final = {"html": "HTML page", "docx": "DOCX", "pdf": "PDF"}
_PDF_MARK: Final = b"%PDF-"
# A PDF may begin with bytes of something else (ISO 32000-1, annex H.3.4.1).
_PDF_MARK_REACH: Final = 1024
_ZIP_MARKS: Final = (b"PK\x03\x04", b"PK\x05\x06")
_COMPOUND_MARK: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_BOMS_16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_HTML: Final = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*){0,8}"
    r"<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_NAMES: Final = frozenset((".html", ".htm", ".shtml", ".xhtml"))
_CHARSET: Final = re.compile(
    rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE
)
# Control characters that no text holds; tabulators, line and page breaks and ^Z are none of them.
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")
# Copied text carries a stray one (a footnote mark); so many are data, and so is a single NUL.
_MAX_CONTROLS: Final = 0.01
# A page in the wild has a cut character here and there.
_MAX_BROKEN: Final = 0.01
# Share of the characters beyond ASCII that are of the 3,755 everyday ones or are marks:
# of Chinese text nearly all, of other bytes read as GB18030 less than half.
_EVERYDAY_SHARE: Final = 0.8


# Makes of bytes of a kind their ``text``, or says in one line, ``error``, why there is none.
Converter = Callable[[str, bytes], Mapping[str, str]]


class TextLimitError(InputError):
    """More than ``max_bytes`` of text, in UTF-8."""

    def __init__(self, max_bytes: int, where: object) -> None:
        self.max_bytes = max_bytes
        super().__init__(f"more than {max_bytes // 10**6} MB of text", where)


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text. ``notice`` says in a few words how it was read, where that needs saying.

    ``is_verbatim`` is true where the text is the file itself, byte for byte as UTF-8.
    """

    id: str
    text: str
    source: str
    kind: str = "text"
    notice: str = ""

    @property
    def is_verbatim(self) -> bool:
        """Whether offsets into the text are offsets into the file."""
        return self.kind == "text"


def read_document(path: Path | str) -> Document:
    """Read a report of any known kind; its id is the file's name without the ending.

    Raises :class:`~geo.errors.InputError` for a file that cannot be read, is empty, too
    large, binary, broken, protected, or holds no text.
    """
    path = Path(path)
    return decode_document(read_bytes(path), report_id(path.name), str(path))


def read_bytes(path: Path) -> bytes:
    """Return a report's file as it is, or so much of it that it is seen to be too large.

    Raises :class:`~geo.errors.InputError` for a file that cannot be read.
    """
    return read_regular(path, "report", MAX_FILE_BYTES + 1)


def report_id(name: str) -> str:
    """Return a report's id: its file's name without the ending, in plain characters.

    It names files in its turn, and stands in messages and in atlases: what is hidden in it
    (:func:`geo.printable.is_hidden`) or is no UTF-8 is percent-encoded, letters with accents
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


def convert_apart(kind: str, raw: bytes) -> Mapping[str, str]:
    """Convert an HTML page, DOCX or PDF in a process of its own; a :data:`Converter`."""
    search = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        done = subprocess.run(  # noqa: S603 (our own module, no shell)
            [sys.executable, "-m", "geo.conversion", kind],
            input=raw,
            capture_output=True,
            check=False,
            timeout=MAX_SECONDS,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(search)},
        )
        answer: Mapping[str, str] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return {"error": f"the {_KINDS[kind]} takes longer than {MAX_SECONDS} s to read"}
    except OSError as error:
        return {"error": f"cannot start the reader: {error.strerror}"}
    except ValueError:
        return {"error": UNREADABLE}
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
        raise InputError(f"the file is larger than {MAX_FILE_BYTES // 10**6} MB", where)
    if not raw.strip():
        raise InputError("the report is empty", where)
    kind = _container(raw, where)
    if kind:
        text, notice = _converted(raw, kind, where, convert), f"the text of a {_KINDS[kind]}"
    else:
        if len(raw) > MAX_TEXT_BYTES:
            raise TextLimitError(MAX_TEXT_BYTES, where)
        text, encoding = _decoded(raw, where)
        kind, notice = "text", ""
        if encoding:
            kind, notice = "recoded", f"read as {encoding}"
        if _HTML.match(text) or (Path(where).suffix.lower() in _HTML_NAMES and "<" in text):
            kind, notice = "html", f"the text of an {_KINDS['html']}"
            text = _converted(text.encode("utf-8"), kind, where, convert)
    if not text.strip():
        raise InputError("the report is empty", where)
    if len(text.encode("utf-8")) > max_text_bytes:
        raise TextLimitError(max_text_bytes, where)
    return Document(document_id, text, where, kind, notice)


def keep_text(document: Document, atlas: Path) -> Path | None:
    """Keep a document's text beside ``atlas``, for its offsets refer to it; return its path.

    None, and nothing written, for a verbatim document: its file is the text. A file that is
    there is replaced only if it is the text that the atlas there was built from.

    Raises :class:`~geo.errors.InputError` where another file is in the way.
    """
    if document.is_verbatim:
        return None
    kept = atlas.with_name(f"{document.id}.txt")
    if kept.exists():
        old = kept.read_bytes() if kept.is_file() else b""
        if old == document.text.encode("utf-8"):
            return kept
        if kept.resolve() == Path(document.source).resolve() or not _is_text_of(old, atlas):
            raise InputError(
                f"the report's text would be kept in {kept}, where another file lies: "
                "write the atlas to another folder (-o)",
                document.source,
            )
    write_whole(kept, document.text)
    return kept


def _is_text_of(text: bytes, atlas: Path) -> bool:
    try:
        return bool(read_atlas(atlas).report.get("sha256") == sha256(text).hexdigest())
    except InputError:
        return False


def _container(raw: bytes, where: str) -> str | None:
    """Return the kind of a file that is no text, None for what may be text."""
    if _PDF_MARK in raw[:_PDF_MARK_REACH]:
        return "pdf"
    if raw.startswith(_ZIP_MARKS):
        return "docx"
    if raw.startswith(_COMPOUND_MARK):
        what = (
            "the file is protected with a password"
            if _ENCRYPTED_STREAM in raw
            else "an old Word file (.doc) cannot be read: save it as DOCX"
        )
        raise InputError(what, where)
    if raw.startswith(b"{\\rtf"):
        raise InputError("RTF cannot be read: save it as DOCX", where)
    return None


def _decoded(raw: bytes, where: str) -> tuple[str, str]:
    """Return text and the name of its encoding, which is empty for UTF-8."""
    text, encoding, offset = _attempt(raw)
    if text is None:
        line = raw.count(b"\n", 0, offset) + 1
        if b"\0" in raw:
            raise InputError("the file is binary, no text", where)
        raise InputError(
            f"the report is not UTF-8 text (byte {offset} cannot be decoded), nor GB18030",
            f"{where}, line {line}",
        )
    if "\0" in text or len(_CONTROLS.findall(text)) > _MAX_CONTROLS * len(text):
        raise InputError("the file is binary, no text", where)
    return text, encoding


def _attempt(raw: bytes) -> tuple[str | None, str, int]:
    """Return text, encoding and 0, or None and the first byte that is not UTF-8."""
    if encoding := _BOMS_16.get(raw[:2]):
        try:
            return raw[2:].decode(encoding), "UTF-16", 0
        except UnicodeDecodeError:
            return None, "", 0
    try:
        return raw.decode("utf-8"), "", 0
    except UnicodeDecodeError as error:
        offset = error.start
    declared = _CHARSET.search(raw[:4096])
    if declared and declared[1].lower() == b"utf-8":
        text = raw.decode("utf-8", "replace")
        if text.count("\ufffd") <= _MAX_BROKEN * len(text):
            return text, "UTF-8 with broken characters", 0
    try:
        text = raw.decode("gb18030", "replace" if declared else "strict")
    except UnicodeDecodeError:
        return None, "", offset
    if text.count("\ufffd") <= _MAX_BROKEN * len(text) and _is_chinese(text):
        return text, "GB18030", 0
    return None, "", offset


def _is_chinese(text: str) -> bool:
    """Whether bytes read as GB18030 make Chinese: in everyday characters, not in rare ones."""
    counts = Counter(c for c in text if ord(c) > 0x7F)
    hanzi = everyday = 0
    for character, count in counts.items():
        code = character.encode("gb2312", "ignore")
        # GB 2312: marks in rows 1 to 9, the first level of characters in rows 16 to 55.
        is_hanzi = bool(code) and 0xB0 <= code[0] <= 0xD7
        hanzi += count * is_hanzi
        everyday += count * (is_hanzi or (bool(code) and code[0] <= 0xA9))
    return hanzi > 0 and everyday >= _EVERYDAY_SHARE * counts.total()


def _converted(raw: bytes, kind: str, where: str, convert: Converter) -> str:
    """Return the text of an HTML page, DOCX or PDF."""
    answer = convert(kind, raw)
    if "error" in answer:
        raise InputError(answer["error"], where)
    return str(answer["text"])
