"""What copying leaves in a text goes, and every character that stays keeps its place.

A report reaches the reader through PDF viewers, mirrors, note-taking programs: with marks of
Markdown and HTML, emoji, soft hyphens, line numbers, the head of each page in the middle of a
sentence, readings in brackets, marks of footnotes, wide digits, in the traditional script.
:func:`clean` gives the text as it was meant, in simplified characters; what stands on the page
is said by its offsets. ``docs/reading-scripts.md`` lists what goes.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, pairwise
from typing import Final

from geo.base.scripts import in_one_script
from geo.documents.languages import is_hanzi
from geo.documents.normal import NUMBERED, SENTENCE_END, Normal
from geo.documents.tables import find_tables

_HAN: Final = "\u3400-\u9fff"
_TONED: Final = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙǕǗǙǛ"
_SPELLED: Final = rf"A-Za-z{_TONED}üÜêÊɑɡ\u0300-\u030c"
# Nothing that is seen: soft hyphens, joiners, marks of direction, selectors of variants.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0001-\U000e01ef]"
)
# Radicals that a PDF gives for the characters that look so.
_RADICALS: Final = "⺠⺟⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳"
_OTHERWISE: Final = str.maketrans(
    "「」『』﹁﹂﹃﹄‧・﹑｡､％\x0b\x0c\x85\u2028\u2029" + _RADICALS,
    "“”‘’“”‘’··、。、%" + "\n" * 5 + "民母虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
)
# A narrow full stop behind a sentence; 一. and 1. number.
_STOP: Final = re.compile(
    rf"(?<=[{_HAN}”）])(?<![一二三四五六七八九十])\.(?=[{_HAN}“（\s]|$)", re.MULTILINE
)
_LINE_END: Final = re.compile(r"\r(?!\n)")
_WIDE: Final = re.compile("[０-９Ａ-Ｚａ-ｚ\u2e80-\u2fdf\uf900-\ufaff]")
_WIDE_POINT: Final = re.compile(r"(?<=\d)．(?=\d)")

_BULLET: Final = "●"
_PICTURE: Final = "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u20e3\u2300-\u23ff]"
# At the beginning of a line.
_QUOTED: Final = re.compile(r"^[ \t\u3000]{0,8}>[> \t]{0,16}", re.MULTILINE)
_HEADING: Final = re.compile(r"^[ \t\u3000]{0,8}#{1,6}[ \t\u3000]{0,8}(?=\S)", re.MULTILINE)
_ITEM: Final = re.compile(
    rf"^[ \t\u3000]{{0,16}}(?P<mark>[-*+•·▪◦‣–—](?=[ \t])|\d?{_PICTURE})(?:[ \t]|{_PICTURE}){{0,8}}"
    r"(?:\[[ xX]\][ \t]{1,8})?(?=\S)",
    re.MULTILINE,
)
# An item's label, behind which its clause goes on: 柳河大桥：已建成通车.
_LABEL: Final = re.compile(
    rf"^[ \t\u3000]{{0,8}}(?:{_BULLET}|\d{{1,2}}[.、)）])[ \t]{{0,4}}[^，。；：:、\n|]{{2,24}}"
    r"(?P<colon>[：:])[ ]?"
    r"(?=已|将|正在?|主体|基本|预计|计划|年底|年内|完工|竣工|投用|投产|启用|通车|封顶|开放|在建|建设中|施工"
    r"|(?:全面|正式)?(?:建成|开工|启动|动工)(?:通车|投用|投产|开放|使用|建设|施工|[，。；\s]|$)"
    r"|完成(?:主体|路基|桩基|基础|验收|竣工|招标|前期|投资))",
    re.MULTILINE,
)
_RULE: Final = re.compile(
    r"^[ \t]{0,8}(?:-[- \t]{2,99}|\*[* \t]{2,99}|_[_ \t]{2,99}|=[= \t]{2,99}|```.{0,40})$",
    re.MULTILINE,
)
_RULE_OF_TABLE: Final = re.compile(r"^[ \t]{0,8}\|?[ \t]{0,8}:?-{2,}[-:| \t]{0,400}$", re.MULTILINE)
# Anywhere.
_EMPHASIS: Final = re.compile(
    r"(?P<mark>\*{1,3}|_{2,3})(?![\s*_]|[路街巷桥村镇][、和与及])(?P<inside>[^*_\n]{1,200})(?<!\s)(?P=mark)"
)
_STRUCK: Final = re.compile(r"~~(?![\s~])[^~\n]{1,200}~~")
# Both kinds around one another: **_迈皋桥小学_**.
_BOTH: Final = re.compile(r"(?:\*{1,2}_|_\*{1,2})(?P<inside>[^*_\n]{1,200})(?:_\*{1,2}|\*{1,2}_)")
_STAR: Final = re.compile(rf"(?<=[{_HAN}”）])\*{{1,3}}(?=[，。；、：,;\s])")
_IMAGE: Final = re.compile(r"!\[[^\[\]\n]{0,200}\]\([^()\n]{0,400}\)")
_LINK: Final = re.compile(
    r"\[(?P<text>[^\[\]\n]{1,200})\](?:\([^()\n]{0,400}\)|\[[^\[\]\n]{0,40}\])"
)
_ADDRESS: Final = re.compile(r"<?(?:https?://|www\.)[A-Za-z0-9._~:/?#@!$&'*+,;=%-]{1,400}>?")
_TAG: Final = re.compile(
    r"</?(?:a|b|big|br|center|code|div|em|font|h[1-6]|hr|i|img|li|mark|ol|p|s|small|span|strong"
    r"|sub|table|tbody|td|th|thead|tr|u|ul)(?:[ \t/][^<>\n]{0,300})?>",
    re.IGNORECASE,
)
_RAISED: Final = re.compile(r"<sup>[^<>\n]{0,40}</sup>", re.IGNORECASE)
_BREAK: Final = re.compile(r"<(?:br|/p|/div|/li|/h[1-6]|/tr|hr)[ \t/]{0,4}>", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:[A-Za-z]{2,12}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,6});")
# E1\E2 is a list.
_ESCAPED: Final = re.compile(r"\\(?=[.-])|(?<![A-Za-z0-9])\\(?=[\\`*_{}\[\]()#+!~|<>])")
_TICK: Final = re.compile("`{1,3}")
_DRAWN: Final = re.compile(rf"[ ]?{_PICTURE}{{1,8}}")

# Readings: 昙华林（Tánhuálín）, 鎮(zhèn), 镇（音：zhèn）, 镇ㄓㄣˋ.
_READING: Final = re.compile(
    rf"(?<=[{_HAN}])[ ]?[（(［\[](?:读音|读作|拼音|讀音|讀作|音)?[:：]?[“\"]?"
    rf"(?P<said>[{_SPELLED}][{_SPELLED}1-5 '’·-]{{0,60}})[”\"]?[)）］\]]"
)
_BETWEEN: Final = re.compile(
    rf"(?<=[{_HAN}])[ ]?(?P<said>[A-Za-zü]{{0,6}}[{_TONED}][{_SPELLED}]{{0,30}})[ ]?"
    rf"(?=[{_HAN}，。、；“”（）])"
)
_ZHUYIN: Final = re.compile(
    rf"(?<=[{_HAN}])[（(]?[\u3105-\u312f\u31a0-\u31bf]"
    "[\u3105-\u312f\u31a0-\u31bfˊˇˋ˙ ]{0,30}[)）]?"
)
# Marks of footnotes.
_NOTE: Final = re.compile(
    r"^\[\^[^\[\]\n]{1,20}\]:[ ]?"
    r"|[\[〔［【][ ]?(?:注释?|註|脚注|\^)?[ ]?\d{1,3}(?:[ ]?[-–—,，、][ ]?\d{1,3}){0,5}[ ]?"
    r"[\]〕］】]"
    r"|[（(](?:详?见)?(?:注释?|註|附注|脚注|名词解释)[ ]?\d{0,3}[)）]",
    re.MULTILINE,
)
_SMALL: Final = re.compile(rf"(?<=[{_HAN}”）》A-Z])(?<!米)[¹²³⁰⁴-⁹†‡]{{1,4}}(?:⁾)?")
_CIRCLED: Final = re.compile(
    rf"(?<=[{_HAN}”）》A-Z\d])[①-⑳㉑-㉟❶-❿➀-➓⑴-⒇](?=[{_HAN}，。；、：！？“”（,.;:\s\dA-Z]|$)"
)

# Of a page's margins.
_PAGE: Final = re.compile(
    r"[-—–－·~—\s]{0,8}(?:第\s{0,4}\d{1,4}\s{0,4}页(?:[，,/\s]{0,4}共\s{0,4}\d{1,4}\s{0,4}页)?"
    r"|[Pp]age\s{0,2}\d{1,4}(?:\s{0,2}of\s{0,2}\d{1,4})?|\d{1,4}\s{0,4}/\s{0,4}\d{1,4})[-—–－·~\s]{0,8}"
    r"|[-—–－·~]\s{0,4}\d{1,4}\s{0,4}[-—–－·~]"
)
_BARE_PAGE: Final = re.compile(r"\s{0,8}\d{1,3}\s{0,8}")
_DIGITS: Final = re.compile(r"\d+")
_BLANKS: Final = re.compile(r"\s+")
_OF_DOCUMENT: Final = re.compile("报告|报吿|報告|公报|公報|人民政府|www|http|页|頁")
_LONGEST_MARGIN: Final = 60
_REPEATED: Final = 3
_PROSE: Final = frozenset("，、；。\t")
_INTERRUPTED: Final = 10
_LINE_NUMBER: Final = re.compile(
    r"[ \t\u3000]{0,8}(?P<number>\d{1,5})(?![\d.．、)）年月日%％个条项座])[ \t\u3000|│]{0,8}"
)
_FEWEST_NUMBERED: Final = 8
_NUMBERED_SHARE: Final = 0.9

Span = tuple[int, int]


def clean(text: str) -> Normal:
    """Return ``text`` without what copying has left in it, in simplified characters.

    Cleaned once more it stays as it is.
    """
    found = Normal(text, range(len(text)))
    for step in (_seen, _unnumbered, _without_margins, _unmarked, _without_asides):
        found = found.then(step(found.text))
    return found.then(_same(in_one_script(found.text)))


def _same(text: str) -> Normal:
    return Normal(text, range(len(text)))


def _without(
    text: str, dropped: Iterable[Span], changed: Mapping[int, str] | None = None
) -> Normal:
    """Return ``text`` without the spans ``dropped``; ``changed`` are characters by place.

    A span keeps its first character where that is changed.
    """
    changed = changed or {}
    kept: list[range] = []
    at = 0
    for start, end in sorted(dropped):
        first = start + (start in changed)
        if first > at:
            kept.append(range(at, first))
        at = max(at, end)
    if not kept and not at and not changed:
        return _same(text)
    kept.append(range(at, len(text)))
    if changed:
        text = _with(text, changed)
    if len(kept) == 1 and not at:
        return _same(text)
    pieces = (text[part.start : part.stop] for part in kept)
    return Normal("".join(pieces), tuple(chain.from_iterable(kept)))


def _with(text: str, changed: Mapping[int, str]) -> str:
    """Return ``text`` with the characters that are ``changed``, by place."""
    pieces = []
    at = 0
    for place, character in sorted(changed.items()):
        pieces += [text[at:place], character]
        at = place + 1
    return "".join([*pieces, text[at:]])


def _seen(text: str) -> Normal:
    """Drop what is not seen, and write wide letters, radicals and quotes as they usually are."""
    usual = {c: unicodedata.normalize("NFKC", c) for c in set(_WIDE.findall(text))}
    table = _OTHERWISE | {
        ord(c): other for c, other in usual.items() if len(other) == 1 and other != c
    }
    text = _WIDE_POINT.sub(".", text.translate(table))
    text = _STOP.sub("。", _LINE_END.sub("\n", text))
    return _without(text, (found.span() for found in _UNSEEN.finditer(text)))


def _unmarked(text: str) -> Normal:
    """Drop the marks of Markdown and HTML, addresses and emoji; a list's marks are one."""
    found = _same(text)
    for step in (_untagged, _unlined, _unstressed):
        found = found.then(step(found.text))
    labels = (label.span("colon") for label in _LABEL.finditer(found.text))
    return found.then(_without(found.text, labels))


def _untagged(text: str) -> Normal:
    dropped = [found.span() for p in (_RAISED, _TAG) for found in p.finditer(text)]
    changed = {found.start(): "\n" for found in _BREAK.finditer(text)}
    for found in _ENTITY.finditer(text):
        meant = html.unescape(found.group())
        if len(meant) == 1:
            dropped.append(found.span())
            if not meant.isspace():
                changed[found.start()] = meant
    return _dropping(_without(text, dropped, changed), _ESCAPED, _TICK)


def _unlined(text: str) -> Normal:
    found = _dropping(_same(text), _QUOTED, _RULE, _RULE_OF_TABLE, _HEADING)
    items = list(_ITEM.finditer(found.text))
    marks = {item.start("mark"): _BULLET for item in items}
    return found.then(_without(found.text, ((m.start("mark"), m.end()) for m in items), marks))


def _dropping(found: Normal, *patterns: re.Pattern[str]) -> Normal:
    """Return ``found`` without what the patterns, one after the other, find in it."""
    for pattern in patterns:
        found = found.then(_without(found.text, (m.span() for m in pattern.finditer(found.text))))
    return found


def _unstressed(text: str) -> Normal:
    found = _dropping(_same(text), _IMAGE, _ADDRESS, _STRUCK)
    found = found.then(_without(found.text, _around(_LINK, found.text, "text")))
    found = found.then(_without(found.text, _around(_BOTH, found.text, "inside")))
    for _ in range(2):  # one kind of emphasis may stand in another
        found = found.then(_without(found.text, _around(_EMPHASIS, found.text, "inside")))
    return _dropping(found, _STAR, _DRAWN)


def _around(pattern: re.Pattern[str], text: str, group: str) -> Iterator[Span]:
    """Yield what stands before and behind a group of each match, inside the match."""
    for found in pattern.finditer(text):
        yield found.start(), found.start(group)
        yield found.end(group), found.end()


def _lines(text: str) -> list[Span]:
    """Return the lines, without their ends, that hold more than blanks."""
    found = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            found.append((start, start + len(line.rstrip())))
        start += len(line) + 1
    return found


def _unnumbered(text: str) -> Normal:
    """Drop the numbers of lines, where nearly every line begins with the next one."""
    if any(table.bodies for table in find_tables(text)):
        # A list counts its rows.
        return _same(text)
    lines = _lines(text)
    numbers = [_LINE_NUMBER.match(text, *line) for line in lines]
    said = [int(found["number"]) if found else None for found in numbers]
    if len(lines) < _FEWEST_NUMBERED or sum(n is not None for n in said) < _NUMBERED_SHARE * len(
        lines
    ):
        return _same(text)
    dropped = []
    last: int | None = None
    for number, found in zip(said, numbers, strict=True):
        # Blank lines may count as well, and a page may begin anew.
        goes_on = number is not None and (last is None or number == 1 or 0 < number - last <= 3)
        if found and goes_on:
            dropped.append(found.span())
            last = number
        elif last is not None:
            last += 1
    return _without(text, dropped if len(dropped) >= _NUMBERED_SHARE * len(lines) else ())


def _without_margins(text: str) -> Normal:
    """Drop the heads and feet of pages, and close the sentences that they stand in."""
    lines = _lines(text)
    pages = {i for i, line in enumerate(lines) if _PAGE.fullmatch(text, *line)}
    bare = [i for i, line in enumerate(lines) if _BARE_PAGE.fullmatch(text, *line)]
    if len(bare) >= _REPEATED and _ascend([int(text[slice(*lines[i])]) for i in bare]):
        pages.update(bare)
    margins = pages | set(_running(text, lines, pages))
    dropped = []
    at = 0
    for i in sorted(margins):
        if i < at:
            continue
        at = i
        while at in margins:
            at += 1
        dropped.append(_cut(text, lines, i, at))
    return _without(text, dropped)


def _ascend(numbers: list[int]) -> bool:
    return all(0 < b - a <= 3 for a, b in pairwise(numbers))


def _running(text: str, lines: list[Span], pages: set[int]) -> Iterator[int]:
    """Yield the numbers of the lines that stand again and again, but for their numbers."""
    alike: dict[str, list[int]] = defaultdict(list)
    for i, (start, end) in enumerate(lines):
        line = text[start:end]
        is_short = len(line) <= _LONGEST_MARGIN and line[-1] not in SENTENCE_END
        if is_short and _PROSE.isdisjoint(line):
            alike[_BLANKS.sub("", _DIGITS.sub("0", line))].append(i)
    for key, places in alike.items():
        if len(places) < _REPEATED or len(key) < 4 or not any(map(is_hanzi, key)):
            continue
        if NUMBERED.match(text, lines[places[0]][0]):
            continue
        first, *others = places
        inside = sum(_interrupts(text, lines, i, i + 1) for i in places)
        beside = sum(i - 1 in pages or i + 1 in pages for i in places)
        if _OF_DOCUMENT.search(key) or 3 * inside >= 2 * len(places) or 2 * beside >= len(places):
            # The first may be the title.
            is_title = first < _REPEATED and not _interrupts(text, lines, first, first + 1)
            yield from others if is_title else places


def _interrupts(text: str, lines: list[Span], first: int, behind: int) -> bool:
    """Whether the lines from ``first`` until ``behind`` stand in the middle of a sentence."""
    if first == 0 or behind >= len(lines):
        return False
    before = text[slice(*lines[first - 1])].strip()
    start, end = lines[behind]
    return (
        len(before) >= _INTERRUPTED
        and before[-1] not in SENTENCE_END
        and not (_opens(before) and len(before) < 2 * _INTERRUPTED)
        and text[start] != "\u3000"
        and not _opens(text[start:end])
    )


def _opens(line: str) -> bool:
    """Whether a line is a heading or an item of a list by its mark."""
    return any(pattern.match(line) for pattern in (NUMBERED, _ITEM, _HEADING))


def _cut(text: str, lines: list[Span], first: int, behind: int) -> Span:
    """Return what goes with the lines from ``first`` until ``behind``: with their ends."""
    start = lines[first - 1][1] if first else 0
    end = lines[behind][0] if behind < len(lines) else len(text)
    if _interrupts(text, lines, first, behind):
        while text[end].isspace():
            end += 1
        return start, end
    # One end of a line stays.
    return (start + 1 if first else 0), end


def _without_asides(text: str) -> Normal:
    """Drop readings and marks of footnotes."""
    found = _same(text)
    for step in (_unread, _unnoted):
        found = found.then(step(found.text))
    return found


def _unread(text: str) -> Normal:
    dropped = [found.span() for found in _ZHUYIN.finditer(text)]
    for pattern in (_READING, _BETWEEN):
        for found in pattern.finditer(text):
            before = text[max(0, found.start() - 12) : found.start()]
            if _is_reading(found["said"], before, is_bracketed=pattern is _READING):
                dropped.append(found.span())
    return _without(text, dropped)


def _is_reading(said: str, before: str, *, is_bracketed: bool) -> bool:
    """Whether letters say how the characters before them are read."""
    bare = "".join(c for c in unicodedata.normalize("NFD", said) if c.isascii() and c.isalpha())
    if not bare:
        return False
    is_toned = any(c in _TONED for c in unicodedata.normalize("NFC", said))
    if is_bracketed and is_toned:
        return True
    from pypinyin import Style, pinyin

    # What the characters before may be read as, from the last one on.
    rests = {bare.lower()}
    for character in reversed(before):
        if not is_hanzi(character):
            return False
        heard = {
            s.replace("ü", "u") for s in pinyin(character, style=Style.NORMAL, heteronym=True)[0]
        }
        rests = {r.removesuffix(s) for r in rests for s in heard if r.endswith(s)}
        if "" in rests:
            return True
        if not rests:
            return False
    return False


def _unnoted(text: str) -> Normal:
    dropped = [found.span() for p in (_NOTE, _SMALL, _CIRCLED) for found in p.finditer(text)]
    return _without(text, dropped)
