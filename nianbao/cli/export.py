"""The command that writes bulk files."""

from pathlib import Path

import click

from nianbao.cli.options import ARCHIVE, print_json
from nianbao.progress import Reporter


@click.command()
@ARCHIVE
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder to write to; an export of the same format that stands there is replaced.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["parquet", "csv", "datapackage", "wacz"]),
    required=True,
    help="Tables as Parquet or CSV, CSV described as a data package, or the web archive by portal.",
)
@click.option("--year", type=click.IntRange(2008, 2100), help="Only this report year; with tables only.")
@click.option(
    "--since",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The folder of an earlier release to compare with; without it, the one that is replaced.",
)
def export(folder: Path, to: Path, style: str, year: int | None, since: Path | None) -> None:
    """Write bulk files for researchers.

    What is published is exported, and published first where that is needed. Tables are written by report year, with checksums
    and a note on what is new, changed or no longer held. The same data give the same bytes.

    \b
    Examples
      nianbao export -a archive --to release --format parquet
      nianbao export -a archive --to release-2024 --format csv --year 2024
      nianbao export -a archive --to wacz --format wacz                   one file per portal
    """
    from nianbao.exporting import export_portals, export_release

    if style != "wacz":
        print_json(export_release(folder, to, style, year, since, Reporter()))
    elif year is not None or since is not None:
        raise click.UsageError("--year and --since go with tables, not with wacz")
    else:
        print_json(export_portals(folder, to, Reporter()))
