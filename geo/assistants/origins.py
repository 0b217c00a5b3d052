"""By which names the endpoint is asked, and from whose pages: the transport's rule.

A page of a stranger could otherwise make a browser ask a server that only this browser reaches,
under a name that it leads there (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

_LOOPBACK: Final = frozenset(("localhost", "127.0.0.1", "::1"))
# RFC 9110, 15.5.20: not the server that is meant.
_MISDIRECTED: Final = 421
_FORBIDDEN: Final = 403


def why_unknown(
    hosts: Sequence[str], origins: Sequence[str], known: Sequence[str], public: str
) -> tuple[int, str, str] | None:
    """Return status, code and reason where a request is refused, None where it is known.

    ``hosts`` and ``origins`` are what its headers of these names say, ``known`` the configured
    names (``*.city.example`` for all below), ``public`` the public address or empty. Where no
    name is configured, the server answers to this machine's own, to any address of numbers, which
    no stranger's name leads to, and to the public one. Origin may be missing: browsers send it.
    """
    name = host_of(f"//{hosts[0]}") if len(hosts) == 1 else None
    if name is None or not _answers_to(name, known, public):
        why = "the server does not answer to this name: --host-name or --public-address names it"
        return _MISDIRECTED, "InvalidRequest", why
    if not origins:
        return None
    origin = host_of(origins[0], ("http", "https")) if len(origins) == 1 else None
    is_known = origin is not None and (
        origin == name
        or (name in _LOOPBACK and origin in _LOOPBACK)
        or _is_named(origin, known, public)
    )
    if is_known:
        return None
    return _FORBIDDEN, "InvalidRequest", "pages of this origin may not ask"


def host_of(address: str, schemes: Sequence[str] = ("",)) -> str | None:
    """Return the name in an address without its port, None where there is none.

    >>> host_of("http://Atlas.city.example:8501", ("http",)), host_of("null", ("http",))
    ('atlas.city.example', None)
    """
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    is_plain = parts.scheme in schemes and not parts.path.strip("/") and parts.username is None
    return parts.hostname if is_plain else None


def _answers_to(name: str, known: Sequence[str], public: str) -> bool:
    if _is_named(name, known, public):
        return True
    return not known and (name in _LOOPBACK or _is_number(name))


def _is_named(name: str, known: Sequence[str], public: str) -> bool:
    return (bool(public) and name == host_of_public(public)) or any(
        pattern in {"*", name} or (pattern.startswith("*.") and name.endswith(pattern[1:]))
        for pattern in (each.strip("[]").lower() for each in known)
    )


def host_of_public(public: str) -> str | None:
    """Return the name in the public address."""
    return urlsplit(public).hostname


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
