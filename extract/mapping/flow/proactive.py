"""Table 2 in running text: a label, then as many values as its block has columns; no sums help where digits are glued."""

from collections.abc import Iterator, Sequence

from extract.forms import Block, Form
from extract.mapping.cells import CellBook
from extract.mapping.flow.gaps import Gap, read_gap
from extract.mapping.flow.lines import put_doubt, put_line
from extract.mapping.flow.marks import Mark, marks
from extract.mapping.flow.splits import Split, TooManySplits, cuts
from extract.mapping.flow.stream import Stream, is_glued
from extract.numbers import money_unit

BLOCK_LENGTH = 600
"""A block of table 2 is no longer than this many characters."""


def read_proactive(form: Form, stream: Stream, book: CellBook, end: int) -> None:
    """Put the lines of table 2 into the book that stand before `end` of the bare text and are not in it yet."""
    known = frozenset(book.cells)
    for block, start, stop in _blocks(form, stream, end):
        words = [(f"={column.key}", (column.label, *column.variants)) for column in block.columns]
        rows = [(row.key, (row.label, *row.variants)) for row in block.rows]
        found = marks(stream, [*words, *rows, ("=item", (form.item_label,))], start, stop)
        header = [mark.key[1:] for mark in found if mark.key.startswith("=") and mark.key != "=item"]
        order = [column.key for column in block.columns]
        agrees = list(dict.fromkeys(header)) == [key for key in order if key in header]
        for number, mark in enumerate(found):
            if mark.key.startswith("="):
                continue
            after = found[number + 1].start if number + 1 < len(found) else stop
            _line(block, mark, stream, book, after, known, agrees=agrees)


def _blocks(form: Form, stream: Stream, end: int) -> Iterator[tuple[Block, int, int]]:
    """Yield the blocks with the stretch from behind their title up to the next title."""
    titles = marks(stream, [(block.key, (block.label,)) for block in form.blocks], 0, end)
    blocks = {block.key: block for block in form.blocks}
    for number, title in enumerate(titles):
        stop = titles[number + 1].start if number + 1 < len(titles) else end
        yield blocks[title.key], title.end, min(stop, title.end + BLOCK_LENGTH)


def _line(
    block: Block, mark: Mark, stream: Stream, book: CellBook, after: int, known: frozenset[str], *, agrees: bool
) -> None:
    keys = [f"t2.{mark.key}.{column.key}" for column in block.columns]
    if any(key in known for key in keys):
        return
    gap = read_gap(stream, stream.index[mark.end - 1] + 1, stream.index[after - 1] + 1 if after > mark.end else 0)
    if gap.before or (not gap.chunks and gap.cells is None):
        return
    options = _options(gap, len(block.columns), glued=is_glued(stream)) if agrees else []
    if len(options) == 1 or not gap.chunks:
        column = block.columns[0]
        unit = column.unit if len(block.columns) == 1 else None
        put_line(stream, book, keys, gap, options, unit, money_unit(_header_text(stream, mark)) if unit else None)
        return
    for number, key in enumerate(keys):
        put_doubt(stream, book, [key], gap, [split[number] for split in options])
    book.note(
        "glued_digits",
        f"t2.{mark.key}: {stream.text[gap.chunks[0].start : gap.chunks[-1].end]!r} can be cut in {len(options)} ways",
    )


def _header_text(stream: Stream, mark: Mark) -> str:
    """Return the header before a line of values, for the unit of money that it names."""
    return stream.bare[max(0, mark.start - 20) : mark.start]


def _options(gap: Gap, width: int, *, glued: bool) -> list[Split]:
    """Return the ways to read what stands behind a label; one number alone is cut only where digits are glued together."""
    chunks = [chunk.text for chunk in gap.chunks]
    if gap.cells is not None:
        cells = [cell.text if cell is not None else "" for cell in gap.cells]
        cells = cells[1:] if cells and not cells[0] else cells
        chosen: Sequence[str] = (cells + [""] * width)[:width]
        return [] if any(cells[width:]) else [tuple(chosen)]
    if len(chunks) == width:
        return [tuple(chunks)]
    if not glued and not any(len(text) > 1 and text[0] == "0" and text.isdigit() for text in chunks):
        return []
    try:
        return cuts(chunks, width)
    except TooManySplits:
        return []
