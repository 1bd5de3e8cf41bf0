"""archive.db anew from the WARC files: they are the truth, the database is derived."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.errors import NotAnArchive
from archive.recovery import recover
from archive.schema import migrate
from archive.store import DATABASE, WARC_FOLDER, lock_folder
from archive.warc import FILES

COUNTED = ("runs", "captures", "attempts", "portals", "columns")


def rebuild(path: Path) -> dict[str, Any]:
    """Build the database beside the old one and put it in its place; return how many rows each table holds.

    Raises NotAnArchive when there are no WARC files, CorruptWarc when one is damaged: the old database then stays.
    """
    if not any((path / WARC_FOLDER).glob(FILES)):
        raise NotAnArchive(f"{path} holds no archive: there are no WARC files in {WARC_FOLDER}/")
    lock = lock_folder(path)
    new = path / f"{DATABASE}.new"
    try:
        _remove(new)
        floor = _indexed(path / DATABASE)
        db = Database(new)
        migrate(db)
        found = recover(db, path / WARC_FOLDER, floor)
        counts = {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTED}  # noqa: S608
        db.close()
        _remove(path / DATABASE, ("-wal", "-shm"))
        new.replace(path / DATABASE)
        return {"records": found.indexed, "cut": found.cut, **counts}
    finally:
        _remove(new)
        os.close(lock)


def _indexed(database: Path) -> dict[str, int]:
    """Return how many bytes of each file the old database holds; nothing when it is missing or cannot be read."""
    if not database.is_file():
        return {}
    try:
        with closing(sqlite3.connect(database)) as db:
            return dict(db.execute("SELECT name, indexed_bytes FROM warc_files").fetchall())
    except sqlite3.DatabaseError:
        return {}


def _remove(database: Path, suffixes: Sequence[str] = ("", "-wal", "-shm")) -> None:
    for suffix in suffixes:
        database.with_name(database.name + suffix).unlink(missing_ok=True)
