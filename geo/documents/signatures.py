"""What a file is, by its first bytes: text, what can be converted, or what has to be saved anew.

A name says nothing here. What cannot be read is named, with the way out.
"""

from __future__ import annotations

import re
from typing import Final

from geo.base.errors import InputError

# A PDF may begin with bytes of something else (ISO 32000-1, annex H.3.4.1).
_PDF_MARK: Final = b"%PDF-"
_PDF_MARK_REACH: Final = 1024
_ZIP_MARKS: Final = (b"PK\x03\x04", b"PK\x05\x06")
# A package of OpenDocument begins with its kind, as it is.
_ODT_MARK: Final = b"mimetypeapplication/vnd.oasis.opendocument.text"
# Names of the parts that the packages' directories have in any case.
_XLSX_MARK: Final = b"xl/workbook.xml"
_DOCX_MARK: Final = b"word/document.xml"
_ZIP_HEAD: Final = 120
COMPOUND_MARK: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_RTF_MARK: Final = re.compile(rb"\xef\xbb\xbf|\s{0,8}\{\\rtf")
_AS_DOCX: Final = "as_docx"
_PICTURE: Final = "recognise"
_PACKED: Final = "unpack"
# Bytes at the beginning, what they are, and what to do with it.
_OTHERS: Final = (
    (b"\x89PNG\r\n", "png", _PICTURE),
    (b"\xff\xd8\xff", "jpeg", _PICTURE),
    (b"GIF8", "gif", _PICTURE),
    (b"II*\0", "tiff", _PICTURE),
    (b"MM\0*", "tiff", _PICTURE),
    (b"AT&TFORM", "djvu", "as_pdf"),
    (b"%!PS", "postscript", "as_pdf"),
    (b"CAJ", "caj", "read_as_pdf"),
    (b"KDH", "kdh", "read_as_pdf"),
    (b"\x1f\x8b", "gzip", _PACKED),
    (b"BZh", "bzip2", _PACKED),
    (b"\xfd7zXZ\0", "xz", _PACKED),
    (b"7z\xbc\xaf'\x1c", "7z", _PACKED),
    (b"Rar!\x1a\x07", "rar", _PACKED),
)
_RIFF: Final = re.compile(rb"RIFF.{4}WEBP|.{4}ftyp(?:hei|mif|avif)", re.DOTALL)
_ARCHIVE: Final = re.compile(rb"^(?:From: <Saved by|MIME-Version: )", re.IGNORECASE | re.MULTILINE)
_HEAD: Final = 2048
_MARKUP: Final = (
    (b"<uof:UOF", "uof", _AS_DOCX),
    (b'progid="Word.Document"', "word_xml", _AS_DOCX),
    (b"office:document", "opendocument_xml", _AS_DOCX),
)


def kind_of(raw: bytes) -> str | None:
    """Return which converter takes a file, None for what may be text.

    ``docx`` stands for all other ZIP packages, ``compound`` for the older files of Office.
    Raises :class:`~geo.base.errors.InputError` for what is known and cannot be read.
    """
    if _PDF_MARK in raw[:_PDF_MARK_REACH]:
        return "pdf"
    if raw.startswith(_ZIP_MARKS):
        if _XLSX_MARK in raw and _DOCX_MARK not in raw:
            return "xlsx"
        return "odt" if _ODT_MARK in raw[:_ZIP_HEAD] else "docx"
    if raw.startswith(COMPOUND_MARK):
        return "compound"
    if _RTF_MARK.match(raw[:_HEAD].removeprefix(b"\xef\xbb\xbf")):
        return "rtf"
    head = raw[:_HEAD]
    for mark, what, way_out in _OTHERS:
        if head.startswith(mark):
            raise InputError("file_is_of_kind", what=what, way_out=way_out)
    if _RIFF.match(head):
        raise InputError("file_is_of_kind", what="picture", way_out=_PICTURE)
    if _ARCHIVE.search(head) and b"multipart/" in head:
        raise InputError("mht_page")
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml"):
        for mark, what, way_out in _MARKUP:
            if mark in head:
                raise InputError("file_is_of_kind", what=what, way_out=way_out)
    return None
