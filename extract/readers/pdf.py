"""PDF → Document: ruled tables from the lines that pages draw, paragraphs from the rest, scanned pages by recognition."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

from extract.document import Document, Grid, Issue, Paragraph, Statement
from extract.errors import UnreadableDocument
from extract.numbers import is_value
from extract.readers.pdf_annotations import with_annotations
from extract.readers.pdf_cells import Table, tables_of
from extract.readers.pdf_columns import tables_by_columns, words_of
from extract.readers.pdf_lines import level_lines, text_lines
from extract.readers.pdf_objects import TooManyObjects
from extract.readers.pdf_page import Drawing, Frame, drawing_of, frame_of
from extract.readers.pdf_rows import tables_by_rows
from extract.readers.pdf_text import Glyph, direction_of, glyphs_of
from extract.readers.pdf_turned import as_shown, upright
from extract.readers.prose import PageContent, blocks_of
from extract.ruling import Piece, Rule, TooManyRules, table_pieces
from extract.statements import stated

MOST_PAGES = 400
SCAN_DPI = 200
FEW_GLYPHS = 20
"""A page with fewer characters than this on a large picture is a scan."""

LABEL_LENGTH = 40
LARGE_PICTURE = 0.3
GARBLED_SHARE = 0.3
_PRIVATE = re.compile(r"[\ue000-\uf8ff\ufffd\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class _Page:
    content: PageContent
    blocks: tuple[Paragraph | Grid, ...] | None
    issues: tuple[Issue, ...]


def read_pdf(data: bytes, declared: str | None = None) -> Document:
    """Return the Document of a PDF; places are boxes in points from the top left of the page as it is shown."""
    del declared
    pdf = _open(data)
    try:
        pages = [_read(pdf, number) for number in range(min(len(pdf), MOST_PAGES))]
        issues = [issue for page in pages for issue in page.issues]
        if len(pdf) > MOST_PAGES:
            issues.append(
                Issue("too_many_pages", f"{len(pdf) - MOST_PAGES} pages beyond page {MOST_PAGES} were not read")
            )
        blocks = tuple(_blocks(pages))
        statements = (*_metadata(pdf), *stated(blocks))
    finally:
        pdf.close()
    return Document("application/pdf", blocks, statements=statements, issues=tuple(issues))


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        reason = "it is locked with a password" if "assword" in str(error) else "it is broken or incomplete"
        raise UnreadableDocument(f"the PDF cannot be opened: {reason}") from error


def _metadata(pdf: pypdfium2.PdfDocument) -> Iterator[Statement]:
    title = unicodedata.normalize("NFKC", pdf.get_metadata_value("Title") or "").strip()
    if re.search(r"[\u4e00-\u9fff]{4}", title):
        yield Statement("meta", "title", title)


def _blocks(pages: Sequence[_Page]) -> Iterator[Paragraph | Grid]:
    """Yield the blocks of all pages with tables counted on; paragraphs go on from page to page where pages have text."""
    tables = 0
    for run in _runs(pages):
        for block in run:
            yield replace(block, index=tables) if isinstance(block, Grid) else block
            tables += isinstance(block, Grid)


def _runs(pages: Sequence[_Page]) -> Iterator[Sequence[Paragraph | Grid]]:
    contents: list[PageContent] = []
    for page in pages:
        if page.blocks is None:
            contents.append(page.content)
            continue
        yield blocks_of(contents)
        contents = []
        yield page.blocks
    yield blocks_of(contents)


def _read(pdf: pypdfium2.PdfDocument, index: int) -> _Page:
    number = index + 1
    raw = pdfium.FPDF_LoadPage(pdf, index)
    if raw:
        raw = with_annotations(pdf, index, raw)
    if not raw:
        return _Page(
            PageContent(number, 1, 1, ()), None, (Issue("page_unreadable", f"page {number} cannot be opened"),)
        )
    text = pdfium.FPDFText_LoadPage(raw)
    try:
        return _page(raw, text, number)
    except (TooManyObjects, TooManyRules):
        return _Page(
            PageContent(number, 1, 1, ()),
            None,
            (Issue("page_unreadable", f"page {number} draws more lines than any table and was not read"),),
        )
    finally:
        pdfium.FPDFText_ClosePage(text)
        pdfium.FPDF_ClosePage(raw)


def _page(raw: pdfium.FPDF_PAGE, text: pdfium.FPDF_TEXTPAGE, number: int) -> _Page:
    frame = frame_of(raw)
    drawing = drawing_of(raw, frame)
    glyphs, pale, issues = _letters(raw, text, frame, drawing, number)
    if _is_scan(glyphs, drawing, frame):
        return _recognised(raw, frame, number)
    turn = _turn(raw, text)
    if turn:
        (pale, _), (glyphs, drawing) = upright(pale, drawing, frame, turn), upright(glyphs, drawing, frame, turn)
    width, height = (frame.height, frame.width) if turn % 2 else (frame.width, frame.height)
    pieces = [piece for piece in table_pieces(drawing.horizontals, drawing.verticals) if _is_table(piece)]
    tables, outside = tables_of(pieces, glyphs, drawing.pictures)
    for table in [table for table in tables if len(table.piece.boxes) == 2 and not _is_entry(table)]:
        tables.remove(table)
        outside += [glyph for glyphs in table.glyphs for glyph in glyphs]
    for table in tables:
        table.doubt_pale(pale)
        table.doubt_large()
        table.strike(drawing.horizontals)
    grids = [(table.piece.top, table.grid(number)) for table in tables]
    lines = level_lines(outside)
    for piece, sure in _aligned(lines, _outside(drawing.horizontals, pieces)):
        [table], outside = tables_of([piece], outside, drawing.pictures)
        grids.append((piece.top, replace(table.grid(number), exact=sure)))
        lines = level_lines(outside)
    if turn:
        grids = [(top, as_shown(grid, frame, turn)) for top, grid in grids]
    return _Page(PageContent(number, width, height, text_lines(lines), grids), None, issues)


def _letters(
    raw: pdfium.FPDF_PAGE, text: pdfium.FPDF_TEXTPAGE, frame: Frame, drawing: Drawing, number: int
) -> tuple[list[Glyph], list[Glyph], tuple[Issue, ...]]:
    """Return the characters of a page that are seen, those so pale that they may be a watermark, and what was left out."""
    glyphs = glyphs_of(text, frame)
    if not drawing.suspects:
        return glyphs, [], ()
    from extract.readers.pdf_sight import seen

    clear, pale = seen(raw, text, frame, drawing.suspects)
    if len(clear) == len(glyphs):
        return clear, pale, ()
    return clear, pale, (Issue("hidden_text", f"text of page {number} that is not seen in its lines was left out"),)


def _aligned(lines: Sequence[Sequence[Glyph]], rules: Sequence[Rule]) -> list[tuple[Piece, bool]]:
    """Return the tables that the places of text make, each with whether its columns are beyond doubt."""
    words = words_of(lines)
    if not any(word.is_number for word in words):
        return []
    return tables_by_columns(words, rules) or tables_by_rows(words)


def _outside(rules: Sequence[Rule], pieces: Sequence[Piece]) -> list[Rule]:
    """Return the level lines that are not part of a table."""
    return [
        rule
        for rule in rules
        if not any(
            piece.top - 1 <= rule.position <= piece.bottom + 1 and rule.start < piece.right and rule.end > piece.left
            for piece in pieces
        )
    ]


def _is_table(piece: Piece) -> bool:
    """Return whether lines draw a table rather than a frame around text."""
    return piece.columns > 1 and len(piece.boxes) > 1


def _is_entry(table: Table) -> bool:
    """Return whether a table of two cells is a label with its value, the last row of a table on the page before."""
    label, value = (cell.text for cell in table.grid(1).cells())
    return len(label) <= LABEL_LENGTH and is_value(value)


def _is_scan(glyphs: Sequence[Glyph], drawing: Drawing, frame: Frame) -> bool:
    garbled = sum(bool(_PRIVATE.match(glyph.text)) for glyph in glyphs[:: max(1, len(glyphs) // 200)])
    if glyphs and garbled > GARBLED_SHARE * min(len(glyphs), 200):
        return True
    return len(glyphs) < FEW_GLYPHS and drawing.covered(frame) > LARGE_PICTURE


def _turn(raw: pdfium.FPDF_PAGE, text: pdfium.FPDF_TEXTPAGE) -> int:
    """Return how often the text of a page as shown is turned by 90 degrees counter-clockwise."""
    return (direction_of(text) - int(pdfium.FPDFPage_GetRotation(raw))) % 4


def _recognised(raw: pdfium.FPDF_PAGE, frame: Frame, number: int) -> _Page:
    """Return a page of which only a picture exists, read by recognition."""
    from extract.readers.pdf_picture import rendered, scanned_dpi
    from extract.readers.scan import read_page_image

    taken_at = scanned_dpi(raw, frame) or SCAN_DPI
    page = read_page_image(rendered(raw, frame, SCAN_DPI), dpi=SCAN_DPI, page=number, taken_at=taken_at)
    return _Page(PageContent(number, frame.width, frame.height, ()), page.blocks, page.issues)
