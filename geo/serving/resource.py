"""One resource as an ASGI application: methods, bounds, forms of the answer, what browsers may do.

What a resource says is made by a plain function in a thread, so that no page waits for it.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from geo.base.errors import InputError
from geo.serving.refusals import MEDIA_TYPE, Refusal

# What a document that is no page may do: nothing, anywhere.
NOTHING: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"
_METHODS: Final = "GET, HEAD, OPTIONS"
_QUERY_MAX: Final = 16_000
_PARAMETERS_MAX: Final = 60
_REFUSED: Final = re.compile(r"q=0(?:\.0{0,3})?", re.ASCII | re.IGNORECASE)
_LEAST_COMPRESSED: Final = 800
_LEVEL: Final = 5
# Reading is for every page on the web.
_CORS: Final = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Link, Retry-After",
}


@dataclass(frozen=True)
class Asked:
    """A request: its path, parts of it by name, its parameters and what form it accepts."""

    path: str
    parts: Mapping[str, str]
    query: tuple[tuple[str, str], ...]
    accept: str


@dataclass(frozen=True)
class Answer:
    """What is answered; ``policy`` is the document's Content-Security-Policy."""

    body: bytes
    media_type: str
    policy: str = NOTHING
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Turnstile:
    """Lets so many answers be made at once, and so many more wait for it; more are refused.

    One for all resources, and for one event loop. Making an answer takes the processor: more at
    once would only slow each other, and the pages' sessions with them.
    """

    def __init__(self, working: int = 2, waiting: int = 62) -> None:
        self._free = asyncio.Semaphore(working)
        self._most = working + waiting
        self._inside = 0

    async def __aenter__(self) -> None:
        """Wait for a turn; raise :class:`Refusal` where too many wait."""
        if self._inside >= self._most:
            why = "too many requests at once; ask again in a moment"
            raise Refusal(503, "TooManyRequests", why, {"retry-after": "1"})
        self._inside += 1
        try:
            await self._free.acquire()
        except BaseException:
            self._inside -= 1
            raise

    async def __aexit__(self, *_: object) -> None:
        """Let the next one in."""
        self._inside -= 1
        self._free.release()


class Resource:
    """An address that can be read; ``answer`` says what, or raises :class:`Refusal`."""

    def __init__(self, answer: Callable[[Asked], Answer], turnstile: Turnstile) -> None:
        self._answer = answer
        self._turnstile = turnstile

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        del receive
        method = scope["method"]
        if method == "OPTIONS":
            allowed = {
                "allow": _METHODS,
                "access-control-allow-methods": _METHODS,
                "access-control-allow-headers": "Accept, Accept-Language, If-None-Match",
                "access-control-max-age": "86400",
            }
            await _send(send, Answer(b"", "", status=204, headers=allowed), with_body=False)
            return
        headers = Headers(scope=scope)
        try:
            asked = _asked(scope, headers)
            async with self._turnstile:
                # Without a thread of its own a large answer would hold up every page.
                answer = await asyncio.to_thread(self._finished, asked, headers)
        except Refusal as refusal:
            answer = refused(refusal)
        await _send(send, answer, with_body=method != "HEAD")

    def _finished(self, asked: Asked, headers: Headers) -> Answer:
        """Return the answer as it is sent: with its tag, compressed or left out where known."""
        try:
            answer = self._answer(asked)
        except InputError as error:
            print(f"geo: {error}", file=sys.stderr)
            raise Refusal(
                500, "NoApplicableCode", "what is published here cannot be read"
            ) from None
        except Refusal:
            raise
        except Exception:  # noqa: BLE001 (whatever fails, no traceback leaves the machine)
            traceback.print_exc(file=sys.stderr)
            raise Refusal(500, "NoApplicableCode", "the answer could not be made") from None
        tag = f'W/"{sha256(answer.body + answer.media_type.encode()).hexdigest()[:32]}"'
        own = {
            "etag": tag,
            "vary": "Accept, Accept-Encoding",
            "cache-control": "no-cache",
            **answer.headers,
        }
        if answer.status == 200 and _knows(headers.get("if-none-match", ""), tag):
            return Answer(b"", answer.media_type, answer.policy, 304, own)
        body = answer.body
        is_text = len(body) >= _LEAST_COMPRESSED and not answer.media_type.startswith("image/")
        if is_text and _takes_gzip(headers.get("accept-encoding", "")):
            body = gzip.compress(body, _LEVEL, mtime=0)
            own["content-encoding"] = "gzip"
        return Answer(body, answer.media_type, answer.policy, answer.status, own)


def refused(refusal: Refusal) -> Answer:
    """Return the answer that says why a request is refused."""
    body = json.dumps(refusal.content(), ensure_ascii=False).encode("utf-8")
    headers = {"cache-control": "no-store", **refusal.headers}
    return Answer(body, MEDIA_TYPE, status=refusal.status, headers=headers)


def compact(value: Any) -> bytes:
    """Return a value as JSON, UTF-8, without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _asked(scope: Scope, headers: Headers) -> Asked:
    if scope["method"] not in {"GET", "HEAD"}:
        why = f"only {_METHODS} are answered"
        raise Refusal(405, "MethodNotAllowed", why, {"allow": _METHODS})
    query = scope.get("query_string", b"")
    if len(query) > _QUERY_MAX:
        raise Refusal(414, "InvalidParameterValue", f"a query has at most {_QUERY_MAX} bytes")
    try:
        pairs = parse_qsl(
            query.decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=_PARAMETERS_MAX,
        )
    except ValueError as error:
        why = f"a query has at most {_PARAMETERS_MAX} parameters"
        raise Refusal(400, "InvalidParameterValue", why) from error
    parts = {name: str(value) for name, value in scope.get("path_params", {}).items()}
    return Asked(scope["path"], parts, tuple(pairs), ", ".join(headers.getlist("accept")))


def _knows(said: str, tag: str) -> bool:
    """Whether an If-None-Match names a tag, weakly compared."""
    return said.strip() == "*" or any(
        part.strip().removeprefix("W/") == tag.removeprefix("W/") for part in said.split(",")
    )


def _takes_gzip(said: str) -> bool:
    for part in said.split(","):
        name, _, quality = part.partition(";")
        if name.strip().casefold() in {"gzip", "*"}:
            return not _REFUSED.fullmatch(quality.strip())
    return False


async def _send(send: Send, answer: Answer, *, with_body: bool) -> None:
    headers = {**_CORS, "content-security-policy": answer.policy, **answer.headers}
    if answer.status not in {204, 304}:
        headers["content-length"] = str(len(answer.body))
        headers["content-type"] = answer.media_type
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": pairs})
    await send({"type": "http.response.body", "body": answer.body if with_body else b""})
