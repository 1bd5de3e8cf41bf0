"""Who reports, and for which year: title, agency, year and period as printed, every contradiction named."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from extract.dates import iso_day, period_of
from extract.document import Document, Issue
from extract.labels import squeeze
from extract.scope import compiler_of, named_in_text, scope_of_report
from extract.titles import (
    ENDINGS,
    TITLE_LENGTH,
    agency_of_title,
    announced_titles,
    is_complete,
    is_report_title,
    printed_titles,
    year_of_title,
)

OPENING = 3000
"""So many characters from the start may say what a report covers and who compiled it."""

ORIGINS = ("table", "meta", "heading", "body", "title", "visible", "announced")
_OWN_SITE = re.compile(r"^(?:本网|本站|原创|转载)[:：]?(?=.)")
_PLACE = re.compile(r"[\u3400-\u9fff]{1,12}[省市县区州旗盟镇乡]$")
_SITE_SUFFIX = re.compile(r"\s*[-_|–—]{1,2}\s*[^-_|–—]*$")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a report says it is; every field None where the document does not say.

    `scope` says whose work it tells of: own, area (the bodies of a division together), system or headquarters.
    """

    title: str | None
    agency: str | None
    year: int | None
    period: tuple[str, str] | None
    published_on: str | None
    issues: tuple[Issue, ...] = ()
    scope: str | None = None
    compiled_by: str | None = None


def identify(document: Document, url: str | None = None) -> Identity:
    """Return the identity of a report.

    Title: disclosure table, then meta tags, then headings and first lines, then the title of the page, then the opening
    sentence; the first that agrees with the stated period wins, one that names agency and year before one that does not.
    Year: title, then stated period, then address, then day of publication minus one.
    """
    texts = [paragraph.text for paragraph in document.paragraphs()]
    opening = "".join(texts)[:OPENING]
    period = period_of(texts)
    year_of_figures = int(period[1][:4]) if period else _year_of_address(url)
    titles = list(_titles(document, year_of_figures))
    title = _title(titles, int(period[1][:4]) if period else None)
    said = named_in_text(opening)
    agency = _agency(title, document, [*map(agency_of_title, titles), said]) or said
    published = _published(document)
    year, issues = _year(title, period, url, published)
    scope, contradictions = scope_of_report(title, agency, opening)
    issues += [*_issues_of_agency(agency), *contradictions]
    return Identity(title, agency, year, period, published, tuple(issues), scope, compiler_of(opening))


def _issues_of_agency(agency: str | None) -> list[Issue]:
    if agency is None:
        return [Issue("agency_not_stated", "the document does not name the agency that reports")]
    if re.search(r"[^)]、|[局委部厅](?:和|暨|及)(?=.{3,}[局队委部厅]$)", agency):
        return [Issue("joint_report", f"the title names several agencies: {agency}")]
    return []


def _title(titles: list[str], period_year: int | None) -> str | None:
    agreeing = [title for title in titles if period_year in (None, year_of_title(title))]
    ranked = (*filter(is_complete, agreeing), *(agreeing if period_year else ()), *filter(is_complete, titles), *titles)
    return next(iter(ranked), None)


def _titles(document: Document, year_of_figures: int | None) -> Iterable[str]:
    """Yield every title of a report that stands in the document, the most trusted first.

    One that only a sentence gives is left out where it names another year than period, address or a printed title: such
    sentences speak of other reports, or are copied from the report of the year before.
    """
    candidates: list[tuple[int, str]] = []
    for statement in document.statements:
        if statement.name == "title":
            text = _without_site(statement.value) if statement.origin == "title" else statement.value
            candidates.append((ORIGINS.index(statement.origin), text))
    paragraphs = document.paragraphs()
    candidates += [(ORIGINS.index("heading" if level else "body"), text) for text, level in printed_titles(paragraphs)]
    printed = {year_of_title(text) for _, text in candidates if is_report_title(text)}
    known = {year_of_figures} if year_of_figures is not None else printed - {None}
    for text in announced_titles(paragraphs):
        if not known or year_of_title(text) in (None, *known):
            candidates.append((ORIGINS.index("announced"), text))
    for _, text in sorted(candidates, key=lambda pair: pair[0]):
        if is_report_title(text) and len(squeeze(text)) <= TITLE_LENGTH:
            yield " ".join(text.split())


def _without_site(title: str) -> str:
    """Return the title of a page without the name of the site behind a dash."""
    shorter = _SITE_SUFFIX.sub("", title)
    return shorter if is_report_title(shorter) else title


def _agency(title: str | None, document: Document, said: Iterable[str | None]) -> str | None:
    """Return the agency of the title, or a fuller form of that name elsewhere; without one the stated publisher.

    `said` are names that the text gives; they count as fuller only where a place stands before the name of the title.
    """
    named = agency_of_title(title) if title else None
    values = (squeeze(s.value) for s in document.statements if s.name in ("publisher", "source"))
    stated = [_OWN_SITE.sub("", value) for value in values]
    if named is None:
        return next((name for name in stated if name.endswith(ENDINGS)), None)
    ends = (named, f"{named}人民政府", f"{named}办事处")
    fuller = [name for name in stated if name.endswith(ends) and not re.match("国家.*部$", name)]
    fuller += [name for name in said if name and name.endswith(ends) and _is_place(name.split(named)[0], named)]
    return max([named, *fuller], key=len)


def _is_place(before: str, name: str) -> bool:
    """Return whether the words before a name are a place, or the rest of one whose kind the name begins with."""
    stem = name[0] in "省市县区州旗" and re.fullmatch("[\u3400-\u9fff]{2,12}", before)
    return bool(_PLACE.match(before) or (stem and not re.search("[上下本各]级|所在|当地|[有相]关", before)))


def _published(document: Document) -> str | None:
    for origin in ("table", "meta", "visible"):
        for statement in document.statements:
            if statement.origin == origin and statement.name == "published":
                day = iso_day(statement.value)
                if day:
                    return day
    return None


def _year(
    title: str | None, period: tuple[str, str] | None, url: str | None, published: str | None
) -> tuple[int | None, list[Issue]]:
    stated = {
        "title": year_of_title(title) if title else None,
        "stated period": int(period[1][:4]) if period else None,
        "address": _year_of_address(url),
    }
    known = {name: value for name, value in stated.items() if value is not None}
    inferred = _year_before(published)
    year = next(iter(known.values()), inferred)
    issues = []
    if len(set(known.values())) > 1:
        words = ", ".join(f"the {name} says {value}" for name, value in known.items())
        issues.append(Issue("year_conflict", words))
    if year is None:
        issues.append(Issue("year_not_stated", "the document does not say which year it reports on"))
    elif "title" not in known and "stated period" not in known:
        issues.append(
            Issue("year_inferred", f"the year {year} follows from address or date; it is not printed as such")
        )
    if year is not None and published is not None and published < f"{year}-12-01":
        issues.append(Issue("published_early", f"the page is dated {published}, before the end of the year {year}"))
    return year, issues


def _year_of_address(url: str | None) -> int | None:
    """Return the year that an address names as a parameter of an annual-report page (fbtime, nbYear, year)."""
    try:
        query = urlsplit(url or "").query
    except ValueError:
        return None
    for name, values in parse_qs(query).items():
        if name.lower() in ("fbtime", "nbyear", "year") and re.fullmatch(r"20\d{2}", values[0]):
            return int(values[0])
    return None


def _year_before(day: str | None) -> int | None:
    """Return the year before a day of publication in the first half of a year, when reports are due."""
    return int(day[:4]) - 1 if day and int(day[5:7]) <= 6 else None
