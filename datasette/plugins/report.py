"""The page of a report: its tables as the form prints them, every number a link to its place in the archived source.

With `.json` or `.csv` behind the year the same as a file, with `.bib` its citation.
"""

import json
from typing import Any
from urllib.parse import unquote

from datasette import hookimpl
from datasette.utils import tilde_encode
from datasette.utils.asgi import Response

from archive.cell_names import cell_name, named_cells
from archive.search import report_path
from nianbao.site.pages import csv_download, read
from nianbao.site.report.citation import citation
from nianbao.site.report.files import CSV_COLUMNS, as_json, cell_rows
from nianbao.site.report.loading import load
from nianbao.site.report.passages import fact_name

MISSING = {
    "status": 404,
    "zh": "没有这个页面：档案中没有这份报告",
    "en": "No such page: the archive holds no such report",
}


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Register the address."""
    return [(r"^/r/(?P<agency>[^/]+)/(?P<year>\d{4})(?P<format>\.json|\.csv|\.bib)?$", report_page)]


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Register what the template uses."""
    env.globals.update(cell_name=cell_name, named_cells=named_cells, fact_name=fact_name)


async def report_page(datasette: Any, request: Any) -> Response:
    """Show the report of an agency for a year: its current version, or the one named by `?version=`.

    `?against=` names another version to compare it with.
    """
    agency, year = unquote(request.url_vars["agency"]), int(request.url_vars["year"])
    wanted, against, kind = request.args.get("version"), request.args.get("against"), request.url_vars["format"]
    found = await read(datasette, lambda db: load(db, agency, year, wanted, against))
    if found is None and kind:
        return Response.json({"ok": False, "error": MISSING["en"], "status": 404, "title": MISSING["zh"]}, status=404)
    if found is None:
        known = await read(datasette, lambda db: db.execute("SELECT 1 FROM agencies WHERE id = ?", [agency]).fetchone())
        context = {**MISSING, "year": year, "agency_id": agency if known else None}
        return Response.html(await datasette.render_template("error.html", context, request=request), status=404)
    version = found["version"]["id"]
    address = datasette.absolute_url(request, f"{datasette.urls.path(report_path(agency, year))}?version={version}")
    if kind == ".json":
        body = json.dumps(await read(datasette, lambda db: as_json(db, found, address)), ensure_ascii=False)
        headers = {"Access-Control-Allow-Origin": "*"}
        return Response(body, headers=headers, content_type="application/json; charset=utf-8")
    if kind == ".csv":
        rows = await read(datasette, lambda db: list(cell_rows(db, version)))
        return csv_download(rows, CSV_COLUMNS, f"nianbao-{year}-{version}")
    found["citation"] = citation(found["report"], found["version"], next(iter(found["captures"]), None), address)
    if kind == ".bib":
        headers = {"Content-Disposition": f'attachment; filename="nianbao-{year}-{version}.bib"'}
        return Response(
            found["citation"]["bibtex"], headers=headers, content_type="application/x-bibtex; charset=utf-8"
        )
    found["row_path"] = f"{tilde_encode(agency)},{year}"
    found["permanent"] = address
    return Response.html(await datasette.render_template("report.html", found, request=request))
