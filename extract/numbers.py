"""What a printed cell says: a number, zero, nothing, a dash, or words. Blank is never zero.

The states are those of the output contract: number, zero, blank, dash, text, ambiguous, unreadable.
"""

import re
import unicodedata
from dataclasses import dataclass

Number = int | float

_DASH = re.compile(r"^(?:[-‐‑‒–—―−ー_/\\|]+|无|不适用|N/?A)$", re.IGNORECASE)
_NUMBER = re.compile(r"^[+\-−]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$")
_LEADING_NUMBER = re.compile(
    r"^(?P<number>[+\-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<unit>[^\d\s(（\[【.,、)）]{0,4}?)(?P<rest>[(\[【].*)?$",
    re.DOTALL,
)
_SPACED_DIGITS = re.compile(r"^[+\-−]?\d[\d,.\s]*\d$")
_COUNT_UNITS = frozenset(["件", "条", "宗", "份", "例", "起", "项", "个", "次", "类", "人"])
_MONEY_UNITS = {"元": 1, "万元": 10_000, "亿元": 100_000_000}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell was read as. `converted` is the figure in the unit of the form where the cell prints another unit."""

    state: str
    value: Number | None = None
    candidates: tuple[Number, ...] = ()
    converted: Number | None = None


def plain(text: str) -> str:
    """Return a cell's text in NFKC without leading, trailing and invisible characters."""
    return re.sub(r"[\u200b-\u200f\u2060\ufeff]", "", unicodedata.normalize("NFKC", text)).strip()


def to_number(text: str) -> Number:
    """Return the number a numeral stands for: an int, or a float where a fraction is printed and is not zero."""
    bare = text.replace(",", "").replace("−", "-").lstrip("+")
    value = float(bare)
    return int(bare) if "." not in bare else int(value) if value == 0 else value


def is_value(text: str) -> bool:
    """Return whether a cell's text is a value rather than a label: blank, a dash, or something that begins as a number."""
    reading = read_cell(text)
    return reading.state != "text" or reading.value is not None or _is_money(text)


def _is_money(text: str) -> bool:
    match = _LEADING_NUMBER.match(plain(text))
    return match is not None and match["unit"] in _MONEY_UNITS


def read_cell(text: str, unit: str | None = None) -> Reading:
    """Read one cell; `unit` is that of the form's column (件 when None; 万元 for amounts of money)."""
    bare = plain(text)
    if not bare:
        return Reading("blank")
    if _DASH.match(bare):
        return Reading("dash")
    if _NUMBER.match(bare):
        value = to_number(bare)
        return Reading("number" if value else "zero", value)
    if _SPACED_DIGITS.match(bare) and re.search(r"\s", bare):
        joined = re.sub(r"\s", "", bare)
        return Reading("ambiguous", candidates=(to_number(joined),) if _NUMBER.match(joined) else ())
    return _annotated(bare, unit)


def _annotated(bare: str, unit: str | None) -> Reading:
    match = _LEADING_NUMBER.match(re.sub(r"\s+", "", bare))
    if match is None:
        return Reading("text")
    printed, value = match["unit"], to_number(match["number"])
    if not printed or printed == (unit or "") or (unit is None and printed in _COUNT_UNITS):
        return Reading("text", value)
    if unit in _MONEY_UNITS and printed in _MONEY_UNITS:
        converted = value * _MONEY_UNITS[printed] / _MONEY_UNITS[unit]
        return Reading("text", converted=int(converted) if converted == int(converted) else converted)
    return Reading("text")
