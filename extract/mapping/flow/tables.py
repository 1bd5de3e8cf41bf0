"""The three tables of the form in running text, read where the document has no grid that holds them."""

from extract.document import Document
from extract.forms import Form
from extract.mapping.cells import CellBook
from extract.mapping.flow.proactive import read_proactive
from extract.mapping.flow.remedies import read_remedies
from extract.mapping.flow.requests import Stretch, read_requests
from extract.mapping.flow.stream import stream_of


def read_flow(form: Form, document: Document, book: CellBook) -> None:
    """Put into the book the tables, and lines of table 2, that stand in running text and are not in it yet."""
    stream = stream_of(document)
    found = {key.split(".")[0] for key, cell in book.cells.items() if cell.place is not None}
    third = read_requests(form, stream, book) if "t3" not in found else Stretch()
    read_proactive(form, stream, book, third.start or len(stream.bare), broken=third.broken)
    if "t4" not in found:
        read_remedies(form, stream, book, third.end)
