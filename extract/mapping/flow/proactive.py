"""Table 2 in running text: a label, then as many values as its block has columns; no sums help where digits are glued."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, takewhile

from extract.forms import FORM_IDS, Block, Form, load_form
from extract.mapping.cells import CellBook
from extract.mapping.flow.gaps import Gap, read_gap
from extract.mapping.flow.lines import put_doubt, put_line
from extract.mapping.flow.marks import Mark, heading_of, marks
from extract.mapping.flow.splits import Split, TooManySplits, cuts
from extract.mapping.flow.stream import Stream, is_glued
from extract.numbers import money_unit

BLOCK_LENGTH = 600
"""A block of table 2 is no longer than this many characters."""


def read_proactive(
    form: Form, stream: Stream, book: CellBook, end: int, *, broken: bool = False, blanks: bool = False
) -> None:
    """Put the lines of table 2 into the book that stand before `end` of the bare text and are not in it yet.

    Where the text prints numbers in pieces (`broken`), nobody knows which of several belong together; where it leaves
    cells blank (`blanks`), nobody knows how many numbers glued digits are.

    A line behind whose label nothing is printed is blank, unless numbers stand in the table that no label has.
    """
    known = frozenset(book.cells)
    lines = [
        line for block, start, stop in _blocks(form, stream, end) for line in _lines(form, block, stream, start, stop)
    ]
    jumbled = any(line.has_surplus for line in lines)
    for line in lines:
        if known.isdisjoint(line.keys):
            _put(line, stream, book, jumbled=jumbled, broken=broken, blanks=blanks)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a block: its label and what stands behind it; `agrees` says whether the header keeps the order of the form
    and names no columns of others.

    `loose` says that numbers stand between the title of the block and its first label.
    """

    block: Block
    mark: Mark
    gap: Gap
    agrees: bool
    loose: bool

    @property
    def keys(self) -> list[str]:
        """The keys of its cells."""
        return [f"t2.{self.mark.key}.{column.key}" for column in self.block.columns]

    @property
    def has_surplus(self) -> bool:
        """Whether more numbers are printed near the label than it has columns."""
        return self.loose or len(self.gap.chunks) > len(self.block.columns)


def _lines(form: Form, block: Block, stream: Stream, start: int, stop: int) -> Iterator[_Line]:
    words = [(f"={column.key}", (column.label, *column.variants)) for column in block.columns]
    own = {text for _, texts in words for text in texts}
    others = [("=!", {text for text in _column_words() if text not in own})]
    rows = [(row.key, (row.label, *row.variants)) for row in block.rows]
    found = marks(stream, [*words, *others, *rows, ("=item", (form.item_label,))], start, stop)
    header = list(dict.fromkeys(mark.key[1:] for mark in found if mark.key.startswith("=") and mark.key != "=item"))
    order = [column.key for column in block.columns]
    named = [key for key in header if key != "!"]
    agrees = named == [key for key in order if key in named] and ("!" not in header or len(named) == len(order))
    ends = [*(mark.start for mark in found[1:]), stop]
    gaps = [_gap(stream, mark, after) for mark, after in zip(found, ends, strict=False)]
    above = takewhile(lambda pair: pair[0].key.startswith("="), zip(found, gaps, strict=True))
    loose = any(gap.chunks for _, gap in above)
    worded = {mark.key for mark, after in pairwise(found) if mark.key == after.key and _is_within_words(after, stream)}
    for mark, gap in zip(found, gaps, strict=True):
        if not mark.key.startswith("=") and mark.key not in worded:
            yield _Line(block, mark, gap, agrees, loose)


def _is_within_words(mark: Mark, stream: Stream) -> bool:
    """Return whether a label stands right behind other characters, as where a cell says in words that there is nothing."""
    before = stream.text[stream.index[mark.start] - 1]
    return unicodedata.category(before) == "Lo"


@cache
def _column_words() -> frozenset[str]:
    """Return the spellings of the columns of table 2 in all versions of the form."""
    columns = (column for form_id in FORM_IDS for block in load_form(form_id).blocks for column in block.columns)
    return frozenset(text for column in columns for text in (column.label, *column.variants))


def _gap(stream: Stream, mark: Mark, after: int) -> Gap:
    return read_gap(stream, stream.index[mark.end - 1] + 1, stream.index[after - 1] + 1 if after > mark.end else 0)


def _blocks(form: Form, stream: Stream, end: int) -> Iterator[tuple[Block, int, int]]:
    """Yield the blocks with the stretch from behind their title up to the next title."""
    titles = marks(stream, [(block.key, (block.label,)) for block in form.blocks], 0, end)
    blocks = {block.key: block for block in form.blocks}
    for number, title in enumerate(titles):
        stop = titles[number + 1].start if number + 1 < len(titles) else end
        stop = min(stop, title.end + BLOCK_LENGTH)
        yield blocks[title.key], title.end, heading_of(stream, form.sections[2], title.end, stop)


def _put(line: _Line, stream: Stream, book: CellBook, *, jumbled: bool, broken: bool, blanks: bool) -> None:
    gap, block = line.gap, line.block
    if gap.before or (jumbled and not gap.chunks and gap.cells is None):
        return
    width = len(block.columns)
    pieces = (broken and len(gap.chunks) > 1) or (blanks and gap.cells is None and 0 < len(gap.chunks) < width)
    sure = line.agrees and not line.loose and not pieces
    options = _options(gap, width, glued=is_glued(stream)) if sure else []
    if len(options) == 1 or not gap.chunks:
        unit = block.columns[0].unit if len(block.columns) == 1 else None
        printed_unit = money_unit(_header_text(stream, line.mark)) if unit else None
        put_line(stream, book, line.keys, gap, options, unit, printed_unit)
        return
    for number, key in enumerate(line.keys):
        put_doubt(stream, book, [key], gap, [split[number] for split in options])
    printed = stream.text[gap.chunks[0].start : gap.chunks[-1].end]
    book.note("glued_digits", f"t2.{line.mark.key}: {printed!r} can be cut in {len(options)} ways")


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
        sure = bool(chosen[-1]) or not any(chosen) or gap.shows_blank
        return [tuple(chosen)] if sure and not any(cells[width:]) else []
    if len(chunks) == width:
        return [tuple(chunks)]
    if not glued and not any(len(text) > 1 and text[0] == "0" and text.isdigit() for text in chunks):
        return []
    try:
        return cuts(chunks, width)
    except TooManySplits:
        return []
