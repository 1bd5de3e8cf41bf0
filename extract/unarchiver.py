"""RAR and 7z files through the programs lsar and unar: members go through a pipe, and no name in the file touches the disk."""

import json
import os
import resource
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any
from zlib import crc32

from extract.errors import UnreadableDocument

MOST_MEMBERS = 300
MOST_BYTES = 300_000_000
"""What all members together may unpack to, in bytes."""

LISTING_LIMIT = 10_000_000
SECONDS = 60
"""What one run of either program may take, of processor time as by the clock."""

MEMORY = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive: its number there, name, size in bytes, and whether a password is needed to read it.

    `checksums` are the CRC-32 that the archive states of it; unar does not compare them when it writes to a pipe.
    """

    index: int
    name: str
    size: int
    encrypted: bool
    checksums: frozenset[int]


class Archive:
    """An archive file on disk, read by lsar and unar."""

    def __init__(self, path: Path) -> None:
        """Take the path of the file."""
        self._path = path

    def entries(self) -> list[Entry]:
        """Return the files in it; directories and links are left out. Raises UnreadableDocument when it cannot be opened."""
        try:
            listing = json.loads(_output(["lsar", "-j", "-nr", str(self._path)], LISTING_LIMIT))
        except ValueError as error:
            raise UnreadableDocument("the archive cannot be opened: its listing is damaged") from error
        if "lsarError" in listing or "lsarContents" not in listing:
            raise UnreadableDocument("the archive cannot be opened: it is damaged or a part of several")
        found = [_entry(item) for item in listing["lsarContents"] if not _is_special(item)]
        if len(found) > MOST_MEMBERS:
            raise UnreadableDocument(f"the archive holds more than {MOST_MEMBERS} members")
        if sum(entry.size for entry in found) > MOST_BYTES:
            raise UnreadableDocument(f"the archive unpacks to more than {MOST_BYTES} bytes")
        return found

    def read(self, entry: Entry) -> bytes:
        """Return the bytes of a file in it. Raises UnreadableDocument when they cannot be unpacked."""
        if entry.encrypted:
            raise UnreadableDocument(f"the member {entry.name} of the archive is encrypted")
        command = ["unar", "-quiet", "-no-recursion", "-forks", "skip", "-output-directory", "-", "-indexes"]
        data = _output([*command, str(self._path), str(entry.index)], entry.size)
        if len(data) != entry.size or not entry.checksums <= {crc32(data)}:
            raise UnreadableDocument(f"the member {entry.name} of the archive is damaged")
        return data


@contextmanager
def open_archive(data: bytes) -> Iterator[Archive]:
    """Give the archive in these bytes; it lies in a directory of its own until the end of the context."""
    with tempfile.TemporaryDirectory(prefix="archive-") as directory:
        path = Path(directory) / "archive"
        path.write_bytes(data)
        yield Archive(path)


def _is_special(item: dict[str, Any]) -> bool:
    return any(item.get(name) for name in ("XADIsDirectory", "XADIsLink", "XADIsResourceFork"))


def _entry(item: dict[str, Any]) -> Entry:
    name, size = item.get("XADFileName"), item.get("XADFileSize")
    if not isinstance(name, str) or not isinstance(size, int):
        raise UnreadableDocument("the archive cannot be opened: its listing names no size")
    stated = (value for key, value in item.items() if key.endswith("CRC32") and isinstance(value, int))
    checksums = frozenset(value & 0xFFFFFFFF for value in stated)
    return Entry(int(item["XADIndex"]), name, size, bool(item.get("XADIsEncrypted")), checksums)


def _output(command: list[str], limit: int) -> bytes:
    """Return what a program writes; it is killed with its children when done.

    Raises UnreadableDocument when it is not installed, fails, takes too long, or writes more than `limit` bytes.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - a fixed program, and a path that was made here
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise UnreadableDocument(f"{command[0]} is not installed; RAR and 7z files need it (package unar)") from error
    _limit(process)
    timer = Timer(SECONDS, _kill, [process])
    timer.start()
    try:
        assert process.stdout is not None  # noqa: S101 - PIPE was asked for
        data = process.stdout.read(limit + 1)
        if len(data) <= limit and process.wait() == 0:
            return data
        raise UnreadableDocument(f"{command[0]} cannot read the archive: it is damaged, encrypted or too large")
    finally:
        timer.cancel()
        _kill(process)
        process.communicate()


def _limit(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.prlimit(process.pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (LISTING_LIMIT, LISTING_LIMIT))


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
