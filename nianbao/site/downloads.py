"""Tables as downloads: CSV that no spreadsheet runs, and JSON; long ones are sent piece by piece."""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

from datasette.utils.asgi import AsgiStream, Response

from nianbao.site.lines import csv_lines
from nianbao.site.pages import csv_download, named, read

Row = Mapping[str, Any]
PIECE = 1000
"""So many rows are read and sent at a time."""

ANY_SITE = {"Access-Control-Allow-Origin": "*"}


def table(rows: Sequence[Row], kind: str, name: str) -> Response:
    """Answer with rows as `csv` or `json`."""
    if kind == "json":
        return Response.json(rows, headers=ANY_SITE)
    return csv_download(rows, rows[0] if rows else (), name)


def long_table(
    datasette: Any, ids: Sequence[int], rows_of: Callable[[Any, list[int]], list[Row]], kind: str, name: str
) -> AsgiStream:
    """Answer with the rows behind some ids, read a piece at a time so that no reading takes long."""

    def piece(wanted: list[int]) -> Callable[[Any], list[Row]]:
        return lambda db: rows_of(db, wanted)

    async def pieces() -> AsyncIterator[list[Row]]:
        for start in range(0, len(ids), PIECE):
            yield await read(datasette, piece(list(ids[start : start + PIECE])))

    async def as_csv(writer: Any) -> None:
        await writer.write("\ufeff")
        head = True
        async for rows in pieces():
            await writer.write(
                csv_lines([list(rows[0])] if head and rows else []) + csv_lines([list(r.values()) for r in rows])
            )
            head = False

    async def as_json(writer: Any) -> None:
        between = "["
        async for rows in pieces():
            for row in rows:
                await writer.write(between + json.dumps(row, ensure_ascii=False))
                between = ",\n"
        await writer.write("]" if between != "[" else "[]")

    if kind == "json":
        return AsgiStream(as_json, headers=ANY_SITE, content_type="application/json; charset=utf-8")
    return AsgiStream(as_csv, headers=named(name), content_type="text/csv; charset=utf-8")
