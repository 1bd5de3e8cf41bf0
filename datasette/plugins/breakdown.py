"""One year side by side: a topic by division, class, level or sector, sorted by any figure; the table as CSV and JSON."""

import sqlite3
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Response
from markupsafe import Markup

from nianbao.site import asking, divisions
from nianbao.site.breakdown import WAYS, breakdown, divided, narrowed, ordered, whole, years
from nianbao.site.downloads import table
from nianbao.site.pages import read, show
from nianbao.site.trends import definitions, topics


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the addresses."""
    return [(r"^/trends/by$", breakdown_page), (r"^/trends/by\.(?P<format>csv|json)$", breakdown_file)]


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Register what the template uses."""
    env.globals.update(value_bar=value_bar)


def value_bar(value: float | None, highest: float) -> Markup:
    """Return a bar as long as a value is of the highest one; nothing where there is no value or none above 0."""
    if value is None or value <= 0 or highest <= 0:
        return Markup("")
    return Markup(
        '<svg class="valuebar" aria-hidden="true" width="100%" height="8"><rect width="{:.1f}%" height="8"/></svg>'
    ).format(100 * value / highest)


async def breakdown_page(datasette: Any, request: Any) -> Response:
    """Show a year of a topic."""
    return await show(datasette, request, "breakdown.html", lambda db: load(db, request), topics=topics(), ways=WAYS)


def load(db: sqlite3.Connection, request: Any) -> dict[str, Any]:
    """Return what the page shows."""
    topic, by, sort = (
        asking.topic_of(request),
        asking.one_of(request, "by", WAYS) or WAYS[0],
        request.args.get("sort") or "",
    )
    asked = asking.group_of(db, request)
    group = narrowed(asked, by)
    held = years(db)
    year = asking.year_of(request) or next(iter(held), None)
    lines = breakdown(db, topic, by, year, group) if year is not None else []
    figures = definitions(db, (*topic.measures, *topic.indicators))
    names = list(figures)
    chosen = sort.removeprefix("-") if sort.removeprefix("-") in names else ""
    shown = chosen or names[0]
    trail = divisions.trail(db, group.region)
    below = divisions.children(db, group.region)
    return {
        "topic": topic,
        "by": by,
        "asked": asked,
        "group": group,
        "year": year,
        "years": held,
        "sort": sort if chosen else "",
        "shown": shown,
        "highest": max((value for line in lines if (value := line.points[shown][0]) is not None), default=0),
        "lines": ordered(lines, sort if chosen else ""),
        "whole": whole(db, topic, year, group) if year is not None else None,
        "divided": divided(db, year, group, [line.key for line in lines]) if by == "region" and lines else set(),
        "figures": figures,
        "trail": trail,
        "below": below,
        "divisions": below or divisions.children(db, trail[-2]["code"] if trail[1:] else None),
    }


async def breakdown_file(datasette: Any, request: Any) -> Response:
    """Send the table of the page: one row per line and figure."""
    found = await read(datasette, lambda db: load(db, request))
    group = found["group"]
    chosen = {"region": group.region, "class": group.klass, "level": group.level, "sector": group.sector}
    rows = [
        {"year": found["year"], **chosen, found["by"]: line.key, "key": line.key, "label": line.zh}
        | {key: figure[key] for key in ("name", "zh", "en", "unit")}
        | {"value": line.points[name][0], "n": line.points[name][1]}
        | {"reports": line.reports, "agencies": line.agencies, "obligations": line.obligations}
        for line in found["lines"]
        for name, figure in found["figures"].items()
    ]
    return table(rows, request.url_vars["format"], f"nianbao-{found['topic'].key}-{found['year']}")
