"""What reading costs: our reader against pdfplumber on the same files, and against the floor of only taking out the text.

    python -m benchmarks.extract [--files DIR] [--reports N] [--rounds N] [--peaks N]

Ours is everything from bytes to cells and checks. The floor is pdfium's text of all pages for PDF, and parsing alone for
HTML. The ways take turns file by file in one process, so that all meet the same conditions; times are CPU seconds of that
process, the least of all rounds. Peak memory is that of a process of its own per way, on the first --peaks files. Without
--files the files are generated. Each way imports what it needs itself, so that its memory is its own.
"""

import argparse
import io
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

Way = Callable[[bytes], object]


def ours(data: bytes) -> object:
    """Return the report in a file."""
    from extract.report import read_report

    return read_report(data)


def plumber(data: bytes) -> object:
    """Return the tables that pdfplumber finds on all pages."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [page.extract_tables() for page in pdf.pages]


def pdf_text(data: bytes) -> object:
    """Return the text of all pages, by pdfium alone."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_bounded() for page in pdf]
    finally:
        pdf.close()


def html_tree(data: bytes) -> object:
    """Return the parsed page."""
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(data)


WAYS: dict[str, dict[str, Way]] = {
    "pdf": {"ours": ours, "pdfplumber": plumber, "floor": pdf_text},
    "html": {"ours": ours, "floor": html_tree},
}


def files(folder: Path | None, reports: int) -> dict[str, list[bytes]]:
    """Return the files of a folder by kind, or generated ones."""
    if folder is None:
        from tests.golden.formats import rendered

        return {kind: [rendered(kind, seed)[1].data for seed in range(reports)] for kind in WAYS}
    return {kind: [path.read_bytes() for path in sorted(folder.rglob(f"*.{kind}"))] for kind in WAYS}


def seconds(way: Way, data: bytes) -> float:
    """Return the CPU seconds of one call."""
    start = time.process_time()
    way(data)
    return time.process_time() - start


def times(ways: dict[str, Way], sources: list[bytes], rounds: int) -> dict[str, list[float]]:
    """Return the CPU seconds of each way for each file; the first call of each way, which loads libraries, is not counted."""
    for way in ways.values():
        way(sources[0])
    found: dict[str, list[float]] = {name: [] for name in ways}
    for data in sources:
        each: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, way in ways.items():
                each[name].append(seconds(way, data))
        for name, measured in each.items():
            found[name].append(min(measured))
    return found


def peak(kind: str, name: str, sources: list[bytes]) -> float:
    """Return the greatest memory in MiB that a fresh process needs for these files one after the other."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_peak, (kind, name, sources))


def _peak(kind: str, name: str, sources: list[bytes]) -> float:
    for data in sources:
        WAYS[kind][name](data)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1]) / 1024


def main() -> int:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--files", type=Path, metavar="DIR", help="PDF and HTML files to read (default: generated ones)"
    )
    parser.add_argument("--reports", type=int, default=40, metavar="N", help="generated files per format (40)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="times that each file is read each way (3)")
    parser.add_argument("--peaks", type=int, default=10, metavar="N", help="files for the measurement of memory (10)")
    args = parser.parse_args()
    print(
        f"{'format':8} {'way':12} {'files':>6} {'s/file':>8} {'median':>8} {'worst':>8} {'× ours':>8} {'× floor':>8} {'peak MiB':>9}"
    )
    for kind, sources in files(args.files, args.reports).items():
        if not sources:
            continue
        measured = times(WAYS[kind], sources, args.rounds)
        sums = {name: sum(values) for name, values in measured.items()}
        for name, values in measured.items():
            mean, ratio, floor = sums[name] / len(values), sums[name] / sums["ours"], sums[name] / sums["floor"]
            memory = peak(kind, name, sources[: args.peaks])
            print(
                f"{kind:8} {name:12} {len(values):6} {mean:8.4f} {statistics.median(values):8.4f} {max(values):8.4f}"
                f" {ratio:8.2f} {floor:8.2f} {memory:9.0f}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
