"""The commands that work on documents: import, extract, read."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from extract.errors import UnreadableDocument
from nianbao.cli.options import ARCHIVE, MEMORY_LIMIT, TIME_LIMIT, print_json
from nianbao.progress import Reporter

MEGABYTE = 1024 * 1024


@click.command("import")
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


@click.command()
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
    waiting = {"unresolved": result.register.unresolved} if result.register.unresolved else {}
    print_json(dict(sorted((result.outcomes | waiting).items())))
    for line in result.damaged:
        click.echo(f"Error: {line}", err=True)
    if result.damaged:
        sys.exit(1)


@click.command()
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
        print_json(report.as_json())
    else:
        from nianbao.formtable import print_form

        print_form(report)
