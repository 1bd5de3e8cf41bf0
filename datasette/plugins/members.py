"""The agencies behind a sum, one by one: status, report and figures of a year, each figure a way to its cell."""

import sqlite3
from typing import Any
from urllib.parse import urlencode

from datasette import hookimpl
from datasette.utils.asgi import Response

from archive.search import report_path
from nianbao.site import asking, divisions, members, obligations
from nianbao.site.breakdown import years
from nianbao.site.downloads import long_table
from nianbao.site.owed import Choice
from nianbao.site.pages import number, read, show
from nianbao.site.trends import Group, Topic, topics

MOST = 200_000


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the addresses."""
    return [(r"^/trends/agencies$", members_page), (r"^/trends/agencies\.(?P<format>csv|json)$", members_file)]


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Register what the templates use."""
    env.globals.update(behind=behind, cell_path=cell_path)


def behind(topic: Topic, group: Group, year: int | None, **narrowed: str) -> str:
    """Return the address of the agencies whose reports are added up, narrowed to a line of a breakdown where one is given."""
    query = {"topic": topic.key} | ({"year": year} if year else {}) | group.chosen() | narrowed
    return f"/trends/agencies?{urlencode(query)}"


def cell_path(agency_id: str, year: int, cell: str) -> str:
    """Return the address of a cell on the page of a report."""
    return f"{report_path(agency_id, year)}#c-{cell}"


async def members_page(datasette: Any, request: Any) -> Response:
    """Show the sum and a page of the agencies behind it."""
    return await show(datasette, request, "members.html", lambda db: load(db, request), topics=topics())


def load(db: sqlite3.Connection, request: Any) -> dict[str, Any]:
    """Return what the page shows."""
    topic, choice, sort = asked(db, request)
    page = max(number(request.args.get("page")) or 1, 1)
    ids = members.chosen(db, topic, choice, sort, (page - 1) * members.PAGE)
    counted = members.counted(db, choice)
    trail = divisions.trail(db, choice.region)
    return {
        "topic": topic,
        "choice": choice,
        "sort": sort,
        "figures": members.figures(db, topic),
        "total": members.summed(db, topic, choice),
        "status": obligations.total(db, choice),
        "rows": members.rows_of(db, topic, choice.year or 0, ids),
        "counted": counted,
        "page": page,
        "pages": -(-counted // members.PAGE),
        "years": years(db),
        "trail": trail,
        "divisions": divisions.children(db, choice.region)
        or divisions.children(db, trail[-2]["code"] if trail[1:] else None),
    }


async def members_file(datasette: Any, request: Any) -> Any:
    """Send all agencies chosen, in the order of the page, as CSV or JSON."""

    def chosen(db: sqlite3.Connection) -> tuple[Topic, int, list[int]]:
        topic, choice, sort = asked(db, request)
        return topic, choice.year or 0, members.chosen(db, topic, choice, sort, most=MOST)

    topic, year, ids = await read(datasette, chosen)

    def rows(db: sqlite3.Connection, some: list[int]) -> list[dict[str, Any]]:
        return members.rows_of(db, topic, year, some)

    return long_table(datasette, ids, rows, request.url_vars["format"], f"nianbao-{topic.key}-{year}-agencies")


def asked(db: sqlite3.Connection, request: Any) -> tuple[Topic, Choice, str]:
    """Return topic, choice and order that an address asks for; without a year the newest of which reports are held."""
    year = asking.year_of(request) or next(iter(years(db)), None)
    chosen = asking.narrowing(db, request, "level", "class", "status", "sector")
    region = asking.region_of(db, request)
    choice = Choice(year, region, chosen["level"], chosen["class"], chosen["status"], chosen["sector"])
    return asking.topic_of(request), choice, request.args.get("sort") or ""
