"""The archive on disk: its folder, its database, its WARC files, and who may write."""

import fcntl
import json
import os
import sqlite3
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from secrets import randbelow
from typing import Any

from sqlite_utils import Database

from archive.appending import MAX_FILE
from archive.clock import now, timestamp
from archive.coding import decode_body
from archive.errors import ArchiveError, ArchiveLocked, CorruptWarc, NotAnArchive
from archive.headers import header
from archive.model import Capture, Headers
from archive.reading import capture_of, first_row
from archive.recovery import Recovery, recover
from archive.schema import check, migrate
from archive.warc import Record, read_record
from archive.writing import CaptureWriter

DATABASE = "archive.db"
WARC_FOLDER = "warc"
LOCK = "archive.lock"
SOFTWARE = f"nianbao/{version('nianbao')}"
_STORED = "outcome IN ('ok', 'not_modified') AND sha256 IS NOT NULL AND role != 'import'"
_REFRAMED = ("content-encoding", "content-length", "transfer-encoding", "x-archive-orig-transfer-encoding")


class Archive:
    """An open archive; close it when done. Only one process at a time may have it open for writing."""

    def __init__(self, path: Path, db: Database, lock: int | None, recovered: Recovery) -> None:
        """Use `Archive.open`."""
        self.path = path
        self.db = db
        self.recovered = recovered
        self._lock = lock
        self._runs: set[str] = set()

    @classmethod
    def open(cls, path: Path, *, create: bool = False, readonly: bool = False) -> "Archive":
        """Open the archive in a folder; a writer cuts torn tails and indexes what the database lacks.

        Raises NotAnArchive, ArchiveLocked, NewerSchema or CorruptWarc, each with one line for the user.
        """
        if path.exists() and not path.is_dir():
            raise NotAnArchive(f"{path} is a file, not the folder of an archive")
        if not create and not (path / DATABASE).exists():
            raise NotAnArchive(
                f"{path} holds no archive: `nianbao crawl` or `nianbao import` begins one"
                if not (path / WARC_FOLDER).is_dir()
                else f"{path} holds no {DATABASE}; `nianbao rebuild` makes it from the WARC files"
            )
        if readonly:
            db = _connect(path / DATABASE, readonly=True)
            check(db)
            return cls(path, db, None, Recovery())
        try:
            (path / WARC_FOLDER).mkdir(parents=True, exist_ok=True)
            lock = lock_folder(path)
        except OSError as error:
            raise NotAnArchive(f"{path} cannot be written: {error.strerror}") from error
        try:
            db = _connect(path / DATABASE)
            migrate(db)
            return cls(path, db, lock, recover(db, path / WARC_FOLDER))
        except BaseException:
            os.close(lock)
            raise

    def close(self) -> None:
        """Close the database and let others write."""
        self.db.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def start_run(self, kind: str, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Return the description of a new run; it enters the archive with the first record written in it."""
        started = now()
        return {
            "type": "run_started",
            "id": self._new_run_id(f"{started:%Y%m%dT%H%M%SZ}-{kind}-"),
            "kind": kind,
            "started": timestamp(started),
            "software": SOFTWARE,
            "settings": dict(settings),
        }

    def _new_run_id(self, prefix: str) -> str:
        """Return an id that sorts behind those of earlier runs of the same second: a rebuild reads files by name."""
        known = {row[0] for row in self.db.execute("SELECT id FROM runs WHERE id LIKE ?", [f"{prefix}%"])} | self._runs
        last = max((run for run in known if run.startswith(prefix)), default=None)
        number = randbelow(1 << 15) if last is None else int(last.removeprefix(prefix), 16) + 1
        self._runs.add(f"{prefix}{number:04x}")
        return f"{prefix}{number:04x}"

    def writer(self, run: Mapping[str, Any], worker: str = "0", max_file: int = MAX_FILE) -> CaptureWriter:
        """Return the writer of a run's WARC files."""
        return CaptureWriter(self.db, self.path / WARC_FOLDER, run, worker, max_file)

    def finish_run(self, writer: CaptureWriter, run: Mapping[str, Any], counts: Mapping[str, Any], ok: bool) -> None:
        """Record the end of a run, and close its files."""
        writer.run_finished(
            {"type": "run_finished", "id": run["id"], "finished": timestamp(now()), "counts": dict(counts), "ok": ok}
        )
        writer.close()

    def capture(self, capture_id: str) -> Capture:
        """Return a capture by its id. Raises ArchiveError when there is none."""
        row = next(iter(self.db.query("SELECT * FROM captures WHERE id = ?", [capture_id])), None)
        if row is None:
            raise ArchiveError(f"no capture {capture_id}")
        return capture_of(row)

    def record(self, capture: Capture) -> Record:
        """Return the WARC record of a capture."""
        record = read_record(self.path / WARC_FOLDER / capture.warc_file, capture.warc_offset)
        if record.id != capture.id:
            raise CorruptWarc(
                f"{capture.warc_file}: the record at offset {capture.warc_offset} is not capture {capture.id}"
            )
        return record

    def payload(self, capture_id: str) -> bytes:
        """Return the decoded body of a capture; a revisit gives that of the record it refers to."""
        return self.http_response(capture_id)[2]

    def http_response(self, capture_id: str) -> tuple[int, Headers, bytes]:
        """Return status, headers (without those of framing and encoding) and decoded body behind a capture.

        A 304 stands for the response that it confirms; every other capture has its own status and headers.
        """
        capture = self._confirmed(self.capture(capture_id))
        record = self.record(capture)
        holder = record if capture.payload_id == capture.id else self.record(self.capture(capture.payload_id))
        if holder.type == "resource":
            body = holder.payload
        else:
            body, _ = decode_body(holder.payload, header(holder.http_headers, "content-encoding"))
        if record.type == "resource":
            return 200, [("Content-Type", capture.media_type)] if capture.media_type else [], body
        return record.status or 0, [pair for pair in record.http_headers if pair[0].lower() not in _REFRAMED], body

    def _confirmed(self, capture: Capture) -> Capture:
        """Return the response that a 304 confirms, any other capture itself."""
        if capture.outcome != "not_modified" or capture.payload_id == capture.id:
            return capture
        same = "url = ? AND payload_id = ? AND outcome != 'not_modified' AND fetched_at <= ?"
        earlier = self._newest(same, [capture.url, capture.payload_id, capture.fetched_at])
        return earlier or self.capture(capture.payload_id)

    def last_stored(self, url: str) -> Capture | None:
        """Return the newest response of exactly this address whose content is in the archive."""
        return self._newest(f"url = ? AND {_STORED}", [url])

    def captured_since(self, url: str, since: str) -> Capture | None:
        """Return the newest stored response of exactly this address at or after a timestamp."""
        return self._newest(f"url = ? AND fetched_at >= ? AND {_STORED}", [url, since])

    def _newest(self, condition: str, values: list[str]) -> Capture | None:
        query = f"SELECT * FROM captures WHERE {condition} ORDER BY fetched_at DESC, rowid DESC LIMIT 1"  # noqa: S608 (own conditions)
        row = first_row(self.db, query, values)
        return capture_of(row) if row else None

    def portal_finished_at(self, portal: str) -> str | None:
        """Return when a portal was last crawled to its end."""
        row = self.db.execute("SELECT finished FROM portals WHERE id = ?", [portal]).fetchone()
        return row[0] if row else None


def _connect(path: Path, *, readonly: bool = False) -> Database:
    try:
        if readonly:
            connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
            connection.execute("SELECT count(*) FROM sqlite_master")
            return Database(connection)
        db = Database(path)
        db.enable_wal()
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA busy_timeout = 10000")
    except sqlite3.DatabaseError as error:
        raise NotAnArchive(f"{path} cannot be used as a database: {error}") from error
    return db


def lock_folder(path: Path) -> int:
    """Take the lock of an archive for writing and return its descriptor. Raises ArchiveLocked when another has it."""
    lock = os.open(path / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise ArchiveLocked(f"another process is writing to {path}") from None
    os.ftruncate(lock, 0)
    os.write(lock, json.dumps({"pid": os.getpid()}).encode())
    return lock
