"""In Datasette's tables, link the title of a report to its page."""

from typing import Any

from datasette import hookimpl
from markupsafe import Markup

from archive.search import report_path

LISTS = {("archive", "reports"), ("archive", "report_list"), ("search", "documents")}


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None, database: str) -> Markup | None:
    """Return the title as a link, escaped."""
    if column != "title" or value is None or (database, table) not in LISTS:
        return None
    agency = row["agency_id"]
    agency_id = agency["value"] if isinstance(agency, dict) else agency
    return Markup('<a href="{}">{}</a>').format(report_path(agency_id, row["year"]), value)
