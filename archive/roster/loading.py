"""Rosters into the archive: checked as a whole, the file stored as it is, its rows as a record beside it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlite_utils import Database

from archive.clock import now, timestamp
from archive.model import Capture, Provenance
from archive.regions import is_code
from archive.roster import columns
from archive.roster.columns import Known
from archive.roster.table import Row, Table, read
from archive.store import SOFTWARE, Archive
from archive.writing import CaptureWriter

Keep = Callable[[CaptureWriter, Capture, Sequence[Row]], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file: its rows, the capture that keeps it (None when nothing was stored), and a line per fault.

    `already_there`: the file was loaded before and is the newest of its name. With any fault nothing is stored.
    """

    rows: int
    capture: str | None
    already_there: bool
    faults: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the result for printing."""
        return asdict(self)


def load_agencies(archive: Archive, path: Path) -> Loaded:
    """Load a roster of agencies, in divisions that are known.

    Raises ArchiveError when the file is no text, OSError when it cannot be read.
    """
    data = path.read_bytes()
    table = read(data, columns.agency_columns(known_codes(archive.db)))
    columns.check_agencies(table)
    return _load(archive, path, data, table, "roster_rows", CaptureWriter.roster)


def load_regions(archive: Archive, path: Path) -> Loaded:
    """Load divisions that the shipped list lacks, as `load_agencies` does agencies."""
    data = path.read_bytes()
    table = read(data, columns.REGION_COLUMNS)
    columns.check_regions(table, known_codes(archive.db))
    return _load(archive, path, data, table, "region_rows", CaptureWriter.regions)


def known_codes(db: Database) -> Known:
    """Return what tells whether the code of a division is known: shipped, loaded, or that of a portal."""
    added = {row[0] for row in db.execute("SELECT code FROM region_rows UNION SELECT code FROM regions").fetchall()}
    return lambda code: code in added or is_code(code)


def current_rows(db: Database, table: str) -> list[Row]:
    """Return the rows of `roster_rows` or `region_rows` that hold: those of each file's newest loading, by file and line.

    A file loaded again under its name takes the place of what it said before; files of other names add to it.
    """
    newest = (
        f"SELECT c.id, c.url, max(c.fetched_at) FROM captures c WHERE c.id IN (SELECT capture_id FROM {table})"  # noqa: S608 (own names)
        " GROUP BY c.url"
    )
    query = f"SELECT r.* FROM {table} r JOIN ({newest}) n ON n.id = r.capture_id ORDER BY n.url, r.line"  # noqa: S608
    return list(db.query(query))


def _load(archive: Archive, path: Path, data: bytes, table: Table, name: str, keep: Keep) -> Loaded:
    if table.faults:
        return Loaded(len(table.rows), None, already_there=False, faults=tuple(table.faults))
    address, digest = f"file:///{quote(path.name)}", sha256(data).hexdigest()
    newest = next(
        archive.db.query(
            f"SELECT id, sha256 FROM captures WHERE url = ? AND id IN (SELECT capture_id FROM {name})"  # noqa: S608 (own names)
            " ORDER BY fetched_at DESC, rowid DESC LIMIT 1",
            [address],
        ),
        None,
    )
    if newest and newest["sha256"] == digest:
        return Loaded(len(table.rows), newest["id"], already_there=True, faults=())
    run = archive.start_run("roster", {"file": path.name, "table": name})
    with archive.writer(run) as writer:
        provenance = Provenance(run["id"], "roster", software=SOFTWARE)
        capture = writer.resource(address, data, "text/csv", provenance, timestamp(now()))
        keep(writer, capture, table.rows)
        archive.finish_run(writer, run, {"rows": len(table.rows)}, ok=True)
    return Loaded(len(table.rows), capture.id, already_there=False, faults=())
