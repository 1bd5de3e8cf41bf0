"""What the commands share: options that mean the same everywhere, and how results are printed."""

import json
import re
from pathlib import Path

import click

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
PORTALS = click.option(
    "-p",
    "--portals",
    "own",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="NIANBAO_PORTALS",
    show_envvar=True,
    metavar="DIR",
    help="A folder of your own portal files, read beside those that come with Nianbao.",
)
TIME_LIMIT = click.option(
    "--time-limit",
    type=click.FloatRange(min=1),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="Give up on a document after this long; each page that must be recognised gets as long again.",
)


class DivisionCode(click.ParamType[str]):
    """The code of a division: 6 digits (GB/T 2260), 9 for a township, 12 for a village."""

    name = "code"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the code as it is. Raises BadParameter for anything else."""
        if not re.fullmatch(r"[0-9]{6}([0-9]{3}){0,2}", value):
            self.fail(f"{value!r} is no code of a division: 6, 9 or 12 digits", param, ctx)
        return value


WITHIN = click.option(
    "--region",
    type=DivisionCode(),
    metavar="CODE",
    help="Only agencies of this division (GB/T 2260) and of those inside it.",
)
MEMORY_LIMIT = click.option(
    "--memory-limit",
    type=click.IntRange(min=16),
    default=1024,
    show_default=True,
    metavar="MB",
    help="Give up on a document that needs more memory than this.",
)
PORT = click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=None,
    help="Port to serve at.  [default: the first free one from 8100]",
)


def print_json(value: object) -> None:
    """Print a result on stdout; a report's JSON on one line."""
    click.echo(
        json.dumps(value, ensure_ascii=False, indent=None if isinstance(value, dict) and "cells" in value else 1)
    )
