"""An atlas from elsewhere that would hurt is refused in one line; large ones of ours are not."""

import json

import pytest
from shipped import ATLAS, SEED

from benchmarks.synthetic import synthetic_atlas
from geo.base.errors import InputError
from geo.cli.main import main
from geo.many.identity import join
from geo.model.atlas import Atlas, check_spans, checked_atlas, parse_atlas, read_atlas
from geo.model.schema import read_schema


@pytest.fixture
def collection():
    whole = json.loads(ATLAS.read_text(encoding="utf-8"))
    return {**whole, "features": whole["features"][:2]}


def site(collection):
    return collection["features"][0]["properties"]


def nested(depth, inside="x"):
    for _ in range(depth):
        inside = {"a": inside} if depth % 2 else [inside]
    return inside


def refused(collection):
    with pytest.raises(InputError) as error:
        checked_atlas(collection, "a.geojson")
    said = str(error.value)
    assert said.startswith("a.geojson")
    assert "\n" not in said
    assert len(said) < 300
    return said


LIMITS = {
    "the name has 1,000,000 characters, more than 1,000": lambda c: site(c).update(
        name="名" * 10**6
    ),
    "the name_en has 1,000,000 characters": lambda c: site(c).update(name_en="n" * 10**6),
    "the mentions has 300,000 members, more than 20,000": lambda c: site(c).update(
        mentions=site(c)["mentions"][:1] * 300_000
    ),
    "the aliases has 5,000 members, more than 2,000": lambda c: site(c).update(
        aliases=["a"] * 5000
    ),
    "the text has 50,000 characters": lambda c: site(c)["mentions"][0].update(text="字" * 50_000),
    "the period has 1,000 characters": lambda c: site(c)["mentions"][0].update(period="2" * 1000),
    "the title has 9,999 characters": lambda c: c["report"].update(title="题" * 9999),
    "the x has 200,000 characters": lambda c: site(c).update(x="x" * 200_000),
    "the y has 20,000 members": lambda c: c["features"][0].update(y=[0] * 20_000),
    "members, more than 200": lambda c: site(c).update({f"p{n}": n for n in range(1000)}),
    "nested too deeply": lambda c: site(c).update(deep=nested(6)),
    "the a is nested too deeply": lambda c: c.update(deep=nested(7)),
    "nested": lambda c: c["report"].update(deep=nested(900)),
    "the coordinates has 1,000,001 members": lambda c: c["features"][0].update(
        geometry={"type": "LineString", "coordinates": [[114.3, 30.5]] * 1_000_001}
    ),
}


@pytest.mark.parametrize("said", LIMITS)
def test_what_is_too_large_is_refused_with_its_measure(collection, said):
    LIMITS[said](collection)
    assert said in refused(collection)


def test_what_others_add_in_reason_stays(collection):
    site(collection)["note"] = {"by": ["Li", {"on": "2024-01-01", "n": 1.5, "ok": True}], "x": None}
    collection["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert checked_atlas(collection, "a").by_id[site(collection)["id"]]["properties"]["note"]


SPANS = {
    "start is 20, behind end, 10": {"start": 20, "end": 10},
    "quote_start is 9, behind quote_end, 8": {"quote_start": 9, "quote_end": 8},
    "stage_start is 9, behind stage_end, 8": {"stage_start": 9, "stage_end": 8},
    "stage_end is given and stage_start is not": {"stage_start": None, "stage_end": 8},
    "stage_start is given and stage_end is not": {"stage_start": 8, "stage_end": None},
}


@pytest.mark.parametrize("said", SPANS)
def test_a_span_has_two_ends_in_order(collection, said):
    site(collection)["mentions"][0].update(SPANS[said])
    assert said in refused(collection)


def test_so_has_that_of_an_amount(collection):
    site(collection)["investment"] = {"amount_cny": 1, "basis": "stated", "start": 9, "end": 8}
    assert "start is 9, behind end, 8" in refused(collection)
    site(collection)["investment"]["end"] = 9.0
    assert "end is 9.0, which is no integer" in refused(collection)


@pytest.mark.parametrize("name", ["end", "quote_end", "stage_end"])
def test_a_span_beyond_the_text_is_refused_where_the_text_is_at_hand(
    capsys, tmp_path, collection, name
):
    mention = site(collection)["mentions"][0]
    mention.update({"stage_start": 0, "stage_end": 1, "stage": "started"})
    mention[name] = 10**8
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(collection), encoding="utf-8")
    code = main(["export", str(path), "-o", str(tmp_path / "b.geojson")])
    said = capsys.readouterr().err
    assert (code, said.count("\n")) == (2, 1)
    length = len(SEED.read_text(encoding="utf-8"))
    assert f"a span ends at character 100,000,000 of a text that has {length:,}" in said
    check_spans(read_atlas(path), None, path)


def test_the_page_refuses_it_too(tmp_path, collection):
    from geo.page.opening import open_atlas

    site(collection)["mentions"][0]["end"] = 10**8
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(collection), encoding="utf-8")
    with pytest.raises(InputError, match="a span ends at character"):
        open_atlas(["--atlas", str(path)])


@pytest.mark.parametrize(
    "number", ["1e400", "-1e999", "9" * 400 + ".5", "1E+0400"], ids=["e", "minus", "long", "E"]
)
def test_a_number_that_is_none_is_refused(collection, number):
    text = json.dumps(collection).replace('"report":', f'"x": {number}, "report":', 1)
    with pytest.raises(InputError, match="a number that is too large"):
        parse_atlas(text, "a.geojson")
    site(collection)["uncertainty_m"] = 1
    text = json.dumps(collection).replace('"uncertainty_m": 1', f'"uncertainty_m": {number}', 1)
    with pytest.raises(InputError):
        parse_atlas(text, "a.geojson")


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, '{"x":' + "[" * 5000])
def test_brackets_without_end_are_no_json(text):
    with pytest.raises(InputError, match="the atlas is not JSON"):
        parse_atlas(text, "a.geojson")


def test_a_file_beyond_all_measure_is_not_read_whole(tmp_path):
    path = tmp_path / "a.geojson"
    with path.open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(InputError, match="the atlas is larger than 1000 MB"):
        read_atlas(path)


def test_ten_thousand_sites_of_many_reports_are_an_atlas():
    one, _ = synthetic_atlas(100, 3)
    parts = [Atlas({**one.report, "id": f"report-{number}"}, one.features) for number in range(100)]
    joined = join(parts)
    assert len(joined.features) == 100 * len(one.features) >= 10_000
    assert parse_atlas(joined.dumps(), "many").dumps() == joined.dumps()


def test_no_text_of_the_schema_is_without_a_limit():
    found = []

    def look(schema, path):
        if isinstance(schema, list):
            for number, each in enumerate(schema):
                look(each, [*path, number])
        if not isinstance(schema, dict):
            return
        kinds = schema.get("type", ())
        kinds = [kinds] if isinstance(kinds, str) else kinds
        is_bounded = "enum" in schema or "const" in schema or "$ref" in schema
        if "string" in kinds and "maxLength" not in schema and not is_bounded:
            found.append(path)
        if "array" in kinds and "maxItems" not in schema and "not" not in path:
            found.append(path)
        for name, each in schema.items():
            look(each, [*path, name])

    for name in ("atlas", "correction", "draft", "place"):
        look(read_schema(name), [name])
    # A digest has its length by its pattern.
    assert [path for path in found if path[-1] != "sha256"] == []
