"""Files made by programs of others: Chromium prints pages, LibreOffice turns Word files into PDF, DOC, RTF and WPS.

These take seconds per call and are for benchmarks; many files are converted in one call.
"""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

MEDIA_TYPES = {"doc": "application/msword", "rtf": "application/rtf", "pdf": "application/pdf"}
SECONDS_PER_FILE = 60


def has_chromium() -> bool:
    """Return whether Chromium is installed."""
    return which("chromium") is not None


def has_office() -> bool:
    """Return whether LibreOffice is installed."""
    return which("soffice") is not None


def printed_by_chromium(page: bytes) -> bytes:
    """Return an HTML page as the PDF that Chromium prints."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_bytes(page)
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
        ]
        _run(["chromium", *options, f"--print-to-pdf={target}", source.as_uri()], SECONDS_PER_FILE)
        return target.read_bytes()


def converted(files: Mapping[str, bytes], extension: str, kind: str) -> dict[str, bytes]:
    """Return files (name without extension → bytes) of one kind converted to another by one run of LibreOffice."""
    with TemporaryDirectory() as folder:
        sources: list[str] = []
        for name, data in files.items():
            path = Path(folder) / f"{name}.{extension}"
            path.write_bytes(data)
            sources.append(str(path))
        target = Path(folder) / "converted"
        options = [
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(target),
        ]
        _run(["soffice", *options, *sources], SECONDS_PER_FILE + 5 * len(sources))
        found = {name: target / f"{name}.{kind}" for name in files}
        return {name: path.read_bytes() for name, path in found.items() if path.is_file()}


def _run(command: Sequence[str], seconds: float) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=seconds)
