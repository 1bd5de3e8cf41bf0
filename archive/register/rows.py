"""The register as rows: every table is emptied and written anew, in the order of keys."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import product
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from archive.agencies import Agency, Key
from archive.register.assembly import Assembly, RosterEntry
from archive.register.attribution import Attribution
from archive.register.parents import parent_of
from archive.reports import issue_id

if TYPE_CHECKING:
    from archive.register.facts import VersionNames

Row = dict[str, Any]
LISTS_END = 2014
"""The last year of the yearly lists of divisions: of one that ended later, only the latest possible year is known."""

_TABLES = (
    "regions",
    "agencies",
    "agency_names",
    "agency_events",
    "resolved_names",
    "report_versions",
    "unresolved_names",
)


def write(db: Database, assembly: Assembly) -> None:
    """Write the register in place of an earlier one."""
    for table in _TABLES:
        db.execute(f"DELETE FROM {table}")  # noqa: S608 (names from _TABLES)
    db.execute("DELETE FROM issues WHERE stage = 'register'")
    written: dict[str, Iterable[Row]] = {
        "regions": _regions(assembly),
        "agencies": _agencies(assembly),
        "agency_names": _names(assembly),
        "agency_events": _events(assembly),
        "resolved_names": _resolved(assembly),
        "report_versions": _report_versions(assembly),
        "unresolved_names": _unresolved(assembly),
        "issues": _issues(assembly),
    }
    for table, rows in written.items():
        db.table(table).insert_all(rows, replace=True)
    _name_versions(db, assembly)


def _regions(assembly: Assembly) -> Iterator[Row]:
    for region in sorted(assembly.regions, key=lambda one: one.code):
        yield {
            "code": region.code,
            "name": region.name or region.code,
            "level": region.level,
            "parent_code": region.parent_code,
            "valid_from": region.valid_from,
            "valid_to": region.valid_to,
        }


def _agencies(assembly: Assembly) -> Iterator[Row]:
    codes = assembly.codes()
    rostered: dict[Any, list[RosterEntry]] = defaultdict(list)
    for entry in assembly.roster:
        rostered[entry.agency.key].append(entry)
    for key, agency in assembly.agencies.items():
        entries = rostered[key]
        starts = [entry.row["from_year"] for entry in entries]
        ends = [entry.row["to_year"] for entry in entries]
        yield {
            "id": agency.id,
            "canonical_name": agency.name,
            "class": agency.agency_class,
            "level": agency.level,
            "region_code": agency.region_code,
            "sector": ",".join(agency.sectors) or None,
            "parent_id": parent_of(assembly, agency, entries),
            "uscc": codes.get(key),
            "from_year": None if None in starts else min(starts, default=None),
            "to_year": None if None in ends else max(ends, default=None),
            "source": next((entry.row["source"] for entry in reversed(entries) if entry.row["source"]), None),
        }


def _names(assembly: Assembly) -> Iterator[Row]:
    for key, agency in assembly.agencies.items():
        sources = dict(assembly.roll.names(key))
        yield {"agency_id": agency.id, "name": agency.name, "kind": "full", "source": sources.pop(agency.name, None)}
        for name, source in sources.items():
            kind = "short" if len(name) < len(agency.name) else "other"
            yield {"agency_id": agency.id, "name": name, "kind": kind, "source": source}


def _events(assembly: Assembly) -> Iterator[Row]:
    for merger in assembly.decided.mergers:
        source, target = assembly.canonical(merger.source), assembly.canonical(merger.target)
        yield _event("merged", str(merger.year) if merger.year else None, source, target, "decision")
    yield from _renamings(assembly)
    yield from _endings(assembly)


def _endings(assembly: Assembly) -> Iterator[Row]:
    """Yield an event for the agencies of divisions that ended; where only a span is known, from its beginning on."""
    for agency in assembly.agencies.values():
        region = assembly.regions.get(agency.region_code)
        if region is not None and region.valid_to is not None:
            first = LISTS_END if region.valid_to > LISTS_END else region.valid_to
            yield _event("abolished", str(first + 1), agency, None, "divisions")


def _renamings(assembly: Assembly) -> Iterator[Row]:
    """Yield an event where one agency ends in a roster and another begins in the next year at the same address."""
    by_url: dict[str, list[RosterEntry]] = defaultdict(list)
    for entry in assembly.roster:
        if entry.row["url"]:
            by_url[entry.row["url"]].append(entry)
    for entries in by_url.values():
        for before, after in product(entries, entries):
            ended, started = before.row["to_year"], after.row["from_year"]
            if before.agency.key != after.agency.key and ended is not None and started == ended + 1:
                old, new = assembly.canonical(before.agency), assembly.canonical(after.agency)
                yield _event("renamed", str(started), old, new, after.row["source"])


def _event(kind: str, date: str | None, source: Agency, target: Agency | None, why: str | None) -> Row:
    to = target.id if target is not None else None
    identity = sha256(json.dumps([kind, date, source.id, to]).encode()).hexdigest()[:16]
    return {"id": identity, "type": kind, "date": date, "from_id": source.id, "to_id": to, "source": why}


def _resolved(assembly: Assembly) -> Iterator[Row]:
    for (name, region), found in assembly.names.items():
        if found.agency is not None:
            identity = assembly.canonical(found.agency).id
            named = {"name": name, "region_code": region or "", "agency_id": identity}
            yield named | {"how": found.how, "confidence": found.confidence}
    for entry in assembly.roster:
        identity = assembly.canonical(entry.agency).id
        named = {"name": entry.row["agency"], "region_code": entry.row["region_code"], "agency_id": identity}
        yield named | {"how": "roster", "confidence": 0.99}


def _report_versions(assembly: Assembly) -> Iterator[Row]:
    for version in assembly.versions:
        year, found = assembly.year(version), assembly.attributions[version.id]
        if year is None or assembly.is_refused(version):
            continue
        for agency in found.agencies:
            row = {"agency_id": assembly.canonical(agency).id, "year": year, "version_id": version.id}
            yield row | {"how": found.how, "confidence": found.confidence}


def _unresolved(assembly: Assembly) -> Iterator[Row]:
    groups: dict[str, list[VersionNames]] = defaultdict(list)
    for version in assembly.unresolved:
        alone = bool(assembly.attributions[version.id].agencies) or not (version.printed or version.listed)
        groups[version.id if alone else version.subject].append(version)
    for subject, versions in sorted(groups.items()):
        first = versions[0]
        found = assembly.attributions[first.id]
        yield {
            "subject": subject,
            "name": first.printed or first.listed or first.title or "",
            "listed": first.listed,
            "region_code": first.region,
            "reason": _reason(found),
            "candidates": _candidates(assembly, found.candidates or found.agencies),
            "versions": len(versions),
            "example_url": first.url,
            "years": json.dumps(sorted({year for one in versions if (year := assembly.year(one)) is not None})),
        }
    yield from _alike(assembly)


def _alike(assembly: Assembly) -> Iterator[Row]:
    versions_of: dict[Key, list[VersionNames]] = defaultdict(list)
    for version in assembly.versions:
        for one in assembly.attributions[version.id].agencies:
            versions_of[one.key].append(version)
    for key, others in assembly.alike.items():
        agency, versions = assembly.agencies[key], versions_of[key]
        yield {
            "subject": agency.id,
            "name": agency.name,
            "listed": None,
            "region_code": agency.region_code,
            "reason": "similar_name",
            "candidates": _candidates(assembly, others),
            "versions": len(versions),
            "example_url": versions[0].url,
            "years": json.dumps(sorted({year for one in versions if (year := assembly.year(one)) is not None})),
        }


def _candidates(assembly: Assembly, agencies: Iterable[Agency]) -> str:
    return json.dumps([assembly.canonical(agency).id for agency in agencies], ensure_ascii=False)


def _reason(found: Attribution) -> str:
    return "year_unknown" if found.agencies else found.reason or "unknown_place"


def _issues(assembly: Assembly) -> Iterator[Row]:
    for version in assembly.unresolved:
        found = assembly.attributions[version.id]
        code = "agency_conflict" if found.reason == "conflict" else "unresolved"
        named = (
            f"printed {version.printed or '-'}, listed {version.listed or '-'}, year {assembly.year(version) or '-'}"
        )
        message = f"the report cannot be given to an agency and a year ({_reason(found)}): {named}"
        yield {
            "id": issue_id("register", code, version.id, message),
            "stage": "register",
            "code": code,
            "url": version.url,
            "message": message,
            "version_id": version.id,
            "capture_id": None,
        }


def _name_versions(db: Database, assembly: Assembly) -> None:
    """Let each version bear the name of its agencies; where these are not certain the one that was printed or listed."""
    for version in assembly.versions:
        agencies = assembly.attributions[version.id].agencies
        names = "、".join(assembly.canonical(agency).name for agency in agencies)
        db.execute(
            "UPDATE versions SET agency = ? WHERE id = ?", [names or version.printed or version.listed, version.id]
        )
