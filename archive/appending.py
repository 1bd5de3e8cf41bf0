"""The WARC files of one run as they grow: a group of records is appended in one piece, then indexed, or taken back.

Groups reach the disk and the database together, several at once: first the file is synchronised, then what it says is
committed. A crash before that loses no group that is in the file; it is indexed when the archive is next opened.
"""

import json
import os
import sqlite3
import time
from collections.abc import Mapping
from io import FileIO
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive import records
from archive.clock import parse
from archive.errors import ArchiveError
from archive.index import index_record
from archive.recovery import mark_indexed

MAX_FILE = 1_000_000_000
"""A file that has grown to this many bytes is closed, and the next one begun."""

_SYNC_SECONDS = 1.0
_SYNC_GROUPS = 100
_FIDELITY = (
    "header case and reason phrase are as Scrapy reports them; bodies are as received, without transfer chunking"
)


class GroupAppender:
    """Appends groups to the files of a run and worker; a file is made when its first group comes."""

    def __init__(self, db: Database, folder: Path, run: Mapping[str, Any], worker: str, max_file: int) -> None:
        self._db = db
        self._folder = folder
        self._run = storable(run)
        self._stem = f"NIANBAO-{run['id']}-{worker}"
        self._max_file = max_file
        self._file: FileIO | None = None
        self._behind = False
        self._synced = -_SYNC_SECONDS
        self._waiting = 0
        self.files = 0

    def append(self, content: Mapping[str, Any], data: bytes) -> tuple[str, int]:
        """Append the records of a group and index what they say; return the file and the offset where they begin.

        Raises ArchiveError when they cannot be written: the file is then as it was; or not indexed, with what was indexed
        since the last synchronisation: nothing more is then written, and the archive catches up when it is next opened.
        """
        place = self._store(self.begin(), content, data)
        if self._waiting >= _SYNC_GROUPS or time.monotonic() - self._synced >= _SYNC_SECONDS:
            self.sync()
        return place

    def sync(self) -> None:
        """Bring what was appended to the disk, then into the database for good: it must never know more than the files hold.

        Raises ArchiveError when that fails; nothing more is then written.
        """
        if self._file is None or not self._db.conn.in_transaction:
            return
        if self._behind:
            self._db.rollback()
            return
        try:
            os.fdatasync(self._file.fileno())
            mark_indexed(self._db, self._name(), self._file.tell())
            self._db.commit()
        except (OSError, sqlite3.Error) as error:
            self._behind = True
            self._db.rollback()
            raise ArchiveError(f"{self._name()} and archive.db cannot be written: {error}") from error
        self._synced, self._waiting = time.monotonic(), 0

    def close(self) -> None:
        """Bring everything to the disk and close the file that is being written."""
        try:
            self.sync()
        finally:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _name(self) -> str:
        return Path(str(self._file.name)).name if self._file is not None else self._stem

    def _store(self, file: FileIO, content: Mapping[str, Any], data: bytes) -> tuple[str, int]:
        name, offset = Path(str(file.name)).name, file.tell()
        self._behind = True
        try:
            _write(file, data)
        except OSError as error:
            file.truncate(offset)
            file.seek(offset)
            self._behind = False
            raise ArchiveError(f"{name} cannot be written: {error.strerror}") from error
        try:
            if not self._db.conn.in_transaction:
                self._db.begin()
            index_record(self._db, content, name, offset)
        except sqlite3.Error as error:
            self._db.rollback()
            raise ArchiveError(f"archive.db cannot be written: {error}") from error
        self._behind = False
        self._waiting += 1
        return name, offset

    def begin(self) -> FileIO:
        """Return the file to append to; a new one opens with the run, which thereby enters the archive."""
        if self._behind:
            raise ArchiveError("the last record did not reach the database: open the archive again to catch up")
        if self._file is not None and self._file.tell() >= self._max_file:
            self.close()
        if self._file is None:
            path = self._folder / f"{self._stem}-{self.files:05}.warc.gz"
            try:
                self._file = FileIO(path, "xb")
            except OSError as error:
                raise ArchiveError(f"{path.name} cannot be made: {error.strerror}") from error
            self.files += 1
        if self._file.tell() == 0:
            name = Path(str(self._file.name)).name
            self._store(self._file, self._run, records.warcinfo(name, self._info(), parse(self._run["started"])))
        return self._file

    def _info(self) -> dict[str, str]:
        return {
            "software": self._run["software"],
            "format": "WARC file version 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "description": _FIDELITY,
            "nianbao-run": json.dumps(self._run, ensure_ascii=False, separators=(",", ":")),
        }


def storable(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return content as its record will give it back: plain JSON in UTF-8, lone surrogates replaced."""
    text = json.dumps(content, ensure_ascii=False).encode("utf-8", errors="replace")
    stored: dict[str, Any] = json.loads(text)
    return stored


def _write(file: FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
