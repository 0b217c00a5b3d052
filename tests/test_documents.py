"""What the documents name is there: links, files, commands, rooms, counts."""

import re
import shlex
from importlib.util import find_spec

import pytest

from geo.base.paths import ROOT
from geo.cli.main import _parser

SKIPPED = {".venv", "node_modules", ".git", ".pytest_cache", ".hypothesis", "vendor"}
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in ROOT.rglob("*.md")
    if not SKIPPED & set(path.relative_to(ROOT).parts)
)
# It tells of what is no longer there.
HISTORY = {"CHANGELOG.md"}
FOLDERS = "geo|data|docs|tests|tools|benchmarks|deploy|seeds|examples|pages"
# What the recipes of CONTRIBUTING.md make.
MADE = ("geo/outputs/data/geojson_lines.py", "data/regions/420107/", "geo/words/fr/")

BLOCK = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
NAMED = re.compile(rf"`((?:{FOLDERS})/[^`\s]*)`")
MODULE = re.compile(r"python3? -m ([a-z_]+(?:\.[a-z_]+)*)")
COMMAND = re.compile(r"python -m geo ([^`#\n|&]*)")
# What stands for something else, goes on in the next line, or is made by a recipe.
OPEN = re.compile(r"[…\[\\]|geojson-lines")
TARGET = re.compile(r"(?:`|^ *)make ([a-z]+)\b(?=[^\n]*)", re.MULTILINE)


def read(page):
    return (ROOT / page).read_text(encoding="utf-8")


def anchors(page):
    """The names of a page's headings, as GitHub makes them."""
    text = BLOCK.sub("", read(page))
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")
        for title in HEADING.findall(text)
    }


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file_and_a_heading(page):
    wrong = []
    for link in LINK.findall(INLINE.sub("", BLOCK.sub("", read(page)))):
        path, _, anchor = link.partition("#")
        if "://" in link or link.startswith("mailto:"):
            continue
        target = ((ROOT / page).parent / path).resolve() if path else ROOT / page
        if not target.exists() or (
            anchor and target.suffix == ".md" and anchor not in anchors(target.relative_to(ROOT))
        ):
            wrong.append(link)
    assert not wrong


@pytest.mark.parametrize("page", [page for page in PAGES if page not in HISTORY])
def test_every_file_that_is_named_is_there(page):
    wrong = [
        name
        for name in NAMED.findall(read(page))
        if not name.startswith(MADE) and not any(ROOT.glob(pattern_of(name)))
    ]
    assert not wrong


def pattern_of(name):
    """A pattern for a name in which something may stand for anything (``<code>``)."""
    path = re.sub(r"<[^>]*>", "*", name.partition("#")[0].partition(":")[0])
    return path.rstrip("/")


@pytest.mark.parametrize("page", [page for page in PAGES if page not in HISTORY])
def test_every_command_that_is_named_is_there(page):
    text = read(page)
    assert not [name for name in MODULE.findall(text) if find_spec(name) is None]
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert set(TARGET.findall(text)) <= targets
    for line in COMMAND.findall(text):
        assert is_understood(line), line


def is_understood(line):
    """Whether the command line takes a call as it stands; one that leaves something open is."""
    if OPEN.search(line):
        return True
    words = shlex.split(line)
    if len(words) == 1:
        # Only named: what it would want is left out.
        words.append("--help")
    try:
        _parser(words).parse_args(words)
    except SystemExit as end:
        return not end.code
    return True


def test_the_index_lists_every_document():
    links = set(LINK.findall(read("docs/README.md")))
    beside = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert beside <= links


def test_the_architecture_names_every_room():
    rooms = set(re.findall(r"^\| `([a-z]+)` \|", read("ARCHITECTURE.md"), re.MULTILINE))
    folders = {path.parent.name for path in (ROOT / "geo").glob("*/__init__.py")}
    assert rooms == folders | {"frames"}


def test_the_readme_counts_the_shipped_atlas(atlas):
    sites = len(atlas.features)
    mentions = sum(len(f["properties"]["mentions"]) for f in atlas.features)
    text = read("README.md")
    assert f"{sites} sites, {mentions} mentions" in text
    assert f"{sites} 个项目、{mentions} 处提及" in text
