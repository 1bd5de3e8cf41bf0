"""Since when a report was there, and since when it is gone: the question behind the status `removed` and the changes of a report."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlite_utils import Database

from archive.clock import parse, timestamp
from archive.sightings import AROUND, Sighting, sightings, unanswered

CONFIRMED_AFTER = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Absence:
    """A time in which the report was at none of its addresses; all times are timestamps.

    `last_before` is when it was seen last, `gone_from` and `gone_to` when it was first and last seen to be missing
    everywhere. `confirmed`: each address was missing on observations at least 14 days apart. `back_at` and `back_url` are
    when and where it was seen again; None while it is missing. `evidence` are capture ids and addresses of columns.
    """

    last_before: str
    gone_from: str
    gone_to: str
    confirmed: bool
    evidence: tuple[str, ...]
    back_at: str | None = None
    back_url: str | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """When and where the report of an agency for a year was seen, as far as was known at one moment.

    `sightings` are all observations in order of time. `absences` come in order of time; only the last one may lack `back_at`.
    `listed_elsewhere` are addresses that a column names for the same agency and year since the report is gone, and that
    were not read as this report: it may stand there. `unanswered` are addresses of the report whose last request failed
    (blocked, unreachable, not allowed): what stands there now is not known. `still_listed`: a column named it when it was last
    missing; that is a broken link, and nothing was taken away.
    """

    sightings: tuple[Sighting, ...]
    absences: tuple[Absence, ...] = ()
    listed_elsewhere: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    still_listed: bool = False

    @property
    def first_seen(self) -> str | None:
        """When the report was first captured; None when it never was."""
        return next((sighting.at for sighting in self.sightings if sighting.kind == "there"), None)

    @property
    def last_seen(self) -> str | None:
        """When the report was last captured."""
        return next((sighting.at for sighting in reversed(self.sightings) if sighting.kind == "there"), None)

    @property
    def gone(self) -> Absence | None:
        """The absence that still lasts, confirmed or not."""
        return self.absences[-1] if self.absences and self.absences[-1].back_at is None else None

    @property
    def removed(self) -> bool:
        """Whether the report is gone on observations at least 14 days apart, nothing else came since, and no copy is known."""
        known = not self.listed_elsewhere and not self.unanswered and not self.still_listed
        return self.gone is not None and self.gone.confirmed and known


def presence(db: Database, agency_id: str, year: int, as_of: datetime) -> Presence:
    """Return when the report of an agency for a year was there and when not, by what was observed until `as_of`.

    Reads `report_versions`, `version_parts`, `captures`, `extractions`, `attempts`, `column_readings` and
    `column_listings`; writes nothing. A report that was never captured has no sightings. What counts as an observation is
    said in `archive.sightings`.
    """
    until = timestamp(as_of)
    seen = sightings(db, agency_id, year, until)
    found = absences(seen)
    if not found or not found[-1].confirmed or found[-1].back_at is not None:
        return Presence(tuple(seen), tuple(found))
    urls = {sighting.url for sighting in seen}
    elsewhere = _listed_elsewhere(db, agency_id, year, found[-1].gone_from, until, urls)
    return Presence(tuple(seen), tuple(found), elsewhere, unanswered(db, urls, until), _still_listed(seen, found[-1]))


def _still_listed(seen: list[Sighting], gone: Absence) -> bool:
    """Tell whether a column listed an address of a report about the time when it was last missing, or since."""
    since = timestamp(parse(gone.gone_to) - AROUND)
    return any(sighting.kind == "listed" and sighting.at >= since for sighting in seen)


@dataclass(slots=True)
class _Place:
    """An address since the report was last seen there: observations that it is missing."""

    answered_gone: list[Sighting] = field(default_factory=list)
    unlisted: list[Sighting] = field(default_factory=list)

    def note(self, sighting: Sighting) -> None:
        """Take an observation into account."""
        if sighting.kind == "gone":
            self.answered_gone.append(sighting)
        elif sighting.kind == "unlisted":
            self.unlisted.append(sighting)
        elif sighting.kind == "listed":
            self.unlisted.clear()
        else:
            self.answered_gone.clear()
            self.unlisted.clear()

    @property
    def missing(self) -> list[Sighting]:
        """The observations that it is missing, in order of time."""
        return sorted((*self.answered_gone, *self.unlisted), key=lambda sighting: sighting.at)


def absences(seen: list[Sighting]) -> list[Absence]:
    """Return the times in which the report was at none of the addresses where it had been seen until then."""
    places: dict[str, _Place] = {}
    found: list[Absence] = []
    last_there = ""
    for sighting in seen:
        if sighting.kind == "there":
            absence = _absence(places, last_there)
            if absence is not None:
                found.append(_ended(absence, sighting))
            last_there = sighting.at
            places.setdefault(sighting.address, _Place())
        if sighting.address in places:
            places[sighting.address].note(sighting)
    absence = _absence(places, last_there)
    return found if absence is None else [*found, absence]


def _absence(places: dict[str, _Place], last_there: str) -> Absence | None:
    missing = [place.missing for place in places.values()]
    if not missing or not all(missing):
        return None
    return Absence(
        last_there,
        gone_from=max(observed[0].at for observed in missing),
        gone_to=max(observed[-1].at for observed in missing),
        confirmed=all(_is_confirmed(observed, last_there) for observed in missing),
        evidence=tuple(sorted({sighting.evidence for observed in missing for sighting in observed})),
    )


def _is_confirmed(missing: list[Sighting], last_there: str) -> bool:
    """Tell whether an address was missing long enough, or was so already when the report was last seen elsewhere."""
    first, last = missing[0].at, missing[-1].at
    return first < last_there or parse(last) - parse(first) >= CONFIRMED_AFTER


def _ended(absence: Absence, back: Sighting) -> Absence:
    return Absence(
        absence.last_before,
        absence.gone_from,
        absence.gone_to,
        absence.confirmed,
        absence.evidence,
        back_at=back.at,
        back_url=back.url,
    )


def _listed_elsewhere(
    db: Database, agency_id: str, year: int, since: str, until: str, known: set[str]
) -> tuple[str, ...]:
    rows = db.query(
        "SELECT DISTINCT l.url FROM column_listings l JOIN columns c ON c.url = l.column_url"
        " WHERE l.kind = 'annual_report' AND l.year = ? AND l.listed_to >= ? AND l.listed_from <= ?"
        " AND coalesce(l.agency, c.agency) IN (SELECT canonical_name FROM agencies WHERE id = ?"
        " UNION SELECT name FROM agency_names WHERE agency_id = ?) ORDER BY l.url",
        [year, since, until, agency_id, agency_id],
    )
    return tuple(row["url"] for row in rows if row["url"] not in known)
