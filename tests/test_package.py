"""The wheel works from any folder, with all that it needs to know in it."""

import json
import re
import subprocess
import sys
import tomllib
import venv
from importlib.metadata import distributions, version
from pathlib import Path
from sysconfig import get_path

import pytest
from own_loop import in_thread
from packaging.requirements import Requirement
from sessions import first_run
from shipped import SEED
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from benchmarks.served import free_port, run
from geo.base.paths import ROOT, SHIPPED_ATLAS
from geo.model.change_log import path_of

# The same list twice: hosts read the one, pip the other.
LISTS = {
    None: ("requirements.txt", []),
    "assistants": ("requirements-assistants.txt", ["-r requirements.txt"]),
    "many": ("requirements-many.txt", ["-r requirements.txt"]),
    "test": (
        "requirements-dev.txt",
        ["-r requirements-assistants.txt", "-r requirements-many.txt"],
    ),
    "train": ("requirements-train.txt", ["-r requirements-dev.txt"]),
}
BRINGS = {"test": "geo[assistants,many]", "train": "geo[test]"}


@pytest.mark.parametrize("extra", LISTS)
def test_the_package_asks_for_what_the_requirements_name(extra):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = project["optional-dependencies"][extra] if extra else project["dependencies"]
    name, brought = LISTS[extra]
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    named = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in named if line.startswith("-r")] == brought
    assert asked == [
        *([BRINGS[extra]] if extra in BRINGS else []),
        *(line for line in named if not line.startswith("-r")),
    ]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    call(
        *(sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder, ROOT),
    )
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of programs of a new environment that has the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    # What it asks for is here already; a network to fetch it from is not.
    (own,) = folder.glob("lib/*/site-packages")
    (own / "brought.pth").write_text(get_path("purelib"), encoding="utf-8")
    call(
        *(sys.executable, "-m", "pip", "--python", python, "--quiet"),
        *("--disable-pip-version-check", "install", "--no-deps", "--no-index", wheel),
    )
    (metadata,) = (d for d in distributions(path=[str(own)]) if d.name == "geo")
    for text in metadata.requires:
        required = Requirement(text)
        if required.marker is None:
            assert version(required.name) in required.specifier
    return folder / "bin"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder to work in, where nothing leads back to the checkout."""
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*command):
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_lies_beside_nothing_of_the_checkout(installed, folder):
    said = "import geo, geo.base.paths; print(geo.__file__); print(geo.base.paths.ROOT)"
    for path in map(Path, call(installed / "python", "-c", said).splitlines()):
        assert path.is_relative_to(installed.parent)
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", call(installed / "geo", "--version"))


def test_an_atlas_is_built_and_exported_in_an_empty_folder(installed, folder):
    (folder / SEED.name).write_bytes(SEED.read_bytes())
    call(installed / "geo", "build", SEED.name)
    # What ships is known there as well: gazetteer, decisions, amounts.
    assert (folder / SHIPPED_ATLAS.name).read_bytes() == SHIPPED_ATLAS.read_bytes()
    call(installed / "geo", "export", SHIPPED_ATLAS.name, "--format", "csv", "-o", "sites.csv")
    call(installed / "geo", "export", SHIPPED_ATLAS.name, "--format", "pdf", "-o", "map.pdf")
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [SEED.name, SHIPPED_ATLAS.name, path_of(SHIPPED_ATLAS).name, "sites.csv", "map.pdf"]
    )


def test_the_module_and_the_package_work_as_in_a_checkout(installed, folder):
    found = call(installed / "python", "-m", "geo", "locate", "--json", "黄鹤楼")
    assert json.loads(found.splitlines()[0])["id"] == "yellow-crane-tower"
    said = "import geo; print(len(geo.read_atlas()))"
    assert int(call(installed / "python", "-c", said)) > 100


def test_the_page_is_served_from_an_empty_folder(installed, folder):
    with (
        (folder / "log").open("wb") as log,
        run(
            *(free_port(), "--host-name", "127.0.0.1"),
            program=[installed / "geo"],
            folder=folder,
            log=log,
        ) as (address, _),
    ):
        assert in_thread(opened(address)) == ForwardMsg.FINISHED_SUCCESSFULLY
    assert "Traceback" not in (folder / "log").read_text(encoding="utf-8")


async def opened(address):
    url = address.replace("http", "ws", 1) + "/_stcore/stream"
    async with connect(url, origin=address, max_size=None) as page:
        return (await first_run(page))[0]
