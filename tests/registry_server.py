"""A server on this machine that plays a package registry: PyPI's two interfaces, and npm's.

The Simple API speaks JSON (PEP 691 and 700) where it is asked for, else HTML (PEP 503); the JSON
API is PyPI's own. What it was asked is in ``asked``.
"""

import base64
import hashlib
import io
import json
import tarfile
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

SIMPLE_JSON = "application/vnd.pypi.simple.v1+json"


class Registry:
    """Answers by path: ``path -> (status, content type, bytes)``, or a function of the headers."""

    def __init__(self):
        self.answers, self.asked = {}, []
        self.url = None

    def json(self, path, data, status=200, kind="application/json"):
        self.answers[path] = (status, kind, json.dumps(data).encode())

    def project(self, name, releases, advisories=None, each_version=True, in_json=True):
        """Serve a Python project.

        ``releases`` are {version: (uploaded, yanked)} in any order; ``advisories`` the JSON
        API's, of every version, or None for an index that has no JSON API.
        """
        files = [
            {
                "filename": f"{name.replace('-', '_')}-{version}-py3-none-any.whl",
                "url": f"{self.url}/files/{name}-{version}.whl",
                "hashes": {"sha256": "0" * 64},
                "upload-time": uploaded,
                "yanked": yanked,
            }
            for version, (uploaded, yanked) in releases.items()
        ]
        simple = {
            "meta": {"api-version": "1.1"},
            "name": name,
            "files": files,
            "versions": list(releases),
        }
        html = "".join(f'<a href="{f["url"]}">{f["filename"]}</a>\n' for f in files)
        page = (200, "text/html", f"<!DOCTYPE html><html><body>{html}</body></html>".encode())

        def answer(headers):
            if in_json and SIMPLE_JSON in headers.get("Accept", ""):
                return 200, SIMPLE_JSON, json.dumps(simple).encode()
            return page

        self.answers[f"/simple/{name}/"] = answer
        if advisories is None:
            return
        for version in releases:
            about = {
                "info": {"name": name, "version": version},
                "urls": [],
                "vulnerabilities": advisories,
            }
            if each_version:
                self.json(f"/pypi/{name}/{version}/json", about)
            newest = version
        about = {"info": {"name": name, "version": newest}, "vulnerabilities": advisories}
        self.json(f"/pypi/{name}/json", about)

    def package(self, name, version, files, licence="MIT", **wrong):
        """Serve an npm package with these files: {path: bytes}. Return its archive."""
        about = {"name": name, "version": version, "license": licence}
        archive = pack({"package.json": json.dumps(about).encode()} | files)
        integrity = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()
        dist = {"integrity": integrity, "tarball": f"{self.url}/{name}/-/{name}-{version}.tgz"}
        self.json(
            f"/{name}",
            {
                "name": name,
                "dist-tags": {"latest": version},
                "versions": {version: about | {"dist": dist | wrong}},
                "time": {version: "2023-05-18T10:16:48.000Z"},
            },
        )
        self.answers[f"/{name}/-/{name}-{version}.tgz"] = (200, "application/octet-stream", archive)
        return archive


def pack(files):
    """Return an npm archive of these files: {path: bytes}."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path, data in files.items():
            member = tarfile.TarInfo(f"package/{path}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


@contextmanager
def registry():
    """Serve an empty registry on a free port and yield it."""
    playing = Registry()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path = unquote(urlsplit(self.path).path)
            playing.asked.append(path)
            answer = playing.answers.get(path, (404, "text/plain", b"not found"))
            status, kind, body = answer(self.headers) if callable(answer) else answer
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    playing.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield playing
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
