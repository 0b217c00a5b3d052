"""Requests that are refused: what the standard's exceptions say (RFC 9457, OGC 17-069)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from geo.base.printable import printable

MEDIA_TYPE: Final = "application/problem+json"
_SAID_MAX: Final = 300


class Refusal(Exception):  # noqa: N818 (as it is said)
    """A request that is not answered: its status, a code, and one line that says why.

    ``headers`` go with the answer (``Allow``, ``Retry-After``).
    """

    def __init__(
        self, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = printable(detail, _SAID_MAX)
        self.headers = dict(headers or {})

    def content(self) -> dict[str, Any]:
        """Return the members of RFC 9457's problem, and of the OGC's exception among them."""
        return {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "description": self.detail,
        }


def wrong_value(name: str, value: str, wanted: str) -> Refusal:
    """Return the refusal of a parameter's value, which names what is wanted."""
    said = f"{name}={printable(value, 60)}: {wanted}"
    return Refusal(HTTPStatus.BAD_REQUEST, "InvalidParameterValue", said)


def not_found(what: str) -> Refusal:
    """Return the refusal of a path that leads nowhere."""
    return Refusal(HTTPStatus.NOT_FOUND, "NotFound", what)
