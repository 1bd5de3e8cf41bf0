"""Trends: figures by year, of a division, level and sector, drawn and as a table, each with n of N."""

import sqlite3
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Response

from nianbao.site import asking, divisions
from nianbao.site.downloads import table
from nianbao.site.pages import read, show
from nianbao.site.trends import Group, topics, trends


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the addresses."""
    return [(r"^/trends$", trends_page), (r"^/trends\.(?P<format>csv|json)$", trends_file)]


async def trends_page(datasette: Any, request: Any) -> Response:
    """Show a topic over the years."""
    topic = asking.topic_of(request)

    def load(db: sqlite3.Connection) -> dict[str, Any]:
        group = asking.group_of(db, request)
        trail = divisions.trail(db, group.region)
        below = divisions.children(db, group.region) or divisions.children(db, trail[-2]["code"] if trail[1:] else None)
        return {**trends(db, topic, group), "group": group, "trail": trail, "divisions": below}

    return await show(datasette, request, "trends.html", load, topic=topic, topics=topics())


async def trends_file(datasette: Any, request: Any) -> Response:
    """Send the table of the page, or one `figure` of it, as CSV or JSON: one row per figure and year."""
    topic = asking.topic_of(request)
    one = asking.one_of(request, "figure", (*topic.measures, *topic.indicators))

    def load(db: sqlite3.Connection) -> tuple[Group, dict[str, Any]]:
        group = asking.group_of(db, request)
        return group, trends(db, topic, group)

    group, found = await read(datasette, load)
    reports = {row["year"]: row for row in found["years"]}
    rows = [
        {key: figure[key] for key in ("name", "zh", "en", "unit")}
        | {"value": value, "n": n}
        | reports[year]
        | {"region": group.region, "class": group.klass, "level": group.level, "sector": group.sector}
        for figure in found["figures"]
        if one in (None, figure["name"])
        for year, (value, n) in figure["points"].items()
    ]
    return table(rows, request.url_vars["format"], f"nianbao-trends-{topic.key}")
