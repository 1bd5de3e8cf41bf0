"""Who exists in the demo country, what they published and when, and what every printed cell truly says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

import yaml

from extract.forms import load_form
from nianbao.demo.numbers import Figures, Number, Size, draw, history

LEGAL_COLUMNS = ("legal_commercial", "legal_research", "legal_public_interest", "legal_law_services", "legal_other")
OTHER_ROWS = ("other_uncorrected", "other_fee_unpaid", "other_misc")


@dataclass(frozen=True, slots=True)
class Region:
    """A division with its invented code."""

    code: str
    name: str
    level: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Portal:
    """A website: its family of software, the port it prefers, and its identification code."""

    id: str
    name: str
    region: str
    family: str
    port: int
    site_code: str
    root: str = "/"
    robots: str | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency, the portal that carries its reports and its folder there; `field` is what its prose is about."""

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
    the print violates (rule and operand); `labels` replaces labels of the form by row or column key.
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
    encoding: str = "utf-8"
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


@dataclass(frozen=True, slots=True)
class World:
    """The demo country."""

    years: tuple[int, ...]
    regions: tuple[Region, ...]
    portals: tuple[Portal, ...]
    agencies: tuple[Agency, ...]
    others: tuple[Other, ...]
    reports: Mapping[tuple[str, int], Report]

    def portal(self, portal_id: str) -> Portal:
        """Return a portal by its id; raises KeyError."""
        return {portal.id: portal for portal in self.portals}[portal_id]

    def agency(self, agency_id: str) -> Agency:
        """Return an agency by its id; raises KeyError."""
        return {agency.id: agency for agency in self.agencies}[agency_id]

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


@cache
def load_world() -> World:
    """Return the demo country as `world.yaml` tells it."""
    data = yaml.safe_load((files(__package__) / "world.yaml").read_text(encoding="utf-8"))
    agencies = tuple(_agency(item) for item in data["agencies"])
    years = tuple(data["years"])
    reports = [report for agency in agencies for report in _reports(agency, years, data["departures"])]
    return World(
        years=years,
        regions=tuple(Region(**item) for item in data["regions"]),
        portals=tuple(Portal(**item) for item in data["portals"]),
        agencies=agencies,
        others=tuple(Other(**item) for item in data["others"]),
        reports={(report.agency.id, report.year): report for report in reports},
    )


def _agency(item: dict[str, Any]) -> Agency:
    sizes = {name.name: item[name.name] for name in fields(Size) if name.name in item}
    size = Size(**sizes, natural_persons_only=item.get("blank") == "legal_columns")
    names = ("id", "name", "region", "portal", "slug", "layout", "field")
    return Agency(
        **{name: item[name] for name in names}, agency_class=item["class"], blank=item.get("blank"), size=size
    )


def _reports(agency: Agency, years: tuple[int, ...], departures: list[dict[str, Any]]) -> Iterator[Report]:
    own = [item for item in departures if item["agency"] == agency.id]
    special = {year: _merged(item for item in own if item.get("year") in (None, year)) for year in years}
    forms = {year: special[year].get("form", "fmt_2019" if year < 2021 else "fmt_2021") for year in years}
    for year, figures in history(agency.id, agency.size, forms).items():
        if not special[year].pop("missing", False):
            yield _report(agency, year, forms[year], figures, special[year])


def _merged(items: Iterator[dict[str, Any]]) -> dict[str, Any]:
    return {name: value for item in items for name, value in item.items() if name not in ("agency", "year")}


def _report(agency: Agency, year: int, form: str, figures: Figures, special: dict[str, Any]) -> Report:
    month, first, last = (3, 8, 30) if agency.agency_class == "local_government" else (1, 8, 29)
    usual = date(year + 1, month, draw(first, last, agency.id, year, "day"))
    title = special.pop("title", f"{agency.name}{year}年政府信息公开工作年度报告").replace("{agency}", agency.name)
    printed = _single_row(figures) if special.pop("single_other_row", False) else figures
    edits = special.pop("cells", {})
    special.pop("form", None)
    return Report(
        agency=agency,
        year=year,
        form=form,
        title=title,
        published_on=special.pop("published_on", usual),
        figures=figures,
        cells={key: _cell(key, value, agency.blank, edits.get(key, {})) for key, value in _in_order(form, printed)},
        breaks=tuple(special.pop("breaks", ())),
        **special,
    )


def _single_row(figures: Figures) -> Figures:
    """Return the figures with the three lines under （六） added up in one, as some agencies print the form of 2021."""
    columns = [key.rpartition(".")[2] for key in figures if key.startswith("t3.carried_in.")]
    merged = {f"t3.other.{column}": sum(figures[f"t3.{row}.{column}"] for row in OTHER_ROWS) for column in columns}
    return {**{key: value for key, value in figures.items() if key.split(".")[1] not in OTHER_ROWS}, **merged}


def _in_order(form: str, figures: Figures) -> list[tuple[str, Number]]:
    order = {key: place for place, key in enumerate(load_form(form).cell_keys())}
    return sorted(figures.items(), key=lambda item: order.get(item[0], len(order)))


def _cell(key: str, value: Number, blank: str | None, edit: dict[str, Any]) -> Cell:
    """Return a cell as printed: `edit` declares an error (add) or another text with the state a reader should see."""
    value += edit.get("add", 0)
    number = Cell(_printed(key, value), "number" if value else "zero", value)
    if "text" in edit:
        text = Template(edit["text"]).substitute(value=number.text)
        return Cell(text, edit["state"], value if edit["state"] == "text" else None)
    empty = (blank == "legal_columns" and key.rpartition(".")[2] in LEGAL_COLUMNS) or (
        blank == "zeros" and not value and not key.startswith("t2.")
    )
    return Cell("", "blank", None) if empty else number


def _printed(key: str, value: Number) -> str:
    if key.endswith(".items_change") and value > 0:
        return f"+{value}"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
