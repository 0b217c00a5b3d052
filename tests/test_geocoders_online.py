"""The online geocoders, driven against a server here that plays their answers."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from geocoder_server import HANG, nominatim_place, playing, tianditu_name, tianditu_names
from geopy.extra.rate_limiter import RateLimiter
from polling import PATIENCE
from shapely.geometry import shape
from shipped import REGION
from unprivileged import unprivileged

from geo.base.paths import DATA, ROOT
from geo.cli.main import main
from geo.places.datum import convert
from geo.places.geocoders.answers import Candidate, shape_or_point
from geo.places.geocoders.cache import AnswerCache
from geo.places.geocoders.services import configured, set_up
from geo.places.geocoders.tianditu import Tianditu

TOWER = (114.297047, 30.547081)
HTML = b"<html><body>Sorry</body></html>"
SERVICES = ["nominatim", "amap", "baidu", "tianditu"]


@pytest.fixture(autouse=True)
def surroundings(monkeypatch, tmp_path):
    """Keys and a cache of this test's own; pauses are noted, not slept."""
    monkeypatch.setenv("GEO_AMAP_KEY", "amap-key")
    monkeypatch.setenv("GEO_BAIDU_KEY", "baidu-key")
    monkeypatch.setenv("GEO_TIANDITU_SERVER_KEY", "tianditu-key")
    monkeypatch.delenv("GEO_BAIDU_SK", raising=False)
    monkeypatch.setenv("GEO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GEO_TIMEOUT", "5")
    pauses = []
    monkeypatch.setattr(RateLimiter, "_sleep", lambda _, seconds: pauses.append(seconds))
    monkeypatch.setattr(RateLimiter, "_clock", lambda _: sum(pauses))
    return pauses


@pytest.fixture
def play(monkeypatch):
    """Play an answer to all services, which then have this server's address."""
    opened = []

    def start(answer):
        if not callable(answer):
            played, answer = answer, lambda *_: played
        context = playing(answer)
        player = context.__enter__()
        opened.append(context)
        for name in SERVICES:
            monkeypatch.setenv(f"GEO_{name.upper()}_URL", player.url)
        return player

    yield start
    for context in opened:
        context.__exit__(None, None, None)


def good(path, query):
    """Answer as each service does, with the tower, in its own datum."""
    if path == "/search":
        return [nominatim_place()]
    if path == "/v2/search":
        return tianditu_names(tianditu_name("黄鹤楼", *TOWER))
    if path.startswith("/v3/"):
        lon, lat = convert(*TOWER, "WGS-84", "GCJ-02")
        poi = {"name": "黄鹤楼", "address": [], "type": "风景名胜", "location": f"{lon},{lat}"}
        return {"status": "1", "infocode": "10000", "pois": [poi]}
    lon, lat = convert(*TOWER, "WGS-84", "BD-09")
    place = {"location": {"lng": float(lon), "lat": float(lat)}, "level": "旅游景点"}
    return {"status": 0, "result": place}


def ask(name, query="黄鹤楼"):
    with AnswerCache() as cache:
        (service,) = set_up([name], cache, REGION)
        return service.ask(query)


def run(capsys, *arguments):
    code = main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_answers_in_wgs84(play, name):
    play(good)
    (candidate,) = ask(name).candidates
    assert (candidate.lon, candidate.lat) == pytest.approx(TOWER, abs=1e-6)


def test_nominatim_hears_who_asks_and_is_asked_for_outlines(play):
    player = play(good)
    ask("nominatim")
    ((_, query),) = player.asked
    assert query["polygon_geojson"] == "1"
    assert query["countrycodes"] == "cn"
    assert player.headers[0]["User-Agent"].startswith("work-report-map/")


def test_nominatim_is_asked_once_a_second(play, surroundings):
    play(good)
    with AnswerCache() as cache:
        (service,) = set_up(["nominatim"], cache, REGION)
        for query in ("黄鹤楼", "昙华林", "沙湖"):
            service.ask(query)
    assert surroundings == [1.0, 1.0]


def test_keys_go_to_their_service_only(play):
    player = play(good)
    for name in SERVICES:
        ask(name)
    keys = ("key", "ak", "tk")
    sent = {path: next((q[k] for k in keys if k in q), None) for path, q in player.asked}
    assert sent == {
        "/search": None,
        "/v3/place/text": "amap-key",
        "/geocoding/v3/": "baidu-key",
        "/v2/search": "tianditu-key",
    }


def test_amap_tries_an_address_where_no_name_is_found(play):
    def answer(path, query):
        if path == "/v3/place/text":
            return {"status": "1", "infocode": "10000", "pois": []}
        place = {"formatted_address": "武珞路1号", "level": "门牌号", "location": "114.303,30.545"}
        return {"status": "1", "infocode": "10000", "geocodes": [place]}

    play(answer)
    assert ask("amap").candidates[0].name == "武珞路1号"


@pytest.mark.parametrize("name", ["amap", "baidu"])
def test_the_middle_of_the_district_is_no_answer(play, name):
    def answer(path, query):
        if path == "/v3/place/text":
            return {"status": "1", "infocode": "10000", "pois": []}
        if path == "/v3/geocode/geo":
            place = {"formatted_address": "武昌区", "level": "区县", "location": "114.31,30.55"}
            return {"status": "1", "infocode": "10000", "geocodes": [place]}
        place = {"location": {"lng": 114.32, "lat": 30.56}, "level": "区县"}
        return {"status": 0, "result": place}

    play(answer)
    assert ask(name).status == "nothing"


@pytest.mark.parametrize(
    ("name", "empty"),
    [
        ("nominatim", []),
        ("amap", {"status": "1", "infocode": "10000", "pois": [], "geocodes": []}),
        ("baidu", {"status": 0, "result": {}}),
        ("baidu", {"status": 1, "msg": "Internal Service Error:无相关结果", "results": []}),
        ("tianditu", {"resultType": 1, "count": 0, "status": {"infocode": 1000}}),
        ("tianditu", {"resultType": 2, "statistics": {"count": 40}, "status": {"infocode": 1000}}),
        ("tianditu", {"resultType": 3, "area": {"name": "武昌区"}, "status": {"infocode": 1000}}),
    ],
)
def test_a_service_that_knows_nothing_says_so(play, name, empty):
    play(empty)
    assert ask(name).status == "nothing"


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize(
    ("played", "words"),
    [
        ((403, HTML), "access is refused"),
        ((429, b""), "asked too often"),
        ((500, HTML), "the service failed"),
        ((503, b""), "no answer in time"),
        ((200, HTML), "not the JSON"),
        ((200, b""), "not the JSON"),
        ((200, b"[1, 2]"), ""),
        ((200, b'"text"'), ""),
        ((200, b'{"status": "1", "pois": [{}], "geocodes": 3}'), ""),
        ((200, b'{"status": 0, "result": [1]}'), ""),
        ((200, b'[{"lat": "x", "lon": "y", "display_name": "z"}]'), ""),
        ((200, b'[{"lat": "NaN", "lon": "NaN", "display_name": "z"}]'), ""),
    ],
)
def test_a_bad_answer_is_a_failure_in_words(play, name, played, words):
    play(played)
    answer = ask(name)
    assert answer.status == "failed"
    assert not answer.candidates
    assert words in answer.message
    assert "\n" not in answer.message


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_that_hangs_is_left_after_the_time_out(play, monkeypatch, name):
    monkeypatch.setenv("GEO_TIMEOUT", "0.1")
    play(HANG)
    answer = ask(name)
    assert (answer.status, answer.message[:17]) == ("failed", "no answer in time")


@pytest.mark.parametrize("name", SERVICES)
def test_a_server_that_is_not_there_is_a_failure(play, name):
    with playing(good) as player:
        url = player.url
    play(good)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(f"GEO_{name.upper()}_URL", url)
        message = ask(name).message
    assert "cannot be reached" in message
    assert "-key" not in message, "a key leaked"


@pytest.mark.parametrize(
    ("name", "refusal", "words"),
    [
        ("amap", {"status": "0", "infocode": "10003", "info": "DAILY_QUERY_OVER_LIMIT"}, "quota"),
        ("amap", {"status": "0", "infocode": "10001", "info": "INVALID_USER_KEY"}, "key"),
        ("baidu", {"status": 302, "message": "天配额超限"}, "quota"),
        ("baidu", {"status": 200, "message": "APP不存在"}, "key"),
        ("tianditu", (403, b'{"code": 301001, "msg": "\xe9\x9d\x9e\xe6\xb3\x95key"}'), "key"),
        ("tianditu", {"code": "12", "msg": "权限类型错误"}, "key"),
        ("tianditu", {"status": {"infocode": 3001, "cndesc": "配额超限"}}, "quota"),
    ],
)
def test_a_service_whose_quota_or_key_is_refused_is_not_asked_again(play, name, refusal, words):
    player = play(refusal)
    with AnswerCache() as cache:
        (service,) = set_up([name], cache, REGION)
        assert words in service.ask("黄鹤楼").message
        asked = len(player.asked)
        again = service.ask("昙华林")
    assert again.status == "skipped"
    assert words in again.message
    assert len(player.asked) == asked


def test_a_service_is_given_up_after_three_failures_in_a_row(play):
    player = play((500, HTML))
    with AnswerCache() as cache:
        (service,) = set_up(["nominatim"], cache, REGION)
        said = [service.ask(f"地方{i}").status for i in range(5)]
    assert said == ["failed"] * 3 + ["skipped"] * 2
    assert len(player.asked) == 3


@pytest.mark.parametrize("name", SERVICES)
def test_a_point_in_another_city_is_refused_as_such(play, name):
    def shanghai(path, query):
        if path == "/search":
            return [nominatim_place(121.47, 31.23, "黄鹤楼, 上海")]
        if path == "/v2/search":
            return tianditu_names(tianditu_name("黄鹤楼", 121.47, 31.23))
        if path.startswith("/v3/"):
            poi = {"name": "黄鹤楼", "cityname": "上海", "location": "121.47,31.23"}
            return {"status": "1", "infocode": "10000", "pois": [poi]}
        return {"status": 0, "result": {"location": {"lng": 121.47, "lat": 31.23}, "level": "购物"}}

    play(shanghai)
    answer = ask(name)
    assert (answer.status, answer.candidates) == ("elsewhere", ())
    assert "121.4" in answer.message


@pytest.mark.parametrize("query", ["", "😀", "黄" * 1000, "  "])
def test_what_is_no_name_is_not_sent(play, query):
    player = play(good)
    assert ask("nominatim", query).status == "nothing"
    assert player.asked == []


@pytest.mark.parametrize("name", SERVICES)
def test_an_answer_is_kept_and_not_asked_for_again(play, name):
    player = play(good)
    first = ask(name)
    asked = len(player.asked)
    assert ask(name) == first
    assert len(player.asked) == asked


@pytest.mark.parametrize("played", [(403, HTML), (429, b""), (500, HTML), (200, HTML)])
@pytest.mark.parametrize("name", SERVICES)
def test_a_failure_is_never_kept(play, name, played):
    player = play(played)
    assert ask(name).status == "failed"
    player.answer = good
    assert ask(name).status == "found"


def test_a_damaged_entry_counts_as_none(tmp_path):
    with AnswerCache(tmp_path / "c") as cache:
        cache.put([Candidate("a", 1, 2)], "q")
        assert cache.get("q") == [Candidate("a", 1, 2)]
        cache._cache.set('["1", "q"]', {"not": "candidates"})
        assert cache.get("q") is None


def no_folder(path):
    path.write_text("", encoding="utf-8")


def read_only(path):
    with AnswerCache(path) as cache:
        cache.put([Candidate("a", 1, 2)], "q")
    path.chmod(0o500)


@pytest.mark.parametrize("spoil", [no_folder, read_only])
def test_without_a_usable_cache_they_are_asked_all_the_same_and_it_is_said(play, tmp_path, spoil):
    play(good)
    spoil(tmp_path / "cache")
    done = subprocess.run(
        unprivileged(
            [sys.executable, "-m", "geo", "locate", "黄鹤楼", "--online", "nominatim,amap"]
        ),
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["status"] for row in rows] == ["found"] * 3
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith(f"geo: {tmp_path / 'cache'}: answers are not kept: ")


def test_a_cache_that_others_may_not_write_is_read(tmp_path):
    read_only(tmp_path / "c")
    script = "from geo.places.geocoders.cache import *; print(AnswerCache(Path(%r)).get('q'))"
    done = subprocess.run(
        unprivileged([sys.executable, "-c", script % str(tmp_path / "c")]),
        capture_output=True,
        check=True,
        cwd=ROOT,
        text=True,
    )
    assert done.stdout.strip() == str([Candidate("a", 1, 2)])


def test_a_user_without_a_home_is_told_so(play, monkeypatch, capsys):
    def homeless(*_):
        raise RuntimeError("could not determine the home directory")

    play(good)
    monkeypatch.delenv("GEO_CACHE")
    monkeypatch.setattr("geo.places.geocoders.cache.user_cache_path", homeless)
    code, rows, err = run(capsys, "locate", "黄鹤楼", "--online", "nominatim")
    assert (code, len(rows)) == (0, 2)
    assert err == (
        "geo: answers are not kept: the cache cannot be used "
        "(could not determine the home directory)\n"
    )


PUT = """
import sys
from pathlib import Path
from geo.places.geocoders.answers import Candidate
from geo.places.geocoders.cache import AnswerCache

with AnswerCache(Path(sys.argv[1])) as cache:
    for number in range(30):
        cache.put([Candidate(sys.argv[2], number, 0)], sys.argv[2], str(number))
    print(*cache.notices, end="")
"""


@pytest.mark.parametrize("damage", [None, b"no database" * 1000])
def test_processes_that_open_and_fill_one_cache_at_once_lose_nothing(tmp_path, damage):
    folder = tmp_path / "c"
    if damage:
        folder.mkdir()
        (folder / "cache.db").write_bytes(damage)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", PUT, folder, str(number)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for number in range(3)
    ]
    said = b"".join(writer.communicate()[0] for writer in writers).decode()
    assert said.count("it is set aside as _damaged-cache.db") == bool(damage)
    assert "not kept" not in said
    assert "Traceback" not in said
    assert len([*folder.glob("_damaged*")]) == bool(damage)
    with AnswerCache(folder) as cache:
        for writer in "012":
            for number in range(30):
                assert cache.get(writer, str(number)) == [Candidate(writer, number, 0)]


def test_a_process_that_does_not_let_go_of_the_cache_is_not_waited_for_for_ever(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("geo.places.geocoders.cache.WAIT_S", 0.1)
    with AnswerCache(tmp_path / "c") as cache:
        cache.put([Candidate("a", 1, 2)], "q")
        with closing(sqlite3.connect(tmp_path / "c" / "cache.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for _ in range(3):
                assert cache.notices == []
                cache.put([Candidate("b", 1, 2)], "r")
            (notice,) = cache.notices
            assert "another process has kept it" in notice
            assert cache.get("q") == [Candidate("a", 1, 2)]


def test_two_that_propose_at_once_keep_what_the_first_wrote(play, capsys, tmp_path, monkeypatch):
    """The second ends while the first still asks."""
    out = tmp_path / "proposals.geojson"
    others = []

    def answer(path, query):
        if not others:
            others.append(None)
            command = [sys.executable, "-m", "geo", *arguments]
            others.append(subprocess.run(command, capture_output=True, check=False, cwd=ROOT))
        return (500, HTML)

    player = play(answer)
    monkeypatch.setenv("GEO_TIMEOUT", str(PATIENCE))
    # One place to ask for: pauses are real in a process of its own.
    places = tmp_path / "places"
    places.mkdir()
    kept = REGION.places / "plots.geojson"
    feature = next(
        f
        for f in json.loads(kept.read_text(encoding="utf-8"))["features"]
        if f["properties"]["precision"] != "exact"
    )
    feature["properties"]["within"] = None
    collection = {"type": "FeatureCollection", "features": [feature]}
    (places / "plots.geojson").write_text(json.dumps(collection), encoding="utf-8")
    arguments = ["places", "propose", "-o", out, "--places", places]
    code, _, err = run(capsys, *arguments)
    assert len(player.asked) > 1
    assert others[1].returncode == 0
    assert code == 2
    assert err.splitlines()[-1] == (
        f"geo: {out}: the file is already there (use --force to replace it)"
    )
    assert json.loads(out.read_text(encoding="utf-8"))["unanswered"]


def test_tianditu_is_asked_for_names_of_the_city_in_its_own_way(play):
    player = play(good)
    ask("tianditu")
    ((path, query),) = player.asked
    assert (path, query["type"]) == ("/v2/search", "query")
    asked = json.loads(query["postStr"])
    assert (asked["keyWord"], asked["specify"]) == ("黄鹤楼", "156420100")
    assert asked["queryType"] == "12"


def test_tianditus_names_are_read_however_it_writes_them(play):
    one = tianditu_name("黄鹤楼", *TOWER, typeName="风景名胜")
    other = one | {"name": "黄鹤楼站", "lonlat": "114.30 30.54", "typeName": "公交站"}
    play(tianditu_names(one, other, {"name": "", "lonlat": "114.3,30.5"}))
    first, second = ask("tianditu").candidates
    assert (first.name, first.kind) == ("黄鹤楼, 武昌区, 武汉市", "风景名胜")
    assert (second.kind, second.lon, second.lat) == ("公交站", 114.30, 30.54)
    with pytest.MonkeyPatch.context() as patch:
        player = play(tianditu_names(one) | {"pois": one})
        patch.setenv("GEO_TIANDITU_URL", player.url)
        assert len(ask("tianditu", "黄鹤楼景区").candidates) == 1


def test_a_point_has_an_address_in_tianditu(play):
    result = {"formatted_address": "武汉市武昌区蛇山西山坡特1号", "location": {"lon": 114.3}}
    player = play({"result": result, "msg": "ok", "status": "0"})
    found = Tianditu("k", url=player.url, city_code="420100").reverse((30.547, 114.297))
    assert found.address == result["formatted_address"]
    ((path, query),) = player.asked
    assert (path, query["type"]) == ("/geocoder", "geocode")
    assert json.loads(query["postStr"]) == {"lon": 114.297, "lat": 30.547, "ver": 1}


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"code": 302010, "msg": "该tk已限流"}, 429, "asked too often"),
        ({"code": 302010, "msg": "该tk已限流"}, 200, "asked too often"),
        ({"status": {"infocode": 2001, "cndesc": "查询参数错误"}}, 200, "the service failed"),
        ({"status": "404", "msg": "出错"}, 200, "the service failed"),
    ],
)
def test_tianditus_refusals_are_said_in_words(play, body, status, words):
    play((status, json.dumps(body).encode()))
    answer = ask("tianditu")
    assert (answer.status, words in answer.message) == ("failed", True), answer


def test_services_count_as_set_up_by_their_key_or_address(monkeypatch):
    for name in ("GEO_USER_AGENT", "GEO_NOMINATIM_URL", "GEO_BAIDU_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert configured() == ["amap", "tianditu"]
    monkeypatch.setenv("GEO_USER_AGENT", "us, us@example.org")
    assert configured() == ["nominatim", "amap", "tianditu"]


KEY_OF = {"amap": "GEO_AMAP_KEY", "baidu": "GEO_BAIDU_KEY", "tianditu": "GEO_TIANDITU_SERVER_KEY"}


@pytest.mark.parametrize("name", KEY_OF)
def test_a_missing_key_matters_only_when_that_service_is_asked_for(play, monkeypatch, capsys, name):
    player = play(good)
    monkeypatch.delenv(KEY_OF[name])
    assert run(capsys, "locate", "黄鹤楼", "--online", "nominatim")[0] == 0
    code, rows, err = run(capsys, "locate", "黄鹤楼", "--online", name)
    assert (code, rows) == (2, [])
    assert err == f"geo: {name} needs a key: set {KEY_OF[name]}\n"
    assert player.paths() == ["/search"]


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("GEO_NOMINATIM_URL", "nowhere", "is no http address"),
        ("GEO_NOMINATIM_URL", "file:///etc/hosts", "is no http address"),
        ("GEO_NOMINATIM_URL", "http://[", "is no http address"),
        ("GEO_TIMEOUT", "soon", "is no number of seconds"),
        ("GEO_TIMEOUT", "0", "is no number of seconds"),
    ],
)
def test_a_bad_setting_is_named(monkeypatch, capsys, variable, value, words):
    monkeypatch.setenv(variable, value)
    code, _, err = run(capsys, "locate", "黄鹤楼", "--online", "nominatim")
    assert code == 2
    assert variable in err
    assert words in err


def test_an_unknown_service_is_named(capsys):
    code, _, err = run(capsys, "locate", "黄鹤楼", "--online", "google")
    assert code == 2
    assert "'google' is no online geocoder" in err


def test_without_online_nobody_is_asked_and_no_cache_is_made(play, capsys, tmp_path):
    player = play(good)
    assert run(capsys, "locate", "黄鹤楼")[0] == 0
    assert player.asked == []
    assert not (tmp_path / "cache").exists()


def test_locate_shows_what_each_says_and_how_far_apart_they_are(play, capsys):
    play(good)
    code, rows, err = run(capsys, "locate", "黄鹤楼", "--online", ",".join(SERVICES))
    assert (code, err) == (0, "")
    assert [row["geocoder"] for row in rows] == ["gazetteer", *SERVICES]
    assert all(row["distance_m"] <= 1 for row in rows[1:])
    assert "ODbL" in rows[1]["terms"]


def test_locate_goes_on_when_a_service_fails_and_lists_it_at_the_end(play, capsys):
    play(lambda path, query: good(path, query) if path == "/search" else (500, HTML))
    code, rows, err = run(capsys, "locate", "黄鹤楼", "沙湖", "--online", "amap,nominatim")
    assert code == 0
    assert [row["status"] for row in rows if row["geocoder"] == "amap"] == ["failed"] * 2
    assert err.count("geo: amap: ") == 2


def test_locate_takes_what_only_a_service_knows(play, capsys):
    play(good)
    code, rows, _ = run(capsys, "locate", "水晶宫", "--online", "nominatim")
    assert (code, [row["status"] for row in rows]) == (0, ["nothing", "found"])


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "is empty"),
        ("😀", "holds no word"),
        ("长" * 1000, "longer than 100 characters"),
        ("水晶宫", "not in the gazetteer"),
    ],
)
def test_locate_says_why_a_query_finds_nothing(capsys, query, words):
    code, rows, err = run(capsys, "locate", query)
    assert (code, rows[0]["status"]) == (2, "nothing")
    assert words in rows[0]["message"]
    assert words in err
    assert err.count("\n") == 1
    assert len(err) < 300


def test_locate_shows_all_that_an_ambiguous_name_may_mean(capsys):
    code, rows, _ = run(capsys, "locate", "滨江")
    assert code == 0
    assert len(rows) > 1
    assert all(0 < row["score"] < 1 for row in rows)


def tree(folder: Path):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_proposals_are_written_for_all_but_the_exact_and_move_nothing(
    play, capsys, tmp_path, gazetteer
):
    corner = {
        "type": "Polygon",
        "coordinates": [
            [[114.30, 30.55], [114.31, 30.55], [114.31, 30.56], [114.30, 30.56], [114.30, 30.55]]
        ],
    }
    play([nominatim_place(geojson=corner)])
    before = tree(DATA)
    out = tmp_path / "proposals.geojson"
    assert run(capsys, "places", "propose", "--online", "nominatim", "-o", out)[0] == 0
    assert tree(DATA) == before
    features = json.loads(out.read_text(encoding="utf-8"))["features"]
    wanted = {p.id for p in gazetteer.places.values() if p.precision != "exact"}
    assert {feature["properties"]["place"] for feature in features} == wanted
    for feature in features:
        place = gazetteer.get(feature["properties"]["place"])
        assert (feature["properties"]["distance_m"] is None) == (place.geometry is None)
        assert feature["properties"]["geocoder"] == "nominatim"
        assert "ODbL" in feature["properties"]["terms"]
        assert shape(feature["geometry"]).geom_type == "Polygon"


BOW = {
    "type": "Polygon",
    "coordinates": [[[114.3, 30.5], [114.4, 30.6], [114.4, 30.5], [114.3, 30.6], [114.3, 30.5]]],
}


@pytest.mark.parametrize("geometry", [BOW, {"type": "Blob"}, {"type": "Polygon"}, {}, "text"])
def test_an_unsound_outline_becomes_a_point(play, geometry):
    play([nominatim_place(geojson=geometry)])
    (candidate,) = ask("nominatim").candidates
    assert shape_or_point(candidate, REGION.bounds) == {"type": "Point", "coordinates": list(TOWER)}


@pytest.mark.parametrize("played", [(403, HTML), (429, b""), (500, HTML), (200, HTML), HANG])
def test_a_service_in_any_mood_stops_no_run_and_is_listed_at_the_end(
    play, monkeypatch, capsys, tmp_path, played
):
    monkeypatch.setenv("GEO_TIMEOUT", "0.1")
    player = play(played)
    before = tree(DATA)
    out = tmp_path / "proposals.geojson"
    code, _, err = run(capsys, "places", "propose", "--online", "nominatim,baidu", "-o", out)
    assert code == 0
    assert tree(DATA) == before
    collection = json.loads(out.read_text(encoding="utf-8"))
    assert collection["features"] == []
    assert {row["status"] for row in collection["unanswered"]} == {"failed", "skipped"}
    assert "geo: nominatim: " in err
    assert "0 proposals for 0 sites" in err
    # A server that fails is not asked for each of a hundred sites.
    assert len(player.asked) == 6


def test_an_alias_is_asked_for_where_the_name_is_unknown(play, capsys, tmp_path):
    play(lambda path, query: [nominatim_place()] if query["q"] == "汉街" else [])
    out = tmp_path / "proposals.geojson"
    run(capsys, "places", "propose", "-o", out)
    (feature,) = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert (feature["properties"]["place"], feature["properties"]["query"]) == (
        "han-street",
        "汉街",
    )


def test_proposals_overwrite_nothing_unasked(play, capsys, tmp_path):
    player = play(good)
    out = tmp_path / "there.geojson"
    out.write_text("mine", encoding="utf-8")
    code, _, err = run(capsys, "places", "propose", "-o", out)
    assert (code, out.read_text(encoding="utf-8")) == (2, "mine")
    assert "already there" in err
    assert player.asked == []


@pytest.mark.parametrize("name", ["new.geojson", "areas.geojson", "deep/new.geojson"])
def test_proposals_never_go_into_the_gazetteer(play, capsys, name):
    player = play(good)
    before = tree(DATA)
    code, _, err = run(capsys, "places", "propose", "--force", "-o", REGION.places / name)
    assert code == 2
    assert "never written into the gazetteer" in err
    assert tree(DATA) == before
    assert player.asked == []
