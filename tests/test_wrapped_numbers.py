"""Numbers that are too long for their cell."""

import pytest

from extract.readers.wrapped import goes_on


@pytest.mark.parametrize(
    ("before", "after", "width", "expected"),
    [
        ("1,43", "0", 22, True),
        ("1,43", "0", 10, False),
        ("１４３", "０", 24, True),
        ("14", "30", 22, False),
        ("1,430", "件", 22, False),
        ("其中修订", "8件", 22, False),
        ("其中修订1", "8件）", 22, True),
        ("1,430", "", 22, False),
    ],
)
def test_a_number_goes_on_where_one_more_digit_has_no_room(
    before: str, after: str, width: float, expected: bool
) -> None:
    assert goes_on(before, after, width, room=30) == expected
