"""What the page says, in the reader's language."""

from __future__ import annotations

from geo.base.languages import Language, table


def say(key: str, language: Language, **values: object) -> str:
    """Return the text ``key`` in ``language`` with its values filled in."""
    return table("page", language)[key].format(**values)


def bracketed(text: str, more: str, language: Language) -> str:
    """Return a text with something behind it in brackets."""
    return say("brackets", language, text=text, more=more)
