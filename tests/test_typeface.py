"""The printed map's typeface: the same sheet on every machine, whatever fonts that has."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.font_manager import FontManager
from matplotlib.ft2font import FT2Font
from noto_cjk_sans_otc import FONT_PATH
from shipped import ATLAS

from geo.base.paths import ROOT
from geo.model.atlas import read_atlas
from geo.outputs.paper.fonts import find_typeface, has_chinese
from geo.outputs.paper.sheet import write_pdf

GONE = {"fname": "/gone/font.ttc", "index": 2, "weight": 400, "size": "scalable"}
LATIN = Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
LAST_RESORT = LATIN.with_name("LastResortHE-Regular.ttf")


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """A small atlas as a file."""
    path = tmp_path_factory.mktemp("few") / "few.geojson"
    atlas = read_atlas(ATLAS).subset({"tanhualin", "yellow-crane-tower", "binjiang-cbd"})
    path.write_text(atlas.dumps(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def usual(few):
    return write_pdf(read_atlas(few), paper="A4")


class Machine:
    """A machine of its own to print on: a home, a list of fonts, and what Python finds first."""

    def __init__(self, folder, few):
        self.folder, self.few = folder, few
        self.home = folder / "home"
        self.packages = folder / "packages"
        for made in (self.home, self.packages):
            made.mkdir()
        self.out = folder / "out.pdf"
        kept = ("HOME", "MPL", "XDG_", "PYTHONPATH", "MATPLOTLIBRC")
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(kept)}
        self.environment |= {
            "HOME": str(self.home),
            "PYTHONPATH": f"{self.packages}{os.pathsep}{ROOT}",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def list_fonts(self, content):
        """Leave a list of fonts as the library keeps it from one run to the next."""
        path = self.home / ".cache" / "matplotlib" / f"fontlist-v{FontManager.__version__}.json"
        path.parent.mkdir(parents=True)
        path.write_text(content, encoding="utf-8")

    def lose_package(self, code="raise ImportError('not installed')"):
        (self.packages / "noto_cjk_sans_otc.py").write_text(code, encoding="utf-8")

    def print(self):
        command = [sys.executable, "-m", "geo", "export", self.few, "--format", "pdf"]
        return subprocess.run(
            [*command, "--paper", "A4", "-o", self.out],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path, few):
    return Machine(tmp_path, few)


def a_list(*entries):
    manager = {"_version": FontManager.__version__, "_FontManager__default_weight": "normal",
               "default_size": None, "defaultFamily": {"ttf": "DejaVu Sans", "afm": "Helvetica"},
               "afmlist": [], "ttflist": list(entries), "__class__": "FontManager"}  # fmt: skip
    return json.dumps(manager)


def entry(name, path=GONE["fname"]):
    return {**GONE, "name": name, "fname": str(path), "__class__": "FontEntry"}


LISTS = {
    "empty": a_list(),
    "stale": a_list(entry("Noto Sans CJK SC"), entry("DejaVu Sans"), entry("SimHei")),
    "of last resort": a_list(entry("Last Resort High-Efficiency", LAST_RESORT)),
    "another font under the name": a_list(entry("Noto Sans CJK SC", LATIN)),
    "cut off": a_list()[:70],
    "of another kind": json.dumps({"_version": FontManager.__version__}),
}


@pytest.mark.parametrize("name", LISTS)
def test_any_list_of_fonts_gives_the_same_sheet(machine, usual, name):
    machine.list_fonts(LISTS[name])
    done = machine.print()
    assert (done.returncode, done.stderr) == (0, "")
    assert machine.out.read_bytes() == usual


@pytest.mark.parametrize(
    ("home", "config"), [("/dev/null/home", None), ("/dev/null/home", "/dev/null/c"), (None, None)]
)
def test_a_home_that_cannot_be_written_gives_the_same_sheet(machine, usual, home, config):
    for name, value in (("HOME", home), ("MPLCONFIGDIR", config)):
        machine.environment.pop(name, None)
        if value is not None:
            machine.environment[name] = value
    done = machine.print()
    assert (done.returncode, done.stderr) == (0, "")
    assert machine.out.read_bytes() == usual


def test_settings_of_the_users_own_change_nothing(machine, usual):
    settings = "lines.linewidth: 9\ntext.usetex: True\nfont.family: serif\npdf.fonttype: 42\n"
    (machine.folder / "matplotlibrc").write_text(settings, encoding="utf-8")
    assert machine.print().returncode == 0
    assert machine.out.read_bytes() == usual


def test_without_the_package_an_installed_font_is_found_though_the_list_lacks_it(machine):
    machine.lose_package()
    machine.list_fonts(LISTS["empty"])
    fonts = machine.home / ".local" / "share" / "fonts"
    fonts.mkdir(parents=True)
    (fonts / "installed-later.ttc").symlink_to(FONT_PATH)
    done = machine.print()
    assert (done.returncode, done.stderr) == (0, "")
    assert b"/Subtype /Type3" in machine.out.read_bytes()
    kept = next((machine.home / ".cache" / "matplotlib").glob("fontlist-*"))
    assert "installed-later.ttc" in kept.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "package",
    [
        "raise ImportError('not installed')",
        "FONT_PATH = '/gone/font.ttc'",
        "FONT_PATH = '{cut}'",
        "",
    ],
)
def test_without_any_chinese_font_one_line_says_so(machine, package):
    cut = machine.folder / "cut.ttc"
    with FONT_PATH.open("rb") as file:
        cut.write_bytes(file.read(100_000))
    machine.lose_package(package.replace("{cut}", str(cut)))
    machine.environment["MPL_IGNORE_SYSTEM_FONTS"] = "1"
    done = machine.print()
    assert done.returncode == 2
    assert done.stderr.startswith("geo: no font with Chinese characters")
    assert done.stderr.count("\n") == 1
    assert not machine.out.exists()


def test_a_library_that_will_not_start_is_one_line_of_that_format(machine):
    (machine.packages / "matplotlib.py").write_text("raise OSError('no room\\nat all')")
    done = machine.print()
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "the format pdf cannot be made on this machine (OSError: no room)" in done.stderr


@pytest.mark.parametrize(
    ("file", "face", "is_chinese"),
    [(FONT_PATH, 2, True), (LATIN, 0, False), (LAST_RESORT, 0, False), (ATLAS, 0, False),
     (FONT_PATH, 99, False), (ROOT, 0, False), ("/gone/font.ttf", 0, False)],
)  # fmt: skip
def test_a_font_is_chinese_where_it_draws_each_character_its_own_way(file, face, is_chinese):
    assert has_chinese(str(file), face) is is_chinese


def test_the_packaged_font_is_notos_own_with_both_scripts():
    # Noto Sans CJK 2.004 as notofonts/noto-cjk publishes it, and Debian with it.
    digest = hashlib.sha256(FONT_PATH.read_bytes()).hexdigest()
    assert digest == "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a"
    path, _, face = find_typeface().families[0].rpartition("#")
    font = FT2Font(path, face_index=int(face))
    assert (Path(path), font.family_name) == (FONT_PATH, "Noto Sans CJK SC")
    known = font.get_charmap()
    for encoding, first in (("gb2312", 0xB0), ("big5", 0xA4)):
        pairs = (bytes([a, b]) for a in range(first, 0xF8) for b in range(0xA1, 0xFF))
        characters = set("".join(pair.decode(encoding, "ignore") for pair in pairs))
        assert len(characters) > 6_000
        assert {c for c in characters if ord(c) not in known} == set()
