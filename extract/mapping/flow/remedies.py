"""Table 4 in running text: fifteen values behind their header, or five behind the title of each block, or one behind each word."""

from collections.abc import Sequence
from itertools import takewhile

from extract.forms import Form
from extract.labels import normalise
from extract.mapping.cells import CellBook
from extract.mapping.flow.broken import put_blocks_together
from extract.mapping.flow.gaps import Gap, read_gap
from extract.mapping.flow.lines import put_doubt, put_line
from extract.mapping.flow.marks import Mark, heading_of, marks
from extract.mapping.flow.splits import Split, SumCutter, TooManySplits
from extract.mapping.flow.stream import Stream

GROUP = 5
TABLE_LENGTH = 1500


def read_remedies(form: Form, stream: Stream, book: CellBook, start: int) -> None:
    """Put table 4 into the book, which stands behind `start` of the bare text.

    A header without values is that of a blank table only where the other tables are blank too: else a line is lost.
    """
    rest_is_blank = bool(book.cells) and all(cell.state == "blank" for cell in book.cells.values())
    blocks = [block.key for block in form.remedy_blocks]
    results = [column.key for column in form.remedy_columns]
    labels = [(f"={block.key}", (block.label, *block.variants)) for block in form.remedy_blocks]
    labels += [(column.key, (column.label, *column.variants)) for column in form.remedy_columns]
    found = _table(marks(stream, labels, start, len(stream.bare)), results)
    if _puts_lawsuits_first(form, stream, found):
        book.note("misaligned_row", "table 4: the header prints lawsuits before reviews")
        return
    end = heading_of(stream, form.sections[4], found[0].end, len(stream.bare)) if found else 0
    found = [mark for mark in found if mark.start < end]
    pending: list[str] = []
    titles: list[str] = []
    for number, mark in enumerate(found):
        if mark.key.startswith("="):
            titles.append(mark.key[1:])
        else:
            pending.append(mark.key)
        stop = found[number + 1].start if number + 1 < len(found) else min(mark.end + TABLE_LENGTH, end)
        gap = read_gap(stream, stream.index[mark.end - 1] + 1, stream.index[stop - 1] + 1 if stop > mark.end else 0)
        keys = _keys(blocks, results, titles, pending)
        is_blank = rest_is_blank and not gap.chunks and number + 1 == len(found) and len(keys) == len(blocks) * GROUP
        if gap.before or not (gap.chunks or is_blank):
            continue
        if is_blank:
            put_line(stream, book, keys, gap, ())
        elif keys:
            _put(stream, book, keys, gap)
        pending = []


def _table(found: Sequence[Mark], results: Sequence[str]) -> Sequence[Mark]:
    """Return the marks of the table: from the last title of the first block before a whole header on."""
    for number, mark in enumerate(found):
        following = [other.key for other in found[number + 1 :]]
        words = [key for key in following if not key.startswith("=")][: len(results)]
        if mark.key == "=review" and words == list(results):
            near = found[number + len(words)].start - mark.end
            if near < TABLE_LENGTH:
                return found[number:]
    return ()


def _puts_lawsuits_first(form: Form, stream: Stream, found: Sequence[Mark]) -> bool:
    """Return whether a title of the header prints 行政诉讼 right before 行政复议."""
    litigation = normalise(form.litigation_label)
    titles = takewhile(lambda mark: mark.key.startswith("="), found)
    return any(stream.bare[: mark.start].endswith(litigation) for mark in titles)


def _keys(blocks: Sequence[str], results: Sequence[str], titles: list[str], pending: Sequence[str]) -> list[str]:
    """Return the cells that values stand for behind these titles and words; none where the order is not that of the form."""
    in_order = [block for block in blocks if block in titles] == list(dict.fromkeys(titles))
    if list(pending) == list(results) * len(blocks) and in_order and len(set(titles)) == len(blocks):
        return [f"t4.{block}_{result}" for block in blocks for result in results]
    if list(pending) == list(results) and titles:
        return [f"t4.{titles[-1]}_{result}" for result in results]
    if len(pending) == 1 and titles:
        return [f"t4.{titles[-1]}_{pending[0]}"]
    return []


def _put(stream: Stream, book: CellBook, keys: Sequence[str], gap: Gap) -> None:
    options = _options(gap, len(keys))
    if options:
        put_line(stream, book, keys, gap, options)
    else:
        put_doubt(stream, book, keys, gap, ())
        book.note("misaligned_row", "table 4: the values cannot be told apart by column")


def _options(gap: Gap, width: int) -> list[Split]:
    chunks = [chunk.text for chunk in gap.chunks]
    if len(chunks) == width and gap.cells is None:
        return [tuple(chunks)]
    if gap.cells is not None:
        printed = [number for number, cell in enumerate(gap.cells) if cell is not None]
        side_by_side = len(printed) == width == printed[-1] - printed[0] + 1
        return [tuple(chunks)] if side_by_side else []
    if sum(character.isdigit() for character in "".join(chunks)) < width:
        return []
    if len(chunks) > width:
        return put_blocks_together(chunks, GROUP, width // GROUP)
    try:
        return SumCutter(chunks, GROUP).cut(width // GROUP)
    except TooManySplits:
        return []
