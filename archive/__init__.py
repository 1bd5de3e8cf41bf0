"""The archive: WARC files that hold the truth, and the database that is derived from them."""
