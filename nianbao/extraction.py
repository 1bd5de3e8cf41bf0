"""The extraction run: payloads of the archive → reports → rows, one transaction per document.

The run is idempotent and resumable: what was read by the present version of the extractor is not read again.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archive import reports
from archive.errors import CorruptWarc
from archive.store import Archive
from extract.errors import UnreadableDocument
from extract.report import NoReport, Report, read_report
from extract.snapshot import snapshot
from extract.version import extractor_version
from nianbao.progress import Reporter
from nianbao.rows import rows_of, version_row

SOURCES = ("article", "attachment", "import")


@dataclass(frozen=True, slots=True)
class Document:
    """A payload to be read: its digest and all captures of it, the earliest first, as rows of `captures`."""

    sha256: str
    captures: Sequence[reports.Row]

    @property
    def first(self) -> reports.Row:
        """The earliest capture: its address and hints count."""
        return self.captures[0]


@dataclass
class ExtractionResult:
    """Counts of documents by outcome: report, not_report, unreadable, reader_failed, unavailable, unchanged.

    `damaged` has a line for each document whose bytes the archive could not give; what was read of it before stays.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    damaged: list[str] = field(default_factory=list)


def extract_archive(archive: Archive, reporter: Reporter, *, everything: bool = False) -> ExtractionResult:
    """Read every payload that is new or was read by another version of the extractor; `everything` reads all again."""
    result = ExtractionResult()
    documents = list(_documents(archive))
    version = extractor_version()
    with reporter.stage("读取 Reading", len(documents)) as stage:
        for document in documents:
            try:
                outcome = _read(archive, document, version) if everything else _catch_up(archive, document, version)
            except CorruptWarc as error:
                outcome = "unavailable"
                result.damaged.append(f"{document.first['url']}: {error}")
            result.outcomes[outcome] += 1
            stage.advance(document.first["link_text"] or document.first["url"])
    return result


def _documents(archive: Archive) -> Iterator[Document]:
    """Yield the payloads that may be reports, in the order in which they were first captured."""
    places = ", ".join("?" * len(SOURCES))
    rows = archive.db.query(
        f"SELECT * FROM captures WHERE role IN ({places}) AND outcome IN ('ok', 'not_modified') AND sha256 IS NOT NULL"  # noqa: S608
        " ORDER BY fetched_at, id",
        SOURCES,
    )
    by_payload: dict[str, list[reports.Row]] = {}
    for row in rows:
        by_payload.setdefault(row["sha256"], []).append(row)
    for digest, captures in by_payload.items():
        yield Document(digest, captures)


def _catch_up(archive: Archive, document: Document, version: str) -> str:
    """Read a payload that this version has not read; of one it has read, only take note of captures that came since."""
    rows = archive.db.query("SELECT * FROM extractions WHERE sha256 = ? AND extractor = ?", [document.sha256, version])
    known = {row["capture_id"]: row for row in rows}
    if document.first["id"] not in known:
        return _read(archive, document, version)
    new = [capture for capture in document.captures if capture["id"] not in known]
    if new:
        result = known[document.first["id"]]
        with archive.db.atomic():
            archive.db.table("extractions").insert_all({**result, "capture_id": capture["id"]} for capture in new)
            if result["version_id"] is not None:
                reports.add_captures(archive.db, result["version_id"], [(c["id"], c["role"]) for c in new])
    return "unchanged"


def _read(archive: Archive, document: Document, version: str) -> str:
    """Read one payload and replace its rows; a document that cannot be read is an issue row."""
    found, copy = _attempt(archive, document)
    identity = None
    with archive.db.atomic():
        for capture in document.captures:
            reports.forget_capture(archive.db, capture["id"])
        if isinstance(found, Report):
            identity = _store(archive, document, found, copy)
        else:
            _note(archive, document, *found)
        outcome, reason = ("report", None) if isinstance(found, Report) else found
        archive.db.table("extractions").insert_all(
            {
                "capture_id": capture["id"],
                "sha256": document.sha256,
                "extractor": version,
                "outcome": outcome,
                "reason": reason,
                "version_id": identity,
            }
            for capture in document.captures
        )
    return outcome


def _attempt(archive: Archive, document: Document) -> tuple[Report | tuple[str, str], str | None]:
    """Return the report with its inert copy, or the outcome and reason why there is none."""
    first = document.first
    data = archive.payload(first["id"])
    try:
        report = read_report(data, first["media_type"], first["url"])
        if isinstance(report, NoReport):
            return ("not_report", report.reason), None
        return report, snapshot(data, first["media_type"])
    except UnreadableDocument as error:
        return ("unreadable", str(error)), None
    except Exception as error:
        # Whatever one document does to a reader, the run goes on and the document is listed as not read.
        return ("reader_failed", f"{type(error).__name__}: {error}"), None


def _store(archive: Archive, document: Document, report: Report, copy: str | None) -> str:
    identity = reports.version_id([document.sha256])
    row, agencies, names, extra = version_row(identity, report, document.first)
    read = reports.ReadVersion(
        version=row,
        agencies=agencies,
        names=names,
        tables=rows_of(identity, report, document.first, extra),
        captures=[(capture["id"], capture["role"]) for capture in document.captures],
        snapshot=(document.sha256, copy) if copy is not None else None,
    )
    reports.store_version(archive.db, read)
    return identity


def _note(archive: Archive, document: Document, outcome: str, reason: str) -> None:
    archive.db.table("issues").insert(
        {
            "id": reports.issue_id("extract", outcome, document.sha256, reason),
            "stage": "extract",
            "code": outcome,
            "url": document.first["url"],
            "message": reason,
            "version_id": None,
            "capture_id": document.first["id"],
        },
        replace=True,
    )
