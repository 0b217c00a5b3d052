"""What a reader's words find: sites, choices of a filter, places of the base map, clauses; ranked.

A name is found by its characters in either script, by its pinyin, by the first letters of it, by
another word for a part of it (``data/lexicon/equivalents.csv``) and, behind all of these, by the
first characters of its words (人大 for 人民大学) and by its sector. All of it is made here once for
an atlas; the browser is handed it (:meth:`Index.data`) and finds the same while one types
(``geo/assets/shared/finding.js``), which ``tests/data/vectors.json`` holds it to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final

from geo.base.paths import DATA
from geo.base.printable import visible
from geo.base.scripts import one_script
from geo.base.spelling import syllables
from geo.base.tables import read_table
from geo.model.atlas import Feature, names_of
from geo.model.codes import SECTORS, STAGES

EQUIVALENTS: Final = DATA / "lexicon" / "equivalents.csv"
# By what something is found. From `same` on each kind comes behind all that are before it.
HOWS: Final = (
    "name", "alias", "english", "pinyin", "initials", "same", "short", "sector", "words",
)  # fmt: skip
# What is found. Where two are found as well, that of the earlier kind comes first.
KINDS: Final = ("site", "sector", "stage", "place", "words")
_NAME, _ALIAS, _ENGLISH, _PINYIN, _INITIALS, _SAME, _SHORT, _SECTOR, _WORDS = range(len(HOWS))
_RANKED: Final = _SAME
_EXACT, _START, _INSIDE = range(3)
_CHINESE: Final = re.compile("[\u3400-\u9fff]")
_WORD: Final = re.compile("[\u3400-\u9fff]{2,6}")
_WORD_MAX: Final = 6
# One letter, or one character's sound, stands within too many names to say anything.
_LEAST_INSIDE: Final = 2
_SHORT_MAX: Final = 4
_TERMS_MAX: Final = 6


@dataclass(frozen=True, slots=True)
class Place:
    """A named place of the base map, with what it is there; degrees are WGS-84."""

    name: str
    name_en: str
    kind: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found: its names as they are shown and how they are spoken.

    ``target`` is a site's number in the atlas, a code, or a place's number. ``names`` begins with
    the name that it goes by; ``spoken`` has for each of them its syllables with blanks between
    them; ``short`` are the first characters of the name's words; ``sector`` is a site's code.
    """

    kind: str
    target: int | str
    names: tuple[str, ...]
    english: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    short: str = ""
    sector: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the report, in one line, and the numbers of the sites that it names."""

    text: str
    sites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """What is found, by what, and the name or the clause that says it."""

    kind: str
    target: int | str
    how: str
    said: str


@dataclass(frozen=True)
class Index:
    """What can be found in an atlas; ``scripts`` reads either script in one."""

    entries: tuple[Entry, ...]
    clauses: tuple[Clause, ...] = ()
    places: tuple[Place, ...] = ()
    same: tuple[tuple[str, str], ...] = ()
    scripts: Mapping[int, str] = field(default_factory=dict)

    def hits(self, text: str) -> list[Hit]:
        """Return all that ``text`` finds, the best first; nothing for blanks."""
        wanted = self._wanted(text)
        if not wanted.whole:
            return []
        found = []
        for number, entry in enumerate(self.entries):
            if best := self._best(number, wanted):
                rank, length, how, said = best
                order = (*rank, KINDS.index(entry.kind), length, number)
                found.append((order, Hit(entry.kind, entry.target, HOWS[how], said)))
        found.sort(key=lambda each: each[0])
        hits = [hit for _, hit in found]
        if len(wanted.whole) >= _LEAST_INSIDE:
            hits += [
                Hit("words", number, HOWS[_WORDS], clause.text)
                for number, (clause, said) in enumerate(zip(self.clauses, self._said, strict=True))
                if wanted.whole in said
            ]
        return hits

    def sites(self, text: str) -> list[int]:
        """Return the numbers of the sites that ``text`` finds by name or sector, in order."""
        wanted = self._wanted(text)
        return [
            int(entry.target)
            for number, entry in enumerate(self.entries)
            if entry.kind == "site" and (not wanted.whole or self._best(number, wanted))
        ]

    def normal(self, text: str) -> str:
        """Return a text as it is compared: in one script and in small letters, blanks as one."""
        return " ".join(text.casefold().translate(self.scripts).split())

    def data(self) -> dict[str, Any]:
        """Return the index as JSON for the browser: an entry's members in their order."""
        alphabet = {c for key in self._keys for name in (*key.names, *key.english) for c in name}
        alphabet |= {c for said in self._said for c in said} | set("".join(map("".join, self.same)))
        return {
            "entries": [
                [
                    KINDS.index(entry.kind), entry.target, entry.names, entry.english,
                    entry.spoken, entry.short, entry.sector,
                ]
                for entry in self.entries
            ],
            "places": [[place.kind, place.lat, place.lon] for place in self.places],
            "clauses": [[clause.text, *clause.sites] for clause in self.clauses],
            "same": list(self.same),
            "scripts": "".join(
                chr(sign) + meant for sign, meant in self.scripts.items() if meant in alphabet
            ),
        }  # fmt: skip

    def _wanted(self, text: str) -> _Wanted:
        whole = self.normal(text)
        terms = whole.split()[:_TERMS_MAX]
        return _Wanted(
            whole,
            tuple(whole.replace(said, meant) for said, meant in self.same if said in whole),
            whole.replace(" ", "").replace("'", "") if whole.isascii() else "",
            {} if len(whole) < _LEAST_INSIDE else self._sectors_of(whole),
            tuple(map(self._wanted, terms)) if len(terms) > 1 else (),
        )

    def _sectors_of(self, whole: str) -> dict[str, tuple[int, str]]:
        """Return the sectors whose label begins with a text, how well, and that label."""
        return {
            code: (quality, name)
            for code, labels in self._sectors.items()
            for name, plain in labels
            if (quality := _within(whole, plain)) in {_EXACT, _START}
        }

    def _best(self, number: int, wanted: _Wanted) -> _Best | None:
        """Return how an entry is found best, by the whole text or by each of several words."""
        found = [
            ((how if how >= _RANKED else 0, quality, how), len(said), how, said)
            for how, quality, said in self._ways(number, wanted)
        ]
        if found or not wanted.terms:
            return min(found, default=None)
        each = [best for term in wanted.terms if (best := self._best(number, term))]
        return max(each) if len(each) == len(wanted.terms) else None

    def _ways(self, number: int, wanted: _Wanted) -> Iterator[tuple[int, int, str]]:
        """Yield by what an entry is found, how well, and by which of its names."""
        entry, key, whole = self.entries[number], self._keys[number], wanted.whole
        if any(each in key.all for each in (whole, *wanted.meant)):
            for place, (name, plain) in enumerate(zip(entry.names, key.names, strict=True)):
                if (quality := _within(whole, plain)) is not None:
                    yield (_ALIAS if place else _NAME), quality, name
                for meant in wanted.meant:
                    if (quality := _within(meant, plain)) is not None:
                        yield _SAME, quality, name
            for name, plain in zip(entry.english, key.english, strict=True):
                if (quality := _within(whole, plain)) is not None:
                    yield _ENGLISH, quality, name
        if wanted.together:
            for name, spoken in zip(entry.names, key.spoken, strict=True):
                if way := _spoken(wanted.together, spoken):
                    yield *way, name
        elif len(whole) <= _SHORT_MAX and _shortened(whole, key.short):
            yield _SHORT, _EXACT if whole == key.short else _START, entry.names[0]
        if sector := wanted.sectors.get(entry.sector):
            yield _SECTOR, *sector

    @cached_property
    def _keys(self) -> list[_Key]:
        return [
            _Key(
                "\n".join(names + english),
                names,
                english,
                tuple(tuple(spoken.split()) for spoken in entry.spoken),
                self.normal(entry.short),
            )
            for entry in self.entries
            for names in (tuple(map(self.normal, entry.names)),)
            for english in (tuple(map(self.normal, entry.english)),)
        ]

    @cached_property
    def _said(self) -> list[str]:
        return [self.normal(clause.text) for clause in self.clauses]

    @cached_property
    def _sectors(self) -> dict[str, list[tuple[str, str]]]:
        return {
            str(entry.target): [(name, self.normal(name)) for name in entry.names + entry.english]
            for entry in self.entries
            if entry.kind == "sector"
        }


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is looked for: the whole, what it means as well, as letters alone, word by word.

    ``sectors`` are those whose label begins so.
    """

    whole: str
    meant: tuple[str, ...]
    together: str
    sectors: Mapping[str, tuple[int, str]]
    terms: tuple[_Wanted, ...]


# The rank, the length of the name that says it, by what, and that name.
_Best = tuple[tuple[int, int, int], int, int, str]


@dataclass(frozen=True, slots=True)
class _Key:
    all: str
    names: tuple[str, ...]
    english: tuple[str, ...]
    spoken: tuple[tuple[str, ...], ...]
    short: str


def index_of(
    features: Sequence[Feature], clauses: Iterable[Clause] = (), places: Sequence[Place] = ()
) -> Index:
    """Return what can be found among an atlas's sites, its report's clauses and places."""
    sectors = {f["properties"]["sector"] for f in features}
    words = _words()
    entries = [_site(number, f["properties"], words) for number, f in enumerate(features)]
    for kind, codes in (("sector", SECTORS), ("stage", STAGES)):
        for code in codes.values():
            if kind == "sector" and code.code not in sectors:
                continue
            names = tuple(dict.fromkeys(code.labels.values()))
            own = tuple(name for name in names if not name.isascii())
            others = tuple(name for name in names if name.isascii())
            entries.append(Entry(kind, code.code, own, others, tuple(map(syllables, own))))
    for number, place in enumerate(places):
        english = (visible(place.name_en),) if place.name_en else ()
        spoken = (syllables(place.name),)
        entries.append(Entry("place", number, (visible(place.name),), english, spoken))
    return Index(tuple(entries), tuple(clauses), tuple(places), equivalents(), one_script())


def _site(number: int, site: Mapping[str, Any], words: frozenset[str]) -> Entry:
    own, english, *others = names_of(site)
    names = tuple(dict.fromkeys((own, *others)))
    return Entry(
        "site",
        number,
        tuple(map(visible, names)),
        (visible(english),) if english else (),
        tuple(map(syllables, names)),
        first_characters(own, words),
        site["sector"],
    )


@lru_cache(maxsize=1)
def equivalents() -> tuple[tuple[str, str], ...]:
    """Return words with what somebody who says them may look for as well.

    Raises :class:`~geo.base.errors.InputError` for a table that is broken.
    """
    rows = read_table(EQUIVALENTS, ("said", "meant"))
    return tuple((row["said"], row["meant"]) for _, row in rows)


def first_characters(name: str, words: frozenset[str]) -> str:
    """Return the first characters of a name's words: what it may be shortened to.

    Between words that are known stands one that is not.

    >>> first_characters("人民大学", frozenset({"人民", "大学"}))
    '人大'
    """
    found, at, is_open = "", 0, False
    while at < len(name):
        if not _CHINESE.match(name[at]):
            at, is_open = at + 1, False
            continue
        longest = next((n for n in range(_WORD_MAX, 1, -1) if name[at : at + n] in words), 0)
        if longest or not is_open:
            found += name[at]
        is_open = not longest
        at += longest or 1
    return found if len(found) > 1 else ""


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    """Return the words that names are made of: the lexicon's heads and common words."""
    folder = DATA / "lexicon"
    found = [row["head"] for _, row in read_table(folder / "heads.csv", ("head", "kind", "role"))]
    found += [row["word"] for _, row in read_table(folder / "words.csv", ("word", "class"))]
    return frozenset(word for word in found if _WORD.fullmatch(word))


def _within(wanted: str, name: str) -> int | None:
    """Return how well a name has a text in it: it is the whole, the beginning, or within."""
    at = name.find(wanted)
    if at < 0:
        return None
    return _INSIDE if at else _EXACT if len(name) == len(wanted) else _START


def _shortened(wanted: str, short: str) -> bool:
    """Say whether a text is made of a shortened name's characters, in order, with the first."""
    if len(wanted) < _LEAST_INSIDE or wanted[0] != short[:1]:
        return False
    rest = iter(short)
    return all(sign in rest for sign in wanted)


def _spoken(wanted: str, spoken: tuple[str, ...]) -> tuple[int, int] | None:
    """Return by what and how well a name is found by its sound.

    By pinyin where each syllable is whole but for the last one, by initials where some are not. One
    letter is looked for at the beginning alone.
    """
    if not spoken:
        return None
    sound, at = "".join(spoken), 0
    is_long = len(wanted) >= _LEAST_INSIDE
    for syllable in spoken:
        if sound.startswith(wanted, at):
            return _PINYIN, _INSIDE if at else _EXACT if len(sound) == len(wanted) else _START
        if not is_long:
            return None
        at += len(syllable)
    if (last := _ending(wanted, spoken, is_anywhere=False)) is not None:
        return _INITIALS, _EXACT if last == len(spoken) - 1 else _START
    last = _ending(wanted, spoken, is_anywhere=True)
    return None if last is None else (_INITIALS, _INSIDE)


def _ending(wanted: str, spoken: tuple[str, ...], *, is_anywhere: bool) -> int | None:
    """Return with which syllable a text ends that is beginnings of syllables in a row."""
    ends: set[int] = set()
    for number, syllable in enumerate(spoken):
        if (is_anywhere or not number) and wanted[0] == syllable[0]:
            ends.add(0)
        ends = {
            end + taken
            for end in ends
            for taken in range(1, min(len(syllable), len(wanted) - end) + 1)
            if wanted.startswith(syllable[:taken], end)
        }
        if len(wanted) in ends:
            return number
        if not (ends or is_anywhere):
            return None
    return None
