"""Lines on pages become paragraphs as a reader sees them."""

from collections.abc import Sequence

import pytest

from extract.document import BoxPlace, Cell, Grid, Paragraph
from extract.readers.glyphs import Glyph, text_lines
from extract.readers.prose import PageContent, TextLine, blocks_of, paragraphs_of

LEFT, RIGHT, SIZE = 80.0, 500.0, 14.0


def width(words: str, size: float = SIZE) -> float:
    return sum(size / 2 if character.isascii() else size for character in words)


def row(words: str, top: float, *, left: float = LEFT, size: float = SIZE) -> TextLine:
    return TextLine(words, left, top, left + width(words, size), top + size, size)


def centred(words: str, top: float, size: float = SIZE) -> TextLine:
    return row(words, top, left=(LEFT + RIGHT - width(words, size)) / 2, size=size)


def set_text(words: str, top: float = 100.0, *, indent: int = 2, pitch: float = 24.0) -> list[TextLine]:
    """Return a paragraph set between the margins, its first line indented."""
    lines, room = [], int((RIGHT - LEFT) / SIZE)
    first = words[: room - indent]
    lines.append(row(first, top, left=LEFT + indent * SIZE))
    rest = words[len(first) :]
    for number in range(0, len(rest), room):
        top += pitch
        lines.append(row(rest[number : number + room], top))
    return lines


def texts(lines: Sequence[TextLine]) -> list[str]:
    return [block.text for block in paragraphs_of(lines, page=1, width=595, height=842)]


ONE = "本机关认真贯彻落实条例要求" * 5 + "。"
TWO = "下一步我们将继续加强有关工作" * 4 + "。"


def test_an_indent_begins_a_paragraph() -> None:
    first = set_text(ONE)
    assert texts([*first, *set_text(TWO, first[-1].top + 24)]) == [ONE, TWO]


def test_a_full_line_before_an_indent_ends_its_paragraph_too() -> None:
    full = "全" * 28 + "文" * 29 + "。"
    first = set_text(full)
    assert first[-1].right == RIGHT
    assert texts([*first, *set_text(TWO, first[-1].top + 24)]) == [full, TWO]


def test_a_short_line_ends_a_paragraph_without_indents() -> None:
    first = set_text(ONE, indent=0)
    assert texts([*first, *set_text(TWO, first[-1].top + 24, indent=0)]) == [ONE, TWO]


def test_a_line_cut_short_by_what_cannot_be_parted_goes_on() -> None:
    first = "本" * 26 + "商"
    second = "会、“万人助企”机制等" + "平" * 12
    third = "台" * 5 + "。"
    lines = [row(first, 100), row(second + "满" * 7, 124), row(third, 148)]
    assert texts(lines) == [first + second + "满" * 7 + third]


def test_a_wide_gap_parts_paragraphs() -> None:
    lines = [row("甲" * 30, 100), row("乙" * 30, 124), row("丙" * 30, 172), row("丁" * 30, 196), row("戊" * 5, 220)]
    assert texts(lines) == ["甲" * 30 + "乙" * 30, "丙" * 30 + "丁" * 30 + "戊" * 5]


def test_headings_stand_alone() -> None:
    lines = [row("甲" * 29 + "。", 100), row("二、主动公开政府信息情况", 124), row("乙" * 30, 148), row("丙" * 9, 172)]
    assert texts(lines) == ["甲" * 29 + "。", "二、主动公开政府信息情况", "乙" * 30 + "丙" * 9]


def test_an_article_number_at_the_beginning_of_a_line_is_no_heading() -> None:
    lines = [row("甲" * 25 + "第二十条第", 100), row("（一）项规定，" + "乙" * 9, 124)]
    assert texts(lines) == ["甲" * 25 + "第二十条第（一）项规定，" + "乙" * 9]


def test_a_title_of_two_lines_is_one() -> None:
    lines = [
        centred("某某市人力资源和社会保障局", 60, 22),
        centred("2024年政府信息公开工作年度报告", 92, 22),
        centred("（2025年1月15日）", 120),
        *set_text(ONE, 150),
    ]
    assert texts(lines) == ["某某市人力资源和社会保障局2024年政府信息公开工作年度报告", "（2025年1月15日）", ONE]


def test_a_title_that_is_whole_takes_in_no_more() -> None:
    lines = [centred("2024年政府信息公开工作年度报告", 60, 22), centred("目录和说明", 92, 22), *set_text(ONE, 150)]
    assert texts(lines)[:2] == ["2024年政府信息公开工作年度报告", "目录和说明"]


@pytest.mark.parametrize("number", ["- 4 -", "—4—", "4", "第 4 页", "第4页 共 9 页", "4/9", "－ 4 －", "· 4 ·"])
def test_page_numbers_are_left_out_at_the_edge_only(number: str) -> None:
    assert texts([*set_text(ONE, 200), centred(number, 790)]) == [ONE]
    assert texts([*set_text(ONE, 200), centred(number, 400)]) == [ONE, number]


def page(number: int, lines: Sequence[TextLine], tables: Sequence[tuple[float, Grid]] = ()) -> PageContent:
    return PageContent(number, 595, 842, lines, tables)


def test_a_paragraph_over_a_page_break_is_one_and_lies_on_its_first_page() -> None:
    lines = set_text(ONE + TWO, 700)
    upper = [*lines[:2], centred("- 1 -", 790)]
    lower = [TextLine(line.text, line.left, line.top - 650, line.right, line.bottom - 650, SIZE) for line in lines[2:]]
    [block] = blocks_of([page(1, upper), page(2, [*lower, centred("- 2 -", 790)])])
    assert isinstance(block, Paragraph)
    assert block.text == ONE + TWO
    assert block.place == BoxPlace(1, (LEFT, 700, 500, 738))


def grid(index: int = 0) -> Grid:
    return Grid(index, ((Cell("1", 0, 0, BoxPlace(1, (0, 0, 1, 1))),),))


def test_tables_stand_between_the_paragraphs_and_part_them() -> None:
    lines = [row("甲" * 30, 100), row("乙" * 30, 124)]
    blocks = blocks_of([page(1, lines, [(110.0, grid(7))]), page(2, [], [(50.0, grid(3))])])
    assert [block.text if isinstance(block, Paragraph) else block.index for block in blocks] == [
        "甲" * 30,
        0,
        "乙" * 30,
        1,
    ]


def test_a_running_head_is_printed_once() -> None:
    pages = [page(number, [centred(f"某局年度报告 {number}/4", 30), *set_text(ONE, 200)]) for number in (1, 2, 3, 4)]
    found = [block.text for block in blocks_of(pages) if isinstance(block, Paragraph)]
    assert found == ["某局年度报告 1/4", ONE, ONE, ONE, ONE]


def test_latin_words_keep_their_space_over_a_line_end() -> None:
    assert texts([row("甲" * 26 + "Windows", 100), row("Server系统", 124)]) == ["甲" * 26 + "Windows Server系统"]


def test_nothing_gives_nothing() -> None:
    assert blocks_of([]) == []
    assert texts([]) == []


def glyphs(words: str, x: float, baseline: float, *, size: float = 10.0, step: float | None = None) -> list[Glyph]:
    found = []
    for character in words:
        wide = size / 2 if character.isascii() else size
        found.append(Glyph(character, x, baseline - 0.88 * size, x + wide, baseline + 0.12 * size, baseline, size))
        x += step or wide
    return found


def test_characters_of_two_fonts_form_one_line_in_the_order_of_their_places() -> None:
    mixed = [*glyphs("件", 40, 101), *glyphs("共公开", 0, 100), *glyphs("12", 30, 99.2, size=11)]
    assert [line.text for line in text_lines(mixed)] == ["共公开12件"]


def test_gaps_and_white_space_are_one_space() -> None:
    assert [line.text for line in text_lines([*glyphs("12", 0, 50), *glyphs("34", 30, 50)])] == ["12 34"]
    assert [line.text for line in text_lines(glyphs("1 2", 0, 50))] == ["1 2"]
    assert [line.text for line in text_lines(glyphs("总　计", 0, 50))] == ["总 计"]


def test_bold_by_overprinting_is_read_once_and_repeated_digits_are_kept() -> None:
    assert [line.text for line in text_lines([*glyphs("111", 0, 50), *glyphs("111", 0.4, 50)])] == ["111"]
