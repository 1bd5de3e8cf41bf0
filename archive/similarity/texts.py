"""The narrative of a version as it is compared: its parts masked, and the set of its shingles."""

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from sqlite_utils import Database

from archive.similarity.masking import Masked, masked, masked_text, names_to_mask
from archive.similarity.sketches import Hashes, hashes

_CACHED, _CACHED_PARTS = 4_096, 256


class Texts:
    """The narratives of all versions of a database, read when asked for."""

    def __init__(self, db: Database) -> None:
        """Read the divisions, which every agency's names are made of."""
        self._db = db
        self._divisions = {row["code"]: (row["name"], row["parent_code"]) for row in db.query("SELECT * FROM regions")}
        self._differing = lru_cache(maxsize=_CACHED)(self._read_differing)
        self.parts = lru_cache(maxsize=_CACHED_PARTS)(self._read_parts)
        self.shingles = lru_cache(maxsize=_CACHED)(self._read_shingles)

    def sections(self, version_id: str) -> dict[int, str]:
        """Return the text of each part of a version by its number."""
        rows = self._db.query(
            "SELECT number, text FROM sections WHERE version_id = ? AND text IS NOT NULL ORDER BY number", [version_id]
        )
        return {row["number"]: row["text"] for row in rows}

    def _read_parts(self, agency_id: str, version_id: str) -> list[Masked]:
        """Return the parts of a version without numbers, years, names, fixed headings and labels."""
        differing = self._differing(agency_id)
        return [masked(number, text, differing) for number, text in self.sections(version_id).items()]

    def _read_shingles(self, agency_id: str, version_id: str) -> Hashes:
        differing = self._differing(agency_id)
        found = [hashes(masked_text(text, differing)) for text in self.sections(version_id).values()]
        return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.uint64)

    def _read_differing(self, agency_id: str) -> re.Pattern[str]:
        names = [
            row["name"]
            for row in self._db.query(
                "SELECT canonical_name AS name FROM agencies WHERE id = ? UNION SELECT name FROM agency_names"
                " WHERE agency_id = ?",
                [agency_id, agency_id],
            )
        ]
        region = self._db.execute("SELECT region_code FROM agencies WHERE id = ?", [agency_id]).fetchone()
        return names_to_mask(names, self._within(region[0] if region else None))

    def _within(self, code: str | None) -> Iterator[str]:
        """Yield the names of a division and of those it lies in."""
        for _ in range(len(("province", "prefecture", "county", "township", "village"))):
            if code not in self._divisions:
                return
            name, code = self._divisions[code]
            yield name
