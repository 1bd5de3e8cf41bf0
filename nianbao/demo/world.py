"""The demo country as the files in `country/` tell it: every report with its figures, its print, and its declared departures.

A file there is a theme. Years and regions are those of the whole country, everything else is told per theme.
"""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

import yaml

from extract.forms import load_form
from nianbao.demo.model import Agency, Cell, Other, Portal, Region, Report, World
from nianbao.demo.numbers import Figures, Number, Size, draw, history

LEGAL_COLUMNS = ("legal_commercial", "legal_research", "legal_public_interest", "legal_law_services", "legal_other")
DEFAULT_THEME = "qinghe"
_SHARED = ("years", "regions")
_PARTS = ("years", "regions", "portals", "agencies", "departures", "others")
OTHER_ROWS = ("other_uncorrected", "other_fee_unpaid", "other_misc")


@cache
def load_world(*themes: str) -> World:
    """Return the demo country with the portals of these themes, of the one that `nianbao demo` shows when none is named."""
    data: dict[str, list[Any]] = {name: [] for name in _PARTS}
    for path in sorted((files(__package__) / "country").iterdir(), key=lambda path: path.name):
        told = path.name.removesuffix(".yaml") in (themes or (DEFAULT_THEME,))
        for name, items in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if told or name in _SHARED:
                data[name] += items
    agencies = tuple(_agency(item) for item in data["agencies"])
    years = tuple(data["years"])
    reports = [report for agency in agencies for report in _reports(agency, years, data["departures"])]
    return World(
        years=years,
        regions=tuple(Region(**item) for item in data["regions"]),
        portals=tuple(Portal(**item) for item in data["portals"]),
        agencies=agencies,
        others=tuple(other for item in data["others"] for other in _others(item, years)),
        reports={(report.agency.id, report.year): report for report in reports},
    )


def _agency(item: dict[str, Any]) -> Agency:
    sizes = {name.name: item[name.name] for name in fields(Size) if name.name in item}
    size = Size(**sizes, natural_persons_only=item.get("blank") == "legal_columns")
    return Agency(
        **{name: item[name] for name in ("id", "name", "region", "portal", "layout", "field")},
        agency_class=item["class"],
        slug=item.get("slug", ""),
        blank=item.get("blank"),
        manner=item.get("manner", ""),
        size=size,
    )


def _others(item: dict[str, Any], years: tuple[int, ...]) -> Iterator[Other]:
    """Return an item, or one for each year when it says on which day of the next year (`each_year`, MM-DD) it comes."""
    if not (day := item.get("each_year")):
        yield Other(**item)
        return
    told = {name: value for name, value in item.items() if name != "each_year"}
    for year in years:
        title = item["title"].replace("{year}", str(year))
        published = date.fromisoformat(f"{year + 1}-{day}")
        yield Other(**told | {"title": title, "published_on": published, "year": year})


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
