"""How much text reports share: numbers, years and names do not count, fixed headings and labels neither."""

import json
import random
from typing import Any
from unicodedata import normalize

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.similarity import find_similarities, record_similarities
from archive.similarity.masking import NAME, NUMBER, masked, names_to_mask
from archive.similarity.narratives import narrative
from archive.similarity.sets import shared, stored
from archive.similarity.sketches import BANDS, ROWS, candidates, hashes, sketch
from tests.by_hand import HOST, ByHand

SENTENCES = (
    "我局认真贯彻落实政府信息公开条例，坚持以公开为常态、不公开为例外的原则，稳步推进各项工作",
    "全年通过门户网站主动公开各类信息223条，其中机构职能信息12条，政策文件31条，工作动态180条",
    "进一步健全信息发布审核机制，严格执行三审三校制度，切实做到先审查后公开，确保内容准确无误",
    "依托政务新媒体平台及时回应群众关切，开展政策宣讲活动4场，受众达到一千二百余人次",
    "加强组织领导，成立由主要负责同志任组长的工作领导小组，明确专人负责日常维护与更新",
    "对照评估指标逐项梳理，整改问题9个，建立长效机制，防止同类问题反复出现",
    "规范办理依申请公开事项，畅通申请渠道，完善登记、审核、办理、答复、归档等流程",
    "邀请企业和群众代表走进机关，了解水利工程建设和河湖治理情况，征求意见建议26条",
)
OTHER = (
    "去年冬天以来降雪偏多，防汛准备工作提前展开，物资仓库清点完毕，抢险队伍演练两轮",
    "农村饮水工程新增管网八十公里，山区三个村庄结束了靠天吃水的历史",
    "水价改革试点方案经听证后公布，阶梯计价办法自七月起施行，居民反映总体平稳",
    "灌区信息化系统上线运行，闸门远程控制，用水户可在手机上查询每轮配水量",
    "年内注销取水许可证七件，延续二十件，逾期未换证的单位已逐一电话告知",
)
WATER = "990101-澄江县水利局"


def agency(world: ByHand, identity: str, **columns: Any) -> str:
    row = {"class": "local_department", "level": "county", "sector": "water", **columns}
    return world.agency(identity, **row)


def report(world: ByHand, owner: str, year: int, sentences: tuple[str, ...], tail: str = "") -> str:
    text = "。\n".join(sentences) + tail
    return world.version(
        f"{HOST}/{owner[:6]}/{year}.html",
        [f"{year + 1}-02-01"],
        {},
        (text, "存在的问题是更新不够及时。"),
        agency=owner,
        year=year,
    )


def similarities(world: ByHand) -> list[dict[str, Any]]:
    return list(find_similarities(world.db))


def test_a_report_is_compared_with_its_own_of_the_year_before() -> None:
    world = ByHand()
    agency(world, WATER)
    report(world, WATER, 2023, SENTENCES)
    report(world, WATER, 2024, tuple(s.replace("223", "301").replace("9个", "11个") for s in SENTENCES))
    (found,) = similarities(world)
    assert (found["kind"], found["year"], found["other_year"]) == ("previous_year", 2024, 2023)
    assert found["rate"] == found["jaccard"] == 1.0
    assert found["shared"] == found["shingles"]


def test_other_text_is_not_alike() -> None:
    world = ByHand()
    agency(world, WATER)
    report(world, WATER, 2023, OTHER)
    report(world, WATER, 2024, SENTENCES)
    (found,) = similarities(world)
    assert found["rate"] < 0.1


def test_the_share_is_of_the_report_and_the_index_of_both() -> None:
    world = ByHand()
    agency(world, WATER)
    report(world, WATER, 2023, (*SENTENCES, *OTHER))
    report(world, WATER, 2024, SENTENCES)
    (found,) = similarities(world)
    assert found["rate"] > 0.95
    assert 0.5 < found["jaccard"] < 0.75


def test_peers_with_the_same_text_are_named_whatever_they_are_called() -> None:
    world = ByHand()
    other = "990202-云岭县水利局"
    for owner in (agency(world, WATER), agency(world, other)):
        name = owner.partition("-")[2]
        report(world, owner, 2024, tuple(s.replace("我局", name) for s in SENTENCES))
    found = {(row["agency_id"], row["other_agency_id"]): row["rate"] for row in similarities(world)}
    assert found == {(WATER, other): 1.0, (other, WATER): 1.0}


@pytest.mark.parametrize("column", ["class", "level", "sector"])
def test_only_agencies_of_one_kind_are_peers(column: str) -> None:
    world = ByHand()
    report(world, agency(world, WATER), 2024, SENTENCES)
    report(world, agency(world, "990202-云岭县水利局", **{column: "other"}), 2024, SENTENCES, "。")
    assert similarities(world) == []


def test_a_joint_report_is_no_copy_of_itself() -> None:
    world = ByHand()
    version = report(world, agency(world, WATER), 2024, SENTENCES)
    other = agency(world, "990202-云岭县水利局")
    world.db.table("reports").insert({"agency_id": other, "year": 2024, "current_version_id": version})
    assert similarities(world) == []


def test_short_texts_are_not_compared() -> None:
    world = ByHand()
    for owner in (agency(world, WATER), agency(world, "990202-云岭县水利局")):
        report(world, owner, 2024, SENTENCES[:1])
    assert similarities(world) == []


def test_passages_lead_to_their_places_in_both_reports() -> None:
    world = ByHand()
    agency(world, WATER)
    report(world, WATER, 2023, (*OTHER[:2], *SENTENCES[:4], *OTHER[2:]))
    report(world, WATER, 2024, (SENTENCES[4], *SENTENCES[:4], SENTENCES[5]))
    (found,) = similarities(world)
    texts = {
        row["year"]: row["text"]
        for row in world.db.query(
            "SELECT v.year, s.text FROM sections s JOIN versions v ON v.id = version_id AND number = 1"
        )
    }
    longest = json.loads(found["passages"])[0]
    mine = texts[2024][longest["start"] : longest["end"]]
    theirs = texts[2023][longest["other_start"] : longest["other_end"]]
    assert mine == theirs == "。\n".join(SENTENCES[:4])
    assert (longest["section"], longest["other_section"]) == (1, 1)
    assert longest["text"] == mine[:200]
    assert len(json.loads(found["passages"])) <= 5


def test_numbers_names_headings_and_labels_do_not_count() -> None:
    differing = names_to_mask(["澄江县水利局"], ["澄江县", "玉川市"])
    text = (
        "（一）主动公开情况\n2024年，澄江县水利局公开１２条。\n澄江水利局、我局共12.5%、二十三件\n1.属于国家秘密\n玉川"
    )
    found = masked(1, text, differing)
    assert found.text == f"{NUMBER}年{NAME}公开{NUMBER}条{NAME}{NAME}共{NUMBER}{NUMBER}件{NAME}"
    assert [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)][:3] == [
        "2024",
        "年",
        "澄江县水利局",
    ]


def test_places_hold_where_characters_unfold() -> None:
    text = "约㎡二百五十平方米……共三㎞路"
    found = masked(1, text, names_to_mask([], []))
    assert text[found.starts[-1] : found.ends[-1]] == "路"


@given(st.text(alphabet="澄江县水利局我2０.，%三十\n（一）㎡ＡN0主动公开情况…", max_size=80))
def test_every_character_of_a_masked_text_leads_to_its_place(text: str) -> None:
    found = masked(1, text, names_to_mask(["澄江县水利局"], ["澄江县"]))
    places = list(zip(found.starts.tolist(), found.ends.tolist(), strict=True))
    assert len(found.text) == len(places)
    assert places == sorted(places)
    for character, (start, end) in zip(found.text, places, strict=True):
        assert character in (NUMBER, NAME) or character in normalize("NFKC", text[start:end])


def test_no_shingle_reaches_from_one_part_into_the_next() -> None:
    nothing = names_to_mask([], [])
    texts = {1: "天地玄黄宇宙", 2: "洪荒", 4: "", 5: "日月盈昃辰"}
    found = narrative([masked(number, text, nothing) for number, text in texts.items()], texts)
    expected = np.concatenate([hashes("天地玄黄宇宙"), hashes("日月盈昃辰")])
    assert found.distinct[found.kinds].tolist() == expected.tolist()
    assert found.places.tolist() == [0, 1, 8]
    assert found.distinct.tolist() == sorted(expected.tolist())
    assert found.kinds[found.first].tolist() == [0, 1, 2]


def test_a_report_without_text_is_a_narrative_without_shingles() -> None:
    assert len(narrative([], {}).distinct) == 0


@given(st.lists(st.sets(st.integers(0, 2**64 - 1) | st.integers(0, 9), min_size=1), min_size=1, max_size=6))
def test_sets_keep_their_members_and_are_counted_exactly(sets: list[set[int]]) -> None:
    kept = stored(np.array(sorted(members), dtype=np.uint64) for members in sets)
    assert [set(members.tolist()) for members in kept] == sets
    assert shared(kept[0], kept).tolist() == [len(sets[0] & members) for members in sets]


def test_no_sets_are_no_sets() -> None:
    assert stored([]) == []
    assert shared(np.array([1], dtype=np.uint64), []).tolist() == []


def test_alike_texts_are_candidates_and_others_mostly_not() -> None:
    chooser = random.Random(5)
    texts = ["".join(chooser.choices("天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往", k=600)) for _ in range(60)]
    near = texts[0][:450] + texts[1][:150]
    sketches = np.stack([sketch(np.unique(hashes(text))) for text in (*texts, near)])
    assert sketches.shape == (61, BANDS * 3)
    found = list(candidates(sketches))
    assert 60 in found[0]
    assert 0 in found[60]
    assert sum(map(len, found)) < 20


@given(st.lists(st.integers(0, 3), min_size=1, max_size=40))
def test_candidates_are_all_that_agree_in_a_band(numbers: list[int]) -> None:
    chooser = np.random.default_rng(3)
    kinds = chooser.integers(0, 2, size=(4, BANDS * ROWS), dtype=np.uint32) + np.uint32(7)
    sketches = kinds[numbers]
    bands = sketches.reshape(len(numbers), BANDS, ROWS)
    expected = [
        [n for n, other in enumerate(bands) if n != m and (other == one).all(axis=1).any()]
        for m, one in enumerate(bands)
    ]
    assert [near.tolist() for near in candidates(sketches)] == expected


def test_many_equal_texts_stay_bounded() -> None:
    one = sketch(np.unique(hashes("".join(SENTENCES))))
    found = list(candidates(np.stack([one] * 900)))
    assert {len(near) for near in found} == {400}


def test_similarities_are_written_once() -> None:
    world = ByHand()
    agency(world, WATER)
    report(world, WATER, 2023, SENTENCES)
    report(world, WATER, 2024, SENTENCES, "。")
    assert record_similarities(world.db) == record_similarities(world.db) == 1


def test_a_name_with_a_line_break_masks_nothing() -> None:
    text = "水利\n水利\n局"
    assert masked(1, text, names_to_mask(["水利\n局", "水利\n"], [])).text == "水利水利局"
