"""The browser's scripts: put together of modules, and held to their rules where Node is there."""

import os
import re
import shutil
import subprocess

import pytest

from geo.base.paths import ROOT
from geo.view import scripts

SITE = "outputs/site/assets/site.js"
MAP, DRAWING = "assets/map/atlas.js", "assets/map/draw.js"
COMPONENTS = sorted(path.name for path in (ROOT / "geo" / "assets").glob("*.js"))


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A folder that stands for the package; a test writes modules into it."""
    monkeypatch.setattr(scripts, "_PACKAGE", tmp_path)
    scripts.script.cache_clear()
    scripts.module.cache_clear()

    def write(**modules):
        for name, text in modules.items():
            (tmp_path / f"{name}.js").write_text(text, encoding="utf-8")

    yield write
    scripts.script.cache_clear()
    scripts.module.cache_clear()


def test_modules_come_behind_what_they_need_and_each_once(package):
    package(
        main='import {b} from "./b.js";\nimport {\n  c,\n} from "./c.js";\nb(c);\n',
        b='import {c} from "./c.js";\n/** @param {unknown} x */\nexport const b = (x) => [x, c];\n',
        c="// A number.\nexport const c = 1;\n",
    )
    assert scripts.script("main.js") == (
        '(() => {\n"use strict";\nconst c = 1;\nconst b = (x) => [x, c];\nb(c);\n})();\n'
    )


def test_a_component_keeps_its_default_export_alone(package):
    package(
        main='import {b} from "./b.js";\nexport default function run() { b(); }\n',
        b="export function b() {}\n",
    )
    assert scripts.module("main.js") == "function b() {}\nexport default function run() { b(); }\n"


def test_comments_go_and_code_behind_one_stays(package):
    package(
        main='  // x\n/* a\n  b */\n/** @type {A} */ (f).x = "// no";\nlet url = "http://a"; // y\n'
    )
    assert scripts.script("main.js").splitlines()[2:-1] == [
        '/** @type {A} */ (f).x = "// no";',
        'let url = "http://a"; // y',
    ]


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        (
            {"main": 'import {a} from "./a.js";\n', "a": 'import {m} from "./main.js";\n'},
            "needs it itself",
        ),
        (
            {"main": 'import {a} from "./a.js";\nconst x = 1;\n', "a": "const x = 2;\n"},
            "declared in two modules: x",
        ),
        (
            {"main": 'import {a} from "./a.js";\nconst A = 1;\n', "a": "const B = 2, A = 2;\n"},
            "declared in two modules: A",
        ),
        ({"main": 'import * as a from "./a.js";\n', "a": ""}, "an import or an export"),
        ({"main": "const a = 1;\nexport {a};\n"}, "an import or an export"),
    ],
)
def test_what_cannot_be_put_together_is_said(package, modules, said):
    package(**modules)
    with pytest.raises(RuntimeError, match=said):
        scripts.script("main.js")


def test_what_the_browser_is_handed_names_no_other_file():
    made = [
        *map(scripts.script, (SITE, MAP, DRAWING)),
        *(scripts.module(f"assets/{name}") for name in COMPONENTS),
    ]
    assert len(made) > 10
    for text in made:
        assert not re.search(r"^\s*(import|//|/\*\*?$)", text, re.MULTILINE)
        assert text.count("export default") <= 1


def test_what_the_browser_is_handed_is_a_script(tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: it reads the scripts")
    made = {f"{n}.js": scripts.script(name) for n, name in enumerate((SITE, MAP, DRAWING))}
    made |= {f"{name[:-3]}.mjs": scripts.module(f"assets/{name}") for name in COMPONENTS}
    for name, text in made.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        done = subprocess.run(
            [node, "--check", name], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def run(tmp_path, **programs):
    """Run tools/scripts.sh in a copy that has only these programs beside the shell's own."""
    copy, programs_folder = tmp_path / "copy", tmp_path / "bin"
    for folder in (copy / "tools", copy / "tests" / "scripts", programs_folder):
        folder.mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "scripts.sh", copy / "tools")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, copy)
    for name in ("sh", "dirname", "touch", "env"):
        (programs_folder / name).symlink_to(shutil.which(name))
    for name, text in programs.items():
        (programs_folder / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (programs_folder / name).chmod(0o755)
    return subprocess.run(
        [shutil.which("sh"), "tools/scripts.sh"],
        cwd=copy,
        env={"PATH": str(programs_folder), "HOME": os.environ.get("HOME", "/")},
        capture_output=True,
        text=True,
        check=False,
    )


NODE = 'echo "node $*"; [ "$1" = -e ] || [ "$1" = --test ] || [ -e "$1" ]'


@pytest.mark.parametrize(
    ("programs", "said", "left_out"),
    [
        ({}, "node is not installed", "linter, types and unit tests"),
        (
            {"node": '[ "$1" != -e ] && echo v18.1.0'},
            "node v18.1.0 is older",
            "linter, types and unit tests",
        ),
        ({"node": NODE}, "npm is not installed", ": linter and types"),
        ({"node": NODE, "npm": "exit 1"}, "npm cannot fetch its packages", ": linter and types"),
    ],
)
def test_what_is_not_to_be_had_is_left_out_and_said(tmp_path, programs, said, left_out):
    done = run(tmp_path, **programs)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
    assert f"{left_out} of the browser's scripts left out" in done.stdout
    assert ("--test" in done.stdout) == ("unit tests" not in left_out)


def test_a_failing_unit_test_of_the_scripts_fails_the_run(tmp_path):
    assert run(tmp_path, node='[ "$1" = -e ]').returncode != 0


def test_the_tools_are_pinned_and_their_list_names_no_address_to_fetch_them_from():
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    package = (ROOT / "package.json").read_text(encoding="utf-8")
    assert '"dependencies"' not in package
    versions = re.search(r'"devDependencies": \{(.*?)\}', package, re.DOTALL)[1]
    assert re.findall(r': "([^"]*)"', versions)
    assert all(re.fullmatch(r"[\d.]+", each) for each in re.findall(r': "([^"]*)"', versions))
