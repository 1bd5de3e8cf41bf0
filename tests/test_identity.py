import csv

import pytest

from extract.dates import iso_day
from extract.document import Document, Paragraph, Statement
from extract.identity import identify
from extract.sections import preface, read_sections
from extract.statements import stated
from extract.titles import agency_of_title, is_report_title, year_of_title
from tests.shared import SHARED, needs_shared


def document(*lines: str, statements: tuple[Statement, ...] = ()) -> Document:
    return Document("text/plain", tuple(Paragraph(line) for line in lines), statements)


@pytest.mark.parametrize(
    ("title", "agency", "year"),
    [
        ("澄江县水利局2024年政府信息公开工作年度报告", "澄江县水利局", 2024),
        ("2023年澄江县人民政府政府信息公开工作年度报告", "澄江县人民政府", 2023),
        ("澄江县水利局 2024 年度政府信息公开年报", "澄江县水利局", 2024),
        ("澄江县城西街道二〇二二年政府信息公开工作年度报告", "澄江县城西街道", 2022),
        ("澄江县财政局政府信息公开工作2024年度报告", "澄江县财政局", 2024),
        ("政府信息公开工作年报", None, None),
    ],
)
def test_agency_and_year_of_a_title(title: str, agency: str | None, year: int | None) -> None:
    assert (agency_of_title(title), year_of_title(title)) == (agency, year)


@pytest.mark.parametrize(
    "title",
    [
        "关于做好2024年政府信息公开工作年度报告编制和发布工作的通知",
        "一图读懂澄江县2024年政府信息公开工作年度报告",
        "澄江师范大学2022-2023学年信息公开工作年度报告",
        "澄江县2024年政府信息公开工作年度报告公布情况",
        "澄江县2024年法治政府建设年度报告",
        "澄江县人民医院2024年信息公开工作年度报告",
    ],
)
def test_look_alikes_are_no_reports(title: str) -> None:
    assert not is_report_title(title)


@needs_shared
def test_titles_of_real_reports_and_look_alikes() -> None:
    with (SHARED / "spec" / "titles.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wrong = [row["title"] for row in rows if is_report_title(row["title"]) != (row["label"] == "annual_report")]
    assert wrong == []


def test_the_label_before_a_title_is_no_part_of_it() -> None:
    identity = identify(document("标 题 澄江县水利局2024年政府信息公开工作年度报告", "一、总体情况"))
    assert (identity.title, identity.agency) == ("澄江县水利局2024年政府信息公开工作年度报告", "澄江县水利局")


def test_a_title_over_two_lines() -> None:
    identity = identify(document("澄江县水利局", "2024年政府信息公开工作年度报告", "一、总体情况"))
    assert (identity.title, identity.agency, identity.year) == (
        "澄江县水利局 2024年政府信息公开工作年度报告",
        "澄江县水利局",
        2024,
    )


def test_the_fuller_name_counts_when_it_ends_in_the_one_of_the_title() -> None:
    statements = (
        Statement("table", "title", "水利局2024年政府信息公开工作年度报告"),
        Statement("table", "publisher", "澄江县水利局"),
    )
    assert identify(document("正文", statements=statements)).agency == "澄江县水利局"


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("现将澄江县水利局2024年政府信息公开工作年度报告公布如下：", "澄江县水利局"),
        ("如有疑问，请与澄江县水利局办公室联系。", "澄江县水利局"),
        ("来源：本网 澄江县水利局 发布日期：2025-01-15", "澄江县水利局"),
        ("如有疑问，请与上级水利局联系。", "水利局"),
        ("编制并发布水利局2024年政府信息公开工作年度报告。", "水利局"),
    ],
)
def test_the_place_may_stand_in_the_text_alone(text: str, agency: str) -> None:
    lines = [Paragraph("水利局2024年政府信息公开工作年度报告"), Paragraph(text), Paragraph("一、总体情况")]
    assert identify(Document("text/plain", tuple(lines), tuple(stated(lines)))).agency == agency


@pytest.mark.parametrize(("asked", "agency"), [("澄江", "澄江县水利局"), ("上级", "县水利局")])
def test_the_place_of_a_county_bureau_may_stand_in_the_text_alone(asked: str, agency: str) -> None:
    title = "2024年度县水利局政府信息公开工作年度报告"
    assert identify(document(title, f"如有疑问，请与{asked}县水利局政务科联系。")).agency == agency


def test_title_and_period_that_disagree_are_an_issue_and_not_a_choice_in_silence() -> None:
    identity = identify(
        document("澄江县水利局2024年政府信息公开工作年度报告", "统计期限自2023年1月1日起至2023年12月31日止。")
    )
    assert identity.year == 2024
    assert identity.period == ("2023-01-01", "2023-12-31")
    assert [issue.code for issue in identity.issues] == ["year_conflict"]


def test_the_year_of_an_untitled_page_comes_from_its_address_and_says_so() -> None:
    identity = identify(document("本局工作情况"), url="http://www.example.gov.cn/report.jsp?area=1&fbtime=2021")
    assert identity.year == 2021
    assert {issue.code for issue in identity.issues} == {"year_inferred", "agency_not_stated"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-01-17 15:40", "2024-01-17"),
        ("2024年1月7日", "2024-01-07"),
        ("发布于2024/1/7", "2024-01-07"),
        ("2024年1月", None),
        ("2024-13-40", None),
    ],
)
def test_days_are_read_and_never_invented(text: str, day: str | None) -> None:
    assert iso_day(text) == day


@pytest.mark.parametrize(
    ("title", "scope"),
    [
        ("澄江县人民政府2024年政府信息公开工作年度报告", "area"),
        ("澄江县2024年政府信息公开工作年度报告", "area"),
        ("澄江县水利局2024年政府信息公开工作年度报告", "own"),
        ("澄江县人民政府办公室2024年政府信息公开工作年度报告", "own"),
        ("澄江县城西街道办事处2024年政府信息公开工作年度报告", "own"),
        ("澄江县龙街镇人民政府2024年政府信息公开工作年度报告", "own"),
        ("澄江海关关区2024年政府信息公开工作年度报告", "system"),
        ("全国海关2024年政府信息公开工作年度报告", "system"),
        ("澄江海关（本级机关）2024年政府信息公开工作年度报告", "headquarters"),
        ("澄江市气象部门2024年政府信息公开工作年度报告", "system"),
        ("澄江市税务局本级2024年政府信息公开工作年度报告", "headquarters"),
        ("澄江县人民政府机关2024年政府信息公开工作年度报告", "headquarters"),
        ("澄江区人民政府（含区政府办公室）2024年政府信息公开工作年度报告", "headquarters"),
    ],
)
def test_whose_work_a_report_tells_of(title: str, scope: str) -> None:
    assert identify(document(title, "一、总体情况")).scope == scope


def test_a_text_that_covers_more_than_the_name_says_is_an_issue() -> None:
    identity = identify(
        document(
            "澄江市税务局2024年政府信息公开工作年度报告",
            "本报告数据包括市局机关及所属单位，涵盖全系统。",
            "一、总体情况",
        )
    )
    assert identity.scope == "own"
    assert "scope_conflict" in [issue.code for issue in identity.issues]


def test_the_compiler_of_a_report_is_kept_apart_from_its_agency() -> None:
    identity = identify(
        document(
            "澄江县人民政府2024年政府信息公开工作年度报告",
            "本报告由澄江县人民政府办公室根据有关规定编制。",
            "一、总体情况",
        )
    )
    assert (identity.agency, identity.compiled_by) == ("澄江县人民政府", "澄江县人民政府办公室")


def test_the_parts_of_a_report_are_not_its_compiler() -> None:
    text = "本年度报告由总体情况、主动公开政府信息情况等六部分组成。"
    assert identify(document("澄江县水利局2024年政府信息公开工作年度报告", text)).compiled_by is None


def test_a_title_without_agency_takes_the_one_that_the_text_names() -> None:
    title = "2024年政府信息公开工作年度报告"
    named = identify(document(title, "如对本报告有疑问，请与澄江县水利局联系（电话：0877-6911111）。", "一、总体情况"))
    office = identify(document(title, "本报告由澄江县人民政府办公室编制。", "一、总体情况"))
    unnamed = identify(document(title, "2024年，我局认真贯彻条例。", "一、总体情况"))
    assert (named.agency, office.agency, unnamed.agency) == ("澄江县水利局", None, None)
    assert "agency_not_stated" in [issue.code for issue in unnamed.issues]


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("如对本报告有疑问，请联系：澄江县水务和湖泊局党政办公室，电话：0877-6911111。", "澄江县水务和湖泊局"),
        ("如有疑问，请联系城西街道办事处综合与经济发展办公室（地址：澄江县环城路1号）。", "城西街道办事处"),
        ("如有疑问，请与澄江县人民政府办公室信息科联系。", None),
        ("如有疑问，请联系澄江市政务公开工作领导小组办公室，电话：0877-6911111。", None),
        ("如有疑问，请联系：澄江市政府信息公开联席会议办公室。", None),
        ("如有疑问，请与澄江市电子政务办公室联系。", None),
        ("如有疑问，请与澄江市水利局政府信息公开领导小组办公室联系。", "澄江市水利局"),
        ("如有疑问，请与澄江市政府信息公开领导小组办公室联系。", None),
        ("根据条例要求，澄江市水利局编制完成2024年政府信息公开年度报告，现予公布。", "澄江市水利局"),
        ("根据条例要求，澄江市文化和旅游局编制了政府信息公开工作2024年度报告。", "澄江市文化和旅游局"),
        ("根据条例要求，结合澄江市水利局（以下简称“水利局”）政府信息公开工作有关统计数据撰写。", "澄江市水利局"),
        ("根据条例要求，结合全市各级各部门政府信息公开工作情况编制。", None),
        ("根据条例要求，结合澄江县政府信息公开工作实际，由办公室编制。", None),
        ("根据条例要求，结合城区街道政府信息公开工作实际编制。", None),
        ("为此，指导县直部门编制2024年政府信息公开年度报告。", None),
        ("为此，我镇组织编制2024年政府信息公开年度报告。", None),
        ("综合各单位情况，本报告由澄江县电子政务中心编制。", None),
        ("如有疑问，请联系区委办公室。", None),
        ("按照条例和澄江市水利局编制2024年政府信息公开年度报告的通知，现予公布。", None),
        ("根据澄江市水利局编制2024年政府信息公开年度报告的要求，现予公布。", None),
        ("本报告由澄江高新区党政办公室按照条例要求编制。", None),
        ("本报告由澄江县水利局办公室根据条例规定编制。", "澄江县水利局"),
        ("本报告由澄江县人民政府城西街道党政办公室编制。", "澄江县人民政府城西街道"),
        ("如有疑问，请联系国家统计局澄江调查队资料管理中心。", "国家统计局澄江调查队"),
        ("本报告由澄江市人民政府信息公开工作领导小组办公室根据条例编制。", None),
    ],
)
def test_whom_to_ask_names_the_agency_but_not_its_office(text: str, agency: str | None) -> None:
    assert identify(document("2024年政府信息公开工作年度报告", text, "一、总体情况")).agency == agency


@pytest.mark.parametrize(
    "text",
    [
        "根据条例要求，现公布《澄江县水利局2024年政府信息公开工作年度报告》。",
        "特向社会公布2024年澄江县水利局政府信息公开工作年度报告。",
        "现将澄江县水利局2024年政府信息公开工作年度报告公布如下：",
        "编制并向社会公开澄江县水利局2024年政府信息公开年报。",
        "根据有关规定，编制《澄江县水利局2024年政府信息公开工作年度报告》。",
        "澄江县水利局2024年政府信息公开工作年度报告（以下简称年报）根据条例编制。",
        "本报告是根据条例，由澄江县水利局编制的2024年度政府信息公开年度报告。",
    ],
)
def test_the_opening_sentence_announces_the_title(text: str) -> None:
    identity = identify(document(text, "一、总体情况"))
    assert (identity.agency, identity.year) == ("澄江县水利局", 2024)
    assert identity.title is not None and "《" not in identity.title


@pytest.mark.parametrize("name", ["我乡", "我局", "本单位", "本机关", "我街道"])
def test_words_for_ourselves_are_no_agency(name: str) -> None:
    assert identify(document(f"现公布{name}2024年政府信息公开工作年度报告。")).agency is None


def test_a_sentence_left_over_from_the_year_before_gives_no_title() -> None:
    text = "我镇认真编制了《龙街镇2023年政府信息公开工作年度报告》，数据的统计期限自2024年1月1日起至12月31日止。"
    identity = identify(document(text, "一、总体情况"))
    assert (identity.title, identity.year, identity.issues[0].code) == (None, 2024, "agency_not_stated")


def test_a_sentence_on_other_reports_gives_no_title() -> None:
    printed = "2024年政府信息公开工作年度报告"
    for text in (
        "指导并公布县级各部门2024年政府信息公开年度报告。",
        "编制《澄江县水利局2023年政府信息公开工作年度报告》。",
    ):
        identity = identify(document(printed, "一、总体情况", text))
        assert (identity.title, identity.agency, identity.year) == (printed, None, 2024)


def test_a_short_form_in_brackets_is_no_part_of_a_name() -> None:
    identity = identify(document("现公布澄江县水利局（以下简称县水利局）2024年政府信息公开工作年度报告。"))
    assert (identity.agency, identity.title) == ("澄江县水利局", "澄江县水利局2024年政府信息公开工作年度报告")


def test_an_opening_sentence_without_a_year_announces_no_title() -> None:
    assert identify(document("现将政府信息公开的有关情况报告如下：")).title is None
    opened = identify(document("根据条例要求，对2024年澄江县水利局政府信息公开工作情况报告如下："))
    assert (opened.title, opened.agency) == ("2024年澄江县水利局政府信息公开工作情况报告", "澄江县水利局")
    for text in (
        "编制发布澄江县水利局2021年政府信息公开年度报告。",
        "澄江县水利局2021年政府信息公开年度报告，根据条例编制。",
    ):
        assert identify(document(text)).title == "澄江县水利局2021年政府信息公开年度报告"
    assert identify(document("各单位要及时编制发布2021年政府信息公开年度报告。")).title is None
    opened = identify(document("根据条例要求，编写澄江县2017年度政府信息公开工作年度报告。"))
    assert (opened.title, opened.agency) == ("澄江县2017年度政府信息公开工作年度报告", "澄江县")
    identity = identify(document("现将我局2014年政府信息公开情况报告如下："))
    assert (identity.year, identity.agency, identity.title) == (2014, None, "2014年政府信息公开情况报告")


def test_a_report_drawn_from_those_of_an_area_is_one_of_the_area() -> None:
    text = "本年度报告由市政府办公室综合全年各县（市、区）政府和市级部门的年度报告编制而成。"
    identity = identify(document("2024年政府信息公开工作年度报告", text, "一、总体情况"))
    assert (identity.scope, identity.compiled_by) == ("area", "市政府办公室")


def test_a_joint_report_is_named_as_one() -> None:
    identity = identify(document("澄江市统计局、国家统计局澄江调查队2024年政府信息公开工作年度报告"))
    assert identity.agency == "澄江市统计局、国家统计局澄江调查队"
    assert [issue.code for issue in identity.issues] == ["joint_report"]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("本报告统计期限自20231月1日起至202312月31日止。", ("2023-01-01", "2023-12-31")),
        ("本报告统计期限自2015-1-1起至2015-12-31止。", ("2015-01-01", "2015-12-31")),
        ("本报告起止时间为2015年1月1日至2015年12月31日。", ("2015-01-01", "2015-12-31")),
        ("数据统计期限从202311日到1231日止。", ("2023-01-01", "2023-12-31")),
        ("数据统计期限为2023年11日至2023年1231日。", ("2023-01-01", "2023-12-31")),
        ("数据统计时限为202311日至1231", ("2023-01-01", "2023-12-31")),
        ("统计期限自202311月1日起至20231231日止。", None),
        ("本报告数据统计期限为2023年1月1日至12月31日。", ("2023-01-01", "2023-12-31")),
        ("截至2022年12月31日，现行有效文件三件。", None),
        ("内容涵盖本县2023年1月1日至12月31日期间的政府信息公开工作情况。", ("2023-01-01", "2023-12-31")),
        ("2023年3月1日至5月31日期间开展专项整治。", None),
        ("2023年3月1日至5月31日期间的政府信息公开检查情况已通报。", None),
        ("2019年5月1日至2023年12月31日期间的政府信息公开情况见附件。", None),
        ("2023年10月1日至12月31日期间开展政府信息公开情况检查。", None),
    ],
)
def test_periods_with_lost_characters_give_no_wrong_year(text: str, period: tuple[str, str] | None) -> None:
    assert identify(document("澄江县水利局2023年政府信息公开工作年度报告", text)).period == period


def test_sub_topics_with_restarted_numbers_are_no_parts() -> None:
    lines = (
        "一、总体情况", "二、工作机制保障", "三、平台建设", "一、主动公开政府信息情况",
        "二、收到和处理政府信息公开申请情况", "三、政府信息公开行政复议、行政诉讼情况", "五、其他需要报告的事项",
    )  # fmt: skip
    sections = read_sections([Paragraph(line) for line in lines])
    assert [section.number for section in sections] == [1, 2, 3, 4, 6]
    assert sections[0].text == "二、工作机制保障\n三、平台建设"


def test_a_page_run_together_is_cut_at_the_headings_of_its_parts() -> None:
    text = (
        "澄江县水利局2024年政府信息公开工作年度报告 本报告包括一、总体情况，二、主动公开政府信息情况，等六部分。一、总体情况2024年，"
        "公开信息12条。二、主动公开政府信息情况规章000三、收到和处理政府信息公开申请情况 见表。四、政府信息公开行政法复议、行政诉讼情况"
        "无五、存在的主要问题及改进情况不够及时。六、其他需要报告的事项 无"
    )
    sections = read_sections([Paragraph(text)])
    assert [(section.number, section.text) for section in sections] == [
        (1, "2024年，公开信息12条。"),
        (2, "规章000"),
        (3, "见表。"),
        (4, "无"),
        (5, "不够及时。"),
        (6, "无"),
    ]
    assert preface([Paragraph(text)]).text.endswith("等六部分。")
