"""The project's code lists: stage, sector, precision, kind and period.

A code is what files hold; labels are what people read, and stand in each language's
``labels.json`` (:mod:`geo.base.languages`). Order matters for stages: the further down the list,
the further a site has come.
"""

from __future__ import annotations

from typing import Final

from geo.base.languages import Code


def listed(group: str, *codes: str) -> dict[str, Code]:
    """Return a code list; ``group`` is what its labels begin with."""
    return {code: Code(code, group) for code in codes}


MENTIONED: Final = "mentioned"

STAGES: Final[dict[str, Code]] = listed(
    "stage",
    "planning",
    "land_assembly",
    "land_supply",
    "signed",
    "started",
    "under_construction",
    "completed",
    "operating",
    MENTIONED,
)

# How far a stage is; a bare mention is no stage and ranks below all of them.
# Provinces of GB/T 2260 whose documents count in money of their own (New Taiwan dollars, Hong Kong
# dollars, patacas): a sum that they state is none in yuan.
OTHER_MONEY: Final = ("71", "81", "82")
STAGE_RANK: Final[dict[str, int]] = {code: i for i, code in enumerate(STAGES)} | {MENTIONED: -1}

SECTORS: Final[dict[str, Code]] = listed(
    "sector",
    "finance",
    "commerce",
    "culture_tourism",
    "innovation_digital",
    "design_engineering",
    "transport",
    "utilities",
    "education",
    "health",
    "social_care",
    "ecology",
    "urban_renewal",
    "housing",
    "safety",
    "industry",
    "agriculture",
    "headquarters_other",
)

PRECISIONS: Final[dict[str, Code]] = listed(
    "precision",
    "exact",
    "street",
    "approximate",
    "area",
    "township",
    "district",
    "city",
    "none",
)

# Precisions by which only an administrative unit is known.
BY_UNIT: Final = frozenset(("township", "district", "city"))

# The largest uncertainty, in metres, that a precision allows.
MAX_UNCERTAINTY_M: Final[dict[str, float]] = {"exact": 100, "street": 300, "approximate": 1000}

LOCATION_SOURCES: Final[dict[str, Code]] = listed(
    "location_source",
    "reference",
    "described",
    "near",
    "within",
    "estimate",
    "geocoder",
)

KINDS: Final[dict[str, Code]] = listed(
    "kind",
    "area",
    "plot",
    "building",
    "road",
    "tunnel",
    "metro",
    "corridor",
    "park",
    "lake",
    "canal",
    "hill",
    "campus",
    "facility",
    "institution",
)

# What an amount that another document states is for.
COVERS: Final[dict[str, Code]] = listed(
    "covers",
    "total_investment",
    "land_price",
    "contract",
    "construction_cost",
    "fund_size",
)

PROGRESS: Final[dict[str, Code]] = listed(
    "progress",
    "done",
    "ahead",
    "on_track",
    "behind",
)
RESPONSIBLE_ROLES: Final[dict[str, Code]] = listed(
    "role",
    "lead",
    "responsible",
    "builder",
)
INVESTMENT_BASES: Final[dict[str, Code]] = listed(
    "investment_basis",
    "stated",
    "at_least",
    "fund",
    "cited",
)

# What became of a target; silence is never a broken promise.
VERDICTS: Final[dict[str, Code]] = listed(
    "verdict",
    "kept",
    "kept_late",
    "surpassed",
    "under_way",
    "contradicted",
    "no_evidence",
)
# What the map draws a site as that has no verdict, since no target of it is known.
NO_VERDICT: Final = Code("none", "verdict")

# What a later document is, the one to believe first where two differ.
SOURCES: Final[dict[str, Code]] = listed(
    "source",
    "official_report",
    "notice",
    "company",
    "press",
    "encyclopaedia",
    "repost",
)
# How sure it is that a later document means this site.
CERTAINTIES: Final[dict[str, Code]] = listed(
    "certainty",
    "sure",
    "likely",
    "weak",
)
# What a site of another report is to a site.
RELATIONS: Final[dict[str, Code]] = listed(
    "relation",
    "same",
    "part_of",
    "has_part",
    "different",
)
# By what two sites of two reports are held for related, or may be.
LINK_GROUNDS: Final[dict[str, Code]] = listed(
    "link_ground",
    "place",
    "name",
    "core",
    "works",
    "phase",
    "owner",
    "short",
    "spelling",
    "part",
    "decided",
)
# What can change of a site from one build to the next, in the order in which it is told.
CHANGES: Final[dict[str, Code]] = listed(
    "change",
    "new",
    "gone",
    "stage",
    "amount",
    "verdict",
    "position",
)
