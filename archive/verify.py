"""Fixity: every record against its digests, every capture against its record."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from archive.coding import decode_body
from archive.errors import ArchiveError, CorruptWarc
from archive.reading import capture_of
from archive.store import WARC_FOLDER, Archive
from archive.warc import iter_records


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
    for path in sorted((archive.path / WARC_FOLDER).glob("*.warc.gz")):
        report.files += 1
        report.faults += _file_faults(path, report)
    for row in archive.db.query("SELECT * FROM captures ORDER BY warc_file, warc_offset"):
        report.captures += 1
        report.faults += _capture_faults(archive, row)
    return report


def _file_faults(path: Path, report: VerifyReport) -> Iterator[str]:
    end = 0
    try:
        for record in iter_records(path, check_digests=True):
            report.records += 1
            end = record.end
            for fault in record.digest_faults:
                yield f"{path.name}: offset {record.offset}: {fault}"
    except CorruptWarc as error:
        yield str(error)
        return
    if end < path.stat().st_size:
        yield f"{path.name}: offset {end}: the last record is torn (it is cut when the archive is next written to)"


def _capture_faults(archive: Archive, row: dict[str, Any]) -> Iterator[str]:
    capture = capture_of(row)
    place = f"capture {capture.id} ({capture.url})"
    try:
        record = archive.record(capture)
        if record.headers.get("WARC-Target-URI") != capture.url:
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
    encoding = next((value for name, value in held.http_headers if name.lower() == "content-encoding"), None)
    body = held.payload if held.type == "resource" else decode_body(held.payload, encoding)[0]
    if (sha256(body).hexdigest() if body else None) != capture.sha256:
        yield f"{place}: the stored bytes do not have its digest"
