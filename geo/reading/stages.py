"""The stage that a clause claims of a name: which of its words counts, and what it denies."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Final

from geo.model.codes import STAGE_RANK
from geo.model.mentions import Span
from geo.reading.lexicon import Lexicon
from geo.reading.segmentation import Token, count_before, first_behind
from geo.reading.spans import covered

# How far before a stage word what was meant once may begin.
_MEANT_REACH: Final = 30
# How many characters may lie between a name and a stage word of its own.
_OWN_REACH: Final = 8
# Between 尚未 and 开工.
_MANNER: Final = (
    "", "正式", "全面", "实质性", "如期", "按期", "按时", "及时", "如约", "按计划", "按要求",
    "全线", "全部", "完全", "整体", "顺利", "真正", "最终", "具备", "达到", "实现", "得到", "投入",
)  # fmt: skip
# What was meant once, and a day before the word: 原定10月|竣工.
_MEANT_ONCE: Final = re.compile(
    r"(?:原定|原计划|原拟|原预计|本应|本该)(?:于|在)?[\d年月日底初中旬前至、—-]{0,20}(?:底|前|初)?$"
)
# 完成 of a share or a part is no end: 桩基施工完成|80%, 完成|基础施工.
_SHARE: Final = re.compile(
    r"(?:了)?(?:桩基|地基|基坑|基础|路基|桥墩|墩柱|土方|场地|围挡)(?:施工|浇筑|开挖|平整|工程|建设|处理)"
    r"|(?:了)?(?:全部|部分|首)?(?:围堰|承台|墩柱|[上下]部结构|主塔|箱梁|基坑支护|支护|外立面|外墙|钢结构|土建|室内外?装修|装饰装修|路面摊铺|铺轨|(?:管网|管道|管线)(?:铺设|敷设)|车站主体|车站结构)"
    r"(?:施工|浇筑|架设|吊装|安装|封顶|工程)?"
    r"|(?:了|约|近|超|过|逾|到|至|总工程量的|工程量的|总量的)*"
    r"(?:[一二三四五六七八九]成(?![立功效果为员品本])|一半|过半|大半|近半|[二三四五]分之[一二三四])"
    r"|(?:了|约|近|超|超过|过|到|至|总工程量的|工程量的|总量的|总投资的|投资的|进度的)*"
    r"\s*\d{1,2}(?:\.\d{1,4})?\s*[%％]"
)
_NO_WORKS: Final = re.compile(
    r"征收|征迁|征地|拆迁|腾退|投资|招商|签约|销售|任务|目标|预售|招生|募集"
)
# What is done before 完成, where it is only a step of the works: 桩基全部|完成.
_STEP_BEFORE: Final = re.compile(
    r"(?:桩基|基坑|围堰|承台|墩柱|桥墩|路基|土方|土建|[上下]部结构|主塔|箱梁|支护|外立面|钢结构|装修|管网铺设|管道铺设|设备安装)"
    r"(?:施工|工程|浇筑|架设|吊装|安装)?(?:已|均|已经|全部|基本|顺利|全面|提前|如期){0,3}$"
)
# 完成 of its steps is none either.
_STEP: Final = re.compile(
    r"(?:了|项目|工程|桩基|基础|主体|主体结构|路基|桥墩|初步|施工图|施工|方案|详细|专项|概念)*"
    r"(?:设计|勘察|招标|招投标|可研|立项|审批|备案|选址)"
)
_PREPARING: Final = frozenset(("planning",))
# Two words that share several sites: one begun, one done, and what may stand between them.
_BEGUN: Final = frozenset(("started", "under_construction"))
_DONE: Final = frozenset(("completed", "operating"))
_JOINTS: Final = frozenset(("、", "或", "或者", "和", "及", "以及"))
_EITHER: Final = frozenset(("或", "或者"))
_ITEMS: Final = re.compile("[、与和及]")
# Whether a verb acts on something, these say, and the word behind a verb that is none of both.
_STOPS: Final = frozenset(("mark", "separator"))
_OBJECTS: Final = frozenset(("head", "unknown", "geo", "common", "latin", "digits"))


class Signs:
    """What the rules see in the clause of a name, each looked for once, when it is asked for.

    ``span`` is the name's, ``names`` are all names of the clause: the words inside them say
    nothing (通航设施).
    """

    def __init__(
        self,
        clause: str,
        tokens: list[Token],
        span: Span,
        names: Iterable[Span],
        lexicon: Lexicon,
    ) -> None:
        self.clause, self.tokens, self.span, self.lexicon = clause, tokens, span, lexicon
        self.held = covered((span, *names), len(clause))

    @cached_property
    def words(self) -> list[Token]:
        """The words that say a stage, common ones that say it now and then among them."""
        mere = self.lexicon.mere_stages
        return _stage_words(self.clause, self.tokens, self.held, self.lexicon, mere)

    @cached_property
    def part(self) -> range:
        """The numbers of the tokens from verb to verb around the name."""
        return range(*part_of(self.tokens, *self.span))

    @cached_property
    def own(self) -> Token | None:
        """The stage word that follows the name before the list goes on."""
        return own_word(self.tokens, self.span[1], self.lexicon)

    @cached_property
    def is_background(self) -> bool:
        """Whether the name is only what the clause builds on."""
        return is_background(self.tokens, self.span[0], self.lexicon)

    @cached_property
    def is_helped(self) -> bool:
        """Whether what is helped is the works of the name."""
        return is_helped(self.tokens, *self.span, self.lexicon)

    @cached_property
    def is_title_holder(self) -> bool:
        """Whether the name is only said to have got a title, or to own what follows."""
        return is_title_holder(self.tokens, self.span[1], self.lexicon)

    @cached_property
    def aims_elsewhere(self) -> bool:
        """Whether the verb before the name drives something else than works."""
        return aims_elsewhere(self.clause[self.span[1] :], self.lexicon)

    @cached_property
    def acting(self) -> list[bool]:
        """For each token, and for the end, whether a weak verb before it acts on something."""
        return acting(self.tokens, self.lexicon)

    @cached_property
    def places(self) -> dict[int, int]:
        """The numbers of the tokens by where they start."""
        return {token.start: at for at, token in enumerate(self.tokens)}

    def acts(self, verb: Token) -> bool:
        """Whether the name before a weak verb acts on something else (X加快引进…企业)."""
        return self.acting[self.places[verb.start] + 1]

    def is_owned(self, word: Token) -> bool:
        """Whether a stage word belongs to the item of a list that it ends (X开业、Y改造)."""
        return is_owned(self.tokens, self.places[word.start])


def stage_of(signs: Signs) -> Token | None:
    """Return the words that say the stage of a name, by the signs of its clause.

    Strong words win over weak ones; behind the name wins over before it (a verb at the end
    governs the whole list, unless an item has its own); of words that stand together the
    furthest stage counts (竣工通车), but preparation wins over all (前期工作).
    """
    if (signs.is_background and not signs.is_helped) or signs.is_title_holder:
        return None
    if signs.own:
        return signs.own
    stages, (start, end) = signs.lexicon.stages, signs.span
    words = [t for t in signs.words if t.role == "stage" and signs.places[t.start] in signs.part]
    before = [t for t in words if t.end <= start and not signs.is_owned(t)]
    behind = [t for t in words if t.start >= end and stages[t.text].force != "before"]
    strong_behind = [t for t in behind if stages[t.text].strong]
    if preparing := [t for t in strong_behind if stages[t.text].stage in _PREPARING]:
        return preparing[0]
    pool = (
        strong_behind
        or [t for t in before if stages[t.text].strong][-1:]
        or ([] if signs.aims_elsewhere else _nearest(before, signs.lexicon))
        or [t for t in behind[:1] if not signs.acts(t)]
        # 建设 that ends a clause without a verb goes on with the verb of the clause before.
        or [t for t in words if t.start >= end and t is signs.tokens[-1]]
    )
    return max(pool, key=lambda t: STAGE_RANK[stages[t.text].stage], default=None)


def sure_word(word: Token, signs: Signs, names: Sequence[Span]) -> Token | None:
    """Return the words that are sure to say the stage of a name where ``word`` is the likeliest.

    ``names`` are the other names of the clause. Of several sites that 开工投产 each may have been
    begun only: the earlier word is true of all. 推进X高质量发展 says of no works.
    """
    if _drives_growth(word, signs, names):
        return None
    return _begun_instead(word, signs, names)


def _drives_growth(word: Token, signs: Signs, names: Iterable[Span]) -> bool:
    """Whether a weak verb before the name drives at its growth (推进X一体化发展)."""
    start, end = signs.span
    cue = signs.lexicon.cue
    if word.end > start or not word.text.endswith(tuple(cue("drive"))):
        return False
    known = [signs.clause[slice(*span)] for span in names]
    aims: list[str] = []
    for item in _ITEMS.split(signs.clause[end:].rstrip("。；")):
        if not item or item in known:
            continue
        if aims and any(other in item for other in known):
            break
        aims.append(item)
    if not aims or not all(aim.endswith(tuple(cue("growth"))) for aim in aims):
        return False
    return not any(works in aim for works in cue("works", "at_place") for aim in aims)


def _begun_instead(word: Token, signs: Signs, names: Sequence[Span]) -> Token:
    """Return, of two words that share several sites between them, the one that is true of all."""
    stages = signs.lexicon.all_stages
    if stages[word.text].stage not in _DONE or not names:
        return word
    at = signs.places[word.start]
    held = [t for t in signs.words if stages[t.text].stage in _BEGUN and t.text != word.text]
    for other in held:
        here = signs.places[other.start]
        between = signs.tokens[min(at, here) + 1 : max(at, here)]
        joints = {t.text for t in between}
        is_begun = stages[other.text].stage == "started" and joints <= _JOINTS
        if (is_begun and (joints or other.start < word.start)) or (joints and joints <= _EITHER):
            return other
    return word


def stage_words(
    clause: str,
    tokens: Iterable[Token],
    names: Iterable[Span],
    lexicon: Lexicon,
    mere: Container[str] = (),
) -> list[Token]:
    """Return those of ``tokens`` that say a stage: in no name, and not denied.

    ``mere`` are common words that are taken as well.
    """
    return _stage_words(clause, tokens, covered(names, len(clause)), lexicon, mere)


def _stage_words(
    clause: str, tokens: Iterable[Token], held: bytearray, lexicon: Lexicon, mere: Container[str]
) -> list[Token]:
    denials = _denials(lexicon.cue("denial"))
    return [
        t
        for t in tokens
        if (t.role == "stage" or t.text in mere)
        and 1 not in held[t.start : t.end]
        and not clause.endswith(denials, 0, t.start)
        and not _MEANT_ONCE.search(clause, max(0, t.start - _MEANT_REACH), t.start)
    ]


@lru_cache(maxsize=64)
def _denials(words: frozenset[str]) -> tuple[str, ...]:
    """Return what denies the word behind it: 尚未开工 says only that it is not."""
    return tuple(word + manner for word in sorted(words) for manner in _MANNER)


def is_share(clause: str, word: Token) -> bool:
    """Whether a word tells how much of the works is done (完成80%), or which part."""
    return word.text.endswith("完成") and bool(_SHARE.match(clause, word.end))


def share_of(signs: Signs) -> Token | None:
    """Return the words behind a name that tell how much of its works is done, if any do."""
    shares = (w for w in signs.words if w.start >= signs.span[1] and is_share(signs.clause, w))
    word = next(shares, None)
    if word is None or _NO_WORKS.search(signs.clause, signs.span[1], word.start):
        return None
    return word


def stage_said(clause: str, word: Token, lexicon: Lexicon) -> str:
    """Return the stage that a word says: 完成80% is under way, 完成初步设计 planned."""
    stage = lexicon.all_stages[word.text].stage
    if stage == "completed" and word.text.endswith("完成"):
        if is_share(clause, word) or _STEP_BEFORE.search(clause, 0, word.start):
            return "under_construction"
        if _STEP.match(clause, word.end):
            return "planning"
    return stage


def hedged(
    clause: str, tokens: list[Token], word: Token, names: Iterable[Span], lexicon: Lexicon
) -> Span:
    """Return the span of a stage word with its hedges: 主体工程基本|完成, 主体结构|全面封顶.

    What belongs to one of ``names`` is none.
    """
    start, end = word.start, word.end
    first = max((last for _, last in names if last <= start), default=0)
    hedges = lexicon.cue("hedge")
    while before := [each for each in hedges if clause.endswith(each, first, start)]:
        begin = start - max(map(len, before))
        # 市场主体 is another word.
        if any(t.start < begin < t.end and t.role != "unknown" for t in tokens):
            break
        start = begin
    if word.text in hedges:
        behind = tokens[first_behind(tokens, end) :]
        stage = next((token for token in behind if token.role == "stage"), None)
        if stage and clause[end : stage.start] in _MANNER:
            end = stage.end
    return start, end


def is_background(tokens: list[Token], start: int, lexicon: Lexicon) -> bool:
    """Whether the name is only what the clause builds on (依托X, 围绕X, 为X)."""
    for token in reversed(tokens[: count_before(tokens, start)]):
        if token.role in {"boundary", "stage", "mark", "digits"}:
            return token.text in lexicon.cue("background")
    return False


def is_helped(tokens: list[Token], start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether what is helped is the works of the name, alone or in a list (支持X、Y建设, X投产)."""
    ahead = reversed(tokens[: count_before(tokens, start)])
    verb = next((t for t in ahead if t.role == "boundary"), None)
    if verb is None or verb.text not in lexicon.cue("help"):
        return False
    for token in tokens[first_behind(tokens, end) :]:
        if token.role in {"boundary", "stage", "mark"}:
            if token.role == "stage" and lexicon.stages[token.text].strong:
                return True
            return token.text in lexicon.cue("helped") and token.end == tokens[-1].end
    return False


def is_title_holder(tokens: list[Token], end: int, lexicon: Lexicon) -> bool:
    """Whether the name is only said to have got a title, or to own what follows."""
    at = first_behind(tokens, end)
    behind = tokens[at] if at < len(tokens) else None
    return behind is not None and behind.start == end and behind.text in lexicon.cue("title")


def aims_elsewhere(behind: str, lexicon: Lexicon) -> bool:
    """Whether the verb before a name drives something else than works (推动X创建…)."""
    return any(word in behind for word in lexicon.cue("no_works"))


def acting(tokens: list[Token], lexicon: Lexicon) -> list[bool]:
    """Say for each token, and for the end, whether a weak verb before it acts on something.

    The name before the verb then acts on something else (X加快引进…企业).
    """
    vague = lexicon.cue("vague")
    found = [False]
    for token in reversed(tokens):
        if token.role in _OBJECTS:
            found.append(token.text not in vague)
        else:
            found.append(found[-1] and token.role not in _STOPS)
    return found[::-1]


def part_of(tokens: list[Token], start: int, end: int) -> tuple[int, int]:
    """Return the tokens from verb to verb around a name (开工X等项目、建成Y等项目)."""
    cuts = [
        i
        for i in range(1, len(tokens) - 1)
        if tokens[i].role == "separator"
        and tokens[i + 1].role in {"stage", "boundary"}
        and _has_object(tokens, i + 1)
    ]
    first = max((i for i in cuts if tokens[i].end <= start), default=0)
    last = min((i for i in cuts if tokens[i].start >= end), default=len(tokens))
    before, behind = count_before(tokens, start), first_behind(tokens, end)
    is_said = any(t.role == "stage" for t in (*tokens[first:before], *tokens[behind:last]))
    return (first, last) if is_said else (0, len(tokens))


def _has_object(tokens: list[Token], i: int) -> bool:
    """Whether a verb has something behind it before the next mark."""
    for token in tokens[i:]:
        if token.role in {"separator", "mark"}:
            return False
        if token.role in {"head", "unknown", "geo", "latin"}:
            return True
    return False


def _nearest(before: list[Token], lexicon: Lexicon) -> list[Token]:
    """Return the weak word that governs what stands behind it; 建设 yields to the verb before."""
    for token in reversed(before):
        if lexicon.stages[token.text].force == "weak":
            return [token]
    return before[-1:]


def is_owned(tokens: list[Token], at: int) -> bool:
    """Whether stage word number ``at`` belongs to the item of a list that it ends."""
    return at + 1 < len(tokens) and tokens[at + 1].role == "separator"


def own_word(tokens: list[Token], end: int, lexicon: Lexicon) -> Token | None:
    """Return the stage word that follows the name before the list goes on (X开业、Y改造)."""
    for at in range(first_behind(tokens, end), len(tokens)):
        token = tokens[at]
        if token.role == "separator" or token.start > end + _OWN_REACH:
            return None
        if token.role == "stage" and lexicon.stages[token.text].strong:
            return token if is_owned(tokens, at) else None
    return None
