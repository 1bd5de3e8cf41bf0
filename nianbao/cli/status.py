"""Who published, when, and who did not, on which evidence."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import click

from archive.clock import SHANGHAI, now
from archive.status.model import NAMES
from nianbao.cli.options import ARCHIVE, WITHIN
from nianbao.cli.rows import ROW_FORMAT, print_rows

COLUMNS = (
    "agency_id", "agency", "region_code", "year", "class", "status", "detail", "deadline", "deadline_local", "published_on",
    "first_seen", "report_url", "checked", "confidence", "confirmed", "explanation", "explanation_en",
)  # fmt: skip
TABLE_COLUMNS = ("agency", "year", "status", "detail", "deadline", "published_on", "explanation")


class Day(click.ParamType[datetime]):
    """A day in China, as the moment at its end."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the last moment of a day, or fail with one line."""
        if isinstance(value, datetime):
            return value
        try:
            after = date.fromisoformat(value) + timedelta(days=1)
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is no day (YYYY-MM-DD)", param, ctx)
        return datetime.combine(after, time(), SHANGHAI) - timedelta(microseconds=1)


@click.command()
@ARCHIVE
@click.option("--year", type=click.IntRange(2008, 2100), help="Only the reports for this year.")
@click.option(
    "--as-of",
    type=Day(),
    metavar="DATE",
    help="Judge as of the end of this day in China, by what was captured until then.  [default: now]",
)
@ROW_FORMAT
@WITHIN
@click.option("--only", type=click.Choice(NAMES), multiple=True, metavar="STATUS", help="Only this status. Repeatable.")
def status(
    folder: Path, year: int | None, as_of: datetime | None, style: str, region: str | None, only: Sequence[str]
) -> None:
    """Tell for every agency and year that owes a report whether it was published, when, and how that is known.

    Nothing is written; what kept us from looking is never held against an agency. A year that is not over is left out.
    """
    from archive.status import judge
    from archive.store import Archive

    archive = Archive.open(folder, readonly=True)
    try:
        found = [one.as_json() for one in judge(archive.db, as_of or now(), year, region)]
    finally:
        archive.close()
    rows = [row for row in found if not only or row["status"] in only]
    if style == "csv":
        rows = [{**row, "checked": json.dumps(row["checked"], ensure_ascii=False)} for row in rows]
    print_rows(rows, TABLE_COLUMNS if style == "table" else COLUMNS, style)
    if not found:
        click.echo(
            "nobody is known to owe a report of these: load a roster, or run `nianbao extract`; a year that is not over is left out",
            err=True,
        )
