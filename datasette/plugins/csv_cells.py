"""Datasette's own CSV: text that a spreadsheet would run as a formula is made harmless, as in the exports."""

import csv
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from datasette import hookimpl
from datasette.views import base

from archive.exports.neutral import harmless


class HarmlessWriter:
    """Writes lines as csv.writer does, every text made harmless; numbers stay as they are."""

    def __init__(self, stream: Any) -> None:
        """Take what the lines are written to."""
        self._writer = csv.writer(stream)

    def writerow(self, row: Iterable[object]) -> Any:
        """Write a line and return what the stream returned: Datasette awaits it."""
        return self._writer.writerow(map(harmless, row))


@hookimpl
def startup() -> None:
    """Put our writer where Datasette looks for csv.writer; there is no hook for CSV."""
    base.csv = SimpleNamespace(writer=HarmlessWriter)
