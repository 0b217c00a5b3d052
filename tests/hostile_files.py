"""Small files that cost much to read: each made here, so that the tests run everywhere.

A function takes how much it is to be and returns the file's bytes.
"""

import zipfile
import zlib
from io import BytesIO

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
    "</Relationships>"
)


def word_file(body, before=""):
    """A DOCX whose body is this XML."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        document = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
        package.writestr("word/document.xml", before + document)
    return buffer.getvalue()


def paragraphs(count):
    return word_file("<w:p><w:r><w:t>武</w:t></w:r></w:p>" * count)


def empty_texts(count):
    return word_file(f"<w:p>{'<w:r><w:t/></w:r>' * count}</w:p>")


def boxes_in_boxes(depth):
    return word_file("<w:p><w:r><w:pict>" * depth + "</w:pict></w:r></w:p>" * depth)


def entities(levels):
    """The billion laughs: an entity of ten of the last, so many times."""
    names = [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "哈哈哈"}">' for n in range(levels)]
    return word_file(
        f"<w:p><w:r><w:t>&e{levels - 1};</w:t></w:r></w:p>", f"<!DOCTYPE d [{''.join(names)}]>"
    )


def comments(count):
    return b"<!---->" * count + "x武昌建成公园".encode()


def less_than(count):
    return b"<html>" + b"<" * count


def nested(count):
    return b"<html><body>" + b"<div>" * count + "建成中心公园。".encode()


def pdf(content, filters="/Filter/FlateDecode"):
    """A PDF of one page with this content stream."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
        b"<<%s/Length %d>>stream\n%s\nendstream" % (filters.encode(), len(content), content),
    ]
    file = bytearray(b"%PDF-1.7\n")
    places = []
    for number, item in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(file)


def pdf_bomb(megabytes):
    """A PDF whose page unpacks to so much."""
    packer = zlib.compressobj(9)
    content = b"".join(packer.compress(bytes(10**6)) for _ in range(megabytes))
    return pdf(content + packer.flush())


def long_list(size):
    """Text of at most so many bytes that names a site in every few characters."""
    line = "建成青石大桥、柳湾隧道、枫林中学、云杉医院、望江软件园，开工建设清溪变电站。\n"
    raw = ("2023年工作回顾\n" + line * (size // len(line.encode()) + 1)).encode()[:size]
    return raw.decode("utf-8", "ignore").encode()


def blanks(count):
    return "建成中心公园。\n".encode() + b" " * count + "开工。".encode()
