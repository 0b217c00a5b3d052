"""Reading a report: what it says of itself, its parts, and where clauses begin and end."""

import hashlib

import pytest
from shipped import SEED

from geo.base.errors import InputError
from geo.documents.report import Report, decode_report, read_report

ONE_LINE = (
    "各位代表：现在报告工作。一、2023年工作回顾 2023年，我们建成青石大桥。"
    "五年来，新建枫林中学。二、2024年重点工作安排 2024年，开工建设柳湾隧道。"
)


def test_the_seed_is_the_published_text():
    digest = hashlib.sha256(SEED.read_bytes()).hexdigest()
    assert digest == "33fb04b1" + digest[8:]
    assert len(SEED.read_bytes()) == 42855


def test_the_seed_says_when_and_where(report):
    assert (report.title, report.date, report.place) == (
        "政府工作报告",
        "2021-12-14",
        "武汉市武昌区",
    )
    assert report.years == (2021, 2022)


@pytest.mark.parametrize(
    ("words", "kind", "period", "planned"),
    [
        ("武昌滨江天街、万吨冷库W2", "review", "2021", False),
        ("建成临江大道、武汉大道", "review", "2017-2021", False),
        ("高水平建成智谷", "outlook", "2022-2026", True),
        ("推动武船项目开工", "plan", "2022", True),
        ("一纵三横:一纵即", "glossary", None, False),
    ],
)
def test_each_part_of_the_seed_has_its_point_of_view(report, words, kind, period, planned):
    part = report.part_at(report.text.index(words))
    assert (part.kind, part.period, part.planned) == (kind, period, planned)


def test_parts_cover_the_text_without_gaps(report):
    ends = [0, *(part.end for part in report.parts)]
    assert [part.start for part in report.parts] == ends[:-1]
    assert ends[-1] == len(report.text)


def test_a_report_on_one_line_has_its_parts_too():
    report = Report("one-line", ONE_LINE)
    parts = [report.part_at(ONE_LINE.index(word)) for word in ("青石", "枫林", "柳湾")]
    assert [(p.kind, p.period) for p in parts] == [
        ("review", "2023"),
        ("review", "2019-2023"),
        ("plan", "2024"),
    ]


def test_clauses_lie_between_marks_and_carry_no_blanks():
    report = Report("blanks", "一年来, 青石桥\u3000开工，柳湾路 通车。\n")
    clauses = [report.text[c.start : c.end] for c in report.clauses]
    assert clauses == ["一年来", "青石桥\u3000开工", "柳湾路 通车"]
    with pytest.raises(IndexError):
        report.clause_at(len(report.text) - 1)


def test_line_ends_are_kept_so_that_offsets_hold(tmp_path):
    path = tmp_path / "crlf.txt"
    path.write_bytes("第一行\r\n青石桥开工。\r\n".encode())
    assert read_report(path).text == "第一行\r\n青石桥开工。\r\n"


@pytest.mark.parametrize("raw", [b"", b" \n\t\n", "\u3000\n".encode()])
def test_an_empty_report_is_refused(raw):
    with pytest.raises(InputError, match=r"a\.txt: the report is empty"):
        decode_report(raw, "a", "a.txt")


def test_other_encodings_are_refused_with_the_line():
    raw = "第一行\n".encode() + b"\xff\x81\xfe\x80"
    with pytest.raises(InputError, match=r"a\.txt, line 2: the report is not UTF-8"):
        decode_report(raw, "a", "a.txt")


def test_a_missing_report_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.txt: cannot read the report"):
        read_report(tmp_path / "none.txt")


def test_text_without_punctuation_is_cut_into_bounded_clauses():
    text = "鹭洲大厦建成投用推动槐荫路改造" * 2000
    clauses = Report("endless", text).clauses
    assert "".join(text[c.start : c.end] for c in clauses) == text
    assert max(c.end - c.start for c in clauses) == 400
