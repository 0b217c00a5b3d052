"""The files that are kept beside the project because they hurt: each is read, or said what it is.

Small ones of each kind are made in the other tests too; here are the very files, where they lie.
"""

from pathlib import Path

import pytest

from geo.base.paths import ROOT
from geo.base.printable import is_hidden
from geo.cli.main import main
from geo.documents.inputs import read_document
from geo.jobs.pool import Pool, Size
from geo.page.reading import said_of, upload_task

FOLDER = ROOT.parent / "shared" / "attack"

READ = {
    "big5.txt": "read as Big5",
    "utf16be_nobom.txt": "read as UTF-16 without a mark",
    "utf16le_nobom.txt": "read as UTF-16 without a mark",
    "rlo.txt": "",
    "tags.txt": "",
    "combining.txt": "",
    "script.html": "the text of an HTML page",
    "iframe.html": "the text of an HTML page",
}
REFUSED = {
    "euckr.txt": "Korean text (EUC-KR): only Chinese is read",
    "sjis.txt": "Japanese text (Shift-JIS): only Chinese is read",
    "nul.txt": "the file is binary, no text",
    "ansi.txt": "full of a terminal's escape sequences",
    "enc_user.pdf": "the file is protected with a password",
    "wrongtouni.pdf": "the PDF's fonts do not say which characters they show",
    "README.md": "text in Latin letters (English?): only Chinese is read",
}


# Those that cost much, and what their reading ends with in a worker of the page: a report, a line
# about the file, or a limit.
COSTLY = {
    "comments40.html": {"done", "input"},
    "comments300.html": {"done", "input"},
    "spaces40k.txt": {"done", "input"},
    "flatebomb300.pdf": {"memory", "time"},
    "manyp.docx": {"done", "input", "memory", "time", "mentions", "text"},
    "lt.html": {"done", "input", "memory", "time"},
    "fallback.docx": {"done", "input"},
    "emptyt.docx": {"done", "input", "memory", "time"},
    "bomb29.docx": {"done", "input", "memory", "time"},
    "lol.docx": {"input"},
    "xxe_file.docx": {"input"},
    "xxe_http.docx": {"input"},
    "deepspan.html": {"done", "input"},
}
PATIENCE = 300


def path_of(name):
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"{Path('..') / 'shared' / 'attack' / name} is not here")
    return path


def run(capsys, *arguments):
    code = main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    for line in [*out.splitlines(), *err.splitlines()]:
        assert not any(map(is_hidden, line))
    return code, out, err


@pytest.mark.parametrize("name", READ)
def test_it_is_read_and_nothing_hidden_in_it_is_sent_to_a_terminal(capsys, tmp_path, name):
    path = path_of(name)
    document = read_document(path)
    assert document.notice == READ[name]
    assert "公园" in document.text or "公園" in document.text
    assert run(capsys, "extract", path)[0] in {0, 2}
    code, _, err = run(capsys, "build", path, "-o", tmp_path / "out" / "a.geojson")
    assert code in {0, 2}
    assert all(line.startswith("geo: ") for line in err.splitlines())


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("command", ["build", "extract"])
def test_it_is_said_to_be_what_it_is(capsys, tmp_path, name, command):
    path = path_of(name)
    output = ["-o", tmp_path / "out" / "a.geojson"] if command == "build" else []
    code, out, err = run(capsys, command, path, *output)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert err.startswith(f"geo: {path}: ")
    assert REFUSED[name] in err
    assert not (tmp_path / "out").exists()


@pytest.fixture
def pool():
    one = Pool(Size(workers=1))
    yield one
    one.close()


@pytest.mark.parametrize("name", COSTLY)
def test_a_worker_reads_it_or_says_in_one_line_why_not(pool, name):
    job = pool.submit(upload_task(path_of(name).read_bytes(), name))
    assert job.wait(PATIENCE)
    ended = job.failure.code if job.failure else job.state
    assert ended in COSTLY[name]
    if job.failure:
        assert "root:" not in job.failure.what
        assert len(said_of(job.failure, "zh").splitlines()) == 1
    else:
        assert "root:" not in job.result["text"]


def test_each_file_there_is_one_of_these():
    path_of("README.md")
    names = {path.name for path in FOLDER.iterdir()}
    # The shapes are tried by tests/growth.py, which makes them itself.
    assert names - {"shapes.json"} == READ.keys() | REFUSED.keys() | COSTLY.keys()
