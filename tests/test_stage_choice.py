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


SHARED = ("鹭洲大厦", "槐荫药厂")


@pytest.mark.parametrize(
    ("clause", "stage"),
    [
        ("鹭洲大厦、槐荫药厂等企业相继开工开业", "started"),
        ("鹭洲大厦、槐荫药厂陆续开工投产", "started"),
        ("鹭洲大厦、槐荫药厂等一批项目竣工、开工", "started"),
        ("鹭洲大厦、槐荫药厂开工或建成", "started"),
        ("鹭洲大厦、槐荫药厂加快建设或建成投用", "under_construction"),
        ("开工建成鹭洲大厦、槐荫药厂等项目", "started"),
        ("推动鹭洲大厦、槐荫药厂等项目开工投产", "started"),
        # Two steps of one way, which all have gone.
        ("鹭洲大厦、槐荫药厂相继竣工投产", "operating"),
        ("鹭洲大厦、槐荫药厂相继建成投用", "operating"),
    ],
)
def test_of_two_words_that_several_sites_share_the_one_that_is_true_of_all(clause, stage, lexicon):
    for name, other in (SHARED, SHARED[::-1]):
        word = stage_word_of(claimed(clause, name, lexicon, other), lexicon, lexicon.stager)
        assert lexicon.stages[word.text].stage == stage


@pytest.mark.parametrize(
    ("clause", "name", "stage"),
    [
        ("鹭洲药厂开工投产", "鹭洲药厂", "operating"),
        ("鹭洲药厂开工、槐荫大厦建成", "鹭洲药厂", "started"),
        ("鹭洲药厂开工、槐荫大厦建成", "槐荫大厦", "completed"),
    ],
)
def test_what_one_site_has_to_itself_is_its_own(clause, name, stage, lexicon):
    others = [other for other in ("鹭洲药厂", "槐荫大厦") if other != name and other in clause]
    word = stage_word_of(claimed(clause, name, lexicon, *others), lexicon, lexicon.stager)
    assert lexicon.stages[word.text].stage == stage


@pytest.mark.parametrize(
    ("clause", "stage"),
    [
        ("加快推进鹭洲新城一体化发展", None),
        ("推动鹭洲新城与槐荫片区融合发展", None),
        ("促进鹭洲新城、槐荫片区高质量发展", None),
        ("推进鹭洲新城产城融合", None),
        ("推进鹭洲新城开发建设", "under_construction"),
        ("加快推进鹭洲新城保护利用", "under_construction"),
        ("推进鹭洲新城保护与发展", "under_construction"),
        ("推进鹭洲新城功能集聚、品质开发", "under_construction"),
    ],
)
def test_driving_at_growth_is_no_works(clause, stage, lexicon):
    others = [other for other in ("槐荫片区",) if other in clause]
    word = stage_word_of(claimed(clause, "鹭洲新城", lexicon, *others), lexicon, lexicon.stager)
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
