"""What a line of table 3 contributes to the sums that the form prescribes for its columns."""

from collections.abc import Sequence

Vector = tuple[int, ...]

_SIGNS = {"received_new": (0, 1), "carried_in": (0, 1), "processed_total": (-1, -1), "carried_out": (0, -1)}
"""Of a line in two sums that are zero: its parts less 总计, and receipts less results (勾稽关系). Other lines are parts."""


def contribution(key: str, numbers: Sequence[int]) -> Vector:
    """Return the vector of a line; those of all lines of a table that is right add up to zero."""
    return tuple(sign * number for sign in _SIGNS.get(key, (1, 0)) for number in numbers)
