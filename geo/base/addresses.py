"""Addresses with passwords: what they hide, and texts without it.

A password stands in an address in many ways: ``postgresql://user:password@host``, percent-
encoded or not, ``…?password=…``, ``host=… password='…'``, ``user:password@host``. What a
library says of an address may quote it whole or in part. So no message goes out that has not
been through :func:`without_password`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from typing import Final

from geo.base.printable import printable

MASK: Final = "***"
# Shorter ones would be found in every word, and no address is shown whole anyway.
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_SHORTEST: Final = 3
_WORD: Final = r"(?:ssl|pg)?pass(?:word|wd|phrase)?|pwd"
_GIVEN: Final = re.compile(
    rf"\b(?P<word>{_WORD})(?P<is>\s{{0,9}}=\s{{0,9}})"
    r"(?P<value>'(?:[^'\\]++|\\.)*+(?:'|$)|(?:[^\s\\&;'\"]++|\\.)++)",
    re.IGNORECASE | re.DOTALL,
)
# The same to the end: where quotes are forgotten, more than the first word is secret.
_GIVEN_OPENLY: Final = re.compile(rf"\b(?:{_WORD})\s{{0,9}}=", re.IGNORECASE)
_NEXT: Final = re.compile(r"\s\w{1,40}\s{0,9}=")
_KEY: Final = re.compile(r"(?P<word>[?&](?:key|ak|sk|sn|token|access_token)=)[^&\s]+")
# Of a database or a scheduler a password may hold a slash, of a page it may not.
_SCHEME: Final = re.compile(
    r"(?:postgres(?:ql)?|tcp|tls|ucx|wss?|inproc)(?:\+\w{1,20})?:/{1,3}", re.IGNORECASE
)
_ANY_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]{1,20}:(?:[a-z0-9+]{1,20}:)?/", re.IGNORECASE)
_WEB_SCHEME: Final = re.compile(r"https?:/{1,2}", re.IGNORECASE)
_WEB_HOST_END: Final = re.compile(r"[/?#]")
_TOKEN: Final = re.compile(r"\S+")


def without_password(text: str, *addresses: str) -> str:
    """Return ``text`` with ``***`` for passwords, those of ``addresses`` in any form."""
    return _masked(hide(text, secrets_of(addresses)) if addresses else text)


def is_address(path: str) -> bool:
    """Whether what should be a path is an address, or holds a password: ``./…`` is a path.

    As a path it would put the password into the name of a file.
    """
    has_user = ":" in path.partition("/")[0] and "@" in path
    return has_user or bool(_ANY_SCHEME.match(path)) or without_password(path) != path


def hide(text: str, secrets: Collection[str]) -> str:
    """Return ``text`` with ``***`` for each of ``secrets``, the longest first."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, MASK)
    return text


def secrets_of(addresses: Iterable[str]) -> frozenset[str]:
    """Return what may be a password in any of ``addresses``, in each form a message may have.

    It is taken as each reader of addresses takes it, for one may quote what another would not.
    """
    plain = {secret for address in addresses for secret in _taken(address)}
    return frozenset(form for secret in plain for form in _forms(secret) if len(form) >= _SHORTEST)


def _masked(text: str) -> str:
    if "=" in text:
        text = _GIVEN.sub(rf"\g<word>\g<is>{MASK}", text)
        text = _KEY.sub(rf"\g<word>{MASK}", text)
    if "@" in text:
        text = _TOKEN.sub(_without_user, text)
    return text


def _without_user(token: re.Match[str]) -> str:
    """Return a word of a text without what stands between a scheme and the @ before a host."""
    word = token[0]
    if "@" not in word:
        return word
    if scheme := _SCHEME.search(word):
        host = word.rpartition("@")[2]
        return f"{word[: scheme.end()]}{MASK}@{host}" if "@" in word[scheme.end() :] else word
    if scheme := _WEB_SCHEME.search(word):
        end = _WEB_HOST_END.search(word, scheme.end())
        until = end.start() if end else len(word)
        _, at, host = word[scheme.end() : until].rpartition("@")
        return f"{word[: scheme.end()]}{MASK}@{host}{word[until:]}" if at else word
    return word


def _taken(address: str) -> Iterable[str]:
    """Yield what different readers take for the password, as it stands in the address."""
    before, at, _ = address.rpartition("@")
    if at:
        user = before.split("://", 1)[-1]
        secret = user.partition(":")[2]
        yield secret
        # A reader that stops at the first @ takes the rest for the host.
        yield from secret.split("@")
    for found in _GIVEN.finditer(address):
        yield found["value"]
        if found["value"].startswith("'"):
            inner = found["value"][1:].removesuffix("'")
            yield from (inner, _ESCAPED.sub(r"\1", inner))
        else:
            yield _ESCAPED.sub(r"\1", found["value"])
    for found in _GIVEN_OPENLY.finditer(address):
        rest = address[found.end() :].strip()
        following = _NEXT.search(rest)
        whole = rest[: following.start()] if following else rest
        yield whole
        yield from whole.split()
        yield from whole.split("&")


def _forms(secret: str) -> Iterable[str]:
    """Yield a secret as an address, a shell, Python, JSON or a terminal writes it."""
    # Only an address with a password wants it.
    from urllib.parse import quote, unquote, unquote_plus

    for plain in {secret, secret.strip(), unquote(secret), unquote_plus(secret)}:
        escaped = plain.replace("\\", "\\\\")
        yield plain
        yield from (quote(plain), quote(plain, safe=""), repr(plain)[1:-1], printable(plain))
        yield from (escaped, escaped.replace("'", "\\'"), " ".join(plain.split()))
        yield from (json.dumps(plain)[1:-1], json.dumps(plain, ensure_ascii=False)[1:-1])
