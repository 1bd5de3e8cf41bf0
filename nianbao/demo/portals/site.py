"""A website as a mapping from addresses to stored answers, whatever software it imitates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from urllib.parse import parse_qs

from archive.clock import SHANGHAI
from nianbao.demo.model import World

NOT_FOUND = "<html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found</h1></center><hr><center>nginx</center></body></html>"

Query = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: body as it travels, status, media type, further headers, and when it was last modified (None: not told)."""

    body: bytes
    media_type: str = "text/html"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    modified: datetime | None = None

    @property
    def etag(self) -> str | None:
        """The validator of a static file; pages without a date of modification have none."""
        return f'"{sha256(self.body).hexdigest()[:13]}-{len(self.body):x}"' if self.modified else None


@dataclass(frozen=True, slots=True)
class Download:
    """A script that sends files by what a parameter of its address names."""

    parameter: str
    files: dict[str, Page] = field(default_factory=dict)

    def __call__(self, query: Query) -> Page:
        """Return the file asked for."""
        return self.files.get(query.get(self.parameter, [""])[0]) or Page(NOT_FOUND.encode(), status=404)


@dataclass(slots=True)
class Site:
    """The pages of a portal by path, and its dynamic interfaces by path, which answer by query.

    `unlisted` are reports that were published and that no list of the portal leads to; `twins` are addresses that show the
    report of another address (the value) once more.
    """

    pages: dict[str, Page] = field(default_factory=dict)
    interfaces: dict[str, Callable[[Query], Page]] = field(default_factory=dict)
    reports: dict[tuple[str, int], str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    unlisted: set[tuple[str, int]] = field(default_factory=set)
    twins: dict[str, str] = field(default_factory=dict)

    def respond(self, path: str, query: str = "", form: str = "") -> Page:
        """Return the answer to a request; a folder is its index.html, an interface takes query and form alike."""
        if path in self.interfaces:
            return self.interfaces[path](parse_qs(f"{query}&{form}", keep_blank_values=True))
        page = self.pages.get(path) or self.pages.get(path.removesuffix("index.html"))
        return page or Page(NOT_FOUND.encode(), status=404)


@dataclass(slots=True)
class Web:
    """What a portal must know of the others: their addresses, without a final slash, and those of the reports there."""

    world: World
    bases: Mapping[str, str]
    report_urls: dict[tuple[str, int], str] = field(default_factory=dict)


def moment(day: date, hour: int = 9) -> datetime:
    """Return a moment in office hours of a day, in China."""
    return datetime(day.year, day.month, day.day, hour, 26, 18, tzinfo=SHANGHAI)
