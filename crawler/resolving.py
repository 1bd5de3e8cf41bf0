"""Names that lead into private networks are refused: the addresses checked are the ones that are connected to."""
# ruff: noqa: N802, N803 - the names are those of Twisted's interfaces

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from crawler.failures import Refused
from crawler.hosts import HostRules

_TRANSLATED = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the public internet, one embedded in an IPv6 address included."""
    try:
        ip = ip_address(address.split("%")[0])
    except ValueError:
        return False
    embedded = _embedded(ip) if isinstance(ip, IPv6Address) else None
    return (embedded or ip).is_global and not (embedded or ip).is_multicast


def _embedded(ip: IPv6Address) -> IPv4Address | None:
    if ip in _TRANSLATED:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


@implementer(IHostnameResolver)
class PublicOnly:
    """Resolves names through another resolver and withholds every address that is not public.

    Hosts admitted by name may stand anywhere. `refused` holds by host the last address withheld.
    """

    def __init__(self, inner: Any, rules: HostRules) -> None:
        """Take the resolver that asks, and the rules that say which hosts are admitted."""
        self._inner = inner
        self._rules = rules
        self.refused: dict[str, str] = {}

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        """Resolve a name for a connection to a port."""
        host = f"[{hostName}]" if ":" in hostName else hostName
        receiver = resolutionReceiver
        if not self._rules.is_admitted(f"//{host}:{portNumber}"):
            receiver = _Withholding(resolutionReceiver, hostName, self.refused)
        resolution: IHostResolution = self._inner.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution


@implementer(IResolutionReceiver)
class _Withholding:
    """Passes on what a resolver finds, but for addresses that are not public."""

    def __init__(self, receiver: Any, host: str, refused: dict[str, str]) -> None:
        self._receiver, self._host, self._refused = receiver, host, refused

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: Any) -> None:
        if is_public(address.host):
            self._receiver.addressResolved(address)
        else:
            self._refused[self._host] = address.host

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()


class PublicNames:
    """Downloader middleware: puts PublicOnly in the place of the resolver, and says why a name was not to be had."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._refused: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware; the rules are known when the spider opens."""
        names = cls(crawler)
        crawler.signals.connect(names.spider_opened, signals.spider_opened)
        return names

    def spider_opened(self) -> None:
        """Let no name lead into a private network from now on."""
        from twisted.internet import reactor

        names: Any = reactor
        resolver = PublicOnly(names.nameResolver, self._crawler.spider.hosts)  # type: ignore[union-attr]
        self._refused = resolver.refused
        names.installNameResolver(resolver)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raise Refused for a name all of whose addresses are withheld."""
        address = self._refused.get(urlsplit(request.url).hostname or "")
        if address and isinstance(exception, CannotResolveHostError):
            raise Refused("error", f"the host leads to {address}, which is not a public address") from exception
