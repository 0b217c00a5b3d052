"""The data alone, without the page: ``python -m geo serve --no-page``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from geo.serving.headers import SafeHeaders, known_hosts
from geo.serving.holdings import Holdings
from geo.serving.interface import ROOT
from geo.serving.published import Publications
from geo.serving.refusals import not_found
from geo.serving.resource import NOTHING, Answer, Asked, Resource, Turnstile
from geo.serving.routes import make_routes

_SECONDS_KEPT: Final = 30


def data_app(
    publications: Publications,
    public: str = "",
    hosts: Sequence[str] = (),
    others: Sequence[BaseRoute] = (),
    many: Callable[[], Holdings] | None = None,
) -> Starlette:
    """Return the application: what is served beside the page, and the way to it from the root.

    ``others`` are further routes over what is published; ``many`` as
    :func:`~geo.serving.routes.make_routes` has it.
    """
    routes = [
        Route("/", _root),
        *make_routes(publications, public, many=many),
        *others,
        Route("/{rest:path}", Resource(_nowhere, Turnstile())),
    ]
    guards = [Middleware(SafeHeaders, lambda: NOTHING), known_hosts(hosts)]
    return Starlette(routes=routes, middleware=guards)


def serve_data(
    publications: Publications,
    port: int,
    address: str,
    hosts: Sequence[str] = (),
    public: str = "",
    others: Sequence[BaseRoute] = (),
    many: Callable[[], Holdings] | None = None,
) -> None:
    """Serve the data, and what ``others`` lead to, until a signal ends it.

    Raises :class:`~geo.base.errors.InputError` where what is published cannot be read.
    """
    publications.read()
    uvicorn.run(
        data_app(publications, public, hosts, others, many),
        host=address,
        port=port,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=_SECONDS_KEPT,
    )


async def _root(request: Request) -> Response:
    del request
    return RedirectResponse(f"{ROOT}/", 302)


def _nowhere(asked: Asked) -> Answer:
    raise not_found(f"there is nothing at {asked.path}")
