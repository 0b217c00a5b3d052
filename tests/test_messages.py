"""Every message has a code; its sentence stands in each language, and comes through every pipe."""

import ast
import errno
import json
import os
import pickle
import string

import pytest

from geo.base.errors import InputError, error_of
from geo.base.files import read_regular
from geo.base.languages import LANGUAGES, table
from geo.base.messages import Message, at_line, joined, message_of, together
from geo.base.paths import ROOT
from geo.cli.main import main
from geo.jobs.protocol import Answer, Failure, MalformedError, failure_line

SAYS = {"InputError", "Message", "ScanError", "DamagedError", "NotReadError"}
# Said of a place and around every message, by the module itself.
OWN = {"somewhere", "at_line"}
# A password in an address, and a name that would turn the line.
HOSTILE = "postgresql://me:secret@host/\u202e\n\x1b[2J"


def trees():
    for path in sorted((ROOT / "geo").rglob("*.py")):
        yield path, ast.parse(path.read_bytes(), path)


def codes_of(node):
    """Return the codes that an argument may be, None where it is no literal."""
    match node:
        case ast.Constant(value=str(code)):
            return [code]
        case ast.IfExp(body=body, orelse=other):
            one, two = codes_of(body), codes_of(other)
            return one + two if one and two else None
        case ast.JoinedStr():
            return [ast.unparse(node)]
    return None


@pytest.fixture(scope="module")
def said():
    """The calls that say something: where, its code, and the names of the values."""
    found = []
    for path, tree in trees():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in SAYS:
                    names = [keyword.arg for keyword in node.keywords]
                    where = f"{path.relative_to(ROOT)}, line {node.lineno}"
                    found += [(where, code, names) for code in codes_of(first) or ()]
    return found


def values_in(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_code_that_the_program_says_is_in_every_language(said):
    assert len(said) > 250
    for language in LANGUAGES:
        known = table("messages", language)
        assert not [(where, code) for where, code, _ in said if code not in known]


def test_every_message_is_given_the_values_of_its_sentence(said):
    known = table("messages", "en")
    wrong = [
        (where, code, names)
        for where, code, names in said
        if None not in names and not values_in(known[code]) <= set(names)
    ]
    assert not wrong


def test_every_sentence_of_the_table_is_said_somewhere():
    literals = {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    named = {key for key in table("messages", "en") if "." in key}
    unsaid = {key for key in table("messages", "en") if key not in literals} - named
    assert unsaid <= OWN
    # What stands behind the dot is a code that the program has, or what the system says itself.
    system = {f"system.{os.strerror(number)}" for number in errno.errorcode}
    assert {key for key in named if key.partition(".")[2] not in literals} - system <= {
        f"field.{name}" for name in ("aliases", "licence")
    }


def test_why_a_file_cannot_be_read_is_said_in_each_language(tmp_path):
    with pytest.raises(InputError) as refused:
        read_regular(tmp_path / "没有.txt", "report")
    assert refused.value.sentence("zh").endswith("没有这个文件或文件夹")
    assert refused.value.sentence("en").endswith("No such file or directory")


def test_a_code_inside_a_sentence_is_said_by_its_name():
    error = InputError("machine_finds_stage", stage="started")
    assert error.said("zh") == "机器读出的阶段是“开工”"
    assert str(error) == "the machine finds stage started"
    kind = InputError("file_is_of_kind", "a.png", what="png", way_out="recognise")
    assert str(kind).startswith("a.png: the file is a picture (PNG): run a text")
    assert kind.sentence("zh").startswith("a.png：文件是图片（PNG）：请先做文字识别")
    # What has no name is said as it is.
    assert Message("is_not_utf_8", what="novel").sentence("zh") == "novel不是 UTF-8 文本"


def test_a_line_of_a_file_is_said_in_the_readers_language():
    error = InputError("word_is_missing", at_line("a/words.csv", 3))
    assert (str(error), error.where) == (
        "a/words.csv, line 3: the word is missing",
        "a/words.csv, line 3",
    )
    assert error.sentence("zh") == "a/words.csv，第 3 行：缺少词"


def test_a_message_within_another_is_said_in_the_same_language():
    inner = Message("report_is_empty")
    outer = InputError("without_tesseract", "a.pdf", what=inner)
    assert outer.sentence("zh") == "a.pdf：报告是空的（这里没有安装 Tesseract 及 chi_sim）"
    assert joined([inner, inner], "zh") == "报告是空的；报告是空的"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_hidden_and_no_password_is_said(language):
    for error in (
        InputError("no_web_address", HOSTILE, address=HOSTILE),
        InputError("cannot_write", HOSTILE, why=HOSTILE),
        InputError("said", at_line(HOSTILE, 1), text=HOSTILE),
    ):
        for text in (error.sentence(language), json.dumps(error.as_json()), repr(error.message)):
            assert "secret" not in text
        assert error.sentence(language).isprintable()


def test_many_messages_are_one_and_go_through_a_pipe():
    many = together([Message("pictures_unread", count=n) for n in range(2, 1000)])
    assert str(many).startswith("2 pictures are not read; 3 pictures are not read; ")
    assert message_of(json.loads(json.dumps(many.as_json()))) == many
    deep = {"code": "report_is_empty", "values": {}}
    for _ in range(500):
        deep = {"code": "without_tesseract", "values": {"what": deep}}
    with pytest.raises(ValueError, match="no message"):
        message_of(deep)


def test_a_sentence_of_a_library_may_hold_braces():
    assert str(InputError("said", text="{0} {x!r} {")) == "{0} {x!r} {"
    # A tool of the project that says a sentence in place of a code.
    assert str(InputError("npm is not installed: {x}", "a")) == "a: npm is not installed: {x}"


@pytest.mark.parametrize(
    "error",
    [
        InputError("report_is_empty", "a.txt"),
        InputError("degrees_are_swapped", Message("line", line=2), lon=30.5, lat=114),
        InputError("so_many_are_done", what=Message("disk_is_full"), done=1, count=2),
    ],
)
def test_an_error_goes_to_another_process_and_comes_back_whole(error):
    for back in (
        pickle.loads(pickle.dumps(error)),  # noqa: S301 (our own)
        error_of(json.loads(json.dumps(error.as_json()))),
    ):
        assert isinstance(back, InputError)
        assert (back.message, back.place) == (error.message, error.place)
        assert {language: back.sentence(language) for language in LANGUAGES} == {
            language: error.sentence(language) for language in LANGUAGES
        }
    assert hash(error.message) == hash(message_of(error.message.as_json()))


def test_a_worker_tells_its_parent_the_code(tmp_path):
    fault = Message("scan_too_long", pages=60)
    answer = Answer()
    answer.add(failure_line(Failure("input", str(fault), "a.pdf", fault=fault)))
    assert answer.failure.fault.sentence("zh") == "扫描件超过 60 页：请用别的程序识别文字"


@pytest.mark.parametrize(
    "content",
    [
        None,
        "report_is_empty",
        {"code": "report_is_empty"},
        {"code": "report_is_empty", "values": {"a b": 1}},
        {"code": "cannot_write", "values": {"why": ["x"]}},
        {"code": "cannot_write", "values": {"why": {"code": 1, "values": {}}}},
        {"code": "cannot_write", "values": {}},
        {"code": "table_too_large", "values": {"count": "many"}},
    ],
)
def test_what_is_no_message_is_refused(content):
    with pytest.raises(ValueError, match="no message"):
        message_of(content)
    if isinstance(content, dict):
        line = json.loads(failure_line(Failure("input", "w", "a")))
        line["failure"]["fault"] = content
        with pytest.raises(MalformedError):
            Answer().add(json.dumps(line).encode() + b"\n")


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("", "geo: no.txt: cannot read the report: "),
        ("zh", "geo: no.txt：读不了报告："),
        ("tlh", "geo: no.txt: cannot read the report: "),
    ],
)
def test_the_command_line_speaks_the_language_that_the_environment_names(
    monkeypatch, tmp_path, capsys, asked, line
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEO_LANGUAGE", asked)
    assert main(["build", "no.txt"]) == 2
    assert capsys.readouterr().err.startswith(line)
