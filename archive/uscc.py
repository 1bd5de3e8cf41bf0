"""Unified social credit codes (GB 32100): found in addresses and metadata, believed only with a right check digit."""

import re
from collections.abc import Iterable

_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_CODE = re.compile(rf"(?<![0-9A-Z])[0-9A-Z][0-9A-Z]\d{{6}}[{_DIGITS}]{{10}}(?![0-9A-Z])")
_LONGEST_TEXT = 4000


def is_uscc(code: str) -> bool:
    """Return whether a text is a code with a right check digit."""
    if not re.fullmatch(rf"[{_DIGITS}]{{18}}", code):
        return False
    total = sum(_DIGITS.index(digit) * weight for digit, weight in zip(code, _WEIGHTS, strict=False))
    return _DIGITS[(31 - total % 31) % 31] == code[17]


def codes_in(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Return the codes that stand in addresses or metadata, each once, in order."""
    found = (code for text in texts if text for code in _CODE.findall(text[:_LONGEST_TEXT].upper()))
    return tuple(dict.fromkeys(code for code in found if is_uscc(code)))


def of_organs(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of bodies that the commission on public sector reform registered (first character 1)."""
    return tuple(code for code in codes if code.startswith("1"))


def region_of(code: str) -> str:
    """Return the code of the division where the body is registered."""
    return code[2:8]
