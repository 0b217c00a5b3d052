"""The typeface of the printed map, and how wide its words run.

It comes with a package, so that a sheet is the same on every machine. Where the package is
missing or damaged, the first typeface with Chinese that the machine has takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.font_manager import FontEntry, FontManager
from matplotlib.ft2font import FT2Font

from geo.base.errors import InputError

# What printing needs at the least; a font without these is no Chinese one.
_NEEDED: Final = "政府工作报告项目图编号名称现状计划精度区"
# Noto Sans CJK SC, in the collection that the package carries.
_FACE: Final = 2
# Of what a machine has: sans serif before serif, those made for simplified Chinese first.
_FAMILIES: Final = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN",
    "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "Heiti SC", "STHeiti", "SimHei", "Arial Unicode MS",
    "Noto Sans CJK JP", "Noto Serif CJK SC", "Songti SC", "SimSun",
)  # fmt: skip
# For what the Chinese font lacks; it comes with the library that draws.
_LATIN: Final = Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
_UNKNOWN: Final = "□"
_PT_PER_MM: Final = 72 / 25.4
_EM: Final = 1000
# Chinese breaks anywhere but before these.
_NO_LINE_STARTS_WITH: Final = frozenset("，。、；：！？）】》”’)],.;:!?")
_BLANKS: Final = re.compile(r"\s+")
# What no line may break: Latin words, other characters one by one.
_WORDS: Final = re.compile(r"[!-~\u00c0-\u024f]+ ?|.")


class Typeface:
    """A Chinese font and, behind it, a Latin one: ``families`` to draw with, by their files."""

    def __init__(self, file: str, face: int = 0) -> None:
        """Take face ``face`` of a font file; errors come when it is first used."""
        # Names that no installed font has, so that no list of fonts can put another in its place.
        self._entries = [
            FontEntry(fname=path, index=index, name=f"{path}#{index}", weight=400, size="scalable")
            for path, index in ((file, face), (str(_LATIN), 0))
        ]
        self.families = [entry.name for entry in self._entries]

    def enlist(self) -> None:
        """Make the families known to the library that draws, whatever its own list holds."""
        listed = font_manager.fontManager.ttflist
        listed.extend(entry for entry in self._entries if entry not in listed)

    @cached_property
    def _fonts(self) -> list[tuple[FT2Font, Container[int]]]:
        fonts = [FT2Font(entry.fname, face_index=entry.index) for entry in self._entries]
        return [(font, font.get_charmap()) for font in fonts]

    def printable(self, text: str) -> str:
        """Return a text in one line; what no font has becomes an empty square."""
        line = _BLANKS.sub(" ", text).strip()
        return "".join(c if self._font_of(c) is not None else _UNKNOWN for c in line)

    def _font_of(self, character: str) -> FT2Font | None:
        return next((font for font, known in self._fonts if ord(character) in known), None)

    @cache  # noqa: B019 (one typeface lives as long as the process)
    def _advance(self, character: str) -> float:
        """Return a character's width in parts of the em."""
        font = self._font_of(character) or self._fonts[0][0]
        font.set_size(_EM, 72)
        return float(font.load_char(ord(character)).linearHoriAdvance) / 65536 / _EM

    def width(self, text: str, points: float) -> float:
        """Return how wide a line runs, in millimetres."""
        return sum(self._advance(c) for c in text) * points / _PT_PER_MM

    def wrap(self, text: str, points: float, width: float) -> list[str]:
        """Return a text in lines of at most ``width`` millimetres; at least one line."""
        lines = [""]
        for word in self._words(self.printable(text), points, width):
            if self.width(lines[-1] + word.rstrip(), points) <= width or not lines[-1].strip():
                lines[-1] += word
            elif word[0] in _NO_LINE_STARTS_WITH and len(lines[-1].rstrip()) > 1:
                line = lines[-1].rstrip()
                lines[-1] = line[:-1]
                lines.append(line[-1] + word)
            else:
                lines.append(word)
        return [line.strip() for line in lines]

    def fit(self, text: str, points: float, width: float) -> str:
        """Return a text in one line of at most ``width`` millimetres, cut where it is longer."""
        first, *more = self.wrap(text, points, width)
        if not more:
            return first
        while self.width(f"{first}…", points) > width:
            first = first[:-1]
        return f"{first}…"

    def _words(self, text: str, points: float, width: float) -> Iterator[str]:
        """Yield what no line may break, in characters where it is wider than a line."""
        for word in _WORDS.findall(text):
            if self.width(word.rstrip(), points) <= width:
                yield word
            else:
                yield from word


def find_typeface() -> Typeface:
    """Return the package's typeface, or else the first with Chinese that the machine has.

    Raises :class:`~geo.base.errors.InputError` where there is none.
    """
    typeface = _typeface()
    if typeface is None:
        raise InputError("no_chinese_font")
    return typeface


@cache
def _typeface() -> Typeface | None:
    for entries in (_packaged, _listed, _listed_anew):
        for entry in entries():
            if has_chinese(entry.fname, entry.index):
                return Typeface(entry.fname, entry.index)
    return None


def _packaged() -> Iterator[FontEntry]:
    try:
        from noto_cjk_sans_otc import FONT_PATH
    except ImportError:
        return
    yield FontEntry(fname=str(FONT_PATH), index=_FACE)


def _listed() -> list[FontEntry]:
    """Return the fonts that the library knows; its list outlives what is installed and removed."""
    return _ranked(font_manager.fontManager.ttflist)


def _listed_anew() -> list[FontEntry]:
    """Return the fonts that are there now, and keep the list for the next time."""
    manager = FontManager()
    kept = Path(mpl.get_cachedir(), f"fontlist-v{FontManager.__version__}.json")
    font_manager.json_dump(manager, kept)
    return _ranked(manager.ttflist)


def _ranked(fonts: Iterable[FontEntry]) -> list[FontEntry]:
    rank = {family: number for number, family in enumerate(_FAMILIES)}

    def key(entry: FontEntry) -> tuple[int, bool, str, str, int]:
        is_upright = (entry.style, entry.weight) in {("normal", 400), ("normal", "normal")}
        known = rank.get(entry.name, len(rank))
        return known, not is_upright, entry.name, entry.fname, entry.index

    return sorted(fonts, key=key)


def has_chinese(file: str, face: int = 0) -> bool:
    """Say whether a font draws Chinese; False also for a file that is gone, damaged or no font.

    A font of last resort claims every character and draws one box, or nothing, for all.
    """
    try:
        font = FT2Font(file, face_index=face)
        if any(font.get_char_index(ord(character)) == 0 for character in _NEEDED):
            return False
        font.set_size(_EM, 72)
        outlines = {_outline(font, character) for character in _NEEDED}
    except (OSError, RuntimeError, ValueError):
        return False
    return len(outlines) == len(_NEEDED) and b"" not in outlines


def _outline(font: Any, character: str) -> bytes:
    font.load_char(ord(character))
    return bytes(font.get_path()[0].tobytes())
