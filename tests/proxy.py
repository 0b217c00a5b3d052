"""nginx with the configuration that ships, on free ports and without any right of its own."""

import contextlib
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

import pytest
import trustme

from benchmarks.served import free_port
from geo.base.paths import ROOT

SHIPPED = ROOT / "deploy" / "nginx"
NAME = "atlas.example.org"
WAIT_SECONDS = 60

# What stands around a site's file on Debian, as far as nginx needs it to run as anybody.
MAIN = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    include {folder}/mime.types;
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/geo.conf;
{more}}}
"""
MIME = "types { text/html html; text/css css; application/javascript js; }\n"


def find_nginx():
    """Return the program, or skip; where CI runs it must be there."""
    path = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")
    if path is None:
        message = "NO PROXY: nginx is not installed, what it bounds is not tested"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return path


class Proxy:
    """A running nginx: its ports, the port that it looks for the page at, and ways to ask it."""

    def __init__(self, folder, authority):
        self.folder = folder
        self.port, self.plain_port, self.page_port = (free_port() for _ in range(3))
        self.address = f"https://{NAME}:{self.port}"
        self.trust = ssl.create_default_context()
        authority.configure_trust(self.trust)

    def dial(self, source="127.0.0.1", *, plain=False, name=NAME, version=None):
        """Return a connection from an address of this machine, with TLS unless ``plain``."""
        port = self.plain_port if plain else self.port
        channel = socket.create_connection(("127.0.0.1", port), WAIT_SECONDS, (source, 0))
        if plain:
            return channel
        context = self.trust
        if version:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            # What is too old for this machine's own rules is offered all the same.
            context.set_ciphers("ALL:@SECLEVEL=0")
            with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
                context.minimum_version = context.maximum_version = version
        return context.wrap_socket(channel, server_hostname=name)

    def ask(self, path, method="GET", host=NAME, body=None, headers=(), **dialled):
        """Return the status, headers and body of the answer to one request."""
        asking = http.client.HTTPConnection(NAME)
        with contextlib.closing(asking):
            asking.sock = self.dial(**dialled)
            asking.putrequest(method, path, skip_host=True)
            given = {"Host": host} | dict(headers)
            if body is not None:
                given["Content-Length"] = str(len(body))
            for name, value in given.items():
                if value is not None:
                    asking.putheader(name, value)
            asking.endheaders()
            # A proxy that refuses a body may answer, and hang up, before it has been sent.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError, ssl.SSLError):
                if body is not None:
                    asking.send(body)
            answer = asking.getresponse()
            return answer.status, answer.headers, answer.read()

    def shake_hands(self, source="127.0.0.1", origin=None):
        """Ask for a websocket; return the status of the answer and the open connection."""
        channel = self.dial(source)
        lines = [
            "GET /_stcore/stream HTTP/1.1", f"Host: {NAME}:{self.port}", "Upgrade: websocket",
            "Connection: Upgrade", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]  # fmt: skip
        lines += [f"Origin: {origin}"] if origin else []
        channel.sendall("".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii"))
        answer = http.client.HTTPResponse(channel)
        answer.begin()
        return answer.status, channel

    def log(self):
        """Return what it logs of requests."""
        return (self.folder / "geo.access.log").read_text(encoding="utf-8")


def substituted(proxy):
    """Return the shipped configuration with this machine's ports and paths, all else as it is."""
    config = (SHIPPED / "geo.conf").read_text(encoding="utf-8")
    six = "[::1]" if has_ipv6() else "127.0.0.1"
    spare, plain_spare = (
        (proxy.port, proxy.plain_port) if has_ipv6() else (free_port(), free_port())
    )
    folder = proxy.folder
    for shipped, here, times in (
        ("listen 443 ", f"listen 127.0.0.1:{proxy.port} ", 1),
        ("listen [::]:443 ", f"listen {six}:{spare} ", 1),
        ("listen 80 ", f"listen 127.0.0.1:{proxy.plain_port} ", 1),
        ("listen [::]:80 ", f"listen {six}:{plain_spare} ", 1),
        ("server 127.0.0.1:8501;", f"server 127.0.0.1:{proxy.page_port};", 1),
        (f"/etc/letsencrypt/live/{NAME}/", f"{folder}/", 2),
        ("/var/log/nginx/", f"{folder}/", 2),
        ("root /var/www/html;", f"root {folder}/acme;", 1),
        ("root /srv/geo/deploy/nginx;", f"root {folder};", 1),
    ):
        assert config.count(shipped) == times, shipped
        config = config.replace(shipped, here)
    return config


def has_ipv6():
    """Tell whether this machine has IPv6 to itself."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        return True
    return False


@contextlib.contextmanager
def proxied(more=""):
    """Run the proxy, with ``more`` of servers beside its own; the page may not be there yet."""
    program = find_nginx()
    # Not in pytest's own folder, which nobody but its owner may enter.
    with tempfile.TemporaryDirectory(prefix="geo-proxy-") as name:
        folder = Path(name)
        authority = trustme.CA()
        proxy = Proxy(folder, authority)
        certificate = authority.issue_cert(NAME)
        with (folder / "fullchain.pem").open("wb") as chain:
            chain.writelines(blob.bytes() for blob in certificate.cert_chain_pems)
        certificate.private_key_pem.write_to_path(folder / "privkey.pem")
        shutil.copy(SHIPPED / "unavailable.html", folder)
        challenge = folder / "acme" / ".well-known" / "acme-challenge"
        challenge.mkdir(parents=True)
        (challenge / "token").write_text("proof", encoding="ascii")
        (folder / "mime.types").write_text(MIME, encoding="ascii")
        (folder / "geo.conf").write_text(substituted(proxy), encoding="utf-8")
        main = MAIN.format(folder=folder, more=more)
        (folder / "nginx.conf").write_text(main, encoding="utf-8")
        with running(
            [program, "-p", name, "-c", folder / "nginx.conf", "-e", folder / "error.log"], proxy
        ):
            yield proxy


@contextlib.contextmanager
def running(command, proxy):
    """Run nginx, as nobody where the tests run as root, until it listens; then until the end."""
    rights = {}
    if os.geteuid() == 0:
        rights = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        for path in (proxy.folder, *proxy.folder.rglob("*")):
            shutil.chown(path, "nobody", "nogroup")
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **rights
    ) as nginx:
        try:
            wait_listening(nginx, proxy)
            yield
        finally:
            nginx.terminate()
            nginx.wait(WAIT_SECONDS)


def wait_listening(nginx, proxy):
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and nginx.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", proxy.port), 1):
            return
        time.sleep(0.02)
    said = (proxy.folder / "error.log").read_text(encoding="utf-8")
    raise RuntimeError(f"nginx did not start: {said}")
