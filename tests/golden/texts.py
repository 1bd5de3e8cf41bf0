"""Text renderings: Markdown, and tables flattened to tabs, spaces, one cell per line, or digits without any separator."""

import random
from collections.abc import Callable

from tests.golden.doubt import glued, with_blanks
from tests.golden.grid import Table
from tests.golden.model import Rendered, Report
from tests.golden.tables import tables_of

Layout = Callable[[Table, random.Random], list[str]]


def pipes(table: Table, _: random.Random) -> list[str]:
    """Return a Markdown table; its first row stands above the rule."""
    rows = ["| " + " | ".join(box.text for box in row) + " |" for row in table.padded()]
    return ["", rows[0], "|" + " --- |" * table.width, *rows[1:], ""]


def bare_pipes(table: Table, _: random.Random) -> list[str]:
    """Return rows with pipes between cells only."""
    return ["|".join(box.text for box in row) for row in table.padded()]


def tabs(table: Table, _: random.Random) -> list[str]:
    """Return rows with tabs between all cells."""
    return ["\t".join(box.text for box in row) for row in table.padded()]


def spaces(table: Table, rng: random.Random) -> list[str]:
    """Return rows whose printed cells stand apart by spaces."""
    gap = " " * rng.randint(1, 3)
    rows = ([box.text.replace(" ", "") for box in table.row(row) if box.text] for row in range(table.height))
    return [gap.join(row) for row in rows]


def cells(table: Table, rng: random.Random) -> list[str]:
    """Return one cell per line, blank lines between them or not."""
    between = rng.choice([[], [""]])
    return [line for box in table.boxes if box.text for line in (box.text, *between)]


def digits(table: Table, _: random.Random) -> list[str]:
    """Return the labels of a row and its numbers in one string."""
    found: list[str] = []
    for row in range(table.height):
        boxes = table.row(row)
        found += [box.text for box in boxes if box.key is None]
        numbers = "".join(box.text for box in boxes if box.key)
        found += [numbers] if numbers else []
    return found


LAYOUTS: dict[str, Layout] = {
    "pipes": pipes,
    "bare_pipes": bare_pipes,
    "tabs": tabs,
    "spaces": spaces,
    "cells": cells,
    "digits": digits,
}


def render(report: Report, rng: random.Random, layout: str | None = None) -> Rendered:
    """Return a report as text in a random layout and encoding; digits run together only where all cells are digits."""
    name = layout or rng.choice(list(LAYOUTS))
    if name == "digits" and not (
        report.sums_hold and all(cell.text.isdecimal() for cell in report.cells.values() if cell.text)
    ):
        name = "cells"
    doubt = with_blanks(report.form, report.cells)
    if name == "digits":
        doubt |= glued(report.form, report.cells)
    codec = rng.choice(["utf-8", "utf-8", "utf-8-sig", "gb18030"])
    end = rng.choice(["\n", "\r\n"])
    text = end.join(_lines(report, LAYOUTS[name], rng, markdown=name == "pipes"))
    return Rendered(
        text.encode(codec), "text/plain", "md" if name == "pipes" else "txt", f"{name} {codec}", report.cells, doubt
    )


def _lines(report: Report, layout: Layout, rng: random.Random, *, markdown: bool) -> list[str]:
    lines = [f"# {report.title}" if markdown else report.title, ""]
    tables = tables_of(report)
    for number, (heading, paragraphs) in enumerate(report.parts):
        lines += [f"## {heading}" if markdown else heading, "", *paragraphs, ""]
        if number in (1, 2, 3):
            lines += [*layout(tables[number - 1], rng), ""]
    return lines
