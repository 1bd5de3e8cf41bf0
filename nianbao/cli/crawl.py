"""The commands that crawl, and that check a crawl against its archive."""

from collections.abc import Sequence
from pathlib import Path

import click

from nianbao.cli.options import ALLOW_HOST, ARCHIVE, PORTALS, DivisionCode, print_json
from nianbao.progress import Reporter


@click.command()
@click.argument("targets", nargs=-1, metavar="[PORTAL|URL]...")
@ARCHIVE
@PORTALS
@click.option(
    "--year",
    "years",
    type=click.IntRange(2008, 2100),
    multiple=True,
    help="Fetch only the reports of this year; lists are still read whole. Repeatable.",
)
@ALLOW_HOST
@click.option(
    "--region",
    type=DivisionCode(),
    metavar="CODE",
    help="GB/T 2260 code of the division that a URL's portal belongs to.",
)
@click.option(
    "--delay",
    type=click.FloatRange(min=0),
    default=3.0,
    show_default=True,
    metavar="SECONDS",
    help="Pause between two requests to one host.",
)
@click.option("--max-requests", type=click.IntRange(min=1), metavar="N", help="Stop a portal after this many requests.")
def crawl(
    targets: Sequence[str],
    folder: Path,
    own: Path | None,
    years: Sequence[int],
    allow_hosts: Sequence[str],
    region: str | None,
    delay: float,
    max_requests: int | None,
) -> None:
    """Crawl registered portals by their id, or the portals at the URLs given; without any, all registered ones that are due.

    From the home page to the annual-report columns, their reports and attachments. Every response is archived before anything
    reads it. A host is asked for one page at a time, slowly; robots.txt is obeyed; a block page is recorded and never evaded.
    Set NIANBAO_CONTACT to an address where the owner of a portal can reach you.

    A second crawl asks only for what changed. One that was interrupted goes on where it stopped: give the same command. Due
    is what was never crawled or 30 days ago; a day ago from 15 January to 15 April, when reports fall due, and where a
    portal could not be read.

    The result goes to stdout as JSON; what came of it, what is doubtful and what to do, to stderr (again later: portals report).

    \b
    Exit status
      0  every portal came to an outcome, blocked and unreachable ones too
      1  the crawl was broken off, or the archive cannot be written
      2  wrong usage

    \b
    Examples
      nianbao crawl -a archive                               all that are due
      nianbao crawl fujian guizhou -a archive --year 2024    two provinces, the reports for 2024
      nianbao crawl http://www.yunling.gov.cn/ -a archive --region 990123
    """
    from archive.regions import is_code
    from crawler.hosts import HostRules
    from crawler.settings import CONTACT
    from nianbao.crawl_summary import summary
    from nianbao.crawling import crawl as crawl_portals

    result = crawl_portals(
        folder,
        targets,
        own=own,
        years=years,
        allow_hosts=allow_hosts,
        region=region,
        delay=delay,
        max_requests=max_requests,
        reporter=Reporter(),
    )
    print_json(result.as_json())
    admitted = HostRules.admitting(allow_hosts)
    known = bool(CONTACT) or all(admitted.is_admitted(portal.home) for portal in result.portals)
    for line in summary(result.portals, contact=known):
        click.echo(line, err=True)
    if region and not (is_code(region) or _loaded(folder, region)):
        click.echo(
            f"no table knows the division {region}: its name stays open until `nianbao roster regions` loads it",
            err=True,
        )
    if result.interrupted:
        raise click.ClickException("the crawl was interrupted; the same command goes on with it")


def _loaded(folder: Path, region: str) -> bool:
    """Return whether a roster told the archive of a division."""
    from archive.store import Archive

    archive = Archive.open(folder, readonly=True)
    try:
        return archive.db.execute("SELECT 1 FROM region_rows WHERE code = ?", [region]).fetchone() is not None
    finally:
        archive.close()


@click.command()
@click.argument("portal", required=False)
@ARCHIVE
@PORTALS
def replay(portal: str | None, folder: Path, own: Path | None) -> None:
    """Crawl again on the archive's own captures, PORTAL or all that came to their end, and compare what is found.

    Nothing is asked on the network and nothing is written to the archive. Columns, entries, documents and outcomes that the
    crawler of today finds otherwise than the archive says are listed, and so is every address that it would ask for and the
    archive has no answer for. Ends with status 1 when there is any.
    """
    from nianbao.replaying import replay as replay_portals

    result = replay_portals(folder, portal, own=own, reporter=Reporter())
    print_json(result.as_json())
    for difference in result.differences:
        click.echo(str(difference), err=True)
    for url in result.unanswered:
        click.echo(f"not in the archive: {url}", err=True)
    click.echo(
        f"{len(result.portals)} portal{'' if len(result.portals) == 1 else 's'}, {result.answered} requests answered, {len(result.unanswered)} not;"
        f" {len(result.differences)} differences",
        err=True,
    )
    if result.differences or result.unanswered:
        raise SystemExit(1)
