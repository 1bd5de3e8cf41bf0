"""Reading one document where it can do no harm: in a worker process, within limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING

from extract.errors import UnreadableDocument
from extract.isolation import Limits, Lost, ReaderPool

if TYPE_CHECKING:
    from extract.report import NoReport, Report
    from extract.views import View


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that was not read: `outcome` is unreadable (it cannot be opened) or reader_failed (its reader broke)."""

    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a document, and what is shown of its files where it is a report."""

    found: "Report | NoReport | Failure"
    views: "tuple[View, ...]" = ()


Attachment = tuple[bytes, str | None, str]
"""The bytes of an attachment, the media type its source declared, and its address."""


def read_payload(
    data: bytes, media_type: str | None, url: str | None, attachments: Sequence[Attachment] = ()
) -> Reading:
    """Read the report in these bytes and their attachments; whatever they do to a reader is told as a Failure.

    Memory that runs out is not caught.
    """
    from extract.report import Report, report_in
    from extract.sources import Source, opened
    from extract.views import views_of

    try:
        found = opened([Source(data, media_type), *(Source(*attachment) for attachment in attachments)])
        report = report_in(found, sha256(data).hexdigest(), url)
        return Reading(report, views_of(found, report) if isinstance(report, Report) else ())
    except UnreadableDocument as error:
        return Reading(Failure("unreadable", str(error)))
    except MemoryError:
        raise
    except Exception as error:
        return Reading(Failure("reader_failed", f"{type(error).__name__}: {error}"))


def read_alone(data: bytes, media_type: str | None, url: str | None, limits: Limits) -> "Report | NoReport":
    """Return the report in these bytes, read in a worker process. Raises UnreadableDocument, also when limits are exceeded."""
    with ReaderPool(read_payload, limits) as pool:
        pool.prepare()
        import_module("extract.views")  # both processes load at the same time what the answer is made of
        reading = pool.read(data, media_type, url)
    if isinstance(reading, Lost):
        raise UnreadableDocument(reading.detail)
    if isinstance(reading.found, Failure):
        raise UnreadableDocument(reading.found.reason)
    return reading.found
