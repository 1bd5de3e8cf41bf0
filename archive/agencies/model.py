"""An agency as its name tells of it, and what came of the question whose name it is."""

from dataclasses import dataclass

Key = tuple[str | None, str]
"""What makes two names one agency's: the code of the division and the key of the body."""


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency: `name` is the name of its division with that of the body, `level` that of the division or township."""

    region_code: str | None
    body_key: str
    name: str
    agency_class: str | None = None
    level: str | None = None
    sectors: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The readable id: code of the division and name; without a division the name alone."""
        return f"{self.region_code}-{self.name}" if self.region_code else self.name

    @property
    def key(self) -> Key:
        """What two forms of the agency's name have in common."""
        return self.region_code, self.body_key


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whose name it is: the agency, or None with the reason and the candidates; `how` names the evidence.

    `confidence` goes from 0 to 1. Reasons: no_name, not_a_name, unknown_place (a place that is no division, or none at all and
    no portal's division to put in its stead), ambiguous (several divisions fit), place_conflict (the name says another
    division than the portal's).
    """

    agency: Agency | None
    confidence: float
    how: str
    candidates: tuple[Agency, ...] = ()
    reason: str | None = None
