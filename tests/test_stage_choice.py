"""A stage is always said by words of the clause; the weights only choose which. Invented names."""

import pytest

from geo.reading.segmentation import segment
from geo.reading.stage_choice import NameInClause, stage_word_of
from geo.reading.stages import stage_words


def claimed(clause, name, lexicon, *others):
    start = clause.index(name)
    spans = [(clause.index(other), clause.index(other) + len(other)) for other in others]
    tokens = segment(clause, lexicon)
    return NameInClause(
        clause, tokens, (start, start + len(name)), spans, "building", planned=False
    )


@pytest.mark.parametrize(
    ("clause", "name", "others", "stage"),
    [
        ("鹭洲大厦、槐荫路等19个项目顺利竣工", "鹭洲大厦", ("槐荫路",), "completed"),
        ("加快鹭洲大厦建设", "鹭洲大厦", (), "under_construction"),
        ("鹭洲大厦尚未开工", "鹭洲大厦", (), None),
        ("鹭洲大厦风光秀丽", "鹭洲大厦", (), None),
    ],
)
def test_the_word_that_says_the_stage_is_chosen_or_none(clause, name, others, stage, lexicon):
    word = stage_word_of(claimed(clause, name, lexicon, *others), lexicon, lexicon.stager)
    assert (word and lexicon.stages[word.text].stage) == stage


def test_of_the_words_that_say_one_stage_the_rules_show_the_verb(lexicon):
    name = claimed("加快鹭洲大厦建设", "鹭洲大厦", lexicon)
    assert stage_word_of(name, lexicon, lexicon.stager).text == "加快"


def test_words_inside_names_and_denied_words_are_never_chosen(lexicon):
    clause = "鹭洲竣工纪念馆尚未开工、槐荫路建成通车"
    spans = [(0, 7), (12, 15)]
    words = stage_words(clause, segment(clause, lexicon), spans, lexicon)
    assert "竣工" not in {word.text for word in words}
    assert "开工" not in {word.text for word in words}
    assert words


def test_without_weights_the_rules_decide(lexicon):
    name = claimed("推动鹭洲大厦开工", "鹭洲大厦", lexicon)
    assert stage_word_of(name, lexicon, None).text == "开工"
