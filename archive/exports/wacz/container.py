"""The WACZ file of a portal (specification 1.1.1): records, index, pages and their digests in a ZIP that is stored, not packed."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from archive.exports.wacz.cdxj import index, write_index

VERSION = "1.1.1"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_wacz(target: Path, warc: Path, pages: Sequence[Mapping[str, Any]], about: Mapping[str, Any]) -> int:
    """Pack a portal's WARC file with its index and pages; return how many responses it holds.

    `pages` are lines of pages.jsonl; `about` are title, description, software and times of datapackage.json.
    """
    lines = index(warc)
    files = {f"archive/{warc.name}": warc}
    files |= {f"indexes/{path.name}": path for path in write_index(lines, warc.parent)}
    files["pages/pages.jsonl"] = _pages(warc.parent, pages)
    with ZipFile(target, "w", ZIP_STORED) as archive:
        resources = [_add(archive, name, path) for name, path in files.items()]
        package = {"profile": "data-package", "wacz_version": VERSION, **about, "resources": resources}
        _add_text(archive, "datapackage.json", _json(package))
        digest = f"sha256:{sha256(_json(package).encode()).hexdigest()}"
        _add_text(archive, "datapackage-digest.json", _json({"path": "datapackage.json", "hash": digest}))
    return len(lines)


def _pages(folder: Path, pages: Sequence[Mapping[str, Any]]) -> Path:
    path = folder / "pages.jsonl"
    header = {"format": "json-pages-1.0", "id": "pages", "title": "Pages", "hasText": False}
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(f"{line}\n" for line in _lines(header, pages))
    return path


def _lines(header: Mapping[str, Any], pages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield lines of plain JSON; lone surrogates of strangers' texts are replaced."""
    for value in (header, *pages):
        yield json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()


def _add(archive: ZipFile, name: str, path: Path) -> dict[str, Any]:
    with path.open("rb") as source, archive.open(ZipInfo(name, _EPOCH), "w", force_zip64=True) as member:
        shutil.copyfileobj(source, member, 1 << 20)
    with path.open("rb") as source:
        digest = file_digest(source, "sha256").hexdigest()
    return {"name": path.name, "path": name, "hash": f"sha256:{digest}", "bytes": path.stat().st_size}


def _add_text(archive: ZipFile, name: str, text: str) -> None:
    archive.writestr(ZipInfo(name, _EPOCH), text)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace").decode() + "\n"
