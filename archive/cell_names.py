"""What the cells of the forms are called, for sentences about them.

`cell_names.json` repeats labels of the statutory forms that the extraction reads by; a test keeps the two alike.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Language = Literal["zh", "en"]
_KEY = re.compile(r"\bt[234]\.[a-z0-9_]+(?:\.[a-z0-9_]+)?")


@cache
def names(language: Language) -> Mapping[str, Any]:
    """Return for each table (t2, t3, t4) its name and the names of its rows and columns by key."""
    data: Mapping[str, Any] = json.loads((files(__package__) / "cell_names.json").read_text(encoding="utf-8"))[language]
    return data


def cell_name(cell: str, language: Language = "zh") -> str:
    """Return the name of a cell by table, line and column; a key that no form knows stands for itself."""
    key, _, rest = cell.partition(".")
    table = names(language).get(key, {"rows": {}, "columns": {}})
    row, column = _place(rest, table["rows"])
    if row not in table["rows"] or column not in table["columns"]:
        return cell
    if language == "en":
        return f"{table['name']}, {table['rows'][row]}, {table['columns'][column]}"
    return f"{table['name']}“{table['rows'][row]}”{table['columns'][column]}"


def named_cells(text: str) -> str:
    """Return an English text with the keys of cells and lines in it, as t3.other_misc.total, replaced by their names."""
    return _KEY.sub(lambda key: _named(key.group()), text)


def _named(key: str) -> str:
    name = cell_name(key, "en")
    table = names("en").get(key[:2], {"rows": {}})
    return f"{table['name']}, {table['rows'][key[3:]]}" if name == key and key[3:] in table["rows"] else name


def _place(rest: str, rows: Mapping[str, str]) -> tuple[str, str]:
    if "." in rest:
        row, _, column = rest.partition(".")
        return row, column
    row = max((key for key in rows if rest.startswith(f"{key}_")), key=len, default="")
    return row, rest.removeprefix(f"{row}_")
