"""One line of cells in running text: put into the book as far as all readings of it agree."""

from collections.abc import Sequence

from extract.mapping.cells import CellBook
from extract.mapping.flow.gaps import Chunk, Gap, located
from extract.mapping.flow.splits import Split
from extract.mapping.flow.stream import Stream
from extract.numbers import Number, read_cell


def adds_up(cells: Split) -> bool:
    """Return whether the last cell is the sum of those before it, marks for nothing counted as 0."""
    numbers = [amount(text) for text in cells]
    return None not in numbers and sum(number or 0 for number in numbers[:-1]) == numbers[-1]


def amount(text: str) -> Number | None:
    """Return the number a cell stands for, 0 where it is blank or a dash, None where it is words."""
    reading = read_cell(text)
    return 0 if reading.state in ("blank", "dash") else reading.value


def put_line(
    stream: Stream,
    book: CellBook,
    keys: Sequence[str],
    gap: Gap,
    options: Sequence[Split],
    unit: str | None = None,
    printed_unit: str | None = None,
) -> None:
    """Put a line of cells into the book: as printed where there is one reading, in doubt where there are several.

    A cell on which all readings agree is no less in doubt, unless they agree also on where it stands. A line behind which
    the text ends may have lost what followed.
    """
    if not gap.chunks and stream.is_cut(gap.start):
        put_doubt(stream, book, keys, gap, ())
        return
    if not gap.chunks:
        for key in keys:
            book.put_text(key, "", stream.place_behind(gap.start))
        return
    if not all(stream.is_sure(chunk.start) for chunk in gap.chunks):
        for number, key in enumerate(keys):
            put_doubt(stream, book, [key], gap, [split[number] for split in options])
        return
    readings = [_placed(split, gap) for split in options]
    for number, key in enumerate(keys):
        shown = {reading[number] for reading in readings}
        if len(shown) != 1:
            put_doubt(stream, book, [key], gap, [split[number] for split in options])
            continue
        chunk = shown.pop()
        if chunk is None:
            book.put_text(key, "", stream.place_behind(gap.start))
        elif chunk.end - chunk.start > len(chunk.text):
            first = next(piece for piece in gap.chunks if piece.start == chunk.start)
            place = stream.place(first.start, first.end)
            book.put_joined(key, chunk.text, stream.text[chunk.start : chunk.end], place)
        else:
            book.put_text(
                key, stream.raw(chunk.start, chunk.end), stream.place(chunk.start, chunk.end), unit, printed_unit
            )
    if len(options) > 1:
        raw = " ".join(chunk.text for chunk in gap.chunks)
        book.note("glued_digits", f"{keys[0].rsplit('.', 1)[0]}: {raw!r} can be cut in {len(options)} ways")


def put_doubt(stream: Stream, book: CellBook, keys: Sequence[str], gap: Gap, texts: Sequence[str]) -> None:
    """Put cells into the book as ambiguous, with the numbers that the texts say as candidates."""
    values = sorted({value for text in texts if (value := read_cell(text).value) is not None})
    first, last = (gap.chunks[0], gap.chunks[-1]) if gap.chunks else (None, None)
    raw = " ".join(chunk.text for chunk in gap.chunks)
    whole = first is not None and last is not None and stream.origin[first.start][0] == stream.origin[last.end - 1][0]
    place = stream.place_behind(gap.start)
    if first is not None and last is not None:
        place = stream.place(first.start, last.end if whole else first.end)
    for key in keys:
        book.put_ambiguous(key, raw, place, tuple(values))


def _placed(split: Split, gap: Gap) -> list[Chunk | None]:
    """Return the cells of a reading with their places; None for a blank one."""
    if gap.cells is None:
        return list(located(split, gap.chunks))
    printed = iter(gap.chunks)
    return [next(printed) if text else None for text in split]
