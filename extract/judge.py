"""Whether a document is a report: the final word, by its title, its parts and its tables together."""

from collections.abc import Sequence

from extract.document import Document
from extract.identity import Identity
from extract.mapping import MappedForm
from extract.sections import SectionText
from extract.titles import is_other_title, is_report_title, may_be_title

SECTIONS_OF_A_REPORT = 4
"""A report without tables still shows this many of the six headings of the national form."""


def why_no_report(
    document: Document, identity: Identity, sections: Sequence[SectionText], mapped: MappedForm | None
) -> str | None:
    """Return why a document is no annual report, or None when it is one.

    Figures in the form outweigh the title of a notice, unless the document names no agency.
    """
    cells = [] if mapped is None else list(mapped.cells.values())
    filled = any(cell.value is not None or cell.state == "ambiguous" for cell in cells)
    other = _other_title(document, headings_only=identity.title is not None)
    if other is not None and not (filled and identity.agency):
        return f"the title is not that of a report: {other}"
    if mapped is None and len(sections) < SECTIONS_OF_A_REPORT and not _reads_as_old_report(document, identity):
        return "neither the parts nor the tables of an annual report stand in the document"
    prose = sum(len(section.text) for section in sections)
    blank = mapped is not None and all(cell.state in ("blank", "dash") for cell in cells)
    if blank and (identity.agency is None or identity.year is None or not prose):
        return "the form is empty: no number, and no agency or year"
    zeros = mapped is not None and all(cell.state in ("blank", "dash", "zero") for cell in cells)
    if zeros and identity.agency is None and identity.year is None:
        return "the form holds nothing but zeros, and no agency or year"
    if identity.title is None and identity.agency is None and identity.year is None and not _is_complete(mapped):
        return "no title, agency or year of a report stands in the document"
    return None


def _is_complete(mapped: MappedForm | None) -> bool:
    """Return whether a form is printed in full and filled: a spreadsheet beside a page often bears the tables alone."""
    cells = [] if mapped is None else list(mapped.cells.values())
    return any(cell.value for cell in cells) and all(cell.state != "unreadable" for cell in cells)


def _other_title(document: Document, *, headings_only: bool) -> str | None:
    """Return a title of the document that speaks of the annual reports without being one, such as that of a notice."""
    titles = [statement.value for statement in document.statements if statement.name == "title"]
    own = [paragraph for paragraph in document.paragraphs() if not paragraph.linked]
    titles += [paragraph.text for paragraph in own[:12] if paragraph.level == 1]
    if not headings_only:
        titles += [paragraph.text for paragraph in own[:3]]
    return next((title for title in titles if may_be_title(title) and is_other_title(title)), None)


def _reads_as_old_report(document: Document, identity: Identity) -> bool:
    """Return whether a document without the parts of the national form is a report all the same, as before 2019."""
    length = sum(len(paragraph.text) for paragraph in document.paragraphs())
    length += sum(len(cell.text) for grid in document.grids() for cell in grid.cells())
    return bool(
        identity.title and is_report_title(identity.title) and identity.year and identity.year < 2019 and length > 300
    )
