"""What changed between two builds, and the log of it that a build writes beside the atlas."""

import copy
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shipped import ATLAS, SEED

from geo.base.errors import InputError
from geo.building.logged import write_atlas
from geo.cli.main import main
from geo.model.atlas import Atlas, read_atlas
from geo.model.change_log import (
    Build,
    dump_log,
    landed,
    parse_log,
    path_of,
    read_log,
    time_of_build,
)
from geo.model.changes import changes
from geo.model.codes import CHANGES


def altered(atlas, site="csadi", geometry=None, **properties):
    """The atlas with other properties of one site."""
    features = copy.deepcopy(atlas.features)
    (feature,) = (f for f in features if f["id"] == site)
    feature["properties"] |= properties
    if geometry:
        feature["geometry"] = geometry
    return Atlas(atlas.report, features)


def told(old, new):
    return {c.site: c.kinds for c in changes(old, new)}


@pytest.fixture
def timed(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


# ---- what is a change ------------------------------------------------------------------------


def test_the_same_atlas_has_not_changed(atlas):
    assert changes(atlas, read_atlas(ATLAS)) == ()


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("stage", {"status": "planning"}),
        ("stage", {"target": "operating"}),
        ("amount", {"investment": {"amount_cny": 7e9, "basis": "stated", "start": 1, "end": 2}}),
        ("verdict", {"verdict": {"code": "kept", "due": None, "overdue": False, "decided_by": 0}}),
        ("position", {"precision": "area"}),
        ("position", {"uncertainty_m": 12345}),
        ("position", {"geometry": {"type": "Point", "coordinates": [114.0, 30.0]}}),
    ],
)
def test_each_kind_is_told_by_its_own_name(atlas, kind, properties):
    changed = altered(atlas, **properties)
    assert told(atlas, changed) == {"csadi": (kind,)}
    assert told(changed, atlas) == {"csadi": (kind,)}


def test_several_kinds_of_one_site_are_one_change(atlas):
    changed = altered(atlas, status="planning", uncertainty_m=9)
    (change,) = changes(atlas, changed)
    assert change.kinds == ("stage", "position")
    assert change.before == atlas.by_id["csadi"]
    assert change.known["properties"]["status"] == "planning"


def test_where_the_words_stand_and_what_is_cited_is_no_change(atlas):
    mentions = copy.deepcopy(atlas.by_id["csadi"]["properties"]["mentions"])
    for mention in mentions:
        mention["quote_start"] += 1
    source = {"kind": "reference", "text": "另一份文件。", "text_en": "Another."}
    assert told(atlas, altered(atlas, mentions=mentions, location_source=source)) == {}
    amount = next(f for f in atlas.features if (f["properties"]["investment"] or {}).get("end"))
    moved = amount["properties"]["investment"] | {"start": 0, "end": 1}
    assert told(atlas, altered(atlas, amount["id"], investment=moved)) == {}


def test_of_a_site_without_a_shape_another_unit_is_another_position(atlas):
    site = next(f["id"] for f in atlas.features if f["geometry"] is None)
    assert told(atlas, altered(atlas, site, region="420102")) == {site: ("position",)}


@given(st.sets(st.integers(0, 153), max_size=9), st.sets(st.integers(0, 153), max_size=9))
def test_what_comes_and_what_goes_is_the_difference_of_the_ids(gone, new):
    atlas = read_once()
    ids = [f["id"] for f in atlas.features]
    old = atlas.subset({i for n, i in enumerate(ids) if n not in new})
    now = atlas.subset({i for n, i in enumerate(ids) if n not in gone})
    found = told(old, now)
    assert {s for s, k in found.items() if k == ("new",)} == {ids[n] for n in new - gone}
    assert {s for s, k in found.items() if k == ("gone",)} == {ids[n] for n in gone - new}
    assert len(found) == len(new ^ gone)
    back = told(now, old)
    swapped = {"new": ("gone",), "gone": ("new",)}
    assert back == {s: swapped[k[0]] for s, k in found.items()}


_READ = []


def read_once():
    if not _READ:
        _READ.append(read_atlas(ATLAS))
    return _READ[0]


# ---- the log ---------------------------------------------------------------------------------


def test_a_build_writes_what_it_changed_and_the_same_build_nothing(tmp_path, atlas, timed):
    path = tmp_path / "a.geojson"
    first = write_atlas(path, atlas)
    assert (first.before, first.changes) == ("", ())
    assert write_atlas(path, atlas) is None
    changed = altered(atlas, status="planning").subset({f["id"] for f in atlas.features[1:]})
    second = write_atlas(path, changed)
    assert write_atlas(path, changed) is None
    assert {c.site: c.kinds for c in second.changes} == {
        "csadi": ("stage",),
        atlas.features[0]["id"]: ("gone",),
    }
    assert read_log(path) == (first, second)
    assert second.before == first.after == sha256(atlas.dumps().encode()).hexdigest()
    assert second.after == sha256(path.read_bytes()).hexdigest()
    assert second.time == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.changes.jsonl", "a.geojson"]


def test_each_line_is_json_with_the_site_as_it_was_and_became(tmp_path, atlas, timed):
    path = tmp_path / "a.geojson"
    write_atlas(path, atlas)
    write_atlas(path, altered(atlas, status="planning"))
    _, line = path_of(path).read_text(encoding="utf-8").splitlines()
    said = json.loads(line)
    assert said["time"] == "2023-11-14T22:13:20Z"
    (change,) = said["changes"]
    assert change["before"] == atlas.by_id["csadi"]
    assert change["after"]["properties"]["status"] == "planning"


def test_the_shipped_atlas_is_built_again_without_an_entry(tmp_path, capsys):
    out = tmp_path / ATLAS.name
    log = path_of(ATLAS).read_bytes()
    out.write_bytes(ATLAS.read_bytes())
    path_of(out).write_bytes(log)
    assert main(["build", str(SEED), "-o", str(out)]) == 0
    assert out.read_bytes() == ATLAS.read_bytes()
    assert path_of(out).read_bytes() == log
    assert "changed" not in capsys.readouterr().err


def test_the_shipped_log_is_of_the_shipped_atlas_and_its_chain_is_whole():
    builds = read_log(ATLAS)
    assert builds[-1].after == sha256(ATLAS.read_bytes()).hexdigest()
    assert [b.before for b in builds[1:]] == [b.after for b in builds[:-1]]
    assert [b.time for b in builds] == sorted(b.time for b in builds)
    kinds = {kind for b in builds for c in b.changes for kind in c.kinds}
    assert kinds <= CHANGES.keys()
    # What the log says is what the two states say.
    for build in builds:
        old = Atlas({}, tuple(c.before for c in build.changes if c.before))
        new = Atlas({}, tuple(c.after for c in build.changes if c.after))
        assert changes(old, new) == build.changes


def test_the_command_line_says_how_many_sites_changed(tmp_path, capsys, atlas):
    out = tmp_path / "a.geojson"
    out.write_text(altered(atlas, status="planning").dumps(), encoding="utf-8")
    assert main(["build", str(SEED), "-o", str(out)]) == 0
    assert f"1 sites changed: {path_of(out)}" in capsys.readouterr().err


def test_what_lies_there_and_is_no_atlas_of_the_report_is_compared_with_nothing(
    tmp_path, atlas, timed
):
    path = tmp_path / "a.geojson"
    for lying in (b"{", b"\xff", Atlas({**atlas.report, "id": "x"}, atlas.features).dumps()):
        path.write_bytes(lying if isinstance(lying, bytes) else lying.encode())
        assert write_atlas(path, atlas).before == ""
    assert [b.before for b in read_log(path)] == [""] * 3


def test_an_entry_whose_atlas_was_not_written_does_not_stay(tmp_path, atlas, timed, monkeypatch):
    path = tmp_path / "a.geojson"
    write_atlas(path, atlas)
    from geo.building import logged

    whole = logged.write_whole

    def full(where, content):
        if where == path:
            raise InputError("cannot_write", where, why="disk is full")
        whole(where, content)

    changed = altered(atlas, status="planning")
    monkeypatch.setattr(logged, "write_whole", full)
    with pytest.raises(InputError):
        write_atlas(path, changed)
    monkeypatch.undo()
    assert path.read_text(encoding="utf-8") == atlas.dumps()
    digest = sha256(path.read_bytes()).hexdigest()
    assert len(read_log(path)) == 2
    assert len(landed(read_log(path), digest)) == 1
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000001")
    write_atlas(path, changed)
    assert [b.time.second for b in read_log(path)] == [20, 21]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "[" * 100_000,
        '{"time":1}',
        "\x00",
        "NaN",
    ],
)
def test_a_damaged_log_is_named_with_its_line_and_nothing_is_written(
    tmp_path, atlas, line, capsys, timed
):
    path = tmp_path / "wuchang-2021.geojson"
    write_atlas(path, altered(atlas, status="planning"))
    before = path.read_bytes()
    with path_of(path).open("a", encoding="utf-8") as log:
        log.write(line + "\n")
    assert main(["build", str(SEED), "-o", str(path)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"{path_of(path)}, line 2" in said
    assert path.read_bytes() == before


def test_every_member_of_a_line_is_checked(atlas):
    build = Build(
        datetime(2024, 1, 1, tzinfo=UTC),
        atlas.report,
        "0" * 64,
        "1" * 64,
        changes(atlas, altered(atlas, status="planning")),
    )
    assert parse_log(build.dumps(), "log") == (build,)

    def refused(**other):
        said = {**json.loads(build.dumps()), **other}
        with pytest.raises(InputError) as error:
            parse_log(json.dumps(said), "log")
        assert "log, line 1" in error.value.sentence()

    (change,) = json.loads(build.dumps())["changes"]
    refused(time="yesterday")
    refused(time="2024-13-01T00:00:00Z")
    refused(version=999)
    refused(version=None)
    refused(report={})
    refused(before="x")
    refused(after=None)
    refused(after="Z" * 64)
    refused(left_out=-1)
    refused(left_out="many")
    refused(changes=[{}])
    refused(changes=[None])
    refused(changes=[{**change, "kinds": ["better"]}])
    refused(changes=[{**change, "kinds": []}])
    refused(changes=[{**change, "kinds": [{}]}])
    refused(changes=[{**change, "site": "another"}])
    refused(changes=[{**change, "before": None, "after": None}])
    refused(changes=[{**change, "after": {"id": "csadi"}}])
    refused(changes=[change, change])


def test_a_log_keeps_the_newest_builds_that_it_can_hold(atlas):
    day = datetime(2024, 1, 1, tzinfo=UTC)
    builds = [Build(day, atlas.report, "", f"{n:064x}") for n in range(9)]
    line = len(builds[0].dumps().encode())
    assert parse_log(dump_log(builds, 3 * line).decode(), "log") == tuple(builds[-3:])
    assert parse_log(dump_log(builds, 1).decode(), "log") == tuple(builds[-1:])


def test_of_a_build_that_changed_very_many_the_rest_is_counted(tmp_path, atlas, monkeypatch, timed):
    monkeypatch.setattr("geo.building.logged.MOST_CHANGES", 10)
    path = tmp_path / "a.geojson"
    write_atlas(path, atlas)
    build = write_atlas(path, atlas.subset({"csadi"}))
    assert (len(build.changes), build.left_out) == (10, 143)
    assert read_log(path)[-1] == build


@pytest.mark.parametrize("said", ["", "  "])
def test_without_a_time_of_its_own_a_build_is_of_now(monkeypatch, said):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", said)
    before = datetime.now(UTC).replace(microsecond=0)
    assert before <= time_of_build() <= datetime.now(UTC)


@pytest.mark.parametrize("said", ["soon", "-1", "1e9", "99999999999", "١"])
def test_a_time_that_is_none_is_named(monkeypatch, said, tmp_path, capsys):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", said)
    out = tmp_path / "a.geojson"
    code = main(["build", str(SEED), "-o", str(out)])
    if said == "99999999999":
        # The year 5138, which is a time.
        assert code == 0
        return
    assert code == 2
    assert "SOURCE_DATE_EPOCH" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_where_no_atlas_can_stand_no_log_is_left(tmp_path, capsys):
    place = tmp_path / "taken"
    place.mkdir()
    assert main(["build", str(SEED), "-o", str(place)]) == 2
    assert str(place) in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["taken"]


def test_builds_at_the_same_time_leave_a_whole_chain(tmp_path, atlas):
    path = tmp_path / "a.geojson"
    kinds = ("planning", "started", "completed", "operating")
    atlases = [altered(atlas, status=status) for status in kinds]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(partial(write_atlas, path), atlases))
    builds = read_log(path)
    assert [b.before for b in builds[1:]] == [b.after for b in builds[:-1]]
    assert builds[-1].after == sha256(path.read_bytes()).hexdigest()
    assert len(builds) == 4


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "no/such\0folder/a"])
def test_a_place_that_cannot_be_is_one_line(tmp_path, capsys, name):
    assert main(["build", str(SEED), "-o", str(tmp_path / name)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
