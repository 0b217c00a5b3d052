"""What decides a stage stands in every quotation, also where it stands far from the name."""

import pytest

from geo.model.atlas import Atlas
from geo.model.quotation import pieces_of, quotation
from geo.outputs.data.tables import mention_rows
from geo.promises.table import promise_words
from geo.view.card import card_html
from geo.view.panel import words_of

TEXT = "力争到2026年，学校开工，杨柳医院建成投用。"
MENTION = {
    "start": 14, "end": 18, "text": "杨柳医院", "quote_start": 14, "quote_end": 22,
    "quote_more": [0, 8], "stage": "operating", "stage_start": 18, "stage_end": 22,
    "planned": True, "period": "2026",
}  # fmt: skip
WHOLE = "力争到2026年……杨柳医院建成投用"


@pytest.fixture
def atlas(atlas):
    site = atlas.features[0]["properties"] | {
        "mentions": [MENTION], "status": None, "target": "operating", "within": None,
    }  # fmt: skip
    return Atlas(atlas.report, (atlas.features[0] | {"properties": site},))


def test_the_pieces_stand_in_the_texts_order():
    assert quotation(MENTION, TEXT) == WHOLE
    assert pieces_of(MENTION | {"quote_more": [20, 22]}) == ((14, 22), (20, 22))
    assert quotation(MENTION | {"quote_more": None}, TEXT) == "杨柳医院建成投用"


def test_each_place_that_quotes_a_plan_quotes_what_makes_it_one(atlas):
    site = atlas.features[0]["properties"]
    assert words_of(MENTION, TEXT) == WHOLE
    assert promise_words(site, TEXT) == WHOLE
    assert [row["clause"] for row in mention_rows(atlas, TEXT)] == [WHOLE]
    assert "力争到2026年……" in card_html(site, atlas, TEXT)
