"""The words that the extractor knows: the tables of ``data/lexicon`` as one read-only object.

Each table is a CSV file that a person can edit; a row that does not hold is refused with
its file and line. The lexicon speaks for Chinese work reports in general: names of places
belong to the gazetteer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from geo.base.errors import InputError
from geo.base.messages import Where
from geo.base.paths import DATA
from geo.base.tables import read_roles, read_table
from geo.model.codes import KINDS, SECTORS, STAGES

WORD_CLASSES: Final = ("boundary", "common", "inner", "name", "level", "number")
HEAD_ROLES: Final = ("head", "suffix")
# The learned weights, beside the tables.
MODEL: Final = "names.crfsuite.gz"
NETWORK: Final = "names.network.npz"
JUDGE: Final = "spans.crfsuite.gz"
NESTER: Final = "parts.crfsuite.gz"
STAGER: Final = "claims.crfsuite.gz"
FORCES: Final = ("strong", "weak", "before", "mere")
# What a word of ``cues.csv`` is to the rules of names and stages.
CUE_ROLES: Final = {
    "where": "says in any city's words where a thing is, and leaves its name (中心城区)",
    "sole": "an area that needs no name where a city has one of it (高新区)",
    "unique": "a head that can name the only one of its kind (博物馆)",
    "rank_of": "begins a rank, with a rank behind it (国家…示范)",
    "rank": "ends a rank, which is no place",
    "generic": "begins what is no place of its own (高端)",
    "works": "works that are named without 工程 or 项目 behind them (改扩建)",
    "at_place": "ends the words for works at a place that is not built by them (治理)",
    "designation": "before a sort, behind a list: what was made of its items (景观大道)",
    "sort": "a head, or what a list's items are called together and no name ends with (社区)",
    "nickname": "in quotation marks behind a name: what the site itself is called (断头路)",
    "betterment": "leaves the end of a whole name: the clause says it (改造提升)",
    "shell": "adds nothing behind a whole name (项目)",
    "settling": "brings firms in, which the list behind it names (引进)",
    "title": "directly behind a name: what it has got, or whose it is (获批)",
    "no_works": "what the verb before a name drives at is no works (创建)",
    "drive": "ends a verb whose object says whether works are meant (推进)",
    "growth": "what such a verb drives at where no works are meant (发展)",
    "vague": "no object of a weak verb (工作)",
    "help": "helps; with a word of helped at the end of the clause, the name is being built (支持)",
    "helped": "what is helped in the clauses that begin with help (建设)",
    "background": "the name behind it is a means or a neighbour (依托)",
    "manner": "directly behind a name: its clause goes on (以)",
    "hedge": "directly before a stage word: how far it holds (基本)",
    "denial": "the stage word behind it is denied (尚未)",
}


@dataclass(frozen=True, slots=True)
class StageWord:
    """A word that says how far something is.

    A ``strong`` word says it by itself (竣工); a ``weak`` one (启动, 完成, 加快) yields to a
    strong word in its clause, for its object decides (启动…征收 is land assembly); one that
    counts only ``before`` its object is a plain noun behind it (建设). A ``mere`` word is a
    common one that says a stage now and then (提升): the rules pass it over, and it counts
    only where the learned weights say so.
    """

    word: str
    stage: str
    force: str

    @property
    def strong(self) -> bool:
        """Whether the word says the stage by itself."""
        return self.force == "strong"


@dataclass(frozen=True, slots=True)
class Head:
    """A word that a site's name ends with.

    A ``suffix`` may stand behind a whole name (一期, 迁建) and makes none by itself.
    """

    word: str
    kind: str
    suffix: bool


@dataclass(frozen=True, slots=True)
class SectorCue:
    """A word that speaks for a sector; ``weight`` counts more in a name than in its clause."""

    word: str
    sector: str
    weight: float


@dataclass(frozen=True)
class Lexicon:
    """All tables, by word.

    ``words`` maps a common word to its class: ``boundary`` (a verb, adverb or function word:
    no name goes across it), ``common`` and ``inner`` (may stand inside a name, name nothing
    by themselves), ``name`` (a common word that streets and schools are named by: 和平, 滨江),
    ``level`` (市, 区级: whose it is), ``number``. ``cues`` are the words of each role in
    :data:`CUE_ROLES`. ``regions`` are the country's provinces, cities and counties;
    ``pairs`` says of two characters in how many of some sixty reports, at least, they stand
    side by side; ``mere_stages`` are common words that say a stage now and then; ``model`` and
    ``network`` are the files of the two readers that mark names, ``judge`` that of the weights
    of whole spans, ``nester`` that of names inside names, ``stager`` that of stage words.
    """

    stages: Mapping[str, StageWord]
    heads: Mapping[str, Head]
    words: Mapping[str, str]
    sectors: Mapping[str, SectorCue]
    cues: Mapping[str, frozenset[str]] = field(default_factory=dict)
    regions: frozenset[str] = frozenset()
    pairs: Mapping[str, int] = field(default_factory=dict)
    mere_stages: Mapping[str, StageWord] = field(default_factory=dict)
    model: Path | None = None
    network: Path | None = None
    judge: Path | None = None
    nester: Path | None = None
    stager: Path | None = None

    @cached_property
    def all_stages(self) -> Mapping[str, StageWord]:
        """Every word that may say a stage."""
        return {**self.mere_stages, **self.stages}

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every known word of any table but the cues."""
        return frozenset(self.stages) | frozenset(self.heads) | frozenset(self.words) | self.regions

    def cue(self, *roles: str) -> frozenset[str]:
        """Return the words of ``roles``, codes of :data:`CUE_ROLES`."""
        if len(roles) == 1:
            return self.cues.get(roles[0], frozenset())
        return frozenset().union(*(self.cues.get(role, ()) for role in roles))

    @cached_property
    def sector_cues(self) -> Mapping[str, Sequence[tuple[int, str]]]:
        """The cues of sectors, each with its place in the table, by their first character."""
        found: dict[str, list[tuple[int, str]]] = {}
        for place, cue in enumerate(self.sectors):
            found.setdefault(cue[0], []).append((place, cue))
        return found

    @cached_property
    def lengths(self) -> Mapping[str, tuple[int, ...]]:
        """The lengths of the known words, in characters, by their first character."""
        found: dict[str, set[int]] = {}
        for word in self.vocabulary:
            found.setdefault(word[0], set()).add(len(word))
        return {first: tuple(sorted(lengths)) for first, lengths in found.items()}


def _check(value: str, allowed: object, what: str, where: Where) -> str:
    if value not in allowed:  # type: ignore[operator]
        raise InputError("unknown_in_lexicon", where, what=what, value=value)
    return value


def _new(word: str, table: Mapping[str, object], where: Where) -> str:
    if not word:
        raise InputError("word_is_missing", where)
    if word in table:
        raise InputError("word_stands_twice", where, word=word)
    return word


def read_lexicon(folder: Path = DATA / "lexicon") -> Lexicon:
    """Read and check the tables of ``folder``.

    Raises :class:`~geo.base.errors.InputError` with file and line for the first broken row.
    """
    stages: dict[str, StageWord] = {}
    mere: dict[str, StageWord] = {}
    for where, row in read_table(folder / "stages.csv", ("word", "stage", "force", "note")):
        word = _new(row["word"], {**stages, **mere}, where)
        stage = _check(row["stage"], STAGES, "stage", where)
        force = _check(row["force"], FORCES, "force", where)
        (mere if force == "mere" else stages)[word] = StageWord(word, stage, force)
    heads: dict[str, Head] = {}
    for where, row in read_table(folder / "heads.csv", ("head", "kind", "role")):
        word = _new(row["head"], heads, where)
        suffix = _check(row["role"], HEAD_ROLES, "role", where) == "suffix"
        kind = row["kind"] if suffix else _check(row["kind"], KINDS, "kind", where)
        heads[word] = Head(word, kind, suffix)
    words: dict[str, str] = {}
    for where, row in read_table(folder / "words.csv", ("word", "class")):
        word = _new(row["word"], words, where)
        words[word] = _check(row["class"], WORD_CLASSES, "class", where)
    sectors: dict[str, SectorCue] = {}
    for where, row in read_table(folder / "sectors.csv", ("cue", "sector", "weight")):
        cue = _new(row["cue"], sectors, where)
        sector = _check(row["sector"], SECTORS, "sector", where)
        try:
            weight = float(row["weight"])
        except ValueError:
            raise InputError("weight_is_no_number", where, weight=row["weight"]) from None
        sectors[cue] = SectorCue(cue, sector, weight)
    cues = read_roles(folder / "cues.csv", CUE_ROLES)
    regions: dict[str, None] = {}
    for where, row in read_table(folder / "regions.csv", ("region",)):
        regions[_new(row["region"], regions, where)] = None
    pairs: dict[str, int] = {}
    for where, row in read_table(folder / "pairs.csv", ("first", "reports", "second")):
        if not row["reports"].isdigit():
            raise InputError("count_is_no_number", where, count=row["reports"])
        found = (row["first"] + second for second in row["second"])
        pairs |= dict.fromkeys(found, int(row["reports"]))
    models = (folder / name for name in (MODEL, NETWORK, JUDGE, NESTER, STAGER))
    return Lexicon(
        stages,
        heads,
        words,
        sectors,
        {role: frozenset(found) for role, found in cues.items()},
        frozenset(regions),
        pairs,
        mere,
        *(path if path.exists() else None for path in models),
    )
