"""After a crash: torn tails are cut to the last complete group, and groups that the database lacks are indexed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.errors import CorruptWarc
from archive.index import index_record
from archive.warc import Record, iter_records


@dataclass(frozen=True, slots=True)
class Group:
    """Records that entered the archive together: what they say, where the first begins and where the last ends."""

    content: dict[str, Any]
    offset: int
    end: int


@dataclass
class Recovery:
    """What had to be done: bytes cut by file, and the number of groups indexed again."""

    cut: dict[str, int] = field(default_factory=dict)
    indexed: int = 0


def groups(path: Path, start: int = 0) -> Iterator[Group]:
    """Yield the complete groups of a file from an offset on."""
    opened: int | None = None
    for record in iter_records(path, start):
        first = record.offset if opened is None else opened
        if record.type == "warcinfo":
            yield Group(_run_of(record), record.offset, record.end)
        elif record.type == "metadata":
            yield Group(record.json(), first, record.end)
            opened = None
        else:
            opened = first


def _run_of(record: Record) -> dict[str, Any]:
    for line in record.payload.decode("utf-8", "replace").splitlines():
        if line.startswith("nianbao-run: "):
            run: dict[str, Any] = json.loads(line.removeprefix("nianbao-run: "))
            return run
    raise CorruptWarc(f"the warcinfo record at offset {record.offset} names no run")


def recover(db: Database, folder: Path) -> Recovery:
    """Make WARC files and database agree. Raises CorruptWarc when a file lost bytes that were indexed, or is damaged."""
    found = Recovery()
    indexed = {row["name"]: row["indexed_bytes"] for row in db.query("SELECT name, indexed_bytes FROM warc_files")}
    present = {path.name: path for path in sorted(folder.glob("*.warc.gz"))}
    for name in sorted(set(indexed) - set(present)):
        raise CorruptWarc(f"{name}: the file is missing")
    for name, path in present.items():
        size, known = path.stat().st_size, indexed.get(name, 0)
        if size < known:
            raise CorruptWarc(f"{name}: {known} bytes were indexed, the file has {size}")
        if size > known:
            _catch_up(db, path, known, size, found)
    return found


def _catch_up(db: Database, path: Path, known: int, size: int, found: Recovery) -> None:
    end = known
    with db.atomic():
        for group in groups(path, known):
            index_record(db, group.content, path.name, group.offset)
            end = group.end
            found.indexed += 1
        mark_indexed(db, path.name, end)
    if end < size:
        with path.open("r+b") as file:
            file.truncate(end)
        found.cut[path.name] = size - end


def mark_indexed(db: Database, name: str, size: int) -> None:
    """Record that a file is indexed up to a size."""
    db.execute("INSERT OR REPLACE INTO warc_files (name, indexed_bytes) VALUES (?, ?)", [name, size])
