"""Which cells a flattened rendering leaves open: a row that lost its blank cells or its separators no longer tells its columns."""

from collections.abc import Iterator, Mapping, Sequence

from tests.golden.form_data import APPLICANTS, REMEDIES, RESULTS, FormVariant
from tests.golden.printing import Printed

LONGEST_NUMBER = 6
MOST_DIGITS = 28
"""Longer strings of digits are taken as undecided: trying all their cuts takes too long."""


def rows_of(form: FormVariant) -> list[list[str]]:
    """Return the keys of each row of values, in printed order."""
    rows = [
        [f"t2.{row['key']}.{column['key']}" for column in block["columns"]]
        for block in form.blocks()
        for row in block["rows"]
    ]
    rows += [[f"t3.{line}.{applicant}" for applicant in APPLICANTS] for line in form.value_lines()]
    return [*rows, [f"t4.{block}_{result}" for block in REMEDIES for result in (*RESULTS, "total")]]


def with_blanks(form: FormVariant, cells: Mapping[str, Printed]) -> frozenset[str]:
    """Return the keys of rows that print a blank cell."""
    return frozenset(key for row in rows_of(form) if any(not cells[k].text for k in row) for key in row)


def glued(form: FormVariant, cells: Mapping[str, Printed]) -> frozenset[str]:
    """Return the keys of rows whose digits without separators can be cut in several ways that meet the sums of the row."""
    doubtful: list[str] = []
    for row in rows_of(form):
        digits = "".join(cells[key].text for key in row)
        if len(row) > 1 and not _is_unique(digits, _sums(row[0])):
            doubtful += row
    return frozenset(doubtful)


def _sums(first: str) -> Sequence[int] | None:
    """Return how many numbers each sum of a row covers, its total included; None for rows without sums."""
    return {"t2": None, "t3": (7,), "t4": (5, 5, 5)}[first[:2]]


def _is_unique(digits: str, sums: Sequence[int] | None) -> bool:
    if sums is None or not digits.isdigit() or len(digits) > MOST_DIGITS:
        return False
    found = _cuts(digits, tuple(sums))
    return next(found, None) is not None and next(found, None) is None


def _cuts(digits: str, sums: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield every way to cut digits into groups whose last number is the sum of the others."""
    if not sums:
        if not digits:
            yield ()
        return
    for group, rest in _group(digits, sums[0] - 1, 0):
        for others in _cuts(rest, sums[1:]):
            yield (*group, *others)


def _group(digits: str, terms: int, total: int) -> Iterator[tuple[tuple[int, ...], str]]:
    if terms == 0:
        if digits.startswith(str(total)):
            yield (total,), digits[len(str(total)) :]
        return
    for length in range(1, 1 if not digits else 2 if digits[0] == "0" else min(LONGEST_NUMBER, len(digits)) + 1):
        number = int(digits[:length])
        for others, rest in _group(digits[length:], terms - 1, total + number):
            yield (number, *others), rest
