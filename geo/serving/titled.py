"""The page's own document with the title, language and preview of what its link asks for.

An ASGI middleware. Streamlit's index says "Streamlit" in English, whatever it shows: whoever does
not run its scripts (a messenger, a search engine) knows the page by this alone.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Final
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.base.languages import about
from geo.outputs.data.preview import Preview
from geo.view.words import escape

# What decides what is sent, and is decided here instead.
_OWN: Final = (b"if-none-match", b"if-modified-since", b"accept-encoding", b"range")
_LANG: Final = re.compile(r'<html lang="[a-zA-Z-]{1,20}"')
_TITLE: Final = re.compile(r"<title>[^<]{0,200}</title>")
_LARGEST: Final = 1_000_000

# Returns the preview for a link's parameters, None where nothing is known of what it asks for.
Previewing = Callable[[Mapping[str, str]], Preview | None]


class TitledIndex:
    """Puts the preview into the document at the root; everything else passes as it is."""

    def __init__(self, app: ASGIApp, preview: Previewing) -> None:
        self._app = app
        self._preview = preview

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        is_page = scope["type"] == "http" and scope["path"] == "/"
        if not is_page or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        query = dict(parse_qsl(scope.get("query_string", b"")[:20_000].decode("utf-8", "replace")))
        preview = await asyncio.to_thread(self._preview, query)
        if preview is None:
            await self._app(scope, receive, send)
            return
        asked = [pair for pair in scope["headers"] if pair[0].lower() not in _OWN]
        messages = await self._answer({**scope, "method": "GET", "headers": asked}, receive)
        start, body = messages[0], b"".join(m.get("body", b"") for m in messages[1:])
        headers = MutableHeaders(raw=list(start["headers"]))
        is_document = start["status"] == 200 and "text/html" in headers.get("content-type", "")
        if is_document and len(body) <= _LARGEST:
            body = titled(body.decode("utf-8"), preview).encode()
            headers["etag"] = f'"{sha256(body).hexdigest()[:32]}"'
            headers["content-length"] = str(len(body))
            if "last-modified" in headers:
                del headers["last-modified"]
            known = Headers(scope=scope).get("if-none-match", "")
            if headers["etag"] in {tag.strip().removeprefix("W/") for tag in known.split(",")}:
                del headers["content-length"]
                start, body = {**start, "status": 304}, b""
        await send({**start, "headers": headers.raw})
        sent = b"" if scope["method"] == "HEAD" else body
        await send({"type": "http.response.body", "body": sent})

    async def _answer(self, scope: Scope, receive: Receive) -> list[Message]:
        messages: list[Message] = []

        async def take(message: Message) -> None:
            messages.append(message)

        await self._app(scope, receive, take)
        return messages


def titled(document: str, preview: Preview) -> str:
    """Return a document with the preview's language, title and elements of the head.

    >>> from geo.outputs.data.preview import Preview
    >>> shown = Preview("A", "B", "en", "/", "", {})
    >>> titled('<html lang="xx"><head><title>x</title></head>', shown)[:55]
    '<html lang="en"><head><title>A</title><meta name="descr'
    """
    tag = about(preview.language).tag
    document = _LANG.sub(lambda _: f'<html lang="{tag}"', document, count=1)
    head = f"<title>{escape(preview.title)}</title>{preview.head()}"
    return _TITLE.sub(lambda _: head, document, count=1)
