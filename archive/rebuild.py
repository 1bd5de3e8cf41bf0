"""archive.db anew from the WARC files: they are the truth, the database is derived."""

import os
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.errors import NotAnArchive
from archive.recovery import recover
from archive.schema import migrate
from archive.store import DATABASE, WARC_FOLDER, lock_folder

COUNTED = ("runs", "captures", "attempts", "portals", "columns")


def rebuild(path: Path) -> dict[str, Any]:
    """Build the database beside the old one and put it in its place; return how many rows each table holds.

    Raises NotAnArchive when there are no WARC files, CorruptWarc when one is damaged: the old database then stays.
    """
    if not (path / WARC_FOLDER).is_dir():
        raise NotAnArchive(f"{path} holds no archive: there is no folder {WARC_FOLDER}/")
    lock = lock_folder(path)
    new = path / f"{DATABASE}.new"
    try:
        _remove(new)
        db = Database(new)
        migrate(db)
        found = recover(db, path / WARC_FOLDER)
        counts = {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTED}  # noqa: S608
        db.close()
        _remove(path / DATABASE)
        new.replace(path / DATABASE)
        return {"records": found.indexed, "cut": found.cut, **counts}
    finally:
        _remove(new)
        os.close(lock)


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
