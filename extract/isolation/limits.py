"""What one document may take from the machine, and the limits of the kernel that enforce it in the process that reads."""

import resource
from dataclasses import dataclass

MEGABYTE = 1024 * 1024
LIBRARIES = 600 * MEGABYTE
"""Memory that interpreter, pdfium, OpenCV and onnxruntime with its model hold whatever they read (535 MB measured)."""

READ_ONLY = 1024 * MEGABYTE
"""Address space for program text and mapped files, of which no copy is made (580 MB measured)."""

LARGEST_FILE = 1024 * MEGABYTE
OPEN_FILES = 256
SPARE_SECONDS = 5
MOST_PAGES = 300
"""So many pages get time of their own."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one document.

    `seconds` are by the clock; each page that is recognised gets as many again. `memory` is in bytes, beyond what the libraries
    hold. A worker is replaced after so many `documents`.
    """

    seconds: float = 60.0
    memory: int = 1024 * MEGABYTE
    documents: int = 200


def limit_process(limits: Limits) -> None:
    """Limit memory, files and core dumps of this process and its children.

    Only the lower limits are set where a child is given other ones.
    """
    data = LIBRARIES + limits.memory
    _lower(resource.RLIMIT_DATA, data)
    _lower(resource.RLIMIT_AS, data + READ_ONLY)
    _lower(resource.RLIMIT_FSIZE, LARGEST_FILE)
    _lower(resource.RLIMIT_NOFILE, OPEN_FILES)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_processor_time(limits: Limits) -> None:
    """Allow this process the time of one document, or of one page, from now on."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime + limits.seconds) + SPARE_SECONDS)


def _lower(kind: int, limit: int) -> None:
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
