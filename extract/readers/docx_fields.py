"""Fields of a Word document: what they show stands in the file as their result, if the program that wrote it worked it out."""

import json
from dataclasses import dataclass
from importlib.resources import files

_KINDS = json.loads((files(__package__) / "docx_fields.json").read_text(encoding="utf-8"))
_SILENT = frozenset(_KINDS["silent"])
_DRAWN = frozenset(_KINDS["drawn"])
COMPUTED = frozenset(_KINDS["computed"])
"""Elements that show what the program works out, such as the number of the page."""


@dataclass
class _Field:
    instruction: str = ""
    begun: bool = False


class Fields:
    """The fields around the present place of a document, the innermost last."""

    def __init__(self) -> None:
        """Begin outside all fields."""
        self._open: list[_Field] = []

    @property
    def show(self) -> bool:
        """Whether what stands here is shown: it is no instruction of a field."""
        return all(field.begun for field in self._open)

    def begin(self) -> None:
        """Enter a field."""
        self._open.append(_Field())

    def instruct(self, text: str) -> None:
        """Take in a part of the instruction of the innermost field."""
        if self._open and not self._open[-1].begun:
            self._open[-1].instruction += text

    def separate(self) -> None:
        """Enter the result of the innermost field."""
        if self._open:
            self._open[-1].begun = True

    def end(self) -> bool:
        """Leave the innermost field, and return whether it shows something that the file does not hold."""
        if not self._open:
            return False
        field = self._open.pop()
        return self.show and shows_unheld(field.instruction, has_result=field.begun)

    def close_instructions(self) -> None:
        """Leave the fields whose result has not begun; none goes on in the next paragraph."""
        self._open = [field for field in self._open if field.begun]


def shows_unheld(instruction: str, *, has_result: bool) -> bool:
    """Return whether a field shows something that the file does not hold: it draws, or its result is not worked out."""
    kind = instruction.split(maxsplit=1)[0].upper() if instruction.strip() else ""
    return kind in _DRAWN or not (has_result or not kind or kind in _SILENT)
