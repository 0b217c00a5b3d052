"""10,000 requests at once: each is answered or told to come again, and the server goes on."""

import json

import pytest
from data_server import data_alone, get
from own_loop import in_thread

from benchmarks.bursts import burst, request

REQUESTS = 10_000
ITEMS = "/api/collections/sites/items?sector=finance&limit=5"
QUESTION = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}})


def replies(address, asked, count):
    found = []
    in_thread(burst(address, asked, lambda number: number >= count, found.append))
    assert len(found) == count
    assert {reply.status for reply in found} == {200, 503}
    refused = [reply for reply in found if reply.status == 503]
    assert {reply.headers["retry-after"] for reply in refused} == {"1"}
    return refused


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with (tmp_path_factory.mktemp("log") / "stderr").open("w+b") as log:
        with data_alone(log=log) as address:
            yield address
        log.seek(0)
        assert log.read() == b""


def test_each_request_of_a_burst_is_answered_or_told_to_come_again(served):
    for reply in replies(served, request(ITEMS), REQUESTS):
        assert reply.headers["content-type"] == "application/problem+json"
        said = json.loads(reply.body)
        assert (said["status"], said["code"]) == (503, "TooManyRequests")
        assert set(said) >= {"type", "title", "detail", "description"}
    assert get(served + ITEMS)[0] == 200


def test_a_burst_of_assistants_gets_the_protocols_error(served):
    for reply in replies(served, request("/mcp", QUESTION), 1000):
        assert json.loads(reply.body)["error"]["code"] == -32603
    assert get(served + ITEMS)[0] == 200
