"""The statistics that reports of before 2019 print: lines with a label, a unit and a number, told by what the labels say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache, lru_cache

from extract.document import Cell, Document, Grid, Issue, Paragraph
from extract.forms import Label
from extract.forms.statistics import STATISTICS_FORM_IDS, StatisticsForm, load_statistics_form
from extract.labels import REMEMBERED, normalise, squeeze
from extract.mapping.cells import CellBook, CellReading
from extract.mapping.flow.stream import stream_of
from extract.mapping.statistics_layout import Layout, layouts_of
from extract.mapping.statistics_text import grid_of_text
from extract.numbers import money_unit, read_cell

FEWEST_LINES = 5
"""A table that shows fewer lines of a form is not that form."""

MOST_NAMED = 5
FIRST_COLUMN = "甲"
"""How statistics name the column of labels, in a line of letters and numbers below the header."""

MISSPELT_LENGTH, MISSPELT_LIKENESS = 7, 0.9
_WORD = re.compile(r"[^\s|｜│]+")
_OF_WHICH = re.compile(r"^(?:其中)?[:：]?")
_TOP_LEVEL = re.compile(r"^[一二三四五六七八九十]+[、.]")
_MULTIPLE = re.compile(r"^[十百千万亿](?!元)")
_MONEY = ("元", "万元", "亿元")


@dataclass(frozen=True, slots=True)
class MappedStatistics:
    """The statistics of a document: cells `stat.<row>` and, where printed, `stat.<row>.cumulative`, for the printed lines only."""

    form: StatisticsForm
    cells: dict[str, CellReading]
    issues: tuple[Issue, ...]


def map_statistics(
    document: Document, year: int | None = None, *, tables_only: bool = False
) -> MappedStatistics | None:
    """Return the statistics in a document, or None when it prints none; with `tables_only` those in running text are not
    looked for.

    `year` is that of the report; it tells which of several columns with a year counts, and nothing else.
    """
    texts = [cell.text for grid in document.grids() for cell in grid.cells()]
    form = _form_of({_bare(text) for text in texts})
    if form is not None:
        return _in_tables(form, document.grids(), year)
    return None if tables_only else _in_text(document, year) or _run_together(document)


def _in_text(document: Document, year: int | None) -> MappedStatistics | None:
    """Return the statistics that stand in running text with their cells apart."""
    words = {_bare(word) for segment in stream_of(document).segments for word in _WORD.findall(segment.text)}
    form = _form_of(words)
    grid = grid_of_text(document, _Walk(form).knows) if form is not None else None
    return _in_tables(form, [grid], year) if form is not None and grid is not None else None


def _in_tables(form: StatisticsForm, grids: Sequence[Grid], year: int | None) -> MappedStatistics | None:
    book, walk = CellBook(), _Walk(form)
    layouts: list[Layout] = []
    width = None
    for grid in grids:
        begin, own = layouts_of(grid, walk.knows)
        if not begin and layouts and grid.width == width:
            own = layouts
        layouts, width = own, grid.width
        for layout in layouts:
            for line in _lines(grid, begin, layout, year):
                walk.read(line, book)
    walk.report(book)
    book.settle()
    return MappedStatistics(form, dict(book.cells), tuple(book.issues)) if book.cells else None


def _form_of(labels: set[str]) -> StatisticsForm | None:
    """Return the form by labels that stand in it only, else the one that knows most labels."""
    forms = [load_statistics_form(form_id) for form_id in STATISTICS_FORM_IDS]
    known = {form.id: len(labels & set(_spellings(form))) for form in forms}
    own = {form.id: len(labels & {_bare(label) for label in form.detect}) for form in forms}
    best = max(forms, key=lambda form: (own[form.id], known[form.id]))
    return best if known[best.id] >= FEWEST_LINES else None


def _run_together(document: Document) -> MappedStatistics | None:
    """Return statistics without any cell where a document prints them as running text: which digits belong where is open."""
    text = squeeze("".join(block.text for block in document.blocks if isinstance(block, Paragraph)))
    found = [(_labels_behind_name(form, text), form) for form in map(load_statistics_form, STATISTICS_FORM_IDS)]
    labels, form = max(found, key=lambda pair: pair[0])
    if labels < FEWEST_LINES:
        return None
    issue = Issue("statistics_run_together", f"{form.name} is printed as running text; its numbers cannot be told")
    return MappedStatistics(form, {}, (issue,))


def _labels_behind_name(form: StatisticsForm, text: str) -> int:
    """Return how many labels of a form stand in a text behind the last place where it names the form."""
    _, name, behind = text.rpartition(form.name)
    return sum(label in behind for label in _spellings(form)) if name else 0


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed line: its labels from left to right, the unit, the cells that may bear the number, and the cumulative one."""

    labels: tuple[Cell, ...]
    unit: str
    values: tuple[Cell | None, ...]
    cumulative: Cell | None
    exact: bool


def _lines(grid: Grid, begin: int, layout: Layout, year: int | None) -> Iterator[_Line]:
    columns = layout.of_year(year)
    for number, row in enumerate(grid.rows[begin:], begin):

        def at(column: int | None, row: Sequence[Cell | None] = row) -> Cell | None:
            return row[column] if column is not None and column < len(row) else None

        labels = dict.fromkeys(cell for c in layout.labels if (cell := at(c)) is not None and squeeze(cell.text))
        own = tuple(cell for cell in labels if cell.row == number) or tuple(labels)[-1:]
        unit = at(layout.unit)
        values = tuple(cell if cell not in labels else None for cell in map(at, columns))
        yield _Line(own, squeeze(unit.text) if unit else "", values, at(layout.cumulative), grid.exact)


@lru_cache(REMEMBERED)
def _bare(label: str) -> str:
    """Return a label as it is compared: normalised, and without 其中 and the star of a note."""
    return _OF_WHICH.sub("", normalise(_OF_WHICH.sub("", squeeze(label)) or label)).rstrip("*")


@cache
def _spellings(form: StatisticsForm) -> dict[str, list[str]]:
    """Return the keys that each spelling may stand for."""
    found: dict[str, list[str]] = {}
    for row in form.rows:
        for text in dict.fromkeys(_bare(text) for text in (row.label, *row.variants)):
            found.setdefault(text, []).append(row.key)
    return found


@dataclass
class _Walk:
    """Goes through the lines of a form as they are printed; a label that stands twice in it belongs below the line last met."""

    form: StatisticsForm
    met: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._keys = _spellings(self.form)
        self._rows: dict[str, Label] = {row.key: row for row in self.form.rows}
        self._open: tuple[str, ...] = ()

    def knows(self, label: str) -> bool:
        """Return whether a text is a label of the form."""
        return _bare(label) in self._keys

    def read(self, line: _Line, book: CellBook) -> None:
        """Read one line into the book."""
        keys = [self._meet(cell.text) for cell in line.labels]
        if not keys:
            return
        key, label = keys[-1], line.labels[-1].text
        if key is None:
            if squeeze(label) != FIRST_COLUMN and any(cell is not None and squeeze(cell.text) for cell in line.values):
                self.extra.append(squeeze(label))
        elif self._rows[key].kind != "group":
            self._put(f"stat.{key}", self._rows[key], line, label, book)

    def report(self, book: CellBook) -> None:
        """Note the lines that have no place in the form."""
        if self.extra:
            named = "、".join(self.extra[:MOST_NAMED]) + ("…" if self.extra[MOST_NAMED:] else "")
            book.note("extra_lines", f"{len(self.extra)} lines of the statistics have no place in the form: {named}")

    def _meet(self, label: str) -> str | None:
        bare = _bare(label)
        keys = self._keys.get(bare) or self._misspelt(bare)
        if len(keys) > 1:
            keys = [key for key in keys if self._rows[key].parent in self._open and key not in self.met]
        if len(keys) != 1:
            if _TOP_LEVEL.match(squeeze(label)):
                self._open = ()
            return None
        self.met.append(keys[0])
        self._open = (keys[0], *self.form.ancestors(keys[0]))
        return keys[0]

    def _misspelt(self, bare: str) -> list[str]:
        """Return the lines that a label with a letter wrong can mean; a missing or additional 不 is not a letter wrong."""
        if len(bare) < MISSPELT_LENGTH:
            return []
        return [
            key
            for text, keys in self._keys.items()
            if text.count("不") == bare.count("不")
            and SequenceMatcher(None, bare, text, autojunk=False).ratio() >= MISSPELT_LIKENESS
            for key in keys
            if key not in self.met
        ]

    def _put(self, name: str, row: Label, line: _Line, label: str, book: CellBook) -> None:
        values = [cell for cell in line.values if cell is not None]
        blanks = sum(not squeeze(cell.text) for cell in (*values, *filter(None, [line.cumulative])))
        is_clear = (line.exact or not blanks) and not _MULTIPLE.match(line.unit)
        if is_clear and (len(values) == 1 or (values and all(not squeeze(cell.text) for cell in values))):
            self._put_one(name, values[0], row, line, label, book)
        elif values:
            read = (read_cell(cell.text).value for cell in values)
            candidates = tuple(dict.fromkeys(value for value in read if value is not None))
            book.put_ambiguous(name, " ".join(cell.text for cell in values), values[0].place, candidates)
            book.note("statistics_columns", "which column or unit a number of the statistics stands in cannot be told")
        if line.cumulative is not None and is_clear:
            self._put_one(f"{name}.cumulative", line.cumulative, row, line, label, book)

    @staticmethod
    def _put_one(name: str, cell: Cell, row: Label, line: _Line, label: str, book: CellBook) -> None:
        if row.unit not in _MONEY:
            book.put(name, cell)
            return
        printed = line.unit if line.unit in _MONEY else money_unit(label)
        book.put(name, cell, row.unit, printed)
