"""The same sites over many reports: linked place by place, a site's history in one query."""

import csv
import io
from contextlib import closing
from functools import partial

import pytest
from many import build_into, one_by_one
from year_reports import HEAD, NEW, OLD

from geo.cli.main import main
from geo.many import linking
from geo.many.folder import FolderStore
from geo.many.linking import history, link_many
from geo.many.pools import on_this_machine, perform
from geo.years.links import COLUMNS

THIRD = (
    HEAD.format(date="2025年1月11日", place="贵溪市")
    + """一、2024年工作回顾
柏里大道快速化改造工程获奖。贵溪市第九中学建成招生。早闲公园建成开放。

二、2025年工作安排
推进雄石路改造三期。
"""
)
ELSEWHERE = HEAD.format(date="2023年1月9日", place="乐平市") + OLD[len(HEAD) :]
UNDATED = "贵溪市政府工作报告\n推进柏里大道建设。\n"
NOWHERE = "政府工作报告\n——2023年1月10日\n\n一、2022年工作回顾\n信江大桥建成通车。\n"


def reports_in(folder):
    texts = {
        "guixi-2023": OLD,
        "guixi-2024": NEW,
        "guixi-2025": THIRD,
        "leping-2023": ELSEWHERE,
    }
    paths = [folder / f"{name}.txt" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many-links")
    build_into(folder / "atlas", reports_in(folder))
    return folder / "atlas"


@pytest.fixture
def store(built, tmp_path):
    """A store of its own with the built reports, and nothing linked."""
    store = FolderStore(tmp_path / "atlas")
    keys = FolderStore(built).keys()
    for report, key in keys.items():
        store.put(FolderStore(built).load(report, key))
    return store


def one_after_the_other(tasks):
    return map(perform, tasks)


def site(store, report, word):
    (found,) = (f["id"] for f in store.atlas(report).features if word in f["properties"]["name"])
    return f"{report}--{found}"


def told(rows):
    return [(each.report, each.relation) for each in rows]


def test_a_sites_history_is_found_from_any_of_its_years(store):
    summary = link_many(store, one_after_the_other)
    assert summary.places == ["360681"]
    assert summary.failed == []
    years = ["guixi-2023", "guixi-2024", "guixi-2025"]
    for report in years:
        found = history(store, site(store, report, "第九中学"))
        assert told(found) == [(year, "same") for year in years]
        assert [each.date for each in found] == sorted(each.date for each in found)
    names = {each.name for each in history(store, site(store, "guixi-2023", "第九中学"))}
    assert len(names) > 1


def test_parts_stay_sites_of_their_own_and_stand_in_the_history_of_the_whole(store):
    link_many(store, one_after_the_other)
    whole = site(store, "guixi-2023", "雄石路")
    found = history(store, whole)
    assert [each.relation for each in found].count("part_of") == 3
    (part,) = (each for each in found if each.report == "guixi-2025")
    assert (whole, "has_part") in [(e.site, e.relation) for e in history(store, part.site)]


def test_what_only_one_report_names_is_its_own_history(store):
    link_many(store, one_after_the_other)
    bridge = site(store, "leping-2023", "信江大桥")
    assert told(history(store, bridge)) == [("leping-2023", "same")]


def test_what_is_linked_is_not_linked_again_until_a_report_changes(store, tmp_path):
    link_many(store, one_after_the_other)

    def nothing(tasks):
        assert [*tasks] == []
        yield from ()

    again = link_many(store, nothing)
    assert (again.places, again.before) == ([], ["360681"])
    changed = tmp_path / "guixi-2025.txt"
    changed.write_text(THIRD.replace("早闲公园", "信江大桥"), encoding="utf-8")
    build_into(store.folder, [changed], one_by_one)
    assert link_many(store, one_after_the_other).places == ["360681"]
    # The bridge goes on over a year that does not name it.
    bridge = history(store, site(store, "guixi-2025", "信江大桥"))
    assert told(bridge) == [("guixi-2023", "same"), ("guixi-2025", "same")]


def test_processes_link_as_one_does(store, built, tmp_path):
    link_many(store, one_after_the_other)
    other = FolderStore(built)
    link_many(other, partial(on_this_machine, workers=2))
    name = "_links/360681.parquet"
    assert (store.folder / name).read_bytes() == (built / name).read_bytes()


def test_nothing_is_left_out_silently(store, tmp_path):
    texts = {"twice": OLD, "nowhere": NOWHERE, "same-day": NEW + "建成城北广场。\n"}
    late = THIRD.replace("2025年1月11日", "2028年1月11日").replace("2024年", "2027年")
    texts["guixi-2028"] = late.replace("2025年", "2028年")
    paths = [tmp_path / f"{name}.txt" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    build_into(store.folder, paths)
    lines = "\n".join(link_many(store, one_after_the_other).lines())
    assert "1 reports have the text of another: twice" in lines
    assert "1 reports say no place: nowhere" in lines
    assert "1 reports are of one day with another: same-day" in lines
    assert "years without one between them: guixi-2025 and guixi-2028" in lines


def test_doubtful_pairs_are_counted_and_decisions_go_before(store, tmp_path, monkeypatch):
    old = OLD.replace("推动早闲公园建成投用", "开工建设区第四小学")
    new = NEW.replace("早闲公园加快建设", "市第四小学开工")
    paths = [tmp_path / "guixi-2023.txt", tmp_path / "guixi-2024.txt"]
    for path, text in zip(paths, (old, new), strict=True):
        path.write_text(text, encoding="utf-8")
    build_into(store.folder, paths)
    summary = link_many(store, one_after_the_other)
    assert ("区第四小学", "市第四小学") in summary.doubts
    assert any("are not linked: " in line for line in summary.lines())
    sites = [site(store, p.stem, "第四小学").partition("--")[2] for p in paths]
    row = ["guixi-2023", sites[0], "guixi-2024", sites[1], "same", "同一所"]
    rows = [linking.Link(*row)]
    monkeypatch.setattr(linking, "_decisions", lambda _: rows)
    assert link_many(store, one_after_the_other).places == ["360681"]
    found = history(store, site(store, "guixi-2023", "第四小学"))
    assert told(found) == [("guixi-2023", "same"), ("guixi-2024", "same")]
    assert COLUMNS[0] == "old_report"


def test_the_command_links_and_tells_a_sites_history(store, capsys):
    assert main(["link", str(store.folder), "--workers", "1"]) == 0
    assert "1 places linked (" in capsys.readouterr().err
    asked = site(store, "guixi-2024", "早闲公园")
    assert main(["link", str(store.folder), "--site", asked]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["report"] for row in rows] == ["guixi-2023", "guixi-2024", "guixi-2025"]


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["nowhere"], "there is no such atlas of many reports"),
        (["{store}", "--workers", "0"], "--workers wants at least one"),
        (["{store}", "--site", "guixi-2023--nothing"], "no report names a site"),
        (["{store}", "--scheduler", "user:secret@host"], "--scheduler wants the address"),
    ],
)
def test_what_cannot_be_linked_is_one_line(store, capsys, arguments, what):
    given = [argument.format(store=store.folder) for argument in arguments]
    assert main(["link", *given]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert what in line
    assert "secret" not in line


def test_a_damaged_file_of_links_is_made_again(store):
    link_many(store, one_after_the_other)
    path = store.folder / "_links" / "360681.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert link_many(store, one_after_the_other).places == ["360681"]
    assert path.read_bytes() == whole
    with closing(store):
        assert store.reports()
