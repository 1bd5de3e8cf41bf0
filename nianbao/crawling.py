"""Crawling for the command line: from portals or addresses to an archive that holds what they answered."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from archive import clock
from archive.errors import ArchiveError
from archive.store import Archive
from crawler import portal_files
from crawler.archive_first import UNFINISHED
from crawler.detecting import DetectionSpider, Found
from crawler.errors import TargetError
from crawler.hosts import HostRules, absolute, key
from crawler.registry import Portal, portal_of
from crawler.session import Session
from crawler.settings import CONTACT
from crawler.spider import PortalSpider
from crawler.visit import Visit
from nianbao.crawl_report import INTERRUPTED, PortalReport, finished_reports, unfinished
from nianbao.due import is_due
from nianbao.progress import Reporter
from nianbao.spiders import run_spider


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """A crawl: its run, its portals, and whether it was broken off before all of them ended."""

    run: str | None
    interrupted: bool
    portals: tuple[PortalReport, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the result for output."""
        return asdict(self)


def crawl(
    folder: Path,
    targets: Sequence[str | Portal],
    *,
    own: Path | None = None,
    years: Sequence[int] = (),
    allow_hosts: Sequence[str] = (),
    region: str | None = None,
    delay: float = 3.0,
    max_requests: int | None = None,
    reporter: Reporter | None = None,
) -> CrawlResult:
    """Crawl registered portals, addresses or portals as given into an archive; without targets, the registered ones due.

    The same call after one that was broken off goes on with the portals that had not come to their end. Can be called once per process. Raises TargetError for a target that cannot be crawled, ArchiveError when the
    archive cannot be written; a portal that cannot be reached is an outcome, not an error.
    """
    reporter = reporter or Reporter()
    archive = Archive.open(folder, create=True)
    try:
        portals = _portals(archive, targets, own, allow_hosts, region)
        if not portals:
            return CrawlResult(None, False, ())
        hosts = HostRules.admitting([*allow_hosts, *(host for portal in portals for host in portal.allow_hosts)])
        visits = {portal.id: Visit(portal, hosts, frozenset(years)) for portal in portals}
        options = {
            "portals": list(visits),
            "years": sorted(years),
            "allow_hosts": sorted(allow_hosts),
            "region": region,
            "delay": delay,
            "max_requests": max_requests,
        }
        since = resumed_from(archive, options)
        done = _finished_since(archive, since, visits)
        run = archive.start_run("crawl", options)
        with archive.writer(run) as writer, reporter.stage("爬取 Crawling") as stage:
            writer.announce()
            if not CONTACT and any(not hosts.is_admitted(portal.home) for portal in portals):
                stage.say("NIANBAO_CONTACT is not set: the portals cannot tell whom to write to")
            left = {name: visit for name, visit in visits.items() if name not in done}
            session = Session(archive, writer, run["id"], hosts, left, max_requests, stage)
            session.claimed |= _taken_since(archive, since, done)
            if left:
                run_spider(PortalSpider, {"DOWNLOAD_DELAY": delay}, session=session)
            if session.failure:
                raise ArchiveError(session.failure)
            counts = {name: dict(sorted(visit.counts.items())) for name, visit in session.visits.items()}
            archive.finish_run(writer, run, counts, len(session.closed) == len(session.visits))
        return _result(session, done)
    finally:
        archive.close()


def detect(url: str, *, allow_hosts: Sequence[str] = ()) -> dict[str, Any]:
    """Return the family of a page with confidence and reasons; one polite request, or up to three where the page itself
    leaves it open (`seen_at` is the page that told); nothing is archived.

    Raises TargetError when the address may not be requested or gives no page.
    """
    hosts = HostRules.admitting(allow_hosts)
    found: list[Found] = []
    errors: list[str] = []
    settings = {"EXTENSIONS": {}, "DOWNLOADER_MIDDLEWARES": DetectionSpider.MIDDLEWARES}
    run_spider(DetectionSpider, settings, url=_checked(url, hosts), hosts=hosts, found=found, errors=errors)
    if not found:
        raise TargetError(f"{url}: {errors[0] if errors else 'no page'}")
    seen_at, best = max(found, key=lambda item: item[1].confidence)
    return {"url": url, "seen_at": seen_at, **asdict(best)}


def resumed_from(archive: Archive, options: Mapping[str, Any]) -> str | None:
    """Return when the crawl began that a call with these options goes on with: the first of the latest ones like it that
    did not come to their end, at most 7 days ago; None when there is nothing to go on with.
    """
    since = None
    for run in archive.db.query("SELECT started, ok, settings FROM runs WHERE kind = 'crawl' ORDER BY started DESC"):
        if run["ok"] or json.loads(run["settings"]) != options:
            break
        since = run["started"]
    return since if since and clock.now() - clock.parse(since) < UNFINISHED else None


def _finished_since(archive: Archive, since: str | None, visits: Mapping[str, Visit]) -> list[str]:
    """Return the portals that came to their end in a crawl that was broken off later."""
    if since is None:
        return []
    rows = archive.db.query("SELECT id FROM portals WHERE finished >= ?", [since])
    return [row["id"] for row in rows if row["id"] in visits]


def _taken_since(archive: Archive, since: str | None, portals: Iterable[str]) -> set[str]:
    """Return the keys of the documents that portals of a crawl broken off later asked for."""
    query = "SELECT portal, url FROM captures WHERE fetched_at >= ? AND role IN ('article', 'attachment')"
    names = set(portals)
    rows = archive.db.query(query, [since]) if since and names else ()
    return {key(row["url"]) for row in rows if row["portal"] in names}


def _portals(
    archive: Archive,
    targets: Sequence[str | Portal],
    own: Path | None,
    allow_hosts: Sequence[str],
    region: str | None,
) -> list[Portal]:
    registered = {portal.id: portal for portal in portal_files.load_all(own)}
    if not targets:
        return [portal for portal in registered.values() if is_due(archive, portal.id, clock.now())]
    hosts = HostRules.admitting(allow_hosts)
    chosen = {}
    for target in targets:
        if isinstance(target, Portal):
            chosen[target.id] = target
        elif target in registered:
            chosen[target] = registered[target]
        elif "://" in target:
            portal = portal_of(_checked(target, hosts), region)
            chosen[portal.id] = portal
        else:
            raise TargetError(f"{target!r} is neither a registered portal (see `nianbao portals list`) nor a URL")
    return list(chosen.values())


def _checked(url: str, hosts: HostRules) -> str:
    clean = absolute(url, url)
    if clean is None:
        raise TargetError(f"{url!r} is not a usable http or https address")
    if not hosts.allow(clean):
        raise TargetError(f"{url!r} is not under gov.cn; admit its host with --allow-host")
    return clean


def _result(session: Session, done: Sequence[str]) -> CrawlResult:
    ended = {report.id: report for report in finished_reports(session.archive, [*done, *session.closed])}
    broken_off = {
        name: unfinished(session.archive, _known(visit))
        for name, visit in session.visits.items()
        if name not in session.closed
    }
    order = [*done, *session.visits]
    return CrawlResult(session.run, bool(broken_off), tuple((ended | broken_off)[name] for name in order))


def _known(visit: Visit) -> PortalReport:
    counts, portal = dict(sorted(visit.counts.items())), visit.portal
    about = (portal.id, portal.home, INTERRUPTED, portal.name, portal.region, visit.family)
    return PortalReport(*about, counts=counts, alarms=tuple(visit.alarms))
