"""Sites that are the label of an item, in a list whose items are all so labelled.

    1.塘尾水厂：新建，日供水5000吨。
    第三项：永泰社区食堂。

Of a name that stands alone the readers, who know sentences, are rarely sure. The list itself proves
it: most of its labels end as names of sites do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from geo.model.mentions import Span
from geo.reading.lexicon import Lexicon
from geo.reading.segmentation import Token, segment
from geo.reading.spans import ends_with_head, is_name, is_placeholder, without_works
from geo.reading.tense import drives

_ITEM: Final = re.compile(
    r"^[ \t\u3000]{0,8}(?P<ordinal>第[一二三四五六七八九十]{1,3}[项件][：:、]?"
    r"|\d{1,3}[.．、)）]|[（(]\d{1,3}[)）]"
    r"|[一二三四五六七八九十]{1,3}、)[ \t\u3000]{0,4}"
    r"(?P<label>[^\s，,。；;：:、（()）“”%]{4,30})(?=[。：:]|[ \t]*$)",
    re.MULTILINE,
)
_NUMBER: Final = re.compile(r"[\d一二三四五六七八九十]+")
_PHASE: Final = re.compile(r"[一二三四五六]期$")
_TAIL: Final = re.compile(r"(?:建设)?(?:项目|工程)$")
# Works at a place, named behind it.
_WORKS: Final = re.compile(
    r"(?:改造|扩建|改扩建|拓宽|提升|整治|治理|修复|迁建|改建|加固|改黑|硬化|疏浚|清淤|配套)$"
)
# So many items of one kind are a list, and such a share of them is labelled with sites.
_LEAST: Final = 3
_SHARE: Final = 0.6
_OWN: Final = frozenset(("unknown", "geo", "level", "name", "latin"))
_BETWEEN: Final = frozenset(("至", "到"))


def labels(text: str, lexicon: Lexicon) -> Iterator[Span]:
    """Yield the spans in a clean text of the labels that name sites, in the order of the text."""
    lists: dict[str, list[tuple[Span | None, bool]]] = {}
    for item in _ITEM.finditer(text):
        kind = _NUMBER.sub("1", item["ordinal"])
        lists.setdefault(kind, []).append(_site(item["label"], item.start("label"), lexicon))
    found = [
        span
        for spans in lists.values()
        if len(spans) >= _LEAST and sum(sure for _, sure in spans) >= _SHARE * len(spans)
        for span, _ in spans
        if span
    ]
    yield from sorted(found)


def _site(label: str, start: int, lexicon: Lexicon) -> tuple[Span | None, bool]:
    """Return the span of the name that a label may be, and whether it is sure by itself.

    One that ends in a common word is not (永泰社区爱心食堂): its list must be of sites.
    """
    name = without_works(label, lexicon)
    if tail := _TAIL.search(name):
        name = name[: tail.start()]
    is_works = bool(_WORKS.search(name)) or len(name) < len(label)
    tokens = segment(_PHASE.sub("", name), lexicon)
    if not tokens or not is_name(name, lexicon) or is_placeholder(name) or drives(name):
        return None, False
    if not _has_own(tokens, lexicon):
        return None, False
    is_sure = ends_with_head(_PHASE.sub("", name), lexicon, 2) or is_works
    span = start, start + len(name)
    return (span, is_sure) if is_sure or tokens[0].role in {"geo", "level"} else (None, False)


def _has_own(tokens: list[Token], lexicon: Lexicon) -> bool:
    """Whether a label has a word of its own before a head, and no verb before its end."""
    before = tokens[:-1]
    if any(t.role == "boundary" and t.text not in _BETWEEN for t in before):
        return False
    if any(t.role == "stage" and t.text in lexicon.stages for t in before):
        return False
    is_of_place = sum(token.role == "head" for token in tokens) > 1
    return is_of_place or any(token.role in _OWN for token in before)
