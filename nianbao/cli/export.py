"""The commands that give out what is published: bulk files, and news."""

from datetime import datetime
from pathlib import Path

import click

from nianbao.cli.options import ARCHIVE, WITHIN, print_json
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


@click.command()
@ARCHIVE
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    metavar="DATE",
    help="The day in China from whose beginning on there is news.",
)
@WITHIN
@click.option("--webhook", metavar="URL", help="Send the news there as JSON, beside printing them.")
@click.option("--allow-private", is_flag=True, help="Let --webhook lead into a private network.")
def alerts(folder: Path, since: datetime, region: str | None, webhook: str | None, allow_private: bool) -> None:
    """Tell what is new since a day: reports that are new, late, not found, changed or removed.

    What is published is told, as in the feeds; run it after `nianbao publish`. With --webhook, a receiver that does not
    accept gives status 1. Redirects are not followed.
    """
    from archive.feeds.queries import NATION
    from nianbao.alerting import news, send
    from nianbao.exporting import published

    found = news(published(folder, Reporter()), since.date(), region or NATION)
    print_json(found)
    if webhook:
        send(webhook, {"since": since.date().isoformat(), "news": found}, allow_private=allow_private)
