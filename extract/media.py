"""What kind of document the bytes are: by the bytes first, by what was declared only where they leave a doubt."""

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

_SIGNATURES = (
    (b"%PDF", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
)
_OOXML = "application/vnd.openxmlformats-officedocument."
DOCX = f"{_OOXML}wordprocessingml.document"
XLSX = f"{_OOXML}spreadsheetml.sheet"
WORD_XML = "application/vnd.ms-word.xml"
_PACKAGES = (
    ("ofd.xml", "", "application/ofd"),
    ("[content_types].xml", "word/", DOCX),
    ("[content_types].xml", "xl/", XLSX),
)
"""Documents that are ZIP files: a member they have, the beginning of the name of another, and their media type."""

_HTML_TAG = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|meta|div|table|p|span|title|script|center|font)\b", re.IGNORECASE
)


_FLAT = (
    (b"http://schemas.microsoft.com/office/2006/xmlPackage", DOCX),
    (b"http://schemas.microsoft.com/office/word/2003/wordml", WORD_XML),
)
"""Word documents that are one XML file: a namespace among their first bytes, and their media type."""


def media_type_of(data: bytes, declared: str | None = None) -> str:
    """Return the media type of a document: text/html, text/plain, or that of a known signature."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return _packaged(data) if media_type == "application/zip" else media_type
    if head.startswith(b"<"):
        for namespace, media_type in _FLAT:
            if namespace in data[:4096]:
                return media_type
    if _HTML_TAG.search(data[:65536]) or (declared or "").startswith(("text/html", "application/xhtml")):
        return "text/html"
    return "text/plain"


def _packaged(data: bytes) -> str:
    """Return the media type of a document that is a ZIP file, or that of ZIP files."""
    try:
        with ZipFile(BytesIO(data)) as file:
            names = {name.replace("\\", "/").lstrip("/").lower() for name in file.namelist()}
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return "application/zip"
    for member, start, media_type in _PACKAGES:
        if member in names and any(name.startswith(start) for name in names):
            return media_type
    return "application/zip"
