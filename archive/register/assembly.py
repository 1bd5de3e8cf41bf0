"""Everything the register says, worked out from the facts before any of it is written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from archive.agencies import Agency, Key, Resolution, Resolver, joint, resolve, script
from archive.register import decisions, facts
from archive.register.alike import candidates
from archive.register.attribution import Attribution, attribute, subjects
from archive.register.decisions import Decided, in_region
from archive.register.facts import Row, VersionNames
from archive.register.owning import Owning
from archive.register.roll import DECISION, NAME, ROSTER, Roll
from archive.roster import current_rows
from archive.uscc import of_organs


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A row of a roster and the agency it names."""

    agency: Agency
    row: Row


class Assembly:
    """The register of a database, in memory: `agencies` by key in canonical form, whose each version is, what is open."""

    def __init__(self, db: Database) -> None:
        """Work it out."""
        self.regions = facts.regions(db)
        plain = Resolver(self.regions)
        self.decided: Decided = decisions.read(plain, facts.decisions(db))
        self.resolver = Resolver(self.regions, self.decided.aliases)
        self.roster = [self._entry(row) for row in current_rows(db, "roster_rows")]
        self.names = self._listed(db)
        self.versions = list(facts.versions(db))
        self.attributions = self._attribute(facts.collective_columns(db))
        self.roll = Roll(self.regions)
        self._enrol()
        self.agencies: Mapping[Key, Agency] = self.roll.close()
        self.unresolved = [version for version in self.versions if not self.is_settled(version)]
        self.alike = candidates(self.agencies.values(), self._years(), self._rostered(), self._confirmed())

    def is_settled(self, version: VersionNames) -> bool:
        """Return whether agency and year of a version are certain, or a person said that it is no report."""
        known = bool(self.attributions[version.id].agencies) and self.year(version) is not None
        return known or self.is_refused(version)

    def is_refused(self, version: VersionNames) -> bool:
        """Return whether a person said that a version is no report."""
        return not self.decided.settled.not_reports.isdisjoint(subjects(version))

    def year(self, version: VersionNames) -> int | None:
        """Return the year of a version, as decided or read."""
        return self.decided.settled.year_of(version)

    def canonical(self, agency: Agency) -> Agency:
        """Return an agency in its canonical form; one that nobody but a candidate list names stays as it is."""
        return self.agencies.get(agency.key, agency)

    def codes(self) -> dict[Key, str]:
        """Return the social credit codes that stand with the reports of one agency only, by its key."""
        owners = self._owners_of_codes()
        found: dict[Key, set[str]] = defaultdict(set)
        for code, keys in owners.items():
            if len(keys) == 1:
                found[next(iter(keys))].add(code)
        return {key: next(iter(codes)) for key, codes in found.items() if len(codes) == 1}

    def _entry(self, row: Row) -> RosterEntry:
        agency = in_region(self.resolver, row["agency"], row["region_code"], row["class"])
        return RosterEntry(self.resolver.known(agency), row)

    def _listed(self, db: Database) -> dict[tuple[str, str | None], Resolution]:
        return {
            (name, region): resolve(self.resolver, name, host_region=region)
            for name, region in facts.listed_names(db)
            if len(joint.split(script.plain(name))) == 1
        }

    def _attribute(self, collective: Iterable[str]) -> dict[str, Attribution]:
        owners = Owning(((entry.agency, entry.row) for entry in self.roster), collective)
        settled = self.decided.settled
        self.attributions = {one.id: attribute(self.resolver, one, settled, owners) for one in self.versions}
        known = self._owners_of_codes()
        return {one.id: _by_code(one, self.attributions[one.id], known) for one in self.versions}

    def _owners_of_codes(self) -> dict[str, dict[Key, Agency]]:
        owners: dict[str, dict[Key, Agency]] = defaultdict(dict)
        for version in self.versions:
            for code in of_organs(version.codes):
                owners[code] |= {agency.key: agency for agency in self.attributions[version.id].agencies}
        return owners

    def _enrol(self) -> None:
        for entry in self.roster:
            self.roll.add(entry.agency, ROSTER, entry.row["agency"], entry.row["source"])
        for (name, _region), found in self.names.items():
            if found.agency is not None:
                self.roll.add(found.agency, NAME, script.plain(name))
        for version in self.versions:
            self._enrol_version(version)
        for merger in self.decided.mergers:
            for agency in (merger.source, merger.target):
                self.roll.add(agency, DECISION)

    def _enrol_version(self, version: VersionNames) -> None:
        found = self.attributions[version.id]
        rank = DECISION if found.how == "decision" else NAME
        for agency in found.agencies:
            alone = len(found.agencies) == 1 and version.printed is not None
            self.roll.add(agency, rank, script.plain(version.printed or "") if alone else None, version.url)

    def _years(self) -> dict[Key, set[int]]:
        years: dict[Key, set[int]] = defaultdict(set)
        for version in self.versions:
            year = self.year(version)
            for agency in self.attributions[version.id].agencies:
                if year is not None:
                    years[agency.key].add(year)
        return years

    def _rostered(self) -> set[Key]:
        return {entry.agency.key for entry in self.roster}

    def _confirmed(self) -> set[Key]:
        return {key for key, agency in self.agencies.items() if agency.id in self.decided.confirmed}


def _by_code(version: VersionNames, found: Attribution, owners: Mapping[str, Mapping[Key, Agency]]) -> Attribution:
    """Return an ambiguous version's agency where a social credit code points to one of the candidates alone."""
    if found.agencies or found.reason != "ambiguous":
        return found
    open_ones = {agency.key: agency for agency in found.candidates}
    for code in of_organs(version.codes):
        pointed = owners.get(code, {})
        if len(pointed) == 1 and next(iter(pointed)) in open_ones:
            return Attribution(tuple(pointed.values()), "social credit code", 0.95)
    return found
