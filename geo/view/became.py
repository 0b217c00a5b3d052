"""What became of a site's target, for its card: the verdict, and what later documents say."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from geo.base.printable import visible
from geo.model.codes import MENTIONED, STAGES, VERDICTS, Language
from geo.view.texts import say


def became_html(site: Mapping[str, Any], language: Language) -> str:
    """Return the verdict on a site's target and the later words as HTML, all data escaped.

    Nothing for a site of which nobody has looked for later words.
    """
    outcomes: Sequence[Mapping[str, Any]] = site.get("outcomes", ())
    verdict = site.get("verdict")
    if not outcomes and not verdict:
        return ""
    decides = verdict["decided_by"] if verdict else None
    steps = sorted(enumerate(outcomes), key=lambda step: (_when(step[1]), step[0]))
    listed = "".join(_step(each, n == decides, language) for n, each in steps)
    timeline = f"<ol class='timeline'>{listed}</ol>" if listed else ""
    said = _verdict(verdict, language) if verdict else ""
    return f"<h4>{_text(say('became', language))}</h4>{said}{timeline}"


def _text(text: str) -> str:
    return html.escape(visible(text))


def _chinese(text: str, language: Language) -> str:
    return _text(text) if language == "zh" else f"<span lang='zh-CN'>{_text(text)}</span>"


def _when(outcome: Mapping[str, Any]) -> str:
    return str(outcome["date"] or outcome["source"]["date"] or "9999")


def _verdict(verdict: Mapping[str, Any], language: Language) -> str:
    label = VERDICTS[verdict["code"]].label(language)
    due = say("due", language, day=verdict["due"]) if verdict["due"] else ""
    late = say("overdue", language) if verdict["overdue"] else ""
    said = " · ".join(part for part in (label, due, late) if part)
    note = ""
    if verdict["code"] == "no_evidence":
        note = f"<br><small>{_text(say('no_evidence_note', language))}</small>"
    return f"<p><b>{_text(said)}</b>{note}</p>"


def _step(outcome: Mapping[str, Any], decides: bool, language: Language) -> str:
    stage = STAGES.get(outcome["stage"] or MENTIONED, STAGES[MENTIONED])
    expected = outcome.get("forecast") or outcome.get("unfinished")
    kind = "planned" if expected else "reported"
    date = str(outcome["date"] or say("undated", language)).replace("/", "–")
    label = say("ended", language) if outcome.get("ended") else stage.label(language)
    part = f"{_chinese(outcome['part'], language)} " if outcome["part"] else ""
    doubt = ""
    if outcome["certainty"] != "sure" or outcome["kind"] == "repost":
        key = "repost" if outcome["kind"] == "repost" else f"certainty_{outcome['certainty']}"
        doubt = f" <small class='absent'>{_text(say(key, language))}</small>"
    why = f" <small>{_text(say('decides', language))}</small>" if decides else ""
    source = outcome["source"]
    kept = [str(source[key]) for key in ("title", "publisher", "date") if source.get(key)]
    origin = _chinese("，".join(kept), language)
    address = str(source.get("address") or "")
    link = (
        f" <a href='{_text(address)}' target='_blank' rel='noreferrer nofollow'>↗</a>"
        if address.startswith(("https://", "http://"))
        else ""
    )
    return (
        f"<li class='later {kind}' style='--stage:{stage.colour}'><div><b>{_text(date)}</b> {part}"
        f"<span class='stage'>{_text(label)}</span>{why}{doubt}</div>"
        f"<q>{_chinese(outcome['words'], language)}</q><br>"
        f"<small>{origin}{link}</small></li>"
    )
