"""The commands on portals: which are registered, whether their files are right, what software a page is made by."""

from collections.abc import Sequence
from pathlib import Path

import click

from nianbao.cli.options import ALLOW_HOST, ARCHIVE, PORTALS, print_json

JSON_OR_TABLE = click.option(
    "--format", "style", type=click.Choice(["json", "table"]), default="json", show_default=True, help="What to print."
)
TEXT_OR_JSON = click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True, help="What to print."
)


@click.group()
def portals() -> None:
    """Show, check and extend the registry of portals; recognise the software of a page."""


@portals.command("list")
@PORTALS
@click.option("--region", metavar="CODE", help="Only those of this division and the ones inside it (GB/T 2260).")
@JSON_OR_TABLE
def portals_list(own: Path | None, region: str | None, style: str) -> None:
    """Print the registered portals: those that come with Nianbao and your own."""
    from nianbao.portals import as_json, as_table, listed

    found = listed(own, region)
    if style == "json":
        print_json([as_json(portal) for portal in found])
    else:
        for line in as_table(found):
            click.echo(line)


@portals.command("report")
@click.argument("portal", required=False)
@ARCHIVE
@TEXT_OR_JSON
def portals_report(portal: str | None, folder: Path, style: str) -> None:
    """Tell again what came of the last crawl of each portal, or all about one PORTAL, from the archive alone."""
    from archive.store import Archive
    from nianbao.crawl_summary import portal_page, summary
    from nianbao.portals import reports

    archive = Archive.open(folder, readonly=True)
    try:
        found = reports(archive, portal)
    finally:
        archive.close()
    if style == "json":
        print_json([report.as_json() for report in found])
        return
    for line in portal_page(found[0]) if portal else summary(found):
        click.echo(line)


@portals.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@PORTALS
def portals_check(files: Sequence[Path], own: Path | None) -> None:
    """Load FILES strictly, or without any all registered ones.

    An unknown key, a value of a wrong type or a portal that stands twice is an error; every file that is wrong is named.
    """
    from nianbao.portals import check

    result = check(files, own)
    for fault in result.faults:
        click.echo(f"Error: {fault}", err=True)
    click.echo(f"{result.portals} portals in {result.files} files are valid, {len(result.faults)} faults", err=True)
    if result.faults:
        raise SystemExit(1)


@portals.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@PORTALS
def portals_import(file: Path, own: Path | None) -> None:
    """Make portals of the rows of FILE, the CSV of the official register of government websites (政府网站基本信息数据库).

    They are written to one file in the folder of your own portals, named after FILE; importing FILE again replaces it.
    Every row that cannot be used is listed with its line number and the reason.
    """
    from nianbao.portals import import_register

    if own is None:
        raise click.UsageError("name the folder of your own portals with --portals or NIANBAO_PORTALS")
    result = import_register(file, own)
    print_json(result.as_json())
    for line in result.summary():
        click.echo(line, err=True)
    if not result.imported:
        raise click.ClickException(f"{file.name}: no row could be used")


@portals.command("detect")
@click.argument("url")
@ALLOW_HOST
@TEXT_OR_JSON
def portals_detect(url: str, allow_hosts: Sequence[str], style: str) -> None:
    """Tell which portal software the page at URL is made by, how sure that is, and why.

    One polite request; where the page leaves it open, up to two more on the way to the annual reports.
    """
    from nianbao.crawling import detect

    found = detect(url, allow_hosts=allow_hosts)
    if style == "json":
        print_json(found)
        return
    click.echo(f"{found['family']}  confidence {found['confidence']:.2f}  {found['seen_at']}")
    for reason in found["reasons"]:
        click.echo(f"- {reason}")
