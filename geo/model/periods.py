"""Periods of statements in the order of time."""

from __future__ import annotations


def age(period: str | None) -> tuple[str, str]:
    """Order periods: the later the end, and of two with one end the shorter, the newer.

    One that is not known is older than all.
    """
    start, _, end = (period or "").partition("-")
    return end or start, start


def due(period: str | None) -> tuple[bool, str]:
    """Order periods of plans: one that is not known comes behind all."""
    return period is None, period or ""
