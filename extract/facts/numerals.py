"""Numbers as prose prints them: digits, Chinese numerals, 万 and 亿, and the words that make them inexact."""

import re
from decimal import Decimal

from extract.numbers import Number

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
POWERS = {"十": 10, "百": 100, "千": 1000}
SCALES = {"万": 10_000, "亿": 100_000_000}
MOST_DIGITS = 12

NUMERAL = (
    r"(?P<near>近|约|大约|超过|超|逾|不足|至少|不少于|突破)?"
    r"(?<![\d.．第统同唯专单每逐某任])(?<!\d[,，.\-—–~～至到/])"
    r"(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)"
    r"(?P<about>余|多|几)?(?P<scale>[万亿])?(?P<after>余|多)?"
)
"""A number in groups: `near`, `n`, `about`, `scale`, `after`. What must stand behind it is for the user to add."""


def numeral_value(text: str) -> Number | None:
    """Return the number that digits or a Chinese numeral stand for (12, 1,204, 十二, 一百零三), or None."""
    if text[0].isdigit() and text[0] not in DIGITS:
        bare = text.replace(",", "")
        if len(bare) > MOST_DIGITS:
            return None
        return int(bare) if "." not in bare else _plain(Decimal(bare))
    return _chinese(text)


def _chinese(text: str) -> int | None:
    """Return the value of a Chinese numeral below ten thousand, or None where its signs make no numeral."""
    if not re.fullmatch(
        r"(?:[一二两三四五六七八九]千)?零?(?:[一二两三四五六七八九]百)?零?(?:[一二三四五六七八九]?十)?零?[一二两三四五六七八九]?|[零〇]",
        text,
    ):
        return None
    total = digit = 0
    for char in text:
        if char in POWERS:
            total += (digit or 1) * POWERS[char]
            digit = 0
        else:
            digit = DIGITS[char]
    return total + digit


def scaled(value: Number, scale: str | None) -> Number:
    """Return a number times 万 or 亿, without error of rounding."""
    return value if scale is None else _plain(Decimal(str(value)) * SCALES[scale])


def _plain(value: Decimal) -> Number:
    return int(value) if value == int(value) else float(value)


def qualifier(match: re.Match[str]) -> str | None:
    """Return the words that make a matched number inexact, or None: 近, 余, 多, and 万 or 亿, which round."""
    words = "".join(match[group] or "" for group in ("near", "about", "scale", "after"))
    return words or None
