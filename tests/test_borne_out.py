"""Numbers recognised in pictures are weighed by the sums they take part in."""

from dataclasses import replace

import pytest

from extract.borne_out import weighed
from extract.document import BoxPlace, Place
from extract.forms import load_form
from extract.mapping import CellReading, MappedForm
from extract.numbers import read_cell
from tests.synthetic import random_cells

FORM = load_form("fmt_2021")
PRINTED = random_cells(21)
LINE, COLUMN = "granted_full", "legal_other"
KEY = f"t3.{LINE}.{COLUMN}"


def place_of(key: str) -> Place:
    number = float(list(PRINTED).index(key))
    return BoxPlace(1, (number, 0.0, number + 1, 1.0))


def form_with(**read: CellReading) -> MappedForm:
    """Return the form as printed but for some cells, given by key with dashes for dots."""
    cells = {}
    for key, text in PRINTED.items():
        reading = read_cell(text)
        cells[key] = CellReading(reading.value, reading.state, text, place_of(key))
    for name, cell in read.items():
        key = name.replace("__", ".")
        cells[key] = replace(cell, place=place_of(key))
    return MappedForm(FORM, cells, ())


def doubtful(text: str) -> CellReading:
    return CellReading(None, "ambiguous", text, None, (int(text),))


def weigh(form: MappedForm, sure: float = 0.9) -> MappedForm:
    return weighed(form, {place_of(key): sure for key in PRINTED})


def name(key: str) -> str:
    return key.replace(".", "__")


def test_a_number_in_doubt_counts_where_its_sums_hold() -> None:
    cell = weigh(form_with(**{name(KEY): doubtful(PRINTED[KEY])})).cells[KEY]
    assert (cell.value, cell.candidates) == (int(PRINTED[KEY]), ())


def test_a_misread_number_in_doubt_stays_in_doubt() -> None:
    cell = weigh(form_with(**{name(KEY): doubtful(PRINTED[KEY] + "1")})).cells[KEY]
    assert (cell.state, cell.candidates) == ("ambiguous", (int(PRINTED[KEY] + "1"),))


def test_two_numbers_in_doubt_on_one_line_are_told_by_their_columns() -> None:
    other = f"t3.{LINE}.legal_research"
    found = weigh(form_with(**{name(key): doubtful(PRINTED[key]) for key in (KEY, other)}))
    assert [found.cells[key].value for key in (KEY, other)] == [int(PRINTED[KEY]), int(PRINTED[other])]


def test_a_sure_number_against_its_line_and_its_column_is_in_doubt() -> None:
    wrong = int(PRINTED[KEY]) + 7
    found = weigh(form_with(**{name(KEY): CellReading(wrong, "number", str(wrong), None)}))
    assert [key for key, cell in found.cells.items() if cell.state == "ambiguous"] == [KEY]
    assert "perhaps_misread" in {issue.code for issue in found.issues}


def test_a_wrong_sum_that_is_printed_stays_as_it_is() -> None:
    key = "t4.review_total"
    wrong = int(PRINTED[key]) + 1
    found = weigh(form_with(**{name(key): CellReading(wrong, "number", str(wrong), None)}))
    assert found.cells[key].value == wrong


@pytest.mark.parametrize("gap", [" ", "\n"])
def test_digits_with_a_gap_are_one_number_where_the_sums_hold(gap: str) -> None:
    key = "t3.received_new.total"
    text = PRINTED[key]
    raw = text[0] + gap + text[1:]
    found = weighed(form_with(**{name(key): CellReading(None, "ambiguous", raw, None, (int(text),))}), {})
    assert (found.cells[key].value, found.cells[key].raw) == (int(text), raw)


def broken(text: str) -> CellReading:
    raw = f"{text[:1]}\n{text[1:]}"
    reading = read_cell(raw)
    return CellReading(None, "ambiguous", raw, None, reading.candidates)


REVIEW = [f"t4.review_{column}" for column in ("upheld", "corrected", "other", "pending", "total")]


@pytest.mark.parametrize("keys", [REVIEW, REVIEW[:2], REVIEW[3:]])
def test_numbers_broken_over_lines_count_together_where_their_sum_holds(keys: list[str]) -> None:
    form = form_with(**{name(key): broken(PRINTED[key]) for key in keys if len(PRINTED[key]) > 1})
    found = weighed(form, {}).cells
    assert {key: found[key].value for key in REVIEW} == {key: int(PRINTED[key]) for key in REVIEW}


def test_numbers_broken_over_lines_stay_in_doubt_where_their_sum_fails() -> None:
    wrong = {key: PRINTED[key] + ("1" if key.endswith("total") else "") for key in REVIEW[3:]}
    found = weighed(form_with(**{name(key): broken(text) for key, text in wrong.items()}), {}).cells
    assert [found[key].state for key in wrong] == ["ambiguous", "ambiguous"]


def test_what_was_not_recognised_in_a_picture_is_left_alone() -> None:
    form = form_with(**{name(KEY): doubtful(PRINTED[KEY])})
    assert weighed(form, {}).cells == form.cells


def test_numbers_that_are_all_in_doubt_count_where_lines_and_columns_hold() -> None:
    third = [key for key in PRINTED if key.startswith("t3.")]
    found = weigh(form_with(**{name(key): doubtful(PRINTED[key]) for key in third}))
    assert {found.cells[key].value for key in third} == {int(PRINTED[key]) for key in third}
    changed = {key: PRINTED[key] for key in third} | {KEY: PRINTED[KEY] + "1"}
    found = weigh(form_with(**{name(key): doubtful(text) for key, text in changed.items()}))
    assert found.cells[KEY].state == "ambiguous"


def test_wrong_numbers_of_different_size_do_not_throw_doubt_on_each_other() -> None:
    other = "t3.granted_partial.legal_research"
    wrong = {KEY: int(PRINTED[KEY]) + 1, other: int(PRINTED[other]) + 10}
    read = {name(key): CellReading(value, "number", str(value), None) for key, value in wrong.items()}
    cells = weigh(form_with(**read)).cells
    assert {key for key, cell in cells.items() if cell.state == "ambiguous"} == set(wrong)


def test_two_misread_numbers_of_one_line_are_both_in_doubt() -> None:
    other = f"t3.{LINE}.legal_research"
    wrong = {KEY: int(PRINTED[KEY]) + 1, other: int(PRINTED[other]) + 10}
    read = {name(key): CellReading(value, "number", str(value), None) for key, value in wrong.items()}
    cells = weigh(form_with(**read)).cells
    assert {key for key, cell in cells.items() if cell.state == "ambiguous"} >= set(wrong)


@pytest.mark.parametrize("other", [f"t3.{LINE}.legal_research", f"t3.granted_partial.{COLUMN}"])
def test_two_misread_numbers_that_cancel_in_one_sum_are_in_doubt(other: str) -> None:
    wrong = {KEY: int(PRINTED[KEY]) + 4, other: int(PRINTED[other]) - 4}
    read = {name(key): CellReading(value, "number", str(value), None) for key, value in wrong.items()}
    assert {weigh(form_with(**read)).cells[key].state for key in wrong} == {"ambiguous"}
    assert {weigh(form_with(**read), sure=1.0).cells[key].state for key in wrong} == {"number"}


@pytest.mark.parametrize("key", [f"t3.{LINE}.total", f"t3.processed_total.{COLUMN}", "t3.processed_total.total"])
def test_a_misread_total_is_in_doubt(key: str) -> None:
    wrong = int(PRINTED[key]) + 30
    cells = weigh(form_with(**{name(key): CellReading(wrong, "number", str(wrong), None)})).cells
    assert cells[key].state == "ambiguous"


def test_two_misread_numbers_in_a_line_and_a_total_that_cancel_are_in_doubt() -> None:
    wrong = {key: int(PRINTED[key]) + 4 for key in (KEY, f"t3.{LINE}.total")}
    read = {name(key): CellReading(value, "number", str(value), None) for key, value in wrong.items()}
    assert {weigh(form_with(**read)).cells[key].state for key in wrong} == {"ambiguous"}
