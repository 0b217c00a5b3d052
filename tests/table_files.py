"""Tables as files of every kind. A cell that is merged with the one above is ``UP``, with its left
neighbour ``LEFT``."""

import csv
import html
from io import BytesIO, StringIO

import docx
import openpyxl
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

UP, LEFT = "↑", "←"


def spans(rows):
    """Yield each cell's row, column, text, and how many rows and columns it goes over."""
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell in {UP, LEFT}:
                continue
            right = 1
            while c + right < len(row) and row[c + right] == LEFT:
                right += 1
            down = 1
            while r + down < len(rows) and c < len(rows[r + down]) and rows[r + down][c] == UP:
                down += 1
            yield r, c, cell, down, right


def html_table(rows):
    lines = {}
    for r, _, cell, down, right in spans(rows):
        merged = (f' rowspan="{down}"' if down > 1 else "") + (
            f' colspan="{right}"' if right > 1 else ""
        )
        lines.setdefault(r, []).append(f"<td{merged}><p>{html.escape(cell)}</p></td>")
    return "<table>" + "".join(f"<tr>{''.join(line)}</tr>" for line in lines.values()) + "</table>"


def html_file(rows, before=(), after=()):
    text = [*(f"<p>{line}</p>" for line in before), html_table(rows)]
    text += [f"<p>{line}</p>" for line in after]
    return f"<html><body>{''.join(text)}</body></html>".encode()


def docx_file(rows, before=(), after=()):
    document = docx.Document()
    for line in before:
        document.add_paragraph(line)
    table = document.add_table(len(rows), max(map(len, rows)))
    for r, c, cell, down, right in spans(rows):
        first = table.cell(r, c)
        if down > 1 or right > 1:
            first = first.merge(table.cell(r + down - 1, c + right - 1))
        first.text = cell
    for line in after:
        document.add_paragraph(line)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def workbook(rows, before=(), title="项目"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    fill(sheet, rows, before)
    return book


def fill(sheet, rows, before=()):
    for number, line in enumerate(before, 1):
        sheet.cell(number, 1, line)
        sheet.merge_cells(
            start_row=number, start_column=1, end_row=number, end_column=max(map(len, rows))
        )
    above = len(before) + 1
    for r, c, cell, down, right in spans(rows):
        sheet.cell(above + r, c + 1, cell)
        if down > 1 or right > 1:
            sheet.merge_cells(
                start_row=above + r,
                start_column=c + 1,
                end_row=above + r + down - 1,
                end_column=c + right,
            )


def saved(book):
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xlsx_file(rows, before=(), after=()):
    return saved(workbook([*rows, *([line] for line in after)], before))


def csv_file(rows, separator=",", encoding="utf-8"):
    out = StringIO()
    cells = [["" if cell in {UP, LEFT} else cell for cell in row] for row in rows]
    csv.writer(out, delimiter=separator).writerows(cells)
    return out.getvalue().encode(encoding)


def pdf_file(rows, before=(), after=(), is_ruled=True):
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("song", fontName="STSong-Light", fontSize=9, leading=11, wordWrap="CJK")
    buffer = BytesIO()
    document = SimpleDocTemplate(buffer, pagesize=landscape(A4), invariant=1)
    looks = [("GRID", (0, 0), (-1, -1), 0.5, "black")] if is_ruled else []
    cells = [[""] * max(map(len, rows)) for _ in rows]
    for r, c, cell, down, right in spans(rows):
        cells[r][c] = Paragraph(html.escape(cell), style)
        if down > 1 or right > 1:
            looks.append(("SPAN", (c, r), (c + right - 1, r + down - 1)))
    width = 700 / len(cells[0])
    table = Table(cells, colWidths=[width] * len(cells[0]), style=TableStyle(looks))
    flow = [Paragraph(line, style) for line in before]
    document.build([*flow, table, *(Paragraph(line, style) for line in after)])
    return buffer.getvalue()


FILES = {"html": html_file, "docx": docx_file, "xlsx": xlsx_file, "pdf": pdf_file}
