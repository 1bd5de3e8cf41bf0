"""What was read of a document, stored: the rows of its report in place of those of an earlier reading, in one transaction."""

import json
from collections.abc import Sequence

from archive import reports
from archive.store import Archive
from extract.notices import Notice
from extract.report import NoReport, Report
from extract.views import View
from nianbao.bundles import Bundle, Captures
from nianbao.reading import Failure, Reading
from nianbao.rows import rows_of, version_row


def parts(captures: Captures, position: int) -> list[reports.Part]:
    """Return captures of one payload as a part of a version."""
    return [reports.Part(capture["id"], capture["role"], position) for capture in captures]


def write_reading(archive: Archive, document: Bundle, offered: str, reading: Reading, version: str) -> str:
    """Replace the rows of a document by what this version of the extractor read, and return the outcome.

    A document that could not be read is an issue row. `offered` is its id with all attachments that were to be read with it.
    """
    found, identity, outcome, reason = reading.found, None, "report", None
    if isinstance(found, NoReport):
        outcome, reason = "not_report", found.reason
    elif isinstance(found, Failure):
        outcome, reason = found.outcome, found.reason
    with archive.db.atomic():
        for capture in document.captures:
            reports.forget_capture(archive.db, capture["id"])
        captures = list(document.captures)
        if isinstance(found, Report):
            identity, used = _store(archive, document, found, reading.views)
            captures += used
        else:
            _note(archive, document, outcome, str(reason))
            if isinstance(found, NoReport):
                _note_more(archive, document, found)
        archive.db.table("extractions").insert_all(
            (
                {
                    "capture_id": capture["id"],
                    "sha256": capture["sha256"],
                    "extractor": version,
                    "outcome": outcome,
                    "reason": reason,
                    "version_id": identity,
                    "bundle": offered,
                }
                for capture in captures
            ),
            replace=True,
        )
    return outcome


def _store(archive: Archive, document: Bundle, report: Report, views: Sequence[View]) -> tuple[str, list[reports.Row]]:
    """Write a report and return the id of its version with the captures of the attachments it stands on.

    What was read of such an attachment by itself is forgotten.
    """
    used = [captures for captures in document.attachments if _is_part(captures[0]["url"], report.parts)]
    for capture in (capture for captures in used for capture in captures):
        reports.forget_capture(archive.db, capture["id"])
    identity = reports.version_id([document.first["sha256"], *(captures[0]["sha256"] for captures in used)])
    row, extra = version_row(identity, report, document.first)
    standing = [
        part for position, captures in enumerate([document.captures, *used]) for part in parts(captures, position)
    ]
    read = reports.ReadVersion(
        version=row,
        tables={**rows_of(identity, report, document.first, extra), "version_views": _views(identity, views, used)},
        captures=standing,
        snapshots={view.sha256: view.copy for view in views if view.copy is not None},
    )
    reports.store_version(archive.db, read)
    return identity, [capture for captures in used for capture in captures]


def _views(identity: str, views: Sequence[View], used: Sequence[Captures]) -> list[reports.Row]:
    """Return a row for each view: which file of the version it stands in, and under what name there."""
    addresses = [captures[0]["url"] for captures in used]
    rows = []
    for view in views:
        part = view.part or ""
        place = next((n for n, address in enumerate(addresses, 1) if _is_part(address, [part])), 0)
        member = part.removeprefix(addresses[place - 1]).removeprefix("/") if place else part
        rows.append(
            {
                "version_id": identity,
                "part": part,
                "position": place,
                "member": member,
                "media_type": view.media_type,
                "sha256": view.sha256,
                "pages": json.dumps(view.pages),
            }
        )
    return rows


def _is_part(address: str, parts: Sequence[str]) -> bool:
    """Return whether an attachment, or a file inside it, is among the parts of a report."""
    return any(part == address or part.startswith(f"{address}/") for part in parts)


def _note_more(archive: Archive, document: Bundle, found: NoReport) -> None:
    """Write what a document that is no report says all the same: whom it names as bound to publish, that it holds reports."""
    if found.several:
        _note(archive, document, "several_reports", found.reason)
    if found.notice is not None:
        _name(archive, document, found.notice)


def _name(archive: Archive, document: Bundle, notice: Notice) -> None:
    """Write which agencies a notice names, and what it says of each: late, in_time, or no more than that it must publish (due)."""
    rest = "in_time" if notice.all_in_time else "due"
    rows = (
        {
            "capture_id": document.first["id"],
            "position": position,
            "agency": agency,
            "year": notice.year,
            "said": "late" if agency in notice.late else rest,
        }
        for position, agency in enumerate(notice.named)
    )
    archive.db.table("notice_units").insert_all(rows, replace=True)
    due = len(notice.named)
    if notice.stated is not None and notice.stated != due:
        _note(archive, document, "notice_incomplete", f"the notice states {notice.stated} agencies and {due} were read")


def _note(archive: Archive, document: Bundle, outcome: str, reason: str) -> None:
    archive.db.table("issues").insert(
        {
            "id": reports.issue_id("extract", outcome, document.first["sha256"], reason),
            "stage": "extract",
            "code": outcome,
            "url": document.first["url"],
            "message": reason,
            "version_id": None,
            "capture_id": document.first["id"],
        },
        replace=True,
    )
