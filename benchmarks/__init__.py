"""Measurements: each module is a command of its own (``python -m benchmarks.extraction``)."""
