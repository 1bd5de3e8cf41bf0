"""Rows on stdout: as a table for a person, as JSON, or as CSV that a spreadsheet can open without running anything."""

import csv
import io
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from archive.exports.neutral import harmless
from nianbao.cli.options import print_json

ROW_FORMAT = click.option(
    "--format",
    "style",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How to print the rows.",
)
WIDTH = 160
"""Columns of a table that does not go to a terminal."""


def print_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], style: str) -> None:
    """Print rows: JSON whole, the other two with these columns only."""
    if style == "json":
        print_json([dict(row) for row in rows])
    elif style == "csv":
        click.echo(_csv(rows, columns), nl=False)
    else:
        _print_table(rows, columns)


def _csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([harmless(row[column]) for column in columns] for row in rows)
    return text.getvalue()


def _print_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns)
    for row in rows:
        table.add_row(*(Text("" if row[column] is None else str(row[column]), overflow="fold") for column in columns))
    Console(width=None if sys.stdout.isatty() else WIDTH).print(table)
