"""The terms of the demo country: regions, portals, agencies, and what they published with the truth of every cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from nianbao.demo.numbers import Figures, Number, Size


@dataclass(frozen=True, slots=True)
class Region:
    """A division with its invented code."""

    code: str
    name: str
    level: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Portal:
    """A website: its family of software, the port it prefers, its identification code and its disclosure page (`root`).

    Its collective column has a menu of years (`by_year`), or else its units have columns of their own.
    """

    id: str
    name: str
    region: str
    family: str
    port: int
    site_code: str
    root: str = "/gkmlpt/index"
    robots: str | None = None
    by_year: bool = False


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency, the portal that carries its reports and its folder there, empty for the portal's own column.

    `manner` is how its column differs from the usual one of the portal's family.
    """

    id: str
    name: str
    agency_class: str
    region: str
    portal: str
    slug: str
    layout: str
    field: str
    blank: str | None
    size: Size
    manner: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as printed, and what a careful reader makes of it: a state of the output contract and a value or None."""

    text: str
    state: str
    value: Number | None


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one agency for one year: what is printed, and how its page departs from the usual.

    `figures` are the true numbers, which the prose states; `cells` what the tables print; `breaks` names the identities that
    the print violates (rule and operand); `labels` replaces labels of the form by row or column key;
    `charset` is what the page states where that is not its encoding. An `enclosed` report stands in the attached file only.
    """

    agency: Agency
    year: int
    form: str
    title: str
    published_on: date
    figures: Figures
    cells: Mapping[str, Cell]
    breaks: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    two_line_title: bool = False
    attachment: bool = False
    enclosed: bool = False
    encoding: str = "utf-8"
    charset: str | None = None
    gzip: bool = False

    @property
    def key(self) -> str:
        """A short name of the report."""
        return f"{self.agency.id}/{self.year}"


@dataclass(frozen=True, slots=True)
class Other:
    """Something in an annual-report column that is no statutory report: news, notice, rendition, school or private."""

    portal: str
    at: str
    kind: str
    title: str
    published_on: date
    year: int | None = None


Item = Report | Other
"""What stands in a column."""


@dataclass(frozen=True, slots=True)
class World:
    """The demo country."""

    years: tuple[int, ...]
    regions: tuple[Region, ...]
    portals: tuple[Portal, ...]
    agencies: tuple[Agency, ...]
    others: tuple[Other, ...]
    reports: Mapping[tuple[str, int], Report]

    def agencies_of(self, portal_id: str) -> list[Agency]:
        """Return the agencies whose reports a portal carries, those without any included."""
        return [agency for agency in self.agencies if agency.portal == portal_id]

    def expected_reports(self) -> list[Report]:
        """Return every published report, by agency and year."""
        return list(self.reports.values())

    def reports_of(self, agency_id: str) -> list[Report]:
        """Return the reports of an agency, the newest first."""
        return [report for report in reversed(list(self.reports.values())) if report.agency.id == agency_id]

    def truth(self, agency_id: str, year: int) -> Report | None:
        """Return what an agency published for a year, cell by cell, or None when it published nothing."""
        return self.reports.get((agency_id, year))
