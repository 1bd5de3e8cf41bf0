"""What is new, changed or gone in a release against an earlier one, report by report, told from the files alone."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from archive.exports import checksums, csv_files, parquet_files
from archive.exports.model import ExportError
from archive.exports.wide import DOUBTFUL, NAME

SAID = ("title", "form", "published_on", "version_id", "url", DOUBTFUL)
"""The columns, beside the cells, in which a report that changed differs; the register may change without it."""

csv.field_size_limit(1 << 24)


class Report(NamedTuple):
    """A report as a reader knows it."""

    agency_id: str
    year: int
    agency: str


@dataclass
class Comparison:
    """The reports that a release has anew, has otherwise, or has no more; `since` is the version of the earlier release."""

    since: str
    new: list[Report] = field(default_factory=list)
    changed: list[Report] = field(default_factory=list)
    removed: list[Report] = field(default_factory=list)


def compare(before: Path, after: Path, since: str) -> Comparison:
    """Compare the reports in two folders of one format; a year whose file is the same byte for byte is not read.

    Raises ExportError when the earlier folder lacks a file that it lists.
    """
    found = Comparison(since)
    old, new = _wide_files(before), _wide_files(after)
    for path in sorted(old.keys() | new.keys()):
        if old.get(path) != new.get(path):
            _compare_year(found, before / path if path in old else None, after / path if path in new else None)
    return found


def _wide_files(folder: Path) -> dict[str, str]:
    stated = checksums.read(folder).items()
    return {path: digest for path, digest in stated if path.startswith(f"{NAME}/")}


def _compare_year(found: Comparison, before: Path | None, after: Path | None) -> None:
    common = set(_columns(before)) & set(_columns(after)) if before and after else set()
    old, new = dict(_reports(before, common)), dict(_reports(after, common))
    found.new += [Report(*key, new[key][0]) for key in sorted(new.keys() - old.keys())]
    found.removed += [Report(*key, old[key][0]) for key in sorted(old.keys() - new.keys())]
    both = sorted(old.keys() & new.keys())
    found.changed += [Report(*key, new[key][0]) for key in both if old[key][1] != new[key][1]]


def _columns(path: Path) -> list[str]:
    if path.suffix == parquet_files.SUFFIX:
        from pyarrow import parquet

        return list(parquet.read_schema(path).names)
    with path.open(encoding="utf-8", newline="") as stream:
        return next(csv.reader(stream), [])


def _reports(path: Path | None, common: set[str]) -> Iterator[tuple[tuple[str, int], tuple[str, bytes]]]:
    """Yield agency and year of each report, with the agency's name and a digest of what the report says in the common columns."""
    for row in _rows(path) if path else ():
        said = repr([(name, value) for name, value in row.items() if name in common and (name in SAID or "." in name)])
        key = str(row["agency_id"]), int(str(row["year"]))
        yield key, (str(row["agency"]), sha256(said.encode()).digest())


def _rows(path: Path) -> Iterator[dict[str, object]]:
    try:
        if path.suffix == csv_files.SUFFIX:
            with path.open(encoding="utf-8", newline="") as stream:
                yield from csv.DictReader(stream)
        else:
            from pyarrow import parquet

            for batch in parquet.ParquetFile(path).iter_batches(batch_size=500):
                yield from batch.to_pylist()
    except FileNotFoundError as error:
        raise ExportError(f"{path} is missing from the earlier release") from error
