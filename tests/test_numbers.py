import pytest

from extract.numbers import UNKNOWN_UNIT, is_value, money_unit, read_cell


@pytest.mark.parametrize(
    ("text", "state", "value"),
    [
        ("12", "number", 12),
        ("１２", "number", 12),
        ("1,234", "number", 1234),
        ("24252.311082", "number", 24252.311082),
        ("-18", "number", -18),
        ("+1036", "number", 1036),
        ("0", "zero", 0),
        ("0.00", "zero", 0),
        ("", "blank", None),
        (" \u3000\xa0", "blank", None),
        ("—", "dash", None),
        ("/", "dash", None),
        ("无", "dash", None),
        ("不变", "text", None),
        ("一", "text", None),
        ("12,34", "text", None),
        ("22（其中修订 16 件）", "text", 22),
        ("5件", "text", 5),
        ("0 件", "text", 0),
    ],
)
def test_a_cell_says_what_is_printed_and_nothing_more(text: str, state: str, value: float | None) -> None:
    reading = read_cell(text)
    assert (reading.state, reading.value) == (state, value)


def test_digits_with_space_between_them_are_not_guessed_to_be_one_number() -> None:
    reading = read_cell("13 612")
    assert (reading.state, reading.value, reading.candidates) == ("ambiguous", None, (13612,))


def test_an_amount_in_another_unit_keeps_its_text_and_gives_the_converted_figure() -> None:
    reading = read_cell("251000元", "万元")
    assert (reading.state, reading.value, reading.converted) == ("text", None, 25.1)


def test_an_amount_in_the_unit_of_the_form_is_its_number() -> None:
    assert (read_cell("5万元", "万元").value, read_cell("5万元", "万元").converted) == (5, None)


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("本年收费金额（单位：万元）", "万元"),
        ("本年收费金额 单位：元", "元"),
        ("收费金额/元", "元"),
        ("收费金额（千元）", "千元"),
        ("收费金额（人民币：百万元）", "百万元"),
        ("收费金额（美元）", UNKNOWN_UNIT),
        ("收费金额（元/万元）", UNKNOWN_UNIT),
        ("收费金额（2024年元旦至今）", None),
        ("本年收费金额", None),
    ],
)
def test_the_unit_of_money_that_a_label_names(label: str, unit: str | None) -> None:
    assert money_unit(label) == unit


def test_a_number_in_an_unknown_unit_is_only_text() -> None:
    reading = read_cell("12", "万元", UNKNOWN_UNIT)
    assert (reading.state, reading.value, reading.converted) == ("text", None, None)


@pytest.mark.parametrize("label", ["1.属于国家秘密", "3.其他", "（七）总计", "规章", "12、"])
def test_a_numbered_label_is_no_value(label: str) -> None:
    assert not is_value(label)


def test_a_bracket_with_nothing_behind_it_leaves_its_number_in_doubt() -> None:
    for text in ("19635(", "19635（", "5件【"):
        reading = read_cell(text)
        assert reading.state == "ambiguous"
        assert reading.value is None
