"""Which agencies the collective columns of a portal cover, so that their own need not be asked for."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from crawler.columns import Column
from crawler.entries import year_of

_YEARS_OF_ARCHIVE = 3


def gaps(columns: Iterable[Column]) -> Callable[[str], bool]:
    """Return what tells whether an agency may have reports beyond those that collective columns list.

    An agency has none if a collective column that was read in full lists a report of it for every year of which it lists
    reports of several agencies, three years at least: many collect only the newest.
    """
    listed: list[dict[int, set[str]]] = []
    for column in columns:
        years: dict[int, set[str]] = defaultdict(set)
        for entry in column.entries.values():
            if entry.kind == "annual_report" and entry.agency and (year := year_of(entry)):
                years[year].add(entry.agency)
        several = {year: names for year, names in years.items() if column.complete and len(names) > 1}
        listed.append(several if len(several) >= _YEARS_OF_ARCHIVE else {})
    return lambda agency: (
        not any(years and all(_is_among(agency, names) for names in years.values()) for years in listed)
    )


def _is_among(agency: str, names: set[str]) -> bool:
    return any(name == agency or name.endswith(agency) or agency.endswith(name) for name in names)
