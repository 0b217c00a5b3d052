"""Amounts of money in a clause, and which of them belong to one site.

A figure belongs to a site only where the clause states it for that one site (总投资50亿元的
X项目), for each one of a list (X、Y等61个亿元以上项目) or for a fund (总规模200亿元的X基金).
Everything else is a programme's figure and belongs to nobody here.
"""

from __future__ import annotations

import re
from typing import Final

from geo.mentions import Investment
from geo.report import Clause

_UNITS: Final = {"万": 1e4, "亿": 1e8}
_FIGURE: Final = (
    r"(?P<amount>(?P<over>超过?|逾)?(?:约|近)?(?P<figure>\d+(?:\.\d+)?)"
    r"(?P<unit>万|亿)(?P<more>余|多)?元(?P<above>以上)?)"
)
_BEFORE = re.compile(
    r"(?:总投资|投资|总规模|规模)(?:额)?(?:达|为)?" + _FIGURE + r"的[^,，。、]{0,6}$"
)
_BEHIND = re.compile(r"^(?:项目)?[(（]?(?:计划)?总投资(?:额)?(?:达|为)?" + _FIGURE)
_EACH = re.compile(r"等\d+个(?P<words>(?P<unit>十|百|千)?亿元以上)(?:的)?(?:重大|重点|产业)?项目")


def find_investment(text: str, start: int, end: int, clause: Clause) -> Investment | None:
    """Return the amount that ``clause`` states for the site at ``start`` to ``end``, if any."""
    each = _EACH.search(text, end, clause.end)
    if each:
        amount = {None: 1e8, "十": 1e9, "百": 1e10, "千": 1e11}[each["unit"]]
        return Investment(amount, "at_least", each.start("words"), each.end("words"))
    before = _BEFORE.search(text[clause.start : start])
    if before and not text.startswith("等", end):
        return _investment(before, clause.start, is_fund="基金" in text[start:end])
    behind = _BEHIND.search(text[end : clause.end])
    if behind:
        return _investment(behind, end, is_fund=False)
    return None


def _investment(found: re.Match[str], offset: int, *, is_fund: bool) -> Investment:
    amount = round(float(found["figure"]) * _UNITS[found["unit"]], 2)
    at_least = found["over"] or found["more"] or found["above"]
    basis = "fund" if is_fund else "at_least" if at_least else "stated"
    return Investment(amount, basis, offset + found.start("amount"), offset + found.end("amount"))
