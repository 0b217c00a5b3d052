"""No message holds a password, however an address writes it and whoever quotes the address."""

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from shipped import SEED

from geo.base.addresses import MASK, hide, secrets_of, without_password
from geo.base.errors import InputError
from geo.base.paths import ROOT
from geo.cli.main import main

psycopg = pytest.importorskip("psycopg", reason="a database needs psycopg")

# Nobody listens on port 9 of this machine.
NOBODY = "127.0.0.1:9"


def quoted(secret):
    escaped = secret.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def bare(secret):
    return "".join(f"\\{c}" if c.isspace() or c in "\\'" else c for c in secret)


FORMS = {
    "url": lambda s: f"postgresql://geo:{s}@{NOBODY}/atlas",
    "encoded": lambda s: f"postgresql://geo:{quote(s, safe='')}@{NOBODY}/atlas",
    "short scheme": lambda s: f"postgres://geo:{quote(s, safe='')}@{NOBODY}/atlas",
    "upper": lambda s: f"POSTGRESQL://geo:{s}@{NOBODY}/atlas",
    "query": lambda s: f"postgresql://geo@{NOBODY}/atlas?connect_timeout=2&password={quote(s)}",
    "raw query": lambda s: f"postgresql://{NOBODY}/atlas?password={s}&sslmode=disable",
    "ssl": lambda s: f"postgresql://geo@{NOBODY}/atlas?sslpassword={quote(s, safe='')}",
    "socket": lambda s: f"postgresql:///atlas?host=/none&password={quote(s, safe='')}",
    "hosts": lambda s: f"postgresql://geo:{quote(s, safe='')}@{NOBODY},{NOBODY}/atlas",
    "broken port": lambda s: f"postgresql://geo:{quote(s, safe='')}@127.0.0.1:x/atlas",
    "jdbc": lambda s: f"jdbc:postgresql://{NOBODY}/atlas?user=geo&password={s}",
    "driver": lambda s: f"postgresql+psycopg://geo:{s}@{NOBODY}/atlas",
    "words": lambda s: f"host=127.0.0.1 port=9 user=geo password={quoted(s)} dbname=atlas",
    "bare words": lambda s: f"host=127.0.0.1 port=9 password={bare(s)}",
    "spaced words": lambda s: f"host = 127.0.0.1 port = 9 password = {quoted(s)}",
    "no escapes": lambda s: f"host=127.0.0.1 port=9 password={s} dbname=atlas",
    "no end": lambda s: f"host=127.0.0.1 port=9 password='{s}",
    "wrong word": lambda s: f"host=127.0.0.1 port=9 pasword=x password={quoted(s)}",
    "upper words": lambda s: f"HOST=127.0.0.1 PASSWORD={quoted(s)}",
    "odbc": lambda s: f"Driver=PostgreSQL;Server=127.0.0.1;PWD={s};",
    "no scheme": lambda s: f"geo:{s}@{NOBODY}/atlas",
    "tcp": lambda s: f"tcp://geo:{s}@{NOBODY}",
    "tls": lambda s: f"tls://geo:{quote(s, safe='')}@{NOBODY}",
    "web": lambda s: f"https://geo:{quote(s, safe='')}@{NOBODY}/x",
}
PLACES = {
    "--to": lambda a: ["build", SEED, "--to", a],
    "--to=": lambda a: ["build", SEED, f"--to={a}"],
    "--scheduler": lambda a: ["build", SEED, "--scheduler", a],
    "report": lambda a: ["build", a],
    "extract": lambda a: ["extract", a],
    "unknown option": lambda a: ["build", SEED, "--too", a],
    "number": lambda a: ["build", SEED, "--workers", a],
    "-o": lambda a: ["build", SEED, SEED, "-o", a],
    "list": lambda a: ["build", "--list", a],
}
# A cluster's client waits and asks again before it gives up.
SLOW = {("--scheduler", form) for form in FORMS}
SECRETS = [
    "SECRET-0815",
    "p@ss:w/ord?x#y%z",
    "a b'c\\d\"e",
    "pass word=dbname=x",
    "密码很长的@一个",
    "%41%40%zz",
    "new\nline\x1b[31mX",
    "$(id)`id`&x;y|z",
    "'quoted'",
    "x@host:5432/other",
]


def said(arguments):
    """Run the real command and return all that it prints."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as stop:
            code = stop.code
    return code, out.getvalue() + err.getvalue()


def forms_of(secret):
    encoded = {quote(secret), quote(secret, safe="")}
    return {secret, *encoded, repr(secret)[1:-1], json.dumps(secret)[1:-1], bare(secret)}


def check(place, form, secret, tmp_path):
    arguments = PLACES[place](FORMS[form](secret))
    if "-o" not in arguments:
        arguments += ["-o", tmp_path / "atlas"] if arguments[0] == "build" else []
    code, text = said(arguments)
    assert code == 2
    assert "Traceback" not in text
    for written in forms_of(secret):
        assert written not in text, (arguments, text)
    left = [str(p) for p in tmp_path.rglob("*")]
    assert not any(written in path for path in left for written in forms_of(secret))


@pytest.mark.parametrize("secret", SECRETS, ids=range(len(SECRETS)))
@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_an_address_shows_its_password(tmp_path, monkeypatch, form, secret):
    monkeypatch.chdir(tmp_path)
    for place in PLACES:
        if (place, form) not in SLOW:
            check(place, form, secret, tmp_path)


@pytest.mark.parametrize("form", ["no scheme", "web", "query"])
def test_no_address_of_a_scheduler_does(tmp_path, form):
    pytest.importorskip("distributed", reason="a cluster needs dask")
    check("--scheduler", form, "SECRET-0815", tmp_path)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    secret=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=4),
    form=st.sampled_from(sorted(FORMS)),
    place=st.sampled_from(["--to", "--to=", "report", "unknown option"]),
)
def test_no_password_at_all_is_ever_shown(tmp_path, monkeypatch, secret, form, place):
    monkeypatch.chdir(tmp_path)
    # What is said anyway is no secret; and what starts another word of the address is none of it.
    plain = said([*PLACES[place](FORMS[form]("SECRET-0815")), "-o", tmp_path / "atlas"])[1]
    assume(not any(written in plain for written in forms_of(secret)))
    check(place, form, secret, tmp_path)


def test_the_command_itself_shows_none_either(tmp_path):
    address = "host=127.0.0.1 port=9 password='SECRET 08\\'15'"
    done = subprocess.run(
        [sys.executable, "-m", "geo", "build", SEED, "--to", address, "-o", tmp_path / "atlas"],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PGPASSWORD": "OTHER-4711"},
    )
    assert (done.returncode, done.stdout) == (2, b"")
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("geo: postgresql://127.0.0.1/: cannot open the database: ")
    assert not any(secret in lines[0] for secret in ("SECRET", "08", "15", "OTHER", "4711"))


def test_an_address_that_is_none_says_how_one_is_written(tmp_path):
    code, text = said(["build", SEED, "--to", "postgresql://geo:a/b@h/x", "-o", tmp_path / "a"])
    assert code == 2
    assert "postgresql: no address of a database: postgresql://…/database or 'host=" in text


def test_a_fault_of_ours_is_told_without_them(tmp_path, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("cannot use postgresql://geo:SECRET-0815@h/x, nor 'SECRET-0815'")

    monkeypatch.setattr("geo.many.reports.find_reports", broken)
    monkeypatch.setattr("geo.base.files.read_regular", broken)
    address = "postgresql://geo:SECRET-0815@h/x"
    code, text = said(["build", SEED, "--to", address, "-o", tmp_path / "a"])
    assert code == 1
    assert "RuntimeError: cannot use postgresql://***@h/x, nor '***'" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://u:p@h/d: no answer", "postgresql://***@h/d: no answer"),
        ("at 'postgresql://u:a/b@c@h/d'", "at 'postgresql://***@h/d'"),
        ("host=h password=abc dbname=x", "host=h password=*** dbname=x"),
        ("password = 'a \\'b c' user=x", "password = *** user=x"),
        ("https://h/x?key=abc&q=1", "https://h/x?key=***&q=1"),
        ("https://u:p@h/a@b", "https://***@h/a@b"),
        ("https://h/a@b", "https://h/a@b"),
        ("报告:终稿@2024.txt", "报告:终稿@2024.txt"),
        ("a@b.c: 12:30", "a@b.c: 12:30"),
        ("password authentication failed", "password authentication failed"),
    ],
)
def test_of_a_text_only_the_password_goes(text, shown):
    assert without_password(text) == shown
    assert without_password(shown) == shown
    assert str(InputError(text)) == shown


def test_hiding_takes_the_longest_first():
    assert hide("abcdef abc", {"abc", "abcdef"}) == f"{MASK} {MASK}"
    assert secrets_of(["host=h dbname=x", "", "a/b.txt", "postgresql://h/x"]) == frozenset()


@pytest.mark.parametrize("unit", ["@", "tcp:/", "password=", "password='", "postgresql://a:", "\\"])
def test_looking_for_passwords_takes_no_longer_than_the_text_is(unit):
    import time

    def seconds(size):
        text = unit * (size // len(unit)) + "@ password="
        times = []
        for _ in range(3):
            start = time.process_time()
            without_password(text)
            times.append(time.process_time() - start)
        return min(times)

    small, large = seconds(250_000), seconds(1_000_000)
    # Less than that is noise.
    assert large < 0.02 or large <= 6 * small
