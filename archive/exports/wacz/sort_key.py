"""The key under which an address stands in an index: host reversed, path and query in one form (SURT, as replay tools make it)."""

import re
from posixpath import normpath
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

_PORTS = {"http": 80, "https": 443}
_WWW = re.compile(r"^www\d*\.")
_SAFE = "".join(character for character in map(chr, range(0x21, 0x7F)) if character not in "%#")
_UNQUOTED = 8
"""How often a percent-encoding may be encoded over again."""

# What servers put into addresses to know a visitor again.
_SESSION_IN_PATH = re.compile(r"/\((?:[a-z]\([0-9a-z]{24}\))+\)/")
_SESSION_IN_QUERY = re.compile(
    r"(?<![^&])(?:jsessionid=[0-9a-z]{32}|phpsessid=[0-9a-z]{32}|sid=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24}|cfid=[^&]+&cftoken=[^&]+)(?:&|$)"
)


def sort_key(url: str) -> str:
    """Return the key of an address; one that cannot be taken apart is its own key."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url
    if parts.scheme.lower() not in _PORTS or not parts.hostname:
        return url
    host = _WWW.sub("", _ascii(parts.hostname.lower().rstrip(".")))
    labels = ",".join(reversed(host.split(".")))
    place = f":{port}" if port and port != _PORTS[parts.scheme.lower()] else ""
    query = _query(parts.query)
    return f"{labels}{place}){_path(parts.path)}" + (f"?{query}" if query else "")


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return _one_form(host)


def _path(path: str) -> str:
    plain = _SESSION_IN_PATH.sub("/", _one_form(path).lower())
    return re.sub(r"^/+", "/", normpath(plain or "/"))


def _query(query: str) -> str:
    plain = _SESSION_IN_QUERY.sub("", _one_form(query).lower())
    return "&".join(sorted(plain.split("&"), key=lambda pair: pair.partition("=")[::2])) if plain else ""


def _one_form(text: str) -> str:
    """Return a text in which only what must be encoded is, however often it was encoded before."""
    data = text.encode("utf-8", "replace")
    for _ in range(_UNQUOTED):
        decoded = unquote_to_bytes(data)
        if decoded == data:
            break
        data = decoded
    return quote_from_bytes(data, safe=_SAFE)
