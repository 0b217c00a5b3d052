"""Several reports of one place dropped on the page at once are read as one story."""

import shutil

import pytest
from test_upload_page import page, pools, read, said  # noqa: F401 (fixtures among them)
from year_reports import HEAD, NEW, OLD

from geo.base.errors import InputError
from geo.base.messages import Message
from geo.base.paths import ROOT
from geo.jobs.tasks import compare
from geo.page import comparing, upload
from geo.page.opening import opened_from
from geo.page.reading import MAX_TEXT_BYTES, compare_task
from geo.promises.course import years_of
from geo.promises.outcomes import COLUMNS as OUTCOME_COLUMNS
from geo.promises.table import counts, rows
from geo.view.became import headline_of
from geo.view.card import card_html
from geo.years.links import COLUMNS as LINK_COLUMNS

OF_ELSEWHERE = HEAD.format(date="2024年1月12日", place="乐平市") + NEW[len(HEAD) :]


def compared(*texts, names=("old.txt", "new.txt", "third.txt")):
    """Return what the page opens of reports that are dropped at once."""
    files = [(name, text.encode()) for name, text in zip(names, texts, strict=False)]
    asked = compare_task(files)
    return opened_from(compare(asked.raw, asked.options, lambda _: None))


def verdict_of(opened, word):
    sites = [f["properties"] for f in opened.atlas.features]
    (code,) = (s["verdict"]["code"] for s in sites if word in s["name"] and "verdict" in s)
    return code


def test_the_newer_report_says_what_became_of_the_older_ones_targets():
    opened = compared(OLD, NEW)
    assert opened.text == OLD
    assert opened.compared.reports == (("old.txt", "2023-01-10"), ("new.txt", "2024-01-12"))
    assert opened.compared.notices == ()
    assert verdict_of(opened, "柏里大道") == "kept"
    assert verdict_of(opened, "第九中学") == "surpassed"
    assert verdict_of(opened, "污水处理厂") == "no_evidence"
    assert counts(opened.atlas).targets == len(rows(opened.atlas, OLD))
    road = next(row for row in rows(opened.atlas, OLD) if "柏里大道" in row["name"])
    assert road["promise"] in OLD
    assert road["words"] in NEW
    card = card_html(opened.atlas.by_id[road["site"]]["properties"], opened.atlas, OLD)
    assert road["words"] in card
    assert "2024-01-12" in card
    # The slider goes from the year that the older looks back on to what the newer tells.
    assert opened.payload["years"] == years_of(opened.atlas) == [2022, 2023]


def test_the_order_of_the_files_is_that_of_their_dates():
    opened = compared(NEW, OLD, names=("b.txt", "a.txt"))
    assert [name for name, _ in opened.compared.reports] == ["a.txt", "b.txt"]
    assert opened.text == OLD
    assert opened.compared.notices == (Message("reports_put_in_order"),)


def test_a_year_without_a_report_is_said():
    later = NEW.replace("2024年1月12日", "2025年1月12日").replace("2023年", "2024年")
    assert "no report between 2023 and 2025" in str(compared(OLD, later).compared.notices[0])


def test_three_reports_are_one_story_even_where_two_files_share_a_name():
    third = NEW.replace("2024年1月12日", "2025年1月12日")
    third = third.replace("二、2024年", "二、2025年").replace("一、2023年", "一、2024年")
    third = third.replace("早闲公园加快建设", "早闲公园建成投用")
    opened = compared(OLD, NEW, third, names=("a.txt", "a.txt", "a.txt"))
    assert [name for name, _ in opened.compared.reports] == ["a.txt", "1-a.txt", "2-a.txt"]
    assert verdict_of(opened, "早闲公园") == "kept_late"


@pytest.mark.parametrize(
    ("texts", "what", "chinese"),
    [
        ((OLD, OLD), "the same report is given twice", "同一份报告放了两次"),
        ((OLD, OF_ELSEWHERE), "reports of two places", "这是两个地方的报告"),
        ((OLD, NEW.replace("2024年1月12日", "2023年1月10日")), "two reports are of", "同一天"),
        (
            (OLD, "政府工作报告\n信江大桥建成通车。\n"),
            "does not say when it was given",
            "没有写明是哪一年",
        ),
        ((OLD, " \n"), "the report is empty", "报告是空的"),
    ],
)
def test_what_tells_no_story_is_one_line_in_both_languages(texts, what, chinese):
    with pytest.raises(InputError, match=what) as refusal:
        compared(*texts)
    assert chinese in refusal.value.said("zh")
    english = refusal.value.said("en")
    assert english.isascii() or "贵溪" in english


def test_a_file_of_several_is_held_to_the_limits_of_one():
    files = [("a.txt", OLD.encode()), ("b.txt", b"x" * (MAX_TEXT_BYTES + 1))]
    asked = compare_task(files)
    with pytest.raises(Exception, match="text") as stopped:
        compare(asked.raw, asked.options, lambda _: None)
    assert stopped.value.failure.where == "b.txt"


def test_what_counts_for_nothing_in_the_regions_tables_is_a_notice(tmp_path, monkeypatch):
    folder = tmp_path / "regions"
    shutil.copytree(ROOT / "tests" / "data" / "regions", folder)
    monkeypatch.setenv("GEO_REGIONS", str(folder))
    said = "某桥通车,press,sure,通车,某报"
    rows = [
        f"no-such-bridge,,operating,2023-05-02,{said},2023-05-03,https://news.example/1",
        f"bai-li-da-dao-kuai-su-hua-gai-zao,,operating,2022-05-02,{said},2022-05-03,https://news.example/2",
    ]
    (folder / "360681" / "outcomes.csv").write_text(
        "\n".join([",".join(OUTCOME_COLUMNS), *rows]) + "\n", encoding="utf-8"
    )
    (folder / "360681" / "links.csv").write_text(
        ",".join(LINK_COLUMNS) + "\nold,no-such-road,new,no-such-road,same,改名\n", encoding="utf-8"
    )
    opened = compared(OLD, NEW)
    english = [str(notice) for notice in opened.compared.notices]
    assert english == [
        "outcomes of sites that no report names: no-such-bridge",
        "statements of a time before the promise, for bai-li-da-dao-kuai-su-hua-gai-zao",
        "links of sites that their report does not name: old/no-such-road, new/no-such-road",
    ]
    chinese = [notice.sentence("zh") for notice in opened.compared.notices]
    assert "没有一份报告点名" in chinese[0]
    assert "早于承诺" in chinese[1]
    assert "没有点名" in chinese[2]
    assert verdict_of(opened, "柏里大道") == "kept"


def test_doubtful_pairs_are_named_and_not_linked():
    old = OLD.replace("推动早闲公园建成投用", "开工建设区第四小学")
    opened = compared(old, NEW.replace("早闲公园加快建设", "市第四小学开工"))
    assert opened.compared.doubts == (("区第四小学", "市第四小学"),)
    assert verdict_of(opened, "第四小学") == "no_evidence"
    assert opened.compared.left_out > 0


def test_two_files_on_the_page_are_compared(page, pools):  # noqa: F811
    pools()
    app = page()
    for name, text in (("old.txt", OLD), ("new.txt", NEW)):
        app.file_uploader[0].upload(name, text.encode(), "text/plain")
    app = read(app.run())
    shown = upload._shelf().get(app.session_state["uploaded"])
    assert shown.compared.reports[0][0] == "old.txt"
    lines = " ".join(text.value.replace("\\", "") for text in [*app.markdown, *app.caption])
    assert "已按年份比较：old.txt（2023-01-10） → new.txt（2024-01-12）" in lines
    assert headline_of(shown.atlas, "zh").startswith(f"{counts(shown.atlas).targets} 项目标")


def test_too_many_files_are_told_so(page, pools):  # noqa: F811
    pools()
    app = page()
    for number in range(comparing.MAX_REPORTS + 1):
        app.file_uploader[0].upload(f"{number}.txt", OLD.encode(), "text/plain")
    app.run()
    assert not app.exception
    assert any("一次最多比较 3 份报告" in line for line in said(app))


@pytest.mark.parametrize(
    ("texts", "line"),
    [((OLD, OLD), "同一份报告放了两次"), ((OLD, OF_ELSEWHERE), "这是两个地方的报告")],
)
def test_the_page_says_in_a_line_why_files_tell_no_story(page, pools, texts, line):  # noqa: F811
    pools()
    app = page()
    for name, text in zip(("old.txt", "new.txt"), texts, strict=True):
        app.file_uploader[0].upload(name, text.encode(), "text/plain")
    app = read(app.run())
    assert not app.exception
    assert any(line in shown for shown in said(app))
