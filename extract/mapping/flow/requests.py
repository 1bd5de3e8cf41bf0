"""Table 3 in running text: a label, then seven values, apart or glued; the sums of the form decide between readings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extract.forms import Form, index_of
from extract.labels import LabelIndex
from extract.mapping.cells import CellBook
from extract.mapping.flow.entries import Entry, entries_of, has_blanks, is_broken
from extract.mapping.flow.gaps import Gap, read_gap
from extract.mapping.flow.lines import amount, put_doubt, put_line
from extract.mapping.flow.marks import Mark, heading_of, in_order, marks
from extract.mapping.flow.splits import Split, TooManySplits, Vector, feasible
from extract.mapping.flow.stream import Stream
from extract.mapping.sums import contribution

LEAST_SHARE = 0.6
"""Text is table 3 when this share of its lines stands in it, in the order of the form."""

HEADER_LENGTH = 400
LABEL_TAIL = 60
"""So many characters may stand between a known label and its values: the rest of the label; behind the last one, none."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where in the bare text table 3 begins and ends, 0 and 0 where there is none.

    `broken` says that it prints numbers in pieces, `blanks` that some line has fewer digits than columns.
    """

    start: int = 0
    end: int = 0
    broken: bool = False
    blanks: bool = False


def read_requests(form: Form, stream: Stream, book: CellBook) -> Stretch:
    """Put table 3 into the book and return where it stands."""
    order = {row.key: number for number, row in enumerate(form.rows)}
    labels = [(row.key, (row.label, *row.variants)) for row in form.rows]
    found = [_sixth(mark, stream) for mark in marks(stream, labels, 0, len(stream.bare))]
    chain = in_order(found, order)
    values = [mark for mark in chain if mark.key in {row.key for row in form.value_rows}]
    if len(values) < LEAST_SHARE * len(form.value_rows):
        return Stretch()
    start, end = chain[0].start, chain[-1].end
    gaps = _gaps(form, stream, chain)
    if not any(gap.chunks for gap in gaps.values()):
        _put_blanks(form, gaps, stream, book, start)
        return Stretch(start, end, blanks=True)
    stretch = Stretch(start, end, is_broken(form, gaps), has_blanks(form, gaps))
    if not _header_agrees(form, stream, start):
        book.note("misaligned_row", "table 3: the header names the applicants in another order than the form")
        _doubt(form, gaps, stream, book)
        return stretch
    entries = entries_of(form, gaps, stream)
    if _is_jumbled(form, entries):
        book.note("misaligned_row", "table 3: labels and values stand apart from each other")
        _doubt(form, gaps, stream, book)
    else:
        _put(form, stream, book, _decided(form, [entry for entry in entries if not entry.worded]))
        _doubt(form, {entry.key: entry.gap for entry in entries if entry.worded}, stream, book)
        _doubt(form, _printed_again(form, stream, found, chain[-1], gaps), stream, book)
    return stretch


def _printed_again(
    form: Form, stream: Stream, found: Sequence[Mark], last: Mark, gaps: Mapping[str, Gap]
) -> dict[str, Gap]:
    """Return the last line where its label stands once more above the next part, with other values behind it."""
    end = heading_of(stream, form.sections[3], last.end, len(stream.bare))
    again = next((mark for mark in found if mark.key == last.key and last.end <= mark.start < end), None)
    if again is None or last.key not in gaps:
        return {}
    stop = stream.index[end] if end < len(stream.bare) else len(stream.text)
    other = read_gap(stream, stream.index[again.end - 1] + 1, stop)
    same = [chunk.text for chunk in other.chunks] == [chunk.text for chunk in gaps[last.key].chunks]
    return {} if same else {last.key: other}


def _sixth(mark: Mark, stream: Stream) -> Mark:
    """Return a mark as the line （六） where it is called 其他 and bears that number."""
    numbered = "六" in stream.bare[mark.start : mark.start + 3]
    return replace(mark, key="other") if mark.key == "other_misc" and numbered else mark


def _gaps(form: Form, stream: Stream, chain: Sequence[Mark]) -> dict[str, Gap]:
    """Return what stands behind each label, lines with misspelt labels between included."""
    groups = {row.key for row in form.rows if row.kind == "group"}
    index = index_of(form.rows)
    order = [row.key for row in form.rows]
    found: dict[str, Gap] = {}
    for number, mark in enumerate(chain):
        following = chain[number + 1] if number + 1 < len(chain) else None
        begin = stream.index[mark.end - 1] + 1
        end = following.start if following else heading_of(stream, form.sections[3], mark.end, len(stream.bare))
        stop = stream.index[end] if end < len(stream.bare) else len(stream.text)
        last = order.index(following.key) if following else len(order)
        between = [key for key in order[order.index(mark.key) + 1 : last] if key not in groups]
        key: str | None = mark.key
        while key is not None:
            gap = read_gap(stream, begin, stop)
            if len(gap.before) <= (LABEL_TAIL if following else 0):
                found[key] = gap
            key, begin = _next_label(gap, index, between, stream, stop) if following else (None, stop)
    single = "other" if not any(key.startswith("other_") for key in found) else ""
    return {key: gap for key, gap in found.items() if key not in groups or (key == single and not gap.before)}


def _next_label(gap: Gap, index: LabelIndex, between: list[str], stream: Stream, stop: int) -> tuple[str | None, int]:
    """Return the line of the form that words behind values mean, and where its values begin."""
    if not gap.after or not between:
        return None, stop
    end = next((place for place in range(gap.rest, stop) if stream.text[place] in "|\n"), stop)
    digits = next((place for place in range(gap.rest + 3, end) if stream.text[place].isdigit()), end)
    key = index.similar(stream.text[gap.rest : digits], between)
    if key is not None:
        del between[: between.index(key) + 1]
    return key, digits


def _header_agrees(form: Form, stream: Stream, start: int) -> bool:
    """Return whether the words above the first line name the applicants in the order of the form, as far as they do."""
    labels = [(column.key, (column.label, *column.variants)) for column in form.columns]
    found = [mark.key for mark in marks(stream, labels, max(0, start - HEADER_LENGTH), start)]
    if "total" in found and "natural_person" in found and found.index("total") < found.index("natural_person"):
        return False
    names = [key for key in found if key not in ("total", "legal_other")]
    order = [column.key for column in form.columns if column.key in names]
    return list(dict.fromkeys(names[-len(order) :])) == order if order else True


def _is_jumbled(form: Form, entries: Sequence[Entry]) -> bool:
    """Return whether some labels have no values while others have more than theirs."""
    width = len(form.columns)
    surplus = any((len(entry.gap.chunks) > width and not entry.options) or entry.gap.after for entry in entries[:-1])
    return surplus and any(entry.blank for entry in entries)


def _decided(form: Form, entries: Sequence[Entry]) -> list[Entry]:
    """Return the lines with the readings that satisfy the sums of the columns, where any do."""
    if all(len(entry.options) == 1 or entry.blank for entry in entries):
        return list(entries)
    vectors = [
        [_vector(entry.key, split) for split in entry.options or [("",) * len(form.columns)]] for entry in entries
    ]
    known = all(entry.options or entry.blank for entry in entries) and len(entries) >= len(form.value_rows) - 2
    if not known or any(vector is None for choices in vectors for vector in choices):
        return list(entries)
    try:
        kept = feasible([[vector for vector in choices if vector is not None] for choices in vectors])
    except TooManySplits:
        return list(entries)
    if not all(kept):
        return list(entries)
    return [
        Entry(entry.key, entry.gap, tuple(entry.options[number] for number in numbers if entry.options))
        for entry, numbers in zip(entries, kept, strict=True)
    ]


def _vector(key: str, split: Split) -> Vector | None:
    """Return what a line contributes to the sums of the columns, or None when one of its cells is no whole number."""
    numbers = [amount(text) for text in split]
    if not all(isinstance(number, int) for number in numbers):
        return None
    return contribution(key, [int(number or 0) for number in numbers])


def _put(form: Form, stream: Stream, book: CellBook, entries: Sequence[Entry]) -> None:
    for entry in entries:
        keys = [f"t3.{entry.key}.{column.key}" for column in form.columns]
        put_line(stream, book, keys, entry.gap, entry.options)
        if not entry.options and not entry.blank:
            book.note("misaligned_row", f"table 3, {entry.key}: the values cannot be told apart by column")


def _put_blanks(form: Form, gaps: Mapping[str, Gap], stream: Stream, book: CellBook, start: int) -> None:
    """Read a table as blank that prints all its labels and nothing behind any; a text that only tells of them is none."""
    labels = [(column.key, (column.label, *column.variants)) for column in form.columns]
    header = {mark.key for mark in marks(stream, labels, max(0, start - HEADER_LENGTH), start)}
    absent = {row.key for row in form.rows if row.parent == "other"} if "other" in gaps else {"other"}
    missing = {row.key for row in form.value_rows} - absent - set(gaps)
    blank = dict(gaps)
    for gap in (gap for gap in gaps.values() if gap.before):
        key = index_of(form.rows).similar(gap.before, missing)
        if key is None:
            return
        missing.remove(key)
        blank[key] = gap
    if not missing and len(header) >= len(form.columns) - 1:
        _put(form, stream, book, [Entry(key, gap, ()) for key, gap in blank.items()])


def _doubt(form: Form, gaps: Mapping[str, Gap], stream: Stream, book: CellBook) -> None:
    for key, gap in gaps.items():
        put_doubt(stream, book, [f"t3.{key}.{column.key}" for column in form.columns], gap, ())
