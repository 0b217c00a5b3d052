"""Whole spans: every likely one is weighed, and the best set of them has no overlaps."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.reading import tagger
from geo.reading.lexicon import read_lexicon
from geo.reading.name_choice import Sentence, best, choose
from geo.reading.segmentation import segment

LEXICON = read_lexicon()
SPANS = st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda s: (s[0], s[0] + s[1]))


def weigh(text):
    tokens = segment(text, LEXICON)
    [marks] = tagger.mark([(text, tokens)], LEXICON)
    return Sentence(text, tokens, marks, [], LEXICON)


def all_alike(spans, *chances, size=10):
    """Marks of a sentence all of whose characters have the same chances, by both readers."""
    each = [[chance] * size for chance in chances]
    reader = tagger.Reader(*each)
    return tagger.Marks(spans, *each, [0.0] * size, (reader, reader))


@pytest.mark.parametrize(
    ("weighed", "expected"),
    [
        ([], []),
        ([((0, 4), 0.3), ((5, 9), 0.1)], [(0, 4), (5, 9)]),
        ([((0, 9), 0.5), ((0, 4), 0.3), ((5, 9), 0.3)], [(0, 4), (5, 9)]),
        ([((0, 9), 0.7), ((0, 4), 0.3), ((5, 9), 0.3)], [(0, 9)]),
        ([((0, 4), 0.2), ((4, 6), 0.2)], [(0, 4), (4, 6)]),
    ],
)
def test_the_spans_of_the_highest_sum_are_taken(weighed, expected):
    assert best(weighed) == expected


@given(st.dictionaries(SPANS, st.floats(0.01, 0.7), max_size=12))
def test_no_two_spans_overlap_and_none_that_fits_is_left_out(weighed):
    found = best(weighed.items())
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    for start, end in weighed:
        assert any(a < end and start < b for a, b in found)


@settings(deadline=None)
@given(st.text(alphabet="建成鹭湾大桥、和槐荫路“”（一期）项目，加快12A号线\n 的", max_size=60))
def test_any_sentence_gives_spans_that_lie_in_it(text):
    for start, end in choose(weigh(text), LEXICON.judge) if text else []:
        assert 0 <= start < end <= len(text)


def test_a_span_is_weighed_against_the_same_with_a_word_less_or_more():
    text = "加快鹭湾大桥二期建设"
    likely = all_alike([(2, 6)], 0.5, 0.3, 0.1, 0.1)
    tokens = segment(text, LEXICON)
    candidates = Sentence(text, tokens, likely, [], LEXICON).candidates
    assert {(2, 6), (2, 8)} <= set(candidates)


def test_where_the_tagger_is_sure_that_there_is_no_name_nothing_is_weighed():
    text = "加快鹭湾大桥二期建设"
    nothing = all_alike([], 0.0, 0.0, 0.0, 1.0)
    assert not Sentence(text, segment(text, LEXICON), nothing, [], LEXICON).candidates
