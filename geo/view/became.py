"""What became of a site's target, for its card: the verdict, and what later documents say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo.base.languages import Language
from geo.base.printable import visible
from geo.model.atlas import Atlas
from geo.model.codes import LINK_GROUNDS, MENTIONED, RELATIONS, STAGE_RANK, STAGES, VERDICTS
from geo.promises.table import counts
from geo.view.symbols import symbols
from geo.view.texts import say
from geo.view.words import chinese, escape, is_web, link
from geo.view.works import works_text


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
    listed = "".join(_step(each, n == decides, language) for n, each in steps)
    timeline = f"<ol class='timeline'>{listed}</ol>" if listed else ""
    sure = decides is None or outcomes[decides]["certainty"] == "sure"
    note = _note(site, verdict, outcomes) if verdict else ""
    said = _verdict(verdict, note, language, sure=sure) if verdict else ""
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


def _verdict(verdict: Mapping[str, Any], note_key: str, language: Language, *, sure: bool) -> str:
    label = VERDICTS[verdict["code"]].label(language)
    due = say("due", language, day=verdict["due"]) if verdict["due"] else ""
    late = say("overdue", language) if verdict["overdue"] else ""
    doubt = "" if sure else say("verdict_likely", language)
    said = " · ".join(part for part in (label, doubt, due, late) if part)
    note = f"<br><small>{escape(say(note_key, language))}</small>" if note_key else ""
    return f"<p><b>{escape(said)}</b>{note}</p>"


def _part(part: str, language: Language) -> str:
    """Return what of a site later words speak of: in English where the table of works knows it."""
    said = works_text(part, language)
    return chinese(part, language) if said == part else escape(said)


def _step(outcome: Mapping[str, Any], decides: bool, language: Language) -> str:
    stage = STAGES.get(outcome["stage"] or MENTIONED, STAGES[MENTIONED])
    colour = symbols().colour(stage.code)
    expected = outcome.get("forecast") or outcome.get("unfinished")
    kind = "planned" if expected else "reported"
    date = str(outcome["date"] or say("undated", language)).replace("/", "–")
    label = say("ended", language) if outcome.get("ended") else stage.label(language)
    part = f"{_part(outcome['part'], language)} " if outcome["part"] else ""
    doubt = ""
    if outcome["certainty"] != "sure" or outcome["kind"] == "repost":
        key = "repost" if outcome["kind"] == "repost" else f"certainty_{outcome['certainty']}"
        doubt = f" <small class='absent'>{escape(say(key, language))}</small>"
    why = f" <small>{escape(say('decides', language))}</small>" if decides else ""
    source = outcome["source"]
    kept = [str(source[key]) for key in ("title", "publisher", "date") if source.get(key)]
    origin = chinese("，".join(kept), language)
    return (
        f"<li class='later {kind}' style='--stage:{colour}'><div><b>{escape(date)}</b> {part}"
        f"<span class='stage'>{escape(label)}</span>{why}{doubt}</div>"
        f"<q>{chinese(outcome['words'], language)}</q><br>"
        f"<small>{origin}{link(str(source.get('address') or ''))}</small></li>"
    )
