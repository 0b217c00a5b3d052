"""The files for a server are what the tools that read them understand."""

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib

import pytest

from geo.base.paths import ROOT
from geo.cli.main import _parser

SERVICE = (ROOT / "deploy" / "geo.service").read_text(encoding="utf-8")


def test_the_service_starts_the_page_as_the_command_line_knows_it():
    command = shlex.split(re.search(r"^ExecStart=(.*)$", SERVICE, re.MULTILINE)[1])
    assert command[:4] == ["/srv/geo/.venv/bin/python", "-m", "geo", "serve"]
    options = _parser(command[3:]).parse_args(command[3:])
    assert options.host_name == ["atlas.example.org"]
    assert options.address == "localhost"
    assert f"127.0.0.1:{options.port};" in (ROOT / "deploy/nginx/geo.conf").read_text("utf-8")


def test_the_container_starts_the_page_for_others_than_itself():
    lines = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8").splitlines()
    (command,) = (json.loads(line[4:]) for line in lines if line.startswith("CMD "))
    options = _parser(command[1:]).parse_args(command[1:])
    assert command[0] == "geo"
    assert (options.address, options.port) == ("0.0.0.0", 8501)  # noqa: S104
    assert "USER geo" in lines


def test_a_container_is_made_from_what_the_wheel_is_made_from():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    taken = {line[1:] for line in ignored if line.startswith("!")}
    hatch = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]
    targets = hatch["build"]["targets"]
    assert taken == {*targets["sdist"]["only-include"], "pyproject.toml"}
    assert taken >= {*targets["wheel"]["packages"], *targets["wheel"]["force-include"]}


def test_systemd_knows_every_word_of_the_service(tmp_path):
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not installed: its service's file is not read")
    path = tmp_path / "geo.service"
    path.write_text(SERVICE.replace("/srv/geo/.venv/bin/python", sys.executable), "utf-8")
    done = subprocess.run([program, "verify", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
