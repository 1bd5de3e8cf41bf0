"""Reads generated reports of known content in every format and prints how many cells are exact, missing and wrong.

    python -m benchmarks.golden [--reports N] [--formats html,pdf] [--seed S] [--jobs J] [--keep DIR] [--plain]

Cells per report are those the source prints. Missing are cells given as ambiguous or unreadable though their truth is
known; wrong is what a reader states and the source does not. Documents with a cell that is not exact go to --keep, with a
list of their faults. Exit 1 when a cell is wrong.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from extract.errors import UnreadableDocument
from extract.report import Report, read_report
from tests.golden.formats import FORMATS, OFFICE, SLOW, converted_by_office, rendered
from tests.golden.judging import judge
from tests.golden.model import Rendered


@dataclass
class Row:
    """What became of one document, or of all of a format."""

    count: Counter[str] = field(default_factory=Counter)
    layouts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    cpu: float = 0.0

    def add(self, other: "Row") -> None:
        """Take in the figures of another row."""
        self.count += other.count
        self.layouts += other.layouts
        self.reasons += other.reasons
        self.cpu += other.cpu


def read_one(format_name: str, seed: int, keep: Path | None, plain: bool) -> Row:
    """Return the figures of one generated document."""
    return figures_of(rendered(format_name, seed, plain=plain)[1], format_name, seed, keep)


def figures_of(document: Rendered, format_name: str, seed: int, keep: Path | None) -> Row:
    """Return the figures of a document."""
    row = Row(Counter(documents=1, cells=len(document.cells)))
    start = time.process_time()
    try:
        report = read_report(document.data, document.media_type)
    except UnreadableDocument as error:
        report, reason = None, f"unreadable: {error}"
    except Exception as error:  # a crash of a reader is a result
        report, reason = None, f"crash: {type(error).__name__}: {str(error)[:80]}"
        row.count["crashes"] += 1
    row.cpu = time.process_time() - start
    if not isinstance(report, Report):
        row.reasons[reason if report is None else f"no report: {report.reason[:60]}"] += 1
        row.count["missing"] += len(document.cells)
        if keep:
            _keep(keep, format_name, seed, document, list(row.reasons))
        return row
    row.count["read"] += 1
    verdict = judge(document, report.cells)
    row.count += verdict.count
    if verdict.bad:
        row.layouts[document.where.split()[0]] += 1
        faults = [
            f"{key}: {kind}, printed {printed!r}, read {reading}"
            for key, (kind, printed, reading) in verdict.bad.items()
        ]
        if keep:
            _keep(keep, format_name, seed, document, faults)
    return row


def _keep(folder: Path, format_name: str, seed: int, document: Rendered, faults: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{format_name}-{seed}.{document.extension}"
    path.write_bytes(document.data)
    path.with_suffix(".faults.txt").write_text("\n".join([document.where, *faults]), encoding="utf-8")


def rows(formats: list[str], seeds: range, jobs: int, keep: Path | None, plain: bool) -> Iterator[tuple[str, Row]]:
    """Yield the row of every document with its format."""
    for name in OFFICE.keys() & formats:
        for seed, document in converted_by_office(OFFICE[name], seeds, plain=plain).items():
            yield name, figures_of(document, name, seed, keep)
    tasks = [(name, seed, keep, plain) for name in formats if name not in OFFICE for seed in seeds]
    if jobs == 1:
        for task in tasks:
            yield task[0], read_one(*task)
        return
    if not tasks:
        return
    with ProcessPoolExecutor(jobs) as pool:
        for task, row in zip(tasks, pool.map(read_one, *zip(*tasks, strict=True), chunksize=4), strict=True):
            yield task[0], row


def main() -> int:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=50, metavar="N", help="documents per format (50)")
    parser.add_argument("--formats", default=",".join(FORMATS), help=f"some of {','.join(FORMATS | SLOW | OFFICE)}")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (0)")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="DIR")
    parser.add_argument("--plain", action="store_true", help="distinct numbers and labels of the form only")
    args = parser.parse_args()
    totals = {name: Row() for name in args.formats.split(",")}
    for name, row in rows(list(totals), range(args.seed, args.seed + args.reports), args.jobs, args.keep, args.plain):
        totals[name].add(row)
    print(
        f"{'format':10} {'docs':>5} {'read':>5} {'cells':>8} {'exact':>8} {'missing':>8} {'wrong':>6} {'crash':>5} {'cpu s/doc':>9}"
    )
    for name, row in totals.items():
        if not row.count:
            print(f"{name:10} nothing could be written")
            continue
        c = row.count
        print(
            f"{name:10} {c['documents']:5} {c['read']:5} {c['cells']:8} {c['exact']:8} {c['missing']:8} {c['wrong']:6} {c['crashes']:5} {row.cpu / c['documents']:9.3f}"
        )
        for what, times in [*row.reasons.most_common(3), *row.layouts.most_common(8)]:
            print(f"{'':10} {times:5} × {what}")
    return 1 if any(row.count["wrong"] for row in totals.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
