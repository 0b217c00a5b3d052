"""What a site's mentions add up to."""

import re

import pytest

from geo.building.gathering import gather_sites
from geo.model.mentions import Mention
from geo.model.places import Gazetteer


def mention(stage, period="2021", planned=False, name="鹭洲大厦", start=0, sector="commerce"):
    return Mention(
        start=start,
        end=start + len(name),
        text=name,
        name=name,
        quote_start=0,
        quote_end=99,
        period=period,
        planned=planned,
        stage=stage,
        sector=sector,
    )


def only_site(*mentions):
    (site,) = gather_sites(mentions, Gazetteer({}), {})
    return site


@pytest.mark.parametrize(
    ("claims", "status", "target"),
    [
        ([("started", "2021", False), ("completed", "2021", False)], "completed", None),
        ([("completed", "2017-2021", False), ("started", "2021", False)], "started", None),
        ([("completed", "2017-2021", False), ("mentioned", "2021", False)], "completed", None),
        ([("mentioned", "2021", False)], "mentioned", None),
        ([("started", "2022", True)], None, "started"),
        ([("mentioned", "2022", True)], None, None),
        ([("operating", "2022-2026", True), ("started", "2022", True)], None, "started"),
        ([("started", "2022", True), ("completed", "2022", True)], None, "completed"),
        ([("started", "2021", False), ("completed", "2022", True)], "started", "completed"),
    ],
)
def test_status_and_target(claims, status, target):
    site = only_site(*(mention(*claim, start=i * 10) for i, claim in enumerate(claims)))
    assert (site.status, site.target) == (status, target)


def test_places_without_gazetteer_get_an_id_and_a_label_from_pinyin():
    site = only_site(mention("started", name="鹭洲K11"))
    assert (site.id, site.name_en) == ("lu-zhou-k11", "Lu zhou k11")


def ids(*names):
    found = [mention("started", name=name, start=20 * i) for i, name in enumerate(names)]
    return {site.name: site.id for site in gather_sites(found, Gazetteer({}), {})}


def test_names_that_sound_alike_each_get_an_id_of_their_own_words():
    names = ("鹭洲园", "陆洲园", "芦洲园", "露洲园")
    found = ids(*names)
    assert len(set(found.values())) == 4
    assert all(re.fullmatch("lu-zhou-yuan-[0-9a-f]{4}", each) for each in found.values())
    assert ids(*reversed(names)) == found
    assert ids(*names[:2]) == {name: found[name] for name in names[:2]}


def test_a_name_that_nothing_sounds_like_keeps_its_plain_id():
    assert ids("鹭洲园", "枫桦大厦")["鹭洲园"] == ids("鹭洲园")["鹭洲园"] == "lu-zhou-yuan"


def test_ids_do_not_depend_on_the_script():
    assert list(ids("鷺洲園").values()) == ["lu-zhou-yuan"]
    assert set(ids("仁和路", "人和路").values()) == set(ids("仁和路", "人和路").values())


def test_the_sector_is_the_most_frequent_unless_an_editor_says_otherwise():
    mentions = [
        mention("started", sector="health"),
        mention("started", start=9),
        mention("started", start=20),
    ]
    assert only_site(*mentions).sector == "commerce"
    (site,) = gather_sites(mentions, Gazetteer({}), {"lu-zhou-da-sha": "finance"})
    assert site.sector == "finance"
