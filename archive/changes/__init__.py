"""What became of reports after they were published: revised, replaced, moved, removed, restored, copies that disagree."""

from archive.changes.change import Change
from archive.changes.recording import change_row, find_changes, record_changes

__all__ = ["Change", "change_row", "find_changes", "record_changes"]
