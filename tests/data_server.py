"""The data served alone by a process of its own, and asked as any program asks."""

import contextlib
import subprocess
import sys
import urllib.error
import urllib.request

from polling import wait_until

from benchmarks.served import free_port
from geo.base.paths import ROOT


def get(address, **headers):
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 (our own)
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 (our own)
        return answer.status, answer.headers, answer.read()


@contextlib.contextmanager
def data_alone(*arguments, log=subprocess.PIPE):
    """Yield the address; ``log`` takes what the server says on standard error."""
    port = free_port()
    command = [sys.executable, "-m", "geo", "serve", "--no-page", "--port", str(port)]
    command += ["--address", "127.0.0.1", *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stderr=log) as server:

        def is_up():
            assert server.poll() is None, server.stderr and server.stderr.read()
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                return get(f"http://127.0.0.1:{port}/api")[0] == 200

        try:
            wait_until(is_up)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(60)
            if server.stderr:
                server.stderr.close()
