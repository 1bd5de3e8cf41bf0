"""Fixity: every record against its digests, every capture against its record."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatch
from hashlib import sha256
from pathlib import Path
from typing import Any

from archive.coding import decode_body
from archive.errors import ArchiveError, CorruptWarc
from archive.headers import header, warc_uri
from archive.index import JUDGED_FIELDS, Content, capture_row
from archive.reading import capture_of
from archive.recovery import Group, gather
from archive.store import WARC_FOLDER, Archive
from archive.warc import FILES, Record, iter_records


@dataclass
class VerifyReport:
    """How much was checked, and each fault as one line."""

    files: int = 0
    records: int = 0
    captures: int = 0
    faults: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON."""
        return asdict(self)


def verify(archive: Archive) -> VerifyReport:
    """Read every WARC file and every capture of an archive."""
    report = VerifyReport()
    indexed = dict(archive.db.execute("SELECT name, indexed_bytes FROM warc_files").fetchall())
    paths = {path.name: path for path in sorted((archive.path / WARC_FOLDER).glob("*"))}
    report.faults += [f"{name}: the file is missing" for name in sorted(set(indexed) - set(paths))]
    for name, path in paths.items():
        if fnmatch(name, FILES):
            report.files += 1
            report.faults += _file_faults(archive, path, indexed.get(name, 0), report)
        else:
            report.faults.append(f"{name}: no file of this archive")
    for row in archive.db.query("SELECT * FROM captures ORDER BY warc_file, warc_offset"):
        report.captures += 1
        report.faults += _capture_faults(archive, row)
    return report


def _file_faults(archive: Archive, path: Path, indexed: int, report: VerifyReport) -> Iterator[str]:
    end = 0
    try:
        for group in gather(path, _checked_records(path, report)):
            end = group.end
            if end <= indexed:
                yield from _row_faults(archive, path.name, group)
    except CorruptWarc as error:
        yield str(error)
        return
    if end < path.stat().st_size:
        yield f"{path.name}: offset {end}: the end is torn (it is cut when the archive is next written to)"
    if end > indexed:
        yield f"{path.name}: offset {indexed}: not in the database from here (it is when the archive is next written to)"


def _checked_records(path: Path, report: VerifyReport) -> Iterator[Record]:
    for record in iter_records(path, check_digests=True):
        report.records += 1
        report.faults += [f"{path.name}: offset {record.offset}: {fault}" for fault in record.digest_faults]
        yield record


def _row_faults(archive: Archive, file: str, group: Group) -> Iterator[str]:
    """Yield where the row of a capture is missing or is not what its records say."""
    content = group.content
    if content.get("type") not in ("capture", "judged"):
        return
    known = content["id"] if content["type"] == "capture" else content["capture"]
    stored = next(iter(archive.db.query("SELECT * FROM captures WHERE id = ?", [known])), None)
    if stored is None:
        yield f"{file}: offset {group.offset}: capture {known} ({content.get('url')}) is not in the database"
        return
    differing = [
        name for name, value in _expected(content, stored, file, group.offset).items() if stored[name] != value
    ]
    if differing:
        yield f"capture {known} ({stored['url']}): the database differs from its record in {', '.join(differing)}"


def _expected(content: Content, stored: dict[str, Any], file: str, offset: int) -> dict[str, Any]:
    """Return what a record says about a row of captures; a later judgement counts more than the first."""
    if content["type"] == "judged":
        return {name: content[name] for name in JUDGED_FIELDS} if stored["judged_at"] == content["at"] else {}
    row = capture_row(content, file, offset)
    return row if stored["judged_at"] is None else {name: row[name] for name in row.keys() - set(JUDGED_FIELDS)}


def _capture_faults(archive: Archive, row: dict[str, Any]) -> Iterator[str]:
    capture = capture_of(row)
    place = f"capture {capture.id} ({capture.url})"
    try:
        record = archive.record(capture)
        if record.headers.get("WARC-Target-URI") != warc_uri(capture.url):
            yield f"{place}: its record is of {record.headers.get('WARC-Target-URI')}"
        if (
            capture.payload_id != capture.id
            and record.headers.get("WARC-Refers-To") != f"<urn:uuid:{capture.payload_id}>"
        ):
            yield f"{place}: its record does not refer to capture {capture.payload_id}"
        held = archive.record(archive.capture(capture.payload_id))
    except ArchiveError as error:
        yield f"{place}: {error}"
        return
    encoding = header(held.http_headers, "content-encoding")
    body = held.payload if held.type == "resource" else decode_body(held.payload, encoding)[0]
    if (sha256(body).hexdigest() if body else None) != capture.sha256:
        yield f"{place}: the stored bytes do not have its digest"
