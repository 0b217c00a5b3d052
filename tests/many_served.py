"""What the tests of many reports behind the interface share: made-up atlases, files, questions."""

import json
import random
from urllib.parse import urlencode

from asgi import ask
from hypothesis import strategies as st

from benchmarks.synthetic import synthetic_atlas
from geo.many import partition
from geo.many.served import FILTERS, Many
from geo.many.tasks import Built
from geo.model.atlas import Atlas
from geo.model.facets import CLAIMS, FACETS
from geo.serving.published import Publications
from geo.serving.server import data_app

SITES = "/api/collections/sites/items"
REPORTS = "/api/collections/reports/items"
# Two whose ids begin alike, one whose id holds what parts ids, one that is no ASCII.
IDS = ("egret-2020", "egret-2020--b", "egret-2021", "鹭洲-2000")
PERIODS = ("2017-2021", "2020", "2021", "2022", "1999", None)
REGIONS = {
    "egret-2020": ("420106", "420106"),
    "egret-2020--b": ("420106", "420107", "42", "420106001", None),
    "egret-2021": ("420106001", "4201", "3601", None),
    "鹭洲-2000": (None, "420106"),
}


def atlases():
    """Invented atlases of which each column has its values, and none."""
    return [invented(report, seed) for seed, report in enumerate(IDS)]


def invented(report, seed, sites=14):
    rng = random.Random(seed)  # noqa: S311
    made, _ = synthetic_atlas(sites, seed, year=2020 + seed)
    features = json.loads(json.dumps(made.features))
    for feature in features:
        site = feature["properties"]
        site["region"] = rng.choice(REGIONS[report])
        if verdict := rng.choice([None, "under_way", "no_evidence"]):
            site["verdict"] = {"code": verdict, "due": None, "overdue": False, "decided_by": None}
        for mention in site["mentions"]:
            mention["period"] = rng.choice(PERIODS)
            mention["planned"] = rng.random() < 0.5
        site["investment"] = invested(rng)
    about = {**made.report, "id": report, "date": rng.choice(["2021-01", "2020-12-31", "2019"])}
    return Atlas(about, tuple(features))


def invested(rng):
    basis = rng.choice([None, "stated", "at_least", "fund", "cited"])
    amount = {"amount_cny": rng.choice([1e8, 250000000, 30000000000]), "basis": basis}
    if basis == "cited":
        address = "https://bulletin.example/1"
        source = {"title": "鹭洲公报", "publisher": "鹭洲", "date": "2021-02", "address": address}
        about = {"covers": "total_investment", "scope": "", "figure": "总投资"}
        return {**amount, **about, "source": source}
    return basis and {**amount, "start": 0, "end": 1}


def built(atlas, key="0" * 64):
    return Built(atlas.report["id"], key, "", partition.encode(atlas, key))


def files_app(folder, made):
    """The interface over the same atlases, published as files."""
    for number, atlas in enumerate(made):
        (folder / f"{number}.geojson").write_text(atlas.dumps(), encoding="utf-8")
    return data_app(Publications(folder=folder))


def many_app(opening):
    return data_app(Publications(), many=Many(opening).read)


CODES = {name: st.lists(st.sampled_from(list(codes)), max_size=3) for name, codes in FACETS.items()}
BOXES = (
    "114.25,30.5,114.35,30.6",
    "114.3,30.55,114.31,30.56",
    "114.3,30.5,-179.9,30.6",
    "-180,-90,180,90",
    "114.3,30.55,114.3,30.55",
    "1,2,3,4",
    "1,2",
    "114.3,30.5,0,114.4,30.6,9",
)
DAYS = ("2021-06-01", "2021-01-01/..", "../2019-12-31", "1999-05-05/2000-01-01", "2021-13-01")


@st.composite
def questions(draw):
    """A query as a program may ask: sound filters, and now and then something else."""
    given = {name: ",".join(draw(codes)) for name, codes in CODES.items() if draw(st.booleans())}
    others = {
        "claim": st.sampled_from([*CLAIMS, "never"]),
        "q": st.sampled_from(["桥", "wu", "路", "school", "zzz", " ", "'; --", "%", "教育"]),
        "bounds": st.sampled_from(BOXES),
        "amount": st.sampled_from(["100000000-", "-250000000", "100000001-30000000000", "1-0"]),
        "unit": st.sampled_from(
            ["420106", "42", "4201,420107", "420106001", "3601", "99", "4", "x'", "42\0", "420107"]
        ),
        "bbox": st.sampled_from(BOXES),
        "datetime": st.sampled_from(DAYS),
        "report": st.sampled_from(
            [*IDS, "egret-2021,egret-2020", "鹭洲-2000,egret-2020--b", "none", ","]
        ),
        "limit": st.sampled_from(["1", "5", "1000", "0", "x"]),
        "offset": st.sampled_from(["0", "3", "17", "1000", "-1"]),
    }
    assert {*others, *CODES} >= set(FILTERS)
    for name in draw(st.lists(st.sampled_from(sorted(others)), max_size=3, unique=True)):
        given[name] = draw(others[name])
    odd = draw(st.sampled_from(["", "", "", "zzz", ",,", "finance,zzz"]))
    if odd:
        given[draw(st.sampled_from(sorted(CODES)))] = odd
    return given


def same(files, many, query, address=SITES):
    """Hold both answers equal, and return that of the files."""
    address = f"{address}?{urlencode(query)}"
    wanted, found = ask(files, address), ask(many, address)
    assert found.status == wanted.status, (address, found.text, wanted.text)
    if wanted.status != 200:
        assert found.json == wanted.json
        return wanted.json
    one, other = wanted.json, found.json
    assert other["numberMatched"] == one["numberMatched"], address
    assert plain(other["features"]) == plain(one["features"]), address
    assert other["links"] == one["links"]
    # What many reports go by is said of those that the page shows.
    shown = {f["properties"].get("report", f["id"]) for f in one["features"]}
    assert by_report(other) == {k: v for k, v in by_report(one).items() if k in shown}
    return one


def plain(features):
    """Features without the digest of the build: of a file's bytes here, of its inputs there."""
    return [
        {**f, "properties": {k: v for k, v in f["properties"].items() if k != "build_sha256"}}
        for f in features
    ]


def by_report(said):
    return {
        each["report"]: (each["date"], each["text_sha256"], len(each["build_sha256"]))
        for each in said["asOf"]
    }
