"""The folder of an export: built beside, checked for what stands there, and put in place so that a reader never finds a half."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from archive.exports import checksums
from archive.exports.model import ExportError

RELEASE = "release.json"
"""Names the release that a folder holds; it is put there last."""


def release_in(folder: Path) -> dict[str, Any] | None:
    """Return what a folder says of the release that it holds, or None when it holds nothing.

    Raises ExportError when something else stands there.
    """
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise ExportError(f"{folder} is a file, not a folder")
    try:
        found = json.loads((folder / RELEASE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if isinstance(found, dict):
        return found
    if any(folder.iterdir()) and not checksums.read(folder):
        raise ExportError(f"{folder} holds something else than an export: choose another folder")
    return None


@contextmanager
def building(folder: Path) -> Iterator[Path]:
    """Give a folder to build in, beside the one it is for; what was built there then replaces the release before."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield work
        _put_in_place(work, folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _put_in_place(work: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / RELEASE).unlink(missing_ok=True)
    for listed in checksums.read(folder):
        (folder / listed).unlink(missing_ok=True)
    built = sorted(path.relative_to(work) for path in work.rglob("*") if path.is_file())
    for path in sorted(built, key=lambda path: path == Path(RELEASE)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (work / path).replace(folder / path)
    for empty in [path for path in folder.iterdir() if path.is_dir() and not any(path.iterdir())]:
        empty.rmdir()
