"""Sites that are the heading of their own paragraph, as in lists of projects.

    2.区第四幼儿园建设项目。
    该项目计划投资1790万元，2024年7月竣工交付。

What such a paragraph says, it says of that site: its amount (:mod:`geo.reading.amounts`), and how
far it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from geo.documents.report import Clause, Report
from geo.model.codes import MENTIONED, STAGE_RANK
from geo.model.mentions import Mention
from geo.reading.lexicon import Lexicon
from geo.reading.segmentation import Token, segment
from geo.reading.stages import hedged, is_share, stage_said, stage_words

_HEADING: Final = re.compile(
    r"^[\s#*\-—●■（(]{0,20}(?:[一二三四五六七八九十\d]{1,3}[、.．)）]|第[一二三四五六七八九十]{1,3}[项件][：:、]?)?\s{0,8}$"
)
_HEADING_END: Final = re.compile(
    r"^(?:（[^）]{0,40}）)?(?:[^，。；！？]{0,12}(?:项目|工程|建设|改造|治理|迁建|扩建))?[。：:\s*]{0,20}$"
)
# A heading's end where its paragraph goes on in its line.
_RUN_IN_END: Final = re.compile(
    r"(?:（[^）\n]{0,40}）)?(?:[^，。；！？\n]{0,12}(?:项目|工程|建设|改造|治理|迁建|扩建))?。"
)
_CHAPTER: Final = re.compile(r"\n[ \t\u3000]*[一二三四五六七八九十]{1,3}、")
# How a paragraph begins that speaks of the site above it.
_OF_IT: Final = re.compile(
    r"[ \t\u3000]{0,8}(?:该|本|此|这一|上述)?(?:项目|工程|进展|进度|完成|目前|截至|现已|已|于"
    r"|建设(?:内容|规模|地点|进展|里程|标准|周期)|主要(?:建设|内容)|总投资|计划|资金|全长|占地|总?建筑面积"
    r"|(?:19|20)\d\d年)"
)
# Or goes on to speak of it.
_OF_IT_LATER: Final = re.compile(r"[。；](?:该|本|此)(?:项目|工程)")
_NO_WORKS: Final = re.compile(r"投资|资金|征收|征迁|征地|拆迁|签约|任务|计划|招商|预售")
# So many characters beyond its heading a paragraph may still speak of it; a heading's own marks.
_PARAGRAPH: Final = 600
MARGIN: Final = 40


def headed(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, int, int]]:
    """Yield each mention that is a heading, with where what stands below it begins and ends.

    ``mentions`` are in order. What is below ends at the next heading and at the next chapter.
    """
    heads = [m for m in mentions if _is_heading(text, m)]
    ends = [*(m.start for m in heads[1:]), len(text)]
    for site, end in zip(heads, ends, strict=False):
        line = text.find("\n", site.end)
        if line < 0:
            continue
        last = min(end, line + _PARAGRAPH)
        chapter = _CHAPTER.search(text, line, last)
        yield site, line, chapter.start() if chapter else last


def run_in(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, int, int]]:
    """Yield each mention that is a heading in the line of its paragraph (1.X项目。总投资3亿元).

    With it where the rest of the line begins, at the full stop, and ends: before the next mention.
    """
    ends = [*(m.start for m in mentions[1:]), len(text)]
    for site, end in zip(mentions, ends, strict=False):
        first = text.rfind("\n", max(0, site.start - MARGIN), site.start) + 1
        if (first == 0 and site.start > MARGIN) or not _HEADING.match(text[first : site.start]):
            continue
        stop = _RUN_IN_END.match(text, site.end, end)
        if stop:
            last = min(end, stop.end() + _PARAGRAPH)
            line = text.find("\n", stop.end(), last)
            yield site, stop.end() - 1, last if line < 0 else line


def with_paragraphs(
    report: Report,
    mentions: Sequence[Mention],
    lexicon: Lexicon,
    when: Callable[[int], tuple[bool, str | None]],
) -> list[Mention]:
    """Return mentions in order, those that are headings with the stage of the paragraph below.

    A heading that says a stage itself keeps it. ``when`` tells of a character whether its clause
    speaks of what is to come, and of which time.
    """
    starts = [m.start for m in mentions]
    told: dict[Mention, Mention] = {}
    for site, first, last in headed(report.text, mentions):
        if site.stage != MENTIONED or site.row is not None:
            continue
        words = [
            (clause, word, *when(clause.start))
            for clause in _clauses_of(report, first, last)
            # What names a site speaks of that one.
            if bisect_left(starts, clause.start) == bisect_left(starts, clause.end)
            for word in _strong(report, clause, lexicon)
        ]
        done = [found for found in words if not found[2]] or words
        if not done:
            continue
        clause, word, planned, period = max(done, key=lambda found: _rank(found[1], lexicon))
        start = clause.inner[0]
        quote = report.normal.text[slice(*clause.inner)]
        begin, end = hedged(quote, segment(quote, lexicon), word, (), lexicon)
        said = report.normal.span(start + begin, start + end)
        told[site] = replace(
            site,
            stage=stage_said(quote, word, lexicon),
            stage_start=said[0],
            stage_end=said[1],
            planned=planned,
            period=period or site.period,
            quote_more=(clause.start, clause.end),
        )
    return [told.get(m, m) for m in mentions]


def _clauses_of(report: Report, first: int, last: int) -> Iterator[Clause]:
    """Yield the clauses of the first paragraph below a heading, if it speaks of what is above."""
    text = report.text
    while first < last and text[first].isspace():
        first += 1
    end = text.find("\n", first, last)
    last = last if end < 0 else end
    if not (_OF_IT.match(text, first) or _OF_IT_LATER.search(text, first, last)):
        return
    at = first
    while at < last:
        try:
            clause = report.clause_at(at)
        except IndexError:
            at += 1
            continue
        if clause.end > last:
            return
        if clause.start >= first:
            yield clause
        at = max(clause.end, at + 1)


def _strong(report: Report, clause: Clause, lexicon: Lexicon) -> list[Token]:
    """Return the words of a clause that say a stage by themselves, or how much is done."""
    quote = report.normal.text[slice(*clause.inner)]
    found = stage_words(quote, segment(quote, lexicon), (), lexicon)
    return [word for word in found if lexicon.stages[word.text].strong or _is_share(quote, word)]


def _is_share(quote: str, word: Token) -> bool:
    """Whether 完成 says how much of the works is done; money or land is none of them."""
    return is_share(quote, word) and not _NO_WORKS.search(quote)


def _rank(word: Token, lexicon: Lexicon) -> int:
    return STAGE_RANK[lexicon.stages[word.text].stage]


def _is_heading(text: str, mention: Mention) -> bool:
    """Whether a mention is all that its line names."""
    first = text.rfind("\n", max(0, mention.start - MARGIN), mention.start) + 1
    last = text.find("\n", mention.end, mention.end + 2 * MARGIN)
    if last < 0 or (first == 0 and mention.start > MARGIN):
        return False
    return bool(
        _HEADING.match(text[first : mention.start]) and _HEADING_END.match(text[mention.end : last])
    )
