"""A CSV file as checked rows: every value is read by the rule of its column, every fault is one line with its row number."""

import csv
from bisect import insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from operator import itemgetter
from typing import Any

from archive.roster.text import decode

Row = dict[str, Any]
Rule = Callable[[str], Any]
"""Turns the text of a value (never blank) into what is stored; raises ValueError with what is wrong, in two languages."""

MAX_ROWS = 300_000
MAX_FAULTS = 1_000
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: how its values are read, and whether one may be blank (then it is None)."""

    rule: Rule
    required: bool = False


@dataclass
class Table:
    """The rows that are right, each with its `line` (1 is the header), and what is wrong with the others."""

    rows: list[Row] = field(default_factory=list)
    _found: list[tuple[int, str]] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """A line for each fault, in the order of the rows."""
        return [message for _, message in self._found]

    def fault(self, line: int, message: str) -> None:
        """Note what is wrong with a row."""
        if len(self._found) < MAX_FAULTS:
            insort(self._found, (line, f"第 {line} 行 row {line}: {message}"), key=itemgetter(0))


def read(data: bytes, columns: Mapping[str, Column]) -> Table:
    """Return the rows of a file that has these columns, in any order. Raises ArchiveError when it is no text."""
    table = Table()
    reader = csv.reader(StringIO(decode(data), newline=""), strict=True)
    try:
        header = [name.strip().lower() for name in next(_filled(reader), [])]
        if _is_header(header, columns, table):
            for number, values in enumerate(_filled(reader)):
                if number >= MAX_ROWS:
                    table.fault(reader.line_num, f"超过 {MAX_ROWS} 行 more than {MAX_ROWS} rows")
                    break
                _take(table, reader.line_num, header, values, columns)
    except csv.Error as error:
        table.fault(reader.line_num, f"不是有效的 CSV not valid CSV ({error})")
    if not table.rows and not table.faults:
        table.fault(1, "只有表头 there is nothing below the header")
    return table


def _filled(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    return (values for values in reader if any(value.strip() for value in values))


def _is_header(header: Sequence[str], columns: Mapping[str, Column], table: Table) -> bool:
    missing = [name for name in columns if name not in header]
    unknown = [name for name in header if name not in columns]
    if missing:
        table.fault(1, f"缺少列 missing columns: {', '.join(missing)}")
    if unknown:
        table.fault(1, f"未知的列 unknown columns: {', '.join(name[:40] or '(blank)' for name in unknown[:20])}")
    if len(set(header)) < len(header):
        table.fault(1, "列名重复 a column stands twice")
    return not table.faults


def _take(table: Table, line: int, header: Sequence[str], values: Sequence[str], columns: Mapping[str, Column]) -> None:
    if len(values) != len(header):
        table.fault(
            line, f"应有 {len(header)} 个值，实有 {len(values)} 个 {len(values)} values for {len(header)} columns"
        )
        return
    row: Row = {"line": line}
    before = len(table.faults)
    for name, text in zip(header, values, strict=True):
        try:
            row[name] = _value(text.strip(), columns[name])
        except ValueError as error:
            table.fault(line, f"{name}: {error}")
    if len(table.faults) == before:
        table.rows.append(row)


def _value(text: str, column: Column) -> Any:
    if len(text) > _LONGEST:
        raise ValueError(f"超过 {_LONGEST} 字 longer than {_LONGEST} characters")
    if not text:
        if column.required:
            raise ValueError("不能为空 must not be blank")
        return None
    return column.rule(text)
