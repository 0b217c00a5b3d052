"""Why a step does not hold, in the reader's language."""

from __future__ import annotations

from geo.base.errors import InputError
from geo.base.languages import Language
from geo.base.messages import Message


def explain_error(error: InputError, language: Language) -> str:
    """Return what is wrong in ``language``, and in which line of what the editor has typed.

    No other place is told: a step stands in no file yet.
    """
    is_typed = isinstance(error.place, Message) and error.place.code == "line"
    return error.sentence(language) if is_typed else error.said(language)
