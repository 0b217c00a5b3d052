"""Files of other kinds: read where a library or a program can, else named with the way out.

All texts and places here are invented.
"""

import contextlib
import socket
import subprocess
import threading
import zipfile
from io import BytesIO

import docx
import pypdfium2
import pytest
from test_inputs import PARAGRAPHS, TEXT, compound, pdf_file, saved, word_file, zipped

from geo.base.errors import InputError
from geo.cli.main import main
from geo.documents import office
from geo.documents.inputs import decode_document
from geo.documents.office import as_docx, find_office, isolation
from geo.documents.recognition import find_recogniser
from geo.documents.signatures import kind_of

with_office = pytest.mark.skipif(
    find_office() is None, reason="LibreOffice is not installed (libreoffice-writer-nogui)"
)
with_recogniser = pytest.mark.skipif(
    find_recogniser() is None, reason="Tesseract with chi_sim is not installed"
)


def refused(raw, name="r.bin"):
    with pytest.raises(InputError) as error:
        decode_document(raw, "r", name)
    said = str(error.value)
    assert "\n" not in said
    assert said.startswith(f"{name}: ")
    return said


def hexed(text, codec):
    return "".join(f"\\'{byte:02x}" for byte in text.encode(codec))


def rtf(body, head=r"\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}}\f0 "):
    return (r"{\rtf1" + head + body + "}").encode("latin-1")


def half_hexed(text, codec):
    """As Word writes it: the second byte as a letter, where it is one."""
    return "".join(
        chr(byte) if byte < 0x80 and chr(byte).isalnum() else f"\\'{byte:02x}"
        for byte in text.encode(codec)
    )


@pytest.mark.parametrize(
    "raw",
    [
        rtf("".join(hexed(p, "gbk") + r"\par " for p in PARAGRAPHS)),
        rtf("".join(half_hexed(p, "gbk") + r"\par " for p in PARAGRAPHS)),
        rtf("".join("".join(rf"\u{ord(c)} ?" for c in p) + r"\par " for p in PARAGRAPHS)),
        rtf("".join(p + r"\par " for p in PARAGRAPHS).encode("gbk").decode("latin-1")),
        b"\xef\xbb\xbf" + rtf("".join(hexed(p, "gbk") + r"\par" + "\r\n" for p in PARAGRAPHS)),
    ],
    ids=["hexadecimal", "second bytes as letters", "Unicode", "bytes as they are", "lines"],
)
def test_rtf_is_read(raw):
    document = decode_document(raw, "r", "r.rtf")
    assert document.text == TEXT
    assert (document.notice, document.is_verbatim) == ("the text of an RTF file", False)


def test_rtf_in_traditional_characters_is_read():
    text = "許功蓋政府工作報告，區政府推動隧道工程。"
    raw = rtf(half_hexed(text, "big5") + r"\par", r"\ansi\ansicpg950\deff0 ")
    assert decode_document(raw, "r", "r.rtf").text == text + "\n"


def test_of_rtf_pictures_and_fields_do_not_count():
    body = hexed("青石桥开工。", "gbk")
    hidden = r"{\*\generator x;}{\pict\pngblip 89504e470d0a}{\info{\title x}}{\footer y}"
    assert decode_document(rtf(hidden + body + r"\par "), "r", "r").text.strip() == "青石桥开工。"


@pytest.mark.parametrize(
    "raw",
    [b"{\\rtf1", b"{\\rtf1 }", b"{\\rtf1" + b"{" * 20_000, b"{\\rtf1\\u99999 x\\bin9}"],
)
def test_a_broken_rtf_ends_in_one_line_or_a_text(raw):
    try:
        text = decode_document(raw, "r", "r.rtf").text
    except InputError as error:
        text = str(error)
    assert text


def test_an_ofd_is_named_with_the_way_out():
    parts = {"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b"<x/>"}
    assert refused(zipped(parts)).endswith(
        "an OFD document cannot be read: open it in WPS or an OFD reader and save it as PDF"
    )


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "a picture (PNG): run a text recognition"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "a picture (JPEG): run a text recognition"),
        (b"II*\0" + bytes(99), "a picture (TIFF): run a text recognition"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a picture: run a text recognition"),
        (b"\x1f\x8b\x08" + bytes(99), "packed (gzip): unpack it"),
        (b"Rar!\x1a\x07\0" + bytes(99), "packed (RAR): unpack it"),
        (b"7z\xbc\xaf'\x1c" + bytes(99), "packed (7z): unpack it"),
        (b"CAJ\0" + bytes(99), "a CAJ document: open it in its reader and print it as PDF"),
        (b"%!PS-Adobe-3.0\n", "PostScript: print it as PDF"),
        (
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n",
            "(MHT): save it as HTML",
        ),
        (b'<?xml version="1.0"?>\n<uof:UOF xmlns:uof="x"/>', "a UOF document: save it as DOCX"),
        (
            b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><w/>',
            "a Word document as XML: save it as DOCX",
        ),
        (compound("Workbook"), "an old Excel workbook (.xls): save it as XLSX"),
        (compound("PowerPoint Document"), "a PowerPoint presentation"),
        (compound("HwpSummaryInformation"), "a Hangul document (HWP): only Chinese is read"),
        (compound("__nameid_version1.0"), "a mail of Outlook"),
        (compound("EncryptedPackage"), "protected with a password"),
        (compound("MatOST"), "an old file of Office or WPS cannot be read: save it as DOCX"),
        (zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "the file is broken"),
        (zipped({"[Content_Types].xml": b"", "ppt/a.xml": b""}), "a PowerPoint presentation"),
        (zipped({"report.docx": b"x"}), "a ZIP file that is no DOCX: unpack it"),
        (zipped({"mimetype": b"application/epub+zip"}), "no DOCX (application/epub+zip)"),
        (zipped({"mimetype": b"\x1b[31m" * 9}), "no DOCX ("),
    ],
)
def test_what_is_known_and_not_read_is_named_with_the_way_out(raw, what):
    assert what in refused(raw)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"%PDF-1.4", "pdf"),
        (b"\0" * 900 + b"%PDF-1.4", "pdf"),
        (b"PK\x03\x04", "docx"),
        (b"\n {\\rtf1", "rtf"),
        (compound("WordDocument"), "compound"),
        ("政府工作报告".encode(), None),
        (b"", None),
        (b"CA", None),
        (b"<?xml version='1.0'?><html>", None),
    ],
)
def test_bytes_say_what_a_file_is(raw, kind):
    assert kind_of(raw) == kind


def without_office(monkeypatch):
    monkeypatch.setattr("geo.documents.office.shutil.which", lambda _: None)


def test_without_libreoffice_old_word_files_are_named_with_the_way_out(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    said = refused(compound("WordDocument"), "r.doc")
    assert said.endswith(
        "an old Word file (.doc) cannot be read: save it as DOCX, or install LibreOffice here"
    )
    parts = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}
    raw = BytesIO()
    with zipfile.ZipFile(raw, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert "an OpenDocument text (.odt) cannot be read: save it as DOCX" in refused(raw.getvalue())


def test_without_a_recogniser_a_scan_says_so(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    said = refused(scan(pdf_file()), "r.pdf")
    assert "no text layer (a scan?): run a text recognition over it" in said
    assert "Tesseract with chi_sim is not installed here" in said


def test_a_protected_word_file_says_so():
    fib = bytearray(b"\xec\xa5" + bytes(30))
    fib[11] |= 1
    raw = bytearray(compound("WordDocument"))
    raw += bytes(-len(raw) % 512) + fib + bytes(480)
    assert refused(bytes(raw), "r.doc").endswith("the file is protected with a password")


def converted(raw, ending, to, tmp_path):
    """Let LibreOffice write a file of an old kind, to have one that is real."""
    (tmp_path / f"in{ending}").write_bytes(raw)
    profile = (tmp_path / "profile").as_uri()
    command = [find_office(), f"-env:UserInstallation={profile}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", to, "--outdir", tmp_path / "out", tmp_path / f"in{ending}"],
        capture_output=True,
        check=True,
    )
    return next((tmp_path / "out").iterdir()).read_bytes()


@with_office
@pytest.mark.parametrize(
    ("to", "notice"),
    [("doc", "the text of a Word file"), ("odt", "the text of an OpenDocument text")],
)
def test_libreoffice_reads_old_word_files_and_opendocument(tmp_path, to, notice):
    raw = converted(saved(word_file()), ".docx", to, tmp_path)
    document = decode_document(raw, "r", f"r.{to}")
    assert document.text == TEXT
    assert document.notice == notice
    # WPS's own ending is another name for the same.
    if to == "doc":
        assert main(["extract", str(put(tmp_path, "r.wps", raw))]) == 0


def put(folder, name, raw):
    path = folder / name
    path.write_bytes(raw)
    return path


@with_office
def test_a_broken_word_file_ends_in_one_line(tmp_path):
    assert "broken or protected: save it as DOCX" in refused(
        compound("WordDocument") + bytes(3000), "r.doc"
    )


def linking_odt(address, section=""):
    """An OpenDocument text with a picture that lies elsewhere, and a section from a file."""
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
    }
    spaces = " ".join(f'xmlns:{short}="{name}"' for short, name in names.items())
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces} office:version="1.2">'
        "<office:body><office:text><text:p>青石桥开工。"
        '<draw:frame text:anchor-type="as-char" svg:width="3cm" svg:height="3cm">'
        f'<draw:image xlink:href="{address}" xlink:type="simple" xlink:actuate="onLoad"/>'
        "</draw:frame></text:p><text:section text:name='s'>"
        f"<text:section-source xlink:href='{section}' xlink:type='simple' xlink:show='embed'/>"
        "<text:p>没有别的。</text:p></text:section>"
        "</office:text></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{space}" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr("META-INF/manifest.xml", manifest)
        package.writestr("content.xml", content)
    return buffer.getvalue()


@with_office
@pytest.mark.parametrize("apart", [True, False], ids=["without a network", "with one"])
def test_libreoffice_asks_nobody(monkeypatch, apart):
    """A file with a picture that lies elsewhere tells nobody that it is read."""
    if not apart:
        monkeypatch.setattr(office, "isolation", tuple)
    asked = []
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:

        def listen():
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    asked.append(connection)
                    connection.close()

        threading.Thread(target=listen, daemon=True).start()
        raw = linking_odt(f"http://127.0.0.1:{server.getsockname()[1]}/picture.png")
        made = as_docx(raw, ".odt", "an OpenDocument text")
        assert "青石桥开工。" in decode_document(made, "r", "r.docx").text
        assert asked == []


@with_office
def test_libreoffice_takes_in_no_other_file(tmp_path):
    other = put(tmp_path, "other.txt", "秘密的文字。".encode())
    raw = linking_odt(other.as_uri(), other.as_uri())
    text = decode_document(raw, "r", "r.odt").text
    assert "青石桥开工。" in text
    assert "没有别的。" in text
    assert "秘密" not in text


@with_office
def test_libreoffice_is_given_up_in_time(monkeypatch):
    monkeypatch.setattr(office, "SECONDS", 0)
    with pytest.raises(InputError, match="takes LibreOffice longer than 0 s"):
        as_docx(compound("WordDocument"), ".doc", "an old Word file")


def test_what_keeps_a_program_apart_runs_it():
    command = [*isolation(), "echo", "here"]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b"here\n"


def scan(raw):
    """Return a PDF of pictures of the pages."""
    pages = [page.render(scale=200 / 72).to_pil() for page in pypdfium2.PdfDocument(raw)]
    buffer = BytesIO()
    pages[0].convert("L").save(
        buffer, "PDF", save_all=True, append_images=[p.convert("L") for p in pages[1:]]
    )
    return buffer.getvalue()


@with_recogniser
def test_a_scan_is_recognised_and_the_notice_says_so(capsys, tmp_path):
    path = put(tmp_path, "r.pdf", scan(pdf_file(per_page=22)))
    assert main(["build", str(path), "-o", str(tmp_path / "out" / "r.geojson")]) == 0
    said = capsys.readouterr().err
    assert f"geo: {path}: recognised text of a scanned PDF: expect misread characters\n" in said
    text = (tmp_path / "out" / "r.txt").read_text(encoding="utf-8")
    assert "青石大桥建成通车" in text
    assert "云杉医院新院区" in text
    assert "— 1 —" not in text


@with_recogniser
def test_a_scan_without_text_says_both():
    buffer = BytesIO()
    docx.Document()
    from PIL import Image

    Image.new("L", (800, 1100), 255).save(buffer, "PDF")
    said = refused(buffer.getvalue(), "r.pdf")
    assert "no text layer (a scan?)" in said
    assert "its pages show no Chinese that can be recognised" in said


def lying_pdf(to_unicode, text="hello park completed and opened here and there"):
    """A PDF whose font says of its letters that they are other characters."""
    stream = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange "
        f"<00><FF> endcodespacerange 1 beginbfrange <00><FF><{to_unicode:04X}> endbfrange "
        "endcmap end end"
    )
    content = f"BT /F 12 Tf 50 700 Td ({text}) Tj ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>>>"
            "/Contents 4 0 R>>"
        ),
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
    ]
    body, places = "%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        f"{body}xref\n0 7\n0000000000 65535 f \n{table}trailer<</Size 7/Root 1 0 R>>\n"
        f"startxref\n{len(body)}\n%%EOF"
    ).encode()


@pytest.mark.parametrize("first", [0x4E00, 0x7000, 0xE000], ids=hex)
def test_a_pdf_whose_fonts_lie_says_so(monkeypatch, first):
    monkeypatch.setenv("PATH", "/nowhere")
    said = refused(lying_pdf(first), "r.pdf")
    assert "the PDF's fonts do not say which characters they show" in said


def test_a_pdf_in_english_is_not_said_to_lie():
    text = "hello park completed and opened here and there"
    assert decode_document(lying_pdf(0x0000), "r", "r.pdf").text.strip() == text
