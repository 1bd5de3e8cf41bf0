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
_PAGE_ENCODINGS = re.compile(r"utf-(?:8|16|32)|big5|cp\d|iso8859|koi8|euc|shift_jis|johab")
_DEFAULTS = ("ascii", "cp1252", "iso8859-1")
"""What servers declare when nobody told them better; no page in Chinese is written in these."""

TOO_MANY_ERRORS = 0.02
"""Above this share of undecodable characters a text is taken for noise."""


def decode(data: bytes, media_type: str | None = None) -> tuple[str, str]:
    """Return the text of a document and the encoding used: BOM, strict UTF-8, the declaration, gb18030, detection.

    The first that decodes every byte counts; of those that do not, the one with the fewest errors. Every GB label is read
    as gb18030, its superset. Raises UnreadableDocument for binary noise.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace"), encoding
    guesses = ("utf-8", _declared(data, media_type), "gb18030", _detected(data))
    encodings = [guess for guess in guesses if guess is not None]
    for encoding in encodings:
        try:
            return _checked(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    texts = {encoding: data.decode(encoding, "replace") for encoding in encodings}
    return _checked(*min(((text, name) for name, text in texts.items()), key=lambda pair: pair[0].count("\ufffd")))


def _declared(data: bytes, media_type: str | None) -> str | None:
    declared = http_content_type_encoding(media_type) or html_body_declared_encoding(data[:4096])
    encoding = _superset(declared) if declared else None
    return None if encoding in _DEFAULTS else encoding


def _detected(data: bytes) -> str | None:
    found = cchardet.detect(data)["encoding"]
    return _superset(found) if found else None


def _superset(label: str) -> str | None:
    """Return the codec for a label, gb18030 for every GB label, None for what is no encoding of pages."""
    if _GB_LABELS.match(label):
        return "gb18030"
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return name if _PAGE_ENCODINGS.match(name) else None


def _checked(text: str, encoding: str) -> tuple[str, str]:
    noise = text.count("\x00") + text.count("\ufffd")
    if noise > max(8, len(text) * TOO_MANY_ERRORS):
        raise UnreadableDocument("the bytes are neither text nor a known document format")
    return text.replace("\x00", ""), encoding
