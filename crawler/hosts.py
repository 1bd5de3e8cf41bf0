"""Which hosts may be requested, and under which address a document is known."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

from crawler import rules

_DEFAULT_PORTS = {"http": 80, "https": 443}
_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_LONGEST_URL = 2000
_LONGEST_LINK = 4 * _LONGEST_URL
_KNOWN = 20_000
_GOVERNMENT = re.compile(r"([a-z0-9_-]+\.)*gov\.cn")
_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?(/[\w./~-]*)?(\?[\w./~&=-]*)?", re.ASCII)
_ROOTED = re.compile(r"(/[\w~-][\w.~-]*)+/?(\?[\w./~&=-]+)?", re.ASCII)
"""A link from the root of the site that no rule changes."""

_HOME = re.compile(r"/?((index|default)\.(s?html?|jsp|aspx?|php))?", re.IGNORECASE)


def absolute(base: str, link: str) -> str | None:
    """Return the address a link leads to as we request it, or None when it is no usable web address.

    Fragments, session ids, credentials and default ports are dropped; nothing else is changed.
    """
    return _absolute(base, link) if len(base) + len(link) <= _LONGEST_LINK else None


@lru_cache(_KNOWN)
def _absolute(base: str, link: str) -> str | None:
    if _ROOTED.fullmatch(link) and len(base) + len(link) <= _LONGEST_URL:
        root = _root(base)
        return root and root + link
    return _joined(base, link)


@lru_cache(_KNOWN)
def _root(base: str) -> str | None:
    """Return what stands before the path of the addresses of a site, as we request it; None where a base is no web address."""
    url = _joined(base, "/")
    return url and url[:-1]


def _joined(base: str, link: str) -> str | None:
    link = re.sub(r"[\t\r\n]", "", link).strip()
    if not link or any(mark in link for mark in ("${", "{{", "<?")):
        return None
    try:
        url = urljoin(base, link.replace("\\", "/"))
        url = url if _PLAIN.fullmatch(url) else safe_url_string(url)
        parts = urlsplit(url)
        netloc = _netloc(parts)
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not netloc or len(url) > _LONGEST_URL:
        return None
    return urlunsplit((parts.scheme, netloc, _SESSION.sub("", parts.path) or "/", parts.query, ""))


def without_session(url: str) -> str:
    """Return an address without the session id that servers write into it for readers without cookies."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=_SESSION.sub("", parts.path) or "/")) if _SESSION.search(parts.path) else url


@lru_cache(_KNOWN)
def key(url: str) -> str:
    """Return what is the same for all addresses of one document: twins by scheme, `index.html`, `//`,
    `?from=`, mobile copies and the tabs of one disclosure platform."""
    parts = urlsplit(url)
    path = re.sub(r"/{2,}", "/", parts.path)
    path = re.sub(r"/index\.s?html?$", "/", path)
    path = re.sub(r"/gkmlpt/(index|guide|policy|annualreport)?/?$", "/gkmlpt/", path)
    path = re.sub(r"_wap(?=\.s?html?$)", "", path)
    query = "&".join(part for part in parts.query.split("&") if not part.startswith("from="))
    return f"{parts.netloc.lower().removesuffix(':443').removesuffix(':80')}{path}{'?' + query if query else ''}"


@lru_cache(_KNOWN)
def slot(url: str) -> str:
    """Return the host and port of an address: the unit of politeness, robots.txt and cookies."""
    parts = urlsplit(url)
    return f"{(parts.hostname or '').lower()}:{parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)}"


def domain(url: str) -> str:
    """Return the domain that a government holds for all its sites: `qinghe.gov.cn` of `sjj.qinghe.gov.cn`."""
    return ".".join((urlsplit(url).hostname or "").rstrip(".").split(".")[-3:])


@lru_cache(10_000)
def platform(url: str) -> str:
    """Return the platform group of an address, which one firewall protects: the domain of a name, else host and port."""
    host, words = (urlsplit(url).hostname or "").rstrip("."), rules.load("platforms.yaml")
    if host in words["alone"]:
        return host
    for parent in words["apart"]:
        if host.endswith(f".{parent}"):
            return f"{host.removesuffix(f'.{parent}').rsplit('.', 1)[-1]}.{parent}"
    return slot(url) if _is_ip(host) or "." not in host else host


def is_home(url: str) -> bool:
    """Tell whether an address is that of a host's home page."""
    parts = urlsplit(url)
    return bool(_HOME.fullmatch(parts.path)) and not parts.query


def over(scheme: str, url: str) -> str:
    """Return an address under a scheme: what moves from http to https stays the same document."""
    return urlunsplit(urlsplit(url)._replace(scheme=scheme))


def twins(url: str) -> list[str]:
    """Return the other addresses a home page may answer at: the other scheme, then with or without `www.`.

    A port of its own is kept; an IP address has no `www.`.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    other = "http" if parts.scheme == "https" else "https"
    found = [urlunsplit((other, parts.netloc, parts.path, parts.query, ""))]
    if not _is_ip(host):
        toggled = parts.netloc.removeprefix("www.") if host.startswith("www.") else f"www.{parts.netloc}"
        found.append(urlunsplit((parts.scheme, toggled, parts.path, parts.query, "")))
    return found


@dataclass(frozen=True, slots=True)
class HostRules:
    """The hosts that may be requested: those under gov.cn and those admitted by name (`host` or `host:port`)."""

    admitted: frozenset[str] = frozenset()

    @classmethod
    def admitting(cls, hosts: Iterable[str]) -> "HostRules":
        """Return the rules that also admit the given hosts; a host without a port is admitted with every port."""
        return cls(frozenset(host.strip().lower() for host in hosts))

    def allow(self, url: str) -> bool:
        """Tell whether an address may be requested."""
        parts = urlsplit(url)
        if parts.scheme not in _DEFAULT_PORTS or "@" in parts.netloc:
            return False
        return bool(_GOVERNMENT.fullmatch((parts.hostname or "").rstrip("."))) or self.is_admitted(url)

    def is_near(self, url: str, home: str) -> bool:
        """Tell whether an address may be requested and belongs to a portal: its host, one below the same domain, or one
        admitted by name."""
        if not self.allow(url):
            return False
        return self.is_admitted(url) or domain(url) == domain(home)

    def is_admitted(self, url: str) -> bool:
        """Tell whether the host of an address is one of those admitted by name."""
        return (urlsplit(url).hostname or "").rstrip(".") in self.admitted or slot(url) in self.admitted


def _netloc(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower().rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    if parts.port and parts.port != _DEFAULT_PORTS.get(parts.scheme):
        return f"{host}:{parts.port}"
    return host


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
