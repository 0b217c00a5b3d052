"""What a package index tells of a package: its newest release, and advisories about one.

The index is the one that pip is set to. Releases come from its Simple API (PEP 691, with PEP 700's
dates), advisories from the JSON API that PyPI has and mirrors may have. What an index does not
tell is None here, which is not the same as none.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import requests
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from geo.base.errors import InputError

_SIMPLE_JSON: Final = "application/vnd.pypi.simple.v1+json"
_ACCEPT: Final = f"{_SIMPLE_JSON}, text/html;q=0.1"
_SECONDS: Final = 20


@dataclass(frozen=True)
class Release:
    """A release of a package; the day is None where the index does not tell it."""

    version: str
    day: date | None


@dataclass(frozen=True)
class Advisory:
    """A known fault of a release: its name, and the releases that mend it."""

    name: str
    fixed_in: tuple[str, ...]

    def __str__(self) -> str:
        """Return it as a table's cell says it."""
        return (
            f"{self.name} ({'fixed in ' + ', '.join(self.fixed_in) if self.fixed_in else 'no fix'})"
        )


@dataclass(frozen=True)
class Settings:
    """How pip reaches its index."""

    url: str
    cert: str | None = None
    proxy: str | None = None


class UnreachableError(Exception):
    """The index does not answer; the message says why, without its address."""


def pip_settings() -> Settings | None:
    """Return how pip reaches its index; None where it is told to use none.

    Raises :class:`InputError` where there is no pip to ask.
    """
    told: dict[str, str] = {}
    lines = _pip("config", "list").splitlines()
    # The more particular a section, the later it counts; the environment counts last.
    for section in ("global", "install", ":env:"):
        for line in lines:
            key, _, value = line.partition("=")
            if key.startswith(f"{section}."):
                told[key.removeprefix(f"{section}.")] = str(ast.literal_eval(value))
    if told.get("no-index", "0").lower() in {"1", "true", "yes", "on"}:
        return None
    url = told.get("index-url")
    if url is None:
        found = re.search(r"\(default\s+(https?://\S+?)\)", _pip("install", "--help"))
        if found is None:
            raise InputError("pip does not say which index it asks: name one with --index-url")
        url = found[1]
    return Settings(url, told.get("cert"), told.get("proxy"))


def _pip(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "pip", *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise InputError("there is no pip to ask for its index: name one with --index-url")
    return done.stdout


class PackageIndex:
    """An index that is asked over one connection."""

    def __init__(self, settings: Settings) -> None:
        self._simple = settings.url.rstrip("/")
        # PyPI, and those that follow it, have the one API beside the other.
        self._json = re.sub(r"/(\+?simple|index)$", "", self._simple) + "/pypi"
        self._session = requests.Session()
        if settings.cert:
            self._session.verify = settings.cert
        if settings.proxy:
            self._session.proxies = {"http": settings.proxy, "https": settings.proxy}

    def newest(self, name: str) -> Release | None:
        """Return a package's newest release that is neither a trial nor withdrawn."""
        answer = self._get(f"{self._simple}/{canonicalize_name(name)}/", _ACCEPT)
        if answer is None:
            return None
        if "json" in answer.headers.get("Content-Type", ""):
            page = _json(answer)
            return newest_of(page.get("files") or []) if page else None
        names = re.findall(r">\s*([^<>\s]+\.(?:whl|tar\.gz|zip))\s*</a", answer.text)
        return newest_of([{"filename": name} for name in names])

    def advisories(self, name: str, version: str) -> tuple[Advisory, ...] | None:
        """Return what is known against a release; empty where the index knows of nothing."""
        project = f"{self._json}/{canonicalize_name(name)}"
        for url in (f"{project}/{version}/json", f"{project}/json"):
            answer = self._get(url, "application/json")
            about = _json(answer) if answer is not None else None
            # Some mirrors answer for the newest release only.
            if about and (about.get("info") or {}).get("version") == version:
                told = about.get("vulnerabilities")
                return None if told is None else advisories_of(told)
        return None

    def _get(self, url: str, accept: str) -> requests.Response | None:
        try:
            answer = self._session.get(url, headers={"Accept": accept}, timeout=_SECONDS)
        except requests.RequestException as error:
            raise UnreachableError(type(error).__name__) from error
        if answer.status_code >= 500 or answer.status_code in {401, 407, 429}:
            raise UnreachableError(f"it answers {answer.status_code}")
        return answer if answer.ok else None


def _json(answer: requests.Response) -> dict[str, Any] | None:
    try:
        told = answer.json()
    except requests.JSONDecodeError:
        return None
    return told if isinstance(told, dict) else None


def newest_of(files: Iterable[Mapping[str, Any]]) -> Release | None:
    """Return the newest release of an index's files, by the first day that one of it came.

    >>> newest_of([{"filename": "a-1.0.tar.gz", "upload-time": "2026-01-02T03:04:05Z"},
    ...            {"filename": "a-2.0rc1.tar.gz"}])
    Release(version='1.0', day=datetime.date(2026, 1, 2))
    """
    days: dict[Version, list[date]] = {}
    for file in files:
        version = _version_of(str(file.get("filename")))
        if version is None or version.is_prerelease or file.get("yanked"):
            continue
        known = days.setdefault(version, [])
        try:
            known.append(datetime.fromisoformat(str(file.get("upload-time"))).date())
        except ValueError:
            continue
    if not days:
        return None
    version = max(days)
    return Release(str(version), min(days[version], default=None))


def _version_of(filename: str) -> Version | None:
    try:
        if filename.endswith(".whl"):
            return parse_wheel_filename(filename)[1]
        return parse_sdist_filename(filename)[1]
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None


def advisories_of(told: Iterable[Mapping[str, Any]]) -> tuple[Advisory, ...]:
    """Return PyPI's ``vulnerabilities``, each once, by its CVE where it has one.

    >>> both = [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fixed_in": ["2.0"]},
    ...         {"id": "GHSA-1", "aliases": ["PYSEC-1", "CVE-1"], "fixed_in": []},
    ...         {"id": "PYSEC-2", "withdrawn": "2026-01-01T00:00:00Z"}]
    >>> [str(advisory) for advisory in advisories_of(both)]
    ['CVE-1 (fixed in 2.0)']
    """
    found: dict[str, tuple[str, ...]] = {}
    for one in told:
        if one.get("withdrawn"):
            continue
        names = [str(one.get("id")), *map(str, one.get("aliases") or [])]
        name = next((n for n in sorted(names) if n.startswith("CVE-")), names[0])
        found[name] = found.get(name) or tuple(map(str, one.get("fixed_in") or ()))
    return tuple(Advisory(name, fixed) for name, fixed in sorted(found.items()))
