"""News of the archive for feed readers: what was published, what is late or not found, what changed or was removed."""

from archive.feeds.entries import Entry, entries, region_name
from archive.feeds.feed import Feed, kinds
from archive.feeds.writing import as_atom, as_item, as_json_feed

__all__ = ["Entry", "Feed", "as_atom", "as_item", "as_json_feed", "entries", "kinds", "region_name"]
