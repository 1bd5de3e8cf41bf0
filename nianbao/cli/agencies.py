"""The commands on agencies: who is known, whose names wait for a person, and what a person settles."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from nianbao.cli.options import ARCHIVE, print_json
from nianbao.cli.rows import print_rows

FORMAT = click.option(
    "--format",
    "style",
    type=click.Choice(["json", "table", "csv"]),
    default="json",
    show_default=True,
    help="How to print the rows.",
)
REGION = click.option("--region", metavar="CODE", help="Only this division (GB/T 2260) and those inside it.")

_LIST = (
    "SELECT a.id, a.canonical_name AS name, a.class, a.level, a.region_code, a.sector, a.parent_id, a.uscc,"
    " (SELECT json_group_array(name) FROM (SELECT name FROM agency_names n WHERE n.agency_id = a.id"
    " AND n.name != a.canonical_name ORDER BY name)) AS other_names, count(r.year) AS reports,"
    " min(r.year) AS first_year, max(r.year) AS last_year"
    " FROM agencies a LEFT JOIN reports r ON r.agency_id = a.id WHERE coalesce(a.region_code, '') LIKE ?"
    " GROUP BY a.id ORDER BY a.id"
)
_UNRESOLVED = (
    "SELECT subject, name, listed, region_code, reason, candidates, versions, years, example_url FROM unresolved_names"
    " WHERE coalesce(region_code, '') LIKE ? ORDER BY versions DESC, subject"
)


@click.group()
def agencies() -> None:
    """Agencies: those the archive knows, names that wait for a person, decisions."""


@agencies.command("list")
@ARCHIVE
@REGION
@FORMAT
def list_(folder: Path, region: str | None, style: str) -> None:
    """Print the agencies, with their other names and the years they reported on."""
    rows = _rows(folder, _LIST, region, ("other_names",))
    columns = ("id", "name", "class", "level", "reports", "first_year", "last_year")
    print_rows(rows, columns if style == "table" else tuple(rows[0]) if rows else columns, style)


@agencies.command()
@ARCHIVE
@REGION
@FORMAT
def unresolved(folder: Path, region: str | None, style: str) -> None:
    """Print the names on reports whose agency or year is not certain, with the agencies they may mean."""
    rows = _rows(folder, _UNRESOLVED, region, ("candidates", "years"))
    columns = ("subject", "name", "listed", "reason", "candidates", "versions", "example_url")
    print_rows(rows, columns if style == "table" else tuple(rows[0]) if rows else columns, style)


@agencies.command()
@click.argument("subject")
@click.argument("agency", nargs=-1)
@ARCHIVE
@click.option("--not-a-report", is_flag=True, help="The document is no report of an agency.")
@click.option("--year", type=click.IntRange(2008, 2100), help="The year the report is about.")
@click.option(
    "--merged",
    type=click.IntRange(2008, 2100),
    metavar="YEAR",
    help="SUBJECT, an agency, went into AGENCY in this year.",
)
@click.option("--who", help="Who decided.")
def settle(
    subject: str,
    agency: Sequence[str],
    folder: Path,
    not_a_report: bool,
    year: int | None,
    merged: int | None,
    who: str | None,
) -> None:
    """Settle whose SUBJECT is: AGENCY by its id, several for a joint report.

    SUBJECT is what `nianbao agencies unresolved` prints, the id or address of a version, or the id of an agency that is
    AGENCY under another name; the same id twice says that it is an agency of its own. The decision is kept as data.
    """
    from archive.register.settling import settle as settle_subject
    from archive.store import Archive

    archive = Archive.open(folder)
    try:
        decision, outcome = settle_subject(
            archive, subject, agency, not_a_report=not_a_report, year=year, merged=merged, who=who
        )
    finally:
        archive.close()
    counts = {"agencies": outcome.agencies, "reports": outcome.reports, "unresolved": outcome.unresolved}
    print_json({"decision": decision, **counts})


def _rows(folder: Path, query: str, region: str | None, lists: Sequence[str]) -> list[dict[str, Any]]:
    from archive.store import Archive

    archive = Archive.open(folder, readonly=True)
    try:
        rows = list(archive.db.query(query, [_pattern(region)]))
    finally:
        archive.close()
    return [row | {name: json.loads(row[name] or "[]") for name in lists} for row in rows]


def _pattern(region: str | None) -> str:
    """Return the LIKE pattern of the codes of a division and those inside it."""
    if region is None or region == "000000":
        return "%"
    if not region.isdigit():
        raise click.UsageError(f"{region!r} is no code of a division")
    return f"{region[:2] if region.endswith('0000') else region[:4] if region.endswith('00') else region}%"
