import pytest

from extract.facts import Fact, facts_of
from extract.forms import load_form
from extract.report import Report, read_report
from extract.sections import SectionText
from tests.synthetic import page, random_cells

YEAR = 2024


def facts(text: str, number: int = 1) -> tuple[Fact, ...]:
    return facts_of([SectionText(number, "", text)], YEAR)


def numbers(text: str, number: int = 1) -> dict[str, list[float | int | None]]:
    found: dict[str, list[float | int | None]] = {}
    for fact in facts(text, number):
        if fact.text is None:
            found.setdefault(fact.key, []).append(fact.value)
    return found


R, A, P = "requests_received", "requests_answered", "proactive_total"
STATED = [
    # requests
    ("2024年，我局共收到政府信息公开申请12件。", {R: [12]}),
    ("全年受理依申请公开事项一件，已按时办理。", {R: [1]}),
    ("本年度本机关收到和办理依申请公开共计二十三件。", {R: [23]}),
    ("今年以来，我委接到信息公开申请 1,204 宗。", {R: [1204]}),
    ("全市各级行政机关新收政府信息公开申请三百零五件。", {R: [305]}),
    ("本年共受理18件政府信息公开申请。", {R: [18]}),
    ("2024年收到依申请公开政府信息申请\n7 件，均已答复。", {R: [7]}),
    ("2024年度收到公民、法人和其他组织提出的政府信息公开申请９件。", {R: [9]}),
    ("全年收到申请公开政府信息事项两起。", {R: [2]}),
    ("收到申请数0件，办结0件。", {R: [0], A: [0]}),
    ("自2024年1月1日至2024年12月31日，共收到政府信息公开申请31件。", {R: [31]}),
    ("截至12月31日，本年度共收到政府信息公开申请8件。", {R: [8]}),
    ("本年度未收到政府信息公开申请。", {R: [0]}),
    ("2024年没有收到公民、法人或者其他组织的政府信息公开申请。", {R: [0]}),
    ("全年无依申请公开事项。", {R: [0]}),
    ("我街道2024年未受理依申请公开件。", {R: [0]}),
    (
        "2024年，办公室共收到公开申请15件，按时办结14件，1件结转至下一年度办理。",
        {R: [15], A: [14], "outcomes.carried_out": [1]},
    ),
    (
        "收到政府信息公开申请40件，其中网上申请25件，信函申请10件，当面申请5件。",
        {
            R: [40],
            "requests_by_channel.online": [25],
            "requests_by_channel.mail": [10],
            "requests_by_channel.in_person": [5],
        },
    ),
    (
        "受理政府信息公开申请6件，其中通过网络平台提交4件、传真提交1件、其他方式1件。",
        {R: [6], "requests_by_channel.online": [4], "requests_by_channel.fax": [1], "requests_by_channel.other": [1]},
    ),
    (
        "收到政府信息公开申请5件，其中自然人申请4件，商业企业申请1件。",
        {R: [5], "requests_by_applicant.natural_person": [4], "requests_by_applicant.legal_commercial": [1]},
    ),
    ("收到申请公开信息的申请10件，其中9件已按期答复。", {R: [10], A: [9]}),
    ("对收到的政府信息公开申请，按时答复率100%。", {"on_time_rate": [100]}),
    ("政府信息公开申请按期办结率达到98.5%。", {"on_time_rate": [98.5]}),
    ("全年收到政府信息公开申请50件，同比增长25%。", {R: [50], "yoy": [25]}),
    ("收到政府信息公开申请20件，较上年减少5件。", {R: [20], "yoy": [-5]}),
    ("收到政府信息公开申请20件，与去年相比增加3件，上年度结转2件。", {R: [20], "yoy": [3], "outcomes.carried_in": [2]}),
    (
        "在答复的申请中，予以公开30件，部分公开4件，不予公开2件，无法提供6件，不予处理1件，其他处理3件。",
        {
            "outcomes.granted_full": [30],
            "outcomes.granted_partial": [4],
            "outcomes.refused": [2],
            "outcomes.unable": [6],
            "outcomes.not_processed": [1],
            "outcomes.other": [3],
        },
    ),
    ("办结政府信息公开申请33件，其中予以公开和部分公开21件。", {A: [33], "outcomes.granted": [21]}),
    # proactive disclosure
    ("2024年，全县主动公开政府信息3512条。", {P: [3512]}),
    ("本年度通过门户网站主动公开信息210条。", {"proactive_by_channel.website": [210]}),
    ("微信公众号推送信息一百二十篇。", {"proactive_by_channel.wechat": [120]}),
    (
        "全年在政府门户网站发布各类信息88条，微博发布信息65条，抖音发布作品12条。",
        {"proactive_by_channel.website": [88], "proactive_by_channel.weibo": [65], "proactive_by_channel.douyin": [12]},
    ),
    (
        "其中，网站公开160条，公告栏公开120条。",
        {"proactive_by_channel.website": [160], "proactive_by_channel.bulletin_board": [120]},
    ),
    ("通过网站、微信公众号等渠道，主动公开政府信息907条。", {P: [907]}),
    (
        "通过客户端发布信息17条，政府公报公布信息4条。",
        {"proactive_by_channel.app": [17], "proactive_by_channel.gazette": [4]},
    ),
    ("依托区政府网站，全年公开政府信息75条。", {"proactive_by_channel.website": [75]}),
    (
        "全年发布政策解读15篇，其中图文解读10篇、视频解读3篇、专家解读2篇。",
        {
            "policy_interpretations": [15],
            "policy_interpretations.text_image": [10],
            "policy_interpretations.video": [3],
            "policy_interpretations.expert": [2],
        },
    ),
    ("发布9条政策解读材料。", {"policy_interpretations": [9]}),
    ("召开新闻发布会6场。", {"press_conferences": [6]}),
    (
        "全年制发行政规范性文件3件，废止2件，现行有效16件。",
        {"normative_docs.issued": [3], "normative_docs.repealed": [2], "normative_docs.in_force": [16]},
    ),
    ("清理废止规范性文件5件。", {"normative_docs.repealed": [5]}),
    ("印发规范性文件二件。", {"normative_docs.issued": [2]}),
    ("合法性审查规范性文件7件。", {"normative_docs.reviewed": [7]}),
    ("截至2024年底，现行有效行政规范性文件41件。", {"normative_docs.in_force": [41]}),
    # review, litigation
    ("因政府信息公开引发的行政复议案件2件、行政诉讼1件。", {"reviews": [2], "lawsuits": [1]}),
    ("全年未发生因政府信息公开引起的行政复议、行政诉讼。", {"reviews": [0], "lawsuits": [0]}),
    ("信息公开方面的行政复议和行政诉讼均为0件。", {"reviews": [0], "lawsuits": [0]}),
    ("没有因政府信息公开被申请行政复议。", {"reviews": [0]}),
    ("政府信息公开行政复议案件3起，其中被纠正1起。", {"reviews": [3], "corrected": [1]}),
    ("发生2件涉及政府信息公开的行政诉讼。", {"lawsuits": [2]}),
    # the rest
    ("举办政务公开业务培训3次，培训人员120人次。", {"trainings_held": [3], "trainees": [120]}),
    ("组织开展两场政务公开培训。", {"trainings_held": [2]}),
    ("参加上级政务公开培训4次。", {"trainings_attended": [4]}),
    ("召开政务公开专题会议五次。", {"meetings": [5]}),
    (
        "办理人大代表建议4件、政协提案13件，并公开答复。",
        {"npc_cppcc_proposals.npc": [4], "npc_cppcc_proposals.cppcc": [13]},
    ),
    ("办理建议和提案17件。", {"npc_cppcc_proposals": [17]}),
    ("2024年收取信息处理费380元。", {"info_processing_fee": [380]}),
    ("本年度未收取信息处理费。", {"info_processing_fee": [0]}),
    ("全年信息公开处理费共计0元。", {"info_processing_fee": [0]}),
    ("2024年没有产生政府信息公开信息处理费。", {"info_processing_fee": [0]}),
    ("网站总访问量56210次。", {"site_visits": [56210]}),
]

UNSTATED = [
    # another year
    "2023年共收到政府信息公开申请12件。",
    "上年度收到政府信息公开申请9件。",
    "去年全县主动公开政府信息3000条。",
    "2025年将举办政务公开培训3次。",
    "自2019年以来，累计收到政府信息公开申请120件。",
    "截至2024年底，累计主动公开政府信息23000条。",
    "公众号开通以来发布信息5600条。",
    "近年来共受理政府信息公开申请30件。",
    "历年累计主动公开信息9000条。",
    "“十四五”期间主动公开政府信息800条。",
    # part of the year
    "上半年收到政府信息公开申请3件。",
    "12月收到政府信息公开申请2件。",
    "平均每月主动公开信息20条。",
    "第三季度主动公开政府信息41条。",
    # plans and demands
    "下一步计划举办政务公开培训6次。",
    "力争全年主动公开政府信息500条。",
    "要求各单位每月公开信息不少于4条。",
    # comparisons and shares
    "主动公开政府信息较上年增加32条。",
    "网站公开占信息总数的60%。",
    # parts, other subjects
    "受理行政许可申请671件。",
    "受理信访举报投诉类申请20件。",
    "全年受理教师资格认定申请30件。",
    "办理政务服务便民热线来电1200件。",
    "回复网民留言34条。",
    "审结行政复议案件230件。",
    "全年办理行政诉讼应诉案件纠正3件。",
    "转载上级政策解读材料40篇。",
    "受理政府信息公开申请，其中自然人和企业共10件。",
    "公众号粉丝4495人。",
    "公开政府常务会议7期。",
    "完成行政处罚公示112条。",
    "市直各部门主动公开政府信息1592条。",
    "各乡镇收到政府信息公开申请4件。",
    "网站、公众号分别发布信息12条、15条。",
    "信函和传真申请3件。",
    "按时答复率100%，群众满意。",
    # no total, no zero
    "未收到书面政府信息公开申请。",
    "没有逾期未答复的政府信息公开申请。",
    "无法提供的申请均已说明理由。",
    "未对政府信息公开申请作出不予公开决定。",
    "未收到上年结转的政府信息公开申请。",
    "无因依申请公开引发的投诉举报。",
    "未发生行政复议被纠正的情形。",
    "无工作人员因政府信息公开被问责。",
    # fragments and words that look like numbers
    "收到政府信息公开申请3—5件。",
    "第12次会议审议政府信息公开工作。",
    "收到一次性告知的政府信息公开申请。",
    "统一件数口径，规范政府信息公开申请办理。",
    "国办函〔2020〕109号规定了信息处理费。",
    "全年收到政府信息公开申请2 3件。",
    "收到《2023年政府信息公开申请7件》材料。",
    "按件、按量收取信息处理费，每件100元。",
]


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_numbers_stated_in_prose(text: str, expected: dict[str, list[float]]) -> None:
    assert numbers(text) == expected


@pytest.mark.parametrize("text", UNSTATED)
def test_numbers_of_other_years_plans_and_subjects_are_left_out(text: str) -> None:
    assert numbers(text) == {}
