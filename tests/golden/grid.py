"""Tables as boxes with spans, each box of a value with the key of its cell."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """A printed cell at its place in the grid; `key` is None for labels."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    key: str | None = None


@dataclass(frozen=True)
class Table:
    """A table with its number (2, 3, 4) and its boxes in reading order."""

    number: int
    width: int
    height: int
    boxes: tuple[Box, ...]

    def row(self, number: int) -> list[Box]:
        """Return the boxes that begin in a row."""
        return [box for box in self.boxes if box.row == number]

    def padded(self) -> list[list[Box]]:
        """Return the full grid in which only the first place of a span bears text, others an empty box without key."""
        grid = [[Box("", row, column) for column in range(self.width)] for row in range(self.height)]
        for box in self.boxes:
            grid[box.row][box.column] = box
        return grid
