"""Part 5 of a report as two lists: the problems it names, and the measures against them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extract.facts.fact import Fact
from extract.facts.prose import Prose

_OPENER = (
    r"[（(][一二三四五六七八九十]{1,2}[)）]|(?<![第十])[一二三四五六七八九十]{1,2}是(?!否)|(?<![\d.])\d{1,2}[.．、](?!\d)|[①-⑩]"
    r"|(?<=[。；;\n])[一二三四五六七八九十]{1,2}、|(?:首先|其次|再次|第[一二三四五六]|最后)[，,]"
)
_PIECE = re.compile(f"(?={_OPENER})|(?<=[。；;！])")
_ENUMERATED = re.compile(f"^(?:{_OPENER})+[，,、:：]?")
_INTRODUCED = re.compile(r"^主要(?:是|有|(?:表现|体现)[为在于])[:：]?")
_EXAMPLE = re.compile(r"^(?:例如|比如|如(?![何果期实]))[，,:：]?")
_HEADED = re.compile(
    r"^(?:下一?步)?的?(?:工作)?(?:打算|计划|改进措施|改进情况|整改措施|努力方向)(?=(?:在|我|今后|下一|20\d|针对)[^，,。]{2,20}[，,])"
)
"""A heading that stands before the sentence without a stop between them."""
_SIGNED = re.compile(r"^[^，,。；;]{0,30}20\d{2}年\d{1,2}月\d{1,2}日$")
"""Day and name at the foot of a report that ends with this part."""

_MEASURES = re.compile(
    r"下一步|下步|接下来|改进(?:措施|情况|方向|办法|方面|计划)|整改(?:措施|情况)|针对(?:上述|以上|存在|这些|此)|对此|为此|今后|解决(?:办法|措施|方案)"
    r"|工作(?:打算|计划|措施)|20\d{2}年[，,]?(?:我|本|区|市|县|局|将)[^。]{0,12}将|将(?:着力|切实|从以下|重点从|进一步)"
)
_PROBLEMS = re.compile(
    r"存在[^。；]{0,16}(?:问题|不足|困难|差距|短板|薄弱|欠缺)|主要问题|(?:问题|不足|短板|差距)(?:主要)?(?:有|是|表现|如下|:|：)|不足之处"
)
_LEAD = re.compile(
    r"^.*?(?:问题|不足|短板|差距|措施|以下[^:：，,]{0,8}|工作)(?:及|和)?(?:主要)?(?:表现为|表现在|如下|有|是|为)?[:：，,]"
)
_WITHIN = re.compile(
    r"存在(?:着|了|的)?(?P<text>(?:(?!(?:问题|不足|差距|短板)[，,])[^。；;：:]){4,150}?)(?:等|的)(?:方面)?(?:的)?(?:一些|主要|突出)?(?:问题|不足|现象|差距|短板|情况)(?![:：])"
)
_DENIED = re.compile(
    r"(?:[不未无]|没有)[^，,。；;]{0,8}$|(?:解决|克服|改变|扭转|消除|纠正|整改)[^，,。；;]{0,12}$|(?:以往|此前|以前|过去|曾经?|去年|上一?年度?)[^，,。；;]{0,8}$"
)
"""What stands before 存在 where a problem is denied, or one that is no more."""

_WANTING = re.compile(r"[不缺弱少低欠差薄慢窄]|滞后|单一|有待|短板|困难|脱节|有限")
_OPENING = re.compile(
    r"^(?:针对[^，,。]{0,20}[，,]|(?:在)?(?:下一?步|接下来|今后|20\d{2}年|新的一年)(?:的?工作)?(?:中|里)?(?:的?(?:打算|计划|安排|思路)[:：，,])?[，,]?)+"
)
_ANNOUNCED = re.compile(r"以下|如下|[几两三四五六]个?方面|[:：]$")
SHORTEST = 4
MOST_ITEMS = 60


@dataclass
class _Item:
    mode: str
    start: int
    end: int
    numbered: bool


def problems_and_measures(prose: Prose, section: int, year: int | None) -> Iterator[Fact]:
    """Yield the items of both lists; text that stands under neither heading is left out, and what was done about last year's."""
    for item in _items(prose, year):
        text = prose.plain[item.start : item.end]
        opener = _ENUMERATED.match(text) or _INTRODUCED.match(text) or _EXAMPLE.match(text)
        start = item.start + (opener.end() if opener else 0)
        headed = _HEADED.match(prose.plain[start : item.end])
        start += headed.end() if headed else 0
        end = item.start + len(text.rstrip("。；;，,、:："))
        signed = _SIGNED.match(prose.plain[start:end])
        heading = signed or text.endswith((":", "："))
        if item.mode in ("problems", "measures") and end - start >= SHORTEST and not heading:
            printed = prose.printed(start, end)
            yield Fact(item.mode, None, None, printed, section, *prose.place(start, end), text=printed)


def _items(prose: Prose, year: int | None) -> list[_Item]:
    mode, items = "", list[_Item]()
    pieces = list(_pieces(prose.plain))
    for number, (start, end) in enumerate(pieces):
        text = prose.plain[start:end]
        changed = _mode(text, mode, year)
        numbered = bool(_ENUMERATED.match(text))
        if changed is not None:
            mode = changed
            listed = number + 1 < len(pieces) and bool(_ENUMERATED.match(prose.plain[slice(*pieces[number + 1])]))
            items += (_Item(kind, start + a, start + b, False) for kind, a, b in _in_opening(text, mode, listed))
            continue
        open_item = bool(items) and items[-1].mode == mode and items[-1].numbered and items[-1].end == start
        if mode and open_item and not numbered:
            items[-1].end = end
        elif mode:
            items.append(_Item(mode, start, end, numbered))
    return items[:MOST_ITEMS]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    places = sorted({0, len(text), *(match.start() for match in _PIECE.finditer(text))})
    yield from pairwise(places)


def _mode(text: str, mode: str, year: int | None) -> str | None:
    """Return the list that a piece opens, or None when it goes on with the present one."""
    if year and re.search(rf"{year - 1}年|上一?年度?|去年", text) and re.search(r"问题|不足", text):
        return "last_year"
    problems, measures = _PROBLEMS.search(text), _MEASURES.search(text)
    if (
        measures
        and (mode != "measures" or not _ENUMERATED.match(text))
        and not (problems and measures.end() < problems.start())
    ):
        return "measures" if mode != "measures" else None
    return "problems" if problems and mode not in ("problems", "measures") else None


def _in_opening(text: str, mode: str, listed: bool) -> Iterator[tuple[str, int, int]]:
    """Yield what a sentence states itself that opens a list: mode, start and end in it; `listed` says that items follow."""
    lead, opening = _LEAD.match(text), _OPENING.match(text)
    within = None if mode == "last_year" else _WITHIN.search(text)
    if within is not None and (_DENIED.search(text[: within.start()]) or (lead and lead.end() <= within.start())):
        within = None
    named = within is not None and bool(_WANTING.search(within["text"])) and not text.startswith(("针对", "对"))
    if within is not None and named:
        yield "problems", within.start("text"), within.end()
    start = lead.end() if lead else len(text)
    if lead is None and mode == "measures" and not (listed or _ANNOUNCED.search(text) or _is_heading(text)):
        start = opening.end() if opening else within.end() if within else 0
    if len(text) - start >= SHORTEST and not text.endswith((":", "：")) and not (named and mode == "problems"):
        yield mode, start, len(text)


def _is_heading(text: str) -> bool:
    """Return whether nothing stands beside the words that lead to measures."""
    return len(_MEASURES.sub("", text)) < SHORTEST
