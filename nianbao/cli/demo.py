"""The command that shows everything at once."""

from pathlib import Path

import click

from nianbao.cli.options import PORT
from nianbao.progress import Reporter


@click.command()
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
@PORT
def demo(folder: Path, no_serve: bool, port: int | None) -> None:
    """Run the whole pipeline on the bundled portals, then serve the result."""
    from nianbao.demo.run import run_demo
    from nianbao.serving import serve as serve_archive

    run_demo(folder, Reporter())
    if not no_serve:
        serve_archive(folder, port=port)
