"""The lexicon's tables: a broken row is refused with file and line."""

import shutil

import pytest

from geo.base.errors import InputError
from geo.base.paths import DATA
from geo.reading.lexicon import read_lexicon


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(DATA / "lexicon", tmp_path / "lexicon")


@pytest.mark.parametrize(
    ("table", "row", "message"),
    [
        ("stages.csv", "盖好,finished,strong,", "unknown stage 'finished'"),
        ("stages.csv", "盖好,completed,mighty,", "unknown force 'mighty'"),
        ("stages.csv", "竣工,completed,strong,", "竣工 stands in the table twice"),
        ("heads.csv", "台子,platform,head", "unknown kind 'platform'"),
        ("words.csv", "台子,thing", "unknown class 'thing'"),
        ("sectors.csv", "台子,commerce,much", "the weight 'much' is no number"),
        ("sectors.csv", "台子,commerce", "2 cells instead of 3"),
        ("words.csv", ",common", "the word is missing"),
        ("cues.csv", "台子,thing", "unknown role 'thing'"),
        ("cues.csv", "依托,background", "依托 stands in the table twice"),
    ],
)
def test_a_broken_row_is_refused(folder, table, row, message):
    path = folder / table
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, row]) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_lexicon(folder)
    assert caught.value.where == f"{path}, line {len(lines) + 1}"


def test_a_table_with_other_columns_is_refused(folder):
    (folder / "heads.csv").write_text("head\n桥\n", encoding="utf-8")
    with pytest.raises(InputError, match="the columns must be head,kind,role"):
        read_lexicon(folder)
