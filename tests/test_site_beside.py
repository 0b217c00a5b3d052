"""What the static folder holds beside its page: sites, pages, facts, feeds, a sitemap."""

import copy
import json
import re
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from urllib.parse import urlsplit

import feedparser
import pytest
from asgi import ask
from lxml import etree
from shipped import ATLAS
from test_feeds import check

from geo.base.errors import InputError
from geo.base.languages import LANGUAGES, about
from geo.cli.main import main
from geo.model.atlas import Atlas, read_atlas
from geo.model.change_log import path_of
from geo.outputs.formats import FORMATS
from geo.selecting.changed import changed_of
from geo.selecting.columns import columns_of
from geo.selecting.selection import Selection
from geo.serving.published import Publications
from geo.serving.server import data_app

ADDRESS = "https://atlas.example/wuchang"
EVIL = "</script><script>alert(1)</script>&\u202e"


class Page(HTMLParser):
    """A page's title, language, links of head and body, and facts."""

    def __init__(self, raw):
        super().__init__()
        self.lang, self.title, self.facts, self._in = "", "", "", ""
        self.links, self.hrefs, self.meta, self.scripts = {}, [], {}, 0
        self.feed(raw.decode("utf-8"))

    def handle_starttag(self, tag, pairs):
        named = dict(pairs)
        self._in = named.get("type", tag) if tag == "script" else tag
        if tag == "html":
            self.lang = named["lang"]
        if tag == "meta" and "content" in named:
            self.meta[named.get("name") or named.get("property")] = named["content"]
        if tag == "link":
            self.links[named["rel"]] = named["href"]
        if tag == "a":
            self.hrefs.append(named.get("href", "#"))
        self.scripts += tag == "script" and "type" not in named

    def handle_data(self, data):
        if self._in == "title":
            self.title += data
        if self._in == "application/ld+json":
            self.facts += data

    def handle_endtag(self, tag):
        self._in = ""


@pytest.fixture(scope="module")
def changed(atlas):
    return changed_of(ATLAS, atlas)


@pytest.fixture(scope="module")
def folder(atlas, report, changed):
    return FORMATS["site"].write(atlas, report.text, changed=changed)


@pytest.fixture(scope="module")
def public(atlas, report, changed):
    return FORMATS["site"].write(atlas, report.text, changed=changed, address=f"{ADDRESS}/")


def test_each_site_has_a_file_and_a_page_in_each_language(folder, atlas):
    for feature in atlas.features:
        site = feature["properties"]
        said = json.loads(folder[f"sites/{site['id']}.geojson"])
        assert {name: said[name] for name in feature} == feature
        assert said["asOf"]["text_sha256"] == atlas.report["sha256"]
        for language in LANGUAGES:
            ending = "" if language == LANGUAGES[0] else f".{language}"
            page = Page(folder[f"sites/{site['id']}{ending}.html"])
            assert page.lang == about(language).tag
            assert site[about(language).names] in page.title
            assert page.scripts == 0
            place, dataset = json.loads(page.facts)["@graph"]
            assert (place["@type"], dataset["@type"]) == ("Place", "Dataset")
            assert place["name"] == site["name"]
            assert place["subjectOf"]["@id"] == dataset["@id"]


def test_the_facts_are_those_of_the_server(folder, atlas):
    app = data_app(Publications(folder=ATLAS.parent))
    for site in ("csadi", "tanhualin", "financial-axis"):
        served = Page(ask(app, f"/site/{atlas.report['id']}--{site}").body)
        static = Page(folder[f"sites/{site}.html"])
        assert static.title == served.title
        assert static.meta["description"] == served.meta["description"]
        places = [json.loads(page.facts)["@graph"][0] for page in (served, static)]
        for place in places:
            del place["@id"], place["subjectOf"]
        assert places[0] == places[1]
        digests = [json.loads(page.facts)["@graph"][1]["version"] for page in (served, static)]
        assert digests[0] == digests[1]


def leads_to(folder, here, href):
    """The file of the folder that an address in a file leads to."""
    parts = urlsplit(href)
    assert not parts.netloc
    return normpath(join(dirname(here), parts.path)) in folder


def test_without_an_address_every_link_is_relative_and_leads_to_a_file(folder):
    for name, raw in folder.items():
        if name.endswith(".html"):
            page = Page(raw)
            own = [h for h in page.hrefs if not h.startswith(("http", "#"))] if "/" in name else []
            for href in [*page.links.values(), *own]:
                assert href.startswith("data:") or leads_to(folder, name, href), (name, href)
            ids = re.findall(r'"(?:@id|contentUrl)": "([^"]+)"', page.facts)
            assert len(ids) > 1
            for href in ids:
                assert leads_to(folder, name, href), (name, href)
        if name.endswith(".atom"):
            for href in etree.fromstring(raw).xpath("//@href"):
                assert leads_to(folder, name, href), (name, href)
    assert "sitemap.xml" not in folder


def test_with_an_address_every_link_is_absolute_and_leads_to_a_file(public):
    def is_there(href):
        path = href.partition("?")[0].removeprefix(f"{ADDRESS}/") or "index.html"
        return href.startswith(f"{ADDRESS}/") and path in public

    for name, raw in public.items():
        if name.endswith(".html"):
            page = Page(raw)
            assert page.meta["og:url"] == page.links["canonical"]
            assert all(is_there(h) or h.startswith("data:") for h in page.links.values())
            assert all(
                is_there(h) for h in re.findall(r'"(?:@id|contentUrl)": "([^"]+)"', page.facts)
            )
        if name.endswith(".atom"):
            assert all(is_there(href) for href in etree.fromstring(raw).xpath("//@href"))
    root = etree.fromstring(public["sitemap.xml"])
    listed = [loc.text for loc in root.iter("{*}loc")]
    assert all(map(is_there, listed))
    pages = [name for name in public if name.endswith(".html")]
    assert len(listed) == len(set(listed)) == len(pages)


@pytest.mark.parametrize("ending", ["", "/", "/index.html"])
def test_an_address_may_be_that_of_the_folder_or_of_its_page(atlas, ending):
    one = atlas.subset({"csadi"})
    made = FORMATS["site"].write(one, None, address=ADDRESS + ending)
    assert f"<loc>{ADDRESS}/sites/csadi.html</loc>" in made["sitemap.xml"].decode()


def test_what_is_no_address_is_refused(atlas):
    for address in ("atlas.example", "javascript:alert(1)", 'https://a.example/"><b>', "https://"):
        with pytest.raises(InputError, match="address"):
            FORMATS["site"].write(atlas, None, address=address)


def test_the_feeds_are_of_all_and_of_each_area(folder, atlas, changed):
    areas = columns_of(atlas).areas
    assert len(areas) > 5
    for language in LANGUAGES:
        ending = "" if language == LANGUAGES[0] else f".{language}"
        for area in (None, *areas):
            name = f"feeds/{area}{ending}.atom" if area else f"feed{ending}.atom"
            said = feedparser.parse(folder[name])
            assert not said.bozo
            check(etree.fromstring(folder[name]))
            assert said.feed.language == about(language).tag
            assert len(said.entries) == len(changed.chosen(Selection(area=area)))
    assert len({feedparser.parse(folder[n]).feed.id for n in folder if n.endswith(".atom")}) == (
        len(LANGUAGES) * (1 + len(areas))
    )


def test_an_entry_is_the_same_as_the_servers(folder):
    app = data_app(Publications(folder=ATLAS.parent))
    served = feedparser.parse(ask(app, "/feed.atom?limit=1000").body).entries
    static = feedparser.parse(folder["feed.atom"]).entries
    assert [(e.id, e.title, e.updated, e.content[0].value) for e in served] == [
        (e.id, e.title, e.updated, e.content[0].value) for e in static
    ]


def test_the_page_names_its_feed_and_its_facts(folder, public):
    assert Page(folder["index.html"]).links["alternate"] == "feed.atom"
    page = Page(public["index.html"])
    assert page.links["canonical"] == f"{ADDRESS}/"
    assert page.links["alternate"] == f"{ADDRESS}/feed.atom"
    assert json.loads(page.facts)["@type"] == "Dataset"


def test_without_a_log_there_is_no_feed(atlas):
    made = FORMATS["site"].write(atlas.subset({"csadi"}), None)
    assert not [name for name in made if name.endswith(".atom")]
    assert "atom" not in made["index.html"].decode().partition("<body")[0].partition("<script>")[0]


def test_what_names_say_stays_text(atlas):
    feature = copy.deepcopy(atlas.by_id["csadi"])
    feature["properties"] |= {"name": EVIL, "name_en": EVIL}
    evil = Atlas({**atlas.report, "place": EVIL, "place_code": None}, (feature,))
    made = FORMATS["site"].write(evil, None, address=ADDRESS)
    for name, raw in made.items():
        if name.startswith("sites/") and name.endswith(".html"):
            text = raw.decode()
            assert "<script>alert" not in text
            assert "\u202e" not in text
    head = made["index.html"].decode().partition("</head>")[0]
    assert "<script>alert" not in head


def test_the_same_atlas_gives_the_same_folder(atlas, report, changed, folder):
    again = FORMATS["site"].write(read_atlas(ATLAS), report.text, changed=changed)
    assert again == folder


def test_the_command_line_takes_log_and_address(tmp_path, atlas):
    source = tmp_path / "a.geojson"
    source.write_text(atlas.dumps(), encoding="utf-8")
    path_of(source).write_bytes(path_of(ATLAS).read_bytes())
    out = tmp_path / "site"
    arguments = ["export", str(source), "--format", "site", "-o", str(out), "--address", ADDRESS]
    assert main(arguments) == 0
    assert (out / "feed.atom").is_file()
    assert (out / "sites" / "csadi.html").is_file()
    assert main([*arguments, "--force"]) == 0
    path_of(source).write_text("{\n", encoding="utf-8")
    assert main([*arguments, "--force"]) == 2
    # What is no site does not ask the log.
    other = ["export", str(source), "--format", "geojson", "-o", str(tmp_path / "b.geojson")]
    assert main(other) == 0
