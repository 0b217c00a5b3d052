"""A map's document that carries its data."""

import json
import re

import pytest

from geo.view.map.basemap import backdrop_of
from geo.view.map.document import map_document
from geo.view.map.payload import payload
from geo.view.map.standalone import embed_data, inert_json, map_data

HOSTILE = (
    "<img src=x onerror=alert(1)>`${1}</script><!--{{ 7*7 }}{% raw %}{# x #}&amp;\u2028\u2029\\"
)


def test_hostile_data_comes_back_from_the_document_unchanged():
    document = embed_data(map_document(), {"name": HOSTILE})
    (text,) = re.findall(
        r'<script type="application/json" id="atlas-data">(.*?)</script>', document, re.DOTALL
    )
    assert json.loads(text) == {"name": HOSTILE}
    assert not set("<>&\u2028\u2029") & set(text)


def test_the_data_stands_before_the_script_that_reads_it(atlas):
    document = embed_data(map_document(), map_data(payload(atlas, backdrop_of(atlas)), atlas))
    assert document.index('id="atlas-data"') < document.index("geoAtlas.mount(")
    assert "昙华林" in document


def test_a_number_that_json_does_not_have_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        inert_json(float("nan"))
