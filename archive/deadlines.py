"""The statutory day on which a report falls due, by the class that an agency's name shows."""

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

TOWNSHIP_ENDINGS = ("镇人民政府", "乡人民政府", "街道办事处", "街道", "镇", "乡", "苏木")


@cache
def _rules() -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load((files(__package__) / "deadlines.yaml").read_text(encoding="utf-8")))


def class_of(agency: str) -> str:
    """Return local_government, township or local_department, by the name of an agency."""
    if agency.endswith(TOWNSHIP_ENDINGS):
        return "township"
    return "local_government" if agency.endswith(("人民政府", "人民政府机关")) else "local_department"


def statutory_deadline(agency: str, year: int) -> date | None:
    """Return the day by which the report of a year had to be published, or None where the Regulation names none."""
    kind = class_of(agency)
    for rule in _rules():
        if kind in rule["classes"] and rule["first_year"] <= year <= rule["last_year"]:
            return date(year + 1, rule["month"], rule["day"])
    return None
