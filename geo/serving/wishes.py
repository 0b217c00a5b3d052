"""A request as what it wishes for: its parameters by name, a language, and what is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from geo.base.languages import LANGUAGES, Language
from geo.serving.query import COMMON, parameters
from geo.serving.refusals import wrong_value
from geo.serving.resource import Asked

S = TypeVar("S")


@dataclass(frozen=True)
class Wish(Generic[S]):
    """A request whose parameters are known: by name, with the language of a page.

    ``catalogue`` is what is asked.
    """

    parts: Mapping[str, str]
    query: Mapping[str, str]
    language: Language
    catalogue: S


def wish_of(asked: Asked, catalogue: S, known: Sequence[str] = COMMON) -> Wish[S]:
    """Return what is wished for; ``known`` are the parameters that there are.

    Raises :class:`~geo.serving.refusals.Refusal`.
    """
    query = parameters(asked.query, known)
    language = query.get("lang", LANGUAGES[0])
    if language not in LANGUAGES:
        raise wrong_value("lang", language, f"{' or '.join(LANGUAGES)} is wanted")
    return Wish(asked.parts, query, language, catalogue)
