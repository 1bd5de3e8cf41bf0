"""What a paragraph or a cell of a Word document shows: lines in which digits of different looks stay apart."""

from dataclasses import dataclass, field

from extract.readers.docx_looks import SUPERSCRIPTS, Look
from extract.readers.docx_math import UNKNOWN_SIGN
from extract.readers.elements import collapse
from extract.readers.ooxml import Element

PLAIN = Look()


@dataclass
class Shown:
    """What a paragraph shows. `opaque` says that this is also something other than text; `linked` counts its characters in links."""

    lines: list[str] = field(default_factory=lambda: [""])
    boxes: list[Element] = field(default_factory=list)
    opaque: bool = False
    linked: int = 0
    _number: Look = PLAIN
    """The look of the last text that is no mark of a note."""

    def add(self, text: str, look: Look = PLAIN) -> None:
        """Add text to the present line: the mark of a note as superscripts, digits that look other than those before apart."""
        if look.mark:
            self.lines[-1] += text.translate(SUPERSCRIPTS)
            return
        if self.lines[-1][-1:].isdigit() and text[:1].isdigit():
            relation = self._number.relation(look)
            if relation == "note":
                self.lines[-1] += text.translate(SUPERSCRIPTS)
                return
            text = f" {text}" if relation == "apart" else text
        self.lines[-1] += text
        self._number = look

    def add_unknown(self) -> None:
        """Add something that is seen but that the file does not hold as text."""
        self.add(UNKNOWN_SIGN)
        self.opaque = True

    def clean(self) -> list[str]:
        """Return the lines without needless white space, empty ones left out."""
        return [text for text in map(collapse, self.lines) if text]
