"""The proxy that ships, asked as a stranger would: what it bounds, refuses and passes on."""

import asyncio
import contextlib
import socket
import ssl
import subprocess
from http.client import IncompleteRead
from pathlib import Path

import pytest
from own_loop import in_thread
from proxy import NAME, WAIT_SECONDS, find_nginx, proxied, substituted
from sessions import first_run
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from benchmarks.served import free_port, run

# A server of the test's own that says whom the shipped configuration takes a reader for.
READER_PORT = free_port()
READERS = f"""
    server {{
        listen 127.0.0.1:{READER_PORT};
        set_real_ip_from 127.0.0.1;
        real_ip_header X-Address;
        location / {{ return 200 "$geo_reader"; }}
    }}
"""


@pytest.fixture(scope="module")
def exposed():
    """The proxy with the page behind it, which it has waited for."""
    with proxied(READERS) as proxy:
        proxy.before = {
            path: proxy.ask(path) for path in ("/", "/_stcore/stream", "/_stcore/metrics")
        }
        upload = "/_stcore/upload_file/none/none"
        proxy.before["upload"] = proxy.ask(upload, "PUT", body=b"x" * 1_000_000)
        names = ("--host-name", NAME, "--host-name", "127.0.0.1")
        with run(proxy.page_port, *names):
            yield proxy


async def open_page(proxy):
    """Open the page as a browser does; return how its first run ended, and how an upload."""
    url = f"wss://{NAME}:{proxy.port}/_stcore/stream"
    async with connect(
        url,
        host="127.0.0.1",
        port=proxy.port,
        ssl=proxy.trust,
        origin=proxy.address,
        max_size=None,
    ) as page:
        finished, session = await first_run(page)
        path = f"/_stcore/upload_file/{session}/1"
        return finished, await asyncio.to_thread(proxy.ask, path, "PUT", body=b"x")


def test_while_the_page_is_away_it_says_so_and_then_serves_it(exposed):
    for path in ("/", "/_stcore/stream"):
        status, headers, body = exposed.before[path]
        assert (status, headers["Retry-After"]) == (502, "5")
        assert "本页每五秒再试一次" in body.decode("utf-8")
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert exposed.before["/_stcore/metrics"][0] == 404
    # No pause: the first question after the page has started is answered.
    status, _, body = exposed.ask("/")
    assert status == 200
    assert "<title>武汉市武昌区政府工作报告地图</title>" in body.decode("utf-8")
    assert exposed.ask("/_stcore/health")[2] == b"ok"
    assert exposed.ask("/unavailable.html")[0] == 404


def test_while_the_page_is_away_an_upload_is_told_the_same(exposed):
    status, _, body = exposed.before["upload"]
    assert status == 502
    assert "本页每五秒再试一次" in body.decode("utf-8")


def test_headers_stand_once_on_every_answer(exposed):
    page = exposed.ask("/")[1]
    assert "'sha256-" in page["Content-Security-Policy"]
    assert "'unsafe-inline'" not in page["Content-Security-Policy"].partition("style-src")[0]
    answers = [
        exposed.ask(path, **asked)[1]
        for path, asked in (
            ("/", {}),
            ("/_stcore/health", {}),
            ("/_stcore/metrics", {}),
            ("/media/none", {}),
            ("/", {"host": "evil.test"}),
            ("/", {"method": "POST"}),
        )
    ]
    for headers in answers:
        for name in (
            "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy",
            "Strict-Transport-Security", "Server",
        ):  # fmt: skip
            assert len(headers.get_all(name)) == 1, name
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert headers["Server"] == "nginx"
    for cookie in exposed.ask("/_stcore/host-config")[1].get_all("Set-Cookie", []):
        assert "; secure" in cookie.lower()


def test_tls_is_of_today_and_plain_requests_are_sent_there(exposed):
    with exposed.dial() as channel:
        assert channel.version() in {"TLSv1.2", "TLSv1.3"}
    for old in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        with pytest.raises((ssl.SSLError, ConnectionError), match=r"alert|version|reset"):
            exposed.dial(version=old)
    status, headers, _ = exposed.ask("/editor?site=a%20b", plain=True)
    assert (status, headers["Location"]) == (301, f"https://{NAME}/editor?site=a%20b")
    assert exposed.ask("/.well-known/acme-challenge/token", plain=True)[2] == b"proof"
    assert exposed.ask("/.well-known/acme-challenge/token", host="a.b", plain=True)[0] == 200


@pytest.mark.parametrize(
    "host",
    ["evil.test", f"{NAME}.evil.test", "127.0.0.1", "localhost", f"a.{NAME}", f"{NAME}@evil.test"],
)
def test_another_name_is_refused(exposed, host):
    assert exposed.ask("/", host=host)[0] in {400, 421}
    assert exposed.ask("/_stcore/health", host=host)[0] in {400, 421}
    assert exposed.ask("/", host=host, plain=True)[0] in {400, 421}


def test_a_request_without_a_name_is_refused(exposed):
    assert exposed.ask("/", host=None)[0] == 400
    with exposed.dial() as channel:
        channel.sendall(b"GET http://evil.test/ HTTP/1.1\r\nHost: atlas.example.org\r\n\r\n")
        assert b" 421 " in channel.recv(200)


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics", "/_stcore/metrics?x", "/_stcore//metrics", "/_stcore/./metrics",
        "/x/../_stcore/metrics", "/_stcore/%6detrics", "/_stcore/metrics/", "//_stcore/metrics",
        "/_stcore/script-health-check", "/_stcore/agent", "/_stcore/agent/openapi.json",
    ],
)  # fmt: skip
def test_numbers_and_doors_for_programs_are_closed(exposed, path):
    assert exposed.ask(path)[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "XYZZY"])
def test_only_the_methods_of_a_reader_are_passed_on(exposed, method):
    assert exposed.ask("/", method)[0] in {400, 403, 405}


def test_assistants_are_passed_on_and_nothing_else_at_their_address(exposed):
    headers = [("Content-Type", "application/json"), ("Accept", "application/json")]

    def ask(body, **more):
        found = more.pop("headers", headers)
        return exposed.ask("/mcp", "POST", body=body, headers=found, source="127.0.0.4", **more)

    body = b'{"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}'
    status, _, answer = ask(body)
    assert status == 200
    assert b"quote_report" in answer
    assert ask(body, headers=[*headers, ("Origin", "https://evil.example")])[0] == 403
    assert ask(body, headers=[*headers, ("Origin", exposed.address)])[0] == 200
    assert ask(b"x" * 70_000)[0] == 413
    for method in ("GET", "PUT", "DELETE"):
        assert exposed.ask("/mcp", method, source="127.0.0.4")[0] == 403


def test_bodies_are_bounded(exposed):
    upload = "/_stcore/upload_file/none/none"
    big, fits, small = b"x" * 11_600_000, b"x" * 10_485_760, b"x" * 20_000
    dialled = {"source": "127.0.0.2"}
    assert exposed.ask(upload, "PUT", body=big, **dialled)[0] == 413
    # The page refuses it, for it knows no such session. As it does so before it has read all,
    # its answer may get lost; then the proxy says that it had none.
    with contextlib.suppress(IncompleteRead):
        assert exposed.ask(upload, "PUT", body=fits, **dialled)[0] in {403, 502}
    assert exposed.ask("/", "GET", body=small, **dialled)[0] == 413
    assert exposed.ask("/?q=" + "a" * 12_000, **dialled)[0] == 200
    # It hangs up while these are still on their way: the answer may be lost.
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        assert exposed.ask("/", headers=[("Cookie", "a" * 17_000)], **dialled)[0] == 400
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        assert exposed.ask("/?q=" + "a" * 17_000, **dialled)[0] == 414


def test_uploads_are_counted_by_address(exposed):
    upload = "/_stcore/upload_file/none/none"
    statuses = [exposed.ask(upload, "PUT", body=b"x", source="127.0.0.3")[0] for _ in range(40)]
    assert 429 in statuses
    assert statuses.index(429) >= 12
    assert statuses.count(429) >= 15
    # Taking away what was uploaded is not an upload; nor is another reader's.
    assert exposed.ask(upload, "DELETE", source="127.0.0.3")[0] != 429
    assert exposed.ask(upload, "PUT", body=b"x", source="127.0.0.4")[0] != 429
    refused = exposed.ask(upload, "PUT", body=b"x", source="127.0.0.3")
    assert refused[0] != 429 or refused[1]["Retry-After"] == "5"


def test_requests_are_counted_by_address(exposed):
    asked = f"HEAD /favicon.png HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode()
    statuses = []
    with exposed.dial("127.0.0.5") as channel:
        channel.sendall(asked * 900)
        answers = channel.makefile("rb")
        while 429 not in statuses and (line := answers.readline()):
            if line.startswith(b"HTTP/1.1 "):
                statuses.append(int(line.split()[1]))
    assert statuses[:600] == [200] * 600
    assert set(statuses) == {200, 429}
    assert exposed.ask("/_stcore/health", source="127.0.0.6")[0] == 200


def test_open_pages_are_counted_by_address_and_in_all(exposed):
    with contextlib.ExitStack() as pages:

        def opened(source):
            status, channel = exposed.shake_hands(source)
            pages.enter_context(channel)
            return status

        assert [opened("127.0.0.7") for _ in range(31)] == [101] * 30 + [429]
        others = [opened(f"127.0.1.{number // 30}") for number in range(269)]
        assert others == [101] * 269
        assert [opened("127.0.0.8") for _ in range(2)] == [101, 429]
        assert exposed.ask("/", source="127.0.0.8")[0] == 200


def test_a_page_opens_and_its_uploads_come_through(exposed):
    finished, (status, _, body) = in_thread(open_page(exposed))
    assert finished == ForwardMsg.FINISHED_SUCCESSFULLY
    # As far as the page's own checks: these are for the browser to pass.
    assert (status, body) == (403, b"the page asks for no file")


def test_a_websocket_of_another_origin_is_refused(exposed):
    for origin, expected in ((exposed.address, 101), ("https://evil.test", 403)):
        status, channel = exposed.shake_hands("127.0.0.9", origin)
        channel.close()
        assert status == expected


def test_whoever_dawdles_is_let_go(exposed):
    head = f"PUT /_stcore/upload_file/a/b HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 900\r\n\r\nx"
    slow = [b"", b"GET / HTTP/1.1\r\nHost: atl", head.encode()]
    with contextlib.ExitStack() as held:
        channels = [held.enter_context(exposed.dial("127.0.0.10")) for _ in slow]
        for channel, sent in zip(channels, slow, strict=True):
            channel.sendall(sent)
        # Each is closed by the proxy: reading comes to an end.
        for channel in channels:
            with contextlib.suppress(ConnectionError):
                while channel.recv(1000):
                    pass


def test_of_ipv6_a_network_is_one_reader(exposed):
    def reader(address):
        with socket.create_connection(("127.0.0.1", READER_PORT), WAIT_SECONDS) as channel:
            channel.sendall(f"GET / HTTP/1.0\r\nX-Address: {address}\r\n\r\n".encode())
            return channel.makefile("rb").read().rpartition(b"\r\n\r\n")[2].decode()

    assert reader("203.0.113.7") == "203.0.113.7"
    one, other = reader("2001:db8:1:2:aaaa:bbbb:cccc:1"), reader("2001:db8:1:2:1:2:3:4")
    assert one == other
    assert one != reader("2001:db8:1:3:aaaa:bbbb:cccc:1")
    assert reader("2001:db8::1") == "2001:db8::1"


def test_the_log_keeps_no_word_of_a_search(exposed):
    exposed.ask("/?q=secret-word&site=tanhualin")
    assert '"GET /" 200' in exposed.log()
    assert "secret-word" not in exposed.log()


def test_it_is_valid_under_the_main_file_that_debian_ships(tmp_path):
    main = Path("/etc/nginx/nginx.conf")
    program = find_nginx()
    if not main.is_file() or "modules-enabled" not in main.read_text(encoding="utf-8"):
        pytest.skip("nginx is not Debian's package here")
    with proxied() as proxy:
        text = main.read_text(encoding="utf-8")
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        folders = "".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
        for shipped, here in (
            ("user www-data;", ""),
            ("/run/nginx.pid", f"{tmp_path}/pid"),
            ("/var/log/nginx/", f"{tmp_path}/"),
            ("include /etc/nginx/modules-enabled/*.conf;", ""),
            ("include /etc/nginx/sites-enabled/*;", f"include {tmp_path}/geo.conf;"),
            ("include /etc/nginx/conf.d/*.conf;", folders),
        ):
            assert shipped in text, shipped
            text = text.replace(shipped, here)
        (tmp_path / "nginx.conf").write_text(text, encoding="utf-8")
        (tmp_path / "geo.conf").write_text(substituted(proxy), encoding="utf-8")
        done = subprocess.run(
            [program, "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf", "-e", "stderr"],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr.replace('[warn] the "user"', "")
