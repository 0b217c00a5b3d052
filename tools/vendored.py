"""The browser libraries that lie in ``geo/assets/vendor``, each as its npm package has it.

    python -m tools.vendored                  hold every file against its digest
    python -m tools.vendored leaflet 1.9.4    fetch a release with npm and put it in place

``vendored.toml`` beside them names version, licence and the digests: of the package as npm states
it, and of each file as it lies here. npm is wanted for fetching only.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from geo.base.errors import InputError
from geo.base.files import write_whole
from geo.base.paths import ROOT

FOLDER: Final = ROOT / "geo" / "assets" / "vendor"
_HEAD: Final = (
    "# Written by `python -m tools.vendored NAME VERSION`; docs/dependencies.md says more.\n"
)
# A library is some hundred kilobytes; whoever sends more sends something else.
_MAX_BYTES: Final = 5_000_000


@dataclass(frozen=True)
class Library:
    """One npm package of which files lie here.

    ``files`` are their paths in the package and their SHA-256 here. ``notice`` is what goes on
    top of each script, with the licence's words, where the package's own carries none.
    """

    name: str
    version: str
    licence: str
    integrity: str
    files: Mapping[str, str]
    notice: str = ""

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return FOLDER / self.name


def read_libraries(folder: Path = FOLDER) -> list[Library]:
    """Return what ``vendored.toml`` says; raise :class:`InputError` where it says nonsense."""
    path = folder / "vendored.toml"
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return [Library(name, **table) for name, table in tables.items()]
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"the list of browser libraries cannot be read: {error}", path) from error


def write_libraries(libraries: Sequence[Library], folder: Path = FOLDER) -> None:
    """Write ``vendored.toml`` anew."""
    write_whole(folder / "vendored.toml", _HEAD + "".join(map(_table, libraries)))


def _table(library: Library) -> str:
    lines = [
        f"\n[{library.name}]",
        f'version = "{library.version}"',
        f'licence = "{library.licence}"',
        f'integrity = "{library.integrity}"',
        *([f'notice = "{library.notice}"'] if library.notice else []),
        f"\n[{library.name}.files]",
        *(f'"{path}" = "{digest}"' for path, digest in library.files.items()),
    ]
    return "\n".join(lines) + "\n"


def name_here(path: str) -> str:
    """Return where a file of a package lies in its folder here: without ``dist/``."""
    return path.removeprefix("dist/")


def changed_files(library: Library, folder: Path = FOLDER) -> list[str]:
    """Return the library's files that are not what their digests say, or are not there."""
    return [
        name_here(path)
        for path, digest in library.files.items()
        if not (file := folder / library.name / name_here(path)).is_file()
        or hashlib.sha256(file.read_bytes()).hexdigest() != digest
    ]


def unpack(library: Library, archive: bytes) -> tuple[Library, dict[str, bytes]]:
    """Return the library as this npm archive has it, and its files by their names here.

    The archive must have the library's ``integrity`` and version, and every file of it.
    """
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode("ascii")
    if found != library.integrity:
        raise InputError(f"{library.name}: the archive is not the one that npm names: {found}")
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as package:
        about = json.loads(_member(package, library.name, "package.json"))
        raw = {path: _member(package, library.name, path) for path in library.files}
    if about.get("version") != library.version:
        raise InputError(f"{library.name}: the archive holds {about.get('version')}")
    if library.notice:
        text = raw["LICENSE"].decode("utf-8").strip()
        top = f"/*! {library.name} {library.version} {library.notice}\n\n{text}\n*/\n".encode()
        raw = {path: top + data if path.endswith(".js") else data for path, data in raw.items()}
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in raw.items()}
    files = {name_here(path): data for path, data in raw.items()}
    return replace(library, licence=about.get("license") or library.licence, files=digests), files


def _member(package: tarfile.TarFile, name: str, path: str) -> bytes:
    try:
        member = package.getmember(f"package/{path}")
        data = package.extractfile(member)
    except KeyError:
        data = None
    if data is None:
        raise InputError(f"{name}: the package has no {path}")
    if member.size > _MAX_BYTES:
        raise InputError(f"{name}: {path} has {member.size} bytes")
    return data.read()


def renew(name: str, version: str, folder: Path = FOLDER) -> Library:
    """Fetch a release with npm and put its files in the place of those that are there."""
    libraries = {library.name: library for library in read_libraries(folder)}
    if name not in libraries:
        raise InputError(f"{name}: not one of {', '.join(libraries)}")
    integrity, archive = fetch(name, version)
    wanted = replace(libraries[name], version=version, integrity=integrity)
    library, files = unpack(wanted, archive)
    for file, data in files.items():
        (folder / name / file).parent.mkdir(parents=True, exist_ok=True)
        write_whole(folder / name / file, data)
    write_libraries([library if old.name == name else old for old in libraries.values()], folder)
    return library


def fetch(name: str, version: str) -> tuple[str, bytes]:
    """Return the integrity that npm states for a package's release, and its archive.

    npm itself holds the one against the other.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise InputError("npm is not installed: it fetches browser libraries")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [npm, "pack", f"{name}@{version}", "--json", "--pack-destination", folder],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = done.stderr.strip().splitlines()
            raise InputError(f"{name} {version}: npm says: {said[0] if said else 'nothing'}")
        (packed,) = json.loads(done.stdout)
        return str(packed["integrity"]), next(Path(folder).iterdir()).read_bytes()


def main(arguments: Sequence[str] | None = None) -> int:
    """Hold the files against their digests, or renew a library; return 0, or 2 for a fault."""
    parser = argparse.ArgumentParser(prog="python -m tools.vendored", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("name", nargs="?", help="the library to renew")
    parser.add_argument("version", nargs="?", help="the release to take")
    options = parser.parse_args(arguments)
    if bool(options.name) != bool(options.version):
        parser.error("name and version belong together")
    try:
        if options.name:
            library = renew(options.name, options.version)
            print(f"{library.name} {library.version} ({library.licence}) is in {library.folder}")
        return _check()
    except InputError as error:
        print(f"tools.vendored: {error}", file=sys.stderr)
        return 2


def _check() -> int:
    changed = [f"{lib.name}/{file}" for lib in read_libraries() for file in changed_files(lib)]
    if changed:
        raise InputError(f"not what vendored.toml says: {', '.join(changed)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
