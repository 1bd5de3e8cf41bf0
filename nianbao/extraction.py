"""The extraction run: payloads of the archive → reports → rows, one transaction per document.

The run is idempotent and resumable: what was read by the present version of the extractor is not read again. Worker
processes read, several at once; this one writes, in the order of the documents.
"""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from archive import reports
from archive.errors import CorruptWarc
from archive.register import Outcome, assemble
from archive.store import Archive
from extract.document import Issue
from extract.isolation import Limits, Lost, ReaderPool
from extract.report import Report
from extract.version import extractor_version
from nianbao.bundles import Bundle, attachment_bundles, page_bundles
from nianbao.progress import Reporter, Stage
from nianbao.reading import Failure, Reading, read_payload
from nianbao.storing import parts, write_reading


@dataclass
class ExtractionResult:
    """Counts of documents by outcome: report, not_report, unreadable, reader_failed, unavailable, unchanged.

    `register` says what the register made of all that is read: agencies, reports, versions that wait for a person.
    `damaged` has a line for each document whose bytes the archive could not give; what was read of it before stays.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    damaged: list[str] = field(default_factory=list)
    register: Outcome = field(default_factory=lambda: Outcome(0, 0, 0))


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
    run = _Run(archive, extractor_version(), everything=everything)
    with ReaderPool(read_payload, limits or Limits(), jobs or len(os.sched_getaffinity(0))) as pool:
        for title, bundles in (("读取 Reading", page_bundles), ("读取附件 Reading attachments", attachment_bundles)):
            documents = list(bundles(archive))
            if documents:
                with reporter.stage(title, len(documents)) as stage:
                    run.read(documents, pool, stage)
    run.result.register = assemble(archive.db)
    return run.result


class _Run:
    """One run of the extraction: what is read is written document by document."""

    def __init__(self, archive: Archive, version: str, *, everything: bool) -> None:
        self.archive = archive
        self.version = version
        self.everything = everything
        self.result = ExtractionResult()

    def read(self, documents: Sequence[Bundle], pool: ReaderPool[Reading], stage: Stage) -> None:
        """Read documents; where one with attachments kills its reader, its page is read alone."""
        lost: list[tuple[_Step, Lost]] = []
        for step, reading in pool.map(map(self._step, documents)):
            if isinstance(reading, Lost) and step.document.attachments:
                lost.append((step, reading))
            else:
                self._finish(step, reading, stage)
        for step, why in lost:
            page = replace(step.document, attachments=())
            alone = pool.read(*_arguments(self.archive, page))
            self._finish(_Step(page, step.offered), _without_attachments(alone, why), stage)

    def _step(self, document: Bundle) -> tuple["_Step", tuple[Any, ...] | None]:
        """Return what is to be done about a document, with what a reader needs; None where it was read already."""
        if not self.everything and _is_read(self.archive, document, self.version):
            return _Step(document, document.id), None
        try:
            return _Step(document, document.id), _arguments(self.archive, document)
        except CorruptWarc as error:
            return _Step(document, document.id, str(error)), None

    def _finish(self, step: "_Step", reading: Reading | Lost | None, stage: Stage) -> None:
        """Write what came of a document."""
        first = step.document.first
        if step.damage is not None:
            self.result.damaged.append(f"{first['url']}: {step.damage}")
            outcome = "unavailable"
        elif reading is None:
            _catch_up(self.archive, step.document, self.version)
            outcome = "unchanged"
        else:
            if isinstance(reading, Lost):
                reading = Reading(Failure("reader_failed", f"{reading.kind}: {reading.detail}"))
            outcome = write_reading(self.archive, step.document, step.offered, reading, self.version)
        self.result.outcomes[outcome] += 1
        stage.advance(first["link_text"] or first["url"])


@dataclass(frozen=True, slots=True)
class _Step:
    """A document of the run; `offered` is its id with all attachments, `damage` says why the archive cannot give its bytes."""

    document: Bundle
    offered: str
    damage: str | None = None


def _arguments(archive: Archive, document: Bundle) -> tuple[Any, ...]:
    """Return what a reader needs: the bytes of the page and its attachments with their types and addresses."""
    first = document.first
    attachments = tuple(
        (archive.payload(captures[0]["id"]), captures[0]["media_type"], captures[0]["url"])
        for captures in document.attachments
    )
    return archive.payload(first["id"]), first["media_type"], first["url"], attachments


def _without_attachments(reading: Reading | Lost, why: Lost) -> Reading | Lost:
    """Return what was read of a page alone, with an issue that says why its attachments were not read with it."""
    if isinstance(reading, Lost) or not isinstance(reading.found, Report):
        return reading
    issue = Issue("part_unreadable", f"the attachments could not be read with the page: {why.kind}: {why.detail}")
    return replace(reading, found=replace(reading.found, issues=(*reading.found.issues, issue)))


def _known(archive: Archive, document: Bundle, version: str) -> dict[str, reports.Row]:
    """Return what this version noted of a document, by capture."""
    rows = archive.db.query("SELECT * FROM extractions WHERE bundle = ? AND extractor = ?", [document.id, version])
    return {row["capture_id"]: row for row in rows}


def _is_read(archive: Archive, document: Bundle, version: str) -> bool:
    return document.first["id"] in _known(archive, document, version)


def _catch_up(archive: Archive, document: Bundle, version: str) -> None:
    """Take note of captures of a document that came since this version read it."""
    known = _known(archive, document, version)
    new = [capture for capture in document.captures if capture["id"] not in known]
    if new:
        result = known[document.first["id"]]
        with archive.db.atomic():
            for capture in new:
                reports.forget_capture(archive.db, capture["id"])
            archive.db.table("extractions").insert_all({**result, "capture_id": capture["id"]} for capture in new)
            if result["version_id"] is not None:
                reports.add_captures(archive.db, result["version_id"], parts(new, 0))
