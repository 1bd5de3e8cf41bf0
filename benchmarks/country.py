"""An invented country of any size: divisions three levels deep, agencies with portals and columns, reports with true figures.

The figures and the words of a report are those of the demo (`nianbao.demo`), so that they obey the identities of the forms;
some reports print blanks, doubtful cells or wrong sums, some come late, some never.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from extract.forms import load_form
from nianbao.demo.model import Agency, Cell, Report
from nianbao.demo.numbers import Size, draw, history

YEARS = (2020, 2021, 2022, 2023, 2024, 2025)
PREFECTURES, COUNTIES = 10, 8
FIRST = "云澄青白南禾浔泷岚霁松柏石河临安平永长宜"
SECOND = "堃翀喆垚珺翊澍霈㙍澜昶晟桁栩宸芃芾苒茳荇"
SUFFIX = {"province": "省", "prefecture": "市", "county": "县"}
DEPARTMENTS = {
    "教育局": "education",
    "财政局": "finance",
    "水利局": "water",
    "工业和信息化局": "industry",
    "卫生健康局": "health",
    "市场监督管理局": "market",
    "交通运输局": "transport",
    "民政局": "civil",
    "自然资源局": "land",
    "审计局": "audit",
}
INDUSTRY = ("工业和信息化局", "经济和信息化局", "科技和工业信息化局", "工业和信息化委员会")
"""What the bureau of industry is called, which differs from place to place."""

VOLUME = {"province": 2400, "prefecture": 360, "county": 45, "township": 2}


@dataclass(frozen=True, slots=True)
class Place:
    """A division: its code, name, level, the division above, and the full name down to it."""

    code: str
    name: str
    level: str
    parent: str
    full: str

    @property
    def host(self) -> str:
        """The host of its portal."""
        return f"www.p{self.code}.gov.cn"


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency of the country with its place and the address of its column."""

    agency: Agency
    place: Place
    level: str
    column: str


def places() -> Iterator[Place]:
    """Yield divisions of ten provinces, each behind the one it lies in."""
    names = (f"{one}{two}{three}" for three in ("", *FIRST) for two in SECOND for one in FIRST if one != three)
    for number in range(10):
        province = _place(f"{90 + number}0000", next(names), "province", "000000", "")
        yield province
        for p in range(1, PREFECTURES + 1):
            prefecture = _place(f"{province.code[:2]}{p:02d}00", next(names), "prefecture", province.code, "")
            yield prefecture
            for c in range(1, COUNTIES + 1):
                code = f"{prefecture.code[:4]}{c:02d}"
                yield _place(code, next(names), "county", prefecture.code, prefecture.full)


def _place(code: str, name: str, level: str, parent: str, above: str) -> Place:
    full = f"{name}{SUFFIX[level]}"
    return Place(code, full, level, parent, above + full)


def units(place: Place) -> Iterator[Unit]:
    """Yield the agencies of a division: its government, departments, in counties a town and a subdistrict instead of two."""
    yield _unit(place, "人民政府", "local_government", place.level, "general", 0)
    departments = list(DEPARTMENTS.items())[: 7 if place.level == "county" else None]
    for number, (name, field) in enumerate(departments, 1):
        named = INDUSTRY[draw(0, 3, place.code, "industry")] if field == "industry" else name
        yield _unit(place, named, "local_department", place.level, field, number)
    if place.level == "county":
        yield _unit(place, f"{place.name[0]}溪镇人民政府", "township", "township", "township", 8)
        yield _unit(place, f"{place.name[0]}桥街道办事处", "subdistrict", "township", "township", 9)


def _unit(place: Place, name: str, kind: str, level: str, field: str, number: int) -> Unit:
    column = f"http://{place.host}/zfxxgk/nb{number:02d}/"
    volume = VOLUME[level] if kind == "local_government" else VOLUME[level] // 6
    size = Size(volume, volume // 8, draw(0, 6, place.code, name), volume, volume * 2, volume // 3, volume // 4)
    full = place.full + name
    agency = Agency(
        f"{place.code}-{number}", full, kind, place.code, place.code, f"nb{number:02d}", "clean", field, None, size
    )
    return Unit(agency, place, level, column)


def years(unit: Unit) -> list[int]:
    """Return the years for which an agency published: about one report in twelve is missing."""
    return [year for year in YEARS if draw(1, 12, unit.agency.id, year, "missing") > 1]


def reports(unit: Unit) -> Iterator[Report]:
    """Yield what an agency published: one report in fifteen is late."""
    agency, published = unit.agency, years(unit)
    forms = {year: "fmt_2019" if year == 2020 else "fmt_2021" for year in YEARS}
    for year, figures in history(agency.id, agency.size, forms).items():
        if year not in published:
            continue
        month = 3 if agency.agency_class == "local_government" else 1
        day = date(year + 1, month, draw(5, 28, agency.id, year, "day"))
        if draw(1, 15, agency.id, year, "late") == 1:
            day += timedelta(days=draw(10, 90, agency.id, year, "days"))
        figures = {key: figures[key] for key in load_form(forms[year]).cell_keys()}
        cells = {key: _cell(f"{agency.id}/{year}", key, value) for key, value in figures.items()}
        title = f"{agency.name}{year}年政府信息公开工作年度报告"
        yield Report(agency, year, forms[year], title, day, figures, cells)


def _cell(report: str, key: str, value: int | float) -> Cell:
    """Return a cell as printed: in some reports blank, doubtful, or wrong by one."""
    oddity = draw(1, 40, report, "oddity")
    if oddity == 1 and value == 0 and key.startswith("t3.") and not key.endswith("total"):
        return Cell("", "blank", None)
    if oddity == 2 and key == "t3.granted_partial.total":
        return Cell("1O", "ambiguous", None)
    if oddity == 3 and key == "t3.processed_total.total":
        return Cell(str(value + 1), "number", value + 1)
    return Cell(str(value), "number" if value else "zero", value)


def revised(report: Report) -> Report | None:
    """Return a report as its agency replaced it in silence, more requests received and granted; None for all but one in 120."""
    if draw(1, 120, report.key, "revised") > 1:
        return None
    added = draw(1, 9, report.key, "added")
    keys = [
        f"t3.{row}.{part}"
        for row in ("received_new", "granted_full", "processed_total")
        for part in ("natural_person", "total")
    ]
    figures = {**report.figures, **{key: report.figures[key] + added for key in keys}}
    cells = {**report.cells, **{key: Cell(str(figures[key]), "number", figures[key]) for key in keys}}
    return replace(report, figures=figures, cells=cells)
