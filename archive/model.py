"""What enters the archive from outside, as plain values: exchanges, provenance, captures, readings of a column."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

Headers = list[tuple[str, str]]

OUTCOMES = (
    "ok",
    "not_modified",
    "empty_list",
    "blocked",
    "soft_404",
    "gone",
    "unreachable",
    "js_required",
    "robots",
    "too_large",
    "redirected_away",
    "error",
)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Why something was asked for; kept as JSON in the capture's metadata record.

    `role` is what the crawler expected to find: home, disclosure, column, list, article, attachment, robots or import.
    `agency`, `region` (GB/T 2260 code), `year` and `published_on` (ISO day) are what the place where the link stood
    says about the document; they are hints, the document has the last word. `attempt` counts how often the address was
    asked for in a row, from 1; `detector` is what recognised a block page, with its version; `vantage` is whence we asked.
    """

    run: str
    role: str
    portal: str | None = None
    via_url: str | None = None
    link_text: str | None = None
    rule: str | None = None
    agency: str | None = None
    region: str | None = None
    year: int | None = None
    published_on: str | None = None
    vantage: str | None = None
    software: str | None = None
    attempt: int = 1
    detector: str | None = None

    def as_json(self) -> dict[str, str | int | None]:
        """Return the provenance as it stands in a metadata record."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP request and its response, the body as received (content encoding kept, transfer chunking removed)."""

    url: str
    status: int
    reason: str
    headers: Headers
    body: bytes
    fetched_at: datetime
    method: str = "GET"
    request_headers: Headers = field(default_factory=list)
    request_body: bytes = b""
    protocol: str = "HTTP/1.1"
    ip: str | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """A stored response or imported file, as indexed in the table `captures`.

    `id` is the UUID of the WARC record. `payload_id` names the capture whose record holds the bytes: itself, or the
    earlier one that a revisit refers to. `sha256` and `size` are those of the decoded body (content encoding removed).
    """

    id: str
    payload_id: str
    url: str
    final_url: str
    fetched_at: str
    status: int
    outcome: str
    detail: str | None
    media_type: str | None
    sha256: str | None
    size: int
    etag: str | None
    last_modified: str | None
    warc_file: str
    warc_offset: int
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Entry:
    """One link found in a column: its title and date as listed, and what the crawler took it for.

    `kind` is annual_report, rendition, related_report, not_report or unclear; `taken` says whether it was requested.
    """

    url: str
    title: str
    kind: str
    taken: bool
    published_on: str | None = None
    year: int | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """An annual-report column as read on one occasion: every page in order, and all that stood there.

    `complete` is true only when every page was read to its end, `reason` a short code for why it is not (see
    `crawler.incomplete`); `pages` are capture ids; `read_at` is a timestamp. `kind` is own (one agency) or collective.
    """

    url: str
    portal: str
    family: str
    kind: str
    outcome: str
    complete: bool
    read_at: str
    pages: tuple[str, ...]
    entries: tuple[Entry, ...]
    agency: str | None = None
    region: str | None = None
    reason: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the reading as it stands in its metadata record."""
        return asdict(self)
