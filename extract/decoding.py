"""From bytes to text, by the evidence of the bytes before any declaration."""

import codecs
import re

import cchardet
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

from extract.errors import UnreadableDocument

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GB_LABELS = re.compile(r"gb|cp936|hz", re.IGNORECASE)
TOO_MANY_ERRORS = 0.02
"""Above this share of undecodable characters a text is taken for noise."""


def decode(data: bytes, media_type: str | None = None) -> tuple[str, str]:
    """Return the text of a document and the encoding used: BOM, then strict UTF-8, then the declaration, then detection.

    Every GB label is read as gb18030, its superset. Raises UnreadableDocument for binary noise.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace"), encoding
    try:
        return _checked(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        encoding = _declared(data, media_type) or _detected(data)
    return _checked(data.decode(encoding, "replace"), encoding)


def _declared(data: bytes, media_type: str | None) -> str | None:
    declared = http_content_type_encoding(media_type) or html_body_declared_encoding(data[:4096])
    if not declared or declared.startswith("utf-8"):
        return None
    return _superset(declared)


def _detected(data: bytes) -> str:
    found = cchardet.detect(data)["encoding"]
    return _superset(found) if found else "gb18030"


def _superset(label: str) -> str:
    if _GB_LABELS.match(label):
        return "gb18030"
    try:
        return codecs.lookup(label).name
    except LookupError:
        return "gb18030"


def _checked(text: str, encoding: str) -> tuple[str, str]:
    noise = text.count("\x00") + text.count("\ufffd")
    if noise > max(8, len(text) * TOO_MANY_ERRORS):
        raise UnreadableDocument("the bytes are neither text nor a known document format")
    return text.replace("\x00", ""), encoding
