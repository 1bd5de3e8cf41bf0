"""Publication status: what the archive can say about each obligation at a moment, and on which evidence.

`judge` is a pure reading of the database, `record_statuses` writes its answers into `obligations`, `record_history` what it would
have answered before into `status_history`.
"""

from archive.status.history import record_history
from archive.status.judging import judge
from archive.status.model import Check, Status
from archive.status.recording import record_statuses

__all__ = ["Check", "Status", "judge", "record_history", "record_statuses"]
