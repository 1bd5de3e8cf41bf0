"""The commands that load who must publish, and divisions that the shipped list lacks."""

from collections.abc import Callable
from pathlib import Path

import click

from archive.roster import Loaded, load_agencies, load_regions
from archive.store import Archive
from nianbao.cli.options import ARCHIVE, print_json

FILE = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))


@click.group()
def roster() -> None:
    """Load rosters: who must publish, and in which divisions."""


@roster.command()
@FILE
@ARCHIVE
def load(file: Path, folder: Path) -> None:
    """Load FILE, a CSV that says who must publish: agency, region_code, class, parent, url, from_year, to_year, source.

    Nothing is loaded by halves: every fault is one line with its row number, and any leaves the archive as it was. A file
    loaded again under its name takes the place of what it said before.
    """
    _load(file, folder, load_agencies)


@roster.command()
@FILE
@ARCHIVE
def regions(file: Path, folder: Path) -> None:
    """Load FILE, a CSV of divisions that the shipped list lacks: code, name, level, parent_code, from_year, to_year, source."""
    _load(file, folder, load_regions)


def _load(file: Path, folder: Path, loader: Callable[[Archive, Path], Loaded]) -> None:
    from archive.register import assemble

    archive = Archive.open(folder, create=True)
    try:
        loaded = loader(archive, file)
        if not loaded.faults:
            assemble(archive.db)
    finally:
        archive.close()
    for fault in loaded.faults:
        click.echo(f"{file.name}: {fault}", err=True)
    if loaded.faults:
        raise click.ClickException(
            f"{file.name}: {len(loaded.faults)} fault{'' if len(loaded.faults) == 1 else 's'}, nothing was loaded"
        )
    print_json(loaded.as_json())
