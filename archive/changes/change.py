"""One change of a published report, as the archive states it."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from archive.changes.comparing import CellChange, Class, Comparison
from archive.reports import Row

Kind = Literal["revised", "replaced", "moved", "removed", "restored", "copies_disagree"]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of the report of an agency for a year between two observations.

    `revised`: other content at the same address. `replaced`, `moved`: the old address is gone, a new one has other or the
    same content. `removed`: gone on observations at least 14 days apart, no copy known. `restored`: there again after that.
    `copies_disagree`: two addresses had different cells at the same time. `last_before` and `first_after` are timestamps: the
    old state seen last, the new one first. `comparison` is None where there is no other content to compare with.
    `headings` are those of the parts that differ, `published_on` the dates on the page before and after, `missing` when the
    report was first and last seen to be missing.
    """

    agency_id: str
    year: int
    kind: Kind
    from_version_id: str | None
    to_version_id: str | None
    last_before: str
    first_after: str
    from_url: str
    to_url: str | None
    comparison: Comparison | None = None
    headings: tuple[str, ...] = ()
    published_on: tuple[str | None, str | None] = (None, None)
    missing: tuple[str, str] | None = None

    @property
    def id(self) -> str:
        """What names this change, the same in every run."""
        what = [self.agency_id, self.year, self.kind, self.from_version_id, self.to_version_id, self.first_after]
        return sha256(json.dumps([*what, self.from_url, self.to_url]).encode()).hexdigest()[:16]

    @property
    def change_class(self) -> Class | None:
        """How much changed; None where nothing could be compared."""
        return self.comparison.change if self.comparison else None

    @property
    def cells(self) -> tuple[CellChange, ...]:
        """The cells that changed."""
        return self.comparison.cells if self.comparison else ()

    def cell_rows(self) -> list[Row]:
        """Return the rows of `cell_changes`."""
        return [
            {
                "change_id": self.id,
                "cell": changed.cell,
                "old_raw": changed.old.raw,
                "old_value": changed.old.value,
                "new_raw": changed.new.raw,
                "new_value": changed.new.value,
            }
            for changed in self.cells
        ]
