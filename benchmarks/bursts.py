"""Many requests at once, over as many connections as one process may have open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Final
from urllib.parse import urlsplit

# More than a server's answers that are made and wait (64), so that some are refused.
AT_ONCE: Final = 250


@dataclass(frozen=True)
class Reply:
    """What was answered; names of headers are small."""

    status: int
    headers: dict[str, str]
    body: bytes


def request(path: str, body: str = "") -> bytes:
    """Return a request as it is sent: ``POST`` with a body, else ``GET``."""
    method = "POST" if body else "GET"
    return (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def burst(
    address: str, asked: bytes, until: Callable[[int], bool], note: Callable[[Reply], None]
) -> None:
    """Ask the same until so many are enough, over many connections, and note each reply."""
    at = urlsplit(address)
    numbers = count()

    async def reader() -> None:
        incoming, outgoing = await asyncio.open_connection(at.hostname, at.port)
        while not until(next(numbers)):
            outgoing.write(asked)
            note(await _reply(incoming))
        outgoing.close()
        await outgoing.wait_closed()

    await asyncio.gather(*(reader() for _ in range(AT_ONCE)))


async def _reply(incoming: asyncio.StreamReader) -> Reply:
    head = (await incoming.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    pairs = (line.partition(": ") for line in head[1:] if line)
    headers = {name.lower(): value for name, _, value in pairs}
    body = await incoming.readexactly(int(headers["content-length"]))
    return Reply(int(head[0].split()[1]), headers, body)
