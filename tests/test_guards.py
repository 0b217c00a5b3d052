"""What the served page refuses, and what it tells browsers, asked as a stranger would."""

import contextlib
import http.client
import re
import socket
import tempfile

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from benchmarks.served import free_port, run
from geo.cli.main import main
from geo.page.policy import page_policy, tile_hosts
from geo.view.map.tiles import tile_layers

PORTAL = "https://portal.city.example"
WAIT_SECONDS = 60


class Served:
    """The served page: its port, and what its log says so far."""

    def __init__(self, port, log):
        self.port, self._log = port, log

    def said(self):
        self._log.seek(0)
        return self._log.read().decode("utf-8")

    def ask(self, path, host="127.0.0.1", method="GET"):
        """Return the status, headers and body of the answer to one request."""
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_SECONDS)
        with contextlib.closing(asking):
            asking.putrequest(method, path, skip_host=True)
            if host is not None:
                asking.putheader("Host", host)
            asking.endheaders()
            answer = asking.getresponse()
            return answer.status, answer.headers, answer.read()

    def open(self, host="127.0.0.1"):
        channel = socket.create_connection(("127.0.0.1", self.port))
        return connect(f"ws://{host}:{self.port}/_stcore/stream", sock=channel, max_size=None)


@pytest.fixture(scope="module")
def served():
    names = ("--host-name", "127.0.0.1", "--host-name", "*.City.example")
    with (
        tempfile.TemporaryFile() as log,
        run(port := free_port(), *names, "--framed-by", PORTAL + "/", log=log),
    ):
        yield Served(port, log)


def rerun():
    message = BackMsg()
    message.rerun_script.query_string = ""
    return message.SerializeToString()


def wait_finished(page):
    """Read from a page's websocket until its run has ended; return how it ended."""
    while True:
        message = ForwardMsg()
        message.ParseFromString(page.recv(timeout=WAIT_SECONDS))
        if message.WhichOneof("type") == "script_finished":
            return message.script_finished


def wait_closed(page):
    """Read from a page's websocket until the server closes it; return the code it gives."""
    try:
        while True:
            page.recv(timeout=WAIT_SECONDS)
    except ConnectionClosed as closed:
        return closed.rcvd and closed.rcvd.code


def directives(policy):
    return {part.split()[0]: part.split()[1:] for part in policy.split("; ")}


@pytest.mark.parametrize("path", ["/", "/editor", "/?site=x", "/no-such-page", "/favicon.png"])
def test_each_answer_of_the_page_says_what_browsers_may_do(served, path):
    status, headers, _ = served.ask(path)
    assert status == 200
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "geolocation=(self)" in headers["Permissions-Policy"]
    assert len(headers.get_all("Content-Security-Policy")) == 1
    policy = directives(headers["Content-Security-Policy"])
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == [PORTAL]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:", "data:"} & {
        *policy["script-src"]
    }


@pytest.mark.parametrize("path", ["/_stcore/health", "/_stcore/host-config", "/media/none.html"])
def test_what_is_no_page_may_do_nothing(served, path):
    _, headers, _ = served.ask(path)
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = directives(headers["Content-Security-Policy"])
    assert policy == {"default-src": ["'none'"], "frame-ancestors": ["'none'"], "sandbox": []}


def test_a_page_that_is_asked_for_again_has_the_policy_of_today(served):
    headers = served.ask("/")[1]
    asking = http.client.HTTPConnection("127.0.0.1", served.port, timeout=WAIT_SECONDS)
    with contextlib.closing(asking):
        asking.request("GET", "/", headers={"If-None-Match": headers["ETag"]})
        again = asking.getresponse()
    assert again.status == 304
    assert again.headers["Content-Security-Policy"] == headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics", "/_stcore/metrics/", "/_stcore/metrics?x=1", "/_stcore/%6Detrics",
        "/x/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/openapi.json",
        "/_stcore/agent", "//_stcore/metrics", "/_stcore/agent/mcp",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_what_tells_about_the_machine_is_closed(served, path, method):
    status, headers, body = served.ask(path, method=method)
    assert (status, body) == (404, b"Not Found")
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200), ("127.0.0.1:8501", 200), ("atlas.city.example", 200),
        ("ATLAS.city.example:443", 200), ("evil.test", 400), ("city.example", 400),
        ("127.0.0.1.evil.test", 400), ("evil-city.example", 400), ("", 400), (None, 400),
        ("127.0.0.1@evil.test", 400), ("[::1]", 400), ("localhost", 400), ("127.0.0.1, a", 400),
    ],
)  # fmt: skip
def test_only_its_own_names_are_answered(served, host, status):
    assert {served.ask(path, host)[0] for path in ("/", "/_stcore/health")} == {status}


def test_a_websocket_under_another_name_is_refused(served):
    with pytest.raises(InvalidStatus) as refused:
        served.open("evil.test")
    assert refused.value.response.status_code == 400
    with served.open("atlas.city.example") as page:
        page.send(rerun())
        wait_finished(page)


TEXTS = ["hello", "", '{"type": "rerun"}', "文本\0", "x" * 70_000, ["in ", "pieces"]]
BYTES = [
    b"\xff\xff\xff\xff",
    bytes(range(255, 0, -1)),
    rerun()[:-1],
    b"\x0a\xff\xff\xff\x0f",
]


@pytest.mark.parametrize(
    ("frame", "code"), [*((text, 1003) for text in TEXTS), *((data, 1002) for data in BYTES)]
)
def test_a_frame_that_the_page_never_sends_ends_its_own_session_only(served, frame, code):
    with served.open() as other, served.open() as page:
        other.send(rerun())
        # In the middle of a run, and before any.
        if len(frame) % 2:
            page.send(rerun())
        page.send(frame)
        assert wait_closed(page) == code
        wait_finished(other)
        other.send(rerun())
        wait_finished(other)
    assert "Traceback" not in served.said()
    assert "rror" not in served.said()


def test_half_a_frame_and_a_torn_connection_leave_no_traceback(served):
    for torn in (b"\x82\xfe", b"\x81\x80", b"\x88\x80", b"\xff" * 50):
        # A server that was quick has ended it before the other half is shut.
        with contextlib.suppress(ConnectionClosed, OSError), served.open() as page:
            page.socket.sendall(torn)
            page.socket.shutdown(socket.SHUT_WR)
            wait_closed(page)
    assert served.ask("/_stcore/health")[0] == 200
    assert "Traceback" not in served.said()


@pytest.mark.parametrize(
    "arguments",
    [
        *(["--host-name", name] for name in ("https://a.b", "a.b:80", "a b", "", "*", "a.*.b")),
        *(
            ["--framed-by", origin]
            for origin in (
                "city.example",
                "https://a.b/path",
                "https://a.b; script-src *",
                "'none'",
            )
        ),
        ["no-such-atlas.geojson"],
    ],
)
def test_a_name_that_is_none_is_one_line(arguments, capsys):
    assert main(["serve", *arguments]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.startswith("geo: ")


def test_without_guards_the_page_is_served_as_before(tmp_path):
    script = tmp_path / "page.py"
    script.write_text("import streamlit as st\n\nst.write('a page')\n", encoding="utf-8")
    with run(free_port(), script=script) as (address, _):
        port = int(address.rpartition(":")[2])
        status, headers, _ = Served(port, None).ask("/", "any.example")
    assert status == 200
    assert "Content-Security-Policy" not in headers


def test_the_policy_names_the_hosts_of_the_tiles_that_are_offered():
    keys = {"GEO_CARTO_KEY": "k;1", "GEO_TIANDITU_KEY": "k 2"}
    hosts = tile_hosts(tile_layers(keys))
    assert {"https://tile.openstreetmap.org", "https://t7.tianditu.gov.cn"} <= {*hosts}
    assert all(re.fullmatch(r"https://[\w.-]+", host) for host in hosts)
    assert {*tile_hosts(tile_layers({}))} < {*hosts}
    policy = directives(page_policy(["<script>1</script>"], hosts, []))
    assert {*hosts} < {*policy["img-src"]}
    assert policy["frame-ancestors"] == ["'none'"]
