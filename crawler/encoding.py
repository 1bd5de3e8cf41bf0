"""Bytes of a page to text: byte order mark, strict UTF-8, what the page declares, gb18030."""

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD_BYTES = 4096
_BROKEN = "\ufffd"
_TOLERANCE = 50


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of a page; every GB label means gb18030, and bytes that fit nowhere become U+FFFD.

    A UTF-8 page with a few broken characters (one in fifty of those beyond ASCII) is still one.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, errors="replace")
    text = body.decode("utf-8", errors="replace")
    broken = text.count(_BROKEN)
    if not broken or broken * _TOLERANCE <= sum(character > "\x7f" for character in text):
        return text
    labels = [*_declared(body, content_type), "gb18030"]
    for label in labels:
        try:
            return body.decode(label)
        except UnicodeDecodeError:
            continue
    return min((body.decode(label, errors="replace") for label in labels), key=lambda text: text.count(_BROKEN))


def _declared(body: bytes, content_type: str) -> list[str]:
    head = body[:_HEAD_BYTES].decode("latin-1")
    found = [match.group(1) for source in (content_type, head) for match in _CHARSET.finditer(source)]
    return [name for label in found if (name := _python_name(label))]


def _python_name(label: str) -> str | None:
    if label.lower().startswith(("gb", "x-gbk", "cp936", "hz-gb")):
        return "gb18030"
    try:
        info = codecs.lookup(label)
    except LookupError:
        return None
    return info.name if info._is_text_encoding and info.name not in {"iso8859-1", "ascii"} else None
