"""What is to be requested, and why."""

from dataclasses import dataclass

from crawler.article import Attachment
from crawler.entries import Step


@dataclass(frozen=True, slots=True)
class Ask:
    """An address to be requested, and why: the provenance of its capture, and where its answer belongs."""

    url: str
    role: str
    rule: str
    via_url: str | None = None
    link_text: str | None = None
    agency: str | None = None
    year: int | None = None
    published_on: str | None = None
    column: str | None = None
    step: Step | None = None
    attachments: tuple[Attachment, ...] = ()
    depth: int = 0
    jumps: int = 0
