"""The files for a server are what the tools that read them understand."""

import re
import shlex
import shutil
import subprocess
import sys

import pytest

from geo.cli import _parser
from geo.paths import ROOT

SERVICE = (ROOT / "deploy" / "geo.service").read_text(encoding="utf-8")


def test_the_service_starts_the_page_as_the_command_line_knows_it():
    command = shlex.split(re.search(r"^ExecStart=(.*)$", SERVICE, re.MULTILINE)[1])
    assert command[:4] == ["/srv/geo/.venv/bin/python", "-m", "geo", "serve"]
    options = _parser(command[3:]).parse_args(command[3:])
    assert options.host_name == ["atlas.example.org"]
    assert options.address == "localhost"
    assert f"127.0.0.1:{options.port};" in (ROOT / "deploy/nginx/geo.conf").read_text("utf-8")


def test_systemd_knows_every_word_of_the_service(tmp_path):
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not installed: its service's file is not read")
    path = tmp_path / "geo.service"
    path.write_text(SERVICE.replace("/srv/geo/.venv/bin/python", sys.executable), "utf-8")
    done = subprocess.run([program, "verify", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
