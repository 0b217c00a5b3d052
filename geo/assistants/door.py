"""The streamable HTTP transport on the port of page and data, with its rules.

The SDK is loaded when first asked for: neither the page's start nor a server that no assistant
asks waits for it. Where it is not installed the address says so.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from importlib.util import find_spec
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.routing import BaseRoute, Route
from starlette.types import Message, Receive, Scope, Send

from geo.assistants.origins import why_unknown
from geo.serving.addresses import ASSISTANTS
from geo.serving.published import Publications
from geo.serving.refusals import Refusal
from geo.serving.resource import NOTHING, Turnstile

_PATH: Final = f"/{ASSISTANTS}"
# A question is some hundred bytes.
_BODY_MAX: Final = 64_000
_JSON: Final = "application/json"
_SECONDS_TO_SEND: Final = 30.0
# JSON-RPC 2.0.
_INVALID_REQUEST: Final = -32600
_INTERNAL_ERROR: Final = -32603
_HEADERS: Final = {"content-security-policy": NOTHING, "cache-control": "no-store"}


def is_installed() -> bool:
    """Whether the SDK is here; it is not loaded for this."""
    return find_spec(ASSISTANTS) is not None


def make_routes(
    publications: Publications, public: str, hosts: Callable[[], Sequence[str]]
) -> list[BaseRoute]:
    """Return the routes to the endpoint: see :class:`Door`."""
    # One answer at a time: they are short, and pages and data have theirs.
    door = Door(publications, public, hosts, Turnstile(working=1))
    return [Route(path, door) for path in (_PATH, f"{_PATH}/")]


class Door:
    """The endpoint over what is published.

    ``public`` is the public address, or empty; ``hosts`` gives the names that the server answers
    to, none where none is configured; ``turnstile`` lets so many be answered at once.
    """

    def __init__(
        self,
        publications: Publications,
        public: str,
        hosts: Callable[[], Sequence[str]],
        turnstile: Turnstile,
    ) -> None:
        self._publications = publications
        self._public = public
        self._hosts = hosts
        self._turnstile = turnstile
        self._server: Any = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(k.encode(), v.encode()) for k, v in _HEADERS.items()]
                message["headers"] = [*message.get("headers", ()), *own]
            await send(message)

        try:
            self._check(scope)
            body = await _body_of(receive)
            async with self._turnstile:
                await self._answer(scope, body, send_guarded)
        except Refusal as refusal:
            await _refuse(refusal, send_guarded)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        found = why_unknown(
            headers.getlist("host"), headers.getlist("origin"), self._hosts(), self._public
        )
        if found is not None:
            raise Refusal(*found)
        if scope["method"] != "POST":
            # No stream is offered that the server writes to of itself, and no session to end.
            raise Refusal(405, "MethodNotAllowed", "only POST is answered", {"allow": "POST"})
        if headers.get("content-type", "").partition(";")[0].strip().lower() != _JSON:
            raise Refusal(415, "InvalidRequest", f"{_JSON} is wanted")
        if not is_installed():
            why = f"the package {ASSISTANTS} is not installed here"
            raise Refusal(501, "NotImplemented", why)

    async def _answer(self, scope: Scope, body: bytes, send: Send) -> None:
        if self._server is None:
            # Loading it takes a third of a second, in which pages go on.
            self._server = await asyncio.to_thread(_make, self._publications, self._public)
        from geo.assistants.server import answer_request

        is_read = False

        async def receive() -> Message:
            nonlocal is_read
            if is_read:
                # An answer is short: whoever leaves meanwhile gets it in vain.
                await asyncio.Event().wait()
            is_read = True
            return {"type": "http.request", "body": body, "more_body": False}

        await answer_request(self._server, scope, receive, send)


def _make(publications: Publications, public: str) -> Any:
    from geo.assistants.server import make_server

    return make_server(publications, public)


async def _body_of(receive: Receive) -> bytes:
    """Return a request's body, before it has a turn: who sends slowly holds up nobody.

    Raises :class:`Refusal` for one that is too long, or too long in coming.
    """
    body = bytearray()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_SECONDS_TO_SEND):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > _BODY_MAX:
                    why = f"a request has at most {_BODY_MAX} bytes"
                    raise Refusal(413, "InvalidRequest", why)
                if not message.get("more_body", False):
                    return bytes(body)
    raise Refusal(408, "InvalidRequest", "the request did not come in time")


async def _refuse(refusal: Refusal, send: Send) -> None:
    """Answer with JSON-RPC's error object, as the transport wants it."""
    is_ours = refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    code = _INTERNAL_ERROR if is_ours else _INVALID_REQUEST
    error: Mapping[str, Any] = {"code": code, "message": refusal.detail}
    body = json.dumps({"jsonrpc": "2.0", "id": None, "error": error}).encode()
    headers = {
        "content-type": _JSON,
        "content-length": str(len(body)),
        **refusal.headers,
    }
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})
