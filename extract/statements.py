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

_FIELDS = json.loads((files(__package__) / "page_fields.json").read_text(encoding="utf-8"))
META_NAMES: dict[str, str] = _FIELDS["meta"]
_PRINTED = {printed: name for name, names in _FIELDS["printed"].items() for printed in names}
_LINE = re.compile(
    r"(?:^|[\s|])(?P<name>[\u4e00-\u9fff]{1,6}(?:\s[\u4e00-\u9fff])*)\s*[:：]\s*(?P<value>[^\s|:：][^|:：]*?)(?=$|\s*[|]|\s+[\u4e00-\u9fff]{2,6}\s*[:：])"
)
HEAD_LENGTH = 12
"""Printed fields stand above the article: only this many first paragraphs are searched for them."""


def stated(blocks: Sequence[Paragraph | Grid]) -> Iterable[Statement]:
    """Yield the printed fields of a page in reading order."""
    paragraphs = 0
    for block in blocks:
        if isinstance(block, Grid):
            yield from _from_table(block)
        elif paragraphs < HEAD_LENGTH:
            paragraphs += 1
            yield from _from_line(block.text)


def _from_table(grid: Grid) -> Iterable[Statement]:
    for row in grid.rows:
        cells: list[Cell] = list(dict.fromkeys(cell for cell in row if cell is not None))
        for label, value in pairwise(cells):
            name = _PRINTED.get(squeeze(label.text).rstrip(":"))
            if name and value.text.strip():
                yield Statement("table", name, value.text.strip())


def _from_line(text: str) -> Iterable[Statement]:
    for match in _LINE.finditer(text):
        name = _PRINTED.get(squeeze(match["name"]))
        if name:
            yield Statement("visible", name, match["value"].strip())
