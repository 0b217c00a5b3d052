"""An ASGI application asked as a server asks it, without one."""

import gzip
import json
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from own_loop import in_thread
from starlette.datastructures import MutableHeaders


@dataclass(frozen=True)
class Reply:
    """What it answered; the body is unpacked."""

    status: int
    headers: MutableHeaders
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def text(self):
        return self.body.decode("utf-8")


async def asked(app, address, method="GET", body=b"", **headers):
    """Ask within a loop; the names of ``headers`` have _ for -; ``host`` may be another."""
    headers = {"host": "127.0.0.1", **headers}
    parts = urlsplit(address)
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode("utf-8"),
        "query_string": parts.query.encode("utf-8"),
        "root_path": "",
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "headers": [(n.replace("_", "-").encode(), v.encode("utf-8")) for n, v in headers.items()],
    }
    sent = []

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    start, *pieces = sent
    answered = MutableHeaders(raw=start["headers"])
    body = b"".join(piece.get("body", b"") for piece in pieces)
    if answered.get("content-encoding") == "gzip" and body:
        body = gzip.decompress(body)
    return Reply(start["status"], answered, body)


def ask(app, address, method="GET", body=b"", **headers):
    """Ask once, in a loop of its own."""
    return in_thread(asked(app, address, method, body, **headers))
