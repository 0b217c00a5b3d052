"""How processor time grows with the size of a text, tried in a process of its own.

``python tests/growth.py patterns`` tries every regular expression of the project over the table
of shapes and over what hypothesis makes of the expression's own matches; ``reports`` the whole
way from bytes to atlas over the table; ``steps`` what walks over a whole text or over all its
names, where that is a small part of the way. Each is tried at 4n characters and, where that takes
long enough to be counted, at n. What is begun is said before, so that the last line names what
did not end within the limit of processor time.
"""

import contextlib
import resource
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from itertools import islice, product
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent), str(Path(__file__).resolve().parent)]

from shapes import ALIKE, BEFORE, PLACED, REPORTS, SHAPES, report_of  # noqa: E402

from geo.base.errors import InputError  # noqa: E402

SIZE = 5_000
# Shorter runs are not counted: they say more of the machine than of the text.
LEAST_SECONDS = 0.020
MOST_GROWTH = 6.0
# Of processor time, for one try.
MOST_SECONDS = 60
_RETRIES = 4

# What it is called, what makes its text of a size, and what is done with that.
Try = tuple[str, Callable[[int], Any], Callable[[Any], object]]

BLOCKS = (
    "<table><tr><td>路</td></tr></table>",
    "<table><tr><td>路</td><td>桥</td></tr></table>",
    "<p>路</p>",
    "<h2>路</h2><p>桥</p>",
    "<li>路</li>",
    "<p><a href=x>路</a></p>",
    "<article>路</article>",
)


def growth(make: Callable[[int], Any], run: Callable[[Any], object]) -> float:
    """Return how many times longer ``run`` takes for four times the text, 1 where it is quick.

    Where the first tries say somewhat too much, the shortest of a few counts.
    """
    much = make(4 * SIZE)
    long = _seconds(run, much)
    if long <= MOST_GROWTH * LEAST_SECONDS:
        return 1.0
    little = make(SIZE)
    short = max(_seconds(run, little), LEAST_SECONDS)
    for tried in range(_RETRIES):
        if long <= MOST_GROWTH * short or (tried and long > 2 * MOST_GROWTH * short):
            break
        long = min(long, _seconds(run, much))
        short = max(min(short, _seconds(run, little)), LEAST_SECONDS)
    return long / short


def _seconds(run: Callable[[Any], object], text: Any) -> float:
    began = time.thread_time()
    run(text)
    return time.thread_time() - began


def try_all(tries: Iterable[Try]) -> tuple[int, list[str]]:
    """Return how many tries there are, and a line for each that grows too much."""
    count, grown = 0, []
    for name, make, run in tries:
        print(f"begun: {name}", flush=True)
        _limit_time()
        times = growth(make, run)
        count += 1
        if times > MOST_GROWTH:
            grown.append(f"{name}: {times:.0f} times the time for 4 times the text")
    return count, grown


def _limit_time() -> None:
    """End this process when it has used some more processor time from now on."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + MOST_SECONDS, hard))


def pattern_tries() -> Iterator[Try]:
    """Yield each pattern of the project over each shape, used as the project uses it."""
    from patterns import collect, pumped

    used, unmade = collect(lambda: build(report_of("the report", SIZE)))
    if unmade:
        raise SystemExit(f"no report makes the patterns of {', '.join(unmade)}: what does?")
    for each in used:
        coded = isinstance(each.pattern.pattern, bytes)
        shapes = {name: partial(_shape, name, coded=coded) for name in SHAPES}
        shapes |= {
            name: (lambda size, make=make: make(size).encode()) if coded else make
            for name, make in pumped(each.pattern).items()
        }
        for method in each.methods:
            for shape, make in shapes.items():
                yield f"{each.name} ({method}) over {shape}", make, _use(each.pattern, method)


@cache
def _shape(name: str, size: int, *, coded: bool) -> str | bytes:
    text = SHAPES[name](size)
    return text.encode() if coded else text


def _use(pattern: Any, method: str) -> Callable[[Any], object]:
    match method:
        case "sub" | "subn":
            return lambda text: pattern.sub(text[:0], text)
        case "finditer":
            return lambda text: deque(pattern.finditer(text), maxlen=0)
        case _:
            return getattr(pattern, method)


def report_tries() -> Iterator[Try]:
    """Yield the whole way from bytes to atlas, for a report of each shape."""
    build(report_of("the report", SIZE))
    for shape in REPORTS:
        yield f"a report of {shape}", partial(report_of, shape), build


def step_tries() -> Iterator[Try]:
    """Yield steps on the way that see all of a text or all of its names, and those beside it."""
    from patterns import collect, mentioned, repeated

    used, _ = collect(lambda: None)
    for name, make in repeated(mentioned(used)).items():
        yield f"the clauses of {name}", lambda size, make=make: make(size).encode(), _cut
    yield "many names that sound alike", _alike, _gather
    yield "sites of a city, and the clauses that may say where", _of_a_city, _locate
    yield "names that begin alike, found again", _beginning_alike, _find
    yield "words that stand in many places", _standing, _quote
    yield "a name of words for its city and its sort", _wordy, _shorten
    for block in BLOCKS:
        yield f"an HTML page of {block}", partial(_page_of, block), _convert


def _cut(raw: bytes) -> None:
    from geo.documents.report import decode_report

    with contextlib.suppress(InputError):  # control characters in plenty are no text
        report = decode_report(BEFORE.encode() + raw + b"x", "shape", "shape.txt")
        for clause in report.clauses:
            report.part_at(clause.start)


def _alike(size: int) -> Any:
    from geo.model.mentions import Mention

    syllables = product(ALIKE, repeat=4)
    names = ("".join(name) for name in islice(syllables, size // 4))
    return [Mention(0, 4, name, name, 0, 4, "2021", planned=False) for name in names]


def _gather(mentions: Any) -> object:
    from geo.building.gathering import gather_sites
    from geo.model.places import Gazetteer

    return gather_sites(mentions, Gazetteer({}), {})


def _of_a_city(size: int) -> Any:
    from geo.building.gathering import gather_sites
    from geo.building.setting import setting_of
    from geo.building.whereabouts import Whereabouts
    from geo.documents.report import Report
    from geo.model.mentions import Mention
    from geo.model.places import Gazetteer

    clauses = "".join(f"建成{chr(0x4E00 + number)}园。" for number in range(size))
    report = Report("shape", f"{BEFORE}{PLACED}{clauses}")
    spans = ((at, at + 4) for at in range(len(report.text) - len(clauses), len(report.text), 5))
    found = [
        Mention(
            start + 2,
            end,
            name := report.text[start + 2 : end],
            name,
            start,
            end,
            "2021",
            planned=False,
        )
        for start, end in spans
    ]
    return Whereabouts(report, setting_of(report)), gather_sites(found, Gazetteer({}), {}), found


def _locate(work: Any) -> None:
    where, sites, mentions = work
    for site in sites:
        where.region_of(site, mentions)


def _beginning_alike(size: int) -> Any:
    names = [f"中山{chr(0x4E00 + number)}公园" for number in range(size // 5)]
    return "".join(names), {name: name for name in names}


def _find(work: Any) -> object:
    from geo.reading.extraction import _occurrences

    return _occurrences(*work)


def _standing(size: int) -> Any:
    from geo.documents.report import Report
    from geo.model.mentions import Mention
    from geo.model.places import Gazetteer

    text = "".join(f"{chr(0x4E00 + number)}昙华林" for number in range(size // 4))
    spans = ((at + 1, at + 4) for at in range(0, len(text), 4))
    found = [Mention(*span, "昙华林", "昙华林", *span, "2021", planned=False) for span in spans]
    return Report("shape", text), found, [], Gazetteer({}), _lexicon()


def _quote(work: Any) -> object:
    from geo.building.review import find_changes

    return find_changes(*work)


def _wordy(size: int) -> str:
    return "武汉" * (size // 400) + "昙华林" + "区" * (size // 400)


def _shorten(name: str) -> object:
    from geo.places.naming import Name

    return Name(name, ("武汉市", "武汉")).cores


def _page_of(block: str, size: int) -> bytes:
    return f"<html><body>{block * (size // 2)}</body></html>".encode()


def _convert(raw: bytes) -> None:
    from geo.documents.conversion import html_text

    with contextlib.suppress(InputError):  # no text
        html_text(raw, [])


def build(raw: bytes) -> None:
    """Go the whole way from a file's bytes to its atlas, as the page does."""
    from geo.building.build import build_atlas
    from geo.building.setting import setting_of
    from geo.documents.report import decode_report
    from geo.reading.programmes import programmes

    with contextlib.suppress(InputError):  # no Chinese, or no site
        report = decode_report(raw, "shape", "shape.txt")
        setting = setting_of(report)
        atlas = build_atlas(report, _lexicon(), _gazetteer(setting.region), setting=setting)
        programmes(report, atlas)


@cache
def _lexicon() -> Any:
    from geo.reading.lexicon import read_lexicon

    return read_lexicon()


@cache
def _gazetteer(region: Any) -> Any:
    from geo.places.gazetteer import read_gazetteer

    return read_gazetteer(region)


def main(what: str) -> int:
    """Try ``patterns``, ``reports`` or ``steps``, and say what grows too much, and how much."""
    tries = {"patterns": pattern_tries, "reports": report_tries, "steps": step_tries}
    count, grown = try_all(tries[what]())
    print(f"{count} tried, {len(grown)} grew more than {MOST_GROWTH:.0f}-fold", *grown, sep="\n")
    return 1 if grown else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
