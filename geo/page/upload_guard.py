"""Bounds what one session, and all of them together, can make the server keep: an ASGI middleware.

Streamlit takes any number of files for a session, whether its page asks for one or not, and
keeps them as long as the session lives. This stands before it and lets in what the page asks
for, a few files at a time, each within a time; what nobody has taken by then is dropped.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_UPLOAD: Final = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)/?$")


class Uploads(Protocol):
    """What is known of uploaded files."""

    def expected(self, session: str) -> int:
        """Return how many files the session's page asks for now."""

    def held(self, session: str) -> int:
        """Return how many files are kept for the session."""

    def held_bytes(self) -> int:
        """Return how many bytes are kept for all sessions."""

    def drop(self, session: str, file: str) -> None:
        """Forget a file, if it is still kept."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """``spare`` files more than its page asks for may be kept for a session; sizes in bytes.

    A file has ``seconds`` to come, and as many to be taken by the page.
    """

    spare: int = 1
    file_bytes: int = 11 * 2**20
    all_bytes: int = 256 * 2**20
    seconds: float = 60


class UploadGuard:
    """The middleware; ``uploads`` is what it goes by."""

    def __init__(self, app: App, uploads: Uploads, bounds: Bounds | None = None) -> None:
        self._app = app
        self._uploads = uploads
        self._bounds = bounds or Bounds()
        # Files on their way, by session, and how large they may be; files that have come, and when.
        self._coming: dict[str, int] = {}
        self._coming_bytes = 0
        self._come: dict[tuple[str, str], float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        asked = _UPLOAD.search(scope["path"]) if scope["type"] == "http" else None
        if asked is None or scope["method"] != "PUT":
            await self._app(scope, receive, send)
            return
        session, file = asked.groups()
        self._drop_forgotten()
        size = min(_length(scope), self._bounds.file_bytes)
        if refusal := self._refusal(session, size):
            await _refuse(send, *refusal)
            return
        self._coming[session] = self._coming.get(session, 0) + 1
        self._coming_bytes += size
        try:
            await self._let_in(scope, receive, send)
        finally:
            self._coming_bytes -= size
            self._coming[session] -= 1
            if not self._coming[session]:
                del self._coming[session]
            self._come[session, file] = time.monotonic()

    def _refusal(self, session: str, size: int) -> tuple[int, str] | None:
        """Return the status and the reason to refuse a file, None where it may come."""
        expected = self._uploads.expected(session)
        if not expected:
            return 403, "the page asks for no file"
        if self._coming.get(session, 0) + self._uploads.held(session) >= (
            expected + self._bounds.spare
        ):
            return 429, "too many files"
        if self._coming_bytes + self._uploads.held_bytes() + size > self._bounds.all_bytes:
            return 503, "too many files of all readers: try again in a moment"
        return None

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_answered = False

        async def answer(message: Message) -> None:
            nonlocal has_answered
            has_answered = True
            await send(message)

        try:
            async with asyncio.timeout(self._bounds.seconds):
                await self._app(scope, receive, answer)
        except TimeoutError:
            if not has_answered:
                await _refuse(send, 408, "the file takes too long to come")

    def _drop_forgotten(self) -> None:
        """Drop the files that came long ago and that no page has taken."""
        past = time.monotonic() - self._bounds.seconds
        for key in [key for key, came in self._come.items() if came < past]:
            del self._come[key]
            self._uploads.drop(*key)


def _length(scope: Scope) -> int:
    """Return how long the body says it is; very long where it does not say."""
    said = dict(scope["headers"]).get(b"content-length", b"")
    return int(said) if said.isdigit() and len(said) < 16 else 2**63


async def _refuse(send: Send, status: int, why: str) -> None:
    body = why.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
