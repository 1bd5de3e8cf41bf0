"""The directory of agencies: chosen by division, level, class, sector and name, in pages and as a file."""

import sqlite3
from functools import partial
from typing import Any

from datasette import hookimpl

from nianbao.site import asking, directory, divisions, obligations
from nianbao.site.agencies import named
from nianbao.site.directory import LONGEST_NAME, PAGE, Wanted
from nianbao.site.downloads import long_table
from nianbao.site.pages import number, read, show

MOST = 200_000
NEAR = 5
"""So many agencies are offered where none was found."""


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the addresses."""
    return [(r"^/agencies$", agencies_page), (r"^/agencies\.(?P<format>csv|json)$", agencies_file)]


async def agencies_page(datasette: Any, request: Any) -> Any:
    """Show a page of the agencies asked for."""
    return await show(datasette, request, "agencies.html", lambda db: load(db, request))


def load(db: sqlite3.Connection, request: Any) -> dict[str, Any]:
    """Return what the page shows."""
    wanted, year = asked(db, request), obligations.judged_year(db)
    found = directory.found(db, wanted)
    pages = max(-(-found // PAGE), 1)
    page = min(max(number(request.args.get("page")) or 1, 1), pages)
    trail = divisions.trail(db, wanted.region)
    above = db.execute("SELECT canonical_name FROM agencies WHERE id = ?", [wanted.above]).fetchone()
    return {
        "q": wanted.name or "",
        "wanted": wanted,
        "above": above and above[0],
        "found": found,
        "near": [] if found or not wanted.name else named(db, wanted.name, NEAR),
        "all": directory.found(db, Wanted()),
        "rows": directory.rows_of(db, directory.chosen(db, wanted, (page - 1) * PAGE), year),
        "year": year,
        "page": page,
        "pages": pages,
        "trail": trail,
        "divisions": divisions.children(db, wanted.region)
        or divisions.children(db, trail[-2]["code"] if trail[1:] else None),
    }


def asked(db: sqlite3.Connection, request: Any) -> Wanted:
    """Return what an address asks for."""
    fields = asking.narrowing(db, request, "level", "class", "sector")
    name = (request.args.get("q") or "").strip()[:LONGEST_NAME] or None
    above = request.args.get("above") or None
    return Wanted(name, asking.region_of(db, request), fields["level"], fields["class"], fields["sector"], above)


async def agencies_file(datasette: Any, request: Any) -> Any:
    """Send all agencies asked for, in the order of the page, as CSV or JSON."""
    ids, year = await read(
        datasette, lambda db: (directory.chosen(db, asked(db, request), most=MOST), obligations.judged_year(db))
    )
    rows_of = partial(directory.rows_of, year=year)
    return long_table(datasette, ids, rows_of, request.url_vars["format"], "nianbao-agencies")
