"""Checksums of files as `sha256sum -c` reads them."""

import re
from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path

NAME = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def lines(sums: Mapping[str, str]) -> str:
    """Return the lines of a checksum file for digests by path."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items()))


def read(folder: Path) -> dict[str, str]:
    """Return the digests by path that a folder states; nothing where it states none. Paths that lead out of it are left out."""
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except OSError:
        return {}
    found = (_LINE.fullmatch(line) for line in text.splitlines())
    sums = {match.group(2): match.group(1) for match in found if match}
    return {
        path: digest for path, digest in sums.items() if not Path(path).is_absolute() and ".." not in Path(path).parts
    }
