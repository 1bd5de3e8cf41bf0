"""A crawl over again from the archive alone: does the crawler of today find what the archive says it found?

The spider runs on the archive's captures into a scratch archive; then the readings of both are compared.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from archive.store import Archive
from crawler import portal_files
from crawler.errors import TargetError
from crawler.hosts import HostRules
from crawler.registry import Portal
from crawler.replay import SETTINGS, Period, RecordedRests, ReplaySession, tried
from crawler.spider import PortalSpider
from crawler.visit import Visit
from nianbao.crawl_report import NOT_ADMITTED
from nianbao.progress import Reporter
from nianbao.spiders import run_spider

_COLUMN_FIELDS = ("family", "kind", "agency", "outcome", "complete", "entries")
_ENTRY_FIELDS = ("title", "kind", "taken", "published_on", "year", "agency")


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that a replay found otherwise than the archive says: what, then (recorded) and now (replayed)."""

    portal: str
    url: str
    what: str
    recorded: str | int | None
    replayed: str | int | None

    def __str__(self) -> str:
        return f"{self.portal}: {self.url}: {self.what}: {self.recorded} → {self.replayed}"


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """The portals replayed, the requests answered, those that could not be, and all differences."""

    portals: tuple[str, ...]
    answered: int
    unanswered: tuple[str, ...]
    differences: tuple[Difference, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the result for output."""
        return asdict(self)


def replay(
    folder: Path, name: str | None = None, *, own: Path | None = None, reporter: Reporter | None = None
) -> ReplayResult:
    """Replay the last crawl of the portals that came to their end, or of one; nothing is written to the archive.

    Can be called once per process. Raises TargetError for a portal that has not come to its end in this archive.
    """
    reporter = reporter or Reporter()
    archive = Archive.open(folder, readonly=True)
    with TemporaryDirectory(prefix="nianbao-replay-") as scratch, reporter.stage("重放 Replaying") as stage:
        again = Archive.open(Path(scratch), create=True)
        try:
            run = again.start_run("crawl", {})
            with again.writer(run) as writer:
                writer.announce()
                visits, periods, hosts = _visits(archive, name, own)
                session = ReplaySession(archive, writer, run["id"], hosts, visits, progress=stage, periods=periods)
                _restrained(archive, session)
                run_spider(PortalSpider, SETTINGS, session=session)
            return _compare(archive, again, session)
        finally:
            again.close()
            archive.close()


def _visits(
    archive: Archive, name: str | None, own: Path | None
) -> tuple[dict[str, Visit], dict[str, Period], HostRules]:
    """Return the visits to be made again, with the hosts and years that were allowed then."""
    rows = [row for row in archive.db.query("SELECT * FROM portals ORDER BY id") if name in (None, row["id"])]
    if not rows:
        raise TargetError(f"{name!r} did not come to its end in this archive" if name else "no portal came to its end")
    registered = {portal.id: portal for portal in portal_files.load_all(own)}
    portals, options = {}, {}
    for row in rows:
        plain = Portal(row["id"], row["name"], row["home_url"], row["region_code"])
        known = registered.get(row["id"], plain)
        portals[row["id"]] = known if known.home == row["home_url"] else plain
        options[row["id"]] = _options(archive, row["id"], row["finished"])
    admitted = {host for values in options.values() for host in values.get("allow_hosts", ())}
    hosts = HostRules.admitting([*admitted, *(host for portal in portals.values() for host in portal.allow_hosts)])
    visits = {key: Visit(portal, hosts, frozenset(options[key].get("years", ()))) for key, portal in portals.items()}
    return visits, {row["id"]: Period(row["since"], row["finished"]) for row in rows}, hosts


def _options(archive: Archive, portal: str, finished: str) -> dict[str, Any]:
    """Return the settings of the run in which a portal came to its end."""
    query = (
        "SELECT settings FROM runs WHERE id = (SELECT run_id FROM captures WHERE portal = ? AND fetched_at <= ?"
        " ORDER BY fetched_at DESC LIMIT 1)"
    )
    row = archive.db.execute(query, [portal, finished]).fetchone()
    options: dict[str, Any] = json.loads(row[0]) if row else {}
    return options


def _restrained(archive: Archive, session: ReplaySession) -> None:
    """Let the replay know which portals were left alone, and which reached a bound."""
    said = [
        (name, tried(archive, name, period, "%is left alone until%"), tried(archive, name, period, "bound reached%"))
        for name, period in session.periods.items()
    ]
    session.resting = RecordedRests(session.visits[name].portal.home for name, rests, _ in said if rests)
    session.bounded = {name for name, _, bounded in said if bounded}


def _compare(archive: Archive, again: Archive, session: ReplaySession) -> ReplayResult:
    differences: list[Difference] = []
    for name, period in session.periods.items():
        differences += _portal(archive, again, name)
        differences += _columns(name, _readings(archive, name, period), _readings(again, name, None))
        recorded = _documents(archive, name, period)
        differences += [
            Difference(name, url, "document", "asked for", None) for url in sorted(recorded - session.asked[name])
        ]
    unanswered = sorted({url for urls in session.unanswered.values() for url in urls})
    asked = {url for urls in session.asked.values() for url in urls}
    return ReplayResult(
        tuple(session.periods), len(asked) - len(unanswered), tuple(unanswered), tuple(differences)
    )  # fmt: skip


def _portal(archive: Archive, again: Archive, name: str) -> Iterator[Difference]:
    query = "SELECT home_url, outcome, family FROM portals WHERE id = ?"
    before, now = (next(iter(one.db.query(query, [name])), {}) for one in (archive, again))
    for field in ("outcome", "family"):
        if before[field] != now.get(field):
            yield Difference(name, before["home_url"], field, before[field], now.get(field))


def _readings(archive: Archive, name: str, period: Period | None) -> dict[str, dict[str, Any]]:
    """Return the columns of a portal as read in a period (None: whenever), each with its entries by address."""
    since = (period.since if period else None) or ""
    query = "SELECT * FROM columns WHERE portal = ? AND read_at > ? ORDER BY url"
    columns = {row["url"]: row for row in archive.db.query(query, [name, since])}
    for url, row in columns.items():
        entries = archive.db.query("SELECT * FROM column_entries WHERE column_url = ?", [url])
        row["listed"] = {entry["url"]: entry for entry in entries}
    return columns


def _columns(
    name: str, before: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]]
) -> Iterator[Difference]:
    yield from _there(name, "column", before, now)
    for url in sorted(before.keys() & now.keys()):
        yield from _fields(name, url, _COLUMN_FIELDS, before[url], now[url])
        then, listed = before[url]["listed"], now[url]["listed"]
        yield from _there(name, "entry", then, listed)
        for entry in sorted(then.keys() & listed.keys()):
            yield from _fields(name, entry, _ENTRY_FIELDS, then[entry], listed[entry])


def _there(name: str, what: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    for url in sorted(before.keys() ^ now.keys()):
        yield Difference(name, url, what, *(("found", None) if url in before else (None, "found")))


def _fields(
    name: str, url: str, fields: Sequence[str], before: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[Difference]:
    for field in fields:
        if before[field] != now[field]:
            yield Difference(name, url, field, before[field], now[field])


def _documents(archive: Archive, name: str, period: Period) -> set[str]:
    """Return the documents that were asked for on behalf of a portal."""
    values = {"portal": name, "since": period.since or "", "until": period.until, "refused": NOT_ADMITTED}
    query = (
        "SELECT url FROM captures WHERE portal = :portal AND fetched_at > :since AND fetched_at <= :until"
        " AND role IN ('article', 'attachment') UNION SELECT url FROM attempts WHERE portal = :portal AND at > :since"
        " AND at <= :until AND role IN ('article', 'attachment') AND detail IS NOT :refused"
    )
    return {row["url"] for row in archive.db.query(query, values)}
