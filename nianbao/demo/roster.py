"""Who must publish in the demo country, as the files that an operator would load."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.errors import ArchiveError
from archive.roster import load_agencies, load_regions
from archive.store import Archive
from nianbao.demo.model import World

SOURCE = "演示国家机关名录 Directory of the demo country"


def load_roster(archive: Archive, world: World) -> None:
    """Load the divisions and agencies of the demo country into an archive. Raises ArchiveError when a file has a fault."""
    with TemporaryDirectory() as folder:
        for loader, path in (
            (load_regions, _write(Path(folder) / "demo-divisions.csv", _REGION_COLUMNS, _regions(world))),
            (load_agencies, _write(Path(folder) / "demo-roster.csv", _AGENCY_COLUMNS, _agencies(world))),
        ):
            if faults := loader(archive, path).faults:
                raise ArchiveError(f"{path.name}: {faults[0]}")


_REGION_COLUMNS = ("code", "name", "level", "parent_code", "from_year", "to_year", "source")
_AGENCY_COLUMNS = ("agency", "region_code", "class", "parent", "url", "from_year", "to_year", "source")


def _regions(world: World) -> Iterable[Sequence[object]]:
    for region in {region.code: region for region in world.regions}.values():
        yield region.code, region.name, region.level, region.parent or "", "", "", SOURCE


def _agencies(world: World) -> Iterable[Sequence[object]]:
    for agency in world.agencies:
        yield agency.name, agency.region, agency.agency_class, "", "", min(world.years), max(world.years), SOURCE


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((columns, *rows))
    return path
