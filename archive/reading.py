"""Rows of the database as the values they stand for."""

from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from archive.model import Capture, Provenance

_PROVENANCE = (
    "role",
    "portal",
    "via_url",
    "link_text",
    "rule",
    "agency",
    "region",
    "year",
    "published_on",
    "vantage",
    "software",
    "detector",
)
_CAPTURE = (
    "id", "payload_id", "url", "final_url", "fetched_at", "status", "outcome", "detail", "media_type", "sha256", "size", "etag",
    "last_modified", "warc_file", "warc_offset",
)  # fmt: skip


def capture_of(row: dict[str, Any]) -> Capture:
    """Return a row of `captures` as a Capture."""
    attempt = row["attempt"] or 1
    provenance = Provenance(run=row["run_id"] or "", attempt=attempt, **{name: row[name] for name in _PROVENANCE})
    return Capture(**{name: row[name] for name in _CAPTURE}, provenance=provenance)


def first_row(db: Database, query: str, values: Sequence[Any]) -> dict[str, Any] | None:
    """Return the first row that a query gives, by column, or None."""
    cursor = db.execute(query, list(values))
    row = cursor.fetchone()
    return dict(zip((column[0] for column in cursor.description), row, strict=True)) if row else None
