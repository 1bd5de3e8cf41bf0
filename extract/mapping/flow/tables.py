"""The three tables of the form in running text, read where the document has no grid that holds them."""

from extract.document import Document
from extract.forms import Form
from extract.labels import squeeze
from extract.mapping.cells import CellBook
from extract.mapping.flow.marks import marks
from extract.mapping.flow.proactive import read_proactive
from extract.mapping.flow.remedies import read_remedies
from extract.mapping.flow.requests import Stretch, read_requests
from extract.mapping.flow.stream import Stream, stream_of

LEAST_BLOCKS = 3


def read_flow(form: Form, document: Document, book: CellBook) -> None:
    """Put into the book the tables, and lines of table 2, that stand in running text and are not in it yet.

    A text that leaves out each line it has printed before has lost numbers, and nobody knows which.
    """
    stream = stream_of(document)
    if _prints_lines_once(form, stream):
        book.note("lines_left_out", "the text prints no line twice; the numbers of its tables are not all there")
        return
    found = {key.split(".")[0] for key, cell in book.cells.items() if cell.place is not None}
    third = read_requests(form, stream, book) if "t3" not in found else Stretch()
    read_proactive(form, stream, book, third.start or len(stream.bare), broken=third.broken, blanks=third.blanks)
    if "t4" not in found:
        read_remedies(form, stream, book, third.end)


def _prints_lines_once(form: Form, stream: Stream) -> bool:
    """Return whether no line stands twice, not even the header that every block of table 2 begins with."""
    titles = marks(stream, [(block.key, (block.label,)) for block in form.blocks], 0, len(stream.bare))
    lines = [line for segment in stream.segments if (line := squeeze(segment.text))]
    headers = stream.bare.count(squeeze(form.item_label))
    return len({mark.key for mark in titles}) >= LEAST_BLOCKS and headers == 1 and len(set(lines)) == len(lines)
