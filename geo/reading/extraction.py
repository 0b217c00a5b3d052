"""Find the sites that a report names, and what each clause claims of them.

The way of a sentence: its words (:mod:`geo.reading.segmentation`) → the names that the tagger marks
(:mod:`geo.reading.tagger`), made whole (:mod:`geo.reading.spans`) and completed by their lists
(:mod:`geo.reading.lists`), weighed against every other likely span (:mod:`geo.reading.name_choice`)
→ the stage words of the clause (:mod:`geo.reading.stages`, :mod:`geo.reading.stage_choice`) → the
sector (:mod:`geo.reading.sectors`). A last pass over the whole report finds the names again where
they stand alone or inside a longer one. Everything here is a pure function of the text, the lexicon
and, if one is handed in, the known names of a gazetteer.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Literal

import numpy as np

from geo.base.scripts import in_one_script
from geo.documents.calendar import Years, period_of
from geo.documents.leaning import leaning
from geo.documents.report import Clause, Part, Report
from geo.model.codes import MENTIONED
from geo.model.mentions import Mention, Span
from geo.model.places import Known
from geo.reading import lists, spans, tagger
from geo.reading.amounts import with_amounts
from geo.reading.headings import with_paragraphs
from geo.reading.inner_names import inner_names
from geo.reading.labels import labels
from geo.reading.lexicon import Lexicon
from geo.reading.name_choice import Sentence, choose
from geo.reading.original import on_page
from geo.reading.progress import with_progress
from geo.reading.responsible import with_units
from geo.reading.rows import in_rows, is_read_by_row, row_mention, row_mentions
from geo.reading.sectors import Cue, cues, kind_of, sector_of
from geo.reading.segmentation import Token, count_before, first_behind, segment
from geo.reading.stage_choice import NameInClause, stage_word_of
from geo.reading.stages import hedged, stage_said, stage_words
from geo.reading.tagger import Marks
from geo.reading.tense import Tense, drives, tense_of, tense_of_head

_NESTING_KINDS: Final = frozenset(("area", "campus", "road", "park", "corridor", "plot", "hill"))
# A name that no gazetteer knows stands again where the readers thought of one at all.
_AGAIN: Final = 0.1
# So much before a name may leave it open.
_BEFORE: Final = 12
# Sentences that are marked together.
_TOGETHER: Final = 512
# A quotation that goes back to the head of its sentence is one piece up to this length.
_LONGEST_QUOTE: Final = 120
# What is finished so is only the structure.
_STRUCTURE: Final = "主体"
# So many clauses behind its own may go on about a name that begins a sentence.
_GOES_ON_MAX: Final = 2
_ORDINAL: Final = re.compile(
    r"\s{0,8}(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）、.．]{1,2}|[-*•·])?\s{0,8}"
)
_LEADS: Final = re.compile(
    r"(?:项目|工程|开展|进行|正在|目前|现|已|正|将|拟|预计|预期|计划|力争|确保|争取|有望|即将|于|至|在|全面|正式|顺利|如期"
    r"|年内|年底|上半年|下半年|今年|明年|[一二三四]季度|\d{2,4}年|\d{1,2}月|\d{1,2}日|底|初|中旬|前){0,8}"
)
_ENDS: Final = re.compile(r"(?![后前])(?:并|、)?[\u4e00-\u9fff]{0,5}(?<![后前])[。；;]?")
# What an excerpt without any year means to do by then.
_BY_THEN: Final = re.compile(
    r"(?:年底前|\d{1,2}月底?前|[一二三四]季度前|年内(?=.{0,4}(?:建成|完成|开工|启动|实现|投用|竣工)))"
)
# So long is one that holds what a glossary says of its head.
_LONGEST_EXPLANATION: Final = 300
# Between the head and what is said of it.
_EXPLAINS: Final = re.compile(r"\s{0,4}[：:]\s{0,8}")
_GOES_ON: Final = re.compile(r"[”」』\"）)]?[；;] {0,4}")


@dataclass(frozen=True, slots=True)
class _Words:
    """What a clause says, whichever of its names it is asked about: words and cues of sectors."""

    tokens: list[Token]
    cues: frozenset[Cue]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of the normalised text: where it stands, its words, its clauses."""

    start: int
    text: str
    tokens: list[Token]
    clauses: list[Clause]


def find_mentions(
    report: Report, lexicon: Lexicon, known: Mapping[str, Known] | None = None
) -> list[Mention]:
    """Return the mentions of all sites in ``report``, in the order of the text.

    ``known`` maps the names and aliases of known places to what is known; with None the
    extractor works from the language alone. Mentions may nest; they never cross and no two
    have the same span.

    What is read is the clean text; a mention's words and name are those on the page.
    """
    known = {in_one_script(form): place for form, place in (known or {}).items()}
    clean = report.clean
    found = _find_mentions(clean, lexicon, known)
    return found if clean is report else [on_page(report, m, known) for m in found]


def _find_mentions(report: Report, lexicon: Lexicon, known: Mapping[str, Known]) -> list[Mention]:
    """Return the mentions in a clean report."""
    found: dict[Span, Mention] = {}
    # By character of the normalised text: how likely it stands in a name.
    inside = np.ones(len(report.normal.text), np.float32)
    tables = report.tables
    labelled = list(labels(report.normal.text, lexicon))
    for group in _groups(
        sentence
        for sentence in _sentences(report, lexicon)
        if not (tables and is_read_by_row(tables, sentence.clauses[0].start))
    ):
        marks = tagger.mark(((s.text, s.tokens) for s in group), lexicon)
        for sentence, own in zip(group, marks, strict=True):
            inside[sentence.start : sentence.start + len(sentence.text)] -= own.outside
            for mention in _read_sentence(report, sentence, own, lexicon, labelled):
                found.setdefault(mention.span, mention)
    surface = {form: place.name for form, place in known.items()}
    for mention in found.values():
        form = report.text[mention.start : mention.end]
        if len(form) >= 3 and form == mention.name:
            surface.setdefault(form, mention.name)
    again = [
        (form, place)
        for form, place in _occurrences(report.normal.text, surface)
        if form in known or inside[place : place + len(form)].max() > _AGAIN
    ]
    _find_again(report, lexicon, surface, again, known, found)
    said = with_paragraphs(report, sorted(found.values(), key=_order), lexicon, _time_at(report))
    told = with_amounts(report, said)
    if tables:
        told = in_rows(told, report, lexicon)
    told = with_units(report, with_progress(report, told))
    return sorted([*told, *row_mentions(report, lexicon)], key=_order) if tables else told


def _time_at(report: Report) -> Callable[[int], tuple[bool, str | None]]:
    def time_at(offset: int) -> tuple[bool, str | None]:
        found = when(report, offset)
        return found.planned, found.period

    return time_at


def _order(mention: Mention) -> tuple[int, int]:
    return mention.start, -mention.end


def mention_at(report: Report, lexicon: Lexicon, start: int, end: int, name: str) -> Mention:
    """Return the mention ``start`` to ``end`` with the stage that its clause claims.

    Used for words that are known to be a site: an editor's, or the gazetteer's.
    Raises ``IndexError`` where the span lies in no clause.
    """
    clean = report.clean
    span = report.copied.within(start, end)
    found = row_mention(clean, lexicon, *span)
    if found is None:
        clause = clean.clause_at(span[0])
        quote = clean.normal.text[slice(*clause.inner)]
        inner = clean.normal.within(*span)
        mention = _mention(clean, clause, lexicon, _words(quote, lexicon), inner, name, ())
        told = in_rows(with_amounts(clean, [mention]), clean, lexicon)
        found = with_units(clean, with_progress(clean, told))[0]
    found = replace(found, name=name)
    found = found if clean is report else on_page(report, found, {name: Known(name, "")})
    return replace(found, start=start, end=end, text=report.text[start:end])


def _words(quote: str, lexicon: Lexicon) -> _Words:
    return _Words(segment(quote, lexicon), cues(quote, lexicon))


def _sentences(report: Report, lexicon: Lexicon) -> Iterator[_Sentence]:
    clauses: list[Clause] = []
    for clause in [*report.clauses, None]:
        if clauses and (clause is None or clause.inner_sentence != clauses[0].inner_sentence):
            start, end = clauses[0].inner_sentence
            text = report.normal.text[start:end]
            yield _Sentence(start, text, segment(text, lexicon), clauses)
            clauses = []
        if clause is not None:
            clauses.append(clause)


def _groups(sentences: Iterable[_Sentence]) -> Iterator[list[_Sentence]]:
    """Yield the sentences in groups that are marked together: quick, in bounded memory."""
    rest = iter(sentences)
    while group := list(islice(rest, _TOGETHER)):
        yield group


def _read_sentence(
    report: Report,
    sentence: _Sentence,
    marks: Marks,
    lexicon: Lexicon,
    labelled: Sequence[Span] = (),
) -> Iterator[Mention]:
    text, tokens = sentence.text, sentence.tokens
    marked = by_rules(text, tokens, marks, lexicon)
    if lexicon.judge and lexicon.model:
        ruled = marked
        marked = choose(Sentence(text, tokens, marks, ruled, lexicon), lexicon.judge)
        stated = [span for span in ruled if spans.has_state_behind(text, span)]
        marked += [s for s in stated if not any(b < s[1] and s[0] < e for b, e in marked)]
        bare = (spans.without_time(text, spans.without_aside(text, span)) for span in marked)
        marked = list(
            dict.fromkeys(spans.without_kind_of_works(text, span, lexicon) for span in bare)
        )
        marked = lists.alike(tokens, sorted(marked), lexicon)
        marked = lists.costed(text, tokens, marked, lexicon)
    marked = _with_label(sentence, marked, labelled)
    names = {
        span: name
        for span, name in lists.full_names(text, marked, lexicon).items()
        if not spans.is_phase(name)
        and not spans.is_placeholder(name, text[: span[0]][-_BEFORE:])
        and not _is_region(name, report, lexicon)
    }
    for span in marked:
        for inner in inner_names(text[slice(*span)], marks.inner[slice(*span)], lexicon):
            if not (spans.is_placeholder(inner) or _is_region(inner, report, lexicon)):
                names.setdefault((span[0], span[0] + len(inner)), inner)
    whole = frozenset(marked)
    cut: dict[int, tuple[_Words, list[Span]]] = {}
    for span, name in names.items():
        clause = _clause_of(sentence, span)
        if clause is None:
            continue
        if clause.start not in cut:
            cut[clause.start] = _cut(sentence, clause, marked, lexicon)
        words, beside = cut[clause.start]
        first = clause.inner[0] - sentence.start
        start, end = span[0] - first, span[1] - first
        others = [(b, e) for b, e in beside if b < start or e > end]
        placed = sentence.start + span[0], sentence.start + span[1]
        mention = _mention(report, clause, lexicon, words, placed, name, others)
        begins = _ORDINAL.fullmatch(report.normal.text, clause.inner[0], placed[0])
        if begins and not others and mention.stage == MENTIONED:
            mention = _continued(report, mention, sentence, marked, lexicon)
        yield mention if span in whole else _unstaged(mention)


def _with_label(
    sentence: _Sentence, marked: Sequence[Span], labelled: Sequence[Span]
) -> list[Span]:
    """Return the names of a sentence, with the label of its item where no name touches it."""
    at = bisect_left(labelled, (sentence.start, 0))
    if at == len(labelled) or labelled[at][1] > sentence.start + len(sentence.text):
        return list(marked)
    start, end = labelled[at][0] - sentence.start, labelled[at][1] - sentence.start
    if any(begin < end and start < behind for begin, behind in marked):
        return list(marked)
    return sorted([*marked, (start, end)])


def _continued(
    report: Report,
    mention: Mention,
    sentence: _Sentence,
    names: Sequence[Span],
    lexicon: Lexicon,
) -> Mention:
    """Return the mention of a name that begins its clause, with the stage of one that goes on.

    X，总投资5亿元，10月建成供水: the clause names nothing, and begins with its stage, its time or
    both. What comes of it afterwards (投用后) is not said of it.
    """
    after = report.clause_at(mention.start)
    for _ in range(_GOES_ON_MAX):
        clause = report.clause_after(after.end)
        if clause is None or clause.sentence != after.sentence:
            return mention
        words, named = _cut(sentence, clause, names, lexicon)
        if named:
            return mention
        text = report.normal.text[slice(*clause.inner)]
        said = stage_words(text, words.tokens, (), lexicon)
        first = next((t for t in said if lexicon.stages[t.text].strong), None)
        if first and _LEADS.fullmatch(text, 0, first.start) and _ENDS.fullmatch(text, first.end):
            start, end = clause.inner[0] + first.start, clause.inner[0] + first.end
            span = report.normal.span(start, end)
            time = when(report, span[0])
            told = replace(
                mention,
                stage=stage_said(text, first, lexicon),
                stage_start=span[0],
                stage_end=span[1],
                planned=time.planned,
                period=time.period,
            )
            if clause.end - mention.quote_start <= _LONGEST_QUOTE:
                return replace(told, quote_end=clause.end)
            return replace(told, quote_more=(clause.start, clause.end))
        if said:
            return mention
        after = clause
    return mention


def _cut(
    sentence: _Sentence, clause: Clause, names: Iterable[Span], lexicon: Lexicon
) -> tuple[_Words, list[Span]]:
    """Return the words of a clause of the sentence, and those of ``names`` that touch it."""
    first, last = clause.inner[0] - sentence.start, clause.inner[1] - sentence.start
    tokens = sentence.tokens
    own = tokens[first_behind(tokens, first) : count_before(tokens, last)]
    words = _Words(
        [Token(t.start - first, t.end - first, t.text, t.role) for t in own],
        cues(sentence.text[first:last], lexicon),
    )
    return words, [(b - first, e - first) for b, e in names if b < last and first < e]


def by_rules(text: str, tokens: list[Token], marks: Marks, lexicon: Lexicon) -> list[Span]:
    """Return the names that the tagger marks in a sentence, completed by the rules of lists."""
    marked = spans.refine(text, tokens, marks.spans, lexicon)
    marked = lists.headed(tokens, lists.quoted(text, tokens, marked), lexicon)
    marked = lists.complete(tokens, marked)
    marked = lists.settled(text, tokens, lists.phases(tokens, marked, lexicon), lexicon)
    marked = lists.numbered(text, lists.sole(tokens, marked, lexicon))
    return [span for span in marked if spans.is_site(text, tokens, span, lexicon)]


def _is_region(name: str, report: Report, lexicon: Lexicon) -> bool:
    """Whether a name is that of a city or county, or of the place that the report is about."""
    return name in lexicon.regions or (report.place or "").endswith(name)


def _clause_of(sentence: _Sentence, span: Span) -> Clause | None:
    """Return the clause that holds a span of the sentence, None where it lies across two."""
    start, end = sentence.start + span[0], sentence.start + span[1]
    at = bisect_right(sentence.clauses, start, key=lambda clause: clause.inner[0]) - 1
    return sentence.clauses[at] if at >= 0 and end <= sentence.clauses[at].inner[1] else None


def _mention(
    report: Report,
    clause: Clause,
    lexicon: Lexicon,
    words: _Words,
    inner: Span,
    name: str,
    others: Iterable[Span],
) -> Mention:
    """Return the mention at ``inner`` of the normalised text.

    ``words`` and ``others``, the other names, are those of its clause.
    """
    start, end = report.normal.span(*inner)
    first = clause.inner[0]
    quote = report.normal.text[slice(*clause.inner)]
    time = when(report, start)
    kind = kind_of(name, lexicon)
    span = inner[0] - first, inner[1] - first
    whole = NameInClause(quote, words.tokens, span, list(others), str(kind), time.planned)
    is_named = report.part_at(start).kind == "glossary"
    stage = None if is_named else stage_word_of(whole, lexicon, lexicon.stager)
    code = MENTIONED
    said: Span | tuple[None, None] = (None, None)
    if stage:
        code = stage_said(quote, stage, lexicon)
        begin, behind = hedged(quote, words.tokens, stage, (span, *whole.names), lexicon)
        if code == "completed" and _STRUCTURE in quote[begin : stage.start]:
            code = "under_construction"
        said = report.normal.span(first + begin, first + behind)
    mention = Mention(
        start=start,
        end=end,
        text=report.text[start:end],
        name=name,
        quote_start=clause.start,
        quote_end=clause.end,
        period=time.period,
        planned=time.planned,
        stage=code,
        stage_start=said[0],
        stage_end=said[1],
        sector=sector_of(name, words.cues, code, lexicon),
        kind=kind,
    )
    return _explained(report, mention) if is_named else _quoted(report, mention, time.said)


def _bare(report: Report, clause: Clause, span: Span, name: str) -> Mention:
    """Return the mention at ``span`` as far as its words alone tell."""
    start, end = span
    text = report.text[start:end]
    return Mention(start, end, text, name, clause.start, clause.end, period=None, planned=False)


def _unstaged(mention: Mention) -> Mention:
    return replace(mention, stage=MENTIONED, stage_start=None, stage_end=None)


@dataclass(frozen=True, slots=True)
class When:
    """Whether a clause speaks of what is to come, and of which time; None where none is known.

    ``said`` spans the words that decide it in the report's text, None where its part does.
    """

    planned: bool
    period: str | None
    said: Span | None = None


def when(report: Report, offset: int) -> When:
    """Return the time of what stands at ``offset``: its clause's, its sentence's or its part's.

    Raises ``IndexError`` where the character lies in no clause.
    """
    part, years, clause = report.part_at(offset), report.calendar, report.clause_at(offset)
    if part.kind == "glossary":
        return When(planned=False, period=None)
    first, last = clause.inner
    text = report.normal.text[first:last]
    tense = tense_of(text, report.normal.at(offset) - first, years, republic=report.is_republican)
    if tense is None:
        first, last = clause.inner_sentence
        head = report.first_clause(clause.sentence)
        if head != clause:
            first = head.inner[0]
            text = report.normal.text[slice(*head.inner)]
            tense = tense_of_head(text, years, republic=report.is_republican)
    if tense is None:
        if part.kind != "preamble":
            return When(part.planned, part.period)
        planned = bool(_BY_THEN.match(text)) and years.reviewed is None
        planned = planned or leaning(report.normal.text[slice(*clause.inner_sentence)]) > 0
        year = years.planned if planned else years.reviewed
        return When(planned, period_of(year, year))
    said = report.normal.span(first + tense.start, first + tense.end)
    return When(tense.planned, _period(tense, part, years), said)


def _period(tense: Tense, part: Part, years: Years) -> str | None:
    """Return the time of a clause that says on which side of now it stands."""
    if tense.planned == part.planned and part.kind != "preamble":
        if tense.period is None or part.period is None or _is_within(tense.period, part.period):
            return part.period or tense.period
        return tense.period if tense.planned else part.period
    if tense.period:
        return tense.period
    if tense.planned and years.is_open:
        return None
    year = years.planned if tense.planned else years.reviewed
    return period_of(year, year)


def _is_within(period: str, outer: str) -> bool:
    """Whether years lie within others (2030 within 2026-2030)."""
    first, _, last = period.partition("-")
    begins, _, ends = outer.partition("-")
    return begins <= first and (last or first) <= (ends or begins)


def _quoted(report: Report, mention: Mention, said: Span | None) -> Mention:
    """Return the mention with a quotation that holds the words that decide its time.

    ``said`` spans these words, where they do not stand in its part's heading.
    """
    clause = report.clause_at(mention.start)
    if said and said[0] < clause.start:
        return _with_quote(mention, report, said[0])
    if not mention.planned:
        return mention
    # Cut behind 推动, a clause that ends with its stage reads as done.
    ends_with_stage = mention.stage_start is not None and mention.stage_start >= mention.end
    if said or not ends_with_stage or drives(report.normal.text[slice(*clause.inner)]):
        return mention
    for before in _clauses_before(report, clause):
        if drives(report.normal.text[slice(*before.inner)]):
            return _with_quote(mention, report, before.start)
    return mention


def _with_quote(mention: Mention, report: Report, start: int) -> Mention:
    """Return the mention with the quotation from the clause at ``start`` on, or in two pieces."""
    first = report.clause_at(start)
    if first.start >= mention.quote_start:
        return mention
    if mention.quote_end - first.start <= _LONGEST_QUOTE:
        return replace(mention, quote_start=first.start)
    return replace(mention, quote_more=(first.start, first.end))


def _explained(report: Report, mention: Mention) -> Mention:
    """Return the mention, where a glossary explains it, with a quotation that holds how.

    It goes on to the end of the sentence, over semicolons; it may begin on the next line.
    """
    head = report.clause_at(mention.start)
    if head != report.first_clause(head.sentence):
        return mention
    found = _EXPLAINS.match(report.text, head.end)
    if found is None:
        return mention
    clause = report.clause_after(found.end())
    if clause is None or clause.start != found.end():
        return mention
    end, sentence = mention.quote_end, clause.sentence
    while clause and clause.end <= head.start + _LONGEST_EXPLANATION:
        if clause.sentence != sentence and not _GOES_ON.fullmatch(report.text, end, clause.start):
            break
        end, sentence = clause.end, clause.sentence
        clause = report.clause_after(end)
    return replace(mention, quote_end=end)


def _clauses_before(report: Report, clause: Clause) -> Iterator[Clause]:
    """Yield the clauses of the same sentence that stand before one, the nearest first."""
    start = clause.start
    while start > clause.sentence[0]:
        before = report.clause_before(start)
        if before is None or before.sentence != clause.sentence:
            return
        yield before
        start = before.start


def _find_again(
    report: Report,
    lexicon: Lexicon,
    surface: Mapping[str, str],
    places: Iterable[tuple[str, int]],
    known: Mapping[str, Known],
    found: dict[Span, Mention],
) -> None:
    """Add the names at ``places`` that their sentence alone did not show."""
    text = report.normal.text
    by_clause: dict[int, dict[Span, Mention]] = {}
    words: dict[int, _Words] = {}
    for mention in found.values():
        by_clause.setdefault(report.clause_at(mention.start).start, {})[mention.span] = mention
    for form, place in places:
        at = report.normal.span(place, place + len(form))
        if report.tables and is_read_by_row(report.tables, at[0]):
            continue
        try:
            clause = report.clause_at(at[0])
        except IndexError:
            continue
        if at[1] > clause.end:
            continue
        # Most are there already: what the clause claims of them need not be read again.
        bare = _bare(report, clause, at, surface[form])
        beside = by_clause.setdefault(clause.start, {})
        taken = _take(bare, lexicon, known, beside)
        if taken is None:
            continue
        if clause.start not in words:
            words[clause.start] = _words(text[slice(*clause.inner)], lexicon)
        inner = report.normal.within(*at)
        again = _mention(report, clause, lexicon, words[clause.start], inner, surface[form], ())
        beside[again.span] = _unstaged(again) if taken == "nest" else again
    found.clear()
    for beside in by_clause.values():
        found.update(beside)


def _occurrences(text: str, surface: Mapping[str, str]) -> list[tuple[str, int]]:
    """Return each form with where it stands, the longest forms first.

    At each character only the lengths of the forms that begin so are tried, however many
    forms begin alike: names have few lengths.
    """
    lengths: dict[str, set[int]] = {}
    for form in surface:
        lengths.setdefault(form[:2], set()).add(len(form))
    hits = [
        (form, i)
        for i in range(len(text) - 1)
        for length in lengths.get(text[i : i + 2], ())
        if (form := text[i : i + length]) in surface
    ]
    return sorted(hits, key=lambda hit: (-len(hit[0]), hit[0], hit[1]))


def _take(
    mention: Mention,
    lexicon: Lexicon,
    known: Mapping[str, Known],
    found: dict[Span, Mention],
) -> Literal["keep", "nest"] | None:
    """Make room in ``found``, its clause's, for a name that stands again; say how it is taken.

    None where it crosses or repeats what its clause has; ``nest`` where it is taken as a part
    of a longer name, of which the clause claims what it claims.
    """
    span = mention.span
    if span in found:
        if found[span].text in known:
            found[span] = replace(found[span], name=mention.name)
        return None
    verdicts = []
    for other in found.values():
        verdicts.append((_settle(mention, other, known, lexicon), other))
        if verdicts[-1][0] == "yield":
            return None
    for verdict, other in verdicts:
        if verdict == "replace":
            del found[other.span]
    return "nest" if any(verdict == "nest" for verdict, _ in verdicts) else "keep"


def _settle(
    mention: Mention, other: Mention, known: Mapping[str, Known], lexicon: Lexicon
) -> Literal["keep", "nest", "replace", "yield"]:
    """Say what a name that stands again does to a mention that was found in its clause."""
    knows_better = mention.text in known and other.text not in known
    if mention.crosses(other):
        return "replace" if knows_better else "yield"
    if mention.text not in known and other.start < mention.end and mention.start < other.end:
        return "yield"
    if other.start <= mention.start and mention.end <= other.end:
        # At its end the longer one only describes the name (国内最大的梦时代广场).
        if mention.end == other.end:
            return "replace" if knows_better else "yield"
        if knows_better and other.start == mention.start and _goes_on(other, mention, lexicon):
            return "replace"
        place, holder = known.get(mention.text), known.get(other.text)
        if place and holder and place.name == holder.name:
            return "yield"
        kind = place.kind if place else kind_of(mention.text, lexicon)
        return "nest" if kind in _NESTING_KINDS else "yield"
    is_held = mention.start <= other.start and other.end <= mention.end
    if is_held and other.text not in known and (knows_better or other.end == mention.end):
        return "replace"
    return "keep"


def _goes_on(longer: Mention, known: Mention, lexicon: Lexicon) -> bool:
    """Whether the clause goes on where a known name ends (昙华林以特色街区…)."""
    rest = segment(longer.text[len(known.text) :], lexicon)
    return bool(rest) and rest[0].text in lexicon.cue("manner")
