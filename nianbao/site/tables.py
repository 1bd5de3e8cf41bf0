"""Words for Datasette's own pages: short names of columns, and of the keys that stand in them."""

import re
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archive.cell_names import cell_name, names
from extract.forms import FORM_IDS, load_form
from nianbao.site.findings import findings
from nianbao.site.vocabulary import vocabulary

LOOKUPS = {
    "exact": "等于 =",
    "not": "不等于 ≠",
    "contains": "包含 contains",
    "notcontains": "不包含 does not contain",
    "endswith": "结尾是 ends with",
    "startswith": "开头是 starts with",
    "gt": "大于 >",
    "gte": "不小于 ≥",
    "lt": "小于 <",
    "lte": "不大于 ≤",
    "like": "样式 like",
    "notlike": "样式不合 not like",
    "glob": "通配 glob",
    "in": "是其中之一 in",
    "notin": "不在其中 not in",
    "arraycontains": "列表含有 array contains",
    "arraynotcontains": "列表不含 array does not contain",
    "date": "日期是 date",
    "isnull": "为空 is NULL",
    "notnull": "不为空 is not NULL",
    "isblank": "空白 is blank",
    "notblank": "不是空白 is not blank",
}
# Which kinds of words the keys of a column may be, in order.
KINDS = {
    "status": ("status",),
    "detail": ("detail",),
    "level": ("level",),
    "class": ("class", "change_class"),
    "sector": ("sector",),
    "outcome": ("outcome",),
    "kind": ("change", "name", "event", "similarity"),
    "quality": ("quality",),
    "check": ("check",),
}
ROWS = {"proactive": "t2", "requests": "t3", "summary_outcomes": "t3", "remedies": "t4"}
"""The tables whose lines are those of a table of the form."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a prepared query: its label in both languages and what it may be."""

    zh: str
    en: str
    hint: str


PARAMETERS = {
    "year": Parameter("年度", "Report year", "如 2024；部分查询可留空"),
    "region": Parameter("地区代码", "Code of the division", "六位行政区划代码；000000 为全国"),
    "agency": Parameter("机关编号", "Id of the agency", "如 110000-某部，见机关页网址"),
    "indicator": Parameter("指标", "Indicator", "如 grant_rate，见表 definitions"),
    "measure": Parameter("数字", "Figure", "如 received_new，见表 definitions"),
    "level": Parameter("层级", "Level", "province、prefecture、county、township；留空为全部"),
    "class": Parameter("机关类别", "Class of agency", "如 local_department；留空为全部"),
    "sector": Parameter("领域", "Sector", "如 industry_it；留空为全部"),
    "section": Parameter("部分", "Part of the report", "1 至 6；留空为全部"),
    "q": Parameter("检索词", "Words", "空格为“都要有”"),
}


MOST_SECTORS = 8


def parameter(name: str) -> Parameter:
    """Return the label of a parameter; one that nobody named stands for itself."""
    return PARAMETERS.get(name) or Parameter(name, name, "")


def short_label(description: str | None) -> str:
    """Return the Chinese name at the head of the description of a column, as `报告年度 Year the report is about`; else nothing."""
    head = re.match(r"[^，：；。 ]*", description or "")
    text = head.group() if head else ""
    return text.partition("（")[0] if text.count("（") != text.count("）") else text


def query_label(told: Mapping[str, Any], sql: str, column: str) -> str:
    """Return what a column of a prepared query is called: as in the tables that the query names, else as in most of all tables."""
    used = {name: table for name, table in told.items() if re.search(rf"\b{re.escape(name)}\b", sql)}
    return common_labels(used).get(column) or common_labels(told).get(column, "")


def common_labels(told: Mapping[str, Any]) -> dict[str, str]:
    """Return what most of the columns of a name are called; `told` are the tables of metadata."""
    labels: dict[str, Counter[str]] = {}
    for table in told.values():
        for name, description in (table.get("columns") or {}).items():
            labels.setdefault(name, Counter())[short_label(description)] += 1
    common = {name: found.most_common(1)[0] for name, found in labels.items()}
    return {name: label for name, (label, count) in common.items() if 2 * count > labels[name].total()}


def meaning(column: str, value: object, table: str | None = None) -> str:
    """Return what a key means in Chinese; nothing for what is no key."""
    if not isinstance(value, str) or not value:
        return ""
    if column == "cell":
        name = cell_name(value)
        return name if name != value else ""
    if column == "row" and table in ROWS:
        return str(names("zh")[ROWS[table]]["rows"].get(value, ""))
    if column == "rule":
        lists = ("cross",) if table == "cross_checks" else ("checks", "cross")
        return next((findings()[name][value].zh for name in lists if value in findings()[name]), "")
    if column in ("severity", "code"):
        named = findings()["severity" if column == "severity" else "issues"].get(value)
        return named.zh if named else ""
    if column == "form" and value in FORM_IDS:
        return load_form(value).document
    words = vocabulary()
    if column == "sector" and "," in value:
        return "、".join(filter(None, (meaning(column, part.strip()) for part in value.split(",")[:MOST_SECTORS])))
    kinds = ("check",) if table in ("checks", "cross_checks") and column == "status" else KINDS.get(column, ())
    return next((words[kind][value].zh for kind in kinds if value in words.get(kind, {})), "")


def examples(db: sqlite3.Connection) -> dict[str, str]:
    """Return a value for each parameter of the prepared queries that finds something, where the archive holds anything."""
    newest = db.execute("SELECT agency_id, year FROM reports ORDER BY year DESC, agency_id LIMIT 1").fetchone()
    held = {"agency": newest["agency_id"], "year": str(newest["year"])} if newest else {}
    return {"region": "000000", "indicator": "grant_rate", "measure": "received_new", "sector": "government", **held}
