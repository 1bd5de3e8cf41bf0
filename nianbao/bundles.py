"""What is read as one: a page as it was captured, with the attachments that it had then.

A payload that was captured again is one document with several captures; a page whose attachment changed is another one.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive import reports
from archive.store import Archive

PAGES = ("article", "import")
ATTACHMENTS = ("attachment",)
MOST_ATTACHMENTS = 30
"""So many attachments of a page are read with it, the others by themselves."""

Captures = Sequence[reports.Row]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A document to be read: `captures` are all of its page, the earliest first, `attachments` those of each attachment."""

    captures: Captures
    attachments: tuple[Captures, ...] = ()

    @property
    def first(self) -> reports.Row:
        """The earliest capture of the page: its address and hints count."""
        return self.captures[0]

    @property
    def digests(self) -> tuple[str, ...]:
        """The digests of the payloads, the page's first."""
        return self.first["sha256"], *(captures[0]["sha256"] for captures in self.attachments)

    @property
    def id(self) -> str:
        """What tells this document from others: a digest of the digests of its payloads."""
        return reports.version_id(self.digests)


@dataclass(frozen=True, slots=True)
class _Visit:
    """A page as it was captured, and the time when its address was captured next; None when it was not yet."""

    page: reports.Row
    end: str | None

    def precedes(self, other: reports.Row) -> bool:
        """Return whether something was captured after this page and before its address was captured again."""
        return bool(self.page["fetched_at"] <= other["fetched_at"]) and not self.is_over(other)

    def is_over(self, other: reports.Row) -> bool:
        """Return whether something was captured when the address had been captured again."""
        return self.end is not None and bool(other["fetched_at"] >= self.end)


def page_bundles(archive: Archive) -> Iterator[Bundle]:
    """Yield the pages that may be reports, with their attachments, in the order in which they were first captured."""
    attached: dict[str, list[reports.Row]] = defaultdict(list)
    for row in _captures(archive, ATTACHMENTS):
        attached[row["via_url"]].append(row)
    visits = _visits(_captures(archive, PAGES))
    by_payload: dict[str, list[_Visit]] = defaultdict(list)
    for visit in visits:
        by_payload[visit.page["sha256"]].append(visit)
    pages: dict[tuple[str, ...], list[reports.Row]] = defaultdict(list)
    parts: dict[tuple[str, ...], dict[str, dict[str, reports.Row]]] = defaultdict(lambda: defaultdict(dict))
    for visit in visits:
        had = _had(visit, by_payload[visit.page["sha256"]], attached)
        key = visit.page["sha256"], *(capture["sha256"] for capture in had)
        pages[key].append(visit.page)
        for capture in had:
            parts[key][capture["sha256"]][capture["id"]] = capture
    for key, captures in pages.items():
        yield Bundle(tuple(captures), tuple(tuple(parts[key][digest].values()) for digest in key[1:]))


def _visits(pages: Sequence[reports.Row]) -> list[_Visit]:
    ends: dict[str, str] = {}
    last: dict[str, str] = {}
    for row in pages:
        if row["url"] in last:
            ends[last[row["url"]]] = row["fetched_at"]
        last[row["url"]] = row["id"]
    return [_Visit(row, ends.get(row["id"])) for row in pages]


def attachment_bundles(archive: Archive) -> Iterator[Bundle]:
    """Yield the attachments that were read as part of no page's report, each by itself."""
    used = {
        row["sha256"]
        for row in archive.db.query(
            "SELECT sha256 FROM captures JOIN version_parts ON capture_id = id WHERE position > 0"
        )
    }
    by_payload: dict[str, list[reports.Row]] = defaultdict(list)
    for row in _captures(archive, ATTACHMENTS):
        if row["sha256"] not in used:
            by_payload[row["sha256"]].append(row)
    for captures in by_payload.values():
        yield Bundle(tuple(captures))


def _captures(archive: Archive, roles: Sequence[str]) -> list[reports.Row]:
    places = ", ".join("?" * len(roles))
    return list(
        archive.db.query(
            f"SELECT * FROM captures WHERE role IN ({places}) AND outcome IN ('ok', 'not_modified')"  # noqa: S608
            " AND sha256 IS NOT NULL ORDER BY fetched_at, id",
            roles,
        )
    )


def _had(
    visit: _Visit, same_page: Sequence[_Visit], attached: Mapping[str, Sequence[reports.Row]]
) -> list[reports.Row]:
    """Return the attachments that a page had when it was captured, one capture each, by address.

    They are those that were captured while the page read the same, here or at another address: the last of each address
    before this page was captured again. Equal payloads at several addresses are one attachment.
    """
    by_address: dict[str, reports.Row] = {}
    for other in same_page:
        for address in {other.page["url"], other.page["final_url"]}:
            for row in attached.get(address, ()):
                known = by_address.get(row["url"])
                if (
                    other.precedes(row)
                    and not visit.is_over(row)
                    and (known is None or known["fetched_at"] <= row["fetched_at"])
                ):
                    by_address[row["url"]] = row
    by_payload: dict[str, reports.Row] = {}
    for _, row in sorted(by_address.items()):
        if row["sha256"] != visit.page["sha256"]:
            by_payload.setdefault(row["sha256"], row)
    return list(by_payload.values())[:MOST_ATTACHMENTS]
