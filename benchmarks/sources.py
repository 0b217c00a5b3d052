"""How fast own places are imported and asked: ``python -m benchmarks.sources``.

Writes a synthetic extract of OpenStreetMap (``--megabytes`` of PBF, streets and houses of a
made-up city), imports it in a process of its own, and locates a report's sites with a store of
a million named objects. Prints Markdown. With ``--small`` it is quick and tells nothing.
"""

from __future__ import annotations

import argparse
import random
import resource
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import osmium
from osmium.osm import mutable

from geo.base.paths import ROOT
from geo.places.units import read_units
from geo.reading.lexicon import read_lexicon
from geo.sources.matching import OwnPlaces
from geo.sources.names import key_of
from geo.sources.store import Source, Store, Thing

# The made-up city lies where this prefecture does.
_PLACE: Final = "421000"
_AT: Final = (112.24, 30.33)
_CHARACTERS: Final = (
    "金银铜铁锦绣云霞松柏梅兰竹菊龙凤鹤鹿春夏秋冬江湖河海山川星月日光明华丽雅静安康宁和"
)
_SITES: Final = 200
_OBJECTS: Final = 1_000_000
# So many ways of the extract have a name.
_NAMED: Final = 0.12
_SPREAD: Final = 0.8
_WAYS_PER_MB: Final = 20_000
_SAMPLE_SECONDS: Final = 0.1


def write_extract(path: Path, ways: int) -> None:
    """Write an extract of so many ways, ten nodes each, as real ones are ordered."""
    chance = random.Random(1)  # noqa: S311
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        starts = []
        for way in range(ways):
            lon = _AT[0] + chance.uniform(-_SPREAD, _SPREAD)
            lat = _AT[1] + chance.uniform(-_SPREAD, _SPREAD)
            starts.append(way * 10 + 1)
            for step in range(10):
                lon += chance.uniform(-0.0004, 0.0004)
                lat += chance.uniform(-0.0004, 0.0004)
                writer.add_node(mutable.Node(id=way * 10 + step + 1, location=(lon, lat)))
        for way, start in enumerate(starts):
            writer.add_way(_way(way, start, chance))


def _way(way: int, start: int, chance: random.Random) -> mutable.Way:
    numbers = list(range(start, start + 10))
    tags = {}
    if chance.random() < _NAMED:
        tags["name"] = _name(chance) + chance.choice(("路", "大道", "公园", "中学", "大厦"))
    if chance.random() < 0.4:
        tags["highway"] = chance.choice(("residential", "service", "secondary", "primary"))
    else:
        tags["building"] = "yes"
        numbers.append(numbers[0])
    return mutable.Way(id=way + 1, nodes=numbers, tags=tags)


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(_CHARACTERS, k=3))


def write_store(path: Path, objects: int) -> list[str]:
    """Write a store of so many named points, and return names of which most are in it."""
    chance = random.Random(2)  # noqa: S311
    source = Source("made up", "osm", "ODbL-1.0", None, "WGS-84", "nobody", "nowhere", "0")
    names: list[str] = []

    def things(count: int) -> Iterator[Thing]:
        for _ in range(count):
            name = _name(chance) + chance.choice(("路", "中学", "大厦", "医院", "广场"))
            if chance.random() < _SITES / objects:
                names.append(name)
            lon = _AT[0] + chance.uniform(-_SPREAD, _SPREAD)
            lat = _AT[1] + chance.uniform(-_SPREAD, _SPREAD)
            shape = struct.pack("<BIdd", 1, 1, lon, lat)
            yield Thing("building", name, (key_of(name),), shape, (lon, lat, lon, lat))

    with Store(path, writes=True) as store, store.importing(source) as writer:
        for _ in range(objects // 10_000):
            writer.add(things(10_000))
    return names


def measure_import(path: Path, store: Path) -> tuple[float, float, float, float, str]:
    """Import a file by the command line.

    Returns seconds, seconds of processor time, most memory and most memory of its own (without
    the mapped file of the nodes, which the system may take back) in MB, and what it said.
    """
    command = [sys.executable, "-m", "geo", "places", "import", str(path), "--store", str(store)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    most = own = 0.0
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:  # noqa: S603
        while process.poll() is None:
            for pid in [process.pid, *_children(process.pid)]:
                most = max(most, _status(pid, "VmHWM"))
                own = max(own, _status(pid, "RssAnon"))
            time.sleep(_SAMPLE_SECONDS)
        said = process.stderr.read().strip() if process.stderr else ""
    seconds = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(said)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, spent, most, own, said


def _children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = (
                path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1]
            )
        except OSError:
            continue
        if int(parent) == pid:
            found.append(int(path.parent.name))
    return found


def _status(pid: int, name: str) -> float:
    """Return a number of a process's status in MB, 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(name)), 0.0)


def measure_asking(store: Path, names: list[str]) -> float:
    """Locate sites of these names; return seconds, with all that is read first."""
    lexicon = read_lexicon()
    start = time.perf_counter()
    with Store(store) as opened:
        own = OwnPlaces(opened, read_units().by_code[_PLACE], lexicon)
        for name in names:
            own.place(name)
    return time.perf_counter() - start


def main() -> None:
    """Measure, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, nargs="+", default=[10, 50])
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print("| extract | named places | seconds | of processor | most memory | its own |")
        print("| --: | --: | --: | --: | --: | --: |", flush=True)
        for wanted in [0.2] if options.small else options.megabytes:
            path = Path(folder, "city.osm.pbf")
            write_extract(path, int(wanted * _WAYS_PER_MB))
            size = path.stat().st_size / 1e6
            store = Path(folder, f"{wanted}.sqlite")
            seconds, spent, most, own, said = measure_import(path, store)
            count = said.split(": ")[2].split()[0]
            print(
                f"| {size:.1f} MB | {count} | {seconds:.1f} | {spent:.1f} | {most:.0f} MB "
                f"| {own:.0f} MB |",
                flush=True,
            )
        objects = 20_000 if options.small else _OBJECTS
        store = Path(folder, "million.sqlite")
        start = time.perf_counter()
        names = (write_store(store, objects) * 2)[:_SITES]
        written = time.perf_counter() - start
        seconds = measure_asking(store, names)
        size = store.stat().st_size / 1e6
        print(
            f"\n{len(names)} sites located with {objects:,} named objects ({size:.0f} MB, written "
            f"in {written:.0f} s) in {seconds:.2f} s."
        )


if __name__ == "__main__":
    main()
