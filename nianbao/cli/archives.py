"""The commands that work on a whole archive: verify, rebuild, publish, serve."""

import sys
from pathlib import Path

import click

from nianbao.cli.options import ARCHIVE, PORT, print_json
from nianbao.progress import Reporter


@click.command()
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
    print_json(report.as_json())
    if report.faults:
        sys.exit(1)


@click.command()
@ARCHIVE
def rebuild(folder: Path) -> None:
    """Build archive.db anew from the WARC files; run `nianbao extract` afterwards."""
    from archive.rebuild import rebuild as rebuild_archive

    print_json(rebuild_archive(folder))


@click.command()
@ARCHIVE
def publish(folder: Path) -> None:
    """Build the immutable files that Datasette serves, with search index and summaries."""
    from archive.publish import publish as publish_archive

    with Reporter().stage("发布 Publishing") as stage:
        result = publish_archive(folder, stage.advance)
    print_json(result.as_json())


@click.command()
@ARCHIVE
@PORT
@click.option("--as-published", is_flag=True, help="Serve what was published last; publish nothing.")
def serve(folder: Path, port: int | None, as_published: bool) -> None:
    """Publish if needed, then serve the archive at a loopback address."""
    from nianbao.serving import serve as serve_archive

    serve_archive(folder, port=port, as_published=as_published)
