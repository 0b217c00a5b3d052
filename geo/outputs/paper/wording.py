"""What a printed map says, in the language that is asked for."""

from __future__ import annotations

from geo.base.languages import Language, table


def say(key: str, language: Language, **values: object) -> str:
    """Return the text in ``language``, with its values filled in."""
    return table("paper", language)[key].format(**values)


def say_precision(code: str, language: Language) -> str:
    """Return the short word for a precision."""
    # The base map has the other word of this name.
    return say("district_only" if code == "district" else code, language)
