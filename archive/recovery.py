"""After a crash: torn tails are cut to the last complete group, and groups that the database lacks are indexed."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.errors import CorruptWarc
from archive.index import index_record
from archive.warc import FILES, Record, iter_records

RUN_FIELD = b"nianbao-run: "


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
    return gather(path, iter_records(path, start))


def gather(path: Path, records: Iterable[Record]) -> Iterator[Group]:
    """Put the records of a file together to complete groups. Raises CorruptWarc for records that are not ours."""
    opened: int | None = None
    for record in records:
        if record.offset == 0 and record.type != "warcinfo":
            raise CorruptWarc(f"{path.name}: the file does not begin with a warcinfo record")
        first = record.offset if opened is None else opened
        opened = None
        if record.type == "warcinfo":
            yield Group(_content(path, record, _run_of(record)), record.offset, record.end)
        elif record.type == "metadata":
            yield Group(_content(path, record, record.payload), first, record.end)
        else:
            opened = first


def _content(path: Path, record: Record, text: bytes) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise CorruptWarc(f"{path.name}: the {record.type} record at offset {record.offset} is not one of ours")
    return value


def _run_of(record: Record) -> bytes:
    lines = record.payload.splitlines()
    return next((line.removeprefix(RUN_FIELD) for line in lines if line.startswith(RUN_FIELD)), b"")


def recover(db: Database, folder: Path, floor: Mapping[str, int] | None = None) -> Recovery:
    """Make WARC files and database agree. Raises CorruptWarc when a file lost bytes that were indexed, or is damaged.

    `floor` tells by file name how many bytes are known to have been whole; nothing below it is ever cut.
    """
    found = Recovery()
    indexed = {row["name"]: row["indexed_bytes"] for row in db.query("SELECT name, indexed_bytes FROM warc_files")}
    whole = {**(floor or {}), **indexed}
    present = {path.name: path for path in sorted(folder.glob(FILES))}
    for name in sorted(set(whole) - set(present)):
        raise CorruptWarc(f"{name}: the file is missing")
    for name, path in present.items():
        size = path.stat().st_size
        if size < whole.get(name, 0):
            raise CorruptWarc(f"{name}: {whole[name]} bytes were indexed, the file has {size}")
        if size > indexed.get(name, 0) or name not in indexed:
            _catch_up(db, path, indexed.get(name, 0), whole.get(name, 0), found)
    return found


def _catch_up(db: Database, path: Path, known: int, whole: int, found: Recovery) -> None:
    end = known
    with db.atomic():
        for group in groups(path, known):
            index_record(db, group.content, path.name, group.offset)
            end = group.end
            found.indexed += 1
        if end < whole:
            raise CorruptWarc(f"{path.name}: damaged at offset {end} ({whole} bytes were whole)")
        mark_indexed(db, path.name, end)
    size = path.stat().st_size
    if end < size:
        with path.open("r+b") as file:
            file.truncate(end)
        found.cut[path.name] = size - end


def mark_indexed(db: Database, name: str, size: int) -> None:
    """Record that a file is indexed up to a size."""
    db.execute("INSERT OR REPLACE INTO warc_files (name, indexed_bytes) VALUES (?, ?)", [name, size])
