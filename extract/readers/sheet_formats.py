"""Number formats of spreadsheets: what is printed for a stored number, for the format holds the printed form, not the value."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from importlib.resources import files

_KNOWN = json.loads((files(__package__) / "sheet_formats.json").read_text(encoding="utf-8"))
BUILTIN: dict[int, str] = {int(number): code for number, code in _KNOWN["builtin"].items()}
"""The formats that a file names by number only, as programs with Chinese settings print them."""

GENERAL = "General"
_SIGN = re.compile(r'"[^"]*"|\\.|!.|_.|\*.|\[[^\]]*\]|general|.', re.DOTALL | re.IGNORECASE)
_COLOUR = re.compile(
    r"\[(?:color ?\d+|black|blue|cyan|green|magenta|red|white|yellow|[黑蓝青绿洋红白黄]+色?)\]", re.IGNORECASE
)
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_NO_DAY = 60
"""Spreadsheets count a 29 February 1900, which never was."""

_LAST_DAY = 2_958_465
_MOST_DECIMALS = 30
_GENERAL = Context(prec=11)
_GENERAL_LIMIT = Decimal("1e11")
_NOISE = Decimal("1e-8")


def to_decimal(value: float) -> Decimal:
    """Return a stored number with the 15 digits that spreadsheets keep."""
    return Decimal(format(value, ".15g"))


def general(number: Decimal) -> str:
    """Return a number as it is printed without a format: unrounded but for the noise of sums, a whole one without a point."""
    rounded = _GENERAL.plus(number)
    number = rounded if abs(rounded - number) < _NOISE else number
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) if number else "0"


def is_date(code: str) -> bool:
    """Return whether a format prints days or times."""
    bare = (
        token for token in _SIGN.findall(code) if len(token) == 1 or re.fullmatch(r"\[[hms]+\]", token, re.IGNORECASE)
    )
    return any(letter in "ymdhs" for token in bare for letter in token.lower())


def printed_date(number: Decimal, *, since_1904: bool = False) -> str | None:
    """Return the day that a number stands for in ISO 8601; None for a mere time and for what is no day."""
    day = int(number)
    if not 1 <= day <= _LAST_DAY - (1462 if since_1904 else 0):
        return None
    if since_1904:
        return (_EPOCH_1904 + timedelta(days=day)).isoformat()
    return (_EPOCH + timedelta(days=day + (day < _NO_DAY))).isoformat()


def printed_text(text: str, code: str) -> str:
    """Return what is printed for a text: nothing where the format has a part for texts that shows none of it."""
    sections = _sections(code)
    return text if len(sections) < 4 or "@" in sections[3] or "".join(sections[3]).lower() == "general" else ""


def printed_number(number: Decimal, code: str) -> str | None:
    """Return what is printed for a number; None for formats that are not understood, dates and fractions among them."""
    sections = _sections(code)[:3]
    chosen = 0
    if len(sections) > 2 and number == 0:
        chosen = 2
    elif len(sections) > 1 and number < 0:
        chosen = 1
    pattern = _pattern(sections[chosen])
    if pattern is None:
        return None
    return pattern.printed(abs(number) if chosen == 1 else number)


def _sections(code: str) -> list[list[str]]:
    sections: list[list[str]] = [[]]
    for sign in _SIGN.findall(code):
        if sign == ";":
            sections.append([])
        else:
            sections[-1].append(sign)
    return sections


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One section of a format: text before and behind the number, and the form of its digits; None for a plain number."""

    before: str
    behind: str
    digits: str | None
    percent: int

    def printed(self, number: Decimal) -> str | None:
        """Return a number in this form; None for one so large that it is printed as a power of ten."""
        number = number.scaleb(2 * self.percent)
        if self.digits is None and abs(number) >= _GENERAL_LIMIT:
            return None
        if self.digits is None:
            return self.before + general(number) + self.behind
        if not self.digits and number and any(letter.isdigit() for letter in self.before + self.behind):
            return None
        if not self.digits:
            return ("-" if number < 0 and (self.before or self.behind) else "") + self.before + self.behind
        scale = len(self.digits) - len(self.digits.rstrip(","))
        whole, _, fraction = self.digits.rstrip(",").partition(".")
        number = number.scaleb(-3 * scale).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
        sign = "-" if number < 0 else ""
        return sign + self.before + _digits(abs(number), whole, fraction) + self.behind


def _digits(number: Decimal, whole: str, fraction: str) -> str:
    left, _, right = format(number, "f").partition(".")
    left = left.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole.strip(","):
        left = f"{int(left or 0):,}" if left else left
    shortest = fraction.rfind("0") + 1
    right = right[:shortest] + right[shortest:].rstrip("0")
    return f"{left}.{right}" if right else left


def _pattern(signs: Sequence[str]) -> _Pattern | None:
    """Return a section of a format as a pattern, or None when it holds what is not understood."""
    before, digits, behind = "", "", ""
    plain = False
    percent = 0
    for sign in signs:
        if sign in ("0", "#", "?", ".", ","):
            if behind:
                return None
            digits += sign
        elif sign.lower() == "general" or sign == "@":
            plain = True
        else:
            text = _literal(sign)
            if text is None:
                return None
            percent += sign == "%"
            if digits or plain:
                behind += text
            else:
                before += text
    if (digits or plain) and any(letter.isdigit() for letter in before + behind):
        return None
    if (plain and digits) or digits.count(".") > 1 or len(digits) > _MOST_DECIMALS:
        return None
    if digits and not digits.strip("?"):
        digits = ""
    return _Pattern(before, behind, None if plain else digits, percent)


def _literal(sign: str) -> str | None:
    """Return what a sign prints that is no digit, or None when it is not understood."""
    if sign[0] == "[" and len(sign) > 1:
        currency = _CURRENCY.fullmatch(sign)
        return currency[1] if currency else "" if _COLOUR.fullmatch(sign) else None
    if sign[0] == '"' and len(sign) > 1:
        return sign[1:-1]
    if len(sign) == 2:
        if sign[0] == "*" and sign[1].isdigit():
            return None
        return {"\\": sign[1], "!": sign[1], "_": " "}.get(sign[0], "")
    return None if sign == "/" or (sign.isascii() and sign.isalpha()) else sign
