"""Files from elsewhere into the archive, each as a resource record."""

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from archive.clock import now, timestamp
from archive.errors import ArchiveError
from archive.model import Provenance
from archive.store import SOFTWARE, Archive
from archive.writing import CaptureWriter

TYPES_BY_SUFFIX = {".md": "text/markdown", ".ofd": "application/ofd", ".wps": "application/vnd.ms-works"}


@dataclass
class ImportResult:
    """What became of each file: stored (capture ids), there already (addresses), refused (one line each)."""

    stored: list[str] = field(default_factory=list)
    already_there: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def import_files(
    archive: Archive,
    files: Sequence[Path],
    *,
    agency: str | None = None,
    year: int | None = None,
    url: str | None = None,
    retrieved: str | None = None,
) -> ImportResult:
    """Store files as they are; one that cannot be read is refused with a line, the others go on.

    The address is `url`, or `file:///` and the name of the file, never its path on this machine. `retrieved` is ISO 8601;
    without it the clock tells when the file entered. Raises ArchiveError when `retrieved` is no date.
    """
    moment = _moment(retrieved)
    run = archive.start_run("import", {"agency": agency, "year": year, "url": url, "retrieved": retrieved})
    provenance = Provenance(run["id"], "import", agency=agency, year=year, software=SOFTWARE)
    result = ImportResult()
    with archive.writer(run) as writer:
        for path in files:
            try:
                data = path.read_bytes()
            except OSError as error:
                result.problems.append(f"{path}: {error.strerror}")
                continue
            if not data:
                result.problems.append(f"{path}: the file is empty")
                continue
            _import(archive, writer, url or f"file:///{quote(path.name)}", data, path, provenance, moment, result)
        archive.finish_run(
            writer, run, {"stored": len(result.stored), "refused": len(result.problems)}, ok=not result.problems
        )
    return result


def _import(
    archive: Archive,
    writer: CaptureWriter,
    address: str,
    data: bytes,
    path: Path,
    provenance: Provenance,
    moment: str,
    result: ImportResult,
) -> None:
    known = archive.db.execute(
        "SELECT 1 FROM captures WHERE url = ? AND sha256 = ?", [address, sha256(data).hexdigest()]
    ).fetchone()
    if known:
        result.already_there.append(address)
        return
    media_type = TYPES_BY_SUFFIX.get(path.suffix.lower()) or mimetypes.guess_type(path.name)[0]
    result.stored.append(writer.resource(address, data, media_type, provenance, moment).id)


def _moment(retrieved: str | None) -> str:
    if retrieved is None:
        return timestamp(now())
    try:
        moment = datetime.fromisoformat(retrieved)
        return timestamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        raise ArchiveError(f"{retrieved!r} is no date or time in ISO 8601") from None
