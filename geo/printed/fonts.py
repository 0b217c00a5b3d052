"""A typeface that has Chinese, found on the machine, and how wide its words run."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import cache, cached_property
from typing import Any, Final

from matplotlib import font_manager

from geo.errors import InputError

# What printing needs at the least; a font without these is no Chinese one.
_NEEDED: Final = frozenset("政府工作报告项目图编号名称现状计划精度区")
# Sans serif before serif, those made for simplified Chinese first.
_FAMILIES: Final = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN",
    "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "Heiti SC", "STHeiti", "SimHei", "Arial Unicode MS",
    "Noto Sans CJK JP", "Noto Serif CJK SC", "Songti SC", "SimSun",
)  # fmt: skip
# For what the Chinese font lacks; it comes with the library that draws.
_LATIN: Final = "DejaVu Sans"
_UNKNOWN: Final = "□"
_PT_PER_MM: Final = 72 / 25.4
_EM: Final = 1000
# Chinese breaks anywhere but before these.
_NO_LINE_STARTS_WITH: Final = frozenset("，。、；：！？）】》”’)],.;:!?")


class Typeface:
    """A Chinese font family and, behind it, a Latin one."""

    def __init__(self, family: str) -> None:
        self.families = [family, _LATIN]

    @cached_property
    def _fonts(self) -> list[tuple[Any, Container[int]]]:
        fonts = [
            font_manager.get_font(font_manager.findfont(font_manager.FontProperties(family=name)))
            for name in self.families
        ]
        return [(font, font.get_charmap()) for font in fonts]

    def printable(self, text: str) -> str:
        """Return a text in one line; what no font has becomes an empty square."""
        line = re.sub(r"\s+", " ", text).strip()
        return "".join(c if self._font_of(c) is not None else _UNKNOWN for c in line)

    def _font_of(self, character: str) -> Any:
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
        """Yield what no line may break: Latin words, other characters one by one."""
        for word in re.findall(r"[!-~\u00c0-\u024f]+ ?|.", text):
            if self.width(word.rstrip(), points) <= width:
                yield word
            else:
                yield from word


@cache
def find_typeface() -> Typeface:
    """Return the first typeface with Chinese that the machine has.

    Raises :class:`~geo.errors.InputError` where it has none.
    """
    installed = {entry.name for entry in font_manager.fontManager.ttflist}
    known = [family for family in _FAMILIES if family in installed]
    for family in [*known, *sorted(installed - set(known))]:
        path = font_manager.findfont(font_manager.FontProperties(family=family))
        try:
            covered = font_manager.get_font(path).get_charmap()
        except (OSError, RuntimeError):
            # A file that went away or is no font after all.
            continue
        if all(ord(character) in covered for character in _NEEDED):
            return Typeface(family)
    raise InputError(
        "no font on this machine has Chinese characters: install one "
        "(Debian and Ubuntu: fonts-noto-cjk) and try again"
    )
