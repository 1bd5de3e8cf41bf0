"""What kind of document the bytes are: by the bytes first, by what was declared only where they leave a doubt."""

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from extract.errors import UnreadableDocument
from extract.ole import OleFile

_OOXML = "application/vnd.openxmlformats-officedocument."
DOCX = f"{_OOXML}wordprocessingml.document"
XLSX = f"{_OOXML}spreadsheetml.sheet"
DOC = "application/msword"
WORKS = "application/vnd.ms-works"
WORD_XML = "application/vnd.ms-word.xml"
RTF = "application/rtf"
ODT = "application/vnd.oasis.opendocument.text"
XLS = "application/vnd.ms-excel"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
OLE = "application/x-ole-storage"
WEB_ARCHIVE = "multipart/related"
_SIGNATURES = (
    (b"%PDF", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"{\\rtf", RTF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
)
_PACKAGES = (
    ("ofd.xml", "", "application/ofd"),
    ("[content_types].xml", "word/", DOCX),
    ("[content_types].xml", "xl/workbook.bin", XLSB),
    ("[content_types].xml", "xl/", XLSX),
)
"""Documents that are ZIP files: a member they have, the beginning of the name of another, and their media type."""

_STREAMS = (("worddocument", DOC), ("workbook", XLS), ("book", XLS), ("contents", WORKS))
"""Documents that are OLE files: a stream they have, and their media type. Those of WPS have the streams of Word and Excel."""

_OPEN_DOCUMENT = re.compile(
    rb"^PK\x03\x04.{26}mimetype(application/vnd\.oasis\.opendocument\.(?:text|spreadsheet))", re.DOTALL
)
_WEB_ARCHIVE = re.compile(rb"^(?:[\w-]+:.*\n(?:[ \t].*\n)*){0,20}?Content-Type:\s*multipart/related", re.IGNORECASE)
_WEBP = re.compile(rb"RIFF.{4}WEBP", re.DOTALL)
_BMP = re.compile(rb"BM.{12}[\x0c\x28\x38\x40\x6c\x7c]\x00{3}", re.DOTALL)
"""The second field of a BMP file is the length of its header."""

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
            inside = {"application/zip": _packaged, OLE: _compound}.get(media_type)
            return inside(data) if inside else media_type
    if _WEBP.match(head) or _BMP.match(head):
        return "image/webp" if head.startswith(b"RIFF") else "image/bmp"
    if _WEB_ARCHIVE.match(head):
        return WEB_ARCHIVE
    if head.startswith(b"<"):
        for namespace, media_type in _FLAT:
            if namespace in data[:4096]:
                return media_type
    if (declared or "").startswith(("text/html", "application/xhtml")):
        return "text/html"
    return "text/html" if _HTML_TAG.search(data[:65536]) and _is_page(data) else "text/plain"


def _is_page(data: bytes) -> bool:
    from extract.readers.markup import is_page

    return is_page(data.decode("latin-1"))


def _packaged(data: bytes) -> str:
    """Return the media type of a document that is a ZIP file, or that of ZIP files."""
    open_document = _OPEN_DOCUMENT.match(data)
    if open_document:
        return open_document[1].decode()
    try:
        with ZipFile(BytesIO(data)) as file:
            names = {name.replace("\\", "/").lstrip("/").lower() for name in file.namelist()}
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return "application/zip"
    for member, start, media_type in _PACKAGES:
        if member in names and any(name.startswith(start) for name in names):
            return media_type
    return "application/zip"


def _compound(data: bytes) -> str:
    """Return the media type of a document that is an OLE file, or that of OLE files."""
    try:
        names = OleFile(data).names()
    except UnreadableDocument:
        return OLE
    return next((media_type for stream, media_type in _STREAMS if stream in names), OLE)
