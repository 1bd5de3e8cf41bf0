"""The command line: every command is a thin door to a function; one module per group of commands."""

from typing import Any

import click

import nianbao
from archive.errors import ArchiveError
from crawler.errors import CrawlerError
from extract.errors import UnreadableDocument
from extract.isolation import WorkerNotStarted
from nianbao.cli import agencies, archives, changes, crawl, demo, documents, export, portals, roster, status


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


for command in (
    demo.demo,
    crawl.crawl,
    crawl.replay,
    portals.portals,
    documents.import_,
    documents.extract,
    documents.read,
    agencies.agencies,
    roster.roster,
    status.status,
    changes.changes,
    archives.verify,
    archives.rebuild,
    archives.publish,
    export.export,
    export.alerts,
    archives.serve,
):
    main.add_command(command)
