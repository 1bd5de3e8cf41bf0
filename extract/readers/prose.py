"""Lines of text on pages → paragraphs and tables in reading order.

Lengths are in one unit throughout, points or pixels, from the top left; an em is the size of the letters of a line.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from extract.document import BoxPlace, Grid, Paragraph

EDGE = 0.12
"""The share of a page's height at its top and bottom where page numbers and running heads stand."""

INDENT = 1.2
"""A line that begins this many em inside the left margin begins a paragraph."""

SHORT = 1.0
"""A line ends its paragraph when the first word of the next, and this many em more, would have stood on it."""

WIDE_GAP = 1.6
"""A distance between two lines beyond this multiple of the usual one parts paragraphs."""

LARGE = 1.15
"""The letters of a title are larger than those of the text by this factor; two lines of one paragraph differ by less."""

_PAGE_NUMBER = re.compile(
    r"[-—–－―~·.\s]*(?:\d{1,4}|第\s*\d{1,4}\s*页(?:[\s,，/]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4})[-—–－―~·.\s]*"
)
_HEADING = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）](?!\s*[项款条]))")
_OPENING, _CLOSING = "“‘（〔《〈「『【([", "，。、；：！？…—”’）〕》〉」』】,.;:!?)]%％"
_FIRST_WORD = re.compile(
    f"[{re.escape(_OPENING)}]*(?:[A-Za-z0-9.,:/%-]+|.)"
    f"(?:[{re.escape(_CLOSING)}]+(?:[{re.escape(_OPENING)}]+(?:[A-Za-z0-9.,:/%-]+|.))?)*"
)
"""What is never parted by the end of a line: a character or a Latin word with the punctuation that clings to it."""

_SENTENCE_END = re.compile(r"[。；：！？;:!?）)]$")
_TITLE_END = re.compile(r"(?:报\s*告|年\s*报)$")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text with its box; `size` is the height of its letters."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page, counted from 1: the lines outside its tables, and its tables each with its top."""

    number: int
    width: float
    height: float
    lines: Sequence[TextLine]
    tables: Sequence[tuple[float, Grid]] = ()


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is usual in a document: margins, size of letters, distance from line to line."""

    left: float
    right: float
    size: float
    pitch: float


@dataclass
class _Passage:
    """The lines of a paragraph so far, and the page it begins on."""

    page: int
    lines: list[TextLine]
    elsewhere: list[TextLine]
    """Its lines on later pages."""

    @property
    def last(self) -> TextLine:
        return (self.elsewhere or self.lines)[-1]


def blocks_of(pages: Sequence[PageContent]) -> list[Paragraph | Grid]:
    """Return paragraphs and tables of pages in reading order, tables counted from 0.

    Page numbers and the repeats of running heads are left out. A paragraph cut by a page break is one; its box is that of
    its first page.
    """
    pages = _without_edges(pages)
    measure = _measured(pages)
    found: list[_Passage | Grid] = []
    for page in pages:
        starts = sorted([*_tops(page.lines), *page.tables], key=lambda pair: pair[0])
        for number, (_, item) in enumerate(starts):
            last = found[-1] if found else None
            if isinstance(item, Grid):
                found.append(item)
            elif isinstance(last, _Passage) and _continues(last, item, measure, turned=number == 0):
                (last.lines if last.page == page.number else last.elsewhere).append(item)
            else:
                found.append(_Passage(page.number, [item], []))
    return _finished(found)


def paragraphs_of(lines: Sequence[TextLine], *, page: int, width: float, height: float) -> list[Paragraph]:
    """Return the paragraphs of one page without tables; see blocks_of."""
    blocks = blocks_of([PageContent(page, width, height, lines)])
    return [block for block in blocks if isinstance(block, Paragraph)]


def _tops(lines: Iterable[TextLine]) -> list[tuple[float, TextLine | Grid]]:
    return [(line.top, line) for line in lines]


def _finished(found: Iterable[_Passage | Grid]) -> list[Paragraph | Grid]:
    blocks: list[Paragraph | Grid] = []
    tables = 0
    for item in found:
        if isinstance(item, Grid):
            blocks.append(replace(item, index=tables))
            tables += 1
        else:
            blocks.append(Paragraph(_joined(item), place=BoxPlace(item.page, _box(item.lines))))
    return blocks


def _box(lines: Sequence[TextLine]) -> tuple[float, float, float, float]:
    left, top = min(line.left for line in lines), min(line.top for line in lines)
    right, bottom = max(line.right for line in lines), max(line.bottom for line in lines)
    return round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)


def _joined(passage: _Passage) -> str:
    text = ""
    for line in (*passage.lines, *passage.elsewhere):
        letters = text[-1:].isascii() and text[-1:].isalpha() and line.text[:1].isascii() and line.text[:1].isalpha()
        text += f" {line.text}" if letters else line.text
    return text


def _without_edges(pages: Sequence[PageContent]) -> list[PageContent]:
    """Return pages without page numbers, and without what another page before prints at the same edge."""
    heads = Counter(_bare(line) for page in pages for line in page.lines if _at_edge(line, page))
    seen: set[str] = set()
    found = []
    for page in pages:
        kept = []
        for line in page.lines:
            if not _at_edge(line, page):
                kept.append(line)
            elif not _PAGE_NUMBER.fullmatch(line.text) and not (
                _repeats(heads[_bare(line)], pages) and _bare(line) in seen
            ):
                seen.add(_bare(line))
                kept.append(line)
        found.append(replace(page, lines=kept))
    return found


def _at_edge(line: TextLine, page: PageContent) -> bool:
    return line.bottom < EDGE * page.height or line.top > (1 - EDGE) * page.height


def _bare(line: TextLine) -> str:
    return re.sub(r"[\d\s]+", "", line.text)


def _repeats(times: int, pages: Sequence[PageContent]) -> bool:
    return times >= max(3, len(pages) / 2)


def _measured(pages: Sequence[PageContent]) -> _Measure:
    lines = [line for page in pages for line in page.lines]
    if not lines:
        return _Measure(0, 0, 1, 1)
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    size = max(sizes, key=lambda value: (sizes[value], value))
    body = [line for line in lines if size / LARGE < line.size < size * LARGE]
    right = max(_shared([line.right for line in body], size))
    left = min(_shared([line.left for line in body], size))
    steps = [
        below.bottom - above.bottom
        for page in pages
        for above, below in zip(page.lines, page.lines[1:], strict=False)
        if 0 < below.bottom - above.bottom < 4 * size and abs(above.size - below.size) < 1
    ]
    return _Measure(left, right, size, median(steps) if steps else 2 * size)


def _shared(edges: Sequence[float], size: float) -> Sequence[float]:
    """Return the edges that several lines share; all when there are none."""
    counted = Counter(round(2 * edge / size) for edge in edges)
    near = [edge for edge in edges if sum(counted[round(2 * edge / size) + step] for step in (-1, 0, 1)) > 1]
    return near or edges


def _continues(passage: _Passage, line: TextLine, usual: _Measure, *, turned: bool) -> bool:
    """Return whether a line goes on with a paragraph; `turned` says that a page was turned between them."""
    last = passage.last
    if not 1 / LARGE < line.size / last.size < LARGE:
        return False
    if not turned and line.bottom - last.bottom > WIDE_GAP * max(usual.pitch, usual.pitch * line.size / usual.size):
        return False
    if last.size > LARGE * usual.size:
        return not turned and _centred(last, usual) and _centred(line, usual) and not _TITLE_END.search(last.text)
    if last.right + (_first_word(line.text) + SHORT) * last.size < usual.right:
        return False
    if _HEADING.match(line.text) and (_SENTENCE_END.search(last.text) or _TITLE_END.search(last.text)):
        return False
    return line.left - usual.left < INDENT * line.size


def _first_word(text: str) -> float:
    """Return the width of the first word of a line in em."""
    word = _FIRST_WORD.match(text)
    return sum(0.5 if character.isascii() else 1.0 for character in word[0]) if word else 0.0


def _centred(line: TextLine, usual: _Measure) -> bool:
    return abs((line.left + line.right) - (usual.left + usual.right)) < 2 * line.size
