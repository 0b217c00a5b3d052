"""What the project stands on is told as far as anybody tells it, and no further."""

import datetime as dt
import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from registry_server import registry

from geo.base.errors import InputError
from geo.base.paths import ROOT
from tools import dependencies
from tools.dependencies import FILES, brought, main, named, put_into, read_requirements
from tools.package_index import PackageIndex, Settings, UnreachableError, pip_settings

HERE = version("branca")
DAY = "2026-03-04T05:06:07.890123Z"
FAULTY = [
    {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fixed_in": ["99.1"]},
    {"id": "GHSA-xxxx", "aliases": ["CVE-2026-1", "PYSEC-2026-1"], "fixed_in": ["99.1"]},
    {"id": "PYSEC-2026-2", "aliases": [], "fixed_in": []},
    {"id": "PYSEC-2026-3", "aliases": [], "fixed_in": [], "withdrawn": DAY},
]


@pytest.fixture
def index(monkeypatch):
    """A registry that pip is set to, as a user would set it."""
    for name in list(os.environ):
        if name.startswith("PIP_") or name.lower() in {"http_proxy", "https_proxy", "all_proxy"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    with registry() as playing:
        monkeypatch.setenv("PIP_INDEX_URL", f"{playing.url}/simple")
        yield playing


@pytest.fixture
def requirements(tmp_path):
    path = tmp_path / "own.txt"
    path.write_text("# why\n-r other.txt\nbranca>=0.8,<9  # a map\nno-such-one\n", encoding="utf-8")
    return path


def rows(capsys, *arguments):
    """Return the rows that the command prints, by name, and what it says beside."""
    assert main([*map(str, arguments), "--json"]) == 0
    said = capsys.readouterr()
    return {row["name"]: row for row in map(json.loads, said.out.splitlines())}, said.err


def test_an_index_that_tells_all_is_believed(index, requirements, capsys):
    releases = {"99.0": (DAY, False), "99.2rc1": (DAY, False), "100.0": (DAY, "broken")}
    index.project("branca", releases | {HERE: ("2025-01-01T00:00:00Z", False)}, FAULTY)
    found, said = rows(capsys, "--requirements", requirements)
    row = found["branca"]
    assert (row["installed"], row["licence"]) == (HERE, "MIT")
    assert (row["newest"], row["day"]) == ("99.0", "2026-03-04")
    assert row["advisories"] == ["CVE-2026-1 (fixed in 99.1)", "PYSEC-2026-2 (no fix)"]
    assert found["no-such-one"] == {
        "name": "no-such-one", "purpose": "own", "licence": None, "installed": None,
        "newest": None, "day": None, "advisories": None,
    }  # fmt: skip
    assert said == ""
    assert main(["--requirements", str(requirements), "--strict"]) == 1
    table = capsys.readouterr().out
    assert "against branca." in table
    assert (
        "| no-such-one | own | not known | not installed | not known | not known | not known |"
        in table
    )


def test_what_an_index_does_not_tell_is_not_known(index, requirements, capsys):
    def told():
        url = f"{index.url}/simple"
        row = rows(capsys, "--requirements", requirements, "--index-url", url)[0]["branca"]
        return row["newest"], row["day"], row["advisories"]

    releases = {HERE: (DAY, False)}
    index.project("branca", releases, advisories=[])
    assert told() == (HERE, "2026-03-04", [])
    # A mirror that answers for the newest release only, and this is it.
    index.answers.clear()
    index.project("branca", releases, advisories=[], each_version=False)
    assert told() == (HERE, "2026-03-04", [])
    # Here it is not.
    index.answers.clear()
    index.project("branca", releases | {"99.0": (DAY, False)}, [], each_version=False)
    assert told() == ("99.0", "2026-03-04", None)
    # One that has the old pages only, and one that has no days.
    index.answers.clear()
    index.project("branca", releases | {"99.0": (DAY, False)}, in_json=False)
    assert told() == ("99.0", None, None)
    index.answers.clear()
    index.project("branca", {HERE: (None, False)})
    assert told() == (HERE, None, None)
    # And answers that make no sense.
    for nonsense in ([], {}, {"files": None}, {"files": [{"filename": "x"}, {}]}, "text"):
        index.json("/simple/branca/", nonsense)
        index.json(f"/pypi/branca/{HERE}/json", nonsense)
        assert told() == (None, None, None)
    index.answers["/simple/branca/"] = (200, "application/json", b"{")
    assert told() == (None, None, None)


@pytest.mark.parametrize("status", [500, 503, 401, 429])
def test_an_index_that_fails_is_left_and_said_once(index, requirements, capsys, status):
    index.answers["/simple/branca/"] = (status, "text/plain", b"")
    found, said = rows(capsys, "--requirements", requirements)
    assert found["branca"]["installed"] == HERE
    assert found["branca"]["advisories"] is None
    assert said == (
        f"tools.dependencies: the index cannot be reached (it answers {status}): "
        "the rest is not known\n"
    )
    assert index.asked == ["/simple/branca/"]


def test_an_index_that_is_not_there_is_said_without_its_address(requirements, capsys):
    with registry() as playing:
        url = playing.url.replace("//", "//user:secret@")
    found, said = rows(capsys, "--requirements", requirements, "--index-url", url + "/simple")
    assert found["branca"]["installed"] == HERE
    assert said.count("\n") == 1
    assert "cannot be reached" in said
    assert "secret" not in said
    assert "127.0.0.1" not in said


def test_offline_nobody_is_asked(index, requirements, capsys, monkeypatch):
    index.project("branca", {HERE: (DAY, False)}, advisories=[])
    found, said = rows(capsys, "--requirements", requirements, "--offline")
    assert (found["branca"]["licence"], found["branca"]["newest"]) == ("MIT", None)
    assert said == ""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    found, said = rows(capsys, "--requirements", requirements)
    assert found["branca"]["newest"] is None
    assert "pip is told to use no index" in said
    assert index.asked == []


def test_the_index_is_the_one_that_pip_is_set_to(monkeypatch, tmp_path):
    for name in list(os.environ):
        if name.startswith("PIP_"):
            monkeypatch.delenv(name)
    config = tmp_path / "pip.conf"
    config.write_text(
        "[global]\nindex-url = http://a.test/simple\nproxy = http://p.test\ncert = /c.pem\n"
        "[install]\nindex-url = http://b.test/simple\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    assert pip_settings() == Settings("http://b.test/simple", "/c.pem", "http://p.test")
    monkeypatch.setenv("PIP_INDEX_URL", "http://c.test/simple")
    assert pip_settings().url == "http://c.test/simple"
    monkeypatch.delenv("PIP_INDEX_URL")
    config.write_text("", encoding="utf-8")
    # pip's own, whatever that is.
    assert re.fullmatch(r"https://[\w.]+/simple/?", pip_settings().url)


@pytest.mark.parametrize(
    ("url", "project"),
    [
        ("/simple", "/pypi/branca/json"), ("/simple/", "/pypi/branca/json"),
        ("/root/pypi/+simple/", "/root/pypi/pypi/branca/json"),
        ("/repository/py/simple", "/repository/py/pypi/branca/json"),
    ],
)  # fmt: skip
def test_the_json_api_lies_beside_the_simple_one(url, project):
    with registry() as playing:
        about = {"info": {"version": "1.0"}, "vulnerabilities": FAULTY}
        playing.json(project, about)
        index = PackageIndex(Settings(playing.url + url))
        assert len(index.advisories("Branca", "1.0")) == 2
        playing.answers[project] = (502, "text/plain", b"")
        with pytest.raises(UnreachableError):
            index.advisories("branca", "1.0")


def test_the_projects_own_files_are_read_and_each_is_named_once():
    found = list(named((ROOT / name, purpose) for name, purpose in FILES.items()))
    names = [requirement.name for requirement, _ in found]
    assert len(names) == len({*names})
    assert {"streamlit", "psycopg", "pytest", "torch"} <= {*names}
    assert {path.name for path in ROOT.glob("requirements*.txt")} == {*FILES}
    bring = brought(requirement for requirement, _ in found)
    assert {"Jinja2", "psycopg-binary", "urllib3"} <= {*bring}
    assert not {*names} & {*bring}


@pytest.mark.parametrize(
    ("text", "said"), [("a b c\n", "line 1 is no requirement: 'a b c'"), (None, "cannot read")]
)
def test_a_file_that_is_none_is_one_line(tmp_path, text, said, capsys):
    path = tmp_path / "own.txt"
    if text:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_requirements(path)
    assert main(["--offline", "--requirements", str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_page_keeps_all_but_its_table(tmp_path, requirements):
    page = tmp_path / "page.md"
    shipped = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    page.write_text(shipped, encoding="utf-8")
    wanted = ["--offline", "--requirements", str(requirements), "--write", str(page)]
    assert main(wanted) == 0
    renewed = page.read_text(encoding="utf-8")
    assert "| branca | own | MIT |" in renewed
    assert "| streamlit |" not in renewed
    assert put_into(renewed, "x\n") == put_into(shipped, "x\n")
    page.write_text("no place\n", encoding="utf-8")
    assert main(wanted) == 2
    assert page.read_text(encoding="utf-8") == "no place\n"


def test_the_table_that_ships_says_its_day_and_names_all_that_is_required():
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    dt.date.fromisoformat(re.search(r"^As of ([\d-]+),", text, re.MULTILINE)[1])
    files = ((ROOT / name, purpose) for name, purpose in FILES.items())
    cells = [line.split(" | ")[0].removeprefix("| ").lower() for line in text.splitlines()]
    spelled = {cell.replace("_", "-").replace(".", "-") for cell in cells}
    missing = [r.name for r, _ in named(files) if r.name.lower().replace("_", "-") not in spelled]
    assert missing == []


def test_it_runs_as_a_command_and_asks_about_the_browser_libraries(index):
    done = subprocess.run(
        [sys.executable, "-m", "tools.dependencies", "--all", "--offline"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    assert "| leaflet (npm) | map in the browser | BSD-2-Clause | 1.9.4 |" in done.stdout
    assert "| Jinja2 | brought |" in done.stdout
    assert index.asked == []
    assert Path(dependencies.__file__).parent.name == "tools"
