"""News since a day, for a person or another program: on stdout, or sent to an address that the operator names."""

import json
import socket
import ssl
from contextlib import closing
from datetime import date, datetime, time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive.clock import SHANGHAI, timestamp
from archive.errors import ArchiveError
from archive.exports.rows import opened
from archive.feeds import as_item, entries, kinds
from archive.feeds.queries import NATION
from crawler.resolving import is_public

SECONDS = 10
"""How long the receiver may take to answer."""


class NotSent(ArchiveError):
    """The news could not be sent; the message is one line for the user."""


def news(published: Path, since: date, region: str = NATION) -> dict[str, list[dict[str, Any]]]:
    """Return what is new since the beginning of a day in China, by kind, as items of JSON Feed without links to a site."""
    begin = timestamp(datetime.combine(since, time.min, SHANGHAI))
    with closing(opened(published)) as db:
        return {kind: [as_item(kind, entry) for entry in entries(db, kind, region, begin)] for kind in kinds()}


def send(url: str, content: object, *, allow_private: bool = False) -> int:
    """Post content as JSON to a web address and return the status of the answer; redirects are not followed.

    Raises NotSent when the address leads into a private network and that is not allowed, or when the receiver does not accept.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotSent(f"{url} is no web address")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = _resolved(parts.hostname, port, allow_private)
        connection = _connection(parts.scheme, parts.hostname, port, address)
        with closing(connection):
            body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body, {"Content-Type": "application/json; charset=utf-8"})
            status = connection.getresponse().status
    except (OSError, ValueError, HTTPException) as error:
        raise NotSent(f"{parts.hostname} did not take the news: {error}") from error
    if not 200 <= status < 300:
        raise NotSent(f"{parts.hostname} answered {status}")
    return status


def _resolved(host: str, port: int, allow_private: bool) -> str:
    """Return the IP address to connect to: what is checked is what is connected to."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    usable = [address for address in found if allow_private or is_public(address)]
    if not usable:
        raise NotSent(f"{host} leads to {', '.join(dict.fromkeys(found))}, which is not a public address")
    return usable[0]


def _connection(scheme: str, host: str, port: int, address: str) -> HTTPConnection:
    connected = socket.create_connection((address, port), SECONDS)
    if scheme == "https":
        secure = HTTPSConnection(host, port, timeout=SECONDS)
        secure.sock = ssl.create_default_context().wrap_socket(connected, server_hostname=host)
        return secure
    plain = HTTPConnection(host, port, timeout=SECONDS)
    plain.sock = connected
    return plain
