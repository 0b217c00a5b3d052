"""The gold standard holds together, and the seed's is what the atlas says."""

import hashlib
import json
from pathlib import Path

import pytest

from geo.model.codes import SECTORS, STAGES

GOLD = sorted((Path(__file__).parent / "data" / "gold").glob("*.json"))


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_annotations_lie_in_their_passage_and_use_known_codes(path):
    gold = read(path)
    spans = [(m["start"], m["end"]) for m in gold["mentions"]]
    assert len(spans) == len(set(spans)) >= 20
    assert gold["end"] - gold["start"] >= 1500
    for m in gold["mentions"]:
        assert gold["start"] <= m["start"] < m["end"] <= gold["end"]
        assert m["stage"] in STAGES
        assert m["sector"] in SECTORS
        assert (m["stage_start"] is None) == (m["stage"] == "mentioned")


def test_the_seeds_gold_is_of_the_seed_and_what_the_atlas_says(report, atlas):
    gold = read(Path(__file__).parent / "data" / "gold" / "wuchang-2021.json")
    assert gold["sha256"] == hashlib.sha256(report.text.encode()).hexdigest()
    annotated = {(m["start"], m["end"], m["stage"], m["planned"]) for m in gold["mentions"]}
    shown = {
        (m["start"], m["end"], m["stage"], m["planned"])
        for f in atlas.features
        for m in f["properties"]["mentions"]
    }
    assert annotated == shown


def test_no_report_is_both_trained_on_and_kept_aside_and_all_passages_hold_together():
    folder = Path(__file__).parent / "data" / "gold"
    training = read(folder / "training" / "passages.json")
    aside = read(folder / "aside" / "passages.json")["passages"]
    first = [read(path) for path in GOLD if path.name not in training["also"]]
    kept_aside = {passage["file"] for passage in (*first, *aside)}
    assert kept_aside.isdisjoint(passage["file"] for passage in training["passages"])
    seen = {passage["file"]: [(passage["start"], passage["end"])] for passage in first}
    for passage in (*training["passages"], *aside):
        place = passage["start"], passage["end"]
        before = seen.setdefault(passage["file"], [])
        assert all(end <= place[0] or place[1] <= start for start, end in before)
        before.append(place)
        spans = [(m["start"], m["end"]) for m in passage["mentions"]]
        assert len(spans) == len(set(spans))
        assert all(place[0] <= start < end <= place[1] for start, end in spans)
        assert not any(a[0] < b[0] < a[1] < b[1] for a in spans for b in spans)
        assert {m["stage"] for m in passage["mentions"]} <= set(STAGES)
        assert {m.get("second_stage", "mentioned") for m in passage["mentions"]} <= set(STAGES)
        assert {m["sector"] for m in passage["mentions"]} <= set(SECTORS)


def test_stretches_of_time_hold_together_and_no_report_is_in_both_halves():
    folder = Path(__file__).parent / "data" / "gold" / "time"
    stretches = read(folder / "passages.json")["passages"]
    assert len(stretches) >= 60
    halves = {
        aside: {s["file"] for s in stretches if s["aside"] is aside} for aside in (False, True)
    }
    assert halves[False].isdisjoint(halves[True])
    for s in stretches:
        assert 0 <= s["start"] < s["end"]
        assert len(s["sha256"]) == 64
        assert isinstance(s["planned"], bool)
        for own in s.get("except", ()):
            assert s["start"] <= own["start"] < own["end"] <= s["end"]
            assert own["planned"] is not s["planned"]
