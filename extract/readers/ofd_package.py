"""The files inside an OFD file: found by the paths that its XML names, however these are written."""

import posixpath
from urllib.parse import unquote

from lxml import etree

from extract.errors import UnreadableDocument
from extract.readers.ofd_xml import parse_xml
from extract.safe_zip import SafeZip, open_zip

XML_LIMIT = 50_000_000


class OfdPackage:
    """An open OFD file. Paths live in it alone: none ever reaches the disk."""

    def __init__(self, data: bytes) -> None:
        """Take the bytes of the file. Raises UnreadableDocument when it is no ZIP file or a bomb."""
        self._zip: SafeZip = open_zip(data)
        self._names = {_plain(name): name for name in self._zip.names()}

    def find(self, path: str, base: str = "") -> str | None:
        """Return the file that a path means inside the file `base`, or None; a path from the root may lack its slash."""
        plain = path.strip().replace("\\", "/")
        folder = posixpath.dirname(base)
        for spelling in (plain, unquote(plain)):
            below = [] if spelling.startswith("/") else [posixpath.join(folder, spelling)]
            for candidate in (*below, spelling):
                if _plain(candidate) in self._names:
                    return _plain(candidate)
        return None

    def read(self, name: str) -> bytes:
        """Return the bytes of a file that `find` returned. Raises UnreadableDocument when it is damaged or too large."""
        return self._zip.read(self._names[name])

    def xml(self, name: str) -> etree._Element:
        """Return the root of an XML file that `find` returned. Raises UnreadableDocument when it is damaged."""
        return parse_xml(self._zip.read(self._names[name], XML_LIMIT), name)

    def root(self) -> tuple[str, etree._Element]:
        """Return the name and root of the file that names all others. Raises UnreadableDocument when there is none."""
        name = self.find("OFD.xml")
        if name is None:
            raise UnreadableDocument("the OFD file holds no OFD.xml")
        return name, self.xml(name)


def _plain(path: str) -> str:
    return posixpath.normpath("/" + path.replace("\\", "/").lstrip("/")).lstrip("/").lower()
