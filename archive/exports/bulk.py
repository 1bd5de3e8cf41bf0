"""An export of the tables: every table and report year as a file of its own, with checksums, description and a note."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from archive.clock import day_in_china, now
from archive.exports import checksums, csv_files, parquet_files
from archive.exports.comparison import Comparison, compare
from archive.exports.croissant import croissant
from archive.exports.dictionary import Dictionary
from archive.exports.folder import RELEASE, building, release_in
from archive.exports.model import Column, DataFile, ExportError, Table
from archive.exports.note import release_note
from archive.exports.package import data_package
from archive.exports.rows import batches, reading, years
from archive.exports.tables import declared, load_tables
from archive.exports.wide import wide_batches, wide_table

Format = Literal["parquet", "csv", "datapackage"]
SUFFIXES = {"parquet": parquet_files.SUFFIX, "csv": csv_files.SUFFIX, "datapackage": csv_files.SUFFIX}


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What was exported: folder, version, counts of files, rows and bytes, and of reports against the release before."""

    folder: str
    format: str
    version: str
    files: int
    rows: int
    bytes: int
    new: int | None = None
    changed: int | None = None
    removed: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the result for printing."""
        return asdict(self)


def export_tables(
    published: Path,
    to: Path,
    style: Format,
    dictionary: Dictionary,
    cells: Sequence[Column],
    *,
    year: int | None = None,
    since: Path | None = None,
    progress: Callable[[str], object] = lambda _: None,
) -> ExportResult:
    """Write the tables of a published database into a folder, in place of an earlier export of the same format there.

    `cells` are the columns of the wide table; `year` leaves out the other report years; `since` is the folder of the release
    to compare with, else it is the one that is replaced. `progress` hears the name of each file.

    Raises ExportError when the folder holds something else, or the releases cannot be compared.
    """
    before = _before(to, style, year, since)
    with building(to) as work, reading(published) as db:
        files = list(_write_tables(db, work, SUFFIXES[style], dictionary, cells, year, progress))
        sums = {file.path.as_posix(): file.sha256 for file in files}
        day = day_in_china(now())
        version = f"{day:%Y}.{day.month}.{day.day}+{sha256(checksums.lines(sums).encode()).hexdigest()[:12]}"
        (work / checksums.NAME).write_text(checksums.lines(sums), encoding="utf-8")
        compared = compare(before[0], work, before[1]) if before else None
        texts = {"RELEASE.md": release_note(version, files, _statuses(db, year), compared)}
        if style == "datapackage":
            package = data_package(files, version, day.isoformat())
            texts |= {"datapackage.json": _json(package), "croissant.json": _json(croissant(package))}
        for name, text in texts.items():
            (work / name).write_text(text, encoding="utf-8")
            sums[name] = checksums.sha256_of(work / name)
        (work / checksums.NAME).write_text(checksums.lines(sums), encoding="utf-8")
        (work / RELEASE).write_text(_json({"version": version, "format": style, "year": year}), encoding="utf-8")
    return _result(to, style, version, files, compared)


def _before(to: Path, style: str, year: int | None, since: Path | None) -> tuple[Path, str] | None:
    """Return folder and version of the release to compare with, if there is one."""
    standing = release_in(to)
    if standing is not None and (standing.get("format"), standing.get("year")) != (style, year):
        held = f"{standing.get('format')} export" + (f" of {standing['year']}" if standing.get("year") else "")
        raise ExportError(f"{to} holds a {held}: choose another folder")
    earlier = release_in(since) if since else standing
    if since and (earlier is None or SUFFIXES.get(str(earlier.get("format"))) != SUFFIXES[style]):
        raise ExportError(f"{since} holds no export that a {style} one can be compared with")
    return (since or to, str(earlier["version"])) if earlier else None


def _write_tables(
    db: sqlite3.Connection,
    work: Path,
    suffix: str,
    dictionary: Dictionary,
    cells: Sequence[Column],
    year: int | None,
    progress: Callable[[str], object],
) -> Iterator[DataFile]:
    wide = wide_table(db, dictionary, cells)
    tables = {table.name: table for table in (*load_tables(db, dictionary), wide)}
    for name in declared():
        table = tables[name]
        for part in _parts(db, table, year):
            path = Path(name, f"{part or 'unknown'}{suffix}") if table.by != "whole" else Path(name + suffix)
            progress(path.as_posix())
            file = _write(db, work, path, table, part)
            if file.rows or table.by == "whole":
                yield file
            else:
                (work / path).unlink()


def _parts(db: sqlite3.Connection, table: Table, year: int | None) -> list[int | None]:
    if table.by == "whole":
        return [None]
    return [year] if year is not None else [*years(db), None]


def _write(db: sqlite3.Connection, work: Path, path: Path, table: Table, year: int | None) -> DataFile:
    rows = wide_batches(db, table, year) if table.by == "report" else batches(db, table, year)
    target = work / path
    target.parent.mkdir(exist_ok=True)
    if path.suffix == csv_files.SUFFIX:
        count = csv_files.write_csv(target, table.columns, rows)
    else:
        count = parquet_files.write_parquet(target, table, rows)
    return DataFile(path, table, year, count, target.stat().st_size, checksums.sha256_of(target))


def _statuses(db: sqlite3.Connection, year: int | None) -> dict[str, int]:
    query = (
        "SELECT coalesce(status, '-'), count(*) FROM obligations WHERE ?1 IS NULL OR year = ?1 GROUP BY 1 ORDER BY 1"
    )
    return dict(db.execute(query, [year]).fetchall())


def _result(to: Path, style: str, version: str, files: Sequence[DataFile], compared: Comparison | None) -> ExportResult:
    rows, size = sum(file.rows for file in files), sum(file.bytes for file in files)
    if compared is None:
        return ExportResult(str(to), style, version, len(files), rows, size)
    counts = len(compared.new), len(compared.changed), len(compared.removed)
    return ExportResult(str(to), style, version, len(files), rows, size, *counts)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
