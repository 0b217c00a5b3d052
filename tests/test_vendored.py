"""The browser libraries that lie in the project are what npm serves, and can be renewed."""

import base64
import hashlib
import shutil
from dataclasses import replace

import pytest
from registry_server import pack, registry

from geo.base.errors import InputError
from tools import vendored
from tools.vendored import FOLDER, Library, changed_files, read_libraries, unpack

SCRIPT, LICENCE = b"let a = 1;\r\n", b"ISC License\n\nCopyright\n"
OLD = Library("tiny", "1.0.0", "MIT", "sha512-old", {"dist/tiny.js": "0", "LICENSE": "0"})


def known_archive(**changed):
    files = {"package.json": b'{"version": "1.0.0", "license": "ISC"}', "LICENSE": LICENCE}
    archive = pack(files | {"dist/tiny.js": SCRIPT} | changed)
    digest = base64.b64encode(hashlib.sha512(archive).digest()).decode()
    return replace(OLD, integrity=f"sha512-{digest}"), archive


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "tiny").mkdir()
    vendored.write_libraries([OLD, replace(OLD, name="other")], tmp_path)
    return tmp_path


@pytest.fixture
def npm(monkeypatch, tmp_path):
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed: only renewing browser libraries wants it")
    with registry() as playing:
        monkeypatch.setenv("npm_config_registry", playing.url)
        monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm-cache"))
        monkeypatch.setenv("npm_config_update_notifier", "false")
        monkeypatch.setenv("npm_config_fetch_retries", "0")
        for name in ("HTTP_PROXY", "http_proxy", "npm_config_proxy"):
            monkeypatch.delenv(name, raising=False)
        yield playing


def test_every_file_that_lies_here_is_the_one_of_its_package():
    libraries = read_libraries()
    assert {lib.name: lib.version for lib in libraries}["leaflet"] == "1.9.4"
    assert [changed_files(lib) for lib in libraries] == [[], [], []]
    known = {
        FOLDER / lib.name / vendored.name_here(path) for lib in libraries for path in lib.files
    }
    others = {path for path in FOLDER.rglob("*") if path.is_file()} - known
    # The npm package of Leaflet.draw carries no licence: it is from its repository.
    assert others == {FOLDER / "vendored.toml", FOLDER / "leaflet-draw" / "LICENSE"}
    assert all((lib.folder / "LICENSE").is_file() for lib in libraries)


def test_the_check_finds_what_was_changed(folder, monkeypatch, capsys):
    monkeypatch.setattr(vendored, "read_libraries", lambda: read_libraries(folder))
    monkeypatch.setattr(vendored, "changed_files", lambda lib: changed_files(lib, folder))
    assert vendored.main([]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "tiny/tiny.js" in said


def test_files_come_as_they_are_with_a_licence_on_top_where_it_is_wanted():
    library, archive = known_archive()
    taken, files = unpack(library, archive)
    assert files == {"tiny.js": SCRIPT, "LICENSE": LICENCE}
    assert taken.licence == "ISC"
    assert taken.files["dist/tiny.js"] == hashlib.sha256(SCRIPT).hexdigest()
    _, files = unpack(replace(library, notice="(ISC)"), archive)
    assert files["tiny.js"] == b"/*! tiny 1.0.0 (ISC)\n\nISC License\n\nCopyright\n*/\n" + SCRIPT


@pytest.mark.parametrize(
    ("library", "archive", "said"),
    [
        (OLD, known_archive()[1], "not the one that npm names"),
        (*known_archive(**{"package.json": b'{"version": "2.0.0"}'}), "holds 2.0.0"),
        (replace(known_archive()[0], files={"dist/b.js": ""}), known_archive()[1], "no dist/b.js"),
        (*known_archive(**{"dist/tiny.js": b" " * 5_000_001}), "5000001 bytes"),
    ],
)
def test_an_archive_that_is_not_the_one_is_refused(library, archive, said):
    with pytest.raises(InputError, match=said):
        unpack(library, archive)


@pytest.mark.parametrize("text", ["[tiny", "[tiny]\nsize = 3\n", "tiny = 1\n", None])
def test_a_list_that_makes_no_sense_is_one_line(tmp_path, text):
    if text is not None:
        (tmp_path / "vendored.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="the list of browser libraries cannot be read"):
        read_libraries(tmp_path)


def test_a_release_is_fetched_with_npm_and_put_in_place(npm, folder):
    npm.package("tiny", "1.2.0", {"dist/tiny.js": SCRIPT, "LICENSE": LICENCE}, "BSD-2-Clause")
    library = vendored.renew("tiny", "1.2.0", folder)
    assert (library.version, library.licence) == ("1.2.0", "BSD-2-Clause")
    assert (folder / "tiny" / "tiny.js").read_bytes() == SCRIPT
    here, other = read_libraries(folder)
    assert here == library
    assert changed_files(here, folder) == []
    assert other == replace(OLD, name="other")


def test_what_npm_refuses_changes_nothing(npm, folder):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    npm.package("tiny", "1.2.0", {"dist/tiny.js": SCRIPT}, integrity="sha512-AAAA")
    for name, version, said in [
        ("tiny", "1.2.0", "npm says"),
        ("tiny", "9.9.9", "npm says"),
        ("unlisted", "1.0.0", "not one of tiny, other"),
    ]:
        with pytest.raises(InputError, match=said):
            vendored.renew(name, version, folder)
    assert before == {
        p: p.read_bytes() for p in folder.rglob("*") if p.is_file() and "npm-cache" not in p.parts
    }
