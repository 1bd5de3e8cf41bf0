"""How the cells of a workbook look: number formats, and fonts whose letters are struck out, raised or not seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.readers.ooxml import Element, attribute, child, children, is_on, local, number_of
from extract.readers.sheet_formats import BUILTIN, GENERAL

PAPER = "FFFFFF"
ALIKE = 16
"""Colours whose parts differ by no more than this, of 255, cannot be told apart."""

SMALLER = 0.8
"""A digit below this share of its neighbour's size is of no one number with it."""

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_WHITE_INDEXES = frozenset(("1", "9"))
_WHITE_THEME = "0"


@dataclass(frozen=True, slots=True)
class Font:
    """What of a font matters: `colour` in six hexadecimal digits, None for one not known; `size` in points, 0 unknown."""

    size: float = 0.0
    struck: bool = False
    mark: bool = False
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """A style of cells: number format, font, and the colour behind the text, None for one not known."""

    code: str = GENERAL
    font: Font = Font()
    ground: str | None = PAPER

    def hides(self, font: Font) -> bool:
        """Return whether letters of this font are struck out or not seen on the ground of the style."""
        return font.struck or (font.colour is not None and self.ground is not None and _alike(font.colour, self.ground))


Run = tuple[str, Font | None]
"""A piece of a text and its font; None for that of the cell."""

RichText = str | tuple[Run, ...]


def styles_of(root: Element | None) -> Iterator[Style]:
    """Yield the styles of cells of a workbook from the root of its part with the styles."""
    own = {
        number_of(entry, "numFmtId", -1): attribute(entry, "formatCode") or GENERAL
        for entry in children(child(root, "numFmts"), "numFmt")
    }
    fonts = [font_of(entry) for entry in children(child(root, "fonts"), "font")]
    grounds = [_ground(child(entry, "patternFill"), entry) for entry in children(child(root, "fills"), "fill")]
    for style in children(child(root, "cellXfs"), "xf"):
        number, font, fill = (number_of(style, name) for name in ("numFmtId", "fontId", "fillId"))
        yield Style(
            own.get(number) or BUILTIN.get(number, GENERAL),
            fonts[font] if 0 <= font < len(fonts) else Font(),
            grounds[fill] if 0 <= fill < len(grounds) else PAPER,
        )


def changing_formats(root: Element | None) -> frozenset[int]:
    """Return the formats that conditions set which strike out text, colour it white or print it otherwise."""
    entries = enumerate(children(child(root, "dxfs"), "dxf"))
    return frozenset(number for number, entry in entries if _changes(entry))


def _changes(entry: Element) -> bool:
    font = font_of(child(entry, "font"))
    white = font.colour is not None and _alike(font.colour, PAPER)
    return font.struck or white or child(entry, "numFmt") is not None


def font_of(element: Element | None) -> Font:
    """Return a font from its element, or from the properties of a piece of text."""
    parts = {local(below): below for below in (element if element is not None else ())}
    try:
        size = float(attribute(parts.get("sz"), "val") or 0)
    except ValueError:
        size = 0.0
    struck = "strike" in parts and is_on(parts["strike"])
    mark = attribute(parts.get("vertAlign"), "val") in ("superscript", "subscript")
    return Font(size, struck, mark, _colour(parts.get("color")))


def rich_text(entry: Element | None) -> RichText:
    """Return a text without the small letters that tell how it is spoken; in pieces where some look other than the rest."""
    runs: list[Run] = []
    for part in entry if entry is not None else ():
        if local(part) == "t":
            runs.append((part.text or "", None))
        elif local(part) == "r":
            text = "".join(piece.text or "" for piece in children(part, "t"))
            properties = child(part, "rPr")
            runs.append((text, None if properties is None else font_of(properties)))
    return runs[0][0] if len(runs) == 1 and runs[0][1] is None else tuple(runs)


def shown_text(text: RichText, style: Style) -> tuple[str, bool]:
    """Return what is seen of a text in a cell, and whether any was left out; digits of other sizes stand apart."""
    shown, left_out = "", False
    size = 0.0
    for piece, own in ((text, None),) if isinstance(text, str) else text:
        font = own or style.font
        if style.hides(font):
            left_out |= bool(piece.strip())
        elif font.mark:
            shown += piece.translate(_SUPERSCRIPTS)
        else:
            apart = shown[-1:].isdigit() and piece[:1].isdigit() and _differ(size, font.size)
            shown += f" {piece}" if apart else piece
            size = font.size
    return shown, left_out


def _differ(one: float, other: float) -> bool:
    small, large = sorted((one, other))
    return 0 < small < SMALLER * large


def _ground(pattern: Element | None, fill: Element) -> str | None:
    if pattern is None:
        return None if len(fill) else PAPER
    kind = attribute(pattern, "patternType") or "none"
    if kind == "none":
        return PAPER
    return _colour(child(pattern, "fgColor")) if kind == "solid" else None


def _colour(element: Element | None) -> str | None:
    if element is None or attribute(element, "tint") not in (None, "0"):
        return None
    if attribute(element, "theme") == _WHITE_THEME or attribute(element, "indexed") in _WHITE_INDEXES:
        return PAPER
    digits = (attribute(element, "rgb") or "")[-6:]
    try:
        return digits if len(digits) == 6 and int(digits, 16) >= 0 else None
    except ValueError:
        return None


def _alike(one: str, other: str) -> bool:
    return all(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) <= ALIKE for at in (0, 2, 4))


def conditions(root: Element | None, changing: frozenset[int]) -> Sequence[str]:
    """Return the ranges of a sheet where a condition may strike out, hide or print otherwise what cells hold."""
    found: list[str] = []
    for formatting in children(root, "conditionalFormatting"):
        if any(_may_change(rule, changing) for rule in children(formatting, "cfRule")):
            found += (attribute(formatting, "sqref") or "").split()
    return found


def _may_change(rule: Element, changing: frozenset[int]) -> bool:
    hides = any(attribute(below, "showValue") in ("0", "false") for below in rule)
    return hides or number_of(rule, "dxfId", -1) in changing
