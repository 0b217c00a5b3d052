"""What browsers are told with each answer, and by which names the server is asked: middlewares."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.base.errors import InputError
from geo.serving.resource import NOTHING

_POLICY: Final = "Content-Security-Policy"
_HOST: Final = re.compile(r"(\*\.)?[\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\]", re.ASCII)
# Answers that are no part of a page: what readers uploaded and download, the server's own.
_NO_PAGE: Final = re.compile(r"/(_stcore|media)/")
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    # Makers of tiles want to know whose page asks; the view in the link is not their business.
    "Referrer-Policy": "strict-origin-when-cross-origin",
    # Where the device is, the page may ask the reader for; that stays in the browser.
    "Permissions-Policy": "geolocation=(self), " + ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer", "autoplay", "camera", "display-capture", "gyroscope",
            "hid", "magnetometer", "microphone", "midi", "payment",
            "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
        )
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
}  # fmt: skip


class SafeHeaders:
    """Tells browsers what they may do with the answers.

    ``make_policy`` gives the page's Content-Security-Policy. It is called once, in a thread and
    as soon as the server starts, for it takes its time; only a page waits for it. An answer that
    names its own keeps it.
    """

    def __init__(self, app: ASGIApp, make_policy: Callable[[], str]) -> None:
        self._app = app
        self._make_policy = make_policy
        self._policy: asyncio.Future[str] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if self._policy is None:
            self._policy = asyncio.ensure_future(asyncio.to_thread(self._make_policy))
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        of_page = self._policy

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                if _NO_PAGE.search(scope["path"]):
                    headers[_POLICY] = NOTHING
                elif _POLICY not in headers:
                    # Whoever leaves before it is there must not end it for the others.
                    headers[_POLICY] = await asyncio.shield(of_page)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def known_hosts(names: Sequence[str]) -> Middleware:
    """Return what refuses all names but these; none are all."""
    return Middleware(TrustedHostMiddleware, list(names) or ["*"], www_redirect=False)


def check_host(text: str) -> str:
    """Return a host's name, or a pattern of its subdomains; raise :class:`InputError` otherwise.

    >>> check_host("*.city.example")
    '*.city.example'
    """
    if not _HOST.fullmatch(text):
        raise InputError("no_host_name", repr(text))
    return text.lower()
