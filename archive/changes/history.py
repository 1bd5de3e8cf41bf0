"""The changes of one report: its versions by address and time, with what is known of the times between."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from archive.changes.change import Change, Kind
from archive.changes.comparing import Comparison, compare
from archive.changes.contents import Content
from archive.clock import parse
from archive.presence import Absence, Presence
from archive.sightings import Sighting

AT_ONCE_SECONDS = 86_400
"""Two addresses that were read within a day of each other were there at the same time."""

MOST_ADDRESSES = 20
"""So many addresses of one report are looked at."""

Load = Callable[[str], Content]


@dataclass(slots=True)
class _Track:
    """An address: the versions seen there in order of time, and when it was seen to be missing."""

    url: str
    visits: list[Sighting] = field(default_factory=list)
    gone: list[Sighting] = field(default_factory=list)

    @property
    def first(self) -> Sighting:
        return self.visits[0]

    @property
    def last(self) -> Sighting:
        return self.visits[-1]

    def before(self, at: str) -> Sighting | None:
        """Return the last visit until a time."""
        return next((visit for visit in reversed(self.visits) if visit.at <= at), None)

    def after(self, at: str) -> Sighting | None:
        """Return the first visit from a time on."""
        return next((visit for visit in self.visits if visit.at >= at), None)

    def is_gone_between(self, start: str, end: str) -> bool:
        """Tell whether the address was seen to be missing between two times."""
        return any(start <= missing.at <= end for missing in self.gone)


def changes_of(agency_id: str, year: int, presence: Presence, load: Load) -> list[Change]:
    """Return the changes of a report in order of time; `load` gives the content of a version."""
    history = _History(agency_id, year, load)
    tracks = _tracks(presence)
    for track in tracks:
        history.follow(track)
    for position, track in enumerate(tracks):
        if position:
            history.appear(track, tracks[:position])
    history.end(presence, tracks)
    return sorted(history.found, key=lambda change: (change.first_after, change.kind, change.id))


def _tracks(presence: Presence) -> list[_Track]:
    tracks: dict[str, _Track] = {}
    for sighting in presence.sightings:
        if sighting.kind == "there" and sighting.version_id is not None:
            tracks.setdefault(sighting.address, _Track(sighting.url)).visits.append(sighting)
    for sighting in presence.sightings:
        if sighting.kind in ("gone", "unlisted") and sighting.address in tracks:
            tracks[sighting.address].gone.append(sighting)
    return sorted(tracks.values(), key=lambda track: (track.first.at, track.url))[:MOST_ADDRESSES]


class _History:
    """The changes found so far."""

    def __init__(self, agency_id: str, year: int, load: Load) -> None:
        self.agency_id = agency_id
        self.year = year
        self.load = load
        self.found: list[Change] = []

    def follow(self, track: _Track) -> None:
        """Find where the content at one address changed; what was once read with certainty is known until it is read anew.

        A page whose attachments were not fetched again is no state of the report: the one before goes on.
        """
        known, last = self.load(_version(track.first)), track.first
        for visit in track.visits[1:]:
            new = self.load(_version(visit))
            if visit.version_id != last.version_id:
                comparison = compare(known, new)
                if comparison is not None:
                    self._add("revised", _last_certain(track, last, comparison), visit, comparison, known, new)
            if not new.attachments < known.attachments:
                last = visit
            known = new.after(known)

    def appear(self, track: _Track, earlier: Sequence[_Track]) -> None:
        """Find whether an address took the place of another, or stood beside one that says something else."""
        beside = next((pair for other in earlier if (pair := _at_once(other, track)) is not None), None)
        if beside is not None:
            old, new = (self.load(_version(visit)) for visit in beside)
            comparison = compare(old, new)
            if comparison is not None and comparison.cells:
                self._add("copies_disagree", *beside, comparison, old, new)
            return
        left = [other for other in earlier if _gave_way(other, track)]
        if left:
            old_place = max(left, key=lambda other: other.last.at)
            self._take_place(old_place.last, track.first)

    def _take_place(self, before: Sighting, after: Sighting) -> None:
        old, new = self.load(_version(before)), self.load(_version(after))
        comparison = Comparison("markup") if old.version_id == new.version_id else compare(old, new)
        kind: Kind = "replaced" if comparison is not None and comparison.other_content else "moved"
        self._add(kind, before, after, comparison or Comparison(None), old, new)

    def end(self, presence: Presence, tracks: Sequence[_Track]) -> None:
        """Find whether the report is gone, or was and came back to an address where it had been."""
        for absence in presence.absences:
            last = [visit for track in tracks if (visit := track.before(absence.last_before)) is not None]
            if not absence.confirmed or not last:
                continue
            before = max(last, key=lambda visit: visit.at)
            if absence.back_at is None and presence.removed:
                self._absent("removed", absence, before, None)
            back = next((s for s in presence.sightings if s.at == absence.back_at and s.kind == "there"), None)
            if back is not None and back.address in {visit.address for visit in last}:
                self._absent("restored", absence, before, back)

    def _absent(self, kind: Kind, absence: Absence, before: Sighting, back: Sighting | None) -> None:
        self.found.append(
            Change(
                self.agency_id,
                self.year,
                kind,
                before.version_id,
                back.version_id if back else None,
                absence.last_before,
                back.at if back else absence.gone_from,
                before.url,
                back.url if back else None,
                missing=(absence.gone_from, absence.gone_to),
            )
        )

    def _add(
        self, kind: Kind, before: Sighting, after: Sighting, comparison: Comparison, old: Content, new: Content
    ) -> None:
        self.found.append(
            Change(
                self.agency_id,
                self.year,
                kind,
                before.version_id,
                after.version_id,
                before.at,
                after.at,
                before.url,
                after.url,
                comparison,
                tuple(new.headings.get(number) or old.headings.get(number, "") for number in comparison.sections),
                (old.published_on, new.published_on),
            )
        )


def _last_certain(track: _Track, before: Sighting, comparison: Comparison) -> Sighting:
    """Return the visit until which the old state is known: that of the version that last told a changed cell with certainty."""
    told = {changed.old.version_id for changed in comparison.cells}
    earlier = [visit for visit in track.visits if visit.at <= before.at]
    last = [
        max((v for v in earlier if v.version_id == version), key=lambda v: v.at, default=before) for version in told
    ]
    return min(last, key=lambda visit: visit.at, default=before)


def _version(visit: Sighting) -> str:
    return visit.version_id or ""


def _gave_way(old: _Track, new: _Track) -> bool:
    """Tell whether an address was seen for the last time before another appeared, and to be missing since."""
    return old.last.at < new.first.at and old.is_gone_between(old.last.at, "9")


def _at_once(old: _Track, new: _Track) -> tuple[Sighting, Sighting] | None:
    """Return the last visits to two addresses at the same time, or None when they were never known to be there together."""
    for visit in reversed(new.visits):
        before, after = old.before(visit.at), old.after(visit.at)
        for near in (before, after):
            if near is not None and abs((parse(near.at) - parse(visit.at)).total_seconds()) <= AT_ONCE_SECONDS:
                return near, visit
        if (
            before is not None
            and after is not None
            and before.version_id == after.version_id
            and not old.is_gone_between(before.at, after.at)
        ):
            return before, visit
    return None
