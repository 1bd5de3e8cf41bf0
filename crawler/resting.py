"""Platform groups that block us: one repeated question after a pause, then a rest of a day. Nothing is evaded.

A group is what one firewall protects: the hosts under one name below gov.cn (see `platforms.yaml`).
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Literal

from archive import clock
from archive.store import Archive
from crawler import blocks, rules
from crawler.hosts import platform
from crawler.outcomes import Judgement

_RESTS = "group rests"
Verdict = Literal["go on", "ask again", "rest"]


@dataclass(slots=True)
class Group:
    """What a platform group has answered in this run.

    `hits` are its block pages, `singles` those in a row that may concern one page only; `paused_until` is on the
    monotonic clock; `rests_until` ends the rest.
    """

    hits: int = 0
    singles: int = 0
    paused_until: float = 0.0
    rests_until: datetime | None = None


class Resting:
    """The platform groups of a run: which of them pause, are probed, or rest."""

    def __init__(self, delay: float = 0.0, rests: Iterable[tuple[str, datetime]] = ()) -> None:
        """Take the delay between requests in seconds, and which groups rest until when."""
        words = rules.load("platforms.yaml")
        self._pause = min(words["pause"]["longest"], words["pause"]["delays"] * delay)
        self._longest_pause: float = words["pause"]["longest"]
        self._groups: defaultdict[str, Group] = defaultdict(Group)
        self._probed: set[str] = set()
        for name, until in rests:
            self._groups[name].rests_until = until

    @classmethod
    def remembered(cls, archive: Archive, delay: float) -> "Resting":
        """Return the groups that an archive says were sent to rest within the last day."""
        day = timedelta(hours=rules.load("platforms.yaml")["rest_hours"])
        query = "SELECT url, max(at) AS at FROM attempts WHERE outcome = 'blocked' AND detail LIKE ? AND at > ? GROUP BY url"
        rows = archive.db.query(query, [f"{_RESTS}%", clock.timestamp(clock.now() - day)])
        return cls(delay, sorted((platform(row["url"]), clock.parse(row["at"]) + day) for row in rows))

    def group(self, url: str) -> Group:
        """Return the group of an address."""
        return self._groups[platform(url)]

    def why_not(self, url: str) -> str | None:
        """Return why an address may not be asked for because its group rests, or None."""
        until = self.group(url).rests_until
        if until is None or until <= clock.now():
            return None
        return f"{platform(url)} blocks us and is left alone until {clock.timestamp(until)[:16]}Z"

    async def wait(self, url: str) -> None:
        """Wait as long as the group of an address pauses."""
        left = self.group(url).paused_until - monotonic()
        if left > 0:
            await asyncio.sleep(left)

    @property
    def probing(self) -> bool:
        """Whether any group is held back after a first block page."""
        return bool(self._probed)

    def holds(self, url: str, under_way: int) -> bool:
        """Tell whether a request must wait: after a first block page a group pauses, and then answers one at a time."""
        return platform(url) in self._probed and (under_way > 0 or monotonic() < self.group(url).paused_until)

    def take(self, url: str, role: str, judged: Judgement, *, hits: int, wait: int | None = None) -> Verdict:
        """Take in an answer and return what to do about it.

        `hits` is what `group(url).hits` was when the request left: an answer to one that was under way when the first
        block page came is asked for again and counts as none. `wait` is what the answer asks for, in seconds.
        """
        group = self.group(url)
        if role == "control":
            return "go on"
        if judged.outcome != "blocked":
            group.singles = 0
            self._probed.discard(platform(url))
            return "go on"
        if self.why_not(url):
            return "go on"
        if not blocks.is_whole_platform(judged.detector, role):
            group.singles += 1
            if group.singles < rules.load("blocks.yaml")["pages_in_a_row"]:
                return "go on"
        if hits < group.hits and platform(url) in self._probed:
            return "ask again"
        group.hits += 1
        if group.hits > 1 or (wait or 0) > self._longest_pause:
            self._probed.discard(platform(url))
            group.rests_until = clock.now() + timedelta(hours=rules.load("platforms.yaml")["rest_hours"])
            return "rest"
        self._probed.add(platform(url))
        group.paused_until = monotonic() + self._pause
        return "ask again"

    def note(self, url: str) -> str:
        """Return the words by which a rest is remembered in the archive."""
        return f"{_RESTS}: {self.why_not(url)}"
