"""An atlas of many reports in PostGIS: schema ``atlas``, one row a report, one a site.

``atlas.reports`` holds each report's id, slug (beginning of its sites' ids), title, place,
date, text, what its atlas says of it (``about``) and the ``key`` by which a run knows that
it is finished. ``atlas.sites`` holds the columns of :data:`geo.many.partition.COLUMNS` and
``geom`` in WGS-84 (EPSG:4326), NULL where a site has no location, under a GiST index.
``atlas.links`` says how sites of a place's reports are related, and the view ``atlas.history``
what is known of a ``site`` in all of them. A
report is put in one transaction, which takes the place of what is there of it.

Nobody waits for ever: neither for a lock that another client holds nor for a server that
has stopped answering. Each is an error in one line, and what was put stays.
"""

from __future__ import annotations

import json
import os
import re
import socket
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, fields
from functools import wraps
from typing import Any, Concatenate, Final, LiteralString, ParamSpec, TypeVar

from geo.base.addresses import hide, secrets_of, without_password
from geo.base.errors import InputError
from geo.base.messages import SAID, Message
from geo.many.identity import slug_of
from geo.many.protocol import Filter, LinkRow
from geo.many.tasks import Built
from geo.model.atlas import Atlas, Feature

try:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict
    from psycopg.rows import TupleRow
except ImportError as error:
    raise InputError("database_needs_psycopg", "postgresql") from error

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound="PostgisStore")

CONNECT_SECONDS: Final = 10
# For another client to let go of a lock, unless the database has a limit of its own.
LOCK_SECONDS: Final = 60
# For the database to do one thing, such as to take a report.
ANSWER_SECONDS: Final = 300
SCHEMA: Final = (
    "CREATE SCHEMA IF NOT EXISTS atlas",
    """
    CREATE TABLE IF NOT EXISTS atlas.reports (
        id text PRIMARY KEY,
        slug text NOT NULL UNIQUE,
        title text,
        place text,
        date text,
        sha256 text NOT NULL,
        about json NOT NULL,
        text text NOT NULL,
        key text NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS atlas.sites (
        id text PRIMARY KEY,
        report_id text NOT NULL REFERENCES atlas.reports ON DELETE CASCADE,
        site_id text NOT NULL,
        place text,
        date text,
        name text NOT NULL,
        name_en text,
        aliases text[] NOT NULL,
        sector text NOT NULL,
        status text,
        target text,
        amount_cny double precision,
        amount_basis text,
        precision text NOT NULL,
        uncertainty_m double precision,
        within text,
        shape text,
        verdict text,
        region text,
        reported boolean,
        planned boolean,
        first_day date,
        last_day date,
        mentions integer,
        properties json NOT NULL,
        geom geometry(Geometry, 4326)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS atlas.linked (
        place_code text PRIMARY KEY,
        key text NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS atlas.links (
        place_code text NOT NULL,
        old_story text NOT NULL,
        old_site text NOT NULL REFERENCES atlas.sites ON DELETE CASCADE,
        old_report text NOT NULL,
        old_date text NOT NULL,
        old_name text NOT NULL,
        new_story text NOT NULL,
        new_site text NOT NULL REFERENCES atlas.sites ON DELETE CASCADE,
        new_report text NOT NULL,
        new_date text NOT NULL,
        new_name text NOT NULL,
        relation text NOT NULL,
        score double precision NOT NULL,
        how text NOT NULL,
        reason text NOT NULL,
        PRIMARY KEY (old_site, new_site)
    )
    """,
    """
    CREATE OR REPLACE VIEW atlas.history AS
        WITH sides AS NOT MATERIALIZED (
            SELECT old_site AS site, old_story AS story FROM atlas.links
            UNION ALL SELECT new_site, new_story FROM atlas.links
        ), related AS NOT MATERIALIZED (
            SELECT a.site, 'same' AS relation, b.site AS other
                FROM sides a JOIN sides b USING (story)
            UNION SELECT a.site, l.relation, l.new_site FROM sides a
                JOIN atlas.links l ON l.old_story = a.story AND l.new_story <> a.story
            UNION SELECT a.site,
                CASE l.relation WHEN 'part_of' THEN 'has_part' ELSE 'part_of' END, l.old_site
                FROM sides a JOIN atlas.links l ON l.new_story = a.story AND l.old_story <> a.story
            UNION SELECT id, 'same', id FROM atlas.sites
        )
        SELECT r.site, r.relation, s.id AS other, s.report_id, s.date, s.name, s.status, s.target,
            s.geom
        FROM related r JOIN atlas.sites s ON s.id = r.other
    """,
    "CREATE INDEX IF NOT EXISTS links_old_story ON atlas.links (old_story)",
    "CREATE INDEX IF NOT EXISTS links_new_story ON atlas.links (new_story)",
    "CREATE INDEX IF NOT EXISTS links_new_site ON atlas.links (new_site)",
    "CREATE INDEX IF NOT EXISTS sites_geom ON atlas.sites USING gist (geom)",
    "CREATE INDEX IF NOT EXISTS sites_report ON atlas.sites (report_id, site_id)",
    "CREATE INDEX IF NOT EXISTS sites_sector ON atlas.sites (sector)",
)
_COLUMNS: Final = (
    "id", "report_id", "site_id", "place", "date", "name", "name_en", "aliases", "sector",
    "status", "target", "amount_cny", "amount_basis", "precision", "uncertainty_m", "within",
    "shape", "verdict", "region", "reported", "planned", "first_day", "last_day", "mentions",
    "properties",
)  # fmt: skip
# What a table that an older version made does not have; its reports are built again.
_ADDED: Final = (
    ("shape", "text"), ("verdict", "text"), ("region", "text"), ("reported", "boolean"),
    ("planned", "boolean"), ("first_day", "date"), ("last_day", "date"), ("mentions", "integer"),
)  # fmt: skip
_LINK_COLUMNS: Final = tuple(each.name for each in fields(LinkRow))
# Names, numbers, sockets' folders; several with commas between them.
_HOSTS: Final = re.compile(r"[\w.,:/\-\[\]]*")
_PORTS: Final = re.compile(r"[\d,]*")
_DATABASE: Final = re.compile(r"[^@/:?#&=\x00-\x1f]*")
SITES_COLUMNS: Final = (
    "SELECT attname::text FROM pg_attribute"
    " WHERE attrelid = to_regclass('atlas.sites') AND attnum > 0 AND NOT attisdropped"
)
# Any number, the same for all who make the schema: only one makes it at a time.
_SCHEMA_LOCK: Final = 5_030_207


def guarded(
    work: Callable[Concatenate[S, P], R],
) -> Callable[Concatenate[S, P], R]:
    """Say in one line what a database refuses, that it went away or no longer answers."""

    @wraps(work)
    def guarded(store: S, /, *arguments: P.args, **named: P.kwargs) -> R:
        with _patience(store._connection) as is_over:  # noqa: SLF001 (a method of the store)
            try:
                return work(store, *arguments, **named)
            except psycopg.Error as error:
                fault = (
                    Message("database_does_not_answer", seconds=ANSWER_SECONDS)
                    if is_over()
                    else store.said(error)
                )
                raise InputError(fault, store.name) from error

    return guarded


@contextmanager
def _patience(connection: psycopg.Connection[TupleRow]) -> Iterator[Callable[[], bool]]:
    """Cut the connection after :data:`ANSWER_SECONDS`; yield whether that has happened.

    A server that is frozen, or whose disk or network hangs, ends no connection by itself,
    and its own limits do not run either.
    """
    cut = threading.Event()

    def end() -> None:
        cut.set()
        with (
            suppress(OSError, psycopg.Error),
            socket.socket(fileno=os.dup(connection.fileno())) as s,
        ):
            s.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(ANSWER_SECONDS, end)
    timer.daemon = True
    timer.start()
    try:
        yield cut.is_set
    finally:
        timer.cancel()


class PostgisStore:
    """A database with PostGIS; makes the schema where it is missing."""

    def __init__(self, address: str) -> None:
        self.notices: list[str] = []
        self._secrets = secrets_of([address])
        self.name = name_of(address)
        try:
            self._connection = psycopg.connect(
                address, autocommit=True, connect_timeout=CONNECT_SECONDS, client_encoding="UTF8"
            )
        except (psycopg.Error, ValueError) as error:
            raise InputError("database_not_opened", self.name, why=self.said(error)) from None
        try:
            self._prepare()
        except InputError:
            self.close()
            raise

    def said(self, error: Exception) -> Message:
        """Return what the database or its library said, in one line and without a password."""
        if isinstance(error, psycopg.errors.LockNotAvailable):
            return Message("database_is_locked")
        said = without_password(hide(str(error), self._secrets))
        return Message(SAID, text=" ".join(said.split())[:300] or type(error).__name__)

    @guarded
    def _prepare(self) -> None:
        self._connection.execute(
            "SELECT set_config('lock_timeout', %s, false)"
            " WHERE current_setting('lock_timeout') = '0'",
            [f"{LOCK_SECONDS}s"],
        )
        with self._connection.transaction():
            self._connection.execute("SELECT pg_advisory_xact_lock(%s)", [_SCHEMA_LOCK])
            known = "SELECT 1 FROM pg_extension WHERE extname = 'postgis'"
            if not self._connection.execute(known).fetchone():
                self._connection.execute("CREATE EXTENSION postgis")
            for statement in SCHEMA:
                self._connection.execute(statement)
            there = {name for (name,) in self._rows(SITES_COLUMNS)}
            for name, kind in _ADDED:
                # Even where nothing is to be added the statement would wait for all readers.
                if name not in there:
                    self._connection.execute(f"ALTER TABLE atlas.sites ADD COLUMN {name} {kind}")

    @guarded
    def keys(self) -> Mapping[str, str]:
        """Return the key of each finished report."""
        return dict(self._rows("SELECT id, key FROM atlas.reports"))

    @guarded
    def put(self, built: Built) -> None:
        """Keep a finished report, in one transaction, in the place of what is there of it."""
        from geo.many.partition import decode, row_of

        atlas = decode(built.partition)
        about = atlas.report
        rows = [(row_of(about, f), f["geometry"]) for f in atlas.features]
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [built.report_id])
            # Its links go with its sites: the place is to be linked again.
            cursor.execute(
                "DELETE FROM atlas.linked WHERE place_code = %s", [about.get("place_code")]
            )
            cursor.execute("DELETE FROM atlas.reports WHERE id = %s", [built.report_id])
            cursor.execute(
                "INSERT INTO atlas.reports (id, slug, title, place, date, sha256, about, text, key)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    built.report_id,
                    slug_of(built.report_id),
                    *(about.get(name) for name in ("title", "place", "date", "sha256")),
                    json.dumps(dict(about), ensure_ascii=False),
                    built.text,
                    built.key,
                ],
            )
            cursor.executemany(
                f"INSERT INTO atlas.sites ({', '.join(_COLUMNS)}, geom)"  # noqa: S608 (our names)
                f" VALUES ({', '.join(['%s'] * len(_COLUMNS))},"
                " ST_SetSRID(ST_GeomFromGeoJSON(%s), 4326))",
                [
                    [*(row[name] for name in _COLUMNS), json.dumps(geometry) if geometry else None]
                    for row, geometry in rows
                ],
            )

    @guarded
    def reports(self) -> list[dict[str, Any]]:
        """Return what each report says of itself, in the order of the slugs."""
        return [
            about
            for (about,) in self._rows('SELECT about FROM atlas.reports ORDER BY slug COLLATE "C"')
        ]

    @guarded
    def atlas(self, report_id: str) -> Atlas:
        """Return one report's own atlas."""
        found = self._rows("SELECT about FROM atlas.reports WHERE id = %s", [report_id])
        if not found:
            raise InputError("atlas_has_no_report", self.name, report=report_id)
        return Atlas(found[0][0], tuple(self._features(report_id, Filter())))

    @guarded
    def text(self, report_id: str) -> str:
        """Return a report's text, which the offsets of its atlas refer to."""
        found = self._rows("SELECT text FROM atlas.reports WHERE id = %s", [report_id])
        if not found:
            raise InputError("atlas_has_no_report", self.name, report=report_id)
        return str(found[0][0])

    def features(
        self, reports: Collection[str], wanted: Filter
    ) -> Iterator[tuple[str, list[Feature]]]:
        """Yield the features of each report that may be wanted, in the order of the slugs."""
        for report_id in sorted(reports, key=slug_of):
            yield report_id, self._features(report_id, wanted)

    @guarded
    def _features(self, report_id: str, wanted: Filter) -> list[Feature]:
        from geo.many.partition import feature_of

        rows = self._rows(
            "SELECT properties, ST_AsBinary(geom) FROM atlas.sites"
            " WHERE report_id = %(report)s"
            " AND (%(sectors)s::text[] IS NULL OR sector = ANY(%(sectors)s))"
            " AND (%(precisions)s::text[] IS NULL OR precision = ANY(%(precisions)s))"
            " AND (%(west)s::float8 IS NULL"
            "      OR geom && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326))"
            ' ORDER BY site_id COLLATE "C"',
            {
                "report": report_id,
                "sectors": list(wanted.sectors) or None,
                "precisions": list(wanted.precisions) or None,
                **dict(
                    zip(
                        ("west", "south", "east", "north"), wanted.bounds or [None] * 4, strict=True
                    )
                ),
            },
        )
        return [feature_of(properties, geometry) for properties, geometry in rows]

    @guarded
    def linked(self) -> Mapping[str, str]:
        """Return the key of each place whose reports are linked."""
        return dict(self._rows("SELECT place_code, key FROM atlas.linked"))

    @guarded
    def put_links(self, place: str, key: str, rows: Sequence[LinkRow]) -> None:
        """Keep a place's links, in one transaction; without a key there are none."""
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [place])
            cursor.execute("DELETE FROM atlas.links WHERE place_code = %s", [place])
            cursor.execute("DELETE FROM atlas.linked WHERE place_code = %s", [place])
            if not key:
                return
            cursor.executemany(
                f"INSERT INTO atlas.links ({', '.join(_LINK_COLUMNS)})"  # noqa: S608 (our names)
                f" VALUES ({', '.join(['%s'] * len(_LINK_COLUMNS))})",
                [astuple(row) for row in rows],
            )
            cursor.execute("INSERT INTO atlas.linked VALUES (%s, %s)", [place, key])

    @guarded
    def links_about(self, site: str) -> list[LinkRow]:
        """Return the links of a site's story."""
        rows = self._rows(
            "WITH own AS (SELECT old_story AS story FROM atlas.links WHERE old_site = %(site)s"
            " UNION SELECT new_story FROM atlas.links WHERE new_site = %(site)s)"
            " SELECT place_code, old_story, old_site, old_report, old_date, old_name, new_story,"
            " new_site, new_report, new_date, new_name, relation, score, how, reason"
            " FROM atlas.links WHERE old_story IN (SELECT story FROM own)"
            ' OR new_story IN (SELECT story FROM own) ORDER BY old_site COLLATE "C",'
            ' new_site COLLATE "C"',
            {"site": site},
        )
        return [LinkRow(*row) for row in rows]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _rows(self, query: LiteralString, values: Any = None) -> list[TupleRow]:
        return self._connection.execute(query, values).fetchall()


def name_of(address: str) -> str:
    """Return what messages call a database by its address: ``postgresql://host/database``.

    Raises :class:`~geo.base.errors.InputError` where host, port or database are none: then a part
    of the password may have been taken for them.
    """
    try:
        parts = conninfo_to_dict(address)
        hosts, ports = str(parts.get("host") or ""), str(parts.get("port") or "")
        database = str(parts.get("dbname") or "")
    except (psycopg.Error, ValueError):
        # What the library says of it quotes the address, and so the password.
        hosts, ports, database = "@", "", ""
    if not (_HOSTS.fullmatch(hosts) and _PORTS.fullmatch(ports) and _DATABASE.fullmatch(database)):
        raise InputError("no_database_address", "postgresql") from None
    return without_password(f"postgresql://{hosts}/{database}", address)
