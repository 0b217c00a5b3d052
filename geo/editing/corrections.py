"""What readers say is wrong about a site: files that the page's form makes, for an editor to judge.

A correction changes nothing by itself. It becomes a step of the draft where the editor accepts it;
where it does not say all that a decision needs, it begins the form in which the editor says it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from geo.base.errors import InputError
from geo.base.printable import printable
from geo.documents.report import Report
from geo.editing import steps
from geo.editing.drafts import Draft, Feature, Step
from geo.editing.findings import Finding, FoundSite
from geo.model.codes import MENTIONED, SECTORS, STAGES
from geo.model.mentions import Span
from geo.model.schema import find_fault

# A file of the form has some 2 kB; a mail has more around it.
MAX_BYTES: Final = 50_000
# So many lie open at once.
MAX_OPEN: Final = 100
_VERSION: Final = 1
Wrong = Literal["not_a_site", "stage", "planned", "sector", "name", "place", "amount", "other"]
WRONGS: Final[tuple[Wrong, ...]] = (
    "not_a_site", "stage", "planned", "sector", "name", "place", "amount", "other",
)  # fmt: skip
# By which form of the room what is not said whole is decided. Of what is missing there is none.
_FORMS: Final[dict[Wrong, str]] = {
    "not_a_site": "reject",
    "stage": "stage",
    "planned": "planned",
    "sector": "sector",
    "name": "rename",
    "place": "place",
}
_CODES: Final = {"stage": STAGES, "sector": SECTORS}


@dataclass(frozen=True, slots=True)
class Correction:
    """What one reader says is wrong. ``span`` is None where the site as a whole is meant.

    ``value`` is what it should be, a code or a name, and may be empty; ``said`` are the reader's
    own words. Text from outside: it is shown as text, and judged by an editor.
    """

    site: str
    wrong: Wrong
    span: Span | None = None
    value: str = ""
    said: str = ""

    @property
    def form(self) -> str | None:
        """The room's form that decides it; None where no decision can."""
        return _FORMS.get(self.wrong)


def read_correction(
    raw: bytes, report: Report, sites: Iterable[FoundSite], where: str = ""
) -> Correction:
    """Return the correction that a file, or a mail with its text, holds about this report.

    Raises :class:`~geo.base.errors.InputError` for anything else: another file, another report (or
    another version of it: the words might stand elsewhere), a site or words that are not there.
    """
    content = _content(raw, where)
    if (content["report"], content["sha256"]) != (report.id, report.sha256):
        raise InputError("correction_of_another_report", where, report=content["report"])
    site = next((each for each in sites if each.id == content["site"]), None)
    if site is None:
        raise InputError("correction_of_no_site", where, site=content["site"])
    words, wrong = content["words"], content["wrong"]
    span = None
    if words is not None:
        span = words["start"], words["end"]
        if report.text[slice(*span)] != words["exact"]:
            raise InputError("correction_of_other_words", where, words=words["exact"])
    elif wrong in {"stage", "planned"}:
        raise InputError("correction_without_words", where)
    value = _line(content["value"])
    if wrong in _CODES and value and value not in _CODES[wrong]:
        raise InputError("correction_with_no_code", where, value=value)
    return Correction(site.id, wrong, span, value, _line(content["said"]))


def _content(raw: bytes, where: str) -> dict[str, Any]:
    """Return the object in a file, or between what a mail says around it."""
    if len(raw) > MAX_BYTES:
        raise InputError("correction_too_large", where, limit=MAX_BYTES)
    try:
        text = raw.decode("utf-8-sig")
        # A mail program may have broken the lines of a text.
        content = json.loads(text[text.find("{") : text.rfind("}") + 1], strict=False)
    except (ValueError, RecursionError) as problem:
        raise InputError("file_is_no_correction", where) from problem
    if isinstance(content, dict) and content.get("correction", _VERSION) != _VERSION:
        raise InputError("correction_of_another_version", where)
    if not isinstance(content, dict) or find_fault("correction", content):
        raise InputError("file_is_no_correction", where)
    return content


def _line(text: str) -> str:
    """Return a text from outside as one line in which nothing is hidden."""
    return printable(" ".join(text.split()))


def with_another(
    opened: Sequence[Correction], correction: Correction, where: str = ""
) -> list[Correction]:
    """Return what lies open with one more, each once.

    Raises :class:`~geo.base.errors.InputError` where too many do.
    """
    found = list(dict.fromkeys((*opened, correction)))
    if len(found) > MAX_OPEN:
        raise InputError("too_many_corrections", where, count=MAX_OPEN)
    return found


def finding_of(correction: Correction, sites: Iterable[FoundSite]) -> Finding | None:
    """Return the finding at the words that are meant, None for none."""
    findings = (f for site in sites for f in site.findings)
    return next((f for f in findings if f.mention.span == correction.span), None)


def step_of(
    correction: Correction,
    report: Report,
    sites: Sequence[FoundSite],
    draft: Draft,
    known: Feature | None,
    reason: str,
) -> Step | None:
    """Return the step that a correction asks for; None where it does not say all of one.

    ``known`` is the feature of the site's place, ``reason`` is why, for the file of decisions.
    Whether the step holds, the desk says.
    """
    site = next((each for each in sites if each.id == correction.site), None)
    finding = finding_of(correction, sites)
    value = correction.value
    match correction.wrong:
        case "not_a_site" if finding:
            return steps.reject(report, finding, reason)
        case "not_a_site" if site and correction.span is None:
            standing = [f for f in site.findings if f.state != "rejected"]
            rejected = [steps.reject(report, f, reason) for f in standing]
            return Step(add=tuple(d for step in rejected for d in step.add)) if rejected else None
        case "stage" if finding and value == MENTIONED:
            return steps.set_stage(report, finding, value, "", reason)
        case "planned" if finding:
            planned = not finding.mention.planned
            return steps.set_planned(report, finding, reason, planned=planned)
        case "sector" if site and value:
            return steps.set_sector(site, value, reason)
        case "name" if site and value:
            return steps.rename(site, value, reason, draft, known)
    return None
