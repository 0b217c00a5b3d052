"""The text of an HTML page, a Word file or a PDF. Run as a module it converts standard input.

The functions are pure and take the file's bytes; a library is imported only by the one that
needs it. They raise :class:`~geo.base.errors.InputError` for what a user can mend and whatever
the library raises for the rest: :func:`main` turns both into one line, and
:mod:`geo.documents.inputs` runs it in a process of its own, so that limits of time and memory hold
and no library's crash reaches the caller.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from geo.base.errors import InputError
from geo.base.limits import limit_memory
from geo.documents.languages import foreign_language, is_hanzi, looks_wrong

MAX_MEMORY_BYTES: Final = 2**30
UNREADABLE: Final = "the file is broken, or too large when it is unpacked"
# What a DOCX may unpack to, whole and in one XML part, and of how many parts it may consist.
MAX_UNPACKED_BYTES: Final = 200_000_000
MAX_PART_BYTES: Final = 30_000_000
MAX_PARTS: Final = 10_000

_MIME_MAX: Final = 200
# Beginnings of the parts' names in packages that are no text.
_PACKAGES: Final = (
    ("xl/", "an Excel workbook"),
    ("ppt/", "a PowerPoint presentation"),
    ("visio/", "a Visio drawing"),
    ("Index/", "an iWork document"),
    ("META-INF/container.xml", "an e-book (EPUB)"),
)
# Streams of old files of Office that are no text of Word, as the file names them.
_COMPOUNDS: Final = (
    ("EncryptedPackage", "the file is protected with a password"),
    ("Workbook", "an Excel workbook, no report: save its text as DOCX"),
    ("PowerPoint Document", "a PowerPoint presentation, no report: save its text as DOCX"),
    ("HwpSummaryInformation", "a Hangul document (HWP): only Chinese is read"),
    ("__nameid_version", "a mail of Outlook: save the report in it by itself"),
)
_WORD_STREAM: Final = "WordDocument".encode("utf-16-le")
_WORD_MARK: Final = b"\xec\xa5"
_SECTOR: Final = 512
_BEYOND_ASCII: Final = re.compile(rb"[\x80-\xff]")
# Code pages and character sets whose characters have two bytes.
_TWO_BYTES: Final = re.compile(rb"\\ansicpg(?:936|950|54936)|\\fcharset(?:134|136)")
_PAIRS: Final = re.compile(rb"\\'([89a-fA-F][0-9a-fA-F])(\\'[0-9a-fA-F]{2}|[@-\[\]-z|~])")

_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Read a second time what stands beside it already.
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LAYOUT_TAGS: Final = ("table", "tbody", "thead", "tfoot", "tr", "td", "th")
_BLOCK_TAGS: Final = ("p", "div", "br", "table", "h1", "h2", "h3")

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\ufffe\uffff]")
_BLANK_LINES: Final = re.compile(r"\n[ \t\u3000\xa0\n]*\n")
_PAGE_NUMBER: Final = re.compile(
    r"[-—–－·\s]*+\d{1,4}[-—–－·\s]*+"
    r"|第?\s*+\d{1,4}\s*+页?\s*+[,，/]?\s*+(?:共|/)?\s*+\d{0,4}\s*+页?"
)
# How much of a page's height is its head, and its foot.
_MARGIN: Final = 0.12
# A line that ends within so many of its characters of the right edge goes on in the next.
_RAGGED: Final = 2.5
_INDENT: Final = 0.8
# No paragraph ends with these.
_OPEN_ENDS: Final = ("，", "、", "（", "《", "“", ",")
_MIN_LINES: Final = 5
# Of a scan: dots to an inch that small characters need, and dots of a page at most.
_SCAN_DPI: Final = 250
_SCAN_DOTS: Final = 12_000_000
MAX_SCANNED_PAGES: Final = 200
_LYING: Final = (
    "the PDF's fonts do not say which characters they show: run a text recognition over it"
)
# Names of fonts that are Chinese, and how an English text looks that is set in one.
_CHINESE_FONT: Final = re.compile(
    r"sim(?:sun|hei|kai)|song|hei(?:ti)?|kai(?:ti)?|fang|yahei|dengxian|ming|gb2312|gbk|gb1|cjk|"
    r"source ?han|[\u4e00-\u9fff]",
    re.IGNORECASE,
)
_ENGLISH_BLANKS: Final = (0.08, 0.3)
_ENGLISH_LETTERS: Final = 0.75
_FONT_SAMPLE: Final = 400
_FONT_PAGES: Final = 3
_MAX_UNREADABLE: Final = 0.3
_PDFIUM_PASSWORD: Final = 4


def html_text(raw: bytes) -> str:
    """Return the main text of a UTF-8 HTML page, a paragraph a line, menus and footers gone."""
    import lxml.html  # type: ignore[import-untyped]
    import trafilatura

    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    tree = lxml.html.document_fromstring(raw, parser=parser)
    _unwrap_layout(tree)
    text = trafilatura.extract(
        tree, include_comments=False, include_tables=True, favor_precision=True
    )
    if not text:
        raise InputError("the HTML page holds no text")
    return _tidy(text)


def _unwrap_layout(tree: Any) -> None:
    """Make blocks of the tables that only lay a page out: their cells hold whole paragraphs."""
    for cell in list(tree.iter("td")):
        if cell.tag == "td" and next(cell.iter(*_BLOCK_TAGS), None) is not None:
            for holder in (cell, *cell.iterancestors(*_LAYOUT_TAGS)):
                holder.tag = "div"


def docx_text(raw: bytes) -> str:
    """Return the text of a DOCX, a paragraph a line, in the document's order.

    Table cells and text boxes count, deleted text, headers and footers do not.
    """
    _check_package(raw)
    import docx

    body = docx.Document(BytesIO(raw)).element.body
    return _tidy("\n".join(_paragraphs(body)))


def odt_text(raw: bytes) -> str:
    """Return the text of an OpenDocument text, of which LibreOffice makes a DOCX."""
    _check_package(raw)
    from geo.documents.office import as_docx

    return docx_text(as_docx(raw, ".odt", "an OpenDocument text"))


def _check_package(raw: bytes) -> None:
    """Refuse a package before it is unpacked: no text, protected, or a bomb."""
    with zipfile.ZipFile(BytesIO(raw)) as package:
        parts = package.infolist()
        names = {part.filename for part in parts}
        mime = b""
        if "mimetype" in names and package.getinfo("mimetype").file_size < _MIME_MAX:
            mime = package.read("mimetype").strip()
    if any(part.flag_bits & 1 for part in parts):
        raise InputError("the file is protected with a password")
    _check_parts(names, mime)
    xml = (part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if (
        len(parts) > MAX_PARTS
        or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES
        or max(xml, default=0) > MAX_PART_BYTES
    ):
        raise InputError(f"the file unpacks to more than {MAX_UNPACKED_BYTES // 10**6} MB")


def _check_parts(names: set[str], mime: bytes) -> None:
    """Refuse a package that is neither a DOCX nor an OpenDocument text: say what it is."""
    if mime == b"application/vnd.oasis.opendocument.text" or (
        "[Content_Types].xml" in names and any(name.startswith("word/") for name in names)
    ):
        return
    if any(name.lower() == "ofd.xml" for name in names):
        raise InputError(
            "an OFD document cannot be read: open it in WPS or an OFD reader and save it as PDF"
        )
    for mark, what in _PACKAGES:
        if any(name.startswith(mark) for name in names):
            raise InputError(f"{what}, no report: save its text as DOCX")
    if mime:
        what = "".join(c for c in mime.decode("latin-1")[:80] if c.isprintable())
        raise InputError(f"a ZIP file that is no DOCX ({what})")
    raise InputError("a ZIP file that is no DOCX: unpack it, and give the report in it")


def compound_text(raw: bytes) -> str:
    """Return the text of an old file of Word or WPS; others of its kind are named."""
    for stream, what in _COMPOUNDS:
        if stream.encode("utf-16-le") in raw:
            raise InputError(what)
    word = raw.find(_WORD_MARK, _SECTOR)
    is_word = _WORD_STREAM in raw and word % _SECTOR == 0
    if is_word and word > 0 and raw[word + 11 : word + 12] and raw[word + 11] & 1:
        raise InputError("the file is protected with a password")
    from geo.documents.office import as_docx

    if _WORD_STREAM in raw:
        return docx_text(as_docx(raw, ".doc", "an old Word file"))
    raise InputError("an old file of Office or WPS cannot be read: save it as DOCX")


def rtf_text(raw: bytes) -> str:
    """Return the text of an RTF file, a paragraph a line."""
    from striprtf.striprtf import rtf_to_text

    # What is no ASCII is escaped, and both bytes of a character are escaped alike.
    source = raw[raw.find(b"{") :]
    source = _BEYOND_ASCII.sub(lambda b: b"\\'%02x" % b[0][0], source)
    if _TWO_BYTES.search(source):
        source = _PAIRS.sub(_escaped_pair, source)
    text: str = rtf_to_text(source.decode("ascii"), errors="replace")  # type: ignore[no-untyped-call]
    return _tidy(text)


def _escaped_pair(pair: re.Match[bytes]) -> bytes:
    lead, trail = pair.groups()
    return pair[0] if len(trail) > 1 else b"\\'%b\\'%02x" % (lead, trail[0])


def _paragraphs(body: Any) -> Iterator[str]:
    """Yield the paragraphs' texts in the order in which they begin.

    A text box stands inside a paragraph and has paragraphs of its own: a piece of text is its
    nearest paragraph's.
    """
    pieces: dict[Any, list[str]] = {}
    for node in body.iter(f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br", f"{_WORD}cr"):
        if next(node.iterancestors(_FALLBACK, f"{_WORD}tabs"), None) is not None:
            continue
        text = {f"{_WORD}t": node.text or "", f"{_WORD}tab": "\t"}.get(node.tag, "\n")
        pieces.setdefault(next(node.iterancestors(f"{_WORD}p"), None), []).append(text)
    for paragraph in body.iter(f"{_WORD}p"):
        yield "".join(pieces.get(paragraph, ()))


@dataclass(frozen=True, slots=True)
class Line:
    """A line on a page, in points from the lower left corner; ``size`` is a character's width."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def size(self) -> float:
        """Mean width of a character."""
        return (self.right - self.left) / max(len(self.text.strip()), 1)


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in their order, and its height in points."""

    height: float
    lines: tuple[Line, ...]


def pdf_text(raw: bytes) -> str:
    """Return the text of a PDF's text layer, its lines joined to paragraphs again."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PDFIUM_PASSWORD:
            raise InputError("the file is protected with a password") from error
        raise
    pages, layer, is_chinese = [], 0, False
    for number, page in enumerate(document):
        texts = page.get_textpage()
        layer += texts.count_chars()
        if number < _FONT_PAGES:
            is_chinese = is_chinese or _has_chinese_fonts(texts)
        pages.append(Page(page.get_height(), tuple(_lines(texts))))
    text = _tidy(reflow(pages))
    letters = [c for c in text if not c.isspace()]
    if not letters:
        if layer > len(pages) * 2:
            raise ScanError(_LYING)
        raise ScanError("the PDF has no text layer (a scan?): run a text recognition over it")
    unreadable = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" for c in letters)
    if unreadable > _MAX_UNREADABLE * len(letters) or _is_wrong(text, is_chinese):
        raise ScanError(_LYING)
    return text


class ScanError(InputError):
    """A PDF whose pages can be seen, and not read."""


def _is_wrong(text: str, is_chinese: bool) -> bool:
    """Whether a text layer is not what the page shows: rare characters, or none of a font's."""
    if looks_wrong(text):
        return True
    if not is_chinese or not foreign_language(text):
        return False
    letters = sum(c.isalpha() for c in text)
    blanks = sum(c.isspace() for c in text)
    low, high = _ENGLISH_BLANKS
    return not (
        letters >= _ENGLISH_LETTERS * (len(text) - blanks)
        and low * len(text) <= blanks <= high * len(text)
    )


def _has_chinese_fonts(page: Any) -> bool:
    """Whether most of a page is set in fonts with names of Chinese ones."""
    import ctypes

    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    count = int(min(page.count_chars(), _FONT_SAMPLE))
    chinese = 0
    for index in range(count):
        name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        pdfium.FPDFText_GetFontInfo(page.raw, index, name, 128, ctypes.byref(flags))
        chinese += bool(_CHINESE_FONT.search(name.value.decode("utf-8", "replace")))
    return 2 * chinese > count


def scan_text(raw: bytes) -> str:
    """Return what a text recognition reads on the pages of a PDF, joined to paragraphs."""
    import pypdfium2

    from geo.documents.recognition import recognise

    document = pypdfium2.PdfDocument(raw)
    if len(document) > MAX_SCANNED_PAGES:
        raise InputError(f"a scan of more than {MAX_SCANNED_PAGES} pages: recognise it elsewhere")
    pages = []
    for page in document:
        width, height = page.get_size()
        scale = min(_SCAN_DPI / 72, (_SCAN_DOTS / max(width * height, 1)) ** 0.5)
        picture = BytesIO()
        page.render(scale=scale, grayscale=True).to_pil().save(picture, "PPM")
        lines = (
            Line(
                line.text,
                line.left / scale,
                line.right / scale,
                height - line.bottom / scale,
                height - line.top / scale,
            )
            for line in recognise(picture.getvalue())
        )
        pages.append(Page(height, tuple(lines)))
    text = _tidy(reflow(pages))
    if not any(is_hanzi(c) for c in text):
        raise InputError("its pages show no Chinese that can be recognised")
    return text


def _lines(page: Any) -> Iterator[Line]:
    """Yield the lines of a pypdfium2 text page with their boxes."""
    import pypdfium2.raw as pdfium

    characters: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    for index in range(page.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(page.raw, index))
        if character not in "\r\n":
            characters.append(character)
            box = page.get_charbox(index, loose=True)
            if box[2] > box[0]:
                boxes.append(box)
        elif characters:
            yield from _line(characters, boxes)
            characters, boxes = [], []
    yield from _line(characters, boxes)


def _line(characters: list[str], boxes: list[tuple[float, float, float, float]]) -> Iterator[Line]:
    text = _CONTROLS.sub("", "".join(characters))
    if text.strip() and boxes:
        left, bottom, right, top = zip(*boxes, strict=True)
        yield Line(text, min(left), max(right), min(bottom), max(top))


def reflow(pages: Iterable[Page]) -> str:
    """Return the lines of ``pages`` as text, a paragraph a line, page numbers left out.

    A line goes on in the next where it reaches the right edge of its page, or ends with a
    comma, and the next one is not indented, over the turn of a page too.
    """
    pages = list(pages)
    running = _running(pages)
    bodies = [
        [line for line in page.lines if not _is_margin(line, page, running)] for page in pages
    ]
    widest = max((line.right for body in bodies for line in body), default=0.0)
    pieces: list[str] = []
    goes_on = False
    for body in bodies:
        left = min((line.left for line in body), default=0.0)
        full = max(line.right for line in body) if len(body) >= _MIN_LINES else widest
        for line in body:
            indented = line.text[0].isspace() or line.left > left + _INDENT * line.size
            if goes_on and not indented:
                both = pieces[-1][-1] + line.text[0]
                pieces.append(" " if both.isascii() and both.isalpha() else "")
            elif pieces:
                pieces.append("\n")
            pieces.append(line.text.rstrip())
            is_open = line.text.rstrip().endswith(_OPEN_ENDS)
            goes_on = is_open or line.right >= full - _RAGGED * line.size
    return "".join(pieces)


def _running(pages: list[Page]) -> frozenset[str]:
    """Return what stands at the head or foot of most pages."""
    seen = Counter(
        text for page in pages for text in {x.text.strip() for x in page.lines if _at_edge(x, page)}
    )
    return frozenset(text for text, count in seen.items() if count > max(2, len(pages) / 2))


def _at_edge(line: Line, page: Page) -> bool:
    reach = _MARGIN * page.height
    return line.top < reach or line.bottom > page.height - reach


def _is_margin(line: Line, page: Page, running: frozenset[str]) -> bool:
    text = line.text.strip()
    return _at_edge(line, page) and (text in running or bool(_PAGE_NUMBER.fullmatch(text)))


def _tidy(text: str) -> str:
    """Return ``text`` without control characters, lone surrogates and blank lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    text = _CONTROLS.sub(lambda c: c[0] if c[0] == "\n" else "", text)
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _BLANK_LINES.sub("\n", text).strip("\n") + "\n"


CONVERTERS: Final[Mapping[str, Callable[[bytes], str]]] = {
    "html": html_text,
    "docx": docx_text,
    "odt": odt_text,
    "pdf": pdf_text,
    "scan": scan_text,
    "rtf": rtf_text,
    "compound": compound_text,
}


def main(kind: str, raw: bytes) -> Mapping[str, str]:
    """Return ``text`` or, where there is none to be had, ``error``: one line that says why.

    ``next`` names the converter that may have more luck.
    """
    try:
        return {"text": CONVERTERS[kind](raw)}
    except ScanError as error:
        from geo.documents.recognition import find_recogniser

        if find_recogniser():
            return {"error": error.what, "next": "scan"}
        return {"error": f"{error.what} (Tesseract with chi_sim is not installed here)"}
    except InputError as error:
        return {"error": error.what}
    except Exception:  # noqa: BLE001 (each library has many ways to say that a file is broken)
        return {"error": UNREADABLE}


if __name__ == "__main__":
    limit_memory(MAX_MEMORY_BYTES)
    sys.stdout.buffer.write(json.dumps(main(sys.argv[1], sys.stdin.buffer.read())).encode())
