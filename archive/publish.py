"""Build the immutable files that readers get, beside the archive: a copy of archive.db with summaries, and search.db.

They are built in a folder of their own and moved into place when all is done; the manifest comes last, so a publication
that was interrupted is known as such and made again.
"""

import fcntl
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlite_utils import Database

from archive import schema, search, summaries
from archive.clock import now, timestamp
from archive.errors import ArchiveError, NotAnArchive
from archive.judgement import judge_copy
from archive.search_index import build_search
from archive.store import Archive

FILES = ("archive.db", "search.db")
Progress = Callable[[str], object]
INSPECT = "inspect.json"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class PublishResult:
    """What was published: the folder, counts of reports, agencies and search documents, sizes in bytes, newest capture."""

    folder: str
    reports: int
    agencies: int
    documents: int
    bytes: int
    data_current_to: str | None

    def as_json(self) -> dict[str, Any]:
        """Return the result for printing."""
        return asdict(self)


def publish(archive_path: Path, progress: Progress = lambda _: None) -> PublishResult:
    """Build `publish/` anew from archive.db and put it in place; `progress` hears the name of each step.

    Raises NotAnArchive when there is no usable archive.db, NewerSchema when a later version wrote it, ArchiveError when another publication is under way or a built
    file fails its check.
    """
    source = archive_path / "archive.db"
    Archive.open(archive_path, readonly=True).close()
    with _alone(archive_path):
        built_from, as_of = _state(source), now()
        work = archive_path / "publish.building"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        try:
            result = _build(source, work, archive_path / "publish", as_of, progress)
            _write_json(work / MANIFEST, {"source": built_from, "software": _software(), "as_of": timestamp(as_of)})
            progress("publish/")
            _put_in_place(work, archive_path / "publish")
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return result


def publish_needed(archive_path: Path) -> bool:
    """Tell whether `publish/` is missing, unfinished, older than archive.db or built by another version of the software.

    A folder that holds only what was published needs nothing.
    """
    folder, source = archive_path / "publish", archive_path / "archive.db"
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return True
    if not all((folder / name).is_file() for name in (*FILES, INSPECT)):
        return True
    if not source.is_file():
        return False
    return bool(manifest.get("source") != _state(source) or manifest.get("software") != _software())


@contextmanager
def _alone(archive_path: Path) -> Iterator[None]:
    with (archive_path / "publish.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ArchiveError(f"{archive_path} is being published by another process") from error
        yield


def _state(source: Path) -> list[list[int]]:
    """Return size and modification time of the database and of its write-ahead log, if that holds anything."""
    log = source.with_name("archive.db-wal")
    files = [source, *([log] if log.exists() and log.stat().st_size else [])]
    return [[stat.st_size, stat.st_mtime_ns] for stat in (file.stat() for file in files)]


@cache
def _software() -> str:
    """Return a digest of this package: its code and its data."""
    parts = sorted(path for path in Path(__file__).parent.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()[:16]


def _build(source: Path, work: Path, folder: Path, as_of: datetime, progress: Progress) -> PublishResult:
    progress("archive.db")
    copy, index = work / "archive.db", work / "search.db"
    _copy(source, copy)
    judge_copy(copy, as_of, progress)
    _enrich(copy, progress)
    progress("search.db")
    documents = build_search(copy, index)
    inspected = {}
    for file in (copy, index):
        progress(f"{file.name}: integrity")
        _finish(file)
        inspected[file.stem] = _inspect(file)
    _write_json(work / INSPECT, inspected)
    with closing(sqlite3.connect(copy)) as connection:
        reports, agencies, last = connection.execute(
            "SELECT reports, agencies, last_capture FROM summary_holdings"
        ).fetchone()
    size = sum(file.stat().st_size for file in (copy, index))
    return PublishResult(str(folder), reports, agencies, documents, size, last)


def _copy(source: Path, copy: Path) -> None:
    """Write a copy of the database as it stands in one moment, and bring that copy to the present schema."""
    try:
        with (
            closing(sqlite3.connect(f"file:{quote(str(source))}?mode=ro", uri=True)) as connection,
            closing(sqlite3.connect(copy)) as target,
        ):
            connection.backup(target)
    except sqlite3.DatabaseError as error:
        raise NotAnArchive(f"{source} cannot be used as a database: {error}") from error
    database = Database(copy)
    schema.migrate(database)
    database.close()


def _enrich(copy: Path, progress: Progress) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        summaries.build(connection, progress)
        connection.execute("CREATE VIRTUAL TABLE reports_fts USING fts5(body, content='')")
        reports = connection.execute(
            "SELECT r.rowid, r.title, a.canonical_name FROM reports r JOIN agencies a ON a.id = r.agency_id ORDER BY r.rowid"
        ).fetchall()
        connection.executemany(
            "INSERT INTO reports_fts (rowid, body) VALUES (?, ?)",
            ((row, search.tokens(f"{title or ''}\n{agency}")) for row, title, agency in reports),
        )
        connection.execute("INSERT INTO reports_fts (reports_fts) VALUES ('optimize')")
        connection.commit()


def _finish(file: Path) -> None:
    """Make a built file final: statistics for the query planner, compact, no journal beside it, checked from end to end."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript("PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; ANALYZE; VACUUM;")
        found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise ArchiveError(f"the built {file.name} is damaged: {found}")


def _inspect(file: Path) -> dict[str, Any]:
    """Return what `datasette inspect` would tell about a file, and the rows of its views, so that nothing is counted when it is served."""
    with closing(sqlite3.connect(file)) as connection:
        tables, views = _counted(connection, "table"), _counted(connection, "view")
    with file.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    return {"hash": digest, "size": file.stat().st_size, "file": file.name, "tables": tables, "views": views}


def _counted(connection: sqlite3.Connection, kind: str) -> dict[str, dict[str, int]]:
    """Return how many rows each table or view has; virtual tables have none of their own."""
    found = connection.execute(
        "SELECT name, sql LIKE 'CREATE VIRTUAL%' FROM sqlite_master WHERE type = ? ORDER BY name", [kind]
    )
    counts = {}
    for name, virtual in found.fetchall():
        rows = "0" if virtual else f'(SELECT count(*) FROM "{name}")'  # noqa: S608 (names from our schema)
        [counts[name]] = connection.execute(f"SELECT {rows}").fetchone()
    return {name: {"count": count} for name, count in counts.items()}


def _put_in_place(work: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    for name in (*FILES, INSPECT, MANIFEST):
        (work / name).replace(folder / name)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
