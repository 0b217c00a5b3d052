"""Why a step does not hold, in the reader's language."""

from __future__ import annotations

from geo.base.errors import InputError
from geo.base.languages import Language


def explain_error(error: InputError, language: Language) -> str:
    """Return what is wrong and where in ``language``; no path of the server is told."""
    return error.said(language) if "/" in error.where else error.sentence(language)
