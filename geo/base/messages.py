"""What the program has to say: a code and values, of which each language makes its sentence.

The sentences stand in each language's ``messages.json`` (:mod:`geo.base.languages`). A value is a
text, a number or another message. ``{value:group}`` says a value that is a code by its name in that
language: ``group.value`` in the same table, or in that of the labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from geo.base.addresses import without_password
from geo.base.languages import ENGLISH, LANGUAGES, Language, table
from geo.base.printable import printable

# What a library, a schema or the system says is passed on as it says it.
SAID: Final = "said"
_LONGEST: Final = 2_000
DEEPEST: Final = 12


class Message:
    """A code with its values, which can be said in every language.

    What is no code of the table is said as it is: tools that maintain the project speak so.
    """

    __slots__ = ("code", "values")

    def __init__(self, code: str, /, **values: object) -> None:
        self.code = code
        self.values: Mapping[str, object] = {name: _kept(each) for name, each in values.items()}

    def sentence(self, language: Language = ENGLISH) -> str:
        """Return it in a language: one line, nothing hidden in it, and no password."""
        said = table("messages", language).get(self.code)
        if said is None:
            return shown(self.code)
        values = {name: _Value(value, language) for name, value in self.values.items()}
        return shown(said.format(**values))

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.sentence()

    def __repr__(self) -> str:
        """Return code and values."""
        return f"Message({self.code!r}, {dict(self.values)})"

    def __eq__(self, other: object) -> bool:
        """Whether another says the same of the same."""
        if not isinstance(other, Message):
            return NotImplemented
        return (self.code, self.values) == (other.code, other.values)

    def __hash__(self) -> int:
        """Return the same for what says the same."""
        return hash((self.code, tuple(self.values.items())))

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it go to another process."""
        return _made, (self.code, dict(self.values))

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON can say it; a text has 2,000 characters at most."""
        values = {
            name: each.as_json()
            if isinstance(each, Message)
            else each[:_LONGEST]
            if isinstance(each, str)
            else each
            for name, each in self.values.items()
        }
        return {"code": self.code[:_LONGEST], "values": values}


def message_of(content: object, depth: int = 0) -> Message:
    """Return the message that :meth:`Message.as_json` wrote; raises ``ValueError`` for no such.

    A process that has read a stranger's file may say anything. A message may stand in another, and
    that in a third, :data:`DEEPEST` times at most.
    """
    match content:
        case {"code": str(code), "values": dict(values)} if depth <= DEEPEST and all(
            isinstance(name, str) and name.isidentifier() for name in values
        ):
            known = {
                name: message_of(each, depth + 1) if isinstance(each, dict) else each
                for name, each in values.items()
            }
            if all(isinstance(each, str | int | float | Message) for each in known.values()):
                made = Message(code, **known)
                try:
                    for language in LANGUAGES:
                        made.sentence(language)
                except (LookupError, ValueError, TypeError, AttributeError) as error:
                    raise ValueError("no message") from error
                return made
    raise ValueError("no message")


# Where something stands: a file's name, or one with a line.
Where = Message | str


def joined(messages: Iterable[Message], language: Language = ENGLISH) -> str:
    """Return several messages as one line."""
    return table("page", language)["semicolon"].join(each.sentence(language) for each in messages)


def together(messages: Sequence[Message]) -> Message:
    """Return several messages as one: the first of them, where they are many."""
    first, *others = messages[: DEEPEST // 2]
    return Message("together", one=first, other=together(others)) if others else first


def counted(one: str, many: str, count: int) -> Message:
    """Return the message of one thing, or of several."""
    return Message(one if count == 1 else many, count=count)


def at_line(path: object, number: int) -> Message:
    """Return where in a file something stands."""
    return Message("at_line", path=path, line=number)


def shown(text: object) -> str:
    """Return a text from outside as any message shows it: in one line, and without passwords."""
    return printable(without_password(str(text)))


class _Value:
    """A value as a sentence of a language has it."""

    __slots__ = ("_language", "_value")

    def __init__(self, value: object, language: Language) -> None:
        self._value = value
        self._language = language

    def __format__(self, form: str) -> str:
        value = self._value
        if isinstance(value, Message):
            return value.sentence(self._language)
        if isinstance(value, str) and form.isidentifier():
            key = f"{form}.{value}"
            names = table("messages", self._language)
            return names.get(key) or table("labels", self._language).get(key, value)
        return format(value, form)

    def __repr__(self) -> str:
        return repr(self._value)


def _kept(value: object) -> object:
    if isinstance(value, int | float | Message):
        return value
    return without_password(str(value))


def _made(code: str, values: Mapping[str, object]) -> Message:
    return Message(code, **values)
