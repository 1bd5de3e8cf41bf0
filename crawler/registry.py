"""What is known of a portal before it is crawled."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crawler.expectations import NOTHING, Expectation
from crawler.hosts import slot

NATION = "000000"
"""The region of the portals of central departments."""


@dataclass(frozen=True, slots=True)
class Column:
    """A known annual-report column and the agency it belongs to (None: a collective column)."""

    url: str
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal to be crawled. `region` is a GB/T 2260 code, `disclosure` its page on government information disclosure
    (政府信息公开), `site_code` its code in the official register (网站标识码), `expect` what a full crawl must find.
    """

    id: str
    name: str | None
    home: str
    region: str | None = None
    disclosure: str | None = None
    columns: tuple[Column, ...] = ()
    allow_hosts: tuple[str, ...] = ()
    expect: Expectation = NOTHING
    site_code: str | None = None
    note: str = field(default="", compare=False)


def place(home: str) -> str:
    """Return what is the same for all addresses of one home page: its host, without `www.`, and its path."""
    return portal_of(home).id.removeprefix("www.").lower()


def within(portal: Portal, region: str) -> bool:
    """Tell whether a portal belongs to a division or one inside it; the region of the nation holds all."""
    stem = re.sub(r"(00)+$", "", region) if len(region) == 6 else region
    return (portal.region or "").startswith(stem)


def portal_of(url: str, region: str | None = None) -> Portal:
    """Return an unregistered portal for an address; its id is made of host and path."""
    path = re.sub(r"(/gkmlpt)?/(index(\.s?html?)?)?$", "", urlsplit(url).path)
    host = slot(url).removesuffix(":80").removesuffix(":443")
    return Portal(id=f"{host}{path}", name=None, home=url, region=region)
