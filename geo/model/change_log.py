"""The log of an atlas's builds: what each changed, in a file beside the atlas.

``<atlas>.changes.jsonl`` has a line of JSON for each build after which the atlas's file was another
one, the oldest first: when it was built, the digests of the file before and after, and each site
that changed, as it was and as it became. A first build has no digest before, and no changes.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from geo.base.errors import InputError
from geo.base.files import read_text
from geo.base.messages import at_line
from geo.model.atlas import Atlas, Feature, checked_atlas
from geo.model.changes import Change
from geo.model.codes import CHANGES
from geo.model.migration import ATLAS_VERSION

SUFFIX: Final = ".changes.jsonl"
# The time that reproducible builds give themselves, in seconds (reproducible-builds.org).
EPOCH: Final = "SOURCE_DATE_EPOCH"
# Of a longer log the oldest lines go.
MAX_LOG_BYTES: Final = 50_000_000
# Of one build; how many more changed is said.
MOST_CHANGES: Final = 5_000
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SECONDS: Final = re.compile(r"\d{1,11}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Build:
    """One build that changed the atlas's file: its time (UTC), the report, the file's digests.

    ``before`` is empty where there was no such atlas. ``left_out`` counts sites that changed and
    are not among ``changes``.
    """

    time: datetime
    report: Mapping[str, Any]
    before: str
    after: str
    changes: tuple[Change, ...] = ()
    left_out: int = 0

    def dumps(self) -> str:
        """Return it as a line of JSON."""
        said = {
            "time": self.time.strftime(_TIME),
            "version": ATLAS_VERSION,
            "report": dict(self.report),
            "before": self.before or None,
            "after": self.after,
            "changes": [
                {"site": c.site, "kinds": c.kinds, "before": c.before, "after": c.after}
                for c in self.changes
            ],
            "left_out": self.left_out,
        }
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"


def path_of(atlas: Path) -> Path:
    """Return where an atlas's log lies.

    >>> path_of(Path("atlas/a.geojson")).name
    'a.changes.jsonl'
    """
    return atlas.with_name(f"{atlas.stem}{SUFFIX}")


def time_of_build() -> datetime:
    """Return the time of a build: what :data:`EPOCH` says, else now; whole seconds, UTC.

    Raises :class:`~geo.base.errors.InputError` where it says no time.
    """
    said = os.environ.get(EPOCH, "").strip()
    if not said:
        return datetime.now(UTC).replace(microsecond=0)
    if not _SECONDS.fullmatch(said):
        raise InputError("epoch_is_no_time", EPOCH, value=said)
    try:
        return datetime.fromtimestamp(int(said), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise InputError("epoch_is_no_time", EPOCH, value=said) from error


def read_log(atlas: Path) -> tuple[Build, ...]:
    """Return the builds of an atlas, the oldest first; none where it has no log.

    Raises :class:`~geo.base.errors.InputError`, which names file and line, where it is no log.
    """
    path = path_of(atlas)
    if not os.path.lexists(path):
        return ()
    return parse_log(read_text(path, "change_log", 2 * MAX_LOG_BYTES), path)


def parse_log(text: str, where: object) -> tuple[Build, ...]:
    """Return the builds that a log's text tells of; errors name ``where`` and line."""
    lines = text.split("\n")
    return tuple(
        _build_of(line, at_line(where, number)) for number, line in enumerate(lines, 1) if line
    )


def _build_of(line: str, where: object) -> Build:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError("log_is_not_json", where, why=error) from error
    match said:
        case {
            "time": str(time),
            "version": version,
            "report": dict(report),
            "before": (str() | None) as before,
            "after": str(after),
            "changes": list(rows),
            "left_out": int(left_out),
        }:
            pass
        case _:
            raise InputError("log_is_no_log", where)
    if not all(_DIGEST.fullmatch(digest) for digest in (before or after, after)) or left_out < 0:
        raise InputError("log_is_no_log", where)
    try:
        when = datetime.strptime(time, _TIME).replace(tzinfo=UTC)
    except ValueError as error:
        raise InputError("log_is_no_log", where) from error
    pairs = [_pair_of(row, where) for row in rows]
    # Each side is an atlas of these sites, and held against its schema.
    sides = []
    for number in (0, 1):
        features = [pair[2][number] for pair in pairs if pair[2][number] is not None]
        collection = {
            "type": "FeatureCollection",
            "version": version,
            "report": report,
            "features": features,
        }
        sides.append(checked_atlas(collection, str(where)))
    old, new = sides
    told = tuple(
        Change(site, kinds, old.by_id.get(site), new.by_id.get(site)) for site, kinds, _ in pairs
    )
    return Build(when, new.report, before or "", after, told, left_out)


def _pair_of(row: object, where: object) -> tuple[str, tuple[str, ...], tuple[Any, Any]]:
    match row:
        case {
            "site": str(site),
            "kinds": list(kinds),
            "before": (dict() | None) as before,
            "after": (dict() | None) as after,
        } if kinds and set(map(str, kinds)) <= CHANGES.keys():
            ids = {each.get("id") for each in (before, after) if each is not None}
            if ids == {site}:
                return site, tuple(kinds), (before, after)
    raise InputError("log_is_no_log", where)


def landed(builds: Sequence[Build], digest: str) -> tuple[Build, ...]:
    """Return the builds but for one whose atlas never came to stand: the file has ``digest``."""
    if builds and builds[-1].before == digest != builds[-1].after:
        return tuple(builds[:-1])
    return tuple(builds)


def dump_log(builds: Iterable[Build], most_bytes: int = MAX_LOG_BYTES) -> bytes:
    """Return a log's file: as many of the newest builds as it can hold, the newest in any case."""
    kept: list[bytes] = []
    size = 0
    for build in reversed(tuple(builds)):
        line = build.dumps().encode("utf-8")
        size += len(line)
        if kept and size > most_bytes:
            break
        kept.append(line)
    return b"".join(reversed(kept))


def states_of(builds: Iterable[Build]) -> list[Feature]:
    """Return every site of a log as it was and as it became, in the log's order."""
    sides = (side for b in builds for c in b.changes for side in (c.before, c.after))
    return [side for side in sides if side is not None]


def of_report(builds: Iterable[Build], atlas: Atlas) -> tuple[Build, ...]:
    """Return the builds that are of an atlas's report: another may have lain at its place."""
    return tuple(b for b in builds if b.report.get("id") == atlas.report.get("id"))
