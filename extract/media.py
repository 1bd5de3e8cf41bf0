"""What kind of document the bytes are: by the bytes first, by what was declared only where they leave a doubt."""

import re

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
)
_HTML_TAG = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|meta|div|table|p|span|title|script|center|font)\b", re.IGNORECASE
)


def media_type_of(data: bytes, declared: str | None = None) -> str:
    """Return the media type of a document: text/html, text/plain, or that of a known signature."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if _HTML_TAG.search(data[:65536]) or (declared or "").startswith(("text/html", "application/xhtml")):
        return "text/html"
    return "text/plain"
