"""A reader's own report on the page, run without a browser: told when it is not read, and why."""

import os
import signal
import sys

import hostile_files
import pytest
from streamlit.testing.v1 import AppTest
from test_jobs import REPORT, hold, started, task

from geo.base.limits import Limits
from geo.base.messages import Message
from geo.base.paths import ROOT
from geo.jobs.pool import Pool, Size
from geo.page import reading, upload

PATIENCE = 300
RAW = REPORT.encode()


@pytest.fixture
def pools(monkeypatch):
    """Gives the page a pool of one's own."""
    made = []

    def give(size=None, limits=None):
        made.append(Pool(size, limits))
        monkeypatch.setattr(reading, "workers", lambda: made[-1])
        return made[-1]

    yield give
    for pool in made:
        pool.close()


@pytest.fixture
def page(monkeypatch):
    def start(**query):
        monkeypatch.setattr(sys, "argv", ["streamlit_app.py"])
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
        for name, value in query.items():
            app.query_params[name] = value
        app.session_state["own"] = True
        return app.run()

    return start


def send(app, raw=RAW, name="own.txt"):
    app.file_uploader[0].upload(name, raw, "text/plain").run()
    assert not app.exception
    return app


def read(app):
    """Let a reading come to its end, and the page see it."""
    if "reading" in app.session_state:
        assert app.session_state["reading"].wait(PATIENCE)
        app.session_state["own"] = True
        app.run()
        app.session_state["own"] = True
        app.run()
    assert not app.exception
    return app


def said(app):
    return [text.value for text in app.text]


def test_a_report_is_shown_once_it_is_read(page, pools):
    pools()
    app = read(send(page()))
    assert any("现在显示的是您的报告" in info.value for info in app.info)
    assert upload._shelf().get(app.session_state["uploaded"]).text == REPORT
    assert "reading" not in app.session_state


def test_a_busy_server_says_how_busy_it_is(page, pools):
    pool = pools(Size(workers=1, waiting=0))
    hold(pool.submit(task(RAW)))
    app = send(page())
    assert "reading" not in app.session_state
    assert said(app) == ["own.txt: 现在很忙：1 份正在读取，0 份在排队。请稍后再试。"]
    english = send(page(lang="en"))
    line = "own.txt: Busy: 1 being read, 0 waiting in line. Try again in a moment."
    assert said(english) == [line]
    assert len(app.file_uploader) == 1


def test_one_in_the_line_sees_its_place_and_can_leave_it(page, pools):
    pool = pools(Size(workers=1))
    first = pool.submit(task(RAW))
    hold(first)
    app = send(page())
    job = app.session_state["reading"]
    assert job.look().place == 1
    assert not app.file_uploader
    next(b for b in app.button if b.label == "取消读取").click()
    app.session_state["own"] = True
    app.run()
    assert job.state == "cancelled"
    assert any("已取消读取" in info.value for info in app.info)


@pytest.mark.parametrize(
    ("limits", "raw", "line"),
    [
        (
            Limits(cpu_seconds=1),
            hostile_files.long_list(900_000),
            "own.txt: 读取超过 1 秒，已停止。",
        ),
        (
            Limits(memory_bytes=3 * 2**28),
            hostile_files.pdf_bomb(400),
            "own.txt: 读取需要的内存超过 805 MB，已停止。",
        ),
        (Limits(), b" \n", "own.txt: 报告是空的"),
    ],
)
def test_a_report_that_cannot_be_read_is_one_line(page, pools, limits, raw, line):
    pools(limits=limits)
    app = read(send(page(), raw))
    assert [error.value for error in app.error] == ["这份文件读不了："]
    assert said(app) == [line]
    assert len(app.file_uploader) == 1


def test_a_worker_that_is_killed_is_one_line(page, pools):
    pools()
    app = send(page(), hostile_files.long_list(900_000))
    os.kill(started(app.session_state["reading"]), signal.SIGKILL)
    assert said(read(app)) == ["own.txt: 读取程序在这份文件上意外中止。"]


def test_a_name_of_a_file_is_shown_as_one_line(page, pools):
    pools()
    app = read(send(page(), b" \n", "a\nb\u202ec\x1b[31m.txt"))
    assert said(app) == ["abc[31m.txt: 报告是空的"]


def test_a_report_that_had_to_go_is_asked_for_again(page, pools, monkeypatch):
    pools()
    app = read(send(page()))
    monkeypatch.setattr(upload._shelf(), "_room", 1)
    upload._put(upload._shelf().get(app.session_state["uploaded"]))
    app.session_state["own"] = True
    app.run()
    assert any("您的报告已被收起" in info.value for info in app.info)
    assert len(app.file_uploader) == 1
    assert any("个项目（另有" in text.value.replace("\\", "") for text in app.markdown)


@pytest.mark.parametrize(
    ("notes", "chinese", "english"),
    [
        ([], "", ""),
        ([Message("text_of", kind="pdf")], "", ""),
        ([Message("read_as", encoding="GB18030")], "文件按 GB18030 读取", "read as GB18030"),
        (
            [Message("read_as", encoding=Message("without_a_mark", encoding="UTF-16"))],
            "文件按 UTF-16（没有标记） 读取",
            "read as UTF-16 without a mark",
        ),
        (
            [Message("recognised_scan")],
            "这是扫描件，文字由机器识别，难免有误",
            "recognised text of a scanned PDF: expect misread characters",
        ),
        (
            [
                Message("text_of", kind="xlsx"),
                Message("hidden_sheets_unread", count=2),
                Message("hidden_rows_unread", rows=3, columns=1),
            ],
            "2 张隐藏的工作表未读；未读隐藏的行 3 行、列 1 列",
            "2 hidden sheets are not read; not read: 3 hidden rows, 1 hidden columns",
        ),
        (
            [Message("one_part_of", share=93, part="review", period="2023")],
            "全文的 93% 被读作同一部分（2023 年回顾）：可能有标题没有认出，请核对",
            "93% of the text is read as one part: the review of 2023",
        ),
    ],
)
def test_how_a_file_was_read_is_said_in_both_languages(notes, chinese, english):
    assert upload.notice_of(notes, "zh") == chinese
    assert upload.notice_of(notes, "en") == english


def test_the_reader_is_told_how_the_file_was_read(pools, page):
    pools()
    app = read(send(page(), REPORT.encode("gb18030")))
    app.session_state["own"] = True
    app.run()
    assert not app.exception
    assert any("GB18030" in caption.value for caption in app.caption)


@pytest.mark.parametrize(
    ("raw", "name", "what"),
    [
        ("정부 업무 보고. 서울 공원 완공.".encode("euc-kr") * 9, "a.txt", "韩文（EUC-KR）"),
        (b"The council opened a bridge.\n" * 9, "a.txt", "拉丁字母的文字（英文？）：只读中文报告"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512) + "WordDocument".encode("utf-16-le"),
         "a.doc", "另存为 DOCX"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_called_what_it_is(pools, page, raw, name, what):
    pools()
    app = read(send(page(), raw, name))
    app.session_state["own"] = True
    app.run()
    assert any(what in text.value for text in app.text)
