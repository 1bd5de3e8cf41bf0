"""When a report falls due: the statutory day and stricter local ones, by class, division and year; the rules are data."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

TOWNSHIP_ENDINGS = ("镇人民政府", "乡人民政府", "街道办事处", "街道", "镇", "乡", "苏木")
FIRST_YEAR = 2008


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day in time: by statute (or, where no article names one, by custom: `kind` is local then), with its basis.

    `local` is a stricter day that a local notice sets, with `local_source`; None where none is known.
    """

    day: date
    kind: str
    basis: str
    basis_en: str
    source: str
    local: date | None = None
    local_basis: str | None = None
    local_source: str | None = None


@cache
def _rules() -> Mapping[str, list[dict[str, Any]]]:
    rules: dict[str, list[dict[str, Any]]] = yaml.safe_load(
        (files(__package__) / "deadlines.yaml").read_text(encoding="utf-8")
    )
    return rules


@cache
def deadline(agency_class: str, region: str | None, year: int) -> Deadline | None:
    """Return when the report of an agency of this class and division for a year falls due; None where no rule says so."""
    statutory = _matching("statutory", agency_class, year)
    rule = statutory or _matching("customary", agency_class, year)
    if rule is None:
        return None
    chinese, english = rule["name"]
    due = Deadline(_day(rule, year), "statutory" if statutory else "local", chinese, english, rule["source"])
    local = _local(agency_class, region or "", year)
    if local is None or _day(local, year) >= due.day:
        return due
    return replace(due, local=_day(local, year), local_basis=local["name"][0], local_source=local["source"])


def class_of(agency: str) -> str:
    """Return local_government, township or local_department, by the name of an agency."""
    if agency.endswith(TOWNSHIP_ENDINGS):
        return "township"
    return "local_government" if agency.endswith(("人民政府", "人民政府机关")) else "local_department"


def statutory_deadline(agency: str, year: int) -> date | None:
    """Return the day by which the report of a year had to be published, or None where the Regulation names none."""
    rule = _matching("statutory", class_of(agency), year)
    return _day(rule, year) if rule else None


def _matching(part: str, agency_class: str, year: int) -> dict[str, Any] | None:
    return next((rule for rule in _rules()[part] if _holds(rule, agency_class, year)), None)


def _local(agency_class: str, region: str, year: int) -> dict[str, Any] | None:
    found = [
        rule
        for rule in _rules()["local"]
        if _holds(rule, agency_class, year) and _is_within(region, rule["region"], own=rule.get("own", False))
    ]
    return min(found, key=lambda rule: (rule["month"], rule["day"]), default=None)


def _holds(rule: Mapping[str, Any], agency_class: str, year: int) -> bool:
    return agency_class in rule["classes"] and rule["first_year"] <= year <= rule["last_year"]


def _is_within(region: str, area: str, *, own: bool) -> bool:
    """Tell whether a division is an area, or unless only its `own` agencies are meant, lies in it."""
    digits = 2 if area.endswith("0000") else 4 if area.endswith("00") and len(area) == 6 else len(area)
    return region == area or (not own and region.startswith(area[:digits]))


def _day(rule: Mapping[str, Any], year: int) -> date:
    return date(year + 1, rule["month"], rule["day"])
