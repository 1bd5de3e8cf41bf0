"""What became of reports after they were published."""

from pathlib import Path
from typing import Any

import click

from nianbao.cli.options import ARCHIVE, WITHIN
from nianbao.cli.rows import ROW_FORMAT, print_rows

COLUMNS = (
    "agency", "year", "kind", "class", "cells", "last_before", "first_after", "from_url", "to_url", "detail", "detail_en",
)  # fmt: skip
TABLE_COLUMNS = ("agency", "year", "kind", "class", "cells", "first_after", "detail")


@click.command()
@ARCHIVE
@click.option("--year", type=int, help="Only reports for this year.")
@WITHIN
@ROW_FORMAT
def changes(folder: Path, year: int | None, region: str | None, style: str) -> None:
    """List reports that were revised, replaced, moved, removed or restored, with the cells that changed.

    Worked out from all versions in the archive; nothing is written. Times are in UTC, days in the sentences those of China.
    """
    from archive.changes import find_changes
    from archive.store import Archive

    archive = Archive.open(folder, readonly=True)
    try:
        names = dict(archive.db.execute("SELECT id, canonical_name FROM agencies").fetchall())
        rows = [_row(change, names[change.agency_id]) for change in find_changes(archive.db, year=year, region=region)]
    finally:
        archive.close()
    print_rows(rows, TABLE_COLUMNS if style == "table" else COLUMNS, style)
    if not rows:
        click.echo("no change of these reports is known", err=True)


def _row(change: Any, agency: str) -> dict[str, Any]:
    from archive.changes import change_row

    not_comparable = change.comparison.not_comparable if change.comparison else ()
    return {
        **change_row(change),
        "agency": agency,
        "changed_cells": [
            {name: value for name, value in row.items() if name != "change_id"} for row in change.cell_rows()
        ],
        "not_comparable": list(not_comparable),
    }
