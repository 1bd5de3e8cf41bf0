import re

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
    (
        "收到政府信息公开申请24件，予以公开13件、部分公开2件、不予公开9件。",
        {R: [24], "outcomes.granted_full": [13], "outcomes.granted_partial": [2], "outcomes.refused": [9]},
    ),
    (
        "网站公开信息14条，政务新媒体公开48条、全年总计公开信息62条。",
        {"proactive_by_channel.website": [14], "proactive_by_channel.new_media": [48], "proactive_total": [62]},
    ),
    (
        "通过“澄江政务”微博推送信息37条，“澄江政府网”微信推送信息26条。",
        {"proactive_by_channel.weibo": [37], "proactive_by_channel.wechat": [26]},
    ),
    ("没有因政府信息公开工作被申请行政复议、提起诉讼的情况。", {"reviews": [0], "lawsuits": [0]}),
    ("通过政务新媒体“澄江发布”微信公众号发布信息68条。", {"proactive_by_channel.wechat": [68]}),
    ("网站、“两微一端”共发布信息100余条；在公开目录共发布信息29条。", {"proactive_total": [100]}),
    ("全县各级各部门主动公开政府信息共计419条。", {"proactive_total": [419]}),
    ("无信息公开类行政复议及诉讼案件。", {"reviews": [0], "lawsuits": [0]}),
    ("全年收政府信息公开申请36件，共收到依申请公开办理事项36件。", {R: [36, 36]}),
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
    # as reports of many kinds put it
    (
        "2024年度，我局通过书面、网络等方式共收到政府信息公开申请16件，较上年度增加2件，增长14.3%，均已按时答复。",
        {"requests_received": [16], "yoy": [2]},
    ),
    (
        "全年累计接收各类政府信息公开申请1063件，办结1041件，结转下年度继续办理22件。",
        {"requests_received": [1063], "requests_answered": [1041], "outcomes.carried_out": [22]},
    ),
    (
        "（二）依申请公开情况。2024年我镇共受理依申请公开4起，全部按期答复，未发生行政复议和行政诉讼案件。",
        {"requests_received": [4], "reviews": [0], "lawsuits": [0]},
    ),
    ("我单位2024年度共收到依申请公开信息申请 3 件，均为自然人提出。", {"requests_received": [3]}),
    (
        "2024年，区住建局新收依申请公开126件，上年结转5件，办理答复120件，结转11件。",
        {"requests_received": [126], "outcomes.carried_in": [5], "requests_answered": [120]},
    ),
    ("全年通过政府网站发布政务动态信息1200余条，公众号推送图文860篇。", {"proactive_by_channel.website": [1200]}),
    (
        "2024年通过政府网站公开信息1,032条，政务微博发布312条，微信公众号发布574条。",
        {
            "proactive_by_channel.website": [1032],
            "proactive_by_channel.weibo": [312],
            "proactive_by_channel.wechat": [574],
        },
    ),
    ("全年共主动公开政府信息2.3万条。", {"proactive_total": [23000]}),
    (
        "今年共发布各类政策解读34条，其中图解12条，视频解读5条。",
        {
            "policy_interpretations": [34],
            "policy_interpretations.text_image": [12],
            "policy_interpretations.video": [5],
        },
    ),
    ("2024年度本机关无政府信息公开申请。", {"requests_received": [0]}),
    (
        "本年度我局没有收到政府信息公开申请，没有发生针对我局有关政府信息公开的行政复议、行政诉讼案件。",
        {"requests_received": [0], "reviews": [0], "lawsuits": [0]},
    ),
    (
        "2024年度，我委未收到依申请公开事项，无因信息公开引发的行政复议和诉讼。",
        {"requests_received": [0], "reviews": [0], "lawsuits": [0]},
    ),
    (
        "全年因政府信息公开被提起行政诉讼3件，其中1件结果维持，2件尚未审结；行政复议1件。",
        {"lawsuits": [3], "reviews": [1]},
    ),
    ("组织政务公开专题培训班2期，参训人员达150余人次。", {"trainings_held": [2], "trainees": [150]}),
    ("先后召开政务公开工作推进会3次，开展业务培训两次。", {"meetings": [3], "trainings_held": [2]}),
    ("全年未向申请人收取任何费用。", {"info_processing_fee": [0]}),
    ("2024年度收取政府信息公开信息处理费共计1.2万元。", {"info_processing_fee": [12000]}),
    ("本年度无政府信息公开处理费收费情况。", {"info_processing_fee": [0]}),
    (
        "全年承办人大代表建议21件、政协委员提案33件，办结率100%。",
        {"npc_cppcc_proposals.npc": [21], "npc_cppcc_proposals.cppcc": [33]},
    ),
    ("公开人大代表建议和政协提案办理结果29件。", {"npc_cppcc_proposals": [29]}),
    (
        "全年新制定行政规范性文件6件，宣布失效3件，目前现行有效52件。",
        {"normative_docs.issued": [6], "normative_docs.repealed": [3], "normative_docs.in_force": [52]},
    ),
    ("2024年，全区49家单位累计受理申请388件，同比下降4.2%。", {"requests_received": [388], "yoy": [-4.2]}),
    (
        "共收到依申请公开37件，其中，自然人35件，商业企业2件；按答复结果分，予以公开20件，部分公开6件，无法提供8件，其他处理3件。",
        {
            "requests_received": [37],
            "requests_by_applicant.natural_person": [35],
            "requests_by_applicant.legal_commercial": [2],
            "outcomes.granted_full": [20],
            "outcomes.granted_partial": [6],
            "outcomes.unable": [8],
            "outcomes.other": [3],
        },
    ),
    ("市政府办公室全年受理申请公开政府信息43件，按时办结率100%。", {"requests_received": [43], "on_time_rate": [100]}),
    ("门户网站全年访问量达12.6万人次。", {"site_visits": [126000]}),
    ("2024年新增政府信息公开申请10件，比去年多3件。", {"requests_received": [10]}),
    ("行政机关败诉0件，行政复议被纠错0件。", {"corrected": [0]}),
    ("全年共发生政府信息公开行政复议案件0件，行政诉讼案件0件。", {"reviews": [0], "lawsuits": [0]}),
    ("今年来主动公开各类信息一千二百条。", {"proactive_total": [1200]}),
    ("全年在“澄江水利”微信公众号发布信息三百二十一条。", {"proactive_by_channel.wechat": [321]}),
    ("2024年，累计在县政府门户网站信息公开专栏主动公开信息96条。", {"proactive_by_channel.website": [96]}),
    ("2024年共发布信息500条，网站占比70%。", {"proactive_total": [500]}),
    ("没有收到要求公开政府信息的申请。", {"requests_received": [0]}),
    ("无公民、法人或其他组织向我局提出政府信息公开申请。", {"requests_received": [0]}),
    ("依申请公开0件。", {"requests_received": [0]}),
    ("收到依申请公开申请为零。", {"requests_received": [0]}),
    ("2024年收到申请25件（含上年结转2件）。", {"requests_received": [25], "outcomes.carried_in": [2]}),
    ("办理答复依申请公开件15件，按期答复率为100%。", {"requests_answered": [15], "on_time_rate": [100]}),
    (
        "通过邮寄方式收到政府信息公开申请6件，通过电子邮件收到2件，当面提交1件。",
        {"requests_by_channel.mail": [6], "requests_by_channel.online": [2], "requests_by_channel.in_person": [1]},
    ),
    ("我街道累计收到依申请信息公开件14件，未因信息公开向申请人收取任何费用。", {R: [14], "info_processing_fee": [0]}),
    ("全年依托申请平台共收到并答复公民申请事项3件。", {R: [3]}),
    ("与往年相比申请数量略有增加；政府信息公开申请未产生收费情况。", {"info_processing_fee": [0]}),
    ("区政府门户网站公开全区各类政府信息共计2210条。", {"proactive_by_channel.website": [2210]}),
    (
        "微信公众号发布信息47条，政务微博公众号发布信息52条。",
        {"proactive_by_channel.wechat": [47], "proactive_by_channel.weibo": [52]},
    ),
    ("在县政府信息公开专栏共发布信息61条。", {"proactive_by_channel.website": [61]}),
    ("公开政策文件12份、政策解读15条。", {"policy_interpretations": [15]}),
    ("2024年未承办人大代表建议和政协提案。", {"npc_cppcc_proposals": [0]}),
    ("制发行政规范性文件3件、规章1件。", {"normative_docs.issued": [3]}),
    (
        "全局公开各类信息共计321条，其中通过政府网站公开信息166条，通过微信公众号发布信息155条。",
        {P: [321], "proactive_by_channel.website": [166], "proactive_by_channel.wechat": [155]},
    ),
    (
        "公众号发布信息205条、微博98条、今日头条11条、门户网站114条。",
        {
            "proactive_by_channel.wechat": [205],
            "proactive_by_channel.weibo": [98],
            "proactive_by_channel.toutiao": [11],
            "proactive_by_channel.website": [114],
        },
    ),
    ("通过县政府网站公开信息100条，其中网站发布动态信息40条。", {"proactive_by_channel.website": [100]}),
    ("澄江政务网发布信息107条。", {"proactive_by_channel.website": [107]}),
    ("全市政府系统各单位收到依申请公开共19件。", {R: [19]}),
    (
        "受理政府信息公开申请55件，其中通过委官方网站提交申请表的41件，通过来信收到申请件14件。",
        {R: [55], "requests_by_channel.online": [41], "requests_by_channel.mail": [14]},
    ),
    ("受理政府信息公开申请8件，办理局长信箱来信27件。", {R: [8]}),
    ("通过“澄江财政”微信公众号发布信息64条。", {"proactive_by_channel.wechat": [64]}),
    ("年内通过“澄江工信”微信公众号编发各类信息64条。", {"proactive_by_channel.wechat": [64]}),
    ("市财政局门户网站主动公开信息96条。", {"proactive_by_channel.website": [96]}),
    ("县行政审批服务局共收到政府信息公开申请3件。", {R: [3]}),
    ("共计发布微博150篇、微信47篇。", {"proactive_by_channel.weibo": [150], "proactive_by_channel.wechat": [47]}),
    ("我局门户网站信息更新总量为517条。", {"proactive_by_channel.website": [517]}),
    ("在县政府网站水利局栏目发布信息79条。", {"proactive_by_channel.website": [79]}),
    ("全年发布行政规范性文件3件。", {"normative_docs.issued": [3]}),
    ("全年收到申请政府信息公开事项31件。", {R: [31]}),
    ("共收到依申请公开信件2件，均为网络申请。", {R: [2]}),
    (
        "局网站发布信息825条，其中双公示栏发布信息31条，政务公开栏发布信息57条。",
        {"proactive_by_channel.website": [825]},
    ),
    ("制作信息30条，主动公开8条，依申请公开22条。", {P: [8]}),
    ("全年依申请公开3件，均已办结。", {R: [3]}),
    ("信息公开类行政复议3件，诉讼4件。", {"reviews": [3], "lawsuits": [4]}),
    (
        "全年收到政府信息公开申请12件。其中予以公开10件，部分公开2件。",
        {R: [12], "outcomes.granted_full": [10], "outcomes.granted_partial": [2]},
    ),
    ("通过县政府门户网站信息公开目录主动公开政府信息204条。", {"proactive_by_channel.website": [204]}),
    (
        "全平台发布政务信息合计932条，官方微博211条，官方公众号623条。",
        {P: [932], "proactive_by_channel.weibo": [211], "proactive_by_channel.wechat": [623]},
    ),
    ("独立用户访问总量421次，网站总访问量达到836次。", {"site_visits": [836]}),
    (
        "（二）依申请公开。2024年县政府及县直部门共收到申请58件，没有引起行政复议或行政诉讼。",
        {R: [58], "reviews": [0], "lawsuits": [0]},
    ),
    ("不存在因政府信息公开被申请行政复议、提起行政诉讼的情况。", {"reviews": [0], "lawsuits": [0]}),
    (
        "答复政府信息公开申请47件（其中上年度转结申请6件，另有3件申请转结下年度）。",
        {A: [47], "outcomes.carried_in": [6], "outcomes.carried_out": [3]},
    ),
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
    # other counts
    "按照要求，对2023年以前的12件规范性文件进行清理。",
    "对照2023年度评估反馈的5项问题逐项整改。",
    "依法不予公开政府信息的，说明理由。",
    "接受网上咨询145件，办理领导信箱来信88件。",
    "2024年，共办理网民留言、信件申请等事项52件。",
    "开展政务公开日活动1次，发放宣传资料500份。",
    "主动公开行政许可信息230条、行政处罚信息58条。",
    "主动公开信息中，机构职能类5条，财政类12条，工作动态类110条。",
    "与2023年相比，申请数量由15件增加到22件。",
    "受理区县政府信息公开行政复议案件8件。",
    # a sum of two kinds, a medium that is no channel, documents of another kind
    "公开年报及文字解读2条，会议及会议解读6条，文件和政策解读信息8条。",
    "通过澄江农业网主动公开信息310条。",
    "澄江农业网发布信息107条。",
    "通过其他方式公开政府信息37条。",
    "“澄江农业”南方号公开信息81条。",
    "全年通过平台发布信息111条。",
    "依申请公开有序，网上公开了21件。",
    "在主动公开的信息中，工作动态类信息70条；其他应主动公开信息4条。",
    "依申请公开中，已主动公开和同意公开的3件。",
    "全局共编发信息19篇，国家级媒体刊发4篇。",
    "到年底累计主动公开政府信息471条。",
    "接待咨询访问230人次，政府信息公开有序。",
    "本镇未收到网络依申请公开。",
    "主动公开信息中，在外网门户—澄江公告栏公开20条。",
    "全年共发布解读相关信息48条，其中网站共发布19篇。",
    "发布政策17条，政策解读及图解26条。",
    "“澄江发布”微博、微信公众号关注量达2万，全年发布信息1300条。",
    "“澄江发布”官方微博号收到私信，信息浏览15万次。",
    "二是通过微博、微信公开政府信息318条。",
    "各乡镇通过政府网站发布信息300条。",
    "开设微信公众号3个、微博2个，均能主动公开信息。",
    "通过官网公布3份文件，发布公告2份。",
    "主动公开信息中，会议信息2条，包括公开规范性文件7件、建议提案268件。",
    "通过举办新闻发布会回应解读1次。",
    "累计完成结果公开内容83条。",
    "编辑出版政府公报12期。",
    "无行政处罚和行政事业性收费等事项公开。",
    "组织参与新闻发布会14场。",
    "按照疫情防控要求，适时公开相关信息5条。",
    "主动公开政府规章13件（含新制定5件，废止4件），另有行政规范性文件目录。",
    "没有违规收取费用的情形。",
    "建议和提案无逾期办理。",
    "不予公开信息有10条，依申请公开信息22条。",
    "因申请的信息不存在引发的行政复议已经审结。",
    "办理行政许可申请300件。全部公开300件，予以公开2件。",
    "处理投诉举报200件。不予公开20件。",
    "在政务公开栏目发布信息200条。",
]


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_numbers_stated_in_prose(text: str, expected: dict[str, list[float]]) -> None:
    assert numbers(text) == expected


@pytest.mark.parametrize("text", UNSTATED)
def test_numbers_of_other_years_plans_and_subjects_are_left_out(text: str) -> None:
    assert numbers(text) == {}


@pytest.mark.parametrize("text", [text for text, _ in STATED])
def test_the_place_of_a_number_is_where_it_is_printed(text: str) -> None:
    padded = f"（一）概况\n　　{text}\n其余从略。"
    found = facts(padded)
    assert found
    for fact in found:
        printed = padded[fact.start : fact.end]
        assert printed
        assert printed in padded.replace("\n", "") or "\n" in printed
        if fact.value and printed.isdigit() and fact.qualifier is None:
            assert abs(fact.value) == int(printed)
        assert re.sub(r"\s", "", printed) in re.sub(r"\s", "", fact.sentence)


@pytest.mark.parametrize(
    ("text", "value", "qualifier"),
    [
        ("全年主动公开政府信息1600余条。", 1600, "余"),
        ("全年主动公开政府信息近300条。", 300, "近"),
        ("全年主动公开政府信息2.3万条。", 23000, "万"),
        ("全年主动公开政府信息1万多条。", 10000, "万多"),
        ("全年主动公开政府信息500条以上。", 500, "以上"),
        ("全年主动公开政府信息500条。", 500, None),
    ],
)
def test_words_that_make_a_number_inexact_are_kept(text: str, value: int, qualifier: str | None) -> None:
    (fact,) = facts(text)
    assert (fact.key, fact.value, fact.qualifier) == (P, value, qualifier)


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("全县收到政府信息公开申请12件。", "area"),
        ("我局收到政府信息公开申请12件。", "own"),
        ("我镇收到政府信息公开申请12件。", "own"),
        ("全镇收到政府信息公开申请12件。", "own"),
        ("全系统收到政府信息公开申请12件。", "system"),
        ("市本级收到政府信息公开申请12件。", "headquarters"),
        ("区政府办公室代表区政府受理政府信息公开申请12件。", "headquarters"),
        ("收到政府信息公开申请12件。", None),
        ("县政府及县直部门共收到政府信息公开申请12件。", None),
        ("因本机关不掌握等原因，无法提供的申请12件。", None),
    ],
)
def test_whose_number_it_is(text: str, scope: str | None) -> None:
    (fact,) = facts(text)
    assert (fact.value, fact.scope) == (12, scope)


def items(key: str, text: str) -> list[str | None]:
    return [fact.text for fact in facts(text, 5) if fact.key == key]


@pytest.mark.parametrize(
    ("text", "problems", "measures"),
    [
        (
            "存在的主要问题：一是更新不够及时；二是解读形式单一。改进措施：一是压实责任，定期检查。二是丰富解读形式。",
            ["更新不够及时", "解读形式单一"],
            ["压实责任，定期检查", "丰富解读形式"],
        ),
        (
            "工作仍存在一些不足。\n（一）存在问题\n我镇工作还存在不足，主要有以下几个方面：一是更新较慢。二是力量薄弱。",
            ["更新较慢", "力量薄弱"],
            [],
        ),
        (
            "（一）存在的问题\n1.机制不够完善。2.专业知识不足。\n（二）下一步工作打算\n在今后的工作中，我局将完善机制。",
            ["机制不够完善", "专业知识不足"],
            ["在今后的工作中，我局将完善机制"],
        ),
        ("工作仍然存在一些不足，主要体现在更新不够及时、解读形式单一。", ["更新不够及时、解读形式单一"], []),
        (
            "（一）存在问题\n1.更新不够及时。\n2.人员力量薄弱。\n（二）改进措施\n1.加强培训。讲清要求。\n2.充实人员。",
            ["更新不够及时", "人员力量薄弱"],
            ["加强培训。讲清要求", "充实人员"],
        ),
        (
            "2024年工作取得成效，但仍存在一些不足：公开内容深度不够。下一步，我局将：一是拓宽公开内容；二是强化考核。",
            ["公开内容深度不够"],
            ["拓宽公开内容", "强化考核"],
        ),
        (
            "仍存在一些不足，主要是：解读形式还不够丰富。针对存在问题，2025年我们将抓好以下工作：一是丰富解读形式。二是加强培训。",
            ["解读形式还不够丰富"],
            ["丰富解读形式", "加强培训"],
        ),
        (
            "存在以下不足：如更新不及时。下一步，我局将加强检查。澄江县水利局2025年1月9日",
            ["更新不及时"],
            ["我局将加强检查"],
        ),
        (
            "信息公开工作还存在更新不及时、人手不足等问题。2025年，我局将充实人员，及时更新。",
            ["更新不及时、人手不足等问题"],
            ["我局将充实人员，及时更新"],
        ),
        (
            "存在一些不足，主要是更新不及时。下一步，我局将从以下几个方面改进。一是充实人员。",
            ["更新不及时"],
            ["充实人员"],
        ),
        ("仍存在一些不足：一是更新不及时。接下来，我们会强化检查。", ["更新不及时"], ["我们会强化检查"]),
        ("针对存在的更新不及时等问题，今后将切实加以改进：一是及时更新。", [], ["及时更新"]),
        ("经检查，未发现存在更新不及时的问题。", [], []),
        ("有效解决了以往存在的更新不及时、解读少等问题。", [], []),
        ("存在的主要问题。公开渠道不够丰富。改进情况。增设公众号。", ["公开渠道不够丰富"], ["增设公众号"]),
        ("存在问题：个别科室存在认识不足的情况，意识有待加强。", ["个别科室存在认识不足的情况，意识有待加强"], []),
        ("下一步打算：我局将强化检查。", [], ["我局将强化检查"]),
        ("无。", [], []),
    ],
)
def test_problems_and_measures_are_lists(text: str, problems: list[str], measures: list[str]) -> None:
    assert items("problems", text) == problems
    assert items("measures", text) == measures


def test_what_was_done_about_the_problems_of_last_year_is_no_measure_of_this_one() -> None:
    text = (
        "针对2023年存在的解读形式单一等问题，我局采取了以下措施：一是增加图解。2024年仍存在以下问题：一是更新不及时。"
    )
    assert items("problems", text) == ["更新不及时"]
    assert items("measures", text) == []
    assert [fact.text for fact in facts(text, 5) if fact.key == "last_year_problems"] == [
        "针对2023年存在的解读形式单一等问题，我局采取了以下措施：一是增加图解。"
    ]


def test_numbers_of_the_fifth_part_are_no_facts_of_the_year() -> None:
    assert [
        fact for fact in facts("下一步，举办政务公开培训3次，主动公开信息500条。", 5) if fact.value is not None
    ] == []


def test_contact_period_and_compiler() -> None:
    text = (
        "本报告由澄江县水利局办公室根据《条例》编制。所列数据的统计期限自2024年1月1日起至2024年12月31日止。如有疑问请联系"
        "（地址：澄江县凤麓街道振兴路8号，邮编：652500，电话：0877-6911111，电子邮箱：slj@example.com）。"
    )
    found = {fact.key: fact.text for fact in facts(text, 0)}
    assert [fact.text for fact in facts("如有疑问请联系（联系电话（传真）：0877-6911111）。", 0)] == ["0877-6911111"]
    assert found == {
        "compiled_by": "澄江县水利局办公室",
        "statement_period": "2024年1月1日起至2024年12月31日",
        "contact.address": "澄江县凤麓街道振兴路8号",
        "contact.post_code": "652500",
        "contact.phone": "0877-6911111",
        "contact.email": "slj@example.com",
    }


def test_statements_in_words() -> None:
    found = {fact.key: fact for fact in facts("我局无网站，信息由县政府门户网站发布。严格落实“三审三校”制度。")}
    assert (found["has_own_website"].value, found["has_own_website"].text) == (0, "无网站")
    assert found["three_reviews"].text == "“三审三校”制度"
    assert [fact.text for fact in facts("严格落实“三审三校制度”。")] == ["“三审三校制度”"]
    assert [fact.key for fact in facts("将政府信息公开纳入年度绩效考核，没有责任追究情形。")] == ["assessment"]


def test_a_number_broken_by_a_line_is_joined_only_between_its_words() -> None:
    assert numbers("全年收到政府信\n息公开申\n请12件。") == {R: [12]}
    assert numbers("全年收到政府信息公开申请1\n2件。") == {}


def test_hostile_text_is_read_in_bounds() -> None:
    long = "收到政府信息公开申请" * 4000 + "12件" + "一是" * 4000 + "、" * 20000
    assert len(facts(long)) <= 1
    assert facts("9" * 5000 + "件政府信息公开申请") == ()
    assert len(facts("存在问题：" + "一是更新不够及时；" * 500, 5)) <= 60


def test_facts_stand_in_the_output_of_a_report() -> None:
    text = page(load_form("fmt_2021"), random_cells(51)).replace("全局主动公开信息。", "收到政府信息公开申请12件。")
    report = read_report(text.encode())
    assert isinstance(report, Report)
    fact = next(fact for fact in report.as_json()["facts"] if fact["key"] == R)
    section = next(section for section in report.sections if section.number == fact["section"])
    assert (fact["value"], fact["unit"], section.text[fact["start"] : fact["end"]]) == (12, "件", "12")
