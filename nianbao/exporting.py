"""Bulk files of an archive: published first where that is needed, then written with the forms' labels and our dictionary."""

from pathlib import Path
from typing import Any, cast

from archive.exports.bulk import Format, export_tables
from archive.exports.dictionary import Dictionary
from archive.exports.wacz.portals import export_wacz
from archive.publish import publish, publish_needed
from archive.store import Archive
from nianbao.cells import cell_columns
from nianbao.progress import Reporter
from nianbao.serving import CONFIGURATION


def export_release(
    archive_path: Path, to: Path, style: str, year: int | None, since: Path | None, reporter: Reporter
) -> dict[str, Any]:
    """Export the tables of an archive and return what was written. Raises ArchiveError."""
    database = published(archive_path, reporter)
    dictionary = Dictionary.load(CONFIGURATION / "metadata.yaml")
    with reporter.stage("导出 Exporting") as stage:
        result = export_tables(
            database,
            to,
            cast("Format", style),
            dictionary,
            cell_columns(),
            year=year,
            since=since,
            progress=stage.advance,
        )
    return result.as_json()


def export_portals(archive_path: Path, to: Path, reporter: Reporter) -> dict[str, Any]:
    """Export the web archive of every portal and return what was written. Raises ArchiveError."""
    published(archive_path, reporter)
    archive = Archive.open(archive_path, readonly=True)
    try:
        with reporter.stage("导出 Exporting") as stage:
            return export_wacz(archive, to, stage.advance).as_json()
    finally:
        archive.close()


def published(archive_path: Path, reporter: Reporter) -> Path:
    """Return the published database of an archive; it is published first if that is needed."""
    if publish_needed(archive_path):
        with reporter.stage("发布 Publishing") as stage:
            publish(archive_path, stage.advance)
    return archive_path / "publish" / "archive.db"
