"""10,000 requests at once: each is answered or told to come again, and the server goes on."""

import asyncio
import json
from collections import Counter
from urllib.parse import urlsplit

import pytest
from data_server import data_alone, get
from own_loop import in_thread

REQUESTS = 10_000
# More than work and wait (64), so that some are refused; as many as one process may have open.
AT_ONCE = 250
ITEMS = "/api/collections/sites/items?sector=finance&limit=5"
QUESTION = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}})


def asking(path, body=""):
    method = "POST" if body else "GET"
    return (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def answer_of(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {
        name.lower(): value
        for name, _, value in (line.partition(": ") for line in head[1:] if line)
    }
    body = await reader.readexactly(int(headers["content-length"]))
    return int(head[0].split()[1]), headers, body


async def burst(address, asked, count):
    """Ask so often, over so many connections at once; return each answer's status and kind."""
    at = urlsplit(address)
    found, refused, left = Counter(), [], iter(range(count))

    async def reader():
        incoming, outgoing = await asyncio.open_connection(at.hostname, at.port)
        for _ in left:
            outgoing.write(asked)
            status, headers, body = await answer_of(incoming)
            found[status] += 1
            if status != 200:
                refused.append((status, headers, body))
        outgoing.close()
        await outgoing.wait_closed()

    await asyncio.gather(*(reader() for _ in range(AT_ONCE)))
    return found, refused


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with (tmp_path_factory.mktemp("log") / "stderr").open("w+b") as log:
        with data_alone(log=log) as address:
            yield address
        log.seek(0)
        assert log.read() == b""


def test_each_request_of_a_burst_is_answered_or_told_to_come_again(served):
    found, refused = in_thread(burst(served, asking(ITEMS), REQUESTS))
    assert sum(found.values()) == REQUESTS
    assert set(found) == {200, 503}
    for status, headers, body in refused:
        assert headers["content-type"] == "application/problem+json"
        assert headers["retry-after"] == "1"
        said = json.loads(body)
        assert (said["status"], said["code"]) == (status, "TooManyRequests")
        assert set(said) >= {"type", "title", "detail", "description"}
    assert get(served + ITEMS)[0] == 200


def test_a_burst_of_assistants_gets_the_protocols_error(served):
    found, refused = in_thread(burst(served, asking("/mcp", QUESTION), 1000))
    assert set(found) == {200, 503}
    for _, headers, body in refused:
        assert headers["retry-after"] == "1"
        assert json.loads(body)["error"]["code"] == -32603
    assert get(served + ITEMS)[0] == 200
