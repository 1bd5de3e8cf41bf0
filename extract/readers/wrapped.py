"""Numbers that fill a line of their cell and go on in the next: one rule for all readers of pages."""

CELL_PADDING = 12.0
"""What a cell leaves free on both sides of its text, in points."""

LEAST_WRAPPED = 3
"""A shorter line is no number that was too long for its cell."""

_POINTS = ".,．，"


def goes_on(before: str, after: str, width: float, room: float) -> bool:
    """Return whether a line of a cell ends inside a number that the next line ends.

    So it is where digits stand on both sides of the break, and the line, so many points wide, with one more digit and the
    padding takes more than the `room` between the borders of the cell.
    """
    if len(before) < LEAST_WRAPPED or not (_is_numeral(before[-1:]) and _is_numeral(after[:1])):
        return False
    return width + width / len(before) + CELL_PADDING > room


def _is_numeral(character: str) -> bool:
    return bool(character) and (character.isdigit() or character in _POINTS)
