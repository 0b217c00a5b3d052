"""What changed between two builds as entries of a feed, for the server and a folder alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from geo.base.languages import CHINESE, Language, about
from geo.base.printable import visible
from geo.model.codes import CHANGES
from geo.outputs.data.feed import Entry, Link, stable_id
from geo.selecting.changed import Changed, Told
from geo.view.changes import kinds_text, name_of, step_text, steps_of, words_of_change
from geo.view.texts import say
from geo.view.words import escape

# What is known of no time at all.
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


def entry_of(told: Told, text: str | None, language: Language, links: Sequence[Link] = ()) -> Entry:
    """Return the entry of a change; ``text`` is that of the build's report, None if not at hand."""
    build, change = told.build, told.change
    name = name_of(change, language)
    return Entry(
        stable_id(str(build.report["id"]), change.site, build.time.isoformat(), build.before,
                  build.after),
        say("claim_is", language, claim=name, stage=kinds_text(change, language)),
        build.time,
        entry_html(told, text, language),
        links,
        {kind: CHANGES[kind].label(language) for kind in change.kinds},
        change.known["geometry"],
        change.known["properties"]["uncertainty_m"],
    )  # fmt: skip


def entry_html(told: Told, text: str | None, language: Language) -> str:
    """Return what changed as HTML, all data escaped; ``text`` is the build's report, if known."""
    steps = steps_of(told.change, told.build.report, language)
    said = "".join(f"<li>{escape(step_text(step, language))}</li>" for step in steps)
    words = "".join(
        f'<blockquote lang="{about(CHINESE).tag}">{escape(each)}</blockquote>'
        for each in words_of_change(told.change, text)
    )
    built = say("built_as", language, digest=told.build.after)
    return f"<ul>{said}</ul>{words}<p>{escape(built)}</p>"


def as_of_text(sources: Iterable[Mapping[str, Any]], language: Language) -> str:
    """Return in a line what a feed goes by: report, day, digests of text and of build."""
    parts = (
        " ".join(f"{name} {value}" for name, value in source.items() if value) for source in sources
    )
    return say("feed_as_of", language, what=visible("; ".join(parts)))


def updated(told: Iterable[Told], sources: Sequence[Changed]) -> datetime:
    """Return when something last changed in a feed of these changes.

    Where nothing has: since when that is known, by the first build, else by the report's day.
    """
    if times := [each.build.time for each in told]:
        return max(times)
    begun = [changed.builds[0].time for changed in sources if changed.builds]
    return max(begun or _days(sources), default=_NEVER)


def _days(sources: Iterable[Changed]) -> list[datetime]:
    days = []
    for changed in sources:
        # A month or a year is its first day.
        said = f"{changed.atlas.report.get('date') or ''}-01-01"[:10]
        try:
            days.append(datetime.strptime(said, "%Y-%m-%d").replace(tzinfo=UTC))
        except ValueError:
            continue
    return days
