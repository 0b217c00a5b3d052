"""Files with odd names and of odd kinds: told in one line each, and none waited for."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from many import build_into, files_in, nobody, write_reports

from geo.base.errors import InputError
from geo.base.files import read_regular
from geo.base.paths import ROOT
from geo.base.printable import LINE_MAX, is_hidden, json_line, printable
from geo.cli.main import main
from geo.documents.inputs import read_document, report_id
from geo.many.folder import FolderStore
from geo.many.identity import slug_of
from geo.many.reports import find_reports
from geo.model.atlas import checked_atlas

TEXT = "2023年，我们推动青石大桥建成通车，新建枫林中学。\n"
HIDDEN = ["\n", "\r", "\t", "\x1b[31m", "\x07", "\x7f", "\x9b", "\u202e", "\u2066", "\u200b"]
HIDDEN += ["\u2028", "\ufeff", "\U000e0041", "\udcff", "\u3164", "\u00ad"]
NAMES = [
    b"bad\xff.txt",
    b"gbk\xb1\xa8\xb8\xe6.txt",
    b"line\nbreak.txt",
    b"return\r.txt",
    b"escape\x1b[31m\x1b]0;title\x07.txt",
    "rlo\u202etxt.exe.txt".encode(),
    "tags\U000e0041\U000e0042.txt".encode(),
    ("accents" + "\u0301" * 90 + ".txt").encode(),
    b"-rf.txt",
    b"--output=x.txt",
    b" .txt",
    b"%s{0}$(id)`id`.txt",
    b"a'b\"c;.txt",
    b"c1\xc2\x9b31m.txt",
    b"n" * 251 + b".txt",
    b"\xff" * 251 + b".txt",
    ("汉" * 83 + ".txt").encode(),
    b"CON.txt",
    b"..two.txt"[1:] if os.name == "nt" else b"two..txt",
]


def run(capsys, *arguments):
    code = main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, out, [line for line in err.splitlines() if line.startswith("geo: ")]


def put(folder, name, content=TEXT):
    path = folder / os.fsdecode(name)
    path.write_text(content, encoding="utf-8")
    return path


def is_plain(text):
    return not any(is_hidden(c) for c in text.replace("\n", ""))


@given(st.text(st.characters(exclude_categories=[])))
def test_anything_is_printed_in_one_line_that_hides_nothing(text):
    line = printable(text)
    assert is_plain(line)
    assert "\n" not in line
    assert len(line) <= LINE_MAX
    assert line.encode().decode() == line
    assert printable(line) == line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("政府工作报告\u3000（2021年）.txt", "政府工作报告\u3000（2021年）.txt"),
        ("Nguyễn Văn é ẫ", "Nguyễn Văn é ẫ"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x1b[31m\x9b", r"\x1b[31m\x9b"),
        ("\u202egpj\u2066", r"\u202egpj\u2066"),
        ("\U000e0041", r"\U000e0041"),
        (os.fsdecode(b"bad\xff"), r"bad\xff"),
        ("e" + "\u0301" * 8, "e" + "\u0301" * 6 + r"\u0301\u0301"),
        ("葛\U000e0100", "葛\U000e0100"),
    ],
)
def test_what_is_seen_stays_and_what_is_not_is_written_out(text, shown):
    assert printable(text) == shown


@given(st.text(st.characters(exclude_categories=[])))
def test_a_line_of_json_hides_nothing_and_means_the_same(text):
    line = json_line({"text": text})
    assert is_plain(line)
    assert "\n" not in line
    # JSON has no half characters beside each other: two make one.
    assert json.loads(line) == json.loads(json.dumps({"text": text}))


@given(st.binary(min_size=1, max_size=255).filter(lambda raw: not {0, 47} & set(raw)))
def test_any_name_makes_an_id_that_names_a_file_and_a_folder(raw):
    name = report_id(os.fsdecode(raw))
    assert is_plain(name)
    assert 0 < len((name + ".draft.json").encode()) <= 255
    assert "/" not in name
    assert slug_of(name).isascii()
    assert report_id(name + ".txt") == unicodedata.normalize("NFC", name)
    about = {"id": name, "title": "", "place": None, "date": None, "sha256": "0" * 64}
    checked_atlas({"type": "FeatureCollection", "report": about, "features": []}, "a test")


def test_plain_names_are_ids_as_they_are():
    for name in ("wuchang-2021", "上海-2024", "第1季度 (终稿)", "增长5%", "a.b"):
        assert report_id(f"{name}.txt") == name


def test_reports_of_any_name_are_built_and_found_finished_again(capsys, tmp_path):
    reports = tmp_path / "reports"
    reports.mkdir()
    for number, name in enumerate(NAMES):
        put(reports, name, TEXT * (number + 1))
    out = tmp_path / "atlas"
    code, stdout, lines = run(capsys, "build", reports, "-o", out, "--geojson", tmp_path / "a.json")
    assert (code, stdout) == (0, "")
    assert lines == [f"geo: {len(NAMES)} reports built, 0 finished before, 0 failed: {out}"]
    first = files_in(out)
    assert len(first) == 2 * len(NAMES)
    assert all(name.isascii() and name.isprintable() for name in first)
    again = build_into(out, find_reports([reports]).reports, nobody)
    assert len(again.finished_before) == len(NAMES)
    assert files_in(out) == first
    assert sorted(r["id"] for r in FolderStore(out).reports()) == sorted(again.finished_before)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
@pytest.mark.parametrize("command", ["build", "extract", "review"])
def test_a_report_of_any_name_is_told_of_in_one_printable_line(capsys, tmp_path, name, command):
    path = put(tmp_path, name, "\0")
    arguments = [
        command,
        path,
        *(["-o", tmp_path / "o" / "a.geojson"] if command == "build" else []),
    ]
    code, _, lines = run(capsys, *arguments)
    assert code == 2
    assert len(lines) == 1
    assert is_plain(lines[0])


def test_failures_with_odd_names_are_listed_and_the_rest_is_finished(capsys, tmp_path):
    reports = tmp_path / "reports"
    reports.mkdir()
    good = write_reports(reports, 2)
    for name in NAMES:
        put(reports, name, "\0")
    out = tmp_path / "atlas"
    code, _, lines = run(capsys, "build", reports, "-o", out)
    assert code == 2
    assert len(lines) == len(NAMES) + 1
    assert all("geo: failed: " in line for line in lines[:-1])
    assert all(is_plain(line) for line in lines)
    assert lines[-1] == f"geo: 2 reports built, 0 finished before, {len(NAMES)} failed: {out}"
    assert {r["id"] for r in FolderStore(out).reports()} == {p.stem for p in good}


def test_names_that_look_the_same_are_not_mixed_up(tmp_path):
    names = [unicodedata.normalize(form, "café") + ".txt" for form in ("NFC", "NFD")]
    for name in names:
        put(tmp_path, name.encode())
    found = find_reports([tmp_path])
    summary = build_into(tmp_path / "atlas", found.reports)
    assert summary.built == ["café"]
    assert len(summary.failed) == 1
    assert "has the same name, 'café'," in summary.failed[0].message


@pytest.fixture
def odd(tmp_path):
    """A folder with two reports among what is none, and what lies outside of it."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(TEXT, encoding="utf-8")
    (outside / "deep").mkdir()
    (outside / "deep" / "far.txt").write_text(TEXT, encoding="utf-8")
    folder = tmp_path / "reports"
    (folder / "inner").mkdir(parents=True)
    (folder / "_kept").mkdir()
    (folder / "_kept" / "kept.txt").write_text(TEXT, encoding="utf-8")
    write_reports(folder, 1)
    (folder / "inner" / "other.txt").write_text(TEXT, encoding="utf-8")
    os.mkfifo(folder / "fifo.txt")
    os.mkfifo(folder / "fifo")
    (folder / "out.txt").symlink_to(outside / "secret.txt")
    (folder / "folder-out").symlink_to(outside)
    (folder / "null.txt").symlink_to("/dev/null")
    (folder / "nowhere.txt").symlink_to("nothing")
    (folder / "circle.txt").symlink_to("circle.txt")
    (folder / "inner" / "up").symlink_to("..")
    (folder / "inner" / "self").symlink_to(".")
    (folder / "a-link.txt").symlink_to("inner/other.txt")
    (folder / "to-kept").symlink_to("_kept")
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as server:
        here = os.open(folder, os.O_RDONLY)
        server.bind(f"/proc/self/fd/{here}/socket.txt")
        os.close(here)
        yield folder


def said(found, folder):
    return {
        m.message.removeprefix(f"{folder}/").split(": ", 1)[0]: m.message.split(": ", 1)[1]
        for m in found.failed
    }


def test_in_a_folder_only_its_own_regular_files_count(odd):
    found = find_reports([odd])
    names = [str(path.relative_to(odd)) for path in found.reports]
    assert names == ["district-0.txt", "inner/other.txt", "to-kept/kept.txt"]
    out = "the link leads out of the folder (--follow-links follows it)"
    assert said(found, odd) == {
        "fifo.txt": "the report is a FIFO, no regular file",
        "socket.txt": "the report is a socket, no regular file",
        "out.txt": out,
        "folder-out": out,
        "null.txt": out,
        "nowhere.txt": "the link leads nowhere",
        "circle.txt": "the link leads in a circle",
    }


def test_links_are_followed_where_that_is_asked_for(odd):
    found = find_reports([odd], follow_links=True)
    names = {path.name for path in found.reports}
    assert names == {"district-0.txt", "other.txt", "kept.txt", "secret.txt", "far.txt"}
    assert said(found, odd)["null.txt"] == "the report is a device, no regular file"


def test_the_run_over_such_a_folder_ends_and_holds_nothing_from_outside(capsys, odd, tmp_path):
    out = tmp_path / "atlas"
    code, _, lines = run(capsys, "build", odd, "-o", out)
    assert code == 2
    assert lines[-1] == f"geo: 3 reports built, 0 finished before, 7 failed: {out}"
    assert {r["id"] for r in FolderStore(out).reports()} == {"district-0", "kept", "other"}


@pytest.mark.parametrize("command", ["build", "extract", "review"])
@pytest.mark.parametrize("kind", ["fifo", "device", "link", "folder"])
def test_a_report_that_is_no_file_is_refused_and_not_waited_for(capsys, tmp_path, command, kind):
    path = tmp_path / "report.txt"
    match kind:
        case "fifo":
            os.mkfifo(path)
        case "device":
            path = Path("/dev/zero")
        case "link":
            os.mkfifo(tmp_path / "fifo")
            path.symlink_to("fifo")
        case "folder":
            path.mkdir()
    arguments = ["-o", tmp_path / "a.geojson"] if command == "build" else []
    code, out, lines = run(capsys, command, path, *arguments)
    assert (code, out, len(lines)) == (2, "", 1)
    words = "there is no report" if (kind, command) == ("folder", "build") else None
    words = words or ("Is a directory" if kind == "folder" else "no regular file")
    assert words in lines[0]


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--list", "{fifo}"],
        ["build", "{report}", "--review", "{fifo}"],
        ["build", "{report}", "--places", "{places}"],
        ["review", "{report}", "--review", "{fifo}"],
        ["export", "{fifo}", "-o", "{out}"],
        ["coverage", "{fifo}"],
        ["serve", "{fifo}"],
    ],
)
def test_nothing_else_that_is_read_may_be_a_fifo(capsys, tmp_path, arguments):
    paths = {name: tmp_path / name for name in ("fifo", "report", "places", "out")}
    os.mkfifo(paths["fifo"])
    paths["report"].write_text(TEXT, encoding="utf-8")
    paths["places"].mkdir()
    os.mkfifo(paths["places"] / "areas.geojson")
    code, out, lines = run(capsys, *(a.format(**paths) for a in arguments))
    assert (code, out) == (2, "")
    assert len(lines) <= 2
    assert "FIFO" in lines[-1] or "no such file" in lines[-1]


def test_a_list_may_name_anything_byte_for_byte(capsys, tmp_path):
    put(tmp_path, b"bad\xff.txt")
    os.mkfifo(tmp_path / "fifo")
    listed = tmp_path / "list"
    listed.write_bytes(b"\xef\xbb\xbf# reports\r\nbad\xff.txt\r\nfifo\nnone\xfe.txt\n/dev/null\n")
    code, _, lines = run(capsys, "build", "--list", listed, "-o", tmp_path / "atlas")
    assert code == 2
    assert [line.rpartition("/")[2] for line in lines[:-1]] == [
        "fifo: the report is a FIFO, no regular file",
        r"none\xfe.txt: cannot read the report: No such file or directory",
        "null: the report is a device, no regular file",
    ]
    assert "1 reports built, 0 finished before, 3 failed" in lines[-1]


def test_what_may_not_be_read_is_listed(tmp_path):
    """As a user who may not: this one may read everything, perhaps."""
    tmp_path.chmod(0o755)
    folder = tmp_path / "reports"
    (folder / "closed").mkdir(parents=True)
    (folder / "shut").mkdir()
    write_reports(folder, 1)
    for path in (folder / "closed" / "a.txt", folder / "shut" / "b.txt", folder / "c.txt"):
        path.write_text(TEXT, encoding="utf-8")
    (folder / "c.txt").chmod(0)
    (folder / "closed").chmod(0)
    (folder / "shut").chmod(0o444)
    try:
        script = (
            "import os, sys; from pathlib import Path\n"
            "from geo.many.reports import find_reports\n"
            "from geo.documents.inputs import read_bytes\n"
            # The program lies where the other user may not go.
            "from geo.base.languages import table\n"
            "words = Path(sys.argv[2], 'geo', 'words', 'en')\n"
            "for path in words.glob('*.json'): table(path.stem, 'en')\n"
            "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
            "found = find_reports([Path(sys.argv[1])])\n"
            "for f in found.failed: print(f.message)\n"
            "for path in found.reports:\n"
            "    try: read_bytes(path)\n"
            "    except ValueError as error: print(error)\n"
        )
        done = subprocess.run(
            # From where the folder lies: its parents need not be that user's to enter.
            [sys.executable, "-c", script, "reports", ROOT],
            capture_output=True,
            check=False,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    finally:
        (folder / "closed").chmod(0o755)
        (folder / "shut").chmod(0o755)
    assert done.stdout.decode().splitlines() == [
        "reports/closed: cannot read the folder: Permission denied",
        "reports/shut/b.txt: cannot read: Permission denied",
        "reports/c.txt: cannot read the report: Permission denied",
    ], done.stderr.decode()


def test_a_regular_file_is_read_as_far_as_it_is_wanted(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    assert read_regular(path, "file") == b"0123456789"
    assert read_regular(path, "file", 4) == b"0123"
    with pytest.raises(InputError, match="cannot read the file: No such file"):
        read_regular(tmp_path / "none", "file")


def test_an_id_of_odd_characters_is_the_name_of_the_kept_text(capsys, tmp_path):
    raw = TEXT.encode("gb18030")
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.txt"))
    path.write_bytes(raw)
    code, _, lines = run(capsys, "build", path, "-o", tmp_path / "out" / "a.geojson")
    assert code == 0
    names = ["a.changes.jsonl", "a.geojson", "bad%FF.txt"]
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == names
    assert all(is_plain(line) for line in lines)
    assert read_document(tmp_path / "out" / "bad%FF.txt").text == TEXT
