"""The agencies of an archive: every one that a roster, a column, a version or a person names, once, under one name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from archive.agencies import Agency, Key
from archive.agencies.central import is_of_system
from archive.regions import Regions

ROSTER, DECISION, NAME = range(3)
"""Whose form of a name goes first: a roster's, a person's, then the fullest one that was found."""


@dataclass
class _Member:
    names: dict[str, str | None] = field(default_factory=dict)
    forms: list[tuple[int, Agency]] = field(default_factory=list)


class Roll:
    """Collects agencies under their keys, and gives each its canonical form."""

    def __init__(self, regions: Regions) -> None:
        """Take the divisions whose names the canonical names bear."""
        self._regions = regions
        self._members: dict[Key, _Member] = defaultdict(_Member)
        self._canonical: dict[Key, Agency] = {}

    def add(self, agency: Agency, rank: int, name: str | None = None, source: str | None = None) -> None:
        """Take in an agency in the form in which it was found, and the name it bore there with the address."""
        member = self._members[agency.key]
        member.forms.append((rank, agency))
        if name is not None and name not in member.names:
            member.names[name] = source

    def close(self) -> Mapping[Key, Agency]:
        """Return every agency in its canonical form, by key."""
        self._canonical = {key: self._best(member.forms) for key, member in sorted(self._members.items(), key=_by_key)}
        return self._canonical

    def names(self, key: Key) -> Iterable[tuple[str, str | None]]:
        """Return the names an agency bore, each with an address where it stands, without the canonical one."""
        return sorted((name, source) for name, source in self._members[key].names.items())

    def _best(self, forms: list[tuple[int, Agency]]) -> Agency:
        def order(form: tuple[int, Agency]) -> tuple[int, bool, int, str]:
            rank, agency = form
            region = self._regions.get(agency.region_code)
            present = region is not None and bool(region.name) and agency.name.startswith(region.name)
            return rank, not (present or is_of_system(agency.name)), -len(agency.name), agency.name

        return min(forms, key=order)[1]


def _by_key(item: tuple[Key, _Member]) -> tuple[str, str]:
    return item[0][0] or "", item[0][1]
