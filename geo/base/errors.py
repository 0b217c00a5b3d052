"""Errors that a user can act on: each names what is wrong and where."""

from __future__ import annotations

from typing import Any

from geo.base.languages import ENGLISH, Language, table
from geo.base.messages import Message, message_of, shown


class InputError(ValueError):
    """Bad input: a code that names the fault, and its values.

    ``where`` names the file, with a line or an id where there is one. The sentence is in each
    language's ``messages.json``; as text, the error is its English line. Both are what a message
    may show: one line each, nothing hidden in it, and no password.
    """

    def __init__(self, code: str | Message, where: object = "", /, **values: object) -> None:
        self.message = code if isinstance(code, Message) else Message(code, **values)
        self.place = where if isinstance(where, Message) else shown(where)
        super().__init__(self.sentence())

    @property
    def code(self) -> str:
        """The code of the fault."""
        return self.message.code

    @property
    def what(self) -> str:
        """What is wrong, in English."""
        return self.message.sentence()

    @property
    def where(self) -> str:
        """Where it is wrong, in English; may be empty."""
        return str(self.place)

    def said(self, language: Language) -> str:
        """Return what is wrong, in a language."""
        return self.message.sentence(language)

    def sentence(self, language: Language = ENGLISH) -> str:
        """Return what is wrong and where, in a language."""
        what, where = self.said(language), self.place
        if isinstance(where, Message):
            where = where.sentence(language)
        return (
            table("messages", language)["somewhere"].format(where=where, what=what)
            if where
            else what
        )

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.sentence()

    def at(self, where: object) -> InputError:
        """Return the same fault at another place."""
        return InputError(self.message, where)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON can say it; :func:`error_of` reads it."""
        place = self.place
        where = place.as_json() if isinstance(place, Message) else place
        return {"fault": self.message.as_json(), "where": where}

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it go to another process."""
        return InputError, (self.message, self.place)


def error_of(content: object) -> InputError:
    """Return the error that :meth:`InputError.as_json` wrote; raises ``ValueError`` for no such."""
    match content:
        case {"fault": fault, "where": str(where)}:
            return InputError(message_of(fault), where)
        case {"fault": fault, "where": dict(where)}:
            return InputError(message_of(fault), message_of(where))
    raise ValueError("no error")
