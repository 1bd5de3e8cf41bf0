"""What a page says about itself in print: the disclosure table above an article, and lines such as 发布机构：….

The names of these fields are data (`page_fields.json`); the standard behind them is 国办发〔2017〕47号 and GB/T 42147-2022.
"""

import json
import re
from collections.abc import Iterable, Sequence
from importlib.resources import files
from itertools import pairwise

from extract.document import Cell, Grid, Paragraph, Statement
from extract.labels import squeeze
from extract.sections import section_number

_FIELDS = json.loads((files(__package__) / "page_fields.json").read_text(encoding="utf-8"))
META_NAMES: dict[str, str] = _FIELDS["meta"]
PRINTED: dict[str, str] = {printed: name for name, names in _FIELDS["printed"].items() for printed in names}
_NAMES = re.compile(
    "(?:"
    + "|".join(r"[ \u3000\xa0]?".join(name) for name in sorted(PRINTED, key=len, reverse=True))
    + r")[ \u3000\xa0]*[:：]"
)
_EDGES = " \t\n\u3000\xa0|,，;；【】[]（）()"
_UNITS = frozenset(("件", "元", "万元", "亿元", "件、万元"))
"""What stands behind 单位： in the form itself, where the word means a unit and no body."""

HEAD_LENGTH = 200
"""Printed fields stand above the article: they are searched before its first heading, in so many paragraphs at most."""

LINE_LENGTH = 400
"""A paragraph longer than this is prose."""


def stated(blocks: Sequence[Paragraph | Grid]) -> Iterable[Statement]:
    """Yield the printed fields of a page in reading order."""
    paragraphs, above = 0, True
    for block in blocks:
        if isinstance(block, Grid):
            yield from _from_table(block)
            continue
        paragraphs += 1
        above = above and paragraphs <= HEAD_LENGTH and section_number(block.text) is None
        if above:
            yield from _from_line(block.text, "visible")


def _from_table(grid: Grid) -> Iterable[Statement]:
    for row in grid.rows:
        cells: list[Cell] = list(dict.fromkeys(cell for cell in row if cell is not None))
        for cell in cells:
            yield from _from_line(cell.text, "table")
        for label, value in pairwise(cells):
            name = PRINTED.get(squeeze(label.text).strip(":【】")) if label.text and value.text else None
            if name not in (None, "other") and value.text.strip():
                yield Statement("table", str(name), value.text.strip())


def _from_line(text: str, origin: str) -> Iterable[Statement]:
    """Yield the fields of a line: each known name with what stands behind it, up to the next known name or a bar."""
    if len(text) > LINE_LENGTH or (":" not in text and "：" not in text):
        return
    found = list(_NAMES.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    for match, end in zip(found, ends, strict=False):
        value = re.split(r"[|｜】]", text[match.end() : end])[0].strip(_EDGES)
        name = PRINTED[squeeze(match[0]).rstrip(":")]
        if value and name != "other" and value not in _UNITS:
            yield Statement(origin, name, value)
