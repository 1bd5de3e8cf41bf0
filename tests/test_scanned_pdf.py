"""The resolution of the pictures that make up a page of a PDF."""

from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from extract.readers.pdf import read_pdf
from extract.readers.pdf_page import frame_of
from extract.readers.pdf_picture import scanned_dpi
from extract.readers.scan import SURE
from extract.recognition.votes import UNSURE
from tests.test_read_scan import DPI, drawn

WIDTH, HEIGHT = 600.0, 800.0
Placed = tuple[float, tuple[float, float, float, float]]


def resolution(pictures: list[Placed]) -> float:
    """Return what is told of a page with pictures, each of so many dots per inch at left, bottom, width and height."""
    pdf = pypdfium2.PdfDocument.new()
    page = pdf.new_page(WIDTH, HEIGHT)
    for dpi, (left, bottom, width, height) in pictures:
        image = pypdfium2.PdfImage.new(pdf)
        size = round(width * dpi / 72), round(height * dpi / 72)
        image.set_bitmap(pypdfium2.PdfBitmap.from_pil(Image.new("L", size, 200)))
        image.set_matrix(pypdfium2.PdfMatrix().scale(width, height).translate(left, bottom))
        page.insert_obj(image)
    page.gen_content()
    return scanned_dpi(page.raw, frame_of(page.raw))


@pytest.mark.parametrize(
    ("pictures", "expected"),
    [
        ([(100, (0, 0, 600, 800))], 100),
        ([(100, (0, 0, 600, 800)), (300, (0, 0, 600, 800))], 300),
        ([(100, (0, 0, 600, 800)), (600, (400, 50, 120, 120))], 100),
        ([(150, (0, 200 * strip, 600, 200)) for strip in range(4)], 150),
        ([(150, (100, 100, 100, 100))], 0),
        ([], 0),
    ],
)
def test_the_pictures_that_cover_the_page_tell_its_resolution(pictures: list[Placed], expected: float) -> None:
    assert resolution(pictures) == pytest.approx(expected, abs=1)


def test_a_number_of_a_coarse_scan_in_a_pdf_is_sure_only_where_recognition_is(monkeypatch: pytest.MonkeyPatch) -> None:
    page = drawn()
    coarse = page.resize((page.width // 2, page.height // 2), Image.Resampling.LANCZOS)
    out = BytesIO()
    coarse.convert("L").save(out, "PDF", resolution=DPI / 2)

    def numbers() -> list[float]:
        cells = (cell for grid in read_pdf(out.getvalue()).grids() for cell in grid.cells())
        return [cell.confidence or 0 for cell in cells if cell.text.isdigit()]

    assert len(numbers()) > 5 and all(sure <= UNSURE or sure >= SURE for sure in numbers())
    monkeypatch.setattr("extract.readers.scan.SURE", 1.1)
    assert all(sure <= UNSURE for sure in numbers())
    monkeypatch.setattr("extract.readers.scan.COARSE_DPI", DPI / 2 - 1)
    assert max(numbers()) > UNSURE
