"""Pictures of tables drawn here, with numbers that are all different: each must be read as drawn, or not at all."""

from functools import cache
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extract.document import BoxPlace, Cell, Document, Paragraph
from extract.errors import UnreadableDocument
from extract.numbers import read_cell
from extract.readers import read_document
from extract.readers.scan import ScannedPage, read_page_image
from extract.recognition.light import blots_of, gray_without_seals
from extract.recognition.lines import Line
from extract.recognition.votes import Reading, with_sign

FONTS = [Path(f"/usr/share/fonts/opentype/noto/NotoSerifCJK-{weight}.ttc") for weight in ("Regular", "Bold")]
pytestmark = pytest.mark.skipif(not FONTS[0].exists(), reason="no Chinese font to draw pages with")

SIMPLIFIED = 2
"""The font of the collection with the letters of the mainland."""

SURE = 0.8
LABELS = ["信息内容", "规章", "行政规范性文件", "行政许可", "行政处罚"]
HEADS = ["信息内容", "制发件数", "废止件数", "有效件数"]
VALUES = [
    ["17", "111", "8653"],
    ["0", "", "11"],
    ["24252.311082", "-", "1"],
    ["905", "/", "3380"],
]
DPI = 200
SIZE = (1000, 660)
LEFT, TOP, WIDE, HIGH = 60, 140, 220, 64
TITLE = "某县某局政府信息公开工作年度报告"


def drawn(values: list[list[str]] = VALUES, high: int = HIGH) -> Image.Image:
    """Draw a page 5 inches wide: a title, and a table of labels and values whose rows are so many pixels high."""
    page = Image.new("RGB", (SIZE[0], SIZE[1] + 5 * (high - HIGH)), "white")
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(FONTS[0]), 29, SIMPLIFIED)
    draw.text((180, 40), TITLE, font=font, fill="black")
    rows = [HEADS, *([label, *line] for label, line in zip(LABELS[1:], values, strict=True))]
    for row in range(len(rows) + 1):
        draw.line((LEFT, TOP + row * high, LEFT + 4 * WIDE, TOP + row * high), fill="black", width=3)
    for column in range(5):
        draw.line((LEFT + column * WIDE, TOP, LEFT + column * WIDE, TOP + len(rows) * high), fill="black", width=3)
    for row, line in enumerate(rows):
        for column, text in enumerate(line):
            at = (LEFT + column * WIDE + WIDE // 2, TOP + row * high + high // 2)
            draw.text(at, text, font=font, fill="black", anchor="mm")
    return page


def read(page: Image.Image | np.ndarray, dpi: float = DPI) -> ScannedPage:
    return read_page_image(np.asarray(page), dpi=dpi, page=1)


@cache
def clean() -> ScannedPage:
    return read(gray(drawn()))


def cells(page: ScannedPage | Document) -> dict[tuple[int, int], Cell]:
    (grid,) = [block for block in page.blocks if not isinstance(block, Paragraph)]
    return {(cell.row, cell.column): cell for cell in grid.cells()}


def sure(cell: Cell) -> bool:
    return not cell.alternatives and not cell.opaque and (cell.confidence is None or cell.confidence >= SURE)


def judged(page: ScannedPage | Document, values: list[list[str]] = VALUES) -> tuple[int, list[str]]:
    """Return how many values are read and sure, and those that are sure but not as drawn."""
    found = cells(page)
    right, wrong = 0, []
    for row, line in enumerate(values, 1):
        for column, text in enumerate(line, 1):
            cell = found[row, column]
            if not sure(cell):
                continue
            got, drawn_as = read_cell(cell.text), read_cell(text)
            if (got.state, got.value) == (drawn_as.state, drawn_as.value):
                right += 1
            elif got.value is not None or got.state in ("blank", "dash"):
                wrong.append(f"{text!r} read as {cell.text!r}")
    return right, wrong


def jpeg(page: np.ndarray, quality: int) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(saved(Image.fromarray(page), "JPEG", quality=quality))))


def gray(page: Image.Image) -> np.ndarray:
    return np.asarray(page.convert("L"))


def noisy(page: np.ndarray, spread: float) -> np.ndarray:
    noise = np.random.default_rng(1).normal(0, spread, page.shape)
    return np.clip(page + noise, 0, 255).astype(np.uint8)


def test_a_clean_page_is_read_whole() -> None:
    page = clean()
    assert judged(page) == (12, [])
    found = cells(page)
    assert [found[row, 0].text for row in range(5)] == LABELS
    assert [found[0, column].text for column in range(4)] == HEADS
    assert found[2, 2].text == "" and found[2, 2].confidence is None
    assert page.issues == ()


def test_a_number_that_fills_its_line_goes_on_in_the_next_and_two_short_ones_do_not() -> None:
    values = [["13847692054\n87", "17\n42", "3"], ["51", "7", "208"], ["6", "94", "5"], ["73", "80", "29"]]
    found = cells(read(gray(drawn(values, high=100))))
    assert found[1, 1].text == "1384769205487"
    assert found[1, 2].text == "17\n42"


def test_text_outside_of_the_table_comes_before_it_in_its_place() -> None:
    first, *_ = clean().blocks
    assert isinstance(first, Paragraph) and first.text == TITLE
    assert isinstance(first.place, BoxPlace)
    left, top, right, bottom = (value * DPI / 72 for value in first.place.box)
    assert 170 < left < 190 < 600 < right < 660 and 40 < top < bottom < 90


@pytest.mark.parametrize(("dpi", "least_sure"), [(100, 8), (120, 11), (300, 11)])
def test_resolutions(dpi: int, least_sure: int) -> None:
    page = drawn()
    size = round(page.width * dpi / DPI), round(page.height * dpi / DPI)
    right, wrong = judged(read(gray(page.resize(size, Image.Resampling.LANCZOS)), dpi))
    assert wrong == []
    assert right >= least_sure


def test_a_tilted_page_has_its_boxes_where_they_are_on_the_page_as_given() -> None:
    tilted = drawn().rotate(1.0, Image.Resampling.BICUBIC, fillcolor="white")
    page = read(gray(tilted))
    assert judged(page) == (12, [])
    place = cells(page)[1, 1].place
    assert isinstance(place, BoxPlace)
    turn = np.radians(1.0)
    x, y = LEFT + 1.5 * WIDE - SIZE[0] / 2, TOP + 1.5 * HIGH - SIZE[1] / 2
    where = (x * np.cos(turn) + y * np.sin(turn) + SIZE[0] / 2, -x * np.sin(turn) + y * np.cos(turn) + SIZE[1] / 2)
    left, top, right, bottom = (value * DPI / 72 for value in place.box)
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx(where, abs=4)


@pytest.mark.parametrize("degrees", [180, 270])
def test_a_page_that_lies_on_its_side_or_head_is_turned(degrees: int) -> None:
    page = read(gray(drawn().rotate(degrees, expand=True)))
    assert judged(page) == (12, [])
    place = cells(page)[0, 0].place
    assert isinstance(place, BoxPlace)
    x, y = LEFT + WIDE / 2, TOP + HIGH / 2
    where = {180: (SIZE[0] - x, SIZE[1] - y), 270: (SIZE[1] - y, x)}[degrees]
    left, top, right, bottom = (value * DPI / 72 for value in place.box)
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx(where, abs=4)


def test_noise_and_jpeg() -> None:
    right, wrong = judged(read(jpeg(noisy(gray(drawn()), 14), 45)))
    assert wrong == []
    assert right >= 10


def test_shadow_and_faded_print() -> None:
    light = np.linspace(0.45, 1.0, SIZE[0])[None]
    faded = (140 + gray(drawn()) * 0.45) * light
    right, wrong = judged(read(noisy(faded, 2)))
    assert wrong == []
    assert right >= 10


def test_a_red_seal_is_taken_off() -> None:
    page = drawn()
    over = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(over)
    draw.ellipse((420, 180, 760, 520), outline=(220, 40, 50), width=9)
    draw.text((540, 280), "★", font=ImageFont.truetype(str(FONTS[1]), 110), fill=(220, 40, 50))
    sealed = Image.fromarray(np.minimum(np.asarray(page), np.asarray(over)))
    right, wrong = judged(read(sealed))
    assert wrong == []
    assert right >= 10


def test_red_print_is_no_seal() -> None:
    page = np.asarray(drawn()).copy()
    page[page[..., 0] < 200] = (200, 20, 30)
    assert judged(read(page)) == (12, [])


def test_broken_lines_are_mended() -> None:
    page = gray(drawn()).copy()
    for x in range(LEFT + 90, LEFT + 4 * WIDE, WIDE):
        for row in range(6):
            page[TOP + row * HIGH - 4 : TOP + row * HIGH + 5, x : x + 12] = 255
    for column in range(5):
        for row in range(5):
            y = TOP + row * HIGH + 8
            page[y : y + 10, LEFT + column * WIDE - 4 : LEFT + column * WIDE + 5] = 255
    assert judged(read(page)) == (12, [])


def test_a_bent_page_is_made_flat() -> None:
    page = gray(drawn())
    x, y = np.meshgrid(np.arange(SIZE[0], dtype=np.float32), np.arange(SIZE[1], dtype=np.float32))
    bent = cv2.remap(page, x, y + 9 * np.sin(x / SIZE[0] * np.pi).astype(np.float32), cv2.INTER_LINEAR, borderValue=255)
    right, wrong = judged(read(bent))
    assert wrong == []
    assert right >= 11


def test_a_number_on_the_border_is_never_sure_and_wrong() -> None:
    page = drawn([["", "", ""], *VALUES[1:]])
    font = ImageFont.truetype(str(FONTS[0]), 29, SIMPLIFIED)
    ImageDraw.Draw(page).text((LEFT + WIDE - 20, TOP + HIGH + 15), "385", font=font, fill="black")
    found = cells(read(gray(page)))
    assert not sure(found[1, 1]) or found[1, 1].text == "385"
    assert not (sure(found[1, 1]) and found[1, 1].text == "")


def test_ink_that_is_no_text_is_not_blank() -> None:
    page = drawn([["", "", ""], *VALUES[1:]])
    draw = ImageDraw.Draw(page)
    for step in range(6):
        x = LEFT + WIDE + 60 + 12 * step
        draw.line((x, TOP + HIGH + 15 + step, x + 30, TOP + HIGH + 50 - 2 * step), fill="black", width=5)
    assert not sure(cells(read(gray(page)))[1, 1])


def test_dirt_is_not_ink() -> None:
    page = gray(drawn([["", "", ""], *VALUES[1:]])).copy()
    for x, y in ((300, 220), (330, 235), (560, 226)):
        page[y : y + 2, x : x + 2] = 0
    found = cells(read(page))
    assert [found[1, column].text for column in (1, 2, 3)] == ["", "", ""]
    assert not any(found[1, column].opaque for column in (1, 2, 3))


def test_the_same_picture_gives_the_same_result() -> None:
    def told(cell: Cell) -> tuple[object, ...]:
        return cell.text, cell.confidence, cell.place, cell.alternatives

    again = read(gray(drawn()))
    assert [told(cell) for cell in cells(clean()).values()] == [told(cell) for cell in cells(again).values()]


def test_a_blank_page_and_a_tiny_one() -> None:
    for size in ((400, 300), (16, 16), (1, 1)):
        assert read(np.full(size, 255, np.uint8)).blocks == ()


def saved(page: Image.Image, kind: str, **options: object) -> bytes:
    data = BytesIO()
    page.save(data, kind, **options)
    return data.getvalue()


def test_a_picture_file_is_read_with_places_in_pixels() -> None:
    document = read_document(saved(drawn(), "GIF"))
    assert judged(document) == (12, [])
    place = cells(document)[1, 1].place
    assert isinstance(place, BoxPlace)
    expected = (LEFT + WIDE, TOP + HIGH, LEFT + 2 * WIDE, TOP + 2 * HIGH)
    assert place.page == 1 and place.box == pytest.approx(expected, abs=4)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP"])
def test_picture_files_of_every_kind_are_opened(kind: str) -> None:
    document = read_document(saved(Image.new("RGB", (300, 200), "white"), kind))
    assert document.media_type == f"image/{kind.lower()}"
    assert document.blocks == () and document.issues == ()


def test_a_picture_turned_by_its_file_is_shown_as_it_is_meant() -> None:
    turned = drawn().rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    place = cells(read_document(saved(turned, "JPEG", exif=exif, quality=90)))[0, 0].place
    assert isinstance(place, BoxPlace)
    assert place.box == pytest.approx((LEFT, TOP, LEFT + WIDE, TOP + HIGH), abs=4)


def test_what_is_transparent_is_paper() -> None:
    page = drawn().convert("RGBA")
    clear = np.asarray(page).copy()
    clear[clear[..., 0] > 128] = (0, 0, 0, 0)
    assert judged(read_document(saved(Image.fromarray(clear), "PNG"))) == (12, [])


def test_a_fax_of_several_pages_with_oblong_pixels() -> None:
    page = drawn().convert("L")
    flat = (
        page.resize((page.width, page.height // 2), Image.Resampling.BOX).point(lambda v: 255 * (v > 140)).convert("1")
    )
    data = saved(flat, "TIFF", save_all=True, append_images=[flat], compression="group4", dpi=(204, 102))
    document = read_document(data)
    grids = document.grids()
    assert [grid.index for grid in grids] == [0, 1]
    assert [cell.place.page for grid in grids for cell in grid.cells() if isinstance(cell.place, BoxPlace)][::20] == [
        1,
        2,
    ]
    place = next(grids[1].cells()).place
    assert isinstance(place, BoxPlace)
    assert place.box == pytest.approx((LEFT, TOP / 2, LEFT + WIDE, (TOP + HIGH) / 2), abs=4)


def test_pictures_that_are_broken_or_too_large_are_refused() -> None:
    with pytest.raises(UnreadableDocument):
        read_document(b"\x89PNG\r\n\x1a\n" + b"noise" * 20)
    with pytest.raises(UnreadableDocument):
        read_document(saved(drawn(), "JPEG")[:300])
    huge = read_document(saved(Image.new("1", (9000, 9000), 1), "PNG"))
    assert huge.blocks == () and [issue.code for issue in huge.issues] == ["page_unreadable"]


@pytest.mark.parametrize(
    ("rows", "columns", "doubted"),
    [((15, 17), (14, 18), True), ((10, 22), (15, 17), False), ((15, 16), (17, 18), False), ((0, 0), (0, 0), False)],
)
def test_a_faint_minus_before_a_number_is_a_doubt(
    rows: tuple[int, int], columns: tuple[int, int], doubted: bool
) -> None:
    page = np.full((40, 60), 250, np.uint8)
    page[slice(*rows), slice(*columns)] = 170
    reading = with_sign(Reading("58", 1.0), page, Line(20, 10, 40, 22))
    assert (("-58" in reading.alternatives), reading.confidence < 1) == (doubted, doubted)


def beginning_with(long: int) -> np.ndarray:
    """Draw a 4 at whose crossbar a stroke so many pixels long begins."""
    page = np.full((40, 60), 250, np.uint8)
    cv2.line(page, (20, 26), (30, 10), 20, 2)
    cv2.line(page, (20 - long, 26), (34, 26), 20, 2)
    cv2.line(page, (30, 10), (30, 31), 20, 2)
    return page


@pytest.mark.parametrize(("long", "doubted"), [(9, True), (7, True), (0, False)])
def test_a_minus_grown_into_its_digit_is_a_doubt(long: int, doubted: bool) -> None:
    reading = with_sign(Reading("47", 1.0), beginning_with(long), Line(19 - long, 9, 36, 32))
    assert ("-47" in reading.alternatives) == doubted


@pytest.mark.parametrize(("coarse", "mark", "doubted"), [(True, 12, True), (True, 5, False), (False, 12, False)])
def test_before_a_number_of_a_coarse_page_the_paper_is_clean(coarse: bool, mark: int, doubted: bool) -> None:
    page = np.full((40, 60), 250, np.uint8)
    page[12:21, mark : mark + 2] = 190
    reading = with_sign(Reading("58", 1.0), page, Line(20, 10, 40, 24), coarse=coarse)
    assert ("-58" in reading.alternatives) == doubted


def test_what_the_star_of_a_seal_covers_is_not_blank() -> None:
    page = np.full((400, 400, 3), 255, np.uint8)
    cv2.circle(page, (200, 200), 120, (214, 40, 40), 6)
    cv2.circle(page, (200, 200), 40, (214, 40, 40), -1)
    blots = blots_of(gray_without_seals(page, 150)[0], 150)
    assert blots[200, 200] > 0
    assert not blots[:60].any()
