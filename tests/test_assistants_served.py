"""Assistants ask the real servers with the protocol's own client, and get what they can prove."""

import itertools
import json
import re
import shlex
import subprocess
import sys
from contextlib import asynccontextmanager

import httpx2
import pytest
from assistant_proofs import hold, questions
from data_server import data_alone
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.stdio import stdio_client
from own_loop import in_thread
from shipped import ATLAS, SEED

from benchmarks.served import free_port, run
from geo.assistants.tools import TOOLS as TOOLS_BY_NAME
from geo.base.paths import ROOT

TEXT = SEED.read_text(encoding="utf-8")
TOOLS = ["search_sites", "get_site", "list_statements", "quote_report"]
STDIO = StdioServerParameters(command=sys.executable, args=["-m", "geo", "mcp"], cwd=str(ROOT))
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"Accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """What the servers say on standard error."""
    with (tmp_path_factory.mktemp("log") / "stderr").open("w+", encoding="utf-8") as file:
        yield file
        file.seek(0)
        assert file.read() == ""


@pytest.fixture(scope="module")
def served(log):
    with data_alone(log=log) as address:
        yield f"{address}/mcp"


@asynccontextmanager
async def by_stdio(log, mode="auto"):
    async with Client(stdio_client(STDIO, errlog=log), mode=mode) as client:
        yield client


async def asked(client, tool, arguments):
    """What a tool says, and whether that is an error."""
    result = await client.call_tool(tool, arguments)
    (content,) = result.content
    return json.loads(content.text), result.is_error


async def hold_all(client, atlas, wanted):
    """Ask each question and hold its answer; return how many statements were proved."""
    proved = refused = 0
    for tool, arguments, is_good in wanted:
        said, is_error = await asked(client, tool, arguments)
        assert is_error is not is_good, (tool, arguments, said)
        if is_good:
            proved += hold(said, atlas, TEXT)
        else:
            assert set(said["error"]) == {"code", "detail"}
            assert "\n" not in said["error"]["detail"]
            refused += 1
    return proved, refused


def test_200_questions_are_answered_with_words_that_prove_each_statement(served, atlas):
    async def ask():
        async with Client(served) as client:
            return await hold_all(client, atlas, questions(atlas, TEXT, 200))

    proved, refused = in_thread(ask())
    assert proved > 200
    assert refused > 40


def test_the_same_is_said_on_standard_input_and_output(served, atlas, log):
    wanted = questions(atlas, TEXT, 200)[:60]

    async def ask():
        async with by_stdio(log) as client, Client(served) as other:
            for tool, arguments, _ in wanted:
                assert await asked(client, tool, arguments) == await asked(other, tool, arguments)
            return await hold_all(client, atlas, wanted)

    proved, refused = in_thread(ask())
    assert proved > 40
    assert refused > 10


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_clients_of_the_new_and_the_old_protocol_are_answered(served, log, mode):
    async def ask():
        async with Client(served, mode=mode) as client:
            found = [(await client.list_tools()).tools]
        async with by_stdio(log, mode) as client:
            found.append((await client.list_tools()).tools)
            with pytest.raises(MCPError, match="there is no such tool") as unknown:
                await client.call_tool("drop_table", {})
            assert unknown.value.code == -32602
        return found

    for tools in in_thread(ask()):
        assert [tool.name for tool in tools] == TOOLS
        assert all(tool.annotations.read_only_hint for tool in tools)


def post(address, content, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named = {"Content-Type": "application/json", **ACCEPT, **named}
    return httpx2.post(address, content=content, headers=named, timeout=60)


def test_nothing_is_lost_where_a_client_comes_again(served):
    # A session of another life, or of none: each request stands for itself.
    for headers in ({}, {"mcp_session_id": "of-a-server-that-is-gone"}):
        reply = post(served, json.dumps(LIST), **headers)
        assert [tool["name"] for tool in reply.json()["result"]["tools"]] == TOOLS
        assert "mcp-session-id" not in reply.headers


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        ("{", {}, 400, -32700),
        ("[" * 20_000, {}, 400, -32700),
        ("[" * 20_000, {"mcp_protocol_version": "2026-07-28"}, 400, -32700),
        ("[]", {}, 400, -32602),
        ('{"jsonrpc":"2.0","id":1,"method":"drop"}', {}, 200, -32601),
        ('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}', {}, 200, -32602),
        (json.dumps(LIST), {"mcp_protocol_version": "1999-01-01"}, 400, -32602),
        (json.dumps(LIST), {"accept": "text/html"}, 406, -32600),
        (json.dumps(LIST), {"content_type": "text/plain"}, 415, -32600),
        ("x" * 64_001, {}, 413, -32600),
        (json.dumps(LIST), {"origin": "https://evil.example"}, 403, -32600),
        (json.dumps(LIST), {"origin": "null"}, 403, -32600),
        (json.dumps(LIST), {"host": "evil.example"}, 421, -32600),
    ],
)
def test_bad_requests_get_the_protocols_errors(served, content, headers, status, code):
    named = {"content-type": "application/json", "accept": ACCEPT["Accept"]}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    reply = httpx2.post(served, content=content, headers=named, timeout=60)
    assert reply.status_code == status
    assert reply.json()["error"]["code"] == code
    assert "Traceback" not in reply.text


def test_only_named_hosts_and_their_pages_may_ask():
    with data_alone("--host-name", "atlas.city.example", "--host-name", "127.0.0.1") as address:
        own = {"host": "atlas.city.example"}
        for headers, status in (
            (own, 200),
            (own | {"origin": "https://atlas.city.example"}, 200),
            (own | {"origin": "http://127.0.0.1:6274"}, 200),
            (own | {"origin": "https://city.example"}, 403),
            ({"host": "localhost"}, 400),
        ):
            assert post(f"{address}/mcp", json.dumps(LIST), **headers).status_code == status


def test_the_page_answers_assistants_on_its_own_port(atlas, tmp_path):
    with (tmp_path / "log").open("w+b") as log, run(free_port(), log=log) as (address, _):

        async def ask():
            async with Client(f"{address}/mcp") as client:
                return await hold_all(client, atlas, questions(atlas, TEXT, 200)[:30])

        assert in_thread(ask())[0] > 20
        assert post(f"{address}/mcp", "{", origin="https://evil.example").status_code == 403
        log.seek(0)
        assert b"Traceback" not in log.read()


PAGE = (ROOT / "docs" / "assistants.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = BLOCK.findall(PAGE)
ADDRESS = "http://localhost:8501/mcp"


def blocks(language):
    found = [text for name, text in BLOCKS if name == language]
    assert found
    return found


@pytest.mark.parametrize("block", blocks("json"))
def test_the_documents_configurations_lead_to_the_tools(served, log, block):
    ((_, about),) = json.loads(block)["mcpServers"].items()
    if "url" in about:
        assert (about["type"], about["url"]) == ("http", ADDRESS)
        server = served
    else:
        assert about["command"] == "python"
        server = stdio_client(
            StdioServerParameters(command=sys.executable, args=about["args"], cwd=str(ROOT)), log
        )

    async def ask():
        async with Client(server) as client:
            return [tool.name for tool in (await client.list_tools()).tools]

    assert in_thread(ask()) == TOOLS


def test_the_documents_program_prints_the_reports_words(served, atlas):
    (program,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", program.replace(ADDRESS, served)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines
    names = [f["properties"]["name_en"] for f in atlas.features]
    for line in lines:
        assert line.startswith(tuple(names))
        assert line.rpartition(" ")[2] in TEXT


def test_the_documents_calls_are_answered(served):
    """What the inspector is told to call is called by the SDK's client: it comes by npm."""
    lines = [shlex.split(line) for text in blocks("sh") for line in text.splitlines()]
    assert {"--cli"} <= set.intersection(*map(set, lines))

    async def ask(words):
        async with Client(served) as client:
            tool = words[words.index("--tool-name") + 1]
            given = itertools.takewhile(
                lambda word: "=" in word, words[words.index("--tool-arg") + 1 :]
            )
            return await asked(client, tool, dict(pair.split("=", 1) for pair in given))

    for words in lines:
        assert words[words.index("--method") + 1] in {"tools/list", "tools/call"}
        if "--tool-name" in words:
            assert in_thread(ask(words))[1] is False


def test_the_document_names_each_tool_and_each_member(atlas):
    for name, tool in TOOLS_BY_NAME.items():
        assert f"| `{name}` |" in PAGE
        if name != "search_sites":
            assert all(f"`{each}`" in PAGE for each in tool.schema["properties"])


def test_only_what_is_named_is_published(tmp_path, log):
    named = tmp_path / "own.geojson"
    text = ATLAS.read_text(encoding="utf-8").replace('"id":"wuchang-2021"', '"id":"own"', 1)
    named.write_text(text, encoding="utf-8")
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "geo", "mcp", str(named)], cwd=str(ROOT)
    )

    async def ask():
        async with Client(stdio_client(server, errlog=log)) as client:
            return [
                await asked(client, "search_sites", {"limit": 1}),
                await asked(client, "get_site", {"site": "wuchang-2021--csadi"}),
            ]

    (found, _), (_, is_error) = in_thread(ask())
    assert [about["report"] for about in found["asOf"]] == ["own"]
    assert is_error


@pytest.mark.parametrize(
    "arguments", [["none.geojson"], ["--publish", "none"], ["--public-address", "nowhere"]]
)
def test_bad_arguments_end_with_one_line(arguments):
    done = subprocess.run(
        [sys.executable, "-m", "geo", "mcp", *arguments],
        cwd=ROOT, input="", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("geo: ")
    assert done.stderr.count("\n") == 1


def test_the_end_of_the_input_ends_it():
    done = subprocess.run(
        [sys.executable, "-m", "geo", "mcp"],
        cwd=ROOT, input="no message\n", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
