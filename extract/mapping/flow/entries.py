"""The lines of table 3 in running text: in which ways what stands behind each label can be read as its seven values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extract.forms import Form
from extract.mapping.flow.broken import put_together
from extract.mapping.flow.gaps import Gap
from extract.mapping.flow.lines import adds_up, amount
from extract.mapping.flow.splits import Split, SumCutter, TooManySplits
from extract.mapping.flow.stream import Stream

GLUED_LINES = 3
"""A table is glued when this many of its lines are a single run of at least as many digits as columns."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table: its key, its label and what stands behind it, and the ways in which that can be read."""

    key: str
    gap: Gap
    options: tuple[Split, ...]

    @property
    def blank(self) -> bool:
        """Whether nothing at all is printed behind the label."""
        return not self.gap.chunks

    @property
    def worded(self) -> bool:
        """Whether words alone are printed behind the label."""
        return not self.gap.chunks and bool(self.gap.before)


def entries_of(form: Form, gaps: Mapping[str, Gap], stream: Stream) -> list[Entry]:
    """Return the lines of the table with all readings that the print allows."""
    width = len(form.columns)
    runs = sum(len(gap.chunks) == 1 and sum(c.isdigit() for c in gap.chunks[0].text) >= width for gap in gaps.values())
    columns = {key: _bars_before(gap, stream) for key, gap in gaps.items()}
    starts = {columns[key] + gap.first_cell for key, gap in gaps.items() if _is_full(gap, width)}
    first = starts.pop() if len(starts) == 1 else None
    broken = is_broken(form, gaps)
    shown = any(gap.shows_blank for gap in gaps.values())
    blanks = has_blanks(form, gaps)
    found = [
        Entry(key, gap, tuple(put_together([chunk.text for chunk in gap.chunks], width)))
        if broken and len(gap.chunks) >= width and gap.cells is None
        else Entry(
            key,
            gap,
            _options(gap, width, first and first - columns[key], glued=runs >= GLUED_LINES, shown=shown, blanks=blanks),
        )
        for key, gap in gaps.items()
    ]
    return _without_cuts(found, width) if blanks and runs >= GLUED_LINES else found


def _without_cuts(entries: Sequence[Entry], width: int) -> list[Entry]:
    """Leave glued digits uncut in a table with blank cells when some of them add up in no way: then 总计 is blank here and there."""
    cut = [entry for entry in entries if entry.gap.cells is None and 0 < len(entry.gap.chunks) < width]
    long = [entry for entry in cut if sum(len(chunk.text) for chunk in entry.gap.chunks) >= width]
    if all(entry.options for entry in long):
        return list(entries)
    return [replace(entry, options=()) if entry in cut else entry for entry in entries]


def is_broken(form: Form, gaps: Mapping[str, Gap]) -> bool:
    """Return whether a table prints its numbers in pieces: several lines have more than their columns."""
    return sum(len(gap.chunks) > len(form.columns) for gap in gaps.values()) >= GLUED_LINES


def has_blanks(form: Form, gaps: Mapping[str, Gap]) -> bool:
    """Return whether some line prints fewer digits than it has columns."""
    return any(
        sum(c.isdigit() for chunk in gap.chunks for c in chunk.text) < len(form.columns) for gap in gaps.values()
    )


def _bars_before(gap: Gap, stream: Stream) -> int:
    """Return how many bars stand in the line before the values of a label; none count where each cell has a line of its own."""
    if gap.chunks and "\n" in stream.text[gap.start : gap.chunks[0].start]:
        return 0
    return stream.text.count("|", stream.text.rfind("\n", 0, gap.start) + 1, gap.start)


def _is_full(gap: Gap, width: int) -> bool:
    """Return whether bars show just `width` printed cells side by side."""
    printed = [number for number, cell in enumerate(gap.cells or ()) if cell is not None]
    return len(printed) == width and printed[-1] - printed[0] == width - 1


def _options(gap: Gap, width: int, first: int | None, *, glued: bool, shown: bool, blanks: bool) -> tuple[Split, ...]:
    """Return the ways to read what stands behind a label as `width` cells; `first` is the one that full lines begin with.

    `shown` says whether bars show blank cells between printed ones in some line, `blanks` whether some line must have blank
    cells: glued digits that can be fewer numbers than there are cells are then not cut.
    """
    chunks = [chunk.text for chunk in gap.chunks]
    if gap.cells is not None:
        cells = _between_bars(gap, width, first, shown=shown)
        return (cells,) if cells is not None else ()
    if len(chunks) == width:
        return (tuple(chunks),)
    if not glued or not chunks or len(chunks) > width:
        return ()
    try:
        fewer = blanks and any(SumCutter(chunks, cells).cut(1) for cells in range(2, width))
        return () if fewer else tuple(SumCutter(chunks, width).cut(1))
    except TooManySplits:
        return ()


def _between_bars(gap: Gap, width: int, first: int | None, *, shown: bool) -> Split | None:
    """Return the cells behind the label, where bars show also the blank ones and nothing is printed beyond them.

    A line with blanks is read where full lines have their cells, else only where its sum bears out how it is aligned.
    Where no line shows a blank cell between printed ones, one without 总计 may have lost blank cells before its end.
    """
    cells = list(gap.cells or ())
    begin = first if first is not None and first >= 0 else int(bool(cells) and cells[0] is None)
    chosen = cells[begin : begin + width]
    if any(cell is not None for cell in (*cells[:begin], *cells[begin + width :])):
        return None
    texts = tuple(cell.text if cell is not None else "" for cell in chosen) + ("",) * (width - len(chosen))
    if all(texts) or not any(texts) or (first is not None and (shown or texts[-1])):
        return texts
    return texts if texts[-1] and amount(texts[-1]) and adds_up(texts) else None
