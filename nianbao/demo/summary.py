"""What a run of the demo found, read and flagged, for a person to read."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table

from archive.clock import now
from archive.deadlines import statutory_deadline
from archive.status import judge
from archive.store import Archive

Row = dict[str, Any]

_TOLD = {
    "on_time": "on time",
    "late": "late",
    "not_found": "not found",
    "removed": "removed",
    "unreadable": "unreadable",
}
"""Statuses that say something of an agency; of the others nothing can be said yet."""


def print_summary(archive: Archive, console: Console) -> None:
    """Print the portals, what was read there, and everything a reader of the numbers must know."""
    console.print()
    console.print(_portals(archive))
    console.print(_reports(archive))
    console.print(_statuses(archive))
    for title, lines in _flags(archive):
        console.print(f"[bold]{title}[/bold]")
        for line in lines or ["无 none"]:
            console.print(f"  {line}", markup=False, highlight=False, soft_wrap=True)
    console.print()


def _query(archive: Archive, sql: str) -> list[Row]:
    return list(archive.db.query(sql))


def _portals(archive: Archive) -> Table:
    table = Table(title="找到 Found (others: listed but no reports, so not fetched)", title_justify="left")
    for heading in ("portal", "family", "outcome"):
        table.add_column(heading, no_wrap=True)
    for heading in ("columns", "reports", "others", "captures"):
        table.add_column(heading, justify="right")
    rows = _query(
        archive,
        "SELECT coalesce(p.name, p.id) portal, p.family, p.outcome,"
        " (SELECT count(*) FROM columns c WHERE c.portal = p.id) columns,"
        " (SELECT count(DISTINCT url) FROM captures c WHERE c.portal = p.id AND role = 'article' AND outcome = 'ok') reports,"
        " (SELECT count(*) FROM column_entries e JOIN columns c ON c.url = e.column_url WHERE c.portal = p.id AND NOT e.taken) others,"
        " (SELECT count(*) FROM captures c WHERE c.portal = p.id) captures FROM portals p ORDER BY p.id",
    )
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    return table


def _reports(archive: Archive) -> Table:
    table = Table(title="读取 Read", title_justify="left")
    table.add_column("year")
    for heading in ("reports", "clean", "flagged", "doubtful", "no tables"):
        table.add_column(heading, justify="right")
    kinds = ("clean", "flagged", "doubtful", "no_tables")
    counts = ", ".join(f"sum(quality = '{kind}') {kind}" for kind in kinds)
    for row in _query(archive, f"SELECT year, count(*) n, {counts} FROM reports GROUP BY year ORDER BY year"):  # noqa: S608
        table.add_row(*(str(value) for value in row.values()))
    return table


def _statuses(archive: Archive) -> Table:
    """Return what can be said of each year's obligations; what kept us from looking is never an agency's failure."""
    table = Table(title="发布情况 Publication of the reports that are owed", title_justify="left")
    table.add_column("year")
    for heading in (*_TOLD.values(), "not judgeable"):
        table.add_column(heading, justify="right")
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for status in judge(archive.db, now()):
        counts[status.obligation.year][_TOLD.get(status.verdict.status, "not judgeable")] += 1
    for year, told in sorted(counts.items()):
        table.add_row(str(year), *(str(told[heading]) for heading in (*_TOLD.values(), "not judgeable")))
    return table


def _flags(archive: Archive) -> Iterator[tuple[str, list[str]]]:
    yield (
        "未通过的核对 Checks that failed (the totals stay as printed)",
        [
            f"{row['agency']} {row['year']}: {row['rule']} {row['message']}"
            for row in _query(
                archive,
                "SELECT v.agency, v.year, c.rule, c.message FROM checks c JOIN versions v ON v.id = c.version_id"
                " WHERE c.status = 'fail' AND c.severity != 'heuristic' ORDER BY v.agency, v.year, c.rule",
            )
        ],
    )
    yield (
        "法定期限之后 Published after the statutory day, by the date on the page",
        [
            f"{row['canonical_name']} {row['year']}: {row['published_on']} (due {due})"
            for row in _query(
                archive,
                "SELECT a.canonical_name, r.year, r.published_on FROM reports r JOIN agencies a ON a.id = r.agency_id"
                " WHERE r.published_on IS NOT NULL ORDER BY 1, 2",
            )
            if (due := statutory_deadline(row["canonical_name"], row["year"]))
            and date.fromisoformat(row["published_on"]) > due
        ],
    )
    yield (
        "栏目全部读完而为空 Columns read in full that list no report",
        [
            f"{row['agency'] or '—'}: {row['url']} (read {row['read_at'][:16]}Z, {row['pages']} page{'' if row['pages'] == 1 else 's'})"
            for row in _query(
                archive,
                "SELECT agency, url, read_at, json_array_length(pages) pages FROM columns"
                " WHERE complete AND outcome = 'empty_list' ORDER BY agency",
            )
        ],
    )
    yield (
        "其他须知 Issues",
        [
            f"{row['code']}: {row['n']} × {row['message']}"
            for row in _query(
                archive, "SELECT code, count(*) n, min(message) message FROM issues GROUP BY code ORDER BY code"
            )
        ],
    )
