"""What stands between the web and Streamlit: ASGI middlewares, each of one concern.

They change nothing of what Streamlit does for its page. None reads a body, and each passes on
what is not its own, so their order matters to speed only.
"""

from __future__ import annotations

import re
from typing import Final

from google.protobuf.message import DecodeError
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

# Numbers about the machine and its readers, and doors for programs: of use to nobody outside.
_CLOSED: Final = re.compile(r"/_stcore/(metrics|script-health-check|agent)(/|$)")
# RFC 6455, 7.4.1.
_PROTOCOL_ERROR: Final = 1002
_UNSUPPORTED_DATA: Final = 1003


class ClosedPaths:
    """Answers 404 where Streamlit tells about the machine, or lets programs in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and _CLOSED.search(scope["path"]):
            await PlainTextResponse("Not Found", status_code=404)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class WellFormedFrames:
    """Closes a websocket that sends what Streamlit's page never sends.

    Streamlit would close it as well, but write a traceback into the log for each.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        is_closed = False

        async def receive_well_formed() -> Message:
            nonlocal is_closed
            message = await receive()
            code = _fault(message)
            if code is None:
                return message
            if not is_closed:
                is_closed = True
                await send({"type": "websocket.close", "code": code})
            return {"type": "websocket.disconnect", "code": code}

        async def send_while_open(message: Message) -> None:
            # What the page's run still has to say is said to nobody.
            if not is_closed:
                await send(message)

        await self._app(scope, receive_well_formed, send_while_open)


def _fault(message: Message) -> int | None:
    """Return the code to close a websocket with for a message, or None where it is well formed."""
    if message["type"] != "websocket.receive":
        return None
    data = message.get("bytes")
    if data is None:
        return _UNSUPPORTED_DATA
    try:
        BackMsg().ParseFromString(data)
    except DecodeError:
        return _PROTOCOL_ERROR
    return None
