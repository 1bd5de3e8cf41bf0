"""The registry for the command line: listing, checking and extending it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from archive.store import Archive
from crawler import portal_files
from crawler.errors import RegistryError, TargetError
from crawler.register import RefusedRow, portals_of, read_rows
from crawler.registry import Portal, place, within
from nianbao.crawl_report import PortalReport, finished_reports, unfinished_reports

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Check:
    """How many files and portals were loaded, and what is wrong, one line each."""

    files: int
    portals: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """What came of a register's file: where its portals were written, how many, and the rows that were refused."""

    file: str
    imported: int
    refused: tuple[RefusedRow, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the result for output."""
        return asdict(self)

    def summary(self) -> list[str]:
        """Return lines for a person: the counts by reason, and the first rows that were refused."""
        kinds = Counter(row.reason.split(" of ")[0].split(":")[0].split("'")[0].strip() for row in self.refused)
        lines = [f"{self.imported} portals written to {self.file}, {len(self.refused)} rows refused"]
        lines += [f"  {number} × {kind}" for kind, number in kinds.most_common()]
        lines += [f"  line {row.line}: {row.reason}: {row.name} {row.url}".rstrip() for row in self.refused[:_SHOWN]]
        more = len(self.refused) - _SHOWN
        return [*lines, f"  and {more} more, all in the JSON on stdout"] if more > 0 else lines


def listed(own: Path | None, region: str | None) -> list[Portal]:
    """Return the registered portals, those of a division and inside it when one is named. Raises RegistryError."""
    portals = portal_files.load_all(own)
    return [portal for portal in portals if within(portal, region)] if region else portals


def as_json(portal: Portal) -> dict[str, Any]:
    """Return a portal as plain values."""
    return asdict(portal)


def as_table(portals: Sequence[Portal]) -> list[str]:
    """Return a line for each portal: region, id, name, home page, number of known columns."""
    wide = max((len(portal.id) for portal in portals), default=2)
    lines = [
        f"{portal.region or '':<12}  {portal.id:<{wide}}  {len(portal.columns):>2}  {portal.home}  {portal.name or ''}"
        for portal in portals
    ]
    return [f"{'region':<12}  {'id':<{wide}}  columns, home, name", *lines]


def reports(archive: Archive, portal: str | None = None) -> list[PortalReport]:
    """Return what came of the last crawl of each portal, of one when it is named. Raises TargetError for an unknown one."""
    found = {report.id: report for report in (*finished_reports(archive), *unfinished_reports(archive))}
    if portal is None:
        return list(found.values())
    if portal not in found:
        raise TargetError(f"{portal!r} is no portal in this archive (see `nianbao portals report`)")
    return [found[portal]]


def check(files: Sequence[Path], own: Path | None) -> Check:
    """Load portal files strictly, without any those of the registry, and return what is wrong with each."""
    folders = [portal_files.FOLDER, *([own] if own else [])]
    paths = list(files) or [path for folder in folders for path in sorted(folder.glob("*.yaml"))]
    faults: list[str] = []
    portals: list[Portal] = []
    for path in paths:
        try:
            portals += portal_files.load(path)
        except RegistryError as error:
            faults.append(str(error))
    if not faults:
        try:
            portal_files.check_distinct(portals) if files else portal_files.load_all(own)
        except RegistryError as error:
            faults.append(str(error))
    return Check(len(paths), len(portals), tuple(faults))


def import_register(file: Path, own: Path) -> Import:
    """Write the portals of a register's file to one file in the operator's own folder, in the place of an earlier one.

    Raises RegistryError when the file is no such register, or a portal file of the registry is wrong.
    """
    target = own / f"{file.stem}.yaml"
    known = {place(portal.home): portal.id for portal in portal_files.load_all()}
    for path in sorted(own.glob("*.yaml")) if own.is_dir() else ():
        if path != target:
            known |= {place(portal.home): portal.id for portal in portal_files.load(path)}
    portals, refused = portals_of(read_rows(file), known)
    if portals:
        own.mkdir(parents=True, exist_ok=True)
        _write(target, portals)
        portal_files.load(target)
    return Import(str(target), len(portals), tuple(refused))


def _write(target: Path, portals: Sequence[Portal]) -> None:
    """Write portals as a stream of documents, so that the file is there as a whole or not at all."""
    entries = [{key: value for key, value in _entry(portal).items() if value} for portal in portals]
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text = yaml.dump_all(entries, Dumper=dumper, allow_unicode=True, sort_keys=False, width=1000)
    draft = target.with_suffix(".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(target)


def _entry(portal: Portal) -> dict[str, str | None]:
    keys = ("id", "name", "home", "region", "site_code", "note")
    return {key: getattr(portal, key) for key in keys}
