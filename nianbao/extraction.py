"""The extraction run: payloads of the archive → reports → rows, one transaction per document.

The run is idempotent and resumable: what was read by the present version of the extractor is not read again. Worker
processes read, several at once; this one writes, in the order of the documents.
"""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from archive import reports
from archive.errors import CorruptWarc
from archive.store import Archive
from extract.isolation import Limits, Lost, ReaderPool
from extract.report import NoReport, Report
from extract.version import extractor_version
from nianbao.progress import Reporter
from nianbao.reading import Failure, Reading, read_payload
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


def extract_archive(
    archive: Archive,
    reporter: Reporter,
    *,
    everything: bool = False,
    jobs: int | None = None,
    limits: Limits | None = None,
) -> ExtractionResult:
    """Read every payload that is new or was read by another version of the extractor; `everything` reads all again.

    `jobs` is the number of documents read at once, by default that of the processors at hand; the rows are the same.
    """
    result = ExtractionResult()
    documents = list(_documents(archive))
    version = extractor_version()
    with (
        reporter.stage("读取 Reading", len(documents)) as stage,
        ReaderPool(read_payload, limits or Limits(), jobs or len(os.sched_getaffinity(0))) as pool,
    ):
        work = (_step(archive, document, None if everything else version) for document in documents)
        for step, reading in pool.map(work):
            result.outcomes[_finish(archive, step, reading, version)] += 1
            document = step.document
            if step.damage is not None:
                result.damaged.append(f"{document.first['url']}: {step.damage}")
            stage.advance(document.first["link_text"] or document.first["url"])
    return result


@dataclass(frozen=True, slots=True)
class _Step:
    """A document of the run; `damage` says why the archive cannot give its bytes."""

    document: Document
    damage: str | None = None


def _step(archive: Archive, document: Document, version: str | None) -> tuple[_Step, tuple[Any, ...] | None]:
    """Return what is to be done about a document, with what a reader needs; None where `version` has read it."""
    first = document.first
    if version is not None and first["id"] in _known(archive, document, version):
        return _Step(document), None
    try:
        return _Step(document), (archive.payload(first["id"]), first["media_type"], first["url"])
    except CorruptWarc as error:
        return _Step(document, str(error)), None


def _finish(archive: Archive, step: _Step, reading: Reading | Lost | None, version: str) -> str:
    """Write what came of a document and return the outcome."""
    if step.damage is not None:
        return "unavailable"
    if reading is None:
        _catch_up(archive, step.document, version)
        return "unchanged"
    if isinstance(reading, Lost):
        reading = Reading(Failure("reader_failed", f"{reading.kind}: {reading.detail}"))
    return _write(archive, step.document, reading, version)


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


def _known(archive: Archive, document: Document, version: str) -> dict[str, reports.Row]:
    """Return what this version noted of a document, by capture."""
    rows = archive.db.query("SELECT * FROM extractions WHERE sha256 = ? AND extractor = ?", [document.sha256, version])
    return {row["capture_id"]: row for row in rows}


def _catch_up(archive: Archive, document: Document, version: str) -> None:
    """Take note of captures of a document that came since this version read it."""
    known = _known(archive, document, version)
    new = [capture for capture in document.captures if capture["id"] not in known]
    if new:
        result = known[document.first["id"]]
        with archive.db.atomic():
            archive.db.table("extractions").insert_all({**result, "capture_id": capture["id"]} for capture in new)
            if result["version_id"] is not None:
                reports.add_captures(archive.db, result["version_id"], [(c["id"], c["role"]) for c in new])


def _write(archive: Archive, document: Document, reading: Reading, version: str) -> str:
    """Replace the rows of a document by what was read; one that could not be read is an issue row."""
    found, identity, outcome, reason = reading.found, None, "report", None
    if isinstance(found, NoReport):
        outcome, reason = "not_report", found.reason
    elif isinstance(found, Failure):
        outcome, reason = found.outcome, found.reason
    with archive.db.atomic():
        for capture in document.captures:
            reports.forget_capture(archive.db, capture["id"])
        if isinstance(found, Report):
            identity = _store(archive, document, found, reading.copy)
        else:
            _note(archive, document, outcome, str(reason))
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
