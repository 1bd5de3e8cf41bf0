"""How the runs of a Word document look: which are not seen, and whose digits are of one number."""

from dataclasses import dataclass
from string import hexdigits

from extract.readers.docx_styles import Styles
from extract.readers.ooxml import Element, attribute, child, local, number_of

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
TINY = 4
"""Letters of so many half points are not seen."""

USUAL_SIZE = 21
SMALLER = 0.8
"""A digit below this share of its neighbour's size is no digit of the same number."""

RAISED = 3
"""Digits whose baselines differ by so many half points are not of one number."""

WIDE = 7
"""A gap of so many twips for each half point of size parts two numbers."""

ALIKE = 16
"""Colours whose parts differ by no more than this, of 255, cannot be told apart."""

PAPER = "FFFFFF"
_PLAIN_SHADING = frozenset(("clear", "nil"))
_WHITE_THEMES = frozenset(("background1", "light1"))

Properties = dict[str, Element]


@dataclass(frozen=True, slots=True)
class Look:
    """How digits look: `size` and `raised` in half points, `spacing` behind each in twips; `mark` for superscripts and subscripts.

    `kind` is text, math or symbol: digits of different kinds are not of one number.
    """

    size: int = USUAL_SIZE
    raised: int = 0
    spacing: int = 0
    mark: bool = False
    kind: str = "text"

    def relation(self, after: "Look") -> str:
        """Return what digits of another look are that follow: glued, apart, or note when they mark one."""
        if after is self or after == self:
            return "glued"
        small = after.size < SMALLER * self.size
        if small and after.raised - self.raised >= RAISED:
            return "note"
        if small or self.size < SMALLER * after.size or abs(after.raised - self.raised) >= RAISED:
            return "apart"
        wide = self.spacing > WIDE * self.size and self.spacing != after.spacing
        return "apart" if wide or after.kind != self.kind else "glued"


def look_of(properties: Properties) -> Look:
    """Return the look of a run with these properties, its own and inherited ones."""
    size, raised, spacing = (properties.get(name) for name in ("sz", "position", "spacing"))
    mark = attribute(properties.get("vertAlign"), "val") in ("superscript", "subscript")
    return Look(number_of(size, default=USUAL_SIZE), number_of(raised), number_of(spacing), mark)


def is_unseen(run: Element, properties: Properties, styles: Styles) -> bool:
    """Return whether nobody sees a run: its letters are tiny, transparent, or of the colour of what is behind them."""
    if "sz" in properties and number_of(properties["sz"], default=USUAL_SIZE) <= TINY:
        return True
    if "textFill" in properties and child(properties["textFill"], "noFill") is not None:
        return True
    colour = _colour(properties.get("color"))
    return colour is not None and _alike(colour, _background(run, properties, styles))


def _colour(element: Element | None) -> str | None:
    """Return a colour as six hexadecimal digits; None for one that adapts itself or is not known."""
    if element is None:
        return None
    if attribute(element, "themeColor") in _WHITE_THEMES and attribute(element, "themeShade") is None:
        return PAPER
    return _six_digits(attribute(element, "val"))


def _six_digits(value: str | None) -> str | None:
    return value if value is not None and len(value) == 6 and all(letter in hexdigits for letter in value) else None


def _alike(one: str, other: str | None) -> bool:
    if other is None:
        return False
    return all(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) <= ALIKE for at in (0, 2, 4))


def _background(run: Element, properties: Properties, styles: Styles) -> str | None:
    """Return the colour behind a run; None where it is not known: in a text box, on a picture, in a table with a style."""
    if "highlight" in properties:
        return None
    if _shades(properties.get("shd")):
        return _fill(properties["shd"])
    for around in run.iterancestors():
        tag = local(around)
        if tag in ("txbxContent", "textbox"):
            return None
        shading = child(around, f"{tag}Pr", "shd") if tag in ("p", "tc", "tbl") else None
        if _shades(shading):
            return _fill(shading)
        if tag == "tr" and child(around, "tblPrEx", "shd") is not None:
            return None
        if tag == "tbl" and styles.shades(attribute(child(around, "tblPr", "tblStyle"), "val")):
            return None
        if tag == "document" and child(around, "background") is not None:
            return None
    return PAPER


def _shades(shading: Element | None) -> bool:
    """Return whether a shading covers what is behind it."""
    if shading is None:
        return False
    pattern = (attribute(shading, "val") or "clear") not in _PLAIN_SHADING
    return pattern or attribute(shading, "themeFill") is not None or (attribute(shading, "fill") or "auto") != "auto"


def _fill(shading: Element | None) -> str | None:
    """Return the colour of a shading; None for a pattern and for a colour that is not known."""
    if (attribute(shading, "val") or "clear") not in _PLAIN_SHADING:
        return None
    return _six_digits(attribute(shading, "fill"))
