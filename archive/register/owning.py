"""The columns that rosters give to agencies: whose report is what stands in one without a name, or under a like one."""

from collections import defaultdict
from collections.abc import Iterable

from archive.agencies import Agency
from archive.owners import address_key
from archive.register.facts import Row, VersionNames


class Owning:
    """The agencies of rosters by the addresses of their own columns, each for the report years of its row.

    A column that several agencies share in a year is nobody's own, and so is one that was read as a list of many.
    """

    def __init__(self, rows: Iterable[tuple[Agency, Row]], collective: Iterable[str]) -> None:
        """Take the agencies with their rows, and the addresses of collective columns."""
        self._rows: dict[str, list[tuple[Agency, Row]]] = defaultdict(list)
        self._collective = {address_key(url) for url in collective}
        for agency, row in rows:
            if row["url"]:
                self._rows[address_key(row["url"])].append((agency, row))

    def of(self, version: VersionNames, year: int | None) -> Agency | None:
        """Return the one agency whose column a version stands in; None where it is in none, or in those of several."""
        addresses = {address_key(url) for url in version.columns} - self._collective
        found = {
            agency.key: agency
            for address in addresses
            for agency, row in self._rows.get(address, ())
            if year is None or (row["from_year"] or year) <= year <= (row["to_year"] or year)
        }
        return next(iter(found.values())) if len(found) == 1 else None
