"""The command line: every command is a thin door to a function of the same name."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

import nianbao
from archive.errors import ArchiveError
from crawler.errors import CrawlerError
from extract.errors import UnreadableDocument
from extract.isolation import WorkerNotStarted
from nianbao.progress import Reporter

MEGABYTE = 1024 * 1024

ARCHIVE = click.option(
    "-a",
    "--archive",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The archive's folder.",
)
ALLOW_HOST = click.option(
    "--allow-host",
    "allow_hosts",
    multiple=True,
    metavar="HOST[:PORT]",
    help="Admit a host outside gov.cn, or a loopback one. Repeatable; recorded in the run.",
)
TIME_LIMIT = click.option(
    "--time-limit",
    type=click.FloatRange(min=1),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="Give up on a document after this long; each page that must be recognised gets as long again.",
)
MEMORY_LIMIT = click.option(
    "--memory-limit",
    type=click.IntRange(min=16),
    default=1024,
    show_default=True,
    metavar="MB",
    help="Give up on a document that needs more memory than this.",
)


class FrontDoor(click.Group):
    """A group that turns every expected failure into one line on stderr and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (ArchiveError, CrawlerError, UnreadableDocument, WorkerNotStarted) as error:
            raise click.ClickException(" ".join(str(error).split())) from error
        except OSError as error:
            place = f": {error.filename}" if error.filename else ""
            raise click.ClickException(f"{error.strerror or error}{place}") from error


@click.group(cls=FrontDoor, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(nianbao.__version__, prog_name="nianbao")
def main() -> None:
    """Archive, read, check and publish China's annual reports on government information disclosure."""


@main.command()
@click.option(
    "-a",
    "--archive",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("demo-archive"),
    show_default=True,
    metavar="DIR",
    help="The archive's folder.",
)
@click.option("--no-serve", is_flag=True, help="End after the summary.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=None,
    help="Port to serve at.  [default: the first free one from 8100]",
)
def demo(folder: Path, no_serve: bool, port: int | None) -> None:
    """Run the whole pipeline on the bundled portals, then serve the result."""
    from nianbao.demo.run import run_demo
    from nianbao.serving import serve as serve_archive

    run_demo(folder, Reporter())
    if not no_serve:
        serve_archive(folder, port=port)


@main.command()
@click.argument("targets", nargs=-1, metavar="[PORTAL|URL]...")
@ARCHIVE
@click.option(
    "--year",
    "years",
    type=click.IntRange(2008, 2100),
    multiple=True,
    help="Fetch only the reports of this year; lists are still read whole. Repeatable.",
)
@ALLOW_HOST
@click.option("--region", metavar="CODE", help="GB/T 2260 code of the division that a URL's portal belongs to.")
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
    years: Sequence[int],
    allow_hosts: Sequence[str],
    region: str | None,
    delay: float,
    max_requests: int | None,
) -> None:
    """Crawl registered portals, or those at the URLs given; without any, all registered ones that are due.

    Every response is archived. A second crawl asks only for what changed; one that was interrupted goes on where it stopped.
    Ends with status 0 when every portal came to an outcome, blocked ones too.
    """
    from nianbao.crawling import crawl as crawl_portals

    result = crawl_portals(
        folder,
        targets,
        years=years,
        allow_hosts=allow_hosts,
        region=region,
        delay=delay,
        max_requests=max_requests,
        reporter=Reporter(),
    )
    _print_json(result.as_json())
    if result.interrupted:
        raise click.ClickException("the crawl was interrupted; the same command goes on with it")


@main.group()
def portals() -> None:
    """Show the registered portals, or recognise the software of a page."""


@portals.command("list")
def portals_list() -> None:
    """Print the registered portals as JSON."""
    from nianbao.crawling import list_portals

    _print_json(list_portals())


@portals.command("check")
def portals_check() -> None:
    """Load every portal file strictly; an unknown key or a missing value is an error."""
    from nianbao.crawling import check_portals

    click.echo(f"{check_portals()} portal files are valid", err=True)


@portals.command("detect")
@click.argument("url")
@ALLOW_HOST
def portals_detect(url: str, allow_hosts: Sequence[str]) -> None:
    """Print which portal software the page at URL is made by, how sure that is, and why."""
    from nianbao.crawling import detect

    _print_json(detect(url, allow_hosts=allow_hosts))


@main.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@ARCHIVE
@click.option("--agency", help="The agency the files belong to, where they do not name it.")
@click.option("--year", type=click.IntRange(2008, 2100), help="The report year, where the files do not name it.")
@click.option("--url", help="The address the file was taken from (one file only).")
@click.option("--retrieved", metavar="WHEN", help="When the file was taken from there (ISO 8601).")
def import_(
    files: Sequence[Path], folder: Path, agency: str | None, year: int | None, url: str | None, retrieved: str | None
) -> None:
    """Put FILES that you already hold into the archive."""
    from archive.importing import import_files
    from archive.store import Archive

    if url and len(files) > 1:
        raise click.UsageError("--url goes with one file only")
    archive = Archive.open(folder, create=True)
    try:
        result = import_files(archive, files, agency=agency, year=year, url=url, retrieved=retrieved)
    finally:
        archive.close()
    for problem in result.problems:
        click.echo(f"Error: {problem}", err=True)
    click.echo(
        f"{len(result.stored)} stored, {len(result.already_there)} already there, {len(result.problems)} refused",
        err=True,
    )
    if result.problems:
        sys.exit(1)


@main.command()
@ARCHIVE
@click.option("--all", "everything", is_flag=True, help="Read every document again, also those this version has read.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Read this many documents at once.  [default: number of processors]",
)
@TIME_LIMIT
@MEMORY_LIMIT
def extract(folder: Path, everything: bool, jobs: int | None, time_limit: float, memory_limit: int) -> None:
    """Read what is new in the archive, or was read by another version of the extractor.

    Documents are read in worker processes; one that exceeds a limit or breaks its reader twice is noted, and the run goes on.
    """
    from archive.store import Archive
    from extract.isolation import Limits
    from nianbao.extraction import extract_archive

    limits = Limits(seconds=time_limit, memory=memory_limit * MEGABYTE)
    archive = Archive.open(folder)
    try:
        result = extract_archive(archive, Reporter(), everything=everything, jobs=jobs, limits=limits)
    finally:
        archive.close()
    _print_json(dict(sorted(result.outcomes.items())))
    for line in result.damaged:
        click.echo(f"Error: {line}", err=True)
    if result.damaged:
        sys.exit(1)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--url", help="The address the file was taken from: it may name the year.")
@click.option("--media-type", help="The media type the source declared, such as 'text/html; charset=gbk'.")
@click.option(
    "--format", "style", type=click.Choice(["json", "table"]), default="json", show_default=True, help="What to print."
)
@TIME_LIMIT
@MEMORY_LIMIT
def read(file: Path, url: str | None, media_type: str | None, style: str, time_limit: float, memory_limit: int) -> None:
    """Read one FILE and print its report as JSON, or as the form prints it; no archive needed."""
    from extract.isolation import Limits
    from nianbao.reading import read_alone

    limits = Limits(seconds=time_limit, memory=memory_limit * MEGABYTE)
    try:
        report = read_alone(file.read_bytes(), media_type, url, limits)
    except UnreadableDocument as error:
        raise click.ClickException(f"{file}: {error}") from error
    if style == "json":
        _print_json(report.as_json())
    else:
        from nianbao.formtable import print_form

        print_form(report)


@main.command()
@ARCHIVE
def verify(folder: Path) -> None:
    """Check fixity: every WARC record against its digests, every capture against its record."""
    from archive.store import Archive
    from archive.verify import verify as verify_archive

    archive = Archive.open(folder, readonly=True)
    try:
        report = verify_archive(archive)
    finally:
        archive.close()
    for fault in report.faults:
        click.echo(fault, err=True)
    _print_json(report.as_json())
    if report.faults:
        sys.exit(1)


@main.command()
@ARCHIVE
def rebuild(folder: Path) -> None:
    """Build archive.db anew from the WARC files; run `nianbao extract` afterwards."""
    from archive.rebuild import rebuild as rebuild_archive

    _print_json(rebuild_archive(folder))


@main.command()
@ARCHIVE
def publish(folder: Path) -> None:
    """Build the immutable files that Datasette serves, with search index and summaries."""
    from archive.publish import publish as publish_archive

    with Reporter().stage("发布 Publishing") as stage:
        result = publish_archive(folder, stage.advance)
    _print_json(result.as_json())


@main.command()
@ARCHIVE
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=None,
    help="Port to serve at.  [default: the first free one from 8100]",
)
def serve(folder: Path, port: int | None) -> None:
    """Publish if needed, then serve the archive at a loopback address."""
    from nianbao.serving import serve as serve_archive

    serve_archive(folder, port=port)


def _print_json(value: object) -> None:
    click.echo(
        json.dumps(value, ensure_ascii=False, indent=None if isinstance(value, dict) and "cells" in value else 1)
    )
