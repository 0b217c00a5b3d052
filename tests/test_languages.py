"""What the program says stands in a folder a language; a further one is a folder and no code."""

import ast
import json
import os
import re
import shutil
import string
import subprocess
import sys
from pathlib import Path

import pytest
import streamlit
from shipped import ATLAS, SEED

from geo.base.languages import LANGUAGES, Code, about, table
from geo.base.paths import ROOT
from geo.model import codes, facets
from geo.outputs.data import excel, tables
from geo.outputs.formats import FORMATS

WORDS = ROOT / "geo" / "words"
TABLES = sorted(path.stem for path in (WORDS / "en").glob("*.json"))
# The made-up language says the English words behind this.
MARK = "Qapla "


def texts(language, name):
    return json.loads((WORDS / language / f"{name}.json").read_text(encoding="utf-8"))


def values_in(text):
    """Return the names of the values that a text wants."""
    return {name.split(".")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", [name for name in TABLES if name != "language"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_each_text_with_the_same_values(language, name):
    english, own = texts("en", name), texts(language, name)
    assert list(own) == list(english)
    assert {key: values_in(own[key]) for key in own} == {
        key: values_in(english[key]) for key in english
    }


def test_a_language_is_a_folder():
    assert sorted(LANGUAGES) == sorted(path.name for path in WORDS.iterdir())
    assert LANGUAGES[:2] == ("zh", "en")
    for language in LANGUAGES:
        assert sorted(path.stem for path in (WORDS / language).glob("*")) == TABLES
        assert about(language).names in {"name", "name_en"}
        assert len(about(language).paper_widths) == 6


def test_every_code_has_its_label():
    listed = [
        *(code for module in (codes, facets) for code in codes_in(vars(module).values())),
        *codes_in(vars(tables).values()),
        *codes_in(vars(excel).values()),
        *FORMATS.values(),
    ]
    wanted = {f"{code.group}.{code.code}" for code in listed}
    # Of layers and tiles there is no list.
    made = {key for key in table("labels", "en") if key.startswith(("layer.", "tile."))}
    assert wanted | made == set(table("labels", "en"))
    assert not wanted & made


def codes_in(values):
    for value in values:
        if isinstance(value, Code):
            yield value
        elif isinstance(value, dict):
            yield from (each for each in value.values() if isinstance(each, Code))
        elif isinstance(value, tuple):
            yield from (each for each in value if isinstance(each, Code))


def test_every_text_that_the_code_names_is_there():
    wrong = []
    for path in sorted((ROOT / "geo").rglob("*.py")):
        name = "paper" if "paper" in path.parts else "page"
        for node in ast.walk(ast.parse(path.read_bytes(), path)):
            match node:
                case (
                    ast.Call(func=ast.Name(id="say"), args=[ast.Constant(value=str(key)), _, *_])
                    | ast.Call(
                        func=ast.Attribute(attr="say"), args=[ast.Constant(value=str(key)), *_]
                    )
                ) if key not in table(name, "en"):
                    wrong.append(f"{path.name}, line {node.lineno}: {key}")
    assert not wrong


def test_every_text_of_the_page_is_shown_somewhere():
    shown, patterns = set(), []
    for path in [*(ROOT / "geo").rglob("*.py"), ROOT / "streamlit_app.py"]:
        for node in ast.walk(ast.parse(path.read_bytes(), path)):
            match node:
                case ast.Constant(value=str(text)):
                    shown.add(text)
                # What begins with a word of its own: f"state_{code}".
                case ast.JoinedStr(values=[ast.Constant(value=str(head)), ast.FormattedValue()]):
                    patterns.append(head)
                case ast.JoinedStr(values=[ast.FormattedValue(), ast.Constant(value=str(tail))]):
                    shown |= {f"{claim}{tail}" for claim in ("planned", "reported")}
    for kind in ("*.js", "*.html"):
        for path in (ROOT / "geo").rglob(kind):
            if "vendor" not in path.parts:
                shown |= set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    heads = tuple({head for head in patterns if re.fullmatch(r"[a-z]{3,}_(?:[a-z]+_)?", head)})
    assert not [
        key for key in table("page", "en") if key not in shown and not key.startswith(heads)
    ]


def test_what_streamlit_says_is_known_by_its_own_words():
    """Its scripts hold each: where a new version says it otherwise, this names what."""
    scripts = Path(streamlit.__file__).parent / "static" / "static" / "js"
    said = "".join(path.read_text(encoding="utf-8") for path in sorted(scripts.glob("*.js")))
    known = {
        key: re.findall(r"[A-Za-z-]{4,}", text) for key, text in texts("en", "streamlit").items()
    }
    assert not [key for key, words in known.items() if not all(word in said for word in words)]


# ---- a language that is made up ----------------------------------------------------------


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What the program says in a third language, of which it has got the folder only."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "geo", root / "geo", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("data", "seeds", "pages", "streamlit_app.py", ".streamlit"):
        (root / name).symlink_to(ROOT / name)
    folder = root / "geo" / "words" / "xx"
    folder.mkdir()
    for name in TABLES:
        made = texts("en", name)
        if name == "language":
            made |= {"name": "tlhIngan", "tag": "tlh"}
        else:
            made = {key: MARK + text for key, text in made.items()}
        # What it has not is said in English.
        made.pop("close", None)
        (folder / f"{name}.json").write_text(json.dumps(made), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", ASKED, str(ATLAS), str(SEED)],
        capture_output=True,
        check=False,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"},
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


ASKED = """
import json, sys
from io import StringIO
from pathlib import Path
import pypdfium2
from streamlit.testing.v1 import AppTest
from geo.base.errors import InputError
from geo.base.languages import LANGUAGES
from geo.base.messages import at_line
from geo.base.paths import ROOT
from geo.model.atlas import read_atlas
from geo.model.codes import STAGES
from geo.outputs.formats import FORMATS
from geo.outputs.site.document import site_document
from geo.selecting.selection import Selection
from geo.view.card import card_html
from geo.view.map.payload import payload
from geo.view.texts import say

atlas = read_atlas(Path(sys.argv[1]))
text = Path(sys.argv[2]).read_text(encoding="utf-8")
site = atlas.features[0]["properties"]
some = atlas.subset({f["id"] for f in atlas.features[:5]})
with pypdfium2.PdfDocument(FORMATS["pdf"].write(some, text, language="xx")) as paper:
    printed = paper[0].get_textpage().get_text_bounded()
sys.argv = ["streamlit_app.py"]
app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
app.session_state["table_below"] = True
app.query_params["lang"] = "xx"
app.run()
said = {
    "languages": LANGUAGES,
    "error": InputError("machine_finds_stage", at_line("a.csv", 2), stage="started").sentence("xx"),
    "label": STAGES["started"].label("xx"),
    "missing": say("close", "xx"),
    "sentence": Selection(sector=("transport",)).sentence(3, 1, "xx"),
    "card": card_html(site, atlas, text, "xx"),
    "name": site["name_en"],
    "map": payload(some, language="xx"),
    "paper": printed,
    "site": site_document(some, text),
    "page": [str(e) for e in app.exception] or [app.header[0].value, app.markdown[0].value,
        *(b.label for b in app.button), *app.dataframe[0].value.columns],
}
print()
print(json.dumps(said))
"""


def test_a_third_language_is_offered_and_says_what_it_has_not_in_english(said):
    assert said["languages"] == ["zh", "en", "xx"]
    assert said["missing"] == table("page", "en")["close"]


def test_a_third_language_labels_codes_and_sums_up_what_is_shown(said):
    assert said["label"] == f"{MARK}Started"
    assert said["sentence"].startswith(f"{MARK}3 sites")
    assert f"{MARK}Transport" in said["sentence"]


def test_an_error_is_said_in_the_third_language(said):
    what, where = "the machine finds stage started", "a.csv, line 2"
    assert said["error"] == f"{MARK}{MARK}{where}: {MARK}{what}"


def test_a_card_is_in_the_third_language_with_the_names_that_it_takes(said):
    assert said["card"].startswith('<article class="site-card" lang="tlh">')
    assert f"<h3>{said['name']}</h3>" in said["card"]
    assert f"<dt>{MARK}Sector</dt>" in said["card"]


def test_the_map_is_handed_the_third_language(said):
    handed = said["map"]
    assert handed["language"] == "xx"
    assert handed["names"] == {"zh": "name", "en": "name_en", "xx": "name_en"}
    assert handed["texts"]["legend"]["xx"] == f"{MARK}Legend"
    assert handed["stages"]["started"]["labels"]["xx"] == f"{MARK}Started"
    assert handed["tiles"][0]["labels"]["xx"] == f"{MARK}OpenStreetMap"


def test_paper_is_printed_in_the_third_language(said):
    assert f"{MARK.strip()} Work report" in " ".join(said["paper"].split())


def test_the_static_site_offers_the_third_language(said):
    assert '<button type="button" data-language="xx" lang="tlh">tlhIngan</button>' in said["site"]
    assert '<template id="card-xx-0"><article class="site-card" lang="tlh">' in said["site"]
    assert f"{MARK}No site matches" in said["site"]


def test_the_page_is_in_the_third_language(said):
    title, sentence, *others = said["page"]
    assert title.startswith(MARK)
    assert MARK in sentence
    assert f"{MARK}Reset" in others
    assert f"{MARK}Sector" in others
