"""What is added to the published copy of archive.db so that every aggregate page reads one small table.

All of it is derived: `build` makes it anew at every publication, from the reports, the register and the judgement.
"""

import sqlite3
from collections.abc import Callable

from archive.summaries import overview
from archive.summaries.definitions import define
from archive.summaries.groups import groups
from archive.summaries.lists import lists
from archive.summaries.reports import report_summary
from archive.summaries.statuses import statuses


def build(connection: sqlite3.Connection, progress: Callable[[str], object] = lambda _: None) -> None:
    """Add indexes, summary tables and views to a copy of archive.db; `progress` hears the name of each step."""
    connection.executescript("PRAGMA temp_store = MEMORY;" + overview.INDEXES)
    for name, script in (
        ("report_summary", report_summary()),
        ("summary_years", overview.SUMMARIES),
        ("summary_statuses", statuses()),
        ("summary_measures", groups()),
        ("summary_newest", lists() + overview.VIEWS),
    ):
        progress(name)
        connection.executescript(script)
    define(connection)
