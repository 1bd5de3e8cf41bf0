"""Who reports, and for which year: title, agency, year and period as printed, every contradiction named."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from itertools import takewhile
from urllib.parse import parse_qs, urlsplit

from extract.document import Document, Issue, Paragraph
from extract.labels import squeeze
from extract.sections import section_number

_RULES = json.loads((files(__package__) / "identity.json").read_text(encoding="utf-8"))
_TITLE = re.compile(_RULES["report_title"])
_ENDINGS: tuple[str, ...] = tuple(_RULES["agency_endings"])
_LEADING_BRACKET = re.compile(r"^(?:【[^】]*】|\[[^\]]*\])+")
_YEAR = re.compile(r"(?<![\d])((?:19|20)\d{2})\s*(?:年度|年)?")
_CHINESE_YEAR = re.compile(r"([二一][〇○零O0九][〇○零O0一二三四五六七八九]{2})年")
_SCHOOL_YEAR = re.compile(r"20\d{2}[-—~至]+20\d{2}|学年")
_PERIOD = re.compile(
    r"(?P<y1>20\d{2})年(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日?(?:起)?(?:至|到|[-—~－]+)(?:(?P<y2>20\d{2})年)?(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日"
)
_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0", "O": "0"}
_SITE_SUFFIX = re.compile(r"\s*[-_|–—]{1,2}\s*[^-_|–—]*$")
TITLE_LENGTH = 80
TITLE_LINES = 3
TITLE_DEPTH = 40
ORIGINS = ("table", "meta", "heading", "body", "title", "visible")
PERIOD_DEPTH = 6000


@dataclass(frozen=True, slots=True)
class Identity:
    """What a report says it is; every field None where the document does not say."""

    title: str | None
    agency: str | None
    year: int | None
    period: tuple[str, str] | None
    published_on: str | None
    issues: tuple[Issue, ...] = ()


def is_report_title(title: str) -> bool:
    """Return whether a title is that of a statutory annual report, and not of a notice, picture or school report about one."""
    bare = _LEADING_BRACKET.sub("", squeeze(title))
    match = _TITLE.search(bare)
    if not match or any(word in bare for word in (*_RULES["negative_title"], *_RULES["rendition_title"])):
        return False
    return not _SCHOOL_YEAR.search(bare) and not _named_before(bare, match).endswith(tuple(_RULES["related_endings"]))


def is_other_title(title: str) -> bool:
    """Return whether a title speaks of the annual reports without being one."""
    return bool(_TITLE.search(squeeze(title))) and not is_report_title(title)


def identify(document: Document, url: str | None = None) -> Identity:
    """Return the identity of a report.

    Title: disclosure table, then meta tags, then headings and first lines, then the title of the page; the first that is
    complete (agency and year) wins. Year: title, then stated period, then address, then day of publication minus one.
    """
    titles = list(_titles(document))
    title = next((text for text in titles if _complete(text)), titles[0] if titles else None)
    period = _period(document)
    agency = _agency(title, document)
    published = _published(document)
    year, issues = _year(title, period, url, published)
    if agency is None:
        issues.append(Issue("agency_not_stated", "the document does not name the agency that reports"))
    return Identity(title, agency, year, period, published, tuple(issues))


def _titles(document: Document) -> Iterable[str]:
    """Yield every title of a report that stands in the document, the most trusted first."""
    candidates: list[tuple[int, str]] = []
    for statement in document.statements:
        if statement.name == "title":
            text = _without_site(statement.value) if statement.origin == "title" else statement.value
            candidates.append((ORIGINS.index(statement.origin), text))
    candidates += [
        (ORIGINS.index("heading" if leveled else "body"), text)
        for text, leveled in _printed_titles(document.paragraphs())
    ]
    for _, text in sorted(candidates, key=lambda pair: pair[0]):
        if is_report_title(text) and len(squeeze(text)) <= TITLE_LENGTH:
            yield " ".join(text.split())


def _printed_titles(paragraphs: Sequence[Paragraph]) -> Iterable[tuple[str, bool]]:
    """Yield lines, or two or three lines together, that read as the title of a report."""
    head = list(takewhile(lambda paragraph: section_number(paragraph.text) is None, paragraphs[:TITLE_DEPTH]))
    for count in range(1, TITLE_LINES + 1):
        for start in range(len(head) - count + 1):
            lines = head[start : start + count]
            if all(_may_be_title(line.text) for line in lines) and _whole_title(
                squeeze("".join(line.text for line in lines))
            ):
                yield " ".join(line.text for line in lines), lines[-1].level is not None


def _may_be_title(line: str) -> bool:
    bare = squeeze(line)
    return bool(bare) and len(bare) <= TITLE_LENGTH and not re.search(r"[。；;，,:？]", bare)


def _whole_title(bare: str) -> bool:
    match = _TITLE.search(bare)
    return match is not None and match.end() == len(bare) <= TITLE_LENGTH


def _complete(title: str) -> bool:
    return year_of_title(title) is not None and agency_of_title(title) is not None


def _without_site(title: str) -> str:
    """Return the title of a page without the name of the site behind a dash."""
    shorter = _SITE_SUFFIX.sub("", title)
    return shorter if _TITLE.search(squeeze(shorter)) else title


def year_of_title(title: str) -> int | None:
    """Return the report year that a title names, in digits or Chinese numerals; None for none, two, or a school year."""
    bare = squeeze(title)
    if _SCHOOL_YEAR.search(bare):
        return None
    years = {int(year) for year in _YEAR.findall(bare)}
    years |= {int("".join(_DIGITS.get(c, c) for c in text)) for text in _CHINESE_YEAR.findall(bare)}
    return years.pop() if len(years) == 1 else None


def agency_of_title(title: str) -> str | None:
    """Return the agency that a title names, as printed, or None."""
    bare = _LEADING_BRACKET.sub("", squeeze(title))
    match = _TITLE.search(bare)
    if not match:
        return None
    name = _named_before(bare, match)
    return name if len(name) > 1 and name.endswith(_ENDINGS) else None


def _named_before(bare: str, title: re.Match[str]) -> str:
    """Return what stands before the words of the title, without the year."""
    name = _CHINESE_YEAR.sub("", _YEAR.sub("", bare[: title.start()]))
    name = re.sub(r"^(?:关于|年度|年|度)", "", name).removesuffix("年度").removesuffix("学")
    return re.sub(r"(?:关于|的)$", "", name).strip("—-·.、:")


def _agency(title: str | None, document: Document) -> str | None:
    named = agency_of_title(title) if title else None
    stated = [
        s.value
        for s in document.statements
        if s.name in ("publisher", "source") and squeeze(s.value).endswith(_ENDINGS)
    ]
    if named is None:
        return squeeze(stated[0]) if stated else None
    fuller = [squeeze(value) for value in stated if squeeze(value).endswith(named)]
    return max([named, *fuller], key=len)


def _period(document: Document) -> tuple[str, str] | None:
    """Return the first and last day of the stated period of statistics (ISO), where it is stated once and is a period."""
    text = squeeze("".join(paragraph.text for paragraph in document.paragraphs()))[:PERIOD_DEPTH]
    for match in _PERIOD.finditer(text):
        before = text[max(0, match.start() - 30) : match.start()]
        if "统计" not in before and "数据" not in before and "期限" not in before:
            continue
        parts = match.groupdict()
        try:
            first = date(int(parts["y1"]), int(parts["m1"]), int(parts["d1"]))
            last = date(int(parts["y2"] or parts["y1"]), int(parts["m2"]), int(parts["d2"]))
        except ValueError:
            continue
        return first.isoformat(), last.isoformat()
    return None


def _published(document: Document) -> str | None:
    for origin in ("table", "meta", "visible"):
        for statement in document.statements:
            if statement.origin == origin and statement.name == "published":
                day = iso_day(statement.value)
                if day:
                    return day
    return None


def iso_day(text: str) -> str | None:
    """Return the first whole day written in a text (2024-01-17, 2024/1/17, 2024年1月17日) as ISO, or None."""
    match = re.search(r"(?<!\d)((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)", text)
    try:
        return date(*map(int, match.groups())).isoformat() if match else None
    except ValueError:
        return None


def _year(
    title: str | None, period: tuple[str, str] | None, url: str | None, published: str | None
) -> tuple[int | None, list[Issue]]:
    candidates = {
        "title": year_of_title(title) if title else None,
        "period": int(period[1][:4]) if period else None,
        "address": _year_of_address(url),
        "publication": _year_before(published),
    }
    year = next((value for value in candidates.values() if value is not None), None)
    issues = []
    if candidates["title"] and candidates["period"] and candidates["title"] != candidates["period"]:
        issues.append(
            Issue(
                "year_conflict", f"the title says {candidates['title']}, the stated period says {candidates['period']}"
            )
        )
    if year is None:
        issues.append(Issue("year_not_stated", "the document does not say which year it reports on"))
    elif candidates["title"] is None and candidates["period"] is None:
        issues.append(
            Issue("year_inferred", f"the year {year} is not printed as report year; it follows from address or date")
        )
    return year, issues


def _year_of_address(url: str | None) -> int | None:
    """Return the year that an address names as a parameter of an annual-report page (fbtime, nbYear, year)."""
    for name, values in parse_qs(urlsplit(url or "").query).items():
        if name.lower() in ("fbtime", "nbyear", "year") and re.fullmatch(r"20\d{2}", values[0]):
            return int(values[0])
    return None


def _year_before(day: str | None) -> int | None:
    """Return the year before a day of publication in the first half of a year, when reports are due."""
    return int(day[:4]) - 1 if day and int(day[5:7]) <= 6 else None
