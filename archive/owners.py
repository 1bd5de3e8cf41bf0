"""Whose columns and entries those of the crawl are: names as listed, matched with the register and nothing guessed."""

from collections import defaultdict
from functools import cached_property
from typing import Any

from sqlite_utils import Database

from archive.roster import current_rows

Row = dict[str, Any]


def address_key(url: str) -> str:
    """Return what is the same for the addresses of one page: scheme, `index.html` and a last slash do not tell them apart."""
    rest = url.partition("#")[0].partition("://")[2] or url
    host, slash, path = rest.partition("/")
    for ending in ("index.html", "index.htm", "index.shtml"):
        path = path.removesuffix(ending) if path == ending or path.endswith(f"/{ending}") else path
    return host.lower().removesuffix(":80").removesuffix(":443") + (slash + path).rstrip("/")


class Owners:
    """The agencies of the register by the names that columns and rosters give them within a division.

    A name counts where the register resolved it there, or has it for an agency of that division; what two agencies could mean
    is nobody's.
    """

    def __init__(self, db: Database) -> None:
        """Take the register of a database."""
        self._db = db
        self._names: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in db.query(
            "SELECT id, region_code, canonical_name AS name FROM agencies UNION"
            " SELECT a.id, a.region_code, n.name FROM agency_names n JOIN agencies a ON a.id = n.agency_id"
            " UNION SELECT agency_id, region_code, name FROM resolved_names"
        ):
            self._names[row["region_code"] or "", row["name"]].add(row["id"])
        self._resolved: dict[tuple[str, str], str] = {
            (row["region_code"], row["name"]): row["agency_id"] for row in db.query("SELECT * FROM resolved_names")
        }
        self._above = {row["code"]: row["parent_code"] for row in db.query("SELECT code, parent_code FROM regions")}

    def agency(self, name: str | None, region: str | None) -> str | None:
        """Return the one agency that a name means within a division, or None."""
        if not name:
            return None
        resolved = self._resolved.get((region or "", name))
        if resolved is not None:
            return resolved
        found = self._names.get((region or "", "".join(name.split())), set())
        return next(iter(found)) if len(found) == 1 else None

    def of_column(self, url: str, kind: str, name: str | None, region: str | None) -> str | None:
        """Return the agency whose own column an address is: by the roster, or by the name it has there; None if collective."""
        stated = self.by_address.get(address_key(url))
        if stated is not None:
            return stated
        return self.agency(name, region) if kind == "own" else None

    @cached_property
    def by_address(self) -> dict[str, str]:
        """The agencies by the addresses that rosters name; an address that stands with several is nobody's own."""
        stated: dict[str, set[str]] = defaultdict(set)
        for row, agency in self.roster:
            if row["url"] and agency:
                stated[address_key(row["url"])].add(agency)
        return {address: next(iter(agencies)) for address, agencies in stated.items() if len(agencies) == 1}

    @cached_property
    def roster(self) -> list[tuple[Row, str | None]]:
        """The rows of the rosters that hold, each with its agency in the register."""
        return [(row, self._of_roster(row)) for row in current_rows(self._db, "roster_rows")]

    def _of_roster(self, row: Row) -> str | None:
        """Return the agency of a row: one of its division, or of the one above where that keeps the agency."""
        code = row["region_code"][:6]
        return self.agency(row["agency"], code) or self.agency(row["agency"], self._above.get(code))
