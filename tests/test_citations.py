"""Amounts from other public documents: checked row by row, and kept apart from the report's."""

from dataclasses import replace

import pytest
from shipped import REGION

from geo.base.errors import InputError
from geo.building.citations import COLUMNS, read_citations

GOOD = (
    "tower,5000000,total_investment,,Title,Publisher,2021-03-01,https://example.org/a,投资500万元"
)


@pytest.fixture
def citations(tmp_path):
    def read(*rows):
        path = tmp_path / "investment.csv"
        path.write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
        return read_citations(replace(REGION, folder=tmp_path))

    return read


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("5000000", "much", "'much' is no amount"),
        ("5000000", "-5", "cannot be one site's"),
        ("5000000", "nan", "cannot be one site's"),
        ("total_investment", "everything", "unknown covers"),
        ("Title", "", "title is missing"),
        ("投资500万元", "", "figure is missing"),
        ("https://example.org/a", "javascript:alert(1)", "is no web address"),
    ],
)
def test_a_broken_row_is_refused_with_its_line(citations, old, new, message):
    with pytest.raises(InputError, match=message) as caught:
        citations(GOOD, GOOD.replace(old, new))
    assert caught.value.where.endswith("investment.csv, line 3")


def test_the_whole_comes_before_a_part_and_the_newer_before_the_older(citations):
    part = GOOD.replace(",,Title", ",一期,Title").replace("5000000", "1000000")
    older = GOOD.replace("2021", "2019").replace("5000000", "4000000")
    price = GOOD.replace("total_investment", "land_price").replace("5000000", "3000000")
    amounts = [c.amount_cny for c in citations(part, price, older, GOOD)["tower"]]
    assert amounts == [5e6, 4e6, 3e6, 1e6]


def test_a_cited_amount_says_its_document_and_words(atlas):
    invested = atlas.by_id["seventh-hospital"]["properties"]["investment"]
    assert invested["basis"] == "cited"
    assert {"title", "publisher", "date", "address"} == set(invested["source"])
    assert "18亿元" in invested["figure"]


def test_the_reports_own_words_go_before_other_documents(atlas):
    assert atlas.by_id["carbon-fund"]["properties"]["investment"]["basis"] == "fund"


def test_every_cited_site_is_a_site(gazetteer):
    assert set(read_citations(REGION)) <= set(gazetteer.places)
