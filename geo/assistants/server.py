"""The tools as a server of the Model Context Protocol: the one module that knows its SDK.

It keeps nothing between two requests, so nothing is lost where a client comes again.
"""

from __future__ import annotations

import asyncio
import sys
import traceback
from typing import Any

from mcp import MCPError, types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.types import Receive, Scope, Send

from geo import __version__
from geo.assistants.answers import as_json
from geo.assistants.tools import INSTRUCTIONS, TOOLS, Tool
from geo.base.errors import InputError
from geo.serving.published import Publications
from geo.serving.refusals import Refusal

_READING = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def make_server(publications: Publications, public: str = "") -> Server[Any]:
    """Return the server over what is published; ``public`` is the public address, or empty."""

    async def list_tools(
        context: ServerRequestContext[Any], asked: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        del context, asked
        return types.ListToolsResult(tools=[_described(tool) for tool in TOOLS.values()])

    async def call_tool(
        context: ServerRequestContext[Any], asked: types.CallToolRequestParams
    ) -> types.CallToolResult:
        del context
        tool = TOOLS.get(asked.name)
        if tool is None:
            known = ", ".join(TOOLS)
            raise MCPError(types.INVALID_PARAMS, f"there is no such tool; there are {known}")
        # Without a thread of its own an answer would hold up every page.
        return await asyncio.to_thread(_called, tool, asked.arguments or {}, publications, public)

    return Server(
        "geo",
        version=__version__,
        title="Work reports as maps",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        get_tool_input_schema=lambda name: TOOLS[name].schema if name in TOOLS else None,
    )


def _described(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.about,
        input_schema=tool.schema,
        annotations=_READING,
    )


def _called(
    tool: Tool, arguments: dict[str, Any], publications: Publications, public: str
) -> types.CallToolResult:
    """Return a tool's answer; what it refuses is an error that whoever asks can mend."""
    try:
        said, is_error = tool.answer(arguments, publications.read(), public), False
    except Refusal as refusal:
        said, is_error = {"error": {"code": refusal.code, "detail": refusal.detail}}, True
    except InputError as error:
        print(f"geo: {error}", file=sys.stderr)
        why = "what is published here cannot be read"
        raise MCPError(types.INTERNAL_ERROR, why) from None
    except Exception:  # noqa: BLE001 (whatever fails, no traceback leaves the machine)
        traceback.print_exc(file=sys.stderr)
        raise MCPError(types.INTERNAL_ERROR, "the answer could not be made") from None
    content: list[types.ContentBlock] = [types.TextContent(type="text", text=as_json(said))]
    return types.CallToolResult(content=content, is_error=is_error)


def serve_stdio(publications: Publications, public: str = "") -> None:
    """Answer on standard input and output until the input ends."""
    server = make_server(publications, public)

    async def run() -> None:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    asyncio.run(run())


async def answer_request(server: Server[Any], scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request of the streamable HTTP transport, and forget it."""
    manager = StreamableHTTPSessionManager(server, stateless=True, json_response=True)
    async with manager.run():
        await manager.handle_request(scope, receive, send)
