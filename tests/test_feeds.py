"""The feed of what changed: valid Atom with GeoRSS, chosen by the filters of page and interface."""

import copy
import json
import re
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

import feedparser
import pytest
from asgi import ask
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from shapely import box
from shapely.geometry import shape
from shipped import ATLAS
from starlette.applications import Starlette

from geo.base.paths import ROOT
from geo.building.logged import write_atlas
from geo.model.atlas import Atlas, read_atlas
from geo.model.change_log import path_of, read_log
from geo.model.codes import CHANGES, SECTORS, STAGES
from geo.model.facets import CLAIMS, FACETS
from geo.outputs.data.feed import ATOM, GEORSS
from geo.selecting.changed import Changed
from geo.selecting.columns import columns_of
from geo.selecting.selection import Selection, parameter_names
from geo.serving.feeds import PARAMETERS
from geo.serving.published import Publications
from geo.serving.routes import make_routes

PUBLIC = "https://atlas.example"
PUBLISHED = Publications(folder=ATLAS.parent)
EVIL = "<script>alert(1)</script>]]>&amp;\u202e\x07"


def served(public=PUBLIC, publications=PUBLISHED, shown=ATLAS):
    return Starlette(routes=make_routes(publications, public, shown))


@pytest.fixture(scope="module")
def app():
    return served()


@pytest.fixture(scope="module")
def builds():
    """All changes of the shipped atlas, the newest build first."""
    return Changed(read_atlas(ATLAS), read_log(ATLAS)).told


def altered(atlas, site="csadi", **properties):
    features = copy.deepcopy(atlas.features)
    (feature,) = (f for f in features if f["id"] == site)
    feature["properties"] |= properties
    return Atlas(atlas.report, features)


def built(folder, *atlases, monkeypatch, name="a"):
    """A folder with an atlas that was built so, a day after a day."""
    for number, atlas in enumerate(atlases):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1_700_000_000 + 86_400 * number))
        write_atlas(folder / f"{name}.geojson", atlas)
    return served(publications=Publications(folder=folder), shown=None)


def read(app, address="/feed.atom"):
    """The entries of a feed over all its pages, by two readers that are not ours."""
    found = []
    while address:
        reply = ask(app, address.removeprefix(PUBLIC))
        assert reply.status == 200, reply.text
        said = feedparser.parse(reply.body)
        assert not said.bozo
        found += said.entries
        root = etree.fromstring(reply.body)
        check(root)
        address = next(iter(root.xpath("a:link[@rel='next']/@href", namespaces={"a": ATOM})), None)
    return found


def one(parent, name):
    (found,) = parent.findall(f"{{{ATOM}}}{name}")
    return found.text


TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def check(root):
    """What RFC 4287 wants of a feed and of each entry."""
    assert root.tag == f"{{{ATOM}}}feed"
    for parent in (root, *root.findall(f"{{{ATOM}}}entry")):
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one(parent, "id"))
        assert one(parent, "title").strip()
        assert TIME.fullmatch(one(parent, "updated"))
        kinds = [
            (li.get("rel"), li.get("type"), li.get("hreflang"))
            for li in parent.findall(f"{{{ATOM}}}link")
        ]
        assert len(kinds) == len(set(kinds))
    assert root.findall(f"{{{ATOM}}}author/{{{ATOM}}}name")[0].text
    assert [li for li in root.findall(f"{{{ATOM}}}link") if li.get("rel") == "self"]
    entries = root.findall(f"{{{ATOM}}}entry")
    ids = [one(entry, "id") for entry in entries]
    assert len(ids) == len(set(ids))
    times = [one(entry, "updated") for entry in entries]
    assert times == sorted(times, reverse=True)
    for entry in entries:
        (content,) = entry.findall(f"{{{ATOM}}}content")
        assert content.get("type") == "html"
        assert content.text
        for place in entry.findall(f"{{{GEORSS}}}*"):
            numbers = [float(part) for part in place.text.split()]
            name = etree.QName(place).localname
            if name == "radius":
                assert numbers[0] > 0
                continue
            wanted = {"point": (2, 2), "line": (4, 10**6), "polygon": (8, 10**6), "box": (4, 4)}
            least, most = wanted[name]
            assert least <= len(numbers) <= most
            assert len(numbers) % 2 == 0
            # Latitude first: nowhere near Wuhan the other way round is one.
            assert all(29 < lat < 32 for lat in numbers[::2])
            assert all(113 < lon < 116 for lon in numbers[1::2])
            if name == "polygon":
                assert numbers[:2] == numbers[-2:]


# ---- what it says ----------------------------------------------------------------------------


def test_the_whole_feed_is_the_whole_log(app, builds):
    entries = read(app, "/feed.atom?limit=40")
    assert len(entries) == len(builds) > 100
    assert len({entry.id for entry in entries}) == len(entries)
    for entry, told in zip(entries, builds, strict=True):
        site = told.change.known["properties"]
        assert site["name"] in entry.title
        assert [tag.term for tag in entry.tags] == list(told.change.kinds)
        when = datetime(*entry.updated_parsed[:6], tzinfo=UTC)
        assert when == told.build.time
        assert told.build.after in entry.content[0].value
        assert ("where" in entry) == (told.change.known["geometry"] is not None)


def test_each_shape_is_said_as_georss_can_say_it(app, builds):
    root = etree.fromstring(ask(app, "/feed.atom?limit=1000").body)
    entries = root.findall(f"{{{ATOM}}}entry")
    names = {"Point": "point", "LineString": "line", "Polygon": "polygon"}
    seen = set()
    for entry, told in zip(entries, builds, strict=True):
        geometry = told.change.known["geometry"]
        found = {etree.QName(e).localname: e.text for e in entry.findall(f"{{{GEORSS}}}*")}
        if geometry is None:
            assert not found
            continue
        name = names.get(geometry["type"], "box")
        seen.add(name)
        radius = found.pop("radius")
        assert float(radius) == told.change.known["properties"]["uncertainty_m"]
        assert list(found) == [name]
        numbers = [float(part) for part in found[name].split()]
        if name == "box":
            south, west, north, east = numbers
            assert (west, south, east, north) == pytest.approx(shape(geometry).bounds)
        else:
            positions = {
                "point": lambda c: [c],
                "line": lambda c: c,
                "polygon": lambda c: c[0],
            }[name](geometry["coordinates"])
            assert numbers == [degrees for lon, lat in positions for degrees in (lat, lon)]
    assert seen == {"point", "line", "polygon", "box"}


def test_it_says_what_was_and_what_is_in_both_languages(tmp_path, atlas, monkeypatch):
    site = atlas.by_id["csadi"]["properties"]
    app = built(
        tmp_path,
        altered(atlas, status="planning", investment=None, uncertainty_m=900),
        atlas,
        monkeypatch=monkeypatch,
    )
    for language, name in (("zh", site["name"]), ("en", site["name_en"])):
        (entry,) = read(app, f"/feed.atom?lang={language}")
        assert name in entry.title
        said = entry.content[0].value
        assert STAGES["planning"].label(language) in said
        assert "→" in said
        for kind in ("stage", "position"):
            assert CHANGES[kind].label(language) in said
    feed = feedparser.parse(ask(app, "/feed.atom?lang=en").body).feed
    assert feed.language == "en"
    assert atlas.report["sha256"] in feed.subtitle


def test_a_stage_is_proved_by_the_reports_words(tmp_path, atlas, report, monkeypatch):
    shown = next(
        f["properties"]
        for f in atlas.features
        if any(m["stage"] == f["properties"]["status"] and not m["planned"]
               and "quote_more" not in m for m in f["properties"]["mentions"])
        and f["properties"]["status"] != "mentioned"
    )  # fmt: skip
    (tmp_path / f"{atlas.report['id']}.txt").write_text(report.text, encoding="utf-8")
    app = built(tmp_path, altered(atlas, shown["id"], status=None), atlas, monkeypatch=monkeypatch)
    (entry,) = read(app)
    (words,) = re.findall(r"<blockquote[^>]*>([^<]+)</blockquote>", entry.content[0].value)
    assert words in report.text


def test_a_new_and_a_gone_site_are_told(tmp_path, atlas, monkeypatch):
    less = atlas.subset({f["id"] for f in atlas.features} - {"csadi"})
    app = built(tmp_path, less, atlas, less, monkeypatch=monkeypatch)
    gone, new = read(app)
    assert [tag.term for tag in gone.tags] == ["gone"]
    assert [tag.term for tag in new.tags] == ["new"]
    # Its page is there no more, so no link leads to it.
    assert not gone.link.startswith("http")
    assert gone.where == new.where
    assert gone.id != new.id


def test_ids_stay_the_same_wherever_the_feed_is_found(app):
    here = [(e.id, e.updated) for e in read(app)]
    assert here == [(e.id, e.updated) for e in read(served(""))]
    assert here == [(e.id, e.updated) for e in read(app, "/feed.atom?limit=7&lang=en")]


def test_the_feeds_own_id_is_that_of_what_it_chooses(app):
    def id_of(query):
        return feedparser.parse(ask(app, f"/feed.atom?{query}").body).feed.id

    assert id_of("sector=transport&stage=started") == id_of("stage=started&sector=transport")
    assert id_of("limit=3&offset=6") == id_of("")
    assert len({id_of(""), id_of("lang=en"), id_of("sector=transport"), id_of("change=new")}) == 4


def test_it_was_updated_when_something_in_it_changed(app, builds, tmp_path, atlas, monkeypatch):
    feed = feedparser.parse(ask(app, "/feed.atom?change=verdict").body)
    newest = next(told for told in builds if "verdict" in told.change.kinds)
    assert datetime(*feed.feed.updated_parsed[:6], tzinfo=UTC) == newest.build.time
    # Where nothing has changed: since the first build; without a log the report's day.
    app = built(tmp_path, atlas, monkeypatch=monkeypatch)
    feed = feedparser.parse(ask(app, "/feed.atom").body)
    assert (feed.entries, feed.feed.updated) == ([], "2023-11-14T22:13:20Z")
    path_of(tmp_path / "a.geojson").unlink()
    feed = feedparser.parse(ask(app, "/feed.atom").body)
    assert (feed.entries, feed.feed.updated[:10]) == ([], atlas.report["date"])
    (tmp_path / "a.geojson").unlink()
    assert feedparser.parse(ask(app, "/feed.atom").body).feed.updated[:10] == "1970-01-01"


def test_addresses_are_absolute_only_where_the_public_one_is_known(app):
    for prefix, served_so in ((PUBLIC, app), ("", served(""))):
        reply = ask(served_so, "/feed.atom?sector=transport", host="evil.example")
        assert "evil.example" not in reply.text
        hrefs = etree.fromstring(reply.body).xpath("//@href")
        assert all(href.startswith(f"{prefix}/") for href in hrefs)


def test_its_links_lead_to_pages_that_are_there(app):
    root = etree.fromstring(ask(app, "/feed.atom?limit=20&sector=transport").body)
    for link in root.iter(f"{{{ATOM}}}link"):
        if link.get("href") != f"{PUBLIC}/?sector=transport":
            assert ask(app, link.get("href").removeprefix(PUBLIC)).status == 200
    alternate = root.xpath("a:link[@rel='alternate']/@href", namespaces={"a": ATOM})
    # Not the page: others may be published beside the atlas that it shows.
    assert alternate == [f"{PUBLIC}/?sector=transport"]


def test_what_names_say_stays_text(tmp_path, atlas, monkeypatch):
    evil = altered(atlas, name=EVIL, name_en=EVIL, status="planning")
    app = built(tmp_path, altered(evil, status="started"), evil, monkeypatch=monkeypatch)
    (entry,) = read(app)
    body = ask(app, "/feed.atom").text
    assert "<script" not in body
    assert "\u202e" not in body
    assert "<script" not in entry.content[0].value
    assert "&lt;script" in entry.title or "<script" in entry.title


# ---- what it is of ---------------------------------------------------------------------------


def test_its_parameters_are_the_pages_filters():
    assert set(parameter_names()) < set(PARAMETERS)


@st.composite
def queries(draw):
    atlas = read_once()
    values = {
        **{name: st.sampled_from(list(codes)) for name, codes in FACETS.items()},
        "claim": st.sampled_from(list(CLAIMS)),
        "unit": st.sampled_from(columns_of(atlas).values("unit")),
        "period": st.sampled_from(columns_of(atlas).values("period")),
        "area": st.sampled_from(columns_of(atlas).areas),
        "q": st.sampled_from(["路", "wuchang", "地铁", "zzz"]),
        "bounds": st.sampled_from(["114.2,30.5,114.32,30.56", "114.3,30.5,114.5,30.7"]),
        "amount": st.sampled_from(["100000000-", "-5000000000"]),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(values)), max_size=3, unique=True))
    return {name: draw(values[name]) for name in chosen}


_READ = []


def read_once():
    if not _READ:
        _READ.append(read_atlas(ATLAS))
    return _READ[0]


@settings(max_examples=60)
@given(queries())
def test_it_chooses_as_the_page_does_the_site_as_it_was_or_as_it_became(query):
    """Each state alone in the atlas in the site's place: does the page's selection show it?"""
    atlas = read_once()
    selection, unknown = Selection.from_query(query, atlas)
    assert not unknown
    told = Changed(atlas, read_log(ATLAS)).told
    found = Changed(atlas, read_log(ATLAS)).chosen(selection)
    chosen = [(t.build.after, t.change.site) for t in found]
    # An area that changed is another area; what lies in it is asked of today's.
    by_hand = []
    for each in told[:40]:
        states = [s for s in (each.change.before, each.change.after) if s]
        shown = False
        for state in states:
            site = each.change.site
            others = [f for f in atlas.features if f["id"] != site or query.get("area") == site]
            named = state | {"id": f"{site}-then"}
            whole = Atlas(atlas.report, (*others, named))
            shown |= named["id"] in selection.ids(whole)
        if shown:
            by_hand.append((each.build.after, each.change.site))
    newest = {(t.build.after, t.change.site) for t in told[:40]}
    assert [key for key in chosen if key in newest] == by_hand


def test_whoever_asks_for_a_stage_learns_that_a_site_has_left_it(tmp_path, atlas, monkeypatch):
    before = altered(atlas, status="planning", target=None)
    after = altered(atlas, status="operating", target=None)
    app = built(tmp_path, before, after, monkeypatch=monkeypatch)
    for stage in ("planning", "operating"):
        assert len(read(app, f"/feed.atom?stage={stage}")) == 1
    assert read(app, "/feed.atom?stage=completed") == []


def test_a_box_and_an_area_choose_by_place(app, builds):
    west, south, east, north = 114.30, 30.50, 114.33, 30.55
    entries = read(app, f"/feed.atom?bbox={west},{south},{east},{north}&limit=1000")

    def meets(state):
        geometry = state and state["geometry"]
        return bool(geometry) and box(west, south, east, north).intersects(shape(geometry))

    wanted = [t for t in builds if meets(t.change.before) or meets(t.change.after)]
    assert len(entries) == len(wanted) > 0
    inside = read(app, "/feed.atom?area=financial-axis&limit=1000")
    assert 0 < len(inside) < len(builds)


def test_kinds_of_change_can_be_asked_for(app, builds):
    entries = read(app, "/feed.atom?change=stage,amount&limit=1000")
    wanted = [t for t in builds if {"stage", "amount"} & set(t.change.kinds)]
    assert len(entries) == len(wanted) > 0
    assert len(read(app, "/feed.atom?change=&limit=1000")) == len(builds)


def test_of_several_atlases_all_are_told_and_one_can_be_asked_for(tmp_path, atlas, monkeypatch):
    other = Atlas({**atlas.report, "id": "鹭洲-2000"}, atlas.features)
    built(tmp_path, altered(other, status="started"), other, monkeypatch=monkeypatch, name="b")
    app = built(tmp_path, altered(atlas, status="started"), atlas, monkeypatch=monkeypatch)
    assert len(read(app)) == 2
    for report in (atlas.report["id"], "鹭洲-2000"):
        (entry,) = read(app, f"/feed.atom?{urlencode({'report': report})}")
        assert "--csadi" in entry.link
    # Entries of another report that lay at the same place are not this one's.
    log = path_of(tmp_path / "a.geojson")
    log.write_bytes(path_of(tmp_path / "b.geojson").read_bytes())
    assert read(app, f"/feed.atom?report={atlas.report['id']}") == []


def test_a_new_build_is_in_the_feed_at_once(tmp_path, atlas, monkeypatch):
    app = built(tmp_path, atlas, monkeypatch=monkeypatch)
    assert read(app) == []
    write_atlas(tmp_path / "a.geojson", altered(atlas, status="planning"))
    assert len(read(app)) == 1


# ---- how it answers --------------------------------------------------------------------------


def test_it_answers_as_the_interface_does(app):
    reply = ask(app, "/feed.atom", accept_encoding="gzip")
    assert reply.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.headers["access-control-allow-origin"] == "*"
    again = ask(app, "/feed.atom", if_none_match=reply.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert ask(app, "/feed.atom", "HEAD").body == b""
    assert ask(app, "/feed.atom", "OPTIONS").status == 204
    assert ask(app, "/feed.atom", "POST").status == 405


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("colour=red", "UnknownParameter"),
        ("datetime=2021-01-01", "UnknownParameter"),
        ("sector=castles", "InvalidParameterValue"),
        ("sector=transport&sector=finance", "InvalidParameterValue"),
        ("area=nowhere", "InvalidParameterValue"),
        ("period=1066", "InvalidParameterValue"),
        ("change=better", "InvalidParameterValue"),
        ("change=stage,better", "InvalidParameterValue"),
        ("bbox=1,2,3", "InvalidParameterValue"),
        ("bbox=114,31,115,30", "InvalidParameterValue"),
        ("limit=0", "InvalidParameterValue"),
        ("limit=-1", "InvalidParameterValue"),
        ("offset=x", "InvalidParameterValue"),
        ("lang=tlh", "InvalidParameterValue"),
        ("report=none", "InvalidParameterValue"),
        ("q=" + "x" * 81, "InvalidParameterValue"),
        ("change=%00%3Cscript%3E", "InvalidParameterValue"),
    ],
)
def test_what_is_not_known_is_refused_as_the_interface_refuses_it(app, query, code):
    reply = ask(app, f"/feed.atom?{query}")
    assert (reply.status, reply.json["code"]) == (400, code)
    assert reply.headers["content-type"] == "application/problem+json"


def test_more_than_a_thousand_are_not_given_at_once(app, builds):
    assert len(feedparser.parse(ask(app, "/feed.atom?limit=99999999999").body).entries) == min(
        1000, len(builds)
    )
    assert feedparser.parse(ask(app, "/feed.atom?offset=9999999").body).entries == []


def test_a_damaged_log_fails_the_feed_alone(tmp_path, atlas, monkeypatch, capsys):
    app = built(tmp_path, atlas, altered(atlas, status="planning"), monkeypatch=monkeypatch)
    path_of(tmp_path / "a.geojson").write_text("{\n", encoding="utf-8")
    reply = ask(app, "/feed.atom")
    assert (reply.status, reply.json["code"]) == (500, "NoApplicableCode")
    assert "a.changes.jsonl, line 1" in capsys.readouterr().err
    assert ask(app, "/api/collections/sites/items?limit=1").status == 200


# ---- who finds it ----------------------------------------------------------------------------


def feed_of(page):
    (found,) = re.findall(r'<link rel="alternate" type="application/atom\+xml"[^>]*>', page)
    return re.search(r'href="([^"]+)"', found)[1].replace("&amp;", "&")


def test_each_sites_page_names_the_feed(app, atlas):
    href = feed_of(ask(app, f"/site/{atlas.report['id']}--csadi").text)
    assert href == f"{PUBLIC}/feed.atom?report={atlas.report['id']}"
    assert read(app, href.removeprefix(PUBLIC))


def test_the_page_names_the_feed_of_what_its_link_shows(atlas):
    from geo.serving.routes import IndexPreviews

    previews = IndexPreviews(PUBLISHED, "", ATLAS)
    link = {"sector": "transport", "stage": "started", "colour": "sector", "lang": "en"}
    href = feed_of(previews(link).head())
    asked = dict(parse_qsl(urlsplit(href).query))
    assert asked == {
        "report": atlas.report["id"],
        "sector": "transport",
        "stage": "started",
        "lang": "en",
    }


def test_programs_find_it_from_the_landing_page_and_llms_txt(app):
    links = ask(app, "/api").json["links"]
    (link,) = (li for li in links if li["type"] == "application/atom+xml")
    assert link["href"] == f"{PUBLIC}/feed.atom"
    assert f"{PUBLIC}/feed.atom" in ask(app, "/llms.txt").text


def test_the_examples_of_the_document_are_answered(app):
    text = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
    asked = re.findall(r'^curl "?http://localhost:8501(/[^" \n]*)', text, re.MULTILINE)
    assert len(asked) > 4
    for address in asked:
        reply = ask(app, address)
        assert reply.status == 200, address
        check(etree.fromstring(reply.body))
    assert set(re.findall(r"`(new|gone|stage|amount|verdict|position)`", text)) == set(CHANGES)
    for line in re.findall(r"^\{.*\}$", text, re.MULTILINE):
        json.loads(line)
    assert SECTORS
