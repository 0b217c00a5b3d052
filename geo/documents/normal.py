"""Reading text as it was meant: without the traces of copying, with a map back to the page.

Text copied from a PDF or a page carries stray blanks (济 枣高铁), lines broken in the middle
of a word, page numbers (— 4 —) and footnote marks ([22]). :func:`normalise` drops them and
keeps, for each character that stays, where it stands in the original.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import compress
from typing import Final

# A run of blanks is read from its beginning only, (?<!…), and once, *+: from each of its blanks
# anew, a long one would take the square of its length.
_FOOTNOTE: Final = re.compile(
    r"[\[〔［【]\s*+\d{1,3}\s*+[\]〕］】]|[（(]\d{1,3}[)）](?=[、，。；,;\u4e00-\u9fff”])"
)
_PAGE_NUMBER: Final = re.compile(
    r"(?<![ \t\u3000])[ \t\u3000]*+[—–\-－][ \t]*+\d{1,4}[ \t]*+[—–\-－]"
    r"(?=[ \t\u3000\r\n]|$)"
)
_BLANK: Final = re.compile(r"(?<=[^\s])[ \t\u00a0](?=[^\s])")
_LINE_END: Final = re.compile(r"(?<![ \t\u3000])[ \t\u3000]*+\r?\n(?:[ \t\u3000]*+\r?\n)*+[ \t]*+")
SENTENCE_END: Final = frozenset("。！？!?；;：:…")
NUMBERED: Final = re.compile(
    r"\s*+(?:[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|[（(]?\d{1,2}[)）、.．](?!\d)"
    r"|——|●|■|第[一二三四五六七八九十]+[章节部])"
)
# A heading of two halves of one length (凝心聚力谋新篇，务实笃行启新程).
_COUPLET: Final = re.compile(
    r"\s*+(?P<first>[\u4e00-\u9fff]{4,11})[，,](?P<second>[\u4e00-\u9fff]{4,11})\s*+"
)
# Before an item of a list.
_BULLET: Final = re.compile(
    r"^[ \t\u3000]{0,16}[●■◆□○◇▲►★☆](?![□○◇])[ \t\u3000]{0,8}", re.MULTILINE
)
# A line that goes on is at least as long as a line of a narrow column; one with a comma in it
# is no title.
_MIN_LINE: Final = 18
_MIN_PROSE: Final = 12
# Lines are wrapped where fewer than this share of the long ones end a sentence.
_WRAPPED_SHARE: Final = 0.5


@dataclass(frozen=True)
class Normal:
    """A cleaned text and the original's offsets of its characters.

    ``text[i]`` stands at ``offsets[i]`` of the original; ``offsets`` grows strictly.
    """

    text: str
    offsets: tuple[int, ...] | range

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original of the characters ``start`` to ``end`` here."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def within(self, start: int, end: int) -> tuple[int, int]:
        """Return the span here of the characters ``start`` to ``end`` of the original."""
        return self.at(start), self.at(end - 1) + 1

    def then(self, later: Normal) -> Normal:
        """Return ``later``, made of this text, with the places of what this was made of."""
        if isinstance(later.offsets, range):
            return Normal(later.text, self.offsets)
        if isinstance(self.offsets, range):
            return later
        return Normal(later.text, tuple(map(self.offsets.__getitem__, later.offsets)))

    def at(self, offset: int) -> int:
        """Return where the first character at or behind ``offset`` of the original stands."""
        return bisect_left(self.offsets, offset)


def normalise(text: str, kept: Iterable[tuple[int, int]] = ()) -> Normal:
    """Return ``text`` without stray blanks, page numbers, footnote marks, bullets, broken lines.

    Nothing is dropped from the spans ``kept``, which are lines of tables.
    """
    kept = list(kept)
    dropped = bytearray(len(text))
    for pattern in (_FOOTNOTE, _PAGE_NUMBER):
        for found in pattern.finditer(text):
            dropped[found.start() : found.end()] = b"\1" * (found.end() - found.start())
    for found in _BLANK.finditer(text):
        if not (_is_latin(text[found.start() - 1]) and _is_latin(text[found.end()])):
            dropped[found.start()] = 1
    for found in _BULLET.finditer(text):
        dropped[found.start() : found.end()] = b"\1" * (found.end() - found.start())
    paged = _PAGE_NUMBER.sub(lambda found: " " * len(found.group()), text)
    for start, end in _broken_lines(_without(paged, kept)):
        dropped[start:end] = b"\1" * (end - start)
    for start, end in kept:
        dropped[start:end] = bytes(end - start)
    if not any(dropped):
        return Normal(text, range(len(text)))
    offsets = tuple(compress(range(len(text)), (not gone for gone in dropped)))
    return Normal("".join(map(text.__getitem__, offsets)), offsets)


def _without(text: str, lines: list[tuple[int, int]]) -> str:
    """Return ``text`` with a mark in place of each of ``lines`` that no other line goes on in."""
    if not lines:
        return text
    pieces, at = [], 0
    for start, end in lines:
        pieces += [text[at:start], "●".ljust(end - start)]
        at = end
    return "".join([*pieces, text[at:]])


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _broken_lines(text: str) -> list[tuple[int, int]]:
    """Return the line ends inside sentences."""
    breaks = list(_LINE_END.finditer(text))
    lines: list[tuple[str, int, int, bool]] = []
    start = 0
    for found in breaks:
        is_blank = found.group().count("\n") > 1
        lines.append((text[start : found.start()], found.start(), found.end(), is_blank))
        start = found.end()
    long = [line for line, *_ in lines if len(line.strip()) >= _MIN_LINE]
    ended = sum(line.rstrip()[-1] in SENTENCE_END for line in long)
    is_wrapped = len(long) > 8 and ended < _WRAPPED_SHARE * len(long)
    joined = []
    for line, end, behind, is_blank in lines:
        following = text[behind : behind + 12]
        goes_on = (
            len(line.strip()) >= _MIN_PROSE
            and line.rstrip()[-1] not in SENTENCE_END
            and following[:1] not in ("", "\u3000")
            and not NUMBERED.match(following)
        )
        couplet = _COUPLET.fullmatch(line)
        if couplet and len(couplet["first"]) == len(couplet["second"]):
            continue
        # Behind its heading a numbered line may go on with its text.
        begins = not NUMBERED.match(line) or "。" in line
        prose = begins and any(mark in line for mark in "，、；。,")
        is_long = len(line.strip()) >= _MIN_LINE
        if goes_on and ((is_wrapped and is_long) or (prose and not is_blank)):
            joined.append((end, behind))
    return joined
