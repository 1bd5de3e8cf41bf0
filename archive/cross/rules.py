"""The rules across years and agencies, and what two forms have in common: as data."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

Rule = dict[str, Any]


def _data(name: str) -> Any:
    return yaml.safe_load((files(__package__) / name).read_text(encoding="utf-8"))


@cache
def rules(*kinds: str) -> tuple[Rule, ...]:
    """Return the rules of `rules.yaml` of these kinds, in its order."""
    return tuple(rule for rule in _data("rules.yaml") if rule["kind"] in kinds)


@cache
def _forms() -> Any:
    return _data("comparable.yaml")


def columns_of(form: str | None) -> Sequence[str]:
    """Return the columns of table 2 in a form; none of a form without that table."""
    found: Sequence[str] = _forms()["columns"].get(form, ())
    return found


@cache
def comparable(cell: str, earlier: str | None, later: str | None) -> bool:
    """Tell whether a cell means the same in the forms of two years."""
    if earlier is None or later is None or earlier == later:
        return earlier == later and earlier is not None
    keys = [
        key
        for pair in _forms()["cells"]
        if (pair["earlier"], pair["later"]) == (earlier, later)
        for key in pair["same"]
    ]
    return any(cell == key or cell.startswith(f"{key}.") for key in keys)
