"""What strangers wrote, made fit for the heads of records: header lines byte for byte, addresses as one line of ASCII."""

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import quote, urlsplit

from archive.model import Exchange, Headers

_BREAKS = re.compile(r"[\r\n\0]+")
_PRINTABLE = "".join(character for character in map(chr, range(0x21, 0x7F)) if character not in "<>")


def response_head(exchange: Exchange) -> bytes:
    """Return the head of a response; the body is no longer chunked, so that header is kept under another name."""
    headers = [
        (f"X-Archive-Orig-{name}" if name.lower() == "transfer-encoding" else name, value)
        for name, value in exchange.headers
    ]
    return _head(one_line(f"HTTP/1.1 {exchange.status} {exchange.reason}"), headers)


def request_head(exchange: Exchange) -> bytes:
    """Return the head of a request, with the Host header that every request carries."""
    parts = urlsplit(warc_uri(exchange.url))
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    headers = list(exchange.request_headers)
    if header(headers, "host") is None:
        headers.insert(0, ("Host", parts.netloc.rpartition("@")[2]))
    return _head(f"{one_line(exchange.method)} {target} HTTP/1.1", headers)


def read_headers(head: bytes) -> Headers:
    """Return the headers below a start line as text in Latin-1, as they were given."""
    pairs = (line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:])
    return [(name, value.strip()) for name, colon, value in pairs if colon]


def header(headers: Sequence[tuple[str, str]], name: str) -> str | None:
    """Return the first header of a name, in whatever case."""
    return next((value for key, value in headers if key.lower() == name), None)


@lru_cache(maxsize=64)  # all records of an exchange bear the same addresses
def warc_uri(url: str) -> str:
    """Return an address as it may stand in a WARC header: one line of ASCII, the scheme in lower case."""
    safe = quote(url, safe=_PRINTABLE, errors="replace")
    return re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*:", lambda match: match.group().lower(), safe)


def one_line(text: str) -> str:
    """Return a text with every run of white space as one space."""
    return " ".join(text.split())


def _head(start: str, headers: Headers) -> bytes:
    """Return start line and headers of HTTP as the bytes they came in, with the empty line that ends them."""
    pairs = ((_BREAKS.sub(" ", name).strip(), _BREAKS.sub(" ", value).strip()) for name, value in headers)
    lines = (start, *(f"{name}: {value}" for name, value in pairs), "")
    return b"".join(_bytes(line) + b"\r\n" for line in lines)


def _bytes(line: str) -> bytes:
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", errors="replace")
