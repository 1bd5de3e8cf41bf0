"""Tables in a notice: the columns that name agencies, and what a row says of them."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from extract.document import Grid
from extract.labels import squeeze

FEWEST = 3


def named_in_table(
    grid: Grid, rules: Mapping[str, Any], bare: Callable[[str], str], is_name: Callable[[str], bool]
) -> Iterator[tuple[str, bool]]:
    """Yield the agencies under headings that say so, and whether their row says that they were late; or those of a mere list."""
    heads: list[str] = []
    columns: list[int] = []
    rows = [[squeeze(cell.text) if cell is not None else "" for cell in row] for row in grid.rows]
    for texts in rows:
        named = [column for column in columns if column < len(texts) and is_name(bare(texts[column]))]
        found = [place for place, text in enumerate(texts) if re.match(rules["column"], text)]
        if found and not named:
            heads, columns = texts, found
        for column in named:
            end = next((other for other in columns if other > column), len(texts))
            yield bare(texts[column]), _is_late(heads[column + 1 : end], texts[column + 1 : end], rules)
    if not columns:
        texts = [bare(text) for row in rows for text in row if text and not text.isdigit()]
        if len(texts) >= FEWEST and all(map(is_name, texts)):
            yield from ((name, False) for name in texts)


def _is_late(heads: list[str], texts: list[str], rules: Mapping[str, Any]) -> bool:
    """Return whether the cells beside a name say so: by themselves, or as the answer to what their column asks."""
    if any(re.match(rules["late_cell"], text) for text in texts):
        return True
    return any(
        (re.match(rules["asks_in_time"], head) and re.match(rules["answers_no"], text))
        or (re.match(rules["asks_late"], head) and re.match(rules["answers_yes"], text))
        for head, text in zip(heads, texts, strict=False)
    )
