"""ZIP files from strangers: members are read within bounds, whatever the file declares about itself."""

import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from extract.errors import UnreadableDocument

MOST_MEMBERS = 5_000
MOST_BYTES = 500_000_000
"""What all members together may declare, in bytes."""

MEMBER_LIMIT = 100_000_000
HIGHEST_RATIO = 400
"""A member that grows by more than this factor, beyond RATIO_FREE bytes, is a bomb."""

RATIO_FREE = 10_000_000
_CHUNK = 1 << 16
_ENCRYPTED = 0x1
_NAME_ENCODINGS = ("utf-8", "gb18030", None)
"""How the names of members that are not marked as UTF-8 are tried; None is the code page of the standard."""


class SafeZip:
    """The members of a ZIP file by name, checked before any is read."""

    def __init__(self, file: ZipFile) -> None:
        """Take an open file. Raises UnreadableDocument when it holds too many members or declares too many bytes."""
        infos = [info for info in file.infolist() if not info.is_dir()]
        if len(infos) > MOST_MEMBERS:
            raise UnreadableDocument(f"the ZIP file holds more than {MOST_MEMBERS} members")
        if sum(info.file_size for info in infos) > MOST_BYTES:
            raise UnreadableDocument(f"the ZIP file unpacks to more than {MOST_BYTES} bytes")
        self._file = file
        self._members = {info.filename: info for info in infos}

    def names(self) -> list[str]:
        """Return the names of all members that are files, in the order of the ZIP file."""
        return list(self._members)

    def __contains__(self, name: object) -> bool:
        return name in self._members

    def read(self, name: str, limit: int = MEMBER_LIMIT) -> bytes:
        """Return the bytes of a member.

        Raises UnreadableDocument when there is none of this name, it is encrypted or damaged, or has more than `limit` bytes.
        """
        info = self._members.get(name)
        if info is None:
            raise UnreadableDocument(f"the ZIP file holds no member {name}")
        _check(info, limit)
        try:
            return self._unpacked(info, limit)
        except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
            raise UnreadableDocument(f"the member {name} of the ZIP file is damaged: {error}") from error

    def _unpacked(self, info: ZipInfo, limit: int) -> bytes:
        pieces, size = [], 0
        with self._file.open(info) as stream:
            while piece := stream.read(_CHUNK):
                pieces.append(piece)
                size += len(piece)
                if size > limit:
                    raise UnreadableDocument(f"the member {info.filename} of the ZIP file has more than {limit} bytes")
        return b"".join(pieces)


def open_zip(data: bytes) -> SafeZip:
    """Return the ZIP file in these bytes. Raises UnreadableDocument when it is none, is damaged, or is a bomb."""
    for encoding in _NAME_ENCODINGS:
        try:
            return SafeZip(ZipFile(BytesIO(data), metadata_encoding=encoding))
        except UnicodeDecodeError:
            continue
        except (BadZipFile, OSError, ValueError, NotImplementedError, OverflowError) as error:
            raise UnreadableDocument(f"the ZIP file is damaged: {error}") from error
    raise UnreadableDocument("the names in the ZIP file cannot be read")


def _check(info: ZipInfo, limit: int) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableDocument(f"the member {info.filename} of the ZIP file is encrypted")
    if info.file_size > limit:
        raise UnreadableDocument(f"the member {info.filename} of the ZIP file has more than {limit} bytes")
    if info.file_size > RATIO_FREE and info.file_size > HIGHEST_RATIO * max(info.compress_size, 1):
        raise UnreadableDocument(f"the member {info.filename} of the ZIP file is a bomb: it unpacks without measure")
