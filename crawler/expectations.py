"""What a portal is known to hold, as a floor: a crawl that finds less raises an alarm instead of being a quiet success."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expectation:
    """The least a full crawl must find, and the family its pages are known to be made by."""

    reports: int = 0
    columns: int = 0
    family: str | None = None

    def missed(self, *, reports: int | None, columns: int, family: str | None) -> list[str]:
        """Return an alarm for each floor that was not reached; `reports` is None where not all were asked for."""
        alarms = []
        if reports is not None and reports < self.reports:
            alarms.append(f"{reports} reports found, at least {self.reports} expected")
        if columns < self.columns:
            alarms.append(f"{columns} annual-report columns found, at least {self.columns} expected")
        if self.family and family != self.family:
            alarms.append(f"the portal looks like {family or 'nothing known'}, not like {self.family} as it used to")
        return alarms


NOTHING = Expectation()
