"""The page of a report: what it shows, read from the published database as plain values; no HTML."""
