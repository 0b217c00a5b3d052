"""What assistants are told: all that the atlas has, no more, each with its words; in few bytes."""

import asyncio
import json
import re
import shutil
from hashlib import sha256

import pytest
from asgi import ask, asked
from assistant_proofs import HOSTILE, MOST_BYTES, hold, spans_in, statements_in
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema_rs import validator_for
from own_loop import in_thread
from shipped import ATLAS, SEED

from geo.assistants import door
from geo.assistants.answers import size
from geo.assistants.origins import why_unknown
from geo.assistants.tools import MAX_LIMIT, TOOLS
from geo.base.languages import LANGUAGES
from geo.cli.main import main
from geo.model.atlas import Atlas
from geo.model.codes import MENTIONED, SECTORS, STAGES
from geo.model.facets import CLAIMS
from geo.promises.evidence import days_of_period
from geo.selecting.columns import columns_of
from geo.selecting.selection import Selection, parameter_names
from geo.serving.published import Publications
from geo.serving.refusals import Refusal
from geo.serving.resource import Turnstile
from geo.serving.server import data_app

TEXT = SEED.read_text(encoding="utf-8")
PUBLISHED = Publications(folder=ATLAS.parent)
CHINESE = re.compile("[\u3400-\u9fff]")


def told(tool, publications=PUBLISHED, **arguments):
    return TOOLS[tool].answer(arguments, publications.read(), "")


def pages(tool, key, publications=PUBLISHED, **arguments):
    """What a tool lists, over all its answers, each of them held to its bound."""
    found, offset = [], 0
    while True:
        said = told(tool, publications, **arguments, offset=offset)
        assert size(said) <= MOST_BYTES
        found += said[key]
        if "next" not in said:
            assert said["matched"] == len(found)
            return found
        offset = said["next"]["offset"]


# ---- all of the atlas ------------------------------------------------------------------------


def test_each_tool_says_what_it_takes():
    for name, tool in TOOLS.items():
        assert (tool.name, tool.schema["additionalProperties"]) == (name, False)
        assert len(tool.about) > 80
        assert all(about["description"] for about in tool.schema["properties"].values())
        assert tool.schema["properties"]["lang"]["enum"] == list(LANGUAGES)
        validator_for({"$schema": "https://json-schema.org/draft/2020-12/schema", **tool.schema})
    assert {*parameter_names(), "report"} <= set(TOOLS["search_sites"].schema["properties"])


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "sector": st.sampled_from(list(SECTORS)),
        "stage": st.sampled_from(list(STAGES)),
        "claim": st.sampled_from(list(CLAIMS)),
        "shape": st.sampled_from(["point", "line", "polygon", "unlocated"]),
        "investment": st.sampled_from(["stated", "cited", "none"]),
        "period": st.sampled_from(["2021", "2022", "2021,2022"]),
        "q": st.sampled_from(["长江", "wuchang", "路", "*"]),
    },
)


@settings(max_examples=60, deadline=None)
@given(asked=FILTERS)
def test_a_search_finds_what_the_page_shows(atlas, asked):
    selection, unknown = Selection.from_query(asked, atlas)
    assert not unknown
    found = pages("search_sites", "sites", **asked, limit=MAX_LIMIT)
    own = [f"{atlas.report['id']}--{site}" for site in selection.ids(atlas)]
    assert [each["site"] for each in found] == own


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_statement_of_each_site_is_told_with_its_words(atlas, lang):
    proved = 0
    for feature in atlas.features:
        site, asked = feature["properties"], {"site": feature["id"], "lang": lang}
        found = pages("get_site", "statements", **asked)
        assert len(found) == len(site["mentions"])
        said = told("get_site", **asked)
        proved += hold(said, atlas, TEXT)
        assert "left_out" not in said
        for claim in ("status", "target"):
            stage = None if site[claim] == MENTIONED else site[claim]
            assert (said[claim] and said[claim]["stage"]) == stage
        investment = site["investment"]
        assert (said["amount"] and said["amount"]["cny"]) == (
            investment and investment["amount_cny"]
        )
        if investment and investment["basis"] == "cited":
            assert said["amount"]["document"]["address"] == investment["source"]["address"]
        elif investment:
            assert said["amount"]["quotes"][0]["start"] == investment["start"]
        assert said["position"]["precision"] == site["precision"]
        assert ("longitude" in said["position"] or "bbox" in said["position"]) == bool(
            feature["geometry"]
        )
        verdict = site.get("verdict")
        assert ("became" in said) == bool(verdict)
        if verdict:
            assert said["became"]["verdict"] == verdict["code"]
    assert proved > len(atlas.features)


def test_a_search_proves_the_stage_that_it_says(atlas):
    for each in pages("search_sites", "sites", limit=MAX_LIMIT):
        stages = {(s["says"], s["stage"]) for s in each["statements"]}
        assert each["statements"]
        assert not each["status"] or ("reported", each["status"]) in stages
        assert not each["target"] or ("planned", each["target"]) in stages


def brute(atlas, kind, year, sector):
    """The statements of a kind as the atlas has them, read by other code."""
    found = set()
    for feature in atlas.features:
        site = feature["properties"]
        for number, mention in enumerate(site["mentions"], 1):
            days = days_of_period(mention["period"])
            holds = {
                "promised": mention["planned"],
                "reported": not mention["planned"],
                "delivered": not mention["planned"]
                and mention["stage"] in {"completed", "operating"},
            }[kind]
            if (
                holds
                and mention["stage"] != MENTIONED
                and (not sector or site["sector"] == sector)
                and (not year or (days and days.first.year <= year <= days.last.year))
            ):
                found.add((mention["start"], f"{site['id']}.{number}"))
    return [name for _, name in sorted(found, key=lambda each: each[0])]


@pytest.mark.parametrize("kind", ["promised", "reported", "delivered"])
@pytest.mark.parametrize("year", [None, 2019, 2021, 2022, 2024, 1999])
@pytest.mark.parametrize("sector", [None, "transport", "education"])
def test_what_is_promised_and_delivered_is_listed_by_year_and_sector(atlas, kind, year, sector):
    asked = {"year": year, "sector": sector}
    asked = {name: value for name, value in asked.items() if value}
    found = pages("list_statements", "statements", kind=kind, **asked, limit=MAX_LIMIT)
    named = [each["statement"]["address"].rpartition("--")[2] for each in found]
    own = brute(atlas, kind, year, sector)
    assert sorted(named) == sorted(own)
    starts = [each["statement"]["quotes"][0]["start"] for each in found]
    assert starts == sorted(starts)


def test_a_plan_without_a_stage_is_no_promise_and_is_counted(atlas):
    bare = sum(
        m["planned"] and m["stage"] == MENTIONED
        for f in atlas.features
        for m in f["properties"]["mentions"]
    )
    said = told("list_statements", kind="promised", lang="en")
    assert any(note.startswith(f"{bare} more places of the plan") for note in said["notes"])


def test_an_area_may_be_asked_for_by_its_name(atlas):
    area = columns_of(atlas).areas[0]
    site = atlas.by_id[area]["properties"]
    found = [
        told("search_sites", area=name, limit=MAX_LIMIT)["matched"]
        for name in (area, site["name"], site["name_en"])
    ]
    assert found == [len(Selection(area=area).ids(atlas))] * 3
    with pytest.raises(Refusal, match=area):
        told("search_sites", area="鹭洲")


def test_the_whole_report_can_be_read_stretch_by_stretch():
    read, asked = "", {"start": 0, "end": len(TEXT)}
    while asked:
        said = told("quote_report", **asked)
        assert size(said) <= MOST_BYTES
        (span,) = said["quotes"]
        assert span["start"] == len(read)
        read += span["quote"]
        asked = said.get("next")
    assert read == TEXT


@given(start=st.integers(0, len(TEXT) - 1), length=st.integers(1, 30))
def test_words_are_found_wherever_they_stand(start, length):
    words = TEXT[start : start + length]
    said = told("quote_report", find=words, limit=MAX_LIMIT)
    assert said["matched"] == TEXT.count(words)
    for each in said["found"]:
        (around,) = each["quotes"]
        assert each["words"]["quote"] == words
        assert around["start"] <= each["words"]["start"]
        assert each["words"]["end"] <= around["end"]
    for span in spans_in(said):
        assert TEXT[span["start"] : span["end"]] == span["quote"]


# ---- what is not known, and in which language ------------------------------------------------


def test_what_is_not_known_is_said(atlas):
    bare = next(
        f
        for f in atlas.features
        if not f["properties"]["investment"] and f["properties"]["status"] in {None, MENTIONED}
        and not f["properties"]["target"]
    )  # fmt: skip
    said = told("get_site", site=bare["id"], lang="en")
    assert (said["status"], said["target"], said["amount"]) == (None, None, None)
    notes = " ".join(said["notes"])
    for words in ("which stage it has reached", "stage is planned", "states no amount"):
        assert words in notes
    for tool, wanted in (("search_sites", {"q": "鹭洲"}), ("quote_report", {"find": "鹭洲"})):
        said = told(tool, **wanted)
        assert (said["matched"], len(said["notes"]), len(said["asOf"])) == (0, 1, 1)


@pytest.mark.parametrize(
    ("tool", "wanted"),
    [
        ("search_sites", {}),
        ("get_site", {"site": "csadi"}),
        ("list_statements", {"kind": "promised"}),
        ("quote_report", {"find": "项目"}),
    ],
)
@pytest.mark.parametrize("offset", [1_000, 10**30])
def test_behind_the_last_one_there_is_nothing_and_it_is_said(atlas, tool, wanted, offset):
    said = told(tool, **wanted, offset=offset, lang="en")
    assert said["asOf"][0]["report"] == atlas.report["id"]
    assert not any(said.get(key) for key in ("sites", "statements", "found"))
    assert f"there is nothing behind this offset: {said['matched']} in all." in said["notes"]


def test_without_the_reports_text_only_names_are_quoted(tmp_path, atlas):
    about = {**atlas.report, "id": "elsewhere", "sha256": "0" * 64}
    path = tmp_path / "a.geojson"
    path.write_text(Atlas(about, atlas.features).dumps(), encoding="utf-8")
    published = Publications(folder=tmp_path)
    for tool, wanted in (
        ("search_sites", {}),
        ("get_site", {"site": atlas.features[0]["id"]}),
        ("list_statements", {"kind": "promised"}),
    ):
        said = told(tool, published, **wanted, lang="en")
        assert any("is not at hand" in note for note in said["notes"])
        for span in spans_in(said):
            assert TEXT[span["start"] : span["end"]] == span["quote"]
    said = told("quote_report", published, start=0)
    assert "quotes" not in said
    assert said["notes"]


def test_in_an_atlas_of_many_reports_each_site_says_whose_words_they_are(tmp_path, atlas):
    features = json.loads(json.dumps(atlas.features[:3]))
    for feature in features:
        feature["properties"] |= {"report": "鹭洲-2021", "within": None}
    about = {**atlas.report, "id": "many", "sha256": "0" * 64, "reports": [{"id": "鹭洲-2021"}]}
    (tmp_path / "a.geojson").write_text(Atlas(about, tuple(features)).dumps(), encoding="utf-8")
    published = Publications(folder=tmp_path)
    for each in told("search_sites", published)["sites"]:
        assert each["report"] == "鹭洲-2021"
    assert told("get_site", published, site=features[0]["id"])["report"] == "鹭洲-2021"


def test_addresses_are_absolute_where_the_public_one_is_known():
    public = "https://atlas.city.example"
    said = TOOLS["get_site"].answer({"site": "csadi"}, PUBLISHED.read(), public)
    found = [said["address"], said["data"], said["asOf"][0]["address"]]
    found += [each["address"] for each in said["statements"]]
    assert all(address.startswith(f"{public}/") for address in found)
    app = data_app(PUBLISHED)
    for address in found:
        assert ask(app, address.removeprefix(public)).status == 200


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_the_package_the_command_says_so(monkeypatch, capsys, lang):
    monkeypatch.setattr(door, "is_installed", lambda: False)
    monkeypatch.setenv("GEO_LANGUAGE", lang)
    assert main(["mcp"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("geo: mcp")
    assert "pip install 'geo[assistants]'" in said
    assert said.count("\n") == 1


def without_words(value):
    """An answer without the report's own words and the sites' Chinese names."""
    if isinstance(value, dict):
        own = {"quote", "name", "other_names", "document", "figure", "words", "attribution"}
        return {key: without_words(each) for key, each in value.items() if key not in own}
    return [without_words(each) for each in value] if isinstance(value, list) else value


def test_labels_and_notes_are_in_the_language_that_is_asked_for(atlas):
    for feature in atlas.features[::9]:
        said = without_words(told("get_site", site=feature["id"], lang="en"))
        works = any(m.get("works") for m in feature["properties"]["mentions"])
        assert works or not CHINESE.search(json.dumps(said, ensure_ascii=False)), said
        chinese = told("get_site", site=feature["id"])
        assert CHINESE.search(chinese["sector_label"])
        assert all(CHINESE.search(note) for note in chinese["notes"])


# ---- hostile atlases and questions -----------------------------------------------------------


@pytest.fixture(scope="module")
def monstrous(tmp_path_factory, atlas):
    """Two atlases whose names, clauses and reports are as long as the schema lets them be."""
    folder = tmp_path_factory.mktemp("published")
    for number in range(2):
        name = "鹭" * 900
        text = f"{name}，{'洲' * 3000}开工。" * 3
        site = json.loads(json.dumps(atlas.features[0]))
        mention = {"start": 0, "end": 900, "text": name, "quote_start": 0, "quote_end": 3903,
                   "stage": "started", "stage_start": 3901, "stage_end": 3903,
                   "planned": False, "period": "2021"}  # fmt: skip
        site["id"] = site["properties"]["id"] = "egret"
        site["properties"] |= {
            "name": name, "name_en": "Egret " * 600, "aliases": [name] * 50, "within": None,
            "status": "started", "target": None, "investment": None,
            "mentions": [mention] * 60,
            "location_source": {"kind": "estimate", "text": name * 2, "licence": "CC0-1.0"},
            "responsible": [{"unit": name, "role": "lead", "start": 0, "end": 900}] * 40,
        }  # fmt: skip
        about = {
            **atlas.report,
            "id": f"鹭洲-{number}",
            "sha256": sha256(text.encode()).hexdigest(),
        }
        (folder / f"鹭洲-{number}.txt").write_text(text, encoding="utf-8")
        path = folder / f"{number}.geojson"
        path.write_text(Atlas(about, (site,)).dumps(), encoding="utf-8")
    return Publications(folder=folder)


def test_an_answer_is_short_whatever_the_atlas_holds(monstrous):
    for tool, wanted in (
        ("search_sites", {}),
        ("get_site", {"site": "鹭洲-0--egret", "limit": 20}),
        ("get_site", {"site": "鹭洲-1--egret", "limit": 20, "offset": 30}),
        ("list_statements", {"kind": "reported", "limit": 20}),
    ):
        said = told(tool, monstrous, **wanted)
        assert size(said) <= MOST_BYTES, (tool, size(said))
        assert list(statements_in(said))
        assert said["next"] or said["matched"] == 2


def test_a_report_that_is_not_named_is_asked_for(monstrous):
    with pytest.raises(Refusal, match="鹭洲-0, 鹭洲-1"):
        told("quote_report", monstrous, find="开工")
    with pytest.raises(Refusal, match="several reports have it"):
        told("get_site", monstrous, site="egret")


def deep(levels):
    found = "x"
    for _ in range(levels):
        found = [found]
    return found


@pytest.mark.parametrize("words", [*HOSTILE, "\ud800", "x" * 101, deep(900)])
@pytest.mark.parametrize("tool", list(TOOLS))
def test_no_words_do_harm_wherever_they_stand(tool, words):
    schema = TOOLS[tool].schema["properties"]
    for name in schema:
        wanted = {"kind": "promised"} if tool == "list_statements" else {}
        wanted |= {"site": "csadi"} if tool == "get_site" else {}
        wanted |= {name: words}
        if name in {"q", "find"} and isinstance(words, str) and len(words) <= 80:
            assert size(told(tool, **wanted)) <= MOST_BYTES
            continue
        with pytest.raises(Refusal) as refused:
            told(tool, **wanted)
        assert refused.value.detail.isprintable()
        assert len(refused.value.detail) <= 300


# ---- the door --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "origin", "known", "public", "status"),
    [
        ("127.0.0.1:8501", None, (), "", None),
        ("localhost", "http://localhost:6274", (), "", None),
        ("[::1]:8501", "http://127.0.0.1", (), "", None),
        ("192.168.1.7:8501", None, (), "", None),
        ("192.168.1.7:8501", "http://192.168.1.7:8501", (), "", None),
        ("192.168.1.7:8501", "http://192.168.1.8:8501", (), "", 403),
        ("192.168.1.7", "http://localhost", (), "", 403),
        ("evil.example", None, (), "", 421),
        ("evil.example", "http://evil.example", (), "", 421),
        ("localhost.evil.example", None, (), "", 421),
        ("localhost", "http://evil.example", (), "", 403),
        ("localhost", "http://localhost.evil.example", (), "", 403),
        ("localhost", "null", (), "", 403),
        ("localhost", "file://", (), "", 403),
        ("localhost", "", (), "", 403),
        ("localhost", "http://a@localhost", (), "", 403),
        ("localhost", "http://localhost:x", (), "", 403),
        ("", None, (), "", 421),
        ("a b", None, (), "", 421),
        ("atlas.city.example", None, (), "https://atlas.city.example/map", None),
        ("a.city.example", "https://a.city.example", (), "https://a.city.example", None),
        ("a.city.example", None, ("*.city.example",), "", None),
        ("city.example", None, ("*.city.example",), "", 421),
        ("evilcity.example", None, ("*.city.example",), "", 421),
        ("a.city.example", "https://b.city.example", ("*.city.example",), "", None),
        ("a.city.example", "https://evil.example", ("*.city.example",), "", 403),
        ("127.0.0.1", None, ("a.city.example",), "", 421),
        ("ATLAS.city.example:80", None, ("atlas.city.example",), "", None),
        ("[::1]", None, ("[::1]",), "", None),
    ],
)  # fmt: skip
def test_strangers_names_and_pages_are_refused(host, origin, known, public, status):
    found = why_unknown([host], [] if origin is None else [origin], known, public)
    assert (found and found[0]) == status


def test_a_name_or_an_origin_that_is_given_twice_is_refused():
    assert why_unknown(["localhost", "localhost"], [], (), "")[0] == 421
    assert why_unknown(["localhost"], ["http://localhost", "http://evil.example"], (), "")[0] == 403


def app_over(publications):
    return data_app(publications, others=door.make_routes(publications, "", tuple))


CALL = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}).encode()
HEADERS = {"content_type": "application/json", "accept": "application/json, text/event-stream"}


def test_without_the_package_the_address_says_so(monkeypatch):
    monkeypatch.setattr(door, "is_installed", lambda: False)
    reply = ask(app_over(PUBLISHED), "/mcp", "POST", CALL, **HEADERS)
    assert reply.status == 501
    assert "mcp is not installed" in reply.json["error"]["message"]


@pytest.mark.parametrize("method", ["GET", "DELETE", "OPTIONS", "PUT"])
def test_other_methods_are_told_which_one_there_is(method):
    reply = ask(app_over(PUBLISHED), "/mcp", method)
    assert (reply.status, reply.headers["allow"]) == (405, "POST")
    assert "access-control-allow-origin" not in reply.headers


def test_an_atlas_that_cannot_be_read_is_an_error_and_no_traceback(tmp_path, capsys):
    (tmp_path / "broken.geojson").write_text("{", encoding="utf-8")
    call = {"name": "search_sites", "arguments": {}}
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    app = app_over(Publications(folder=tmp_path))
    reply = ask(app, "/mcp", "POST", json.dumps(asked).encode(), **HEADERS)
    assert reply.json["error"]["code"] == -32603
    assert str(tmp_path) not in reply.text
    assert "Traceback" not in capsys.readouterr().err


def test_what_is_broken_later_leaves_what_was_published(tmp_path, capsys):
    path = tmp_path / "a.geojson"
    shutil.copy(ATLAS, path)
    published = Publications(folder=tmp_path)
    before = told("search_sites", published)
    path.write_text("{", encoding="utf-8")
    assert told("search_sites", published) == before
    assert "served as it was before" in capsys.readouterr().err


def test_more_than_can_wait_are_told_to_come_again():
    turnstile = Turnstile(working=1, waiting=0)
    entry = door.Door(PUBLISHED, "", tuple, turnstile)

    async def both():
        async with turnstile:
            return await asked(entry, "/mcp", "POST", CALL, **HEADERS)

    reply = in_thread(both())
    assert (reply.status, reply.headers["retry-after"]) == (503, "1")
    assert reply.json["error"]["code"] == -32603


def test_a_body_that_does_not_come_takes_nobodys_turn(monkeypatch):
    monkeypatch.setattr(door, "_SECONDS_TO_SEND", 0.01)
    turnstile = Turnstile(working=1, waiting=0)
    entry, sent = door.Door(PUBLISHED, "", tuple, turnstile), []
    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/mcp", "headers": headers}

    async def send(message):
        sent.append(message)

    async def slow():
        async def receive():
            async with turnstile:
                pass
            return await asyncio.Event().wait()

        await entry(scope, receive, send)

    in_thread(slow())
    assert sent[0]["status"] == 408
