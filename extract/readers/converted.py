"""DOC, WPS, RTF and ODT → DOCX by LibreOffice, then as every Word document; tables keep their spans and merges on the way.

LibreOffice runs without a display, with a profile, a home and a temporary directory of its own, runs no macro, reaches no
network, and is killed with all its children at a hard limit.
"""

import json
import os
import resource
import signal
import subprocess
from contextlib import suppress
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from extract.document import Document
from extract.errors import UnreadableDocument
from extract.media import DOC, OLE, media_type_of
from extract.ole import OleFile
from extract.readers.docx import read_docx

SECONDS = 60
"""So long LibreOffice may take for one document."""

MOST_MEMORY = 8 << 30
LARGEST_FILE = 500_000_000
_KNOWN = json.loads((files(__package__) / "converted.json").read_text(encoding="utf-8"))
_ENCRYPTED = 0x0100
"""The bit of the flags of a Word document, in the bytes from 10 on, that says that it is encrypted."""


def read_converted(data: bytes, declared: str | None = None) -> Document:
    """Return the Document of a file that LibreOffice can turn into a Word document.

    Raises UnreadableDocument when it is encrypted, LibreOffice cannot open it, takes too long, or is not installed.
    """
    media_type = media_type_of(data, declared)
    if media_type == DOC:
        _refuse_encrypted(data)
    return replace(read_docx(convert(data, media_type, "docx")), media_type=media_type)


def read_compound(data: bytes, declared: str | None = None) -> Document:
    """Say why an OLE file that is neither a Word nor an Excel document cannot be read. Raises UnreadableDocument."""
    del declared
    if "encryptedpackage" in OleFile(data).names():
        raise UnreadableDocument("the document is encrypted with a password")
    raise UnreadableDocument(f"documents of type {OLE} without a Word or Excel stream cannot be read")


def _refuse_encrypted(data: bytes) -> None:
    flags = int.from_bytes(OleFile(data).read("worddocument")[10:12], "little")
    if flags & _ENCRYPTED:
        raise UnreadableDocument("the document is encrypted with a password")


def convert(data: bytes, media_type: str, target: str, seconds: float = SECONDS) -> bytes:
    """Return the bytes of a document as LibreOffice writes them in another format, docx or xlsx.

    Raises UnreadableDocument when LibreOffice cannot open it, takes longer than `seconds`, or is not installed.
    """
    program = which(_KNOWN["program"])
    if program is None:
        raise UnreadableDocument("LibreOffice is not installed; without it this kind of document cannot be read")
    with TemporaryDirectory(prefix="nianbao-") as folder:
        source = Path(folder, f"document.{_KNOWN['suffixes'][media_type]}")
        source.write_bytes(data)
        home = _home(os.getpid())
        arguments = [f"-env:UserInstallation={home.joinpath('profile').as_uri()}", "--headless", "--norestore"]
        arguments += ["--convert-to", target, "--outdir", str(Path(folder, "out")), str(source)]
        _run([program, *arguments], home, folder, seconds)
        written = Path(folder, "out", f"document.{target}")
        if not written.is_file():
            raise UnreadableDocument("LibreOffice cannot open the document")
        return written.read_bytes()


def _run(command: list[str], home: Path, folder: str, seconds: float) -> None:
    environment = {"HOME": str(home), "PATH": os.environ.get("PATH", os.defpath), "TMPDIR": folder, "LANG": "C.UTF-8"}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 -- a fixed program, and no argument comes from the document
        command, env=environment, cwd=folder, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        resource.prlimit(process.pid, resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        _home.cache_clear()
        raise UnreadableDocument(f"LibreOffice did not finish within {seconds:g} seconds") from error
    finally:
        _kill(process)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process with all its children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


_HOMES: list["TemporaryDirectory[str]"] = []
"""Kept until the process ends, when they are removed."""


@cache
def _home(process: int) -> Path:
    """Return the home of LibreOffice in this process; used again and again, for a new profile takes a second to make."""
    home = TemporaryDirectory(prefix=f"nianbao-office-{process}-", ignore_cleanup_errors=True)
    _HOMES.append(home)
    user = Path(home.name, "profile", "user")
    user.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _KNOWN["settings"]
    )
    names = 'xmlns:oor="http://openoffice.org/2001/registry"'
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {names}>{items}</oor:items>\n'
    Path(user, "registrymodifications.xcu").write_text(text, encoding="utf-8")
    return Path(home.name)
