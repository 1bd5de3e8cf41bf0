"""The titles of annual reports: which line is one, and which agency and year it names."""

import json
import re
from collections.abc import Iterable, Sequence
from importlib.resources import files
from itertools import takewhile

from extract.document import Paragraph
from extract.labels import squeeze
from extract.sections import section_number

_RULES = json.loads((files(__package__) / "titles.json").read_text(encoding="utf-8"))
_TITLE = re.compile(_RULES["report_title"])
_TAIL = re.compile(_RULES["title_tail"])
_PLACEHOLDER = re.compile(_RULES["placeholder_name"])
_ANNOUNCING = tuple(re.compile(expression) for expression in _RULES["announcing"])
_SHORT_FORM = re.compile(r"\((?:以下|下)?简?称[^()]{0,20}\)")
_LABEL = re.compile(r"^标\s*题\s+(?=\S)")
_OWN_WORDS = re.compile(_RULES["own_words"])
_OF_MANY = re.compile(r"各(?:级|部门|单位|机关|乡|镇|街道|县|市|区)")
_LEADING_BRACKET = re.compile(r"^(?:【[^】]*】|\[[^\]]*\])+")
_YEAR = re.compile(r"(?<![\d])((?:19|20)\d{2})\s*(?:年度|年)?")
_CHINESE_YEAR = re.compile(r"([二一][〇○零O0九][〇○零O0一二三四五六七八九]{2})年")
_SCHOOL_YEAR = re.compile(r"20\d{2}[-—~至]+20\d{2}|学年")
_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0", "O": "0"}
ENDINGS: tuple[str, ...] = tuple(_RULES["agency_endings"])
TITLE_LENGTH = 80
TITLE_LINES = 5
TITLE_DEPTH = 60
ANNOUNCEMENT_DEPTH = 12


def is_report_title(title: str) -> bool:
    """Return whether a title is that of a statutory annual report, and not of a notice, picture or school report on one."""
    bare = _LEADING_BRACKET.sub("", squeeze(title))
    match = _TITLE.search(bare)
    if not match or _SCHOOL_YEAR.search(bare):
        return False
    before, behind = _named_before(bare, match), bare[match.end() :]
    verbs = any(before.endswith(word) or before.startswith(f"关于{word}") for word in _RULES["negative_before"])
    about = any(word in behind for word in _RULES["negative_behind"])
    about = about or any(word in bare for word in _RULES["rendition_title"])
    return not (verbs or about or before.endswith(tuple(_RULES["related_endings"])))


def is_other_title(title: str) -> bool:
    """Return whether a title speaks of the annual reports without being one."""
    return bool(_TITLE.search(squeeze(title))) and not is_report_title(title)


def year_of_title(title: str) -> int | None:
    """Return the report year that a title names, in digits or Chinese numerals; None for none, two, or a school year."""
    bare = squeeze(title)
    if _SCHOOL_YEAR.search(bare):
        return None
    years = {int(year) for year in _YEAR.findall(bare)}
    years |= {int("".join(_DIGITS.get(c, c) for c in text)) for text in _CHINESE_YEAR.findall(bare)}
    return years.pop() if len(years) == 1 else None


def agency_of_title(title: str) -> str | None:
    """Return the agency that a title names, as printed, or None; XX局 and 我局 name none.

    Beside a year any Chinese words before the title are taken for its name; without a year only what ends as agencies do.
    """
    bare = _LEADING_BRACKET.sub("", squeeze(title))
    match = _TITLE.search(bare)
    if not match:
        return None
    name = _named_before(bare, match)
    dated = year_of_title(title) is not None and re.fullmatch(r"[\u3400-\u9fff()、]{2,40}", name)
    named = len(name) > 1 and (name.endswith(ENDINGS) or dated)
    return name if named and not _PLACEHOLDER.search(name) and not _OWN_WORDS.match(name) else None


def _named_before(bare: str, title: re.Match[str]) -> str:
    """Return what stands before the words of the title, without the year."""
    name = _CHINESE_YEAR.sub("", _YEAR.sub("", bare[: title.start()]))
    name = re.sub(r"^(?:年度|年|度)", "", name).removesuffix("年度")
    return re.sub(r"(?:关于|的)$", "", name).strip("—-·.、:")


def is_complete(title: str) -> bool:
    """Return whether a title names agency and year."""
    return year_of_title(title) is not None and agency_of_title(title) is not None


def printed_titles(paragraphs: Sequence[Paragraph]) -> Iterable[tuple[str, bool]]:
    """Yield lines above the first part, alone or up to five together, that read as the title of a report.

    With each comes whether it is a heading. Links are left out: they name other pages. The word 标题 before one is no part
    of it.
    """
    above = takewhile(lambda paragraph: section_number(paragraph.text) is None, paragraphs)
    head = [paragraph for paragraph in above if not paragraph.linked][:TITLE_DEPTH]
    for count in range(1, TITLE_LINES + 1):
        for start in range(len(head) - count + 1):
            lines = head[start : start + count]
            printed = [_LABEL.sub("", line.text) for line in lines]
            text = "".join(map(squeeze, printed))
            if all(map(may_be_title, printed)) and _is_whole(text, alone=count == 1):
                yield " ".join(printed), lines[-1].level is not None


def title_beginning(lines: Sequence[str]) -> str | None:
    """Return the complete title that begins with the first of some lines, alone or over several; None where none begins.

    A line above a title that is complete without it is no part of it.
    """
    for count in range(1, min(TITLE_LINES, len(lines)) + 1):
        text = "".join(map(squeeze, lines[:count]))
        if not may_be_title(text):
            return None
        if _is_whole(text, alone=count == 1) and is_report_title(text) and is_complete(text):
            return text if count == 1 or title_beginning(lines[1:count]) is None else None
    return None


def announced_titles(paragraphs: Sequence[Paragraph]) -> Iterable[str]:
    """Yield the titles that the opening sentence of a report gives: 现公布某局某年政府信息公开工作年度报告.

    The words 我局 or 本单位 before the year are no part of it; reports of many (各部门) are not this one.
    """
    for text in (squeeze(paragraph.text) for paragraph in paragraphs[:ANNOUNCEMENT_DEPTH]):
        for match in (match for expression in _ANNOUNCING for match in expression.finditer(text)):
            title = _OWN_WORDS.sub("", _SHORT_FORM.sub("", match["title"]))
            if _TITLE.search(title) and is_report_title(title) and not _OF_MANY.search(title):
                yield title


def may_be_title(line: str) -> bool:
    """Return whether a line is short and without the marks of a sentence."""
    bare = squeeze(line)
    return bool(bare) and len(bare) <= TITLE_LENGTH and not re.search(r"[。；;，,:？]", bare)


def _is_whole(bare: str, *, alone: bool) -> bool:
    """Return whether a text is a title from end to end; of lines taken together, whether they begin with an agency."""
    match = _TITLE.search(bare)
    if match is None or len(bare) > TITLE_LENGTH:
        return False
    rest, name = bare[match.end() :], _named_before(bare, match)
    return (not rest or bool(_TAIL.fullmatch(rest))) and (alone or not name or name.endswith(ENDINGS))
