"""Who must publish, as files state it: strict reading of CSV, the file kept as evidence, its rows as data.

`load_agencies` and `load_regions` are the two ways in; `current_rows` are the rows of each file's newest loading.
"""

from archive.roster.loading import Loaded, current_rows, load_agencies, load_regions

__all__ = ["Loaded", "current_rows", "load_agencies", "load_regions"]
