"""In Datasette's tables, lead from agencies, divisions, captures and reports to their pages, and say what keys mean."""

from typing import Any

from datasette import hookimpl
from markupsafe import Markup

from archive.search import report_path
from nianbao.site.paths import agency_path, capture_path, region_path
from nianbao.site.tables import meaning

PAGES = {
    "agency_id": agency_path,
    "other_agency_id": agency_path,
    "region_code": region_path,
    "capture_id": capture_path,
}
LONGEST_KEY = 60


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Markup | None:
    """Return a cell as a link to the page of what it names, or a key with its meaning, escaped; None for anything else."""
    if value is None:
        return None
    # Datasette gives a cell that refers to another row as that row's key and label.
    key, label = (value["value"], value["label"]) if isinstance(value, dict) else (value, value)
    path = _path(row, column, str(key))
    if path:
        return Markup('<a href="{}">{}</a>').format(datasette.urls.path(path), label)
    if len(str(key)) > LONGEST_KEY or not (told := meaning(column, key, table)):
        return None
    return Markup('{} <span class="quiet">{}</span>').format(key, told)


def _path(row: Any, column: str, key: str) -> str | None:
    """Return the address of the page of what a cell names: the title of a report, or an id."""
    if column in PAGES:
        return PAGES[column](key)
    if column == "title" and {"agency_id", "year"} <= set(row.keys()):
        agency, year = (
            value["value"] if isinstance(value, dict) else value for value in (row["agency_id"], row["year"])
        )
        return report_path(agency, year) if agency and year else None
    return None
