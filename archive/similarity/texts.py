"""The narratives of the versions of a database, read and masked when asked for."""

import re
from collections import OrderedDict
from collections.abc import Iterator
from functools import lru_cache

from sqlite_utils import Database

from archive.similarity.masking import masked, names_to_mask
from archive.similarity.narratives import Narrative, narrative

MOST_KEPT = 100_000_000
"""So many bytes of narratives are kept, those asked for last."""

_CACHED = 4_096


class Texts:
    """The narratives of all versions of a database, read when asked for."""

    def __init__(self, db: Database) -> None:
        """Read the divisions, which every agency's names are made of."""
        self._db = db
        self._divisions = {row["code"]: (row["name"], row["parent_code"]) for row in db.query("SELECT * FROM regions")}
        self._differing = lru_cache(maxsize=_CACHED)(self._read_differing)
        self._kept: OrderedDict[tuple[str, str], Narrative] = OrderedDict()
        self._weight = 0

    def narrative(self, agency_id: str, version_id: str) -> Narrative:
        """Return a version without numbers, years, names of this agency, fixed headings and labels."""
        key = agency_id, version_id
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        found = self._kept[key] = self._read(agency_id, version_id)
        self._weight += found.weight
        while self._weight > MOST_KEPT and len(self._kept) > 1:
            self._weight -= self._kept.popitem(last=False)[1].weight
        return found

    def _read(self, agency_id: str, version_id: str) -> Narrative:
        differing = self._differing(agency_id)
        rows = self._db.execute(
            "SELECT number, text FROM sections WHERE version_id = ? AND text <> '' ORDER BY number", [version_id]
        )
        texts: dict[int, str] = dict(rows.fetchall())
        return narrative([masked(number, text, differing) for number, text in texts.items()], texts)

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
