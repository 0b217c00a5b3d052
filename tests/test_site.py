"""The static site: what stands in its one document, and what may not."""

import json
import re

import pytest

from geo.base.languages import table
from geo.base.paths import ROOT
from geo.outputs.formats import FORMATS
from geo.outputs.site.content import content
from geo.outputs.site.document import site_document
from geo.selecting.selection import Selection
from geo.view.became import headline_of
from geo.view.card import card_html
from geo.view.transcript import reader_data

MAX_BYTES = 2_100_000
HOSTILE = "<img src=x onerror=alert(1)>`${1}</script></template>{{ 7*7 }}{% raw %}{# x #}\u2028"


@pytest.fixture(scope="module")
def document(atlas, report):
    return site_document(atlas, report.text)


def data_of(document, name):
    pattern = rf'<script type="application/json" id="{name}">(.*?)</script>'
    (text,) = re.findall(pattern, document, re.DOTALL)
    return json.loads(text)


def test_the_folder_of_the_seed_and_the_single_file_are_light(atlas, report):
    folder = FORMATS["site"].write(atlas, report.text)
    assert set(folder) > {"index.html", "atlas.geojson"}
    assert len(folder["index.html"]) + len(folder["atlas.geojson"]) < MAX_BYTES
    # What lies beside is for programs, and no page brings it.
    assert max(len(raw) for name, raw in folder.items() if name.startswith("sites/")) < 100_000
    single = FORMATS["html"].write(atlas, report.text).decode()
    head, mark, rest = single.partition("</head>")
    document = folder["index.html"].decode()
    assert document.startswith(head)
    assert document.endswith(mark + rest)
    assert json.loads(folder["atlas.geojson"])["features"] == list(atlas.features)


def test_it_is_the_same_each_time(atlas, report, document):
    assert site_document(atlas, report.text) == document


def test_it_asks_for_no_other_file(document):
    assert not re.search(r"<(script|link|img|iframe)[^>]*\b(src|href)=(?!\"data:)", document)
    assert not re.search(r"@import|url\((?!data:|#)", document)
    assert data_of(document, "atlas-data")["payload"]["tiles"] == []


def test_no_script_runs_that_the_policy_does_not_name(document):
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', document)
    assert "default-src 'none'" in policy
    scripts = re.search(r"script-src ([^;]*);", policy)[1]
    assert "unsafe" not in scripts
    assert scripts.count("sha256-") == len(re.findall("<script>", document))


def test_a_key_for_tiles_does_not_go_along(atlas, monkeypatch):
    monkeypatch.setenv("GEO_TIANDITU_KEY", "secret-key")
    assert "secret-key" not in site_document(atlas, None)


def test_every_site_has_its_card_in_both_languages(atlas, report, document):
    for language in ("zh", "en"):
        for number, feature in enumerate(atlas.features):
            card = card_html(feature["properties"], atlas, report.text, language)
            assert f'<template id="card-{language}-{number}">{card}</template>' in document


def test_it_says_what_became_of_the_targets(atlas, report, document):
    given = data_of(document, "site-data")
    assert given["overview"]["zh"]["sentences"][-1] == headline_of(atlas, "zh")
    for site, feature in zip(given["sites"], atlas.features, strict=True):
        assert ("became" in site) == ("verdict" in feature["properties"])
        assert site.get("became", {"promise": ""})["promise"] in report.text
    ids = [feature["id"] for feature in atlas.features]
    kept = [ids[n] for n in given["members"]["all"]["verdict"]["kept"]]
    assert kept == Selection(verdict=("kept",)).ids(atlas)


def test_it_has_the_reports_text_or_says_that_it_has_not(atlas, report, document):
    assert data_of(document, "site-data")["reader"]["text"] == report.text
    without = site_document(atlas, None)
    assert data_of(without, "site-data")["reader"] is None
    assert "<blockquote" not in without


def test_a_mark_stands_for_every_mention(atlas, report, document):
    marks = data_of(document, "site-data")["reader"]["marks"]
    assert marks == reader_data(atlas, report.text, [], "zh")["marks"]


def test_a_choice_finds_the_sites_that_the_page_finds(atlas, report):
    members = content(atlas, report.text)["members"]
    ids = [feature["id"] for feature in atlas.features]
    found = members["planned"]["sector"]["health"]
    assert [ids[n] for n in found] == Selection(sector=("health",), claim="planned").ids(atlas)
    assert len(members["all"]["all"]["all"]) == len(ids)


def test_the_pages_labels_come_from_the_table(document):
    folder = ROOT / "geo" / "outputs" / "site" / "assets"
    script = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.js")))
    named = set(re.findall(r'data-(?:text|label)="(\w+)"', document))
    named |= set(re.findall(r'say\("(\w+)"', script))
    for columns in re.findall(r"COLUMNS = \[(.*?)\]", script):
        named |= set(re.findall(r'"(\w+)"', columns))
    assert len(named) > 20
    assert named <= set(table("page", "zh"))
    # 中文 and 高德 are names; every other word of Chinese is in the tables.
    assert not re.search("[\u4e00-\u9fff]", re.sub("//.*", "", script))


def test_hostile_text_is_data_or_escaped(atlas):
    feature = json.loads(json.dumps(atlas.by_id["tanhualin"]))
    feature["id"] = feature["properties"]["id"] = HOSTILE
    for name in ("name", "name_en"):
        feature["properties"][name] = HOSTILE
    feature["properties"]["aliases"] = [HOSTILE]
    about = dict.fromkeys(("id", "title", "place", "date", "sha256"), HOSTILE)
    document = site_document(type(atlas)(about, (feature,)), HOSTILE * 400)
    assert "<img src=x" not in document
    assert "49" not in re.findall(r"<title>(.*?)</title>", document, re.DOTALL)[0]
    given = data_of(document, "site-data")
    assert given["report"] == about
    assert given["geojson"]["features"][0]["properties"]["name"] == HOSTILE
    assert given["reader"]["text"] == HOSTILE * 400
    assert data_of(document, "atlas-data")["payload"]["sites"][0]["id"] == HOSTILE
