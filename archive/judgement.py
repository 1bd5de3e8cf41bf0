"""What is judged at the moment of publication, and written into the published copy only, so that it is never stale."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from archive.changes import record_changes
from archive.cross import record_cross_checks
from archive.similarity import record_similarities
from archive.status import record_history, record_statuses
from archive.status.history import TABLE as HISTORY

Step = Callable[[Database, datetime], object]
STEPS: tuple[tuple[str, Step], ...] = (
    ("obligations", record_statuses),
    ("status_history", record_history),
    ("changes", record_changes),
    ("cross_checks", lambda db, _: record_cross_checks(db)),
    ("similarities", lambda db, _: record_similarities(db)),
)
"""The table that a step writes, and the step; in this order."""


def judge_copy(copy: Path, as_of: datetime, progress: Callable[[str], object]) -> None:
    """Add the tables that only a published copy has, and run every step on a copy of archive.db as of a moment; `progress` hears the name of each."""
    database = Database(copy)
    database.conn.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + HISTORY)
    for name, step in STEPS:
        progress(name)
        step(database, as_of)
    database.close()
