"""The second reading of a PDF: it finds errors of the first, and costs no more pages than it needs."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import pytest

from extract.document import BoxPlace, Document
from extract.mapping import CellReading, MappedForm, map_form
from extract.readers import pdf_second
from extract.readers.pdf import read_pdf
from extract.second import confirmed
from extract.sources import Source
from tests.golden.formats import rendered

WRONG = "t3.processed_total.total"
Asked = list[Collection[int] | None]


@pytest.fixture(scope="module")
def data() -> bytes:
    """Return a report whose tables stand on several pages."""
    return rendered("pdf", 9, plain=True)[1].data


@pytest.fixture
def first(data: bytes) -> MappedForm:
    """Return the first reading of the report, all cells right."""
    form = map_form(read_pdf(data))
    assert form is not None
    return form


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Return the pages that each second reading asks for."""
    pages: Asked = []
    read = pdf_second.read_pdf_again

    def noted(data: bytes, numbers: Collection[int] | None = None) -> Document:
        pages.append(numbers)
        return read(data, numbers)

    monkeypatch.setattr(pdf_second, "read_pdf_again", noted)
    return pages


def page(cell: CellReading) -> int:
    """Return the page that a cell stands on."""
    assert isinstance(cell.place, BoxPlace)
    return cell.place.page


def misread(form: MappedForm, key: str, **changes: Any) -> MappedForm:
    """Return a reading with one cell read otherwise."""
    return replace(form, cells=form.cells | {key: replace(form.cells[key], **changes)})


def test_a_sure_reading_is_not_repeated(first: MappedForm, data: bytes, asked: Asked) -> None:
    assert confirmed(first, Source(data)) is first
    assert asked == []


def test_a_number_misread_is_found_on_the_pages_of_its_table(first: MappedForm, data: bytes, asked: Asked) -> None:
    right = first.cells[WRONG].value
    assert right is not None
    found = confirmed(misread(first, WRONG, value=right + 1), Source(data))
    assert {key for key, cell in found.cells.items() if cell.state == "ambiguous"} == {WRONG}
    assert found.cells[WRONG].candidates == (right + 1, right)
    assert [issue.code for issue in found.issues] == ["readers_disagree"]
    pages = {page(cell) for key, cell in first.cells.items() if key.startswith("t3.")}
    assert asked == [pages] and pages < {page(cell) for cell in first.cells.values()}


def test_a_lost_number_is_looked_for_on_all_pages(first: MappedForm, data: bytes, asked: Asked) -> None:
    lost = misread(first, WRONG, value=None, state="unreadable", place=None)
    found = confirmed(lost, Source(data))
    assert found.cells[WRONG].value == first.cells[WRONG].value
    assert asked == [None]


def test_where_the_pages_of_a_table_do_not_tell_all_are_read(
    first: MappedForm, data: bytes, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = pdf_second.read_pdf_again
    blind = Document("application/pdf", ())
    monkeypatch.setattr(pdf_second, "read_pdf_again", lambda data, pages: read(data, pages) if pages is None else blind)
    right = first.cells[WRONG].value
    assert right is not None
    found = confirmed(misread(first, WRONG, value=right + 1), Source(data))
    assert found.cells[WRONG].candidates == (right + 1, right)
    assert asked == [None]


def test_only_the_pages_asked_for_are_read(data: bytes) -> None:
    whole, part = pdf_second.read_pdf_again(data), pdf_second.read_pdf_again(data, {2})
    places = [cell.place for grid in whole.grids() for cell in grid.cells()]
    expected = [place for place in places if isinstance(place, BoxPlace) and place.page == 2]
    assert expected and [cell.place for grid in part.grids() for cell in grid.cells()] == expected
