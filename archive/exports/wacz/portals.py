"""An export of the web archive: a WACZ file for every portal that was crawled, with checksums."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from archive.exports import checksums
from archive.exports.folder import RELEASE, building, release_in
from archive.exports.model import ExportError
from archive.exports.neutral import printable
from archive.exports.rows import reading
from archive.exports.wacz.collecting import collect, file_stem
from archive.exports.wacz.container import write_wacz
from archive.store import SOFTWARE, Archive

FORMAT = "wacz"
_PAGES = """
SELECT c.id, c.url, c.fetched_at AS ts,
    coalesce((SELECT v.title FROM version_parts p JOIN versions v ON v.id = p.version_id
        WHERE p.capture_id = c.id AND p.position = 0 ORDER BY v.id LIMIT 1), c.link_text, c.url) AS title
FROM captures c WHERE c.portal = ? AND c.outcome = 'ok' AND c.role IN ('home', 'disclosure', 'column', 'article')
ORDER BY c.role != 'home', c.role = 'article', c.fetched_at, c.id
"""


@dataclass(frozen=True, slots=True)
class WaczResult:
    """What was exported: the folder, how many portals and responses, the size in bytes."""

    folder: str
    format: str
    portals: int
    responses: int
    bytes: int

    def as_json(self) -> dict[str, Any]:
        """Return the result for printing."""
        return asdict(self)


def export_wacz(archive: Archive, to: Path, progress: Callable[[str], object] = lambda _: None) -> WaczResult:
    """Write a WACZ file per portal into a folder, in place of an earlier such export there.

    `progress` hears the names of WARC files and portals. Raises ExportError when the folder holds something else, CorruptWarc
    when a WARC file is damaged.
    """
    standing = release_in(to)
    if standing is not None and standing.get("format") != FORMAT:
        raise ExportError(f"{to} holds a {standing.get('format')} export: choose another folder")
    responses, size = 0, 0
    with building(to) as work, reading(archive.path / "publish" / "archive.db") as db:
        parts = work / "parts"
        parts.mkdir()
        sums = {}
        for portal, warc in collect(archive, parts, progress).items():
            progress(portal)
            target = work / f"{file_stem(portal)}.wacz"
            responses += write_wacz(target, warc, _pages(db, portal), _about(db, portal))
            for left in warc.parent.iterdir():
                left.unlink()
            warc.parent.rmdir()
            size += target.stat().st_size
            sums[target.name] = checksums.sha256_of(target)
        parts.rmdir()
        (work / checksums.NAME).write_text(checksums.lines(sums), encoding="utf-8")
        (work / RELEASE).write_text(json.dumps({"format": FORMAT}) + "\n", encoding="utf-8")
    return WaczResult(str(to), FORMAT, len(sums), responses, size)


def _pages(db: sqlite3.Connection, portal: str) -> list[dict[str, Any]]:
    cursor = db.execute(_PAGES, [portal])
    names = [column[0] for column in cursor.description]
    pages = [dict(zip(names, row, strict=True)) for row in cursor]
    return [{**page, "title": printable(page["title"])} for page in pages]


def _about(db: sqlite3.Connection, portal: str) -> dict[str, Any]:
    """Return what the package says of a portal; its times are those of the captures, so the same records give the same bytes."""
    row = db.execute("SELECT name, home_url FROM portals WHERE id = ?", [portal]).fetchone()
    name, home = row or (None, None)
    first, last = db.execute(
        "SELECT min(fetched_at), max(fetched_at) FROM captures WHERE portal = ?", [portal]
    ).fetchone()
    return {
        "title": printable(name or portal),
        "description": "政府信息公开工作年度报告存档 Archived annual reports on government information disclosure",
        "created": first,
        "modified": last,
        "software": SOFTWARE,
        **({"mainPageUrl": home} if home else {}),
    }
