"""What became of a site's target, for its card: the verdict, and what later documents say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from geo.base.languages import Language
from geo.base.printable import visible
from geo.model.atlas import Atlas
from geo.model.codes import LINK_GROUNDS, MENTIONED, RELATIONS, STAGE_RANK, STAGES, VERDICTS
from geo.model.periods import age
from geo.promises.evidence import LASTING
from geo.promises.table import counts
from geo.view.symbols import symbols
from geo.view.texts import say
from geo.view.words import chinese, escape, is_web, link
from geo.view.works import works_of, works_text

# Later words that end the main part of works, and so what comes before it (正负零).
_TOPPED: Final = re.compile("封顶|结顶|合龙|正负零|主体[^，。；]{0,8}(?:完成|完工|建成)")
# Stages that are reached on a day.
_REACHED_ONCE: Final = frozenset({"started", "completed", "operating"})


def later_words(row: Mapping[str, str]) -> dict[str, str]:
    """Return what a row of :func:`geo.promises.table.rows` shows in any language, by column.

    ``source_link`` is empty where the address is none that a browser opens as a page of the web.
    """
    names = filter(None, (row["title"], row["publisher"]))
    return {
        "promise": visible(row["promise"]),
        "due_day": row["due"],
        "said_day": visible(row["date"].replace("/", "–")),
        "later_words": "：".join(filter(None, (visible(row["part"]), visible(row["words"])))),
        "document": visible("，".join(names)),
        "published": visible(row["published"]),
        "source_link": row["address"] if is_web(row["address"]) else "",
    }


def headline_of(atlas: Atlas, language: Language) -> str:
    """Return in one line of how many targets something is known since; nothing without verdicts.

    What is not known is never called a failure.
    """
    found = counts(atlas)
    if not found.targets:
        return ""
    each = (
        f"{VERDICTS[code].label(language)} {number}"
        for code, number in found.by_verdict.items()
        if number and code != "no_evidence"
    )
    said = say("headline", language, targets=found.targets, told=found.told, silent=found.silent)
    what = say("headline_joint", language).join(each)
    return said + (say("headline_parts", language, what=what) if what else "")


def became_html(site: Mapping[str, Any], language: Language) -> str:
    """Return the verdict on a site's target and the later words as HTML, all data escaped.

    Nothing for a site of which nobody has looked for later words.
    """
    outcomes: Sequence[Mapping[str, Any]] = site.get("outcomes", ())
    verdict = site.get("verdict")
    links = _links(site.get("links", ()), language)
    if not outcomes and not verdict and not links:
        return ""
    decides = verdict["decided_by"] if verdict else None
    steps = sorted(enumerate(outcomes), key=lambda step: (_when(step[1]), step[0]))
    listed = "".join(_step(site, each, n == decides, language) for n, each in steps)
    timeline = f"<ol class='timeline'>{listed}</ol>" if listed else ""
    said = _verdict(site, verdict, outcomes, language) if verdict else ""
    return f"<h4>{escape(say('became', language))}</h4>{said}{timeline}{links}"


def _links(links: Sequence[Mapping[str, Any]], language: Language) -> str:
    """Return the sites of later reports: name, what they are to this one, and how that is known."""
    if not links:
        return ""
    listed = "".join(
        f"<li>{escape(str(link['date'] or link['report']).replace('/', '–'))} "
        f"<b>{chinese(link['name'], language)}</b> <small>"
        + escape(
            " · ".join(
                (
                    RELATIONS[link["relation"]].label(language),
                    LINK_GROUNDS[link["how"]].label(language),
                    say("link_score", language, score=f"{link['score']:g}"),
                )
            )
        )
        + (f" · {chinese(link['reason'], language)}" if link.get("reason") else "")
        + "</small></li>"
        for link in links
    )
    return f"<p>{escape(say('links', language))}</p><ul class='links'>{listed}</ul>"


def _when(outcome: Mapping[str, Any]) -> str:
    return str(outcome["date"] or outcome["source"]["date"] or "9999")


def _note(
    site: Mapping[str, Any], verdict: Mapping[str, Any], outcomes: Sequence[Mapping[str, Any]]
) -> str:
    """Return the key of what a reader must know to see why this is the verdict, empty for nothing.

    Later words may be there and not tell of the target, or tell of its end and be too weak to
    prove it (a repost, no date, not sure to be of this site).
    """
    if verdict["code"] == "no_evidence":
        if outcomes and all(each["part"] for each in outcomes):
            return "parts_only_note"
        return "not_of_target_note" if outcomes else "no_evidence_note"
    if verdict["code"] not in {"under_way", "surpassed"} or verdict["decided_by"] is None:
        return ""
    target = STAGE_RANK[site["target"] or MENTIONED]
    reached = [
        each
        for each in outcomes
        if STAGE_RANK[each["stage"] or MENTIONED] >= target
        and not any(each.get(name) for name in ("unfinished", "forecast", "ended"))
    ]
    whole = [each for each in reached if not each["part"]]
    if verdict["code"] == "surpassed":
        in_time = any(not _is_late(each, verdict) and not _is_weak(each) for each in whole)
        return "" if in_time else "surpassed_late_note"
    if outcomes[verdict["decided_by"]]["part"]:
        return "parts_note"
    if outcomes[verdict["decided_by"]] not in whole:
        return "parts_note" if len(reached) > len(whole) else ""
    return "too_weak_note" if all(map(_is_weak, whole)) else "after_term_note"


def _is_late(outcome: Mapping[str, Any], verdict: Mapping[str, Any]) -> bool:
    """Whether a statement is of a year, or of a day, after the target's term."""
    said, due = _when(outcome), str(verdict["due"] or "9999")
    return said[:4] > due[:4] or (len(said) == len(due) and said > due)


def _is_weak(outcome: Mapping[str, Any]) -> bool:
    """Whether a statement proves nothing by itself, whatever it says."""
    is_dated = outcome["date"] or outcome["source"]["date"]
    return outcome["kind"] == "repost" or outcome["certainty"] == "weak" or not is_dated


def _verdict(
    site: Mapping[str, Any],
    verdict: Mapping[str, Any],
    outcomes: Sequence[Mapping[str, Any]],
    language: Language,
) -> str:
    decides = None if verdict["decided_by"] is None else outcomes[verdict["decided_by"]]
    note_key = _note(site, verdict, outcomes)
    reached = _reached(site, verdict, outcomes, note_key, language)
    due = say("due", language, day=verdict["due"]) if verdict["due"] else ""
    late = ""
    if verdict["overdue"] and decides is not None:
        late = say("overdue_said", language, day=_day(_when(decides)))
    is_sure = decides is None or decides["certainty"] == "sure" or not reached[1]
    doubt = "" if is_sure else say("verdict_likely", language)
    said = " · ".join(part for part in (reached[0], doubt, due, late) if part)
    note = f"<br><small>{escape(say(note_key, language))}</small>" if note_key else ""
    return f"<p><b>{escape(said)}</b>{note}</p>"


def _reached(
    site: Mapping[str, Any],
    verdict: Mapping[str, Any],
    outcomes: Sequence[Mapping[str, Any]],
    note_key: str,
    language: Language,
) -> tuple[str, bool]:
    """Return the verdict as the card heads it, and whether a doubt of what decides is to follow.

    Later words may tell that the target was reached and prove no more than “under way” by the
    rules (docs/years.md): then the card says by when, and what is missing.
    """
    label = VERDICTS[verdict["code"]].label(language)
    if note_key == "surpassed_late_note":
        return say("surpassed_later", language), True
    if verdict["code"] not in {"under_way", "no_evidence"} or verdict["overdue"]:
        return label, True
    told = [each for each in outcomes if _reaches(site, each)]
    whole = [each for each in told if not each["part"]]
    if whole and verdict["code"] == "under_way":
        key = "reached_weak" if all(map(_is_weak, whole)) else "reached_after"
        return say(key, language, day=_first(whole)), key == "reached_after"
    if told and verdict["code"] == "no_evidence":
        key = "part_reached_weak" if all(map(_is_weak, told)) else "part_reached"
        return f"{label} · {say(key, language, day=_first(told))}", False
    return label, True


def _reaches(site: Mapping[str, Any], outcome: Mapping[str, Any]) -> bool:
    """Whether a statement says that a site's target, or more, was reached.

    Works that go on are no end; where the target names how far they are to come (正负零), words
    of their top say so.
    """
    if any(outcome.get(name) for name in ("unfinished", "forecast", "ended")):
        return False
    target = site["target"] or MENTIONED
    rank = STAGE_RANK[outcome["stage"] or MENTIONED]
    if rank != STAGE_RANK[target] or target not in LASTING:
        return rank >= STAGE_RANK[target]
    return bool(works_of(site, "target") and _TOPPED.search(outcome["words"]))


def _first(outcomes: Sequence[Mapping[str, Any]]) -> str:
    """Return the earliest day by which one of some statements says so."""
    return min(_when(each).rpartition("/")[2] for each in outcomes)


def _day(date: str) -> str:
    return date.replace("/", "–")


def _said_before(site: Mapping[str, Any], outcome: Mapping[str, Any]) -> str:
    """Return the year for which the report itself tells a stage that later words date later."""
    if outcome["part"] or outcome["stage"] not in _REACHED_ONCE or not outcome["date"]:
        return ""
    rank = STAGE_RANK[outcome["stage"]]
    years = [
        age(m["period"])[0]
        for m in site["mentions"]
        if not m["planned"] and m["period"] and STAGE_RANK[m["stage"]] >= rank
    ]
    year = min(years, default="")
    return year if year and year < str(outcome["date"])[:4] else ""


def _part(part: str, language: Language) -> str:
    """Return what of a site later words speak of: in English where the table of works knows it."""
    said = works_text(part, language)
    return chinese(part, language) if said == part else escape(said)


def _doubts(site: Mapping[str, Any], outcome: Mapping[str, Any], language: Language) -> str:
    """Return what keeps later words from proving all, as HTML."""
    keys = ["repost"] if outcome["kind"] == "repost" else []
    if outcome["certainty"] != "sure":
        keys.append(f"certainty_{outcome['certainty']}")
    said = [say(key, language) for key in keys]
    if year := _said_before(site, outcome):
        said.append(say("said_before", language, year=year))
    return f" <small class='absent'>{escape(' · '.join(said))}</small>" if said else ""


def _step(
    site: Mapping[str, Any], outcome: Mapping[str, Any], decides: bool, language: Language
) -> str:
    stage = STAGES.get(outcome["stage"] or MENTIONED, STAGES[MENTIONED])
    colour = symbols().colour(stage.code)
    expected = outcome.get("forecast") or outcome.get("unfinished")
    kind = "planned" if expected else "reported"
    date = _day(str(outcome["date"] or say("undated", language)))
    label = say("ended", language) if outcome.get("ended") else stage.label(language)
    part = f"{_part(outcome['part'], language)} " if outcome["part"] else ""
    why = f" <small>{escape(say('decides', language))}</small>" if decides else ""
    source = outcome["source"]
    kept = [str(source[key]) for key in ("title", "publisher", "date") if source.get(key)]
    origin = chinese("，".join(kept), language)
    return (
        f"<li class='later {kind}' style='--stage:{colour}'><div><b>{escape(date)}</b> {part}"
        f"<span class='stage'>{escape(label)}</span>{why}{_doubts(site, outcome, language)}</div>"
        f"<q>{chinese(outcome['words'], language)}</q><br>"
        f"<small>{origin}{link(str(source.get('address') or ''))}</small></li>"
    )
