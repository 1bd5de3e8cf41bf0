"""How much of its text each report shares with its agency's report of the year before and with those of its peers."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from archive.reports import Row
from archive.similarity.passages import passages
from archive.similarity.sketches import candidates, sketch
from archive.similarity.texts import Texts

LEAST_SHINGLES = 80
"""A text with fewer pieces is too short to say anything about."""

LEAST_RATE = 0.5
"""A peer is named from this share on; the year before always."""

MOST_PEERS = 5
_MOST_WEIGHED = 20
_NEAR = 0.4
_PASSAGES_FROM = 0.2
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class _Report:
    """A report with the sketch of its text and the number of shingles it stands for."""

    agency_id: str
    year: int
    version_id: str
    peers: tuple[str | None, ...]
    sketch: NDArray[np.uint32]
    shingles: int


def find_similarities(db: Database) -> Iterator[Row]:
    """Yield the rows of `similarities`: a rate, never a verdict. Reads only; each report is that of its current version.

    A peer has the same class, level and sector and reports on the same year; versions that several agencies share are not
    compared with themselves.
    """
    texts = Texts(db)
    groups: dict[tuple[str | None, ...], list[_Report]] = defaultdict(list)
    before: _Report | None = None
    for report in _reports(db, texts):
        if before and (before.agency_id, before.year) == (report.agency_id, report.year - 1):
            yield from _compare(texts, "previous_year", report, before)
        groups[*report.peers, str(report.year)].append(report)
        before = report
    for group in groups.values():
        yield from _peers(texts, group)


def _reports(db: Database, texts: Texts) -> Iterator[_Report]:
    rows = list(
        db.query(
            "SELECT r.agency_id, r.year, r.current_version_id AS version_id, a.class, a.level, a.sector FROM reports r"
            " JOIN agencies a ON a.id = r.agency_id WHERE r.current_version_id IS NOT NULL ORDER BY r.agency_id, r.year"
        )
    )
    for row in rows:
        found = texts.shingles(row["agency_id"], row["version_id"])
        if len(found) >= LEAST_SHINGLES:
            peers = row["class"], row["level"], row["sector"]
            yield _Report(row["agency_id"], row["year"], row["version_id"], peers, sketch(found), len(found))


def _peers(texts: Texts, group: Sequence[_Report]) -> Iterator[Row]:
    if len(group) < 2:
        return
    sketches = np.stack([report.sketch for report in group])
    sizes = np.array([report.shingles for report in group])
    for one, near in enumerate(candidates(sketches)):
        alike = (sketches[near] == sketches[one]).mean(axis=1)
        likely = alike / (1 + alike) * (sizes[near] + sizes[one]) / sizes[one]
        best = near[np.argsort(-likely, kind="stable")][: min(_MOST_WEIGHED, int((likely >= _NEAR).sum()))]
        rows = [row for place in best for row in _compare(texts, "peer", group[one], group[place], LEAST_RATE)]
        yield from sorted(rows, key=lambda row: (-row["rate"], row["other_agency_id"]))[:MOST_PEERS]


def _compare(texts: Texts, kind: str, report: _Report, other: _Report, least: float = 0.0) -> Iterator[Row]:
    if report.version_id == other.version_id:
        return
    mine, theirs = (texts.shingles(each.agency_id, each.version_id) for each in (report, other))
    shared = len(np.intersect1d(mine, theirs, assume_unique=True))
    if shared >= least * len(mine):
        yield {
            "agency_id": report.agency_id,
            "year": report.year,
            "kind": kind,
            "other_agency_id": other.agency_id,
            "other_year": other.year,
            "rate": round(shared / len(mine), 4),
            "jaccard": round(shared / (len(mine) + len(theirs) - shared), 4),
            "shared": shared,
            "shingles": len(mine),
            "passages": _passages(texts, report, other) if shared >= _PASSAGES_FROM * len(mine) else "[]",
        }


def _passages(texts: Texts, report: _Report, other: _Report) -> str:
    parts, others = (texts.parts(each.agency_id, each.version_id) for each in (report, other))
    found = passages(parts, others, texts.sections(report.version_id))
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def record_similarities(db: Database) -> int:
    """Write `similarities` anew, in one transaction; return the number of rows."""
    with db.atomic():
        db.execute("DELETE FROM similarities")
        db.table("similarities").insert_all(find_similarities(db), batch_size=_BATCH)
    return int(db.execute("SELECT count(*) FROM similarities").fetchone()[0])
