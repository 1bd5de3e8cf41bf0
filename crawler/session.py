"""What the parts of one crawl share: the archive and its writer, the rules, the visits and what went wrong."""

from dataclasses import dataclass, field
from typing import Protocol

from scrapy.crawler import Crawler

from archive.model import Provenance
from archive.store import Archive
from archive.writing import CaptureWriter
from crawler.asks import Ask
from crawler.hosts import HostRules, over, slot
from crawler.resting import Resting
from crawler.settings import SOFTWARE, VANTAGE
from crawler.visit import Visit


class Progress(Protocol):
    """Who is told how the crawl goes."""

    def advance(self, note: str = "", by: int = 1) -> None:
        """Take note of responses stored; the note is the address of the last one."""

    def say(self, text: str) -> None:
        """Take note of a line worth keeping."""


_KNOWN_ARTICLES = """
WITH seen AS (
    SELECT url, max(CASE WHEN outcome IN ('ok', 'not_modified') THEN fetched_at END) AS there
    FROM captures WHERE portal = ? AND role = 'article' GROUP BY url HAVING there IS NOT NULL AND max(run_id = ?) IS NOT 1
), lost AS (
    SELECT seen.url, min(fetched_at) AS first, max(fetched_at) AS last
    FROM seen JOIN captures ON captures.url = seen.url AND fetched_at > there AND outcome IN ('gone', 'soft_404')
    GROUP BY seen.url
)
SELECT seen.url FROM seen LEFT JOIN lost ON lost.url = seen.url
WHERE lost.url IS NULL OR julianday(lost.last) - julianday(lost.first) < 14 ORDER BY seen.url
"""
"""Documents of a portal that a run did not ask for; one that two answers 14 days apart say is gone is not asked for again."""


@dataclass(slots=True)
class Session:
    """One crawl. `failure` is set when a response could not be stored; the crawl then ends at once.

    `claimed` are the documents asked for by any portal of this run (keys), `left` those that a portal listed and left to
    the portal on whose host they stand (by its id, with who listed them), `refused` the hosts recorded as not allowed,
    `since` per portal the moment since which captures belong to an unfinished crawl, `closed` the outcomes, `homes` the
    portals by the host of their home page, `resting` the platform groups that block us, `bounded` the portals that
    reached a bound, `controls` by host the shape of what it answers at an address that cannot exist, None where it says so.
    """

    archive: Archive
    writer: CaptureWriter
    run: str
    hosts: HostRules
    visits: dict[str, Visit]
    max_requests: int | None = None
    progress: Progress | None = None
    closed: dict[str, str] = field(default_factory=dict)
    failure: str | None = None
    claimed: set[str] = field(default_factory=set)
    left: dict[str, list[tuple[Visit, Ask]]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    since: dict[str, str] = field(default_factory=dict)
    homes: dict[str, list[str]] = field(default_factory=dict)
    resting: Resting = field(default_factory=Resting)
    bounded: set[str] = field(default_factory=set)
    controls: dict[str, str | None] = field(default_factory=dict)

    def used_to_list(self, column: str) -> bool:
        """Tell whether a column listed something when last read, or had fallen silent already by then."""
        query = (
            "SELECT 1 FROM columns WHERE url IN (?, ?) AND (entries > 0 OR (outcome = 'empty_list' AND NOT complete))"
        )
        urls = [over("http", column), over("https", column)]
        return next(iter(self.archive.db.query(query, urls)), None) is not None

    def known_articles(self, visit: Visit) -> list[str]:
        """Return the addresses of the documents that earlier crawls of a portal stored, but for those settled as gone."""
        rows = self.archive.db.query(_KNOWN_ARTICLES, [visit.portal.id, self.run])
        return [row["url"] for row in rows]

    def owner(self, url: str) -> str | None:
        """Return the portal of this run, still being read, whose home is the only one on the host of an address."""
        there = self.portals_at(url)
        return there[0] if len(there) == 1 and self.visits[there[0]].open > 0 else None

    def portals_at(self, url: str) -> list[str]:
        """Return the portals of this run whose home stands on the host of an address."""
        if not self.homes:
            for name, visit in self.visits.items():
                self.homes.setdefault(slot(visit.portal.home), []).append(name)
        return self.homes.get(slot(url), [])

    def provenance(self, visit: Visit | None, ask: Ask | None, role: str = "robots", attempt: int = 1) -> Provenance:
        """Return why something was requested, as it is archived; without an ask it is a host's robots.txt."""
        if ask is None:
            return Provenance(run=self.run, role=role, vantage=VANTAGE, software=SOFTWARE, attempt=attempt)
        return Provenance(
            run=self.run,
            role=ask.role,
            portal=visit.portal.id if visit else None,
            via_url=ask.via_url,
            link_text=ask.link_text,
            rule=ask.rule,
            agency=ask.agency,
            region=visit.portal.region if visit else None,
            year=ask.year,
            published_on=ask.published_on,
            vantage=VANTAGE,
            software=SOFTWARE,
            attempt=attempt,
        )


def session_of(crawler: Crawler) -> Session:
    """Return the shared state of a crawl, which its spider carries."""
    session: Session = crawler.spider.session  # type: ignore[union-attr]  # the spider that uses these parts has one
    return session
