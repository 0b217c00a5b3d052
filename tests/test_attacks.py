"""One command counts what hostile inputs do."""

import pytest

from tools import attacks
from tools.attacks import main


def test_each_file_of_a_folder_is_read_and_counted(capsys, tmp_path):
    (tmp_path / "report.txt").write_text("今年建成武昌滨江核心区。\n", encoding="utf-8")
    (tmp_path / "binary.txt").write_bytes(bytes(100))
    (tmp_path / "folder").mkdir()
    assert main(["files", "--inputs", str(tmp_path)]) == 0
    *_, files, every = capsys.readouterr().out.splitlines()
    assert files == "| files of a folder, read in a worker | 2 | 0 |"
    assert every == "| all | 2 | 0 |"


def test_tests_are_counted_and_those_that_fail_are_named(monkeypatch, capsys, tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_some.py").write_text(
        "import pytest\n"
        "def test_well():\n    pass\n"
        "def test_badly():\n    assert False\n"
        "def test_not():\n    pytest.skip('')\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(attacks, "ROOT", tmp_path)
    monkeypatch.setattr(attacks, "TESTS", {"some": ("some tests", ["some"])})
    assert main(["some"]) == 1
    out, err = capsys.readouterr()
    assert "| some tests | 2 | 1 |" in out
    assert err == "tools.attacks: failed: tests.test_some: test_badly\n"


def test_a_run_over_shapes_that_does_not_end_has_failed(monkeypatch, capsys, tmp_path):
    (tmp_path / "tests").mkdir()
    program = tmp_path / "tests" / "growth.py"
    monkeypatch.setattr(attacks, "ROOT", tmp_path)
    program.write_text("print('begun: slow\\na: 9 times\\n', end='')", encoding="utf-8")
    assert main(["shapes"]) == 1
    assert "no end: a: 9 times" in capsys.readouterr().err
    program.write_text("print('2 tried, 1 grew more than 6-fold\\na: 9 times')", encoding="utf-8")
    assert main(["shapes"]) == 1
    assert "| all | 6 | 3 |" in capsys.readouterr().out


def test_a_folder_that_is_not_there_or_a_kind_that_is_none_is_said(capsys, tmp_path):
    assert main(["files", "--inputs", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.endswith("none: no such folder\n")
    with pytest.raises(SystemExit) as ended:
        main(["kinds"])
    assert ended.value.code == 2


def test_each_kind_names_tests_that_are_there():
    named = [file for _, files in attacks.TESTS.values() for file in files]
    assert all((attacks.ROOT / "tests" / f"test_{file}.py").is_file() for file in named)
