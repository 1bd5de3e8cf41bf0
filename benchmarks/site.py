"""How long a reader waits for every kind of page and of JSON of a published archive, behind no cache.

    python -m benchmarks.site DIR [--rounds N]

Asked of the site in this process, one after the other. For each address milliseconds: those of the processor and on the clock
within which 19 of 20 answers came, half of them on the clock, and the first, which a page that must be drawn takes once. Of the
processor, which does not wait for what else the machine does, 19 of 20 must take no more than 300, those of JSON, CSV and feeds 100;
exit 1 when something does, or answers with an error. Last, the memory of this process.
What the cache in front adds is measured with any load generator: `wrk -c 16 -d 5 https://NAME/`.
"""

import argparse
import sys
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.site_timing import measure_pages

PAGE_MS, DATA_MS = 300, 100
DATA = (".json", ".csv", ".atom")


def most(path: str) -> int:
    """Return the milliseconds that an address may take."""
    return DATA_MS if urlsplit(path).path.endswith(DATA) else PAGE_MS


def main() -> None:
    """Print every address, the slowest first; exit 1 when one is too slow or fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    faults = 0
    print(" p95 CPU ms  p95 ms  median   first")
    for cpu, p95, median, first, status, path in measure_pages(arguments.folder, arguments.rounds):
        fault = "FAILS" if status != 200 else "TOO SLOW" if cpu > most(path) else ""
        faults += bool(fault)
        print(f"{cpu:11.1f} {p95:7.1f} {median:7.1f} {first:7.1f}  {status} {path}  {fault}".rstrip())
    print(f"memory {getrusage(RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
