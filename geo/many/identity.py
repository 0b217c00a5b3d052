"""Names that stay apart when many reports make one atlas."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from geo.base.spelling import hyphenated
from geo.model.atlas import Atlas, Feature

# Stands in no report's slug and no site's id, so that both can be told from their sum.
_JOINT: Final = "--"
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SLUG_MAX: Final = 60


def slug_of(report_id: str) -> str:
    """Return a report's id in lower-case ASCII and hyphens: ``上海-2024`` is ``shang-hai-2024-…``.

    An id that is one already stays as it is; any other gets a digest of itself behind, for
    伊春 and 宜春 sound alike.
    """
    if _SLUG.fullmatch(report_id) and len(report_id) <= _SLUG_MAX:
        return report_id
    digest = hashlib.sha256(report_id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return "-".join(filter(None, [hyphenated(report_id), digest]))


def joint_id(slug: str, site_id: str) -> str:
    """Return the id of a report's site in an atlas of many reports."""
    return f"{slug}{_JOINT}{site_id}"


def joint_features(slug: str, report_id: str, features: Iterable[Feature]) -> Iterable[Feature]:
    """Yield a report's features as an atlas of many reports has them.

    The ids, ``within`` among them, begin with the report's slug; the property ``report`` is
    the report's id.
    """
    for feature in features:
        site = feature["properties"]
        joint = joint_id(slug, site["id"])
        within = site["within"] and joint_id(slug, site["within"])
        yield {
            **feature,
            "id": joint,
            "properties": {**site, "id": joint, "within": within, "report": report_id},
        }


def joint_report(reports: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what an atlas says of the many reports that it was built from.

    ``title``, ``place``, ``place_code`` and ``date`` are those that all have in common,
    ``sha256`` is a digest of theirs, ``reports`` is what each says of itself.
    """
    digest = hashlib.sha256("\n".join(r["sha256"] for r in reports).encode()).hexdigest()
    common = {
        name: values.pop() if len(values := {r.get(name) for r in reports}) == 1 else None
        for name in ("title", "place", "place_code", "date")
    }
    common["title"] = common["title"] or "政府工作报告"
    return {"id": "reports", **common, "sha256": digest, "reports": list(reports)}


def join(atlases: Iterable[Atlas]) -> Atlas:
    """Return one atlas of many: reports in the order of their slugs, sites in that of their ids."""
    by_slug = {slug_of(atlas.report["id"]): atlas for atlas in atlases}
    ordered = sorted(by_slug.items())
    features = [
        feature
        for slug, atlas in ordered
        for feature in joint_features(slug, atlas.report["id"], atlas.features)
    ]
    return Atlas(joint_report([dict(atlas.report) for _, atlas in ordered]), tuple(features))
