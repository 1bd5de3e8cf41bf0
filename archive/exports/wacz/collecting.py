"""The records of each portal, taken from the WARC files of an archive as they are, byte for byte."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from warcio.warcwriter import WARCWriter

from archive.recovery import Group, groups
from archive.store import WARC_FOLDER, Archive

WARC = "data.warc.gz"
"""The name of a portal's WARC file."""


def file_stem(portal: str) -> str:
    """Return a name that is safe in every file system, and another for every portal."""
    safe = re.sub(r"[^0-9A-Za-z_-]+", "-", portal).strip("-")[:80]
    return safe if safe == portal else f"{safe or 'portal'}-{sha256(portal.encode('utf-8', 'replace')).hexdigest()[:8]}"


def collect(archive: Archive, work: Path, progress: Callable[[str], object]) -> dict[str, Path]:
    """Write the records of every portal into a folder of its own, and return those WARC files by portal.

    With a portal go its responses with their requests and our metadata, the records of others that its revisits refer to,
    and what is recorded of requests without response, columns and ends of crawls. Captures without a portal are in none.
    """
    referring = _referring(archive)
    portals = dict(archive.db.execute("SELECT id, portal FROM captures WHERE portal IS NOT NULL").fetchall())
    written: dict[str, Path] = {}
    indexed = archive.db.execute("SELECT name, indexed_bytes FROM warc_files ORDER BY name").fetchall()
    for name, size in indexed:
        progress(name)
        source = archive.path / WARC_FOLDER / name
        for group in _indexed(source, size):
            owners = _owners(group.content, portals, referring)
            if owners:
                data = _bytes(source, group)
                for portal in owners:
                    _append(written, work, portal, data)
    return dict(sorted(written.items()))


def _referring(archive: Archive) -> Mapping[str, set[str]]:
    """Return the portals whose revisits refer to a capture, by its id."""
    query = "SELECT DISTINCT payload_id, portal FROM captures WHERE payload_id != id AND portal IS NOT NULL"
    found: dict[str, set[str]] = defaultdict(set)
    for capture, portal in archive.db.execute(query):
        found[capture].add(portal)
    return found


def _indexed(source: Path, size: int) -> Iterator[Group]:
    for group in groups(source):
        if group.end > size:
            return
        yield group


def _owners(content: Mapping[str, Any], portals: Mapping[str, str], referring: Mapping[str, set[str]]) -> list[str]:
    """Return the portals that the records of a group go with."""
    match content.get("type"):
        case "capture":
            own = content["provenance"].get("portal")
            return sorted(referring.get(content["id"], set()) | ({own} if own else set()))
        case "attempt":
            own = content["provenance"].get("portal")
        case "column":
            own = content["reading"]["portal"]
        case "portal":
            own = content["id"]
        case "judged":
            own = portals.get(content["capture"])
        case _:
            own = None
    return [own] if own else []


def _bytes(source: Path, group: Group) -> bytes:
    with source.open("rb") as stream:
        stream.seek(group.offset)
        return stream.read(group.end - group.offset)


def _append(written: dict[str, Path], work: Path, portal: str, data: bytes) -> None:
    if portal not in written:
        folder = work / file_stem(portal)
        folder.mkdir()
        written[portal] = folder / WARC
        data = _warcinfo(portal) + data
    with written[portal].open("ab") as stream:
        stream.write(data)


def _warcinfo(portal: str) -> bytes:
    """Return the record that opens a portal's file; the same for the same portal."""
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
    fields = {"software": "nianbao", "format": "WARC file version 1.1", "isPartOf": " ".join(portal.split())}
    record = writer.create_warcinfo_record(WARC, fields)
    record.rec_headers.replace_header("WARC-Record-ID", f"<urn:uuid:{uuid5(NAMESPACE_URL, portal)}>")
    record.rec_headers.replace_header("WARC-Date", "1970-01-01T00:00:00Z")
    writer.write_record(record)
    return buffer.getvalue()
