"""OFD pages: what nobody sees, what is struck out, the marks of notes, and two numbers in one cell."""

import pytest

from extract.document import Cell, Document
from extract.readers.ofd import read_ofd
from tests.ofd_writer import OfdFile, line, table, text

FRAME = [["信息内容", "数量"], ["规章", ""]]
X, Y = 52.0, 56.0
"""Where the text of the second cell of the second row begins."""

INK = '<o:FillColor Value="{}"{}/>'


def painted(words: str, colour: str, *, x: float = X, alpha: str = "", extra: str = "") -> str:
    return text(x, Y, words, extra=extra).replace("<o:TextCode", INK.format(colour, alpha) + "<o:TextCode", 1)


def shape(colour: str, x: float = 51, y: float = 51, width: float = 28, height: float = 8) -> str:
    data = f"M 0 0 L {width} 0 L {width} {height} L 0 {height} C"
    return (
        f'<o:PathObject ID="7" Boundary="{x} {y} {width} {height}" Stroke="false" Fill="true">'
        f"{INK.format(colour, '')}<o:AbbreviatedData>{data}</o:AbbreviatedData></o:PathObject>"
    )


def clipped(words: str, box: str, x: float) -> str:
    left, top, width, height = map(float, box.split())
    data = f"M {left} {top} L {left + width} {top} L {left + width} {top + height} L {left} {top + height} C"
    clip = f'<o:Clips><o:Clip><o:Area><o:Path Boundary="0 0 1 1"><o:AbbreviatedData>{data}</o:AbbreviatedData></o:Path></o:Area></o:Clip></o:Clips>'
    return text(x, Y, words).replace("<o:TextCode", clip + "<o:TextCode", 1)


def read(inside: str, before: str = "") -> Document:
    return read_ofd(OfdFile([before + table(20, 40, FRAME) + inside]).data())


def cell(inside: str, before: str = "") -> Cell:
    found = read(inside, before).grids()[0].rows[1][1]
    assert found is not None
    return found


@pytest.mark.parametrize(
    "unseen",
    [
        painted("9", "255 255 255", x=X + 4),
        painted("9", "255", x=X + 4),
        painted("9", "0 0 0 0", x=X + 4),
        painted("9", "0 0 0", x=X + 4, alpha=' Alpha="0"'),
        text(X + 4, Y, "9", size=0.5),
        clipped("9", "100 100 10 10", X + 4),
    ],
)
def test_what_nobody_sees_is_not_read(unseen: str) -> None:
    document = read(text(X, Y, "12") + unseen)
    found = document.grids()[0].rows[1][1]
    assert found is not None
    assert found.text == "12"
    assert "hidden_text" in {issue.code for issue in document.issues}
    alone = cell(unseen)
    assert (alone.text, alone.opaque) == ("", True)


def test_white_letters_on_a_dark_shape_are_seen() -> None:
    assert cell(shape("0 0 128") + painted("12", "255 255 255")).text == "12"


def test_letters_of_the_colour_of_their_shape_are_not_seen() -> None:
    assert cell(shape("0 0 128") + painted("12", "0 0 128")).text == ""


def test_text_under_a_shape_is_not_read() -> None:
    found = cell(text(X, Y, "9") + shape("255 255 255") + text(X, Y, "12"))
    assert found.text == "12"


def test_a_shape_over_the_whole_page_covers_nothing() -> None:
    assert cell(text(X, Y, "12") + shape("255 255 255", 0, 0, 210, 297)).text == "12"


def test_a_clip_that_holds_the_text_takes_nothing() -> None:
    assert cell(clipped("12", "0 0 20 10", X)).text == "12"


def test_colours_from_drawing_parameters() -> None:
    resources = (
        '<o:DrawParams><o:DrawParam ID="8">'
        '<o:FillColor Value="255 255 255"/></o:DrawParam><o:DrawParam ID="9" Relative="8"/></o:DrawParams>'
    )
    body = table(20, 40, FRAME) + text(X, Y, "12") + text(X + 4, Y, "9", extra=' DrawParam="9"')
    found = read_ofd(OfdFile([body], resources=resources).data()).grids()[0].rows[1][1]
    assert found is not None
    assert found.text == "12"


def test_struck_text_is_no_value() -> None:
    strike = line(X - 0.5, Y - 1.4, X + 4.5, Y - 1.4)
    found = cell(text(X, Y, "12") + strike)
    assert (found.text, found.opaque) == ("", True)
    assert cell(text(X, Y, "12") + strike + text(X + 8, Y, "7")).text == "7"


def test_an_underline_strikes_nothing() -> None:
    assert cell(text(X, Y, "12") + line(X, Y + 0.5, X + 4, Y + 0.5)).text == "12"


@pytest.mark.parametrize(
    ("inside", "printed"),
    [
        (text(X, Y, "12") + text(X + 4.1, Y - 0.7, "1", size=2.4), "12¹"),
        (text(X, Y, "12") + text(X + 4.1, Y, "1", size=2.4), "12 1"),
        (text(X, Y, "12") + text(X + 5, Y, "66"), "12 66"),
        (text(X, Y, "1") + text(X + 3, Y, "2") + text(X + 6, Y, "3"), "123"),
    ],
)
def test_digits_that_look_otherwise_are_of_no_one_number(inside: str, printed: str) -> None:
    assert cell(inside).text == printed
