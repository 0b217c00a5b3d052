"""How much of what is read in a report is read in its copies: ``python -m benchmarks.copies``.

Each report is disturbed as copying disturbs it: written in the traditional script, marked as
Markdown, its lines numbered, its names followed by their readings. Prints a Markdown table: of
the mentions that are found in the original, how many are found at the same place in the copy,
and how many of all with the same stage. ``--reports FOLDER`` holds reports; without, the seed is
read. ``--every N`` takes every N-th of them.
"""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pypinyin import Style, pinyin

from benchmarks.passages import SEEDS
from geo.base.errors import InputError
from geo.documents.report import Report, read_report
from geo.model.mentions import Mention
from geo.reading.extraction import find_mentions
from geo.reading.lexicon import read_lexicon

_LINE: Final = 38
_PAGE: Final = 28
# Where Unicode has a radical that looks like a character.
_RADICALS: Final = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0x2F00, 0x2FD6)}


@dataclass(frozen=True, slots=True)
class Copy:
    """A text as something made it: ``places[i]`` is where character ``i`` of the original is."""

    text: str
    places: Sequence[int]


Disturbance = Callable[[str, Sequence[Mention]], Copy]


def _joined(pieces: Iterator[tuple[str, str]]) -> Copy:
    """Return the copy of pieces, each a character (or none) of the original and what is added."""
    text: list[str] = []
    places: list[int] = []
    at = 0
    for character, added in pieces:
        if character:
            places.append(at)
        text += [character, added]
        at += len(character) + len(added)
    return Copy("".join(text), places)


def _alike(text: str) -> Copy:
    return Copy(text, range(len(text)))


def script(config: str) -> Disturbance:
    """Return what writes a text in the traditional script, by OpenCC."""
    from opencc import OpenCC

    converter = OpenCC(config)

    def convert(text: str, _: Sequence[Mention]) -> Copy:
        lines = text.split("\n")
        found = converter.convert(text).split("\n")
        return _alike(
            "\n".join(
                b if len(a) == len(b) else "".join(converter.convert(c)[:1] for c in a)
                for a, b in zip(lines, found, strict=True)
            )
        )

    return convert


def _added(text: str, before: dict[int, str], behind: dict[int, str]) -> Copy:
    """Return ``text`` with words before and behind characters."""

    def pieces() -> Iterator[tuple[str, str]]:
        for i, character in enumerate(text):
            if i in before:
                yield "", before[i]
            yield character, behind.get(i, "")

    return _joined(pieces())


def _whole(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that lie in no other."""
    found: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not found or mention.start >= found[-1].end:
            found.append(mention)
    return found


def _paragraphs(text: str) -> Iterator[int]:
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at
        at += len(line) + 1


def markdown(text: str, mentions: Sequence[Mention]) -> Copy:
    """Mark headings, items of lists, names in bold, in italics and as links."""
    before, behind = {}, {}
    for at in _paragraphs(text):
        line = text[at : text.find("\n", at)]
        before[at] = "## " if len(line) < 30 and "，" not in line else "- "
    for i, mention in enumerate(_whole(mentions)):
        opening, closing = (("**", "**"), ("*", "*"), ("[", "](https://a.cn/b?c=1)"))[i % 3]
        before[mention.start] = before.get(mention.start, "") + opening
        behind[mention.end - 1] = closing
    return _added(text, before, behind)


def emoji(text: str, mentions: Sequence[Mention]) -> Copy:
    """Put emoji before paragraphs and behind names."""
    before = dict.fromkeys(_paragraphs(text), "✅ ")
    return _added(text, before, {m.end - 1: "🌉" for m in _whole(mentions)})


def html(text: str, mentions: Sequence[Mention]) -> Copy:
    """Leave tags and entities of HTML."""
    whole = _whole(mentions)
    before = dict.fromkeys(_paragraphs(text), "<p>&emsp;&emsp;")
    for mention in whole:
        before[mention.start] = before.get(mention.start, "") + "<b>"
    return _added(text, before, {m.end - 1: "</b>&nbsp;" for m in whole})


def names_read(text: str, mentions: Sequence[Mention]) -> Copy:
    """Put a name's reading behind it: 昙华林（Tánhuálín）."""
    behind = {}
    for mention in _whole(mentions):
        if all("\u4e00" <= c <= "\u9fff" for c in mention.text):
            said = "".join(p[0] for p in pinyin(mention.text, style=Style.TONE))
            behind[mention.end - 1] = f"（{said.capitalize()}）"
    return _added(text, {}, behind)


def characters_read(text: str, _: Sequence[Mention]) -> Copy:
    """Put readings behind single characters: 鎮(zhèn)."""
    behind = {
        i: f"({pinyin(c, style=Style.TONE)[0][0]})"
        for i, c in enumerate(text)
        if i % 11 == 0 and "\u4e00" <= c <= "\u9fff"
    }
    return _added(text, {}, behind)


def unseen(text: str, _: Sequence[Mention]) -> Copy:
    """Put soft hyphens and joiners between characters."""
    marks = "\xad\u200b\u200d\u2060\ufeff"
    return _added(text, {}, {i: marks[i % 5] for i in range(0, len(text), 3)})


def wide(text: str, _: Sequence[Mention]) -> Copy:
    """Write digits and letters wide."""
    return _alike("".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text))


def radicals(text: str, _: Sequence[Mention]) -> Copy:
    """Give radicals for the characters that look like them, as some PDFs do."""
    return _alike("".join(_RADICALS.get(c, c) for c in text))


def footnotes(text: str, mentions: Sequence[Mention]) -> Copy:
    """Put marks of footnotes behind names."""
    marks = ("[{}]", "〔{}〕", "[^{}]", "（注{}）", "①", "²")
    whole = _whole(mentions)
    return _added(
        text, {}, {m.end - 1: marks[i % 6].format(i % 90 + 1) for i, m in enumerate(whole)}
    )


def _wrapped(text: str, *, numbered: bool = False, paged: bool = False) -> Copy:
    """Return ``text`` in lines of one width, numbered, with heads and feet of pages."""
    title = next((line.strip() for line in text.split("\n") if line.strip()), "")[:20]

    def pieces() -> Iterator[tuple[str, str]]:
        count = width = 0
        if numbered:
            yield "", "1 "
        for i, character in enumerate(text):
            ends = character == "\n"
            width = 0 if ends else width + 1
            if (not ends and width < _LINE) or text[i + 1 : i + 2] in {"", "\n"}:
                yield character, ""
                continue
            count += 1
            width = 0
            added = "" if ends else "\n"
            if paged and count % _PAGE == 0:
                page = count // _PAGE
                added += (
                    f"{title}政府工作报告\n" if page % 2 else f"— {page} —\n\f{title}政府工作报告\n"
                )
            yield character, added + (f"{count + 1} " if numbered else "")

    return _joined(pieces())


def wrapped(text: str, _: Sequence[Mention]) -> Copy:
    """Break the lines at one width."""
    return _wrapped(text)


def numbered(text: str, _: Sequence[Mention]) -> Copy:
    """Break the lines at one width and number them."""
    return _wrapped(text, numbered=True)


def paged(text: str, _: Sequence[Mention]) -> Copy:
    """Break the lines at one width, with the heads and feet of pages between them."""
    return _wrapped(text, paged=True)


def disturbances() -> dict[str, Disturbance]:
    """Return all disturbances by what they are called."""
    return {
        "traditional script (s2t)": script("s2t"),
        "Taiwan's (s2tw)": script("s2tw"),
        "Hong Kong's (s2hk)": script("s2hk"),
        "Markdown": markdown,
        "emoji": emoji,
        "HTML": html,
        "readings of names": names_read,
        "readings of characters": characters_read,
        "soft hyphens, joiners": unseen,
        "wide digits and letters": wide,
        "radicals": radicals,
        "marks of footnotes": footnotes,
        "lines of one width": wrapped,
        "numbered lines": numbered,
        "heads and feet of pages": paged,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; reports that cannot be read are named on standard error."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copies")
    parser.add_argument("--reports", type=Path, help="folder of real reports")
    parser.add_argument("--every", type=int, default=6, help="take every N-th report")
    parser.add_argument("--only", help="disturbances whose names hold these words")
    parser.add_argument("--lost", action="store_true", help="say on standard error what is lost")
    options = parser.parse_args(arguments)
    paths = [SEEDS / "wuchang-2021.txt"]
    if options.reports:
        paths = sorted(options.reports.glob("*.txt"))[:: options.every]
    lexicon = read_lexicon()
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in disturbances() if not options.only or options.only in name
    }
    for path in paths:
        try:
            report = read_report(path)
        except InputError as error:
            print(error, file=sys.stderr)
            continue
        mentions = find_mentions(report, lexicon)
        for name, disturb in disturbances().items():
            if name not in counts:
                continue
            copy = disturb(report.text, mentions)
            found = {m.span: m for m in find_mentions(Report(report.id, copy.text), lexicon)}
            counts[name]["all"] += len(mentions)
            counts[name]["found"] += len(found)
            for mention in mentions:
                span = copy.places[mention.start], copy.places[mention.end - 1] + 1
                again = found.get(span)
                same = again is not None and again.stage == mention.stage
                counts[name]["place"] += again is not None
                counts[name]["stage"] += same and again.planned == mention.planned
                if options.lost and not same:
                    print(name, path.stem, mention.text, mention.stage, again, file=sys.stderr)
    print("| copy | mentions | found there | same place | same place and stage |")
    print("| --- | --: | --: | --: | --: |")
    for name, c in counts.items():
        shares = " | ".join(f"{100 * c[k] / max(c['all'], 1):.1f} %" for k in ("place", "stage"))
        print(f"| {name} | {c['all']} | {c['found']} | {shares} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
