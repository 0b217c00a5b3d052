"""A government work report as a map: every named site placed, staged and proved by its words."""

__version__ = "0.1.0"
