"""A feed as a whole: its kind and division, its texts, and the entries that it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import yaml

from archive.feeds.entries import Entry
from archive.feeds.queries import NATION

EMPTY_SINCE = "1970-01-01T00:00:00Z"
"""When a feed without entries was updated."""


@cache
def kinds() -> dict[str, dict[str, Any]]:
    """Return the kinds of feed with their texts."""
    found: dict[str, dict[str, Any]] = yaml.safe_load((files(__package__) / "kinds.yaml").read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed to be written: `site` is the address of the home page with a slash at its end, `region` the name of the division."""

    kind: str
    region_code: str
    region: str | None
    site: str
    entries: Sequence[Entry]

    @property
    def title(self) -> str:
        """The title in both languages."""
        texts = kinds()[self.kind]
        place = f"{self.region} " if self.region else ""
        return f"{place}{texts['zh']} {texts['en']}"

    @property
    def about(self) -> str:
        """What the feed tells, in both languages."""
        texts = kinds()[self.kind]
        return f"{texts['about']}。{texts['about_en']}."

    @property
    def updated(self) -> str:
        """When something last entered the feed."""
        return max((entry.at for entry in self.entries), default=EMPTY_SINCE)

    def address(self, suffix: str) -> str:
        """Return the address of the feed in one of its forms."""
        place = "" if self.region_code == NATION else f"{quote(self.region_code, safe='')}/"
        return f"{self.site}feeds/{place}{self.kind}.{suffix}"
