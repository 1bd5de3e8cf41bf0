"""The six parts of a report: which heading opens which part, and the text that stands in each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise

from extract.document import Grid, Paragraph
from extract.forms import FORM_IDS, load_form
from extract.forms.statistics import load_earlier_sections
from extract.labels import normalise, squeeze

HEADING_LENGTH = 40
PARTS_RUN_TOGETHER = 2
"""A paragraph that holds the headings of so many parts is a page run together."""

STATUTORY_WORDS = (
    "第二十条第",
    "勾稽关系",
    "未经复议直接起诉",
    "复议后起诉",
    "本年新收政府信息公开申请",
    "结转下年度继续办理",
)
SIMILAR_ENOUGH = 0.75
_CHROME = re.compile(
    r"^(?:【?(?:打印|关闭|返回|分享|扫一扫|上一[篇条]|下一[篇条]|附件下载|责任编辑|相关(?:链接|阅读|文章)|主办|承办|版权所有|网站标识码|网站地图|联系我们|.{0,4}ICP备|.{0,4}公网安备)|扫一扫.{0,20})"
)
_ORDINAL = re.compile(r"^[一二三四五六七八][、.,]")
_EMBEDDED = re.compile(
    r"(?<![、，,：:由及和])[一二三四五六七][、.]\s*[^，,。；;：:\d]{0,24}?(?:情况|事项|措施|概述|打算)(?![，,；;、。和及等”》]|统计|情况)"
)


@dataclass(frozen=True, slots=True)
class SectionText:
    """A part of a report as printed: its number in the national form, its heading, and the text below it."""

    number: int
    heading: str
    text: str


@cache
def _titles() -> dict[str, int]:
    titles: dict[str, int] = {}
    for form_id in FORM_IDS:
        for section in load_form(form_id).sections:
            for title in (section.title, *section.variants):
                titles.setdefault(normalise(title), section.number)
    for number, earlier in load_earlier_sections().items():
        for title in earlier:
            titles.setdefault(normalise(title), number)
    return titles


@cache
def _official() -> frozenset[str]:
    return frozenset(normalise(section.title) for section in load_form(FORM_IDS[0]).sections)


@cache
def section_number(text: str) -> int | None:
    """Return the number of the part that a line opens as its heading, or None when it is no such heading.

    The words decide, not the ordinal: some reports restart or miscount it. A line numbered （一） is a heading inside a part.
    """
    line = squeeze(text).lstrip("#")
    if len(line) > HEADING_LENGTH or line.startswith("("):
        return None
    bare = normalise(line).rstrip("。:;")
    if not _ORDINAL.match(line):
        return _titles()[bare] if bare in _official() else None
    if bare in _titles():
        return _titles()[bare]
    score, number = max(
        (SequenceMatcher(None, bare, title, autojunk=False).ratio(), number) for title, number in _titles().items()
    )
    return number if score >= SIMILAR_ENOUGH else None


def parts_opened(paragraph: Paragraph) -> list[int]:
    """Return the numbers of the parts whose headings stand in a paragraph, several where the page is run together."""
    return [number for line in _lines(paragraph) if (number := section_number(_split_heading(line)[0])) is not None]


def is_signal(block: Paragraph | Grid) -> bool:
    """Return whether a block belongs to the article of a report: a heading of one of its parts, or one of its tables."""
    if isinstance(block, Paragraph):
        return section_number(block.text) is not None
    return any(word in squeeze(cell.text) for cell in block.cells() for word in STATUTORY_WORDS)


def _split_heading(text: str) -> tuple[str, str]:
    """Return a heading and the sentence that runs on behind it, as in 一、总体情况。2024年，…; else the text alone."""
    heading, stop, rest = text.partition("。")
    if stop and rest.strip() and _ORDINAL.match(squeeze(heading)) and section_number(heading) is not None:
        return heading, rest.strip()
    return text, ""


def _lines(block: Paragraph) -> list[str]:
    """Return a paragraph, cut at the headings of parts where it holds several of them."""
    text = block.text.strip().lstrip("# ")
    headings = [match for match in _EMBEDDED.finditer(text) if section_number(match[0]) is not None]
    if len(headings) < PARTS_RUN_TOGETHER:
        return [block.text]
    cuts = sorted({0, len(text), *(cut for heading in headings for cut in heading.span())})
    return [part for start, end in pairwise(cuts) if (part := text[start:end].strip())]


def read_sections(blocks: Sequence[Paragraph | Grid]) -> list[SectionText]:
    """Return the parts of a report in printed order; of a heading printed twice the one with more text counts."""
    found: list[tuple[int, str, list[str]]] = []
    for block in blocks:
        for line in [] if isinstance(block, Grid) else _lines(block):
            heading, rest = _split_heading(line.strip().lstrip("# "))
            number = section_number(heading)
            if number is not None:
                found.append((number, heading, [rest] if rest else []))
            elif found:
                found[-1][2].append(line)
    for _, _, lines in found[-1:]:
        while lines and _CHROME.search(squeeze(lines[-1])):
            lines.pop()
    best: dict[int, SectionText] = {}
    for number, heading, lines in found:
        section = SectionText(number, heading, "\n".join(lines).strip())
        if number not in best or len(section.text) > len(best[number].text):
            best[number] = section
    return [best[number] for number in sorted(best)]


def preface(blocks: Sequence[Paragraph | Grid]) -> SectionText:
    """Return what stands before the first part, as part 0: all of the text where the report has no parts."""
    found: list[str] = []
    for line in (line for block in blocks if isinstance(block, Paragraph) for line in _lines(block)):
        if section_number(_split_heading(line.strip().lstrip("# "))[0]) is not None:
            break
        found.append(line)
    return SectionText(0, "", "\n".join(found).strip())
