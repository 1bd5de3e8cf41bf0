"""One entry of a column: what its title, its row and the menu it stands in say about it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from archive.model import Entry
from crawler import titles
from crawler.listing import Listed, says_nothing
from crawler.naming import is_agency

_GOVERNMENTS = ("人民政府", "政府", "办事处")
_TAKEN = ("annual_report", "unclear")
_NAMING = ("annual_report", "unclear", "rendition")


@dataclass(frozen=True, slots=True)
class Step:
    """A page of a column yet to be read: `chain` is the first page of the pager it belongs to, `year` and `agency` its menus'."""

    url: str
    chain: str
    year: int | None = None
    agency: str | None = None


def entered(item: Listed, step: Step, owner: str | None, *, taken: bool, kind: str | None = None) -> Entry:
    """Return the entry of what a column of `owner` lists; its kind is told by its title where it is not given."""
    kind = kind or kind_of(item)
    return Entry(
        url=item.url,
        title=item.title,
        kind=kind,
        taken=taken,
        published_on=item.published_on,
        year=titles.year(item.title) or item.year or _menu_year(step, item),
        agency=_whose(owner, item.agency or (_named(item.title) if kind in _NAMING else None)) or step.agency,
    )


def kind_of(item: Listed) -> str:
    """Return the kind of an entry of a column; the bare name of an agency is unclear, its document must decide."""
    kind = titles.classify(item.title, in_column=True)
    if item.agency and item.year and says_nothing(item.title):
        return "unclear"
    return "unclear" if kind == "not_report" and is_agency(item.title) else kind


def wanted(item: Listed, step: Step, years: frozenset[int]) -> bool:
    """Tell whether an entry is to be fetched: it may be a report, of one of the years asked for (none: of any), or tells
    which agencies published theirs."""
    if kind_of(item) not in _TAKEN and not titles.is_status_notice(item.title):
        return False
    year = titles.year(item.title) or item.year or _menu_year(step, item)
    if year is None and item.published_on:
        year = int(item.published_on[:4]) - 1
    return not years or year is None or year in years


def year_of(entry: Entry) -> int | None:
    """Return the year that an entry is about; that before its publication where it names none."""
    return entry.year or (int(entry.published_on[:4]) - 1 if entry.published_on else None)


def years_of(entry: Entry) -> tuple[int, ...]:
    """Return the years that an entry may stand for in a menu."""
    if entry.year:
        return (entry.year,)
    return (int(entry.published_on[:4]) - 1, int(entry.published_on[:4])) if entry.published_on else ()


def is_crowded(entries: Collection[Entry]) -> bool:
    """Tell whether several reports of one year are listed without saying whose they are: an agency has one."""
    reports = [entry for entry in entries if entry.kind == "annual_report"]
    nameless = Counter(year_of(entry) for entry in reports if not entry.agency)
    named = {year_of(entry) for entry in reports if entry.agency}
    return any(count + (year in named) > 1 for year, count in nameless.items() if year)


def names(entries: Collection[Entry]) -> list[str]:
    """Return the agencies whose reports are listed, without those that are just shorter forms of another one."""
    given = list(dict.fromkeys(entry.agency for entry in entries if entry.kind in _TAKEN and entry.agency))
    shorter = {name for name, after in pairwise(sorted(given)) if after.startswith(name)}
    return [name for name in given if name not in shorter]


def _whose(owner: str | None, named: str | None) -> str | None:
    """Return the agency that a title names, unless that is another form of the name of the column's own agency."""
    if owner is None or named is None:
        return owner or named
    same = owner.endswith(named) or named.endswith(owner) or owner.removeprefix(named) in _GOVERNMENTS
    return owner if same else named


def _menu_year(step: Step, item: Listed) -> int | None:
    """Return the year of the menu an entry stands in; that of its publication cannot be the year it is about."""
    published = int(item.published_on[:4]) if item.published_on else None
    return None if step.year and published and published <= step.year else step.year


def _named(title: str) -> str | None:
    return titles.agency(title) or (title if is_agency(title) else None)
