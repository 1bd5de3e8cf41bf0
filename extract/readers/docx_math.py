"""Formulas in a Word document → text in one line."""

from extract.readers.docx_looks import SUPERSCRIPTS
from extract.readers.ooxml import Element, child, local

_SMALL = frozenset(("sup", "sub", "deg", "lim"))
UNKNOWN_SIGN = "\ufffd"


def math_text(element: Element) -> str:
    """Return the text of a formula: raised and lowered digits as superscripts, fractions with a stroke, phantoms unknown."""
    tag = local(element)
    if tag == "t":
        return element.text or ""
    if tag == "f":
        return "/".join(math_text(part) for name in ("num", "den") if (part := child(element, name)) is not None)
    if tag == "phant":
        return UNKNOWN_SIGN
    gap = " " if tag in ("m", "mr", "eqArr") else ""
    text = gap.join(math_text(below) for below in element)
    return text.translate(SUPERSCRIPTS) if tag in _SMALL else text
