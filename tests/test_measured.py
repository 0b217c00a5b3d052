"""What the measurements of reading count: amounts of one site, expectations on small inputs."""

import hashlib
import json

from benchmarks import cases, interface, money, reading, whereabouts
from geo.documents.report import Report
from geo.places.units import read_units

TEXT = (
    "2023年工作回顾\n总投资50亿元的鹭洲大厦开工。全市完成投资300亿元。\n"
    "2024年工作安排\n槐荫水厂、柳湾电厂等7个20亿元以上项目开工。\n"
)


def row(sentence, *claims):
    start = TEXT.index(sentence)
    found = [
        {
            "figure": [TEXT.index(figure), TEXT.index(figure) + len(figure)],
            "site": [TEXT.index(site), TEXT.index(site) + len(site)],
            "kind": kind,
            "doubt": doubt,
        }
        for figure, site, kind, doubt in claims
    ]
    return {"start": start, "end": start + len(sentence), "aside": False, "claims": found}


def test_amounts_count_where_figure_and_site_are_the_annotated_ones(lexicon):
    report = Report("invented", TEXT)
    rows = [
        row("总投资50亿元的鹭洲大厦开工。", ("50亿元", "鹭洲大厦", "whole", False)),
        row("全市完成投资300亿元。"),
        row(
            "槐荫水厂、柳湾电厂等7个20亿元以上项目开工。",
            ("20亿元", "槐荫水厂", "floor", False),
            ("20亿元", "柳湾电厂", "floor", True),
        ),
    ]
    count = money.measure([(report, each) for each in rows], lexicon)["development"]
    assert (count.sentences, count.stated, count.found) == (3, 2, 2)
    assert (count.given, count.right, count.wrong) == (3, 3, [])


def test_an_amount_at_another_site_is_missed_and_wrong(lexicon):
    report = Report("invented", TEXT)
    wrong = row("总投资50亿元的鹭洲大厦开工。", ("50亿元", "柳湾电厂", "whole", False))
    count = money.measure([(report, wrong)], lexicon)["both"]
    assert (count.found, count.right) == (0, 0)
    assert len(count.wrong) == 2


def test_an_amount_of_other_yuan_is_missed_and_wrong(lexicon):
    report = Report("invented", TEXT)
    said = row("总投资50亿元的鹭洲大厦开工。", ("50亿元", "鹭洲大厦", "whole", False))
    for yuan, right in ((5_000_000_000, 1), (50_000_000, 0)):
        said["claims"][0]["cny"] = yuan
        count = money.measure([(report, said)], lexicon)["both"]
        assert (count.found, count.right, len(count.wrong)) == (right, right, 2 - 2 * right)


def test_every_annotated_sentence_has_its_text_named_and_counts_once():
    rows = money.annotated()
    assert len(rows) >= 900
    ends: dict[str, int] = {}
    for each in sorted(rows, key=lambda row: (row["file"], row["start"])):
        assert each["start"] >= ends.get(each["file"], 0)
        ends[each["file"]] = each["end"]
        assert len(each["sha256"]) == hashlib.sha256().digest_size * 2
        for claim in each["claims"]:
            for start, end in (claim["figure"], claim["site"]):
                assert each["start"] <= start < end <= each["end"]


def test_made_up_sentences_hold_the_sites_that_they_claim():
    rows = list(money.made_up())
    assert len(rows) >= 150
    assert any(not row["claims"] for _, row in rows)
    for report, row in rows:
        for claim in row["claims"]:
            assert row["start"] <= claim["site"][0] < claim["site"][1] <= row["end"]
            assert claim["cny"] > 0
            assert report.text[slice(*claim["site"])]


def test_expectations_that_do_not_hold_are_named(tmp_path, lexicon):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    expected = [
        {"name": "鹭洲大厦", "planned": False, "stage": "started", "amount": 5e9},
        {"name": "槐荫水厂", "planned": False},
        {"name": "东山水库"},
    ]
    table = [{"file": "a.txt", "expect": expected}, {"file": "none.txt", "expect": expected[:1]}]
    (tmp_path / "cases.json").write_text(json.dumps(table), encoding="utf-8")
    total, lines = cases.measure(tmp_path, lexicon)
    assert total == 4
    assert [line.split(":")[1].strip() for line in lines[:2]] == ["槐荫水厂", "东山水库"]
    assert lines[2].startswith("none.txt: ")


def test_a_chapter_on_coming_years_is_told_from_one_on_past_years():
    text = (
        "政府工作报告\n一、“十四五”时期工作回顾\n建成鹭洲大厦。\n二、今后五年的主要目标\n"
        "建成槐荫水厂。\n三、2026年工作安排\n开工柳湾电厂。\n"
    )
    assert list(reading.chapters_ahead(Report("invented", text))) == [
        ("二、今后五年的主要目标", True)
    ]


def test_sites_are_counted_by_what_says_where_they_lie(lexicon):
    text = (
        "在宜昌市第七届人民代表大会第四次会议上\n一、2023年工作回顾\n"
        "枝江滨江公园建成开放，鹭洲公园开园。\n"
    )
    report = Report("invented", text)

    def at(name, how, unit, known=""):
        start = text.index(name)
        span = {"start": start, "end": start + len(name)}
        return report, span | {"how": how, "unit": unit, "doubt": False, "known": known}

    rows = [at("枝江滨江公园", "name", "枝江市"), at("鹭洲公园", "clause", "夷陵区")]
    counts = whereabouts.measure(rows, lexicon, read_units())
    name, clause = counts.by["name"], counts.by["clause"]
    assert (name.said, name.found, name.given, name.right) == (1, 1, 1, 1)
    assert (clause.said, clause.found, clause.given) == (1, 0, 0)
    assert (counts.sites, counts.placed, counts.outside) == (2, 2, 0)


def test_ratios_of_items_and_pages_are_of_one_run():
    found = interface.Measured(
        [0.01] * 40, [0.02] * 40, [0.1] * 9, [0.11] * 9, [0.2] * 9, 10_000, 0
    )
    *_, items, pages, flooded = found.lines(10_000, 50)
    assert items == "| items, 95th percentile | 10 ms | 20 ms | 2.00 | 3.00 |"
    assert pages == "| a page's filter, median | 100 ms | 110 ms | 1.10 | 1.20 |"
    assert flooded.endswith("in a burst of 10,000 requests | 100 ms | 200 ms | 2.00 | 3.00 |")
