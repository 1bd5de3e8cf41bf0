"""Reads damaged reports and prints, per kind of damage, what a reader should never do.

    python -m benchmarks.mutations [--files N] [--scans N] [--seed S] [--jobs J] [--keep DIR]

Crashes are exceptions other than UnreadableDocument and processes that die, hangs take longer than 60 seconds. Silent
are cells that state what the damaged source does not print, without a flag; unflagged are printed changes that a sum
betrays and no check names; not coverable are changes that no sum betrays. The columns of cells count cells. Exit 1 on any
crash, hang, silent or unflagged cell.
"""

import argparse
import sys
from collections import Counter, defaultdict
from concurrent.futures import TimeoutError as Hang
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from extract.errors import UnreadableDocument
from extract.report import Report, read_report
from tests.golden.formats import FORMATS
from tests.golden.mutations import MUTATIONS, honesty, mutant

SECONDS = 60
COLUMNS = ("files", "unreadable", "no_report", "crashes", "hangs", "silent", "unflagged", "not_coverable")
Task = tuple[str, str, int]


def read_one(name: str, format_name: str, seed: int, keep: Path | None) -> tuple[Counter[str], str]:
    """Return the figures of one mutant, and its faults in words."""
    damaged = mutant(name, format_name, seed)
    count, faults = Counter(files=1), []
    try:
        report = read_report(damaged.document.data, damaged.document.media_type)
    except UnreadableDocument:
        return count + Counter(unreadable=1), ""
    except Exception as error:  # a crash of a reader is a result
        count["crashes"] += 1
        faults.append(f"crash: {type(error).__name__}: {str(error)[:100]}")
        report = None
    if isinstance(report, Report):
        result = honesty(damaged, report)
        for kind in ("silent", "unflagged", "not_coverable"):
            keys = getattr(result, kind)
            count[kind] += len(keys)
            if kind != "not_coverable":
                faults += [f"{kind}: {key}: before {damaged.before.get(key)}, read {report.cells[key]}" for key in keys]
    elif report is not None:
        count["no_report"] += 1
    if faults and keep:
        keep.mkdir(parents=True, exist_ok=True)
        path = keep / f"{name}-{format_name}-{seed}.{damaged.document.extension}"
        path.write_bytes(damaged.document.data)
        path.with_suffix(".faults.txt").write_text("\n".join([damaged.document.where, *faults]), encoding="utf-8")
    return count, f"{name} {format_name} {seed}: {faults[0][:160]} ({len(faults)})" if faults else ""


def tasks(files: int, scans: int, seed: int) -> list[Task]:
    """Return the mutants to read: all kinds and formats in turn, then scans."""
    formats = list(FORMATS)
    plain = [
        (MUTATIONS[n % len(MUTATIONS)], formats[n // len(MUTATIONS) % len(formats)], seed + n) for n in range(files)
    ]
    return plain + [(MUTATIONS[n % len(MUTATIONS)], "scan", seed + n) for n in range(scans)]


def main() -> int:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--files", type=int, default=500, metavar="N", help="damaged files of all formats but scans (500)"
    )
    parser.add_argument("--scans", type=int, default=0, metavar="N", help="damaged scans (0)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where files with faults go")
    args = parser.parse_args()
    totals: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    with ProcessPool(args.jobs, max_tasks=500) as pool:
        futures = [
            (task, pool.schedule(read_one, [*task, args.keep], timeout=SECONDS))
            for task in tasks(args.files, args.scans, args.seed)
        ]
        for task, future in futures:
            name, format_name, seed = task
            try:
                count, fault = future.result()
            except (Hang, ProcessExpired) as error:
                hung = isinstance(error, Hang)
                count, fault = (
                    Counter(files=1, hangs=hung, crashes=not hung),
                    f"{name} {format_name} {seed}: {type(error).__name__}",
                )
            totals["damage", name] += count
            totals["format", format_name] += count
            if fault:
                print(fault, file=sys.stderr)
    width = 14
    for heading in ("damage", "format"):
        print(f"\n{heading:{width}}" + "".join(f"{column:>{width}}" for column in COLUMNS))
        for (kind, name), count in totals.items():
            if kind == heading:
                print(f"{name:{width}}" + "".join(f"{count[column]:{width}}" for column in COLUMNS))
    whole = sum((count for (kind, _), count in totals.items() if kind == "damage"), Counter[str]())
    print(f"{'all':{width}}" + "".join(f"{whole[column]:{width}}" for column in COLUMNS))
    return 1 if any(whole[column] for column in ("crashes", "hangs", "silent", "unflagged")) else 0


if __name__ == "__main__":
    sys.exit(main())
