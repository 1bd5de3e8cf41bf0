"""Spreadsheets → Document: the visible sheets one after the other."""

from collections.abc import Sequence
from dataclasses import replace

from extract.document import Document, Grid, Issue, Paragraph, Picture
from extract.media import XLS, XLSX, media_type_of
from extract.readers.converted import convert
from extract.readers.sheet_blocks import SheetBlocks
from extract.readers.sheet_model import Sheet
from extract.readers.sheet_xls import read_xls
from extract.readers.sheet_xlsx import read_xlsx
from extract.sections import is_signal
from extract.statements import stated


def read_sheets(data: bytes, declared: str | None = None) -> Document:
    """Return the Document of a spreadsheet.

    Raises UnreadableDocument when it is damaged or encrypted, or needs LibreOffice and that cannot open it.
    """
    media_type = media_type_of(data, declared)
    sheets, pictures = _opened(data, media_type)
    document = _document(sheets, hidden=False)
    hides = any(sheet.hidden or sheet.hidden_rows or sheet.hidden_columns for sheet in sheets)
    if hides and not any(is_signal(block) for block in document.blocks):
        document = _document(sheets, hidden=True)
        issue = Issue("hidden_text", "the report stands in sheets, rows or columns that are hidden")
        document = replace(document, issues=(*document.issues, issue))
    return replace(document, media_type=media_type, pictures=tuple(pictures))


def _opened(data: bytes, media_type: str) -> tuple[list[Sheet], list[Picture]]:
    sheets = read_xls(data) if media_type == XLS else None
    if sheets is not None:
        return sheets, []
    return read_xlsx(data if media_type == XLSX else convert(data, media_type, "xlsx"))


def _document(sheets: Sequence[Sheet], *, hidden: bool) -> Document:
    blocks: list[Paragraph | Grid] = []
    issues: list[Issue] = []
    for sheet in sheets:
        if sheet.hidden and not hidden:
            issues.append(Issue("hidden_text", f"sheet {sheet.name}: it is hidden and was left out"))
            continue
        reader = SheetBlocks(sheet, hidden=hidden)
        for block in reader.blocks():
            tables = sum(isinstance(before, Grid) for before in blocks)
            blocks.append(replace(block, index=tables) if isinstance(block, Grid) else block)
        issues += reader.issues
    return Document(XLSX, tuple(blocks), statements=tuple(stated(blocks)), issues=tuple(issues))
