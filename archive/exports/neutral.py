"""Text made fit for spreadsheets, which run a cell as a formula by how it begins.

Where a text begins so, an apostrophe is put before it; where apostrophes and such a beginning stand already, one more: to
restore the text take away one apostrophe wherever the text behind all leading apostrophes begins so. A plain number is left.
"""

import re
from typing import Any

_FORMULA = re.compile(r"'*[\s\u200b\ufeff]*[=+\-@＝＋－＠]|'*[\t\r\n]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

RULE_ZH = "以 = + - @（含全角）、制表符或换行开头的文字前加一个撇号（'），以免电子表格当作公式执行；数字不变；控制字符以 U+FFFD 代替。"
RULE_EN = (
    "A text that begins with = + - @ (also full-width), a tab or a line break has an apostrophe (') put before it, so that no"
    " spreadsheet runs it as a formula; numbers are unchanged; control characters are replaced by U+FFFD."
)


def harmless(value: Any) -> Any:
    """Return a value as it may stand in CSV: a text neutral and printable, anything else as it is."""
    return neutral(printable(value)) if isinstance(value, str) else value


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def printable(text: str) -> str:
    """Return a text with control characters and lone surrogates replaced; tabs and line breaks stay."""
    return _CONTROL.sub("\ufffd", text)
