"""The figures of an agency over the years: seeded by its name, plausible, and true to the identities of the form.

In every column of table 3 what was received and carried in equals what was handled and carried out; what is carried into a
year was carried out of the one before; documents in force follow from those issued and repealed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

Number = int | float
Figures = dict[str, Number]
OUT = "carried_out"


@dataclass(frozen=True, slots=True)
class Size:
    """How much an agency does in a year; see `country/` for the meaning of each figure."""

    volume: int = 0
    remedies: int = 0
    norms: int = 0
    licences: int = 0
    penalties: int = 0
    coercion: int = 0
    fees: int = 0
    rules: bool = False
    natural_persons_only: bool = False


@dataclass(slots=True)
class _Balance:
    """What one year hands on to the next."""

    carried: dict[str, int]
    in_force: dict[str, int]
    items: dict[str, int] = field(default_factory=dict)


def draw(low: int, high: int, *key: object) -> int:
    """Return an integer from low to high, always the same for the same key."""
    digest = hashlib.sha256("/".join(map(str, key)).encode()).digest()
    return low + int.from_bytes(digest[:8], "big") % (high - low + 1)


def history(agency: str, size: Size, forms: Mapping[int, str]) -> dict[int, Figures]:
    """Return the figures of each year by cell key, for the form of that year (three lines under （六） in the form of 2021)."""
    first = min(forms)
    balance = _Balance(
        carried={
            part: _about(size.volume * share // 16000, agency, first - 1, part) for part, share in _parts(size).items()
        },
        in_force={
            "regulations": 31 if size.rules else 0,
            "normative_documents": size.norms * draw(6, 9, agency, "in force"),
        },
    )
    figures = {}
    for year, form in sorted(forms.items()):
        proactive = _proactive_2021(agency, year, size, balance)
        older = _proactive_2019(agency, year, size, balance)
        requests = _requests(agency, year, size, balance, single_line=form == "fmt_2019")
        figures[year] = {**(older if form == "fmt_2019" else proactive), **requests, **_remedies(agency, year, size)}
    return figures


def _parts(size: Size) -> dict[str, int]:
    shares: dict[str, int] = _shares()["applicants"]
    return {
        part: 0 if size.natural_persons_only and part != "natural_person" else share for part, share in shares.items()
    }


def _outcomes(agency: str, year: int, size: Size, *, single_line: bool) -> dict[str, dict[str, int]]:
    """Return how the requests handled in a year ended, by line and applicant."""
    volume = size.volume * draw(85, 135, agency, year, "volume") // 100
    taken: set[int] = set()
    table: dict[str, dict[str, int]] = {}
    for row, row_share in _shares()["outcomes"].items():
        usual = {part: volume * row_share * share / 1e6 for part, share in _parts(size).items()}
        table[row] = {
            part: _distinct(_about(number, agency, year, row, part), taken, volume // 200)
            for part, number in usual.items()
        }
    if single_line:
        others = [table.pop(row) for row in list(table) if row.startswith("other_")]
        table["other"] = {part: sum(row[part] for row in others) for part in _parts(size)}
    return table


def _requests(agency: str, year: int, size: Size, balance: _Balance, *, single_line: bool) -> Figures:
    parts = _parts(size)
    table = _outcomes(agency, year, size, single_line=single_line)
    handled = {part: sum(row[part] for row in table.values()) for part in parts}
    carried_in = balance.carried
    carried_out = {
        part: max(
            _about(handled[part] * _shares()["carried_out"] / 1e3, agency, year, OUT, part),
            carried_in[part] - handled[part],
        )
        for part in parts
    }
    balance.carried = carried_out
    received = {part: handled[part] + carried_out[part] - carried_in[part] for part in parts}
    table |= {"received_new": received, "carried_in": carried_in, "processed_total": handled, OUT: carried_out}
    return {
        f"t3.{row}.{part}": value
        for row, values in table.items()
        for part, value in {**values, "total": sum(values.values())}.items()
    }


def _remedies(agency: str, year: int, size: Size) -> Figures:
    figures: Figures = {}
    for block, block_share in _shares()["remedy_blocks"].items():
        taken: set[int] = set()
        results = {
            result: _distinct(_about(size.remedies * block_share * share / 1e6, agency, year, block, result), taken, 4)
            for result, share in _shares()["remedy_results"].items()
        }
        figures |= {
            f"t4.{block}_{result}": value for result, value in {**results, "total": sum(results.values())}.items()
        }
    return figures


def _proactive_2021(agency: str, year: int, size: Size, balance: _Balance) -> Figures:
    figures: Figures = {}
    for row, usual in (("regulations", 2 if size.rules else 0), ("normative_documents", size.norms)):
        issued = _about(usual, agency, year, row, "issued")
        repealed = min(_about(usual * 0.7, agency, year, row, "repealed"), balance.in_force[row] + issued)
        balance.in_force[row] += issued - repealed
        figures |= {
            f"t2.{row}.issued": issued,
            f"t2.{row}.repealed": repealed,
            f"t2.{row}.in_force": balance.in_force[row],
        }
    cents = _about(size.fees * 100, agency, year, "fees")
    return {**figures, **_decisions(agency, year, size), "t2.admin_fees.amount_10k_cny": cents / 100 if cents else 0}


def _proactive_2019(agency: str, year: int, size: Size, balance: _Balance) -> Figures:
    figures: Figures = {}
    for row, usual in (("regulations", 2 if size.rules else 0), ("normative_documents", size.norms)):
        produced = _about(usual, agency, year, row, "issued")
        figures |= {
            f"t2.{row}.produced_new": produced,
            f"t2.{row}.disclosed_new": produced,
            f"t2.{row}.disclosed_cumulative": balance.in_force[row] + _about(usual * 2, agency, row, "older")
            if usual
            else 0,
        }
    busy = {"admin_licensing": size.licences, "other_services": size.volume, "admin_penalties": size.penalties,
            "admin_coercion": size.coercion, "admin_fees": size.fees}  # fmt: skip
    for row, amount in busy.items():
        before = balance.items.get(row, draw(5, 120, agency, row, "items") if amount else 0)
        change = draw(-4, 6, agency, year, row, "change") if amount else 0
        balance.items[row] = before + change
        figures |= {f"t2.{row}.items_prev_year": before, f"t2.{row}.items_change": change}
    projects = _about(size.volume / 6, agency, year, "projects")
    cents = draw(10_00, 400_00, agency, year, "amount") * projects
    figures |= {
        "t2.central_procurement.projects": projects,
        "t2.central_procurement.amount": cents / 100 if cents else 0,
    }
    services = {"t2.other_services.decisions": _about(size.volume * 3, agency, year, "services")}
    return {**figures, **_decisions(agency, year, size), **services}


def _decisions(agency: str, year: int, size: Size) -> Figures:
    usual = {"admin_licensing": size.licences, "admin_penalties": size.penalties, "admin_coercion": size.coercion}
    return {f"t2.{row}.decisions": _about(amount, agency, year, row) for row, amount in usual.items()}


def _about(usual: float, *key: object) -> int:
    """Return a number within about a third of the usual one."""
    return round(usual * draw(68, 132, *key) / 100)


def _distinct(value: int, taken: set[int], reach: int) -> int:
    """Return value or a number within reach not yet taken, so that few cells agree by chance; zero stays zero."""
    near = (value + step for distance in range(reach + 1) for step in (distance, -distance))
    chosen = next((number for number in near if number > 0 and number not in taken), value) if value else 0
    taken.add(chosen)
    return chosen


@cache
def _shares() -> dict[str, Any]:
    shares: dict[str, Any] = yaml.safe_load((files(__package__) / "numbers.yaml").read_text(encoding="utf-8"))
    return shares
