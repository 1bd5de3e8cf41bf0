"""The command line: every command is a thin door to a function; one module per group of commands."""

import sqlite3
from importlib import import_module
from typing import Any

import click

import nianbao
from archive.errors import ArchiveError
from crawler.errors import CrawlerError
from extract.errors import UnreadableDocument
from extract.isolation import WorkerNotStarted

MODULES = {
    "demo": "demo",
    "crawl": "crawl",
    "replay": "crawl",
    "portals": "portals",
    "import": "documents",
    "extract": "documents",
    "read": "documents",
    "agencies": "agencies",
    "roster": "roster",
    "status": "status",
    "changes": "changes",
    "verify": "archives",
    "rebuild": "archives",
    "publish": "archives",
    "serve": "archives",
    "export": "export",
    "alerts": "export",
}


class FrontDoor(click.Group):
    """A group that loads a command when it is asked for, and turns every expected failure into one line on stderr and
    exit status 1.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as in the base class
        """Return the names of the commands in alphabetical order."""
        return sorted(MODULES)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - as in the base class
        cmd_name: str,
    ) -> click.Command | None:
        """Return a command by its name, None when there is none."""
        if cmd_name not in MODULES:
            return None
        members = vars(import_module(f"nianbao.cli.{MODULES[cmd_name]}")).values()
        return next(member for member in members if isinstance(member, click.Command) and member.name == cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (ArchiveError, CrawlerError, UnreadableDocument, WorkerNotStarted) as error:
            raise click.ClickException(" ".join(str(error).split())) from error
        except OSError as error:
            place = f": {error.filename}" if error.filename else ""
            raise click.ClickException(f"{error.strerror or error}{place}") from error
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_FULL:
                raise
            raise click.ClickException("the disk is full; make room and give the same command again") from error


@click.group(cls=FrontDoor, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(nianbao.__version__, prog_name="nianbao")
def main() -> None:
    """Archive, read, check and publish China's annual reports on government information disclosure."""
