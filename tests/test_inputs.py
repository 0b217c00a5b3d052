"""Files of every kind become text; what cannot be read ends in one clear line.

All texts and places here are invented.
"""

import json
import zipfile
from hashlib import sha256
from io import BytesIO

import docx
import pytest
from docx.oxml import OxmlElement
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from geo.base.errors import InputError
from geo.building.kept_text import keep_text
from geo.cli.main import main
from geo.documents import conversion, inputs
from geo.documents.conversion import Line, Page, reflow
from geo.documents.inputs import Document, decode_document, read_document
from geo.documents.report import read_report

PARAGRAPHS = [
    "政府工作报告",
    "——2024年1月8日在青石市柳湾区第三届人民代表大会第四次会议上",
    "各位代表：",
    "一、2023年工作回顾",
    (
        "2023年，我们推动青石大桥建成通车，柳湾隧道主体结构封顶，新建枫林中学、云杉医院，"
        "引进望江软件园、K11等12个项目，总投资35.6亿元，启动麦田片区征收，项目数居全市首位。"
    ),
    (
        "城区面貌持续刷新。完成柳湾小学二期改造，芦苇荡公园对外开放，白鹭路、松涛路全线贯通，"
        "清溪变电站投入运行，居民出行和用电条件明显改善。"
    ),
    "二、2024年重点工作安排",
    "2024年，我们将开工建设云杉医院新院区，力争青石大桥二期年底前开工。",
]
TEXT = "\n".join(PARAGRAPHS) + "\n"
NAMES = ("青石大桥", "柳湾隧道", "枫林中学", "云杉医院新院区", "清溪变电站")


def run(capsys, command, report, *arguments):
    """Run a command without a gazetteer: none knows these places."""
    places = ["--places", report.parent / "no-places"]
    code = main([str(a) for a in (command, report, *arguments, *places)])
    out, err = capsys.readouterr()
    return code, out, err


def save(tmp_path, name, raw):
    path = tmp_path / name
    path.write_bytes(raw)
    return path


def page(body, charset="utf-8"):
    """A district site's page: menus, a trail, a share bar, links and a footer around ``body``."""
    menu = "".join(
        f'<li><a href="/{n}">{word}</a></li>'
        for n, word in enumerate(["首页", "政务公开", "互动交流", "魅力柳湾", "专题：龙门大厦招商"])
    )
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="{charset}"><title>政府工作报告</title>'
        f'<script>var a = "<p>银杏大厦</p>";</script></head><body><div class="nav"><ul>{menu}</ul>'
        '</div><div class="crumb">当前位置：<a href="/">首页</a> &gt; 报告</div>'
        f'<div class="article"><h1>政府工作报告</h1><div class="TRS_Editor">{body}</div>'
        '<div class="share">分享到：微信 微博</div><div class="relate"><h3>相关链接</h3><ul><li>'
        '<a href="/x">金桂广场开业</a></li></ul></div></div><div class="footer"><p>主办单位：柳湾区'
        "政府办公室 地址：政务大厦</p><p>ICP备00000000号</p></div></body></html>"
    )


def word_file(paragraphs=PARAGRAPHS):
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.sections[0].header.paragraphs[0].text = "页眉：会议文件"
    return document


def saved(document):
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pdf_file(paragraphs=PARAGRAPHS, width=24, per_page=6, **options):
    """A PDF set as such reports are: first lines indented, page numbers at the foot."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = BytesIO()
    sheet = canvas.Canvas(buffer, pagesize=A4, invariant=1, **options)
    lines = []
    for paragraph in paragraphs:
        first, rest = paragraph[: width - 2], paragraph[width - 2 :]
        lines.append((32, first))
        lines += [(0, rest[i : i + width]) for i in range(0, len(rest), width)]
    for number, start in enumerate(range(0, max(len(lines), 1), per_page), 1):
        sheet.setFont("STSong-Light", 16)
        for row, (indent, line) in enumerate(lines[start : start + per_page]):
            sheet.drawString(90 + indent, 740 - 28 * row, line)
        if lines:
            sheet.drawCentredString(297, 60, f"— {number} —")
        sheet.rect(80, 100, 10, 10)
        sheet.showPage()
    sheet.save()
    return buffer.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        ("青石桥\u3000开工。\n" * 30 + "\x02\n").encode(),
    ],
)
def test_utf8_text_is_taken_byte_for_byte(tmp_path, raw):
    document = read_document(save(tmp_path, "report.txt", raw))
    assert document.text.encode() == raw
    assert (document.id, document.is_verbatim, document.notice) == ("report", True, "")


@pytest.mark.parametrize(
    ("raw", "notice"),
    [
        (TEXT.encode("gb18030"), "read as GB18030"),
        ("青石桥".encode("gbk"), "read as GB18030"),
        (TEXT.encode("utf-16"), "read as UTF-16"),
        (TEXT.encode("utf-16-le"), "read as UTF-16 without a mark"),
    ],
)
def test_other_encodings_are_read_with_a_notice(raw, notice):
    document = decode_document(raw, "report", "report.txt")
    codec = "gb18030" if "GB" in notice else "utf-16-le" if "mark" in notice else "utf-16"
    assert document.text == raw.decode(codec)
    assert (document.notice, document.is_verbatim) == (notice, False)


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"<p>\u3000\u3000{p}</p>" for p in PARAGRAPHS),
        "".join(f'<p><span style="x">{p[:9]}</span><b>{p[9:]}</b></p>' for p in PARAGRAPHS),
        "".join(f"<div>{p}</div>" for p in PARAGRAPHS),
        "<br>\u3000\u3000".join(PARAGRAPHS),
        "<table><tr><td>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS) + "</td></tr></table>",
    ],
    ids=["p", "span", "div", "br", "layout table"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_of_a_page_the_report_is_left_without_menus_and_footers(tmp_path, body, encoding):
    raw = page(body, "gb2312" if encoding == "gb18030" else "utf-8").encode(encoding)
    text = read_document(save(tmp_path, "report.html", raw)).text
    lines = [line.strip() for line in text.splitlines()]
    assert [line for line in lines if line in PARAGRAPHS[1:]] == PARAGRAPHS[1:]
    for other in ("龙门大厦", "银杏大厦", "金桂广场", "政务大厦", "ICP", "当前位置", "微信"):
        assert other not in text


@pytest.mark.parametrize("comments", ["<!-- 9 -->\n" * 9, "<!---->" * 300, f"<!--{'x' * 9000}-->"])
def test_a_page_behind_comments_is_a_page(comments):
    whole = page("".join(f"<p>{p}</p>" for p in PARAGRAPHS))
    bare = decode_document(whole.encode(), "report", "report.txt")
    found = decode_document((comments + whole).encode(), "report", "report.txt")
    assert (found.text, found.notice) == (bare.text, "the text of an HTML page")


def test_a_page_with_a_cut_character_is_still_read():
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    raw = page(body, "gb2312").encode("gb18030").replace("居全市".encode("gb18030"), b"\xff", 1)
    assert PARAGRAPHS[-1] in decode_document(raw, "report", "report.html").text


def test_a_docx_gives_its_paragraphs_in_order():
    assert decode_document(saved(word_file()), "r", "r.docx").text == TEXT


def test_of_a_docx_tables_and_insertions_count_and_deletions_do_not():
    document = word_file(["青石大桥开工。"])
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "柳湾隧道", "2024年"
    last = document.add_paragraph("建成")
    inserted, deleted = OxmlElement("w:ins"), OxmlElement("w:del")
    run = last.add_run("枫林中学。")._r
    last._p.append(inserted)
    inserted.append(run)
    gone = OxmlElement("w:r")
    words = OxmlElement("w:delText")
    words.text = "银杏大厦"
    gone.append(words)
    deleted.append(gone)
    last._p.append(deleted)
    text = decode_document(saved(document), "r", "r.docx").text
    assert text == "青石大桥开工。\n柳湾隧道\n2024年\n建成枫林中学。\n"


def test_a_pdfs_lines_become_paragraphs_again_over_the_turn_of_a_page():
    document = decode_document(pdf_file(), "r", "r.pdf")
    assert document.text == TEXT
    assert document.notice == "the text of a PDF"


def test_reflow_drops_what_stands_at_the_head_and_foot_of_every_page():
    pages = [
        Page(
            800,
            (
                Line("会议文件", 300, 340, 770, 780),
                Line(f"第{n}段的文字写到这一行的右端", 80, 500, 400, 410),
                Line("Green", 80, 480, 380, 390),
                Line("Hill中学。2023", 80, 300, 360, 370),
                Line(f"第 {n} 页 共 4 页", 280, 320, 30, 40),
            ),
        )
        for n in range(1, 5)
    ]
    assert reflow(pages) == "\n".join(
        f"第{n}段的文字写到这一行的右端Green Hill中学。2023" for n in range(1, 5)
    )


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        ("a.txt", lambda: b"", "the report is empty"),
        ("a.txt", lambda: b"\n \n", "the report is empty"),
        ("a.txt", lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe", "a picture (PNG)"),
        ("a.txt", lambda: b"\x7fELF\2\1\1\0\xff\xfe\0\0\1", "the file is binary"),
        ("a.txt", "青石桥\0开工".encode, "the file is binary"),
        ("a.txt", lambda: bytes(range(1, 9)) * 9, "the file is binary"),
        ("a.txt", lambda: b"a" * 10_000_001, "more than 10 MB of text"),
        ("a.html", lambda: b"<html><body></body></html>", "the HTML page holds no text"),
        ("a.pdf", pdf_file, None),
        ("a.pdf", lambda: pdf_file([]), "no text layer"),
        ("a.pdf", lambda: pdf_file(encrypt="secret"), "protected with a password"),
        ("a.pdf", lambda: pdf_file()[:300], "the file is broken"),
        ("a.pdf", lambda: b"%PDF-1.7\n", "the file is broken"),
        ("a.docx", lambda: saved(word_file([])), "the report is empty"),
        ("a.docx", lambda: saved(word_file())[:4000], "the file is broken"),
        ("a.docx", lambda: zipped({"mimetype": b"x"}), "no DOCX"),
        ("a.docx", lambda: bomb("word/document.xml", 31), "unpacks to more than"),
        ("a.docx", lambda: bomb("word/media/a.png", 201), "unpacks to more than"),
        ("a.docx", lambda: compound("EncryptedPackage"), "protected with a password"),
        ("a.doc", lambda: compound("Contents"), "save it as DOCX"),
        ("a.xls", lambda: compound("Workbook"), "an old Excel workbook"),
    ],
)
@pytest.mark.parametrize("command", ["build", "extract"])
def test_what_cannot_be_read_ends_with_2_and_one_line(
    capsys, tmp_path, command, name, make, message
):
    path = save(tmp_path, name, make())
    atlas = tmp_path / "out" / "a.geojson"
    code, out, err = run(capsys, command, path, *(["-o", atlas] if command == "build" else []))
    if message is None:
        assert code == 0
        return
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err
    assert name in err
    assert not atlas.parent.exists()


def zipped(parts):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def bomb(part, megabytes):
    return zipped({"[Content_Types].xml": b"<Types/>", part: b" " * (megabytes * 10**6)})


def compound(stream):
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512 + stream.encode("utf-16-le")


def test_a_protected_part_of_a_zip_says_so():
    raw = bytearray(zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"x"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + offset] |= 1
    with pytest.raises(InputError, match="protected with a password"):
        decode_document(bytes(raw), "r", "r.docx")


def test_a_file_beyond_the_limit_is_not_read_whole(tmp_path):
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.truncate(inputs.MAX_FILE_BYTES * 100)
    with pytest.raises(InputError, match="the file is larger than 50 MB"):
        read_document(path)


def test_a_file_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(inputs, "MAX_SECONDS", 0)
    with pytest.raises(InputError, match="takes longer than 0 s to read"):
        decode_document(pdf_file(), "r", "r.pdf")


def test_a_crash_of_the_reader_ends_as_one_line(monkeypatch):
    monkeypatch.setattr(inputs.sys, "executable", "/bin/false")
    with pytest.raises(InputError, match=r"r\.pdf: the file is broken"):
        decode_document(pdf_file(), "r", "r.pdf")


@pytest.mark.parametrize("path", ["none.txt", ".", "nul\0.txt"])
def test_a_path_that_is_no_file_is_named(tmp_path, path):
    with pytest.raises(InputError, match="cannot read the report"):
        read_document(tmp_path / path)


@pytest.mark.parametrize(
    "text",
    ["The council opened a bridge and two schools this year", "我们推动经济平稳健康运行" * 40],
    ids=["English", "without punctuation"],
)
@pytest.mark.parametrize("command", ["build", "extract"])
def test_english_and_text_without_punctuation_end_in_one_line(capsys, tmp_path, command, text):
    path = save(tmp_path, "r.txt", text.encode())
    out = ["-o", tmp_path / "a.geojson"] if command == "build" else []
    code, _, err = run(capsys, command, path, *out)
    why = "text in Latin letters (English?): only Chinese is read"
    why = why if text.isascii() else "the report names no site"
    assert (code, err) == (2, f"geo: {path}: {why}\n")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("r.txt", lambda: TEXT.encode("gb18030")),
        ("r.html", lambda: page("".join(f"<p>{p}</p>" for p in PARAGRAPHS)).encode()),
        ("r.docx", lambda: saved(word_file())),
        ("r.pdf", pdf_file),
    ],
    ids=["GB18030", "HTML", "DOCX", "PDF"],
)
def test_a_build_keeps_the_text_that_its_offsets_count_in(capsys, tmp_path, name, make):
    path = save(tmp_path, name, make())
    atlas = tmp_path / "out" / "r.geojson"
    code, _, err = run(capsys, "build", path, "-o", atlas)
    assert (code, err.count("\n")) == (0, 4)
    built = json.loads(atlas.read_text(encoding="utf-8"))
    kept = (tmp_path / "out" / "r.txt").read_bytes()
    assert built["report"]["sha256"] == sha256(kept).hexdigest()
    text = kept.decode()
    found = set()
    for feature in built["features"]:
        for mention in feature["properties"]["mentions"]:
            assert text[mention["start"] : mention["end"]] == mention["text"]
            found.add(mention["text"])
    assert found.issuperset(NAMES)
    assert read_report(tmp_path / "out" / "r.txt").text == text

    first = atlas.read_bytes()
    assert run(capsys, "build", path, "-o", atlas)[0] == 0
    assert atlas.read_bytes() == first


def test_extract_writes_the_text_where_it_is_told(capsys, tmp_path):
    path, text = save(tmp_path, "r.pdf", pdf_file()), tmp_path / "text.txt"
    code, out, err = run(capsys, "extract", path, "--text", text)
    assert (code, err) == (0, f"geo: {path}: the text of a PDF\n")
    for line in out.splitlines():
        row = json.loads(line)
        assert text.read_text(encoding="utf-8")[row["start"] : row["end"]] == row["text"]
    text.write_text("something of mine", encoding="utf-8")
    code, out, err = run(capsys, "extract", path, "--text", text)
    assert (code, out) == (2, "")
    assert "already there" in err


def test_a_utf8_text_needs_no_copy(tmp_path):
    document = Document("r", TEXT, "r.txt")
    assert keep_text(document, tmp_path / "a.geojson") is None
    assert list(tmp_path.iterdir()) == []


def test_a_build_never_replaces_the_report_or_another_text(capsys, tmp_path):
    raw = TEXT.encode("gb18030")
    path, atlas = save(tmp_path, "r.txt", raw), tmp_path / "r.geojson"
    code, _, err = run(capsys, "build", path, "-o", atlas)
    assert (code, err.count("\n")) == (2, 1)
    assert "where another file lies" in err
    assert path.read_bytes() == raw
    assert not atlas.exists()


def test_a_changed_report_replaces_the_text_of_its_own_atlas(capsys, tmp_path):
    path, atlas = save(tmp_path, "r.docx", saved(word_file())), tmp_path / "out" / "r.geojson"
    assert run(capsys, "build", path, "-o", atlas)[0] == 0
    path.write_bytes(saved(word_file([*PARAGRAPHS, "柳湾隧道年底通车。"])))
    assert run(capsys, "build", path, "-o", atlas)[0] == 0
    kept = (tmp_path / "out" / "r.txt").read_text(encoding="utf-8")
    assert kept.endswith("柳湾隧道年底通车。\n")


class _Done:
    def __init__(self, answer):
        self.stdout = json.dumps(answer).encode()


@pytest.fixture
def at_once(monkeypatch):
    """Convert in this process, so that many small files take no time."""

    started = inputs.subprocess.run

    def convert(command, **options):
        if "input" not in options:
            # Whether a text recognition is there.
            return started(command, **options)
        return _Done(conversion.main(command[-1], options["input"]))

    monkeypatch.setattr(inputs.subprocess, "run", convert)


MARKS = [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html><body><p>", b"\xff\xfe", b"\xd0\xcf\x11\xe0"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    mark=st.sampled_from(MARKS), raw=st.binary(max_size=400), name=st.sampled_from(["a", ".htm"])
)
def test_any_bytes_are_a_text_or_one_clear_error(at_once, mark, raw, name):
    check(mark + raw, f"r{name}")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_a_text_or_one_clear_error(at_once, data):
    raw = bytearray(data.draw(st.sampled_from(WHOLE)))
    start = data.draw(st.integers(0, len(raw) - 1))
    raw[start : start + data.draw(st.integers(0, 200))] = data.draw(st.binary(max_size=20))
    check(bytes(raw), "r.html")


WHOLE = [pdf_file(), saved(word_file()), page(f"<p>{TEXT}</p>").encode("gb18030")]


def check(raw, where):
    error = None
    try:
        document = decode_document(raw, "r", where)
    except InputError as refused:
        error = str(refused)
    if error is None:
        assert document.text.strip()
        assert document.text.encode().decode() == document.text
    else:
        assert error.startswith(where)
        assert "\n" not in error
