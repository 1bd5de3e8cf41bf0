"""The two hosts of a site whose archived sources stand apart: as the operator gave them, with what follows for policies."""

import re
from dataclasses import dataclass
from typing import Any

from archive.errors import ArchiveError


class NotAnOrigin(ArchiveError):
    """The hosts of the site are not configured in a way that can be used."""


@dataclass(frozen=True, slots=True)
class Origins:
    """The origins of the pages and of the archived sources; both empty where they are one and the same host."""

    site: str = ""
    sources: str = ""

    def framed(self, policy: str) -> str:
        """Return the policy of a page, admitting frames with archived sources."""
        return policy.replace("frame-src 'self'", f"frame-src 'self' {self.sources}") if self.sources else policy

    def framing(self, policy: str) -> str:
        """Return the policy of an archived source, admitting the site as what frames it."""
        return policy.replace("frame-ancestors 'self'", f"frame-ancestors 'self' {self.site}") if self.site else policy


def origins(datasette: Any) -> Origins:
    """Return the origins configured (NIANBAO_SITE, NIANBAO_SOURCES). Raises NotAnOrigin for one alone or for what is no origin."""
    told = datasette.plugin_config("nianbao") or {}
    site, sources = ((told.get(name) or "").strip().rstrip("/") for name in ("site", "sources"))
    if bool(site) != bool(sources):
        raise NotAnOrigin("NIANBAO_SITE and NIANBAO_SOURCES belong together")
    for one in filter(None, (site, sources)):
        if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?", one):
            raise NotAnOrigin(f"{one!r} is no origin such as https://nianbao.example.org")
    return Origins(site, sources)
