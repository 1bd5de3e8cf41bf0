"""The keys that stand in the tables, in lists, with what each means in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from archive.cell_names import names
from nianbao.site.findings import findings
from nianbao.site.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class KeyList:
    """Keys of one kind: where they stand, and key → Chinese and English."""

    key: str
    zh: str
    en: str
    words: Mapping[str, tuple[str, str]]


# Lists of the vocabulary that stand in tables, and the columns they stand in.
_WORDS = {
    "status": ("发布状态 obligations.status", "status of publication"),
    "detail": ("状态的细目 obligations.detail", "detail of a status"),
    "level": ("层级 agencies.level", "level"),
    "class": ("机关类别 agencies.class", "class of agency"),
    "sector": ("领域 agencies.sector", "sector"),
    "quality": ("读取情况 reports.quality", "how a report was read"),
    "check": ("检查结果 checks.status", "result of a check"),
    "outcome": ("存档结果 captures.outcome", "outcome of a capture"),
    "change": ("变动的种类 changes.kind", "kind of change"),
    "change_class": ("变动所及 changes.class", "what a change touches"),
}
_FINDINGS = {
    "checks": ("一份报告之内的规则 checks.rule", "rules of one report"),
    "cross": ("跨年、跨机关的规则 cross_checks.rule", "rules across years and agencies"),
    "severity": ("规则的性质 checks.severity", "nature of a rule"),
    "issues": ("问题的种类 issues.code", "kinds of issue"),
    "unread": ("未能读全的种类 summary_unread.kind", "kinds of what was not read"),
}
_TABLES = {"t2": ("表二", "table 2"), "t3": ("表三", "table 3"), "t4": ("表四", "table 4")}


def key_lists() -> list[KeyList]:
    """Return all lists: rows and columns of the three tables of the form, then the words, rules and issues."""
    zh, en = names("zh"), names("en")
    cells = [
        KeyList(
            f"{table}-{part}",
            f"{_TABLES[table][0]}的{name}",
            f"{part} of {_TABLES[table][1]}",
            {key: (text, en[table][part][key]) for key, text in zh[table][part].items()},
        )
        for table in _TABLES
        for part, name in (("rows", "行"), ("columns", "列"))
    ]
    words = [
        KeyList(key, *_WORDS[key], {word.key: (word.zh, word.en) for word in vocabulary()[key].values()})
        for key in _WORDS
    ]
    found = [
        KeyList(key, *_FINDINGS[key], {kind.key: (kind.zh, kind.en) for kind in findings()[key].values()})
        for key in _FINDINGS
    ]
    return [*cells, *words, *found]
