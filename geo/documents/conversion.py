"""The text of an HTML page, a Word file, a workbook or a PDF; as a module, of standard input.

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
from copy import deepcopy
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, Final

from geo.base.errors import InputError
from geo.base.limits import limit_memory
from geo.base.messages import Message, counted
from geo.documents.grids import Box, lines_of, placed
from geo.documents.languages import foreign_language, is_hanzi, looks_wrong
from geo.documents.ruled import MAX_EDGES, Edge, Glyph, edge_of, ruled_tables
from geo.documents.tables import DITTO, MAX_COLUMNS, is_table

MAX_MEMORY_BYTES: Final = 2**30
UNREADABLE: Final = Message("file_is_broken_or_too_large")
# What a DOCX may unpack to, whole and in one XML part, and of how many parts it may consist.
MAX_UNPACKED_BYTES: Final = 200_000_000
MAX_PART_BYTES: Final = 30_000_000
MAX_PARTS: Final = 10_000

_MIME_MAX: Final = 200
# Beginnings of the parts' names in packages that are no text.
_PACKAGES: Final = (
    ("ppt/", "powerpoint"),
    ("visio/", "visio"),
    ("Index/", "iwork"),
    ("META-INF/container.xml", "epub"),
)
# Streams of old files of Office that are no text of Word, as the file names them.
_COMPOUNDS: Final = (
    ("EncryptedPackage", "protected_by_password"),
    ("Workbook", "old_excel"),
    ("PowerPoint Document", "old_powerpoint"),
    ("HwpSummaryInformation", "hangul_document"),
    ("__nameid_version", "outlook_mail"),
)
_WORD_STREAM: Final = "WordDocument".encode("utf-16-le")
_WORD_MARK: Final = b"\xec\xa5"
_SECTOR: Final = 512
_BEYOND_ASCII: Final = re.compile(rb"[\x80-\xff]")
# Code pages and character sets whose characters have two bytes.
_TWO_BYTES: Final = re.compile(rb"\\ansicpg(?:936|950|54936)|\\fcharset(?:134|136)")
_PAIRS: Final = re.compile(rb"\\'([89a-fA-F][0-9a-fA-F])(\\'[0-9a-fA-F]{2}|[@-\[\]-z|~])")

_BLIP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Read a second time what stands beside it already.
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LAYOUT_TAGS: Final = ("table", "tbody", "thead", "tfoot", "tr", "td", "th")
_BLOCK_TAGS: Final = ("p", "div", "br", "table", "h1", "h2", "h3")
# Between the cells of a table while a page's main text is looked for; no page has it.
_CELL_MARK: Final = "␟"
# An HTML page's cell goes over at most so many rows.
_MOST_ROWS: Final = 65_534
_ALONE: Final = ("script", "style", "noscript", "nav", "footer", "header", "template", "select")

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\ufffe\uffff]")
_BLANK_LINES: Final = re.compile(r"\n[ \t\u3000\xa0\n]*\n")
_PAGE_NUMBER: Final = re.compile(
    r"[-—–－·\s]*+\d{1,4}[-—–－·\s]*+"
    r"|第?\s*+\d{1,4}\s*+页?\s*+[,，/]?\s*+(?:共|/)?\s*+\d{0,4}\s*+页?"
)
# A wider gap between two characters, in heights of one, is one between cells.
_GAP: Final = 0.8
# Drawings inside drawings inside a page.
_FORMS_WITHIN: Final = 4
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
_LYING: Final = "pdf_fonts_lie"
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
# Blocks of an HTML page up to which it is worth a second opinion on what its text is.
_MOST_BLOCKS: Final = 2_000
_PDFIUM_PASSWORD: Final = 4


def html_text(raw: bytes, notes: list[Message]) -> str:
    """Return the main text of a UTF-8 HTML page, a paragraph a line, menus and footers gone.

    A table's row is a line, with tabs between its cells.
    """
    import lxml.html  # type: ignore[import-untyped]
    import trafilatura

    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    tree = lxml.html.document_fromstring(raw, parser=parser)
    rows = _write_tables(tree, notes)
    _unwrap_layout(tree)
    whole = deepcopy(tree) if rows else None
    # Its second opinion (jusText) takes the square of the number of short blocks.
    is_long = sum(1 for _ in tree.iter(*_BLOCK_TAGS, "td", "th", "li")) > _MOST_BLOCKS
    text = trafilatura.extract(
        tree, include_comments=False, include_tables=True, favor_precision=True, fast=is_long
    )
    if whole is not None and (text or "").count(_CELL_MARK) < rows.count(_CELL_MARK):
        # A page that is hardly more than its tables.
        text = _all_lines(whole)
    if not text:
        raise InputError("html_without_text")
    return _tidy(text.replace(_CELL_MARK, "\t"))


def _write_tables(tree: Any, notes: list[Message]) -> str:
    """Make paragraphs of the rows of tables of data, and return them all."""
    written: list[str] = []
    for table in list(tree.iter("table")):
        if next(table.iterdescendants("table"), None) is not None:
            continue
        rows = placed(
            [_box(cell) for cell in row.iterchildren("td", "th")] for row in table.iter("tr")
        )
        if not is_table(rows):
            continue
        caption = "".join(table.xpath("./caption//text()"))
        lines = lines_of(rows, notes)
        tail = table.tail
        table.clear()
        table.tag, table.tail = "div", tail
        for line in [*filter(None, [" ".join(caption.split())]), *lines]:
            paragraph = table.makeelement("p")
            paragraph.text = line.replace("\t", _CELL_MARK)
            table.append(paragraph)
            written.append(paragraph.text)
    return "".join(written)


def _box(cell: Any) -> Box:
    """Return a cell of an HTML table; its blocks and broken lines are apart by a blank."""
    for node in cell.iter(*_BLOCK_TAGS, "li"):
        node.tail = f" {node.tail or ''}"
        node.text = f" {node.text or ''}"
    for node in list(cell.iter("script", "style")):
        node.text = ""
    text = "".join(cell.itertext()).replace(_CELL_MARK, " ")
    return Box(text, _span(cell, "rowspan", _MOST_ROWS), _span(cell, "colspan", MAX_COLUMNS))


def _span(cell: Any, name: str, most: int) -> int:
    said = str(cell.get(name) or "").strip()
    return max(1, min(int(said), most)) if said.isascii() and said.isdigit() else 1


def _all_lines(tree: Any) -> str:
    """Return all the text of a page, a block a line."""
    body = tree.find("body")
    body = tree if body is None else body
    for node in list(body.iter(*_ALONE)):
        node.drop_tree()
    for node in body.iter(*_BLOCK_TAGS, "h4", "h5", "h6", "li", "tr", "section", "article"):
        node.tail = f"\n{node.tail or ''}"
        node.text = f"\n{node.text or ''}"
    lines = (" ".join(line.split()) for line in str(body.text_content()).split("\n"))
    return "\n".join(filter(None, lines))


def _unwrap_layout(tree: Any) -> None:
    """Make blocks of the tables that only lay a page out: their cells hold whole paragraphs."""
    for cell in list(tree.iter("td")):
        if cell.tag == "td" and next(cell.iter(*_BLOCK_TAGS), None) is not None:
            for holder in (cell, *cell.iterancestors(*_LAYOUT_TAGS)):
                holder.tag = "div"


def docx_text(raw: bytes, notes: list[Message]) -> str:
    """Return the text of a DOCX, a paragraph a line, in the document's order.

    A table's row is a line, with tabs between its cells. Text boxes count; deleted text, headers
    and footers do not.
    """
    _check_package(raw)
    import docx

    body = docx.Document(BytesIO(raw)).element.body
    pictures = sum(1 for _ in body.iter(_BLIP))
    text = _tidy("\n".join(_blocks(body, notes)))
    if pictures and not text.strip():
        raise InputError("pictures_only")
    if pictures:
        notes.append(counted("picture_unread", "pictures_unread", pictures))
    return text


def xlsx_text(raw: bytes, notes: list[Message]) -> str:
    """Return the text of an Excel workbook, a row a line."""
    _check_package(raw)
    from geo.documents.spreadsheets import xlsx_text as text_of

    return _tidy(text_of(raw, notes))


def odt_text(raw: bytes, notes: list[Message]) -> str:
    """Return the text of an OpenDocument text, of which LibreOffice makes a DOCX."""
    _check_package(raw)
    from geo.documents.office import as_docx

    return docx_text(as_docx(raw, ".odt", "opendocument"), notes)


def _check_package(raw: bytes) -> None:
    """Refuse a package before it is unpacked: no text, protected, or a bomb."""
    with zipfile.ZipFile(BytesIO(raw)) as package:
        parts = package.infolist()
        names = {part.filename for part in parts}
        mime = b""
        if "mimetype" in names and package.getinfo("mimetype").file_size < _MIME_MAX:
            mime = package.read("mimetype").strip()
    if any(part.flag_bits & 1 for part in parts):
        raise InputError("protected_by_password")
    _check_parts(names, mime)
    # A workbook's sheets are read as streams.
    whole = (part for part in parts if not part.filename.startswith("xl/worksheets/"))
    xml = (part.file_size for part in whole if part.filename.endswith((".xml", ".rels")))
    if (
        len(parts) > MAX_PARTS
        or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES
        or max(xml, default=0) > MAX_PART_BYTES
    ):
        raise InputError("unpacks_too_large", megabytes=MAX_UNPACKED_BYTES // 10**6)


def _check_parts(names: set[str], mime: bytes) -> None:
    """Refuse a package that is neither a DOCX nor an OpenDocument text: say what it is."""
    if mime == b"application/vnd.oasis.opendocument.text" or (
        "[Content_Types].xml" in names and any(name.startswith(("word/", "xl/")) for name in names)
    ):
        return
    if any(name.lower() == "ofd.xml" for name in names):
        raise InputError("ofd_document")
    for mark, what in _PACKAGES:
        if any(name.startswith(mark) for name in names):
            raise InputError("no_report_but", what=what)
    if mime:
        what = "".join(c for c in mime.decode("latin-1")[:80] if c.isprintable())
        raise InputError("zip_no_docx", why=what)
    raise InputError("zip_with_report_in_it")


def compound_text(raw: bytes, notes: list[Message]) -> str:
    """Return the text of an old file of Word or WPS; others of its kind are named."""
    for stream, code in _COMPOUNDS:
        if stream.encode("utf-16-le") in raw:
            raise InputError(code)
    word = raw.find(_WORD_MARK, _SECTOR)
    is_word = _WORD_STREAM in raw and word % _SECTOR == 0
    if is_word and word > 0 and raw[word + 11 : word + 12] and raw[word + 11] & 1:
        raise InputError("protected_by_password")
    from geo.documents.office import as_docx

    if _WORD_STREAM in raw:
        return docx_text(as_docx(raw, ".doc", "old_word"), notes)
    raise InputError("old_office_file")


def rtf_text(raw: bytes, _notes: list[Message]) -> str:
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


def _blocks(body: Any, notes: list[Message]) -> Iterator[str]:
    """Yield the paragraphs' texts in the order in which they begin, and the rows of tables.

    A text box stands inside a paragraph and has paragraphs of its own: a piece of text is its
    nearest paragraph's.
    """
    pieces: dict[Any, list[str]] = {}
    for node in body.iter(f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br", f"{_WORD}cr"):
        if next(node.iterancestors(_FALLBACK, f"{_WORD}tabs"), None) is not None:
            continue
        text = {f"{_WORD}t": node.text or "", f"{_WORD}tab": "\t"}.get(node.tag, "\n")
        pieces.setdefault(next(node.iterancestors(f"{_WORD}p"), None), []).append(text)
    written: set[Any] = set()
    for block in body.iter(f"{_WORD}p", f"{_WORD}tbl"):
        if block in written:
            continue
        if block.tag == f"{_WORD}p":
            yield "".join(pieces.get(block, ()))
        elif rows := _word_rows(block, pieces):
            written.update(block.iter(f"{_WORD}p", f"{_WORD}tbl"))
            yield from lines_of(rows, notes)


def _word_rows(table: Any, pieces: Mapping[Any, list[str]]) -> list[list[str]]:
    """Return the cells of a table of data, nothing for one that lays out a page."""
    rows: list[list[str]] = []
    for row in table.iter(f"{_WORD}tr"):
        if next(row.iterancestors(f"{_WORD}tbl"), None) is not table:
            continue
        cells = [""] * min(_number(row.find(f"{_WORD}trPr/{_WORD}gridBefore")), MAX_COLUMNS)
        for cell in row.iter(f"{_WORD}tc"):
            if next(cell.iterancestors(f"{_WORD}tr"), None) is not row:
                continue
            own = cell.find(f"{_WORD}tcPr")
            merged = None if own is None else own.find(f"{_WORD}vMerge")
            goes_on = merged is not None and merged.get(f"{_WORD}val") != "restart"
            said = (pieces.get(paragraph, ()) for paragraph in cell.iter(f"{_WORD}p"))
            cells.append(DITTO if goes_on else " ".join("".join(text) for text in said))
            width = 1 if own is None else _number(own.find(f"{_WORD}gridSpan"), 1)
            cells += [""] * (min(width, MAX_COLUMNS) - 1)
        rows.append(cells[:MAX_COLUMNS])
    return rows if is_table(rows) else []


def _number(node: Any, usual: int = 0) -> int:
    said = "" if node is None else str(node.get(f"{_WORD}val") or "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else usual


@dataclass(frozen=True, slots=True)
class Line:
    """A line on a page, in points from the lower left corner; ``size`` is a character's width.

    ``is_row`` is true for a table's row, which stands by itself; ``apart`` is the text with its
    wide gaps, empty where it has none.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    is_row: bool = False
    apart: str = ""

    @property
    def size(self) -> float:
        """Mean width of a character."""
        return (self.right - self.left) / max(len(self.text.strip()), 1)


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in their order, and its height in points."""

    height: float
    lines: tuple[Line, ...]


def pdf_text(raw: bytes, notes: list[Message]) -> str:
    """Return the text of a PDF's text layer, its lines joined to paragraphs again.

    What ruled lines enclose is a table: a row is a line, with tabs between its cells.
    """
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PDFIUM_PASSWORD:
            raise InputError("protected_by_password") from error
        raise
    pages, layer, is_chinese = [], 0, False
    for number, page in enumerate(document):
        texts = page.get_textpage()
        layer += texts.count_chars()
        if number < _FONT_PAGES:
            is_chinese = is_chinese or _has_chinese_fonts(texts)
        pages.append(_page(page, texts, notes))
    text = _tidy(reflow(pages))
    letters = [c for c in text if not c.isspace()]
    if not letters:
        if layer > len(pages) * 2:
            raise ScanError(_LYING)
        raise ScanError("pdf_without_text")
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


def scan_text(raw: bytes, _notes: list[Message]) -> str:
    """Return what a text recognition reads on the pages of a PDF, joined to paragraphs."""
    import pypdfium2

    from geo.documents.recognition import recognise

    document = pypdfium2.PdfDocument(raw)
    if len(document) > MAX_SCANNED_PAGES:
        raise InputError("scan_too_long", pages=MAX_SCANNED_PAGES)
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
        raise InputError("scan_without_chinese")
    return text


def _page(page: Any, texts: Any, notes: list[Message]) -> Page:
    """Return the lines of a pypdfium2 page, the rows of its ruled tables among them."""
    glyphs = list(_glyphs(texts))
    if page.get_rotation():
        # Nothing lies where it is seen: lines are read as they come.
        return Page(page.get_height(), tuple(_lines(glyphs)))
    boxes = [glyph for glyph in glyphs if glyph.right > glyph.left and not glyph.text.isspace()]
    tables = ruled_tables(_edges(page), boxes)
    tables = [table for table in tables if is_table(table.rows)]
    if not tables:
        return Page(page.get_height(), tuple(_unruled(list(_lines(glyphs)))))
    outside = [
        glyph
        for glyph in glyphs
        if glyph.right <= glyph.left
        or not any(
            table.holds((glyph.left + glyph.right) / 2, (glyph.bottom + glyph.top) / 2)
            for table in tables
        )
    ]
    lines = _unruled(list(_lines(outside)))
    for table in tables:
        rows = [
            Line(row, table.left, table.right, table.bottom, table.top, is_row=True)
            for row in lines_of(table.rows, notes)
        ]
        below = (at for at, x in enumerate(lines) if not x.is_row and x.top < table.top)
        place = next(below, len(lines))
        lines[place:place] = rows
    return Page(page.get_height(), tuple(lines))


def _edges(page: Any) -> Iterator[Edge]:
    """Yield the ruled lines of a pypdfium2 page."""
    import ctypes

    import pypdfium2.raw as pdfium

    x, y = ctypes.c_float(), ctypes.c_float()
    found = 0
    for drawn in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=_FORMS_WITHIN):
        matrix = drawn.get_matrix()
        first: tuple[float, float] | None = None
        last: tuple[float, float] | None = None
        for number in range(pdfium.FPDFPath_CountSegments(drawn.raw)):
            segment = pdfium.FPDFPath_GetPathSegment(drawn.raw, number)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = matrix.on_point(x.value, y.value)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            ends = [(last, point)] if kind == pdfium.FPDF_SEGMENT_LINETO else []
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                first = point
            if pdfium.FPDFPathSegment_GetClose(segment):
                ends.append((point, first))
            last = point
            for start, end in ends:
                if start and end and (edge := edge_of(*start, *end)):
                    yield edge
                    found += 1
            if found >= MAX_EDGES:
                return


def _glyphs(page: Any) -> Iterator[Glyph]:
    """Yield the characters of a pypdfium2 text page, ends of lines too, with their boxes."""
    import pypdfium2.raw as pdfium

    for index in range(page.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(page.raw, index))
        box = (0.0,) * 4 if character in "\r\n" else page.get_charbox(index, loose=True)
        yield Glyph(character, *box)


def _lines(glyphs: Iterable[Glyph]) -> Iterator[Line]:
    """Yield the lines of a page's characters with their boxes."""
    line: list[Glyph] = []
    last: Glyph | None = None
    for glyph in glyphs:
        is_shown = glyph.right > glyph.left
        if line and (glyph.text in "\r\n" or (is_shown and last and _turns(last, glyph))):
            yield from _line(line)
            line, last = [], None
        if glyph.text not in "\r\n":
            line.append(glyph)
            last = glyph if is_shown else last
    yield from _line(line)


def _turns(last: Glyph, glyph: Glyph) -> bool:
    """Whether a character begins a line: it stands below the last one and left of it."""
    return glyph.top <= last.bottom and glyph.right <= last.left


def _line(glyphs: list[Glyph]) -> Iterator[Line]:
    text = _CONTROLS.sub("", "".join(glyph.text for glyph in glyphs))
    boxes = [glyph for glyph in glyphs if glyph.right > glyph.left]
    if text.strip() and boxes:
        yield Line(
            text,
            min(glyph.left for glyph in boxes),
            max(glyph.right for glyph in boxes),
            min(glyph.bottom for glyph in boxes),
            max(glyph.top for glyph in boxes),
            apart=_apart(glyphs),
        )


def _apart(glyphs: list[Glyph]) -> str:
    """Return a line's text with wide gaps as two blanks; empty where it has less than two."""
    pieces, last = [""], None
    for glyph in glyphs:
        if glyph.right <= glyph.left or glyph.text.isspace():
            pieces[-1] += glyph.text
            continue
        wide = _GAP * (glyph.top - glyph.bottom)
        if last is not None and glyph.left - last.right > wide:
            pieces.append("")
        pieces[-1] += glyph.text
        last = glyph
    pieces = [_CONTROLS.sub("", piece).strip() for piece in pieces]
    # A title whose characters stand apart has no cells.
    is_cells = len(pieces) > 2 and sum(map(len, pieces)) >= 2 * len(pieces)
    return "  ".join(pieces) if is_cells else ""


def _unruled(lines: list[Line]) -> list[Line]:
    """Return a page's lines, those of a table that is not ruled with their cells apart.

    Two lines below one another have wide gaps there; which cell belongs to which column is not
    known.
    """
    return [
        replace(line, text=line.apart, is_row=True)
        if line.apart
        and any(other.apart for other in (*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2]))
        else line
        for at, line in enumerate(lines)
    ]


def reflow(pages: Iterable[Page]) -> str:
    """Return the lines of ``pages`` as text, a paragraph a line, page numbers left out.

    A line goes on in the next where it reaches the right edge of its page, or ends with a
    comma, and the next one is not indented, over the turn of a page too. Rows of tables stand
    by themselves.
    """
    pages = list(pages)
    running = _running(pages)
    bodies = [
        [line for line in page.lines if not _is_margin(line, page, running)] for page in pages
    ]
    widest = max((x.right for body in bodies for x in body if not x.is_row), default=0.0)
    pieces: list[str] = []
    goes_on = False
    for body in bodies:
        prose = [line for line in body if not line.is_row]
        left = min((line.left for line in prose), default=0.0)
        full = max(line.right for line in prose) if len(prose) >= _MIN_LINES else widest
        for line in body:
            if line.is_row:
                pieces += ["\n", line.text] if pieces else [line.text]
                goes_on = False
                continue
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
    return (
        not line.is_row
        and _at_edge(line, page)
        and (text in running or bool(_PAGE_NUMBER.fullmatch(text)))
    )


def _tidy(text: str) -> str:
    """Return ``text`` without control characters, lone surrogates and blank lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    text = _CONTROLS.sub(lambda c: c[0] if c[0] == "\n" else "", text)
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _BLANK_LINES.sub("\n", text).strip("\n") + "\n"


# Each takes the bytes and a list for what is to be said of the reading.
CONVERTERS: Final[Mapping[str, Callable[[bytes, list[Message]], str]]] = {
    "html": html_text,
    "docx": docx_text,
    "xlsx": xlsx_text,
    "odt": odt_text,
    "pdf": pdf_text,
    "scan": scan_text,
    "rtf": rtf_text,
    "compound": compound_text,
}


def main(kind: str, raw: bytes) -> Mapping[str, Any]:
    """Return ``text`` or, where there is none to be had, ``error``: the message that says why.

    ``next`` names the converter that may have more luck, ``notes`` say what is not read.
    """
    notes: list[Message] = []
    try:
        text = CONVERTERS[kind](raw, notes)
        return {"text": text, "notes": [each.as_json() for each in dict.fromkeys(notes)]}
    except ScanError as error:
        from geo.documents.recognition import find_recogniser

        if find_recogniser():
            return {"error": error.message.as_json(), "next": "scan"}
        return {"error": Message("without_tesseract", what=error.message).as_json()}
    except InputError as error:
        return {"error": error.message.as_json()}
    except Exception:  # noqa: BLE001 (each library has many ways to say that a file is broken)
        return {"error": UNREADABLE.as_json()}


if __name__ == "__main__":
    limit_memory(MAX_MEMORY_BYTES)
    sys.stdout.buffer.write(json.dumps(main(sys.argv[1], sys.stdin.buffer.read())).encode())
