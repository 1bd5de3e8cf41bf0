"""What a printed cell says: a number, zero, nothing, a dash, or words. Blank is never zero.

The states are those of the output contract: number, zero, blank, dash, text, ambiguous, unreadable.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from extract.labels import REMEMBERED, SHORT

Number = int | float

_DASH = re.compile(r"^(?:[-‐‑‒–—―−ー_/\\|]+|无|不适用|N/?A)$", re.IGNORECASE)
_NUMBER = re.compile(r"^[+\-−]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$")
_LEADING_NUMBER = re.compile(
    r"^(?P<number>[+\-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<unit>[^\d\s(（\[【.,、)）]{0,4}?)(?P<rest>[(\[【].*)?$",
    re.DOTALL,
)
_OPENED = ("(", "[", "【")
"""A bracket with nothing behind it: what it was to say is lost, or it is a digit that was misread."""

_SPACED_DIGITS = re.compile(r"^[+\-−]?\d[\d,.\s]*\d$")
_COUNT_UNITS = frozenset(
    [
        "件",
        "条",
        "宗",
        "份",
        "例",
        "起",
        "项",
        "个",
        "次",
        "类",
        "人",
        "篇",
        "部",
        "册",
        "期",
        "场",
        "批",
        "户",
        "家",
        "张",
        "件次",
        "人次",
        "条次",
    ]
)
MOST_DIGITS = 15
"""A cell with more digits than this is no number that anyone printed as one."""

_MONEY_UNITS = {
    "元": 1,
    "百元": 100,
    "千元": 1_000,
    "万元": 10_000,
    "十万元": 100_000,
    "百万元": 1_000_000,
    "千万元": 10_000_000,
    "亿元": 100_000_000,
}
UNKNOWN_UNIT = "?"
_NAMED_UNIT = re.compile(r"[十百千万亿]*[美欧港日]?元(?![旦月年宵代素])")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell was read as. `converted` is the figure in the unit of the form where the cell prints another unit."""

    state: str
    value: Number | None = None
    candidates: tuple[Number, ...] = ()
    converted: Number | None = None


def plain(text: str) -> str:
    """Return a cell's text in NFKC without leading, trailing and invisible characters; a leading dash is a minus sign."""
    bare = re.sub(r"[\u00ad\u200b-\u200f\u2060\ufeff]", "", unicodedata.normalize("NFKC", text)).strip()
    return re.sub(r"^[‐‑–−](?=\d)", "-", bare)


def without_marks(text: str) -> str:
    """Return a text without footnote marks: raised, lowered and circled signs, which NFKC would make digits."""
    return "".join(c for c in text if not unicodedata.decomposition(c).startswith(("<super>", "<sub>", "<circle>")))


def to_number(text: str) -> Number:
    """Return the number a numeral stands for: an int, or a float where a fraction is printed and is not zero."""
    bare = text.replace(",", "").replace("−", "-").lstrip("+")
    value = float(bare)
    return int(bare) if "." not in bare else int(value) if value == 0 else value


def is_value(text: str) -> bool:
    """Return whether a cell's text is a value rather than a label: blank, a dash, or something that begins as a number."""
    return _value_remembered(text) if len(text) <= SHORT else _is_value(text)


def _is_value(text: str) -> bool:
    reading = read_cell(text)
    return reading.state != "text" or reading.value is not None or _money_unit(plain(text)) is not None


_value_remembered = lru_cache(REMEMBERED)(_is_value)


def money_unit(label: str) -> str | None:
    """Return the unit of money that the label of a column names, as in 本年收费金额（单位：万元）; UNKNOWN_UNIT for another one, or for several."""
    units = set(_NAMED_UNIT.findall(re.sub(r"\s+", "", plain(label))))
    if not units:
        return None
    unit = units.pop()
    return unit if not units and unit in _MONEY_UNITS else UNKNOWN_UNIT


def read_cell(text: str, unit: str | None = None, printed_unit: str | None = None) -> Reading:
    """Read one cell; `unit` is that of the form's column (件 when None; 万元 for amounts of money).

    `printed_unit` is the unit that the printed column names, where it is another one: the number is then given converted,
    or as text only where the unit is not known.
    """
    return _remembered(text, unit, printed_unit) if len(text) <= SHORT else _read(text, unit, printed_unit)


def _read(text: str, unit: str | None, printed_unit: str | None) -> Reading:
    bare = plain(without_marks(text))
    if not bare:
        return Reading("text" if plain(text) else "blank")
    if _DASH.match(bare):
        return Reading("dash")
    if sum(c.isdigit() for c in bare) > MOST_DIGITS:
        return Reading("text")
    if _NUMBER.match(bare):
        value = to_number(bare)
        if printed_unit not in (None, unit):
            return Reading("text", converted=_convert(value, str(printed_unit), unit))
        if bare != plain(text):
            return Reading("text", value)
        return Reading("number" if value else "zero", value)
    if _SPACED_DIGITS.match(bare) and re.search(r"\s", bare):
        joined = re.sub(r"\s", "", bare)
        return Reading("ambiguous", candidates=(to_number(joined),) if _NUMBER.match(joined) else ())
    return _annotated(re.sub(r"\s+", "", bare), printed_unit or unit, unit)


_remembered = lru_cache(REMEMBERED)(_read)


def _annotated(bare: str, printed_unit: str | None, unit: str | None) -> Reading:
    match = _LEADING_NUMBER.match(bare)
    if match is None:
        return Reading("text")
    value, money = to_number(match["number"]), _money_unit(bare)
    if match["rest"] in _OPENED:
        return Reading("ambiguous", candidates=(value,))
    if money is not None:
        return Reading("text", value) if money == unit else Reading("text", converted=_convert(value, money, unit))
    if match["unit"] and not (unit in (None, "件") and match["unit"] in _COUNT_UNITS):
        return Reading("text")
    if printed_unit != unit:
        return Reading("text", converted=_convert(value, str(printed_unit), unit))
    return Reading("text", value)


def _money_unit(bare: str) -> str | None:
    """Return the unit of money behind the leading number of a cell, in brackets or not."""
    match = _LEADING_NUMBER.match(re.sub(r"\s+", "", bare))
    if match is None:
        return None
    unit = match["unit"] or re.sub(r"^[(\[【](?:单位:?)?|[)\]】]$", "", match["rest"] or "")
    return unit if unit in _MONEY_UNITS else None


def _convert(value: Number, printed: str, unit: str | None) -> Number | None:
    """Return a sum of money in the unit of the form, in yuan where the form names none; None for an unknown unit."""
    if printed not in _MONEY_UNITS:
        return None
    yuan = Decimal(str(value)) * _MONEY_UNITS[printed]
    converted = yuan / _MONEY_UNITS.get(unit or "元", 1)
    return int(converted) if converted == int(converted) else float(converted)
