"""The styles of a Word document: what a style says of the paragraphs and runs that bear it, and of those based on it."""

import re
from collections.abc import Iterator

from extract.readers.ooxml import Element, attribute, child, children, is_on, local, number_of

MOST_ANCESTORS = 20
DEEPEST_HEADING = 6
_HEADING = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_TITLE = re.compile(r"^(?:title|标题)$", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc|目录)\s*\d$", re.IGNORECASE)


class Styles:
    """The styles of one document by their ids."""

    def __init__(self, root: Element | None) -> None:
        """Take the root of the part with the styles; None where the document has none."""
        styles = list(children(root, "style"))
        self._styles = {attribute(style, "styleId") or "": style for style in styles}
        self._defaults = _by_name(child(root, "docDefaults", "rPrDefault", "rPr"))
        self._inherited: dict[tuple[str | None, str | None], dict[str, Element]] = {}
        self._normal = next((s for s in styles if attribute(s, "default") == "1" and _kind(s) == "paragraph"), None)

    def chain(self, style_id: str | None) -> Iterator[Element]:
        """Yield a style and those it is based on, nearest first."""
        for _ in range(MOST_ANCESTORS):
            style = self._styles.get(style_id) if style_id else None
            if style is None:
                return
            yield style
            style_id = attribute(child(style, "basedOn"), "val")

    def of_paragraph(self, properties: Element | None) -> list[Element]:
        """Return the styles of a paragraph, nearest first."""
        style_id = attribute(child(properties, "pStyle"), "val")
        found = list(self.chain(style_id))
        return found or ([self._normal] if self._normal is not None else [])

    def level(self, properties: Element | None) -> int | None:
        """Return the level of a heading, from 1 to 6; None for other paragraphs."""
        styles = self.of_paragraph(properties)
        for holder in (properties, *(child(style, "pPr") for style in styles)):
            outline = child(holder, "outlineLvl")
            if outline is not None:
                level = number_of(outline, default=9) + 1
                return level if level <= DEEPEST_HEADING else None
        for name in map(_name, styles):
            heading = _HEADING.match(name)
            if heading:
                return min(int(heading[1]), DEEPEST_HEADING)
            if _TITLE.match(name):
                return 1
        return None

    def is_contents(self, properties: Element | None) -> bool:
        """Return whether a paragraph is a line of a table of contents."""
        return any(_CONTENTS.match(_name(style)) for style in self.of_paragraph(properties))

    def run_properties(self, run: Element | None, paragraph: Element | None) -> dict[str, Element]:
        """Return the properties of a run by name: its own, those of its style, those of the style of its paragraph."""
        key = attribute(child(run, "rStyle"), "val"), attribute(child(paragraph, "pStyle"), "val")
        inherited = self._inherited.get(key)
        if inherited is None:
            styles = [*self.chain(key[0]), *self.of_paragraph(paragraph)]
            inherited = dict(self._defaults)
            for style in reversed(styles):
                inherited |= _by_name(child(style, "rPr"))
            self._inherited[key] = inherited
        return inherited | _by_name(run) if run is not None and len(run) else inherited

    def shades(self, style_id: str | None) -> bool:
        """Return whether a style of tables sets a colour behind some of its cells."""
        return any(local(below) == "shd" for style in self.chain(style_id) for below in style.iter())


def has(properties: dict[str, Element], name: str) -> bool:
    """Return whether a property is switched on."""
    found = properties.get(name)
    return found is not None and is_on(found)


def _by_name(properties: Element | None) -> dict[str, Element]:
    return {local(below): below for below in (properties if properties is not None else ())}


def _kind(style: Element) -> str:
    return attribute(style, "type") or "paragraph"


def _name(style: Element) -> str:
    return (attribute(child(style, "name"), "val") or "").strip()


def shown(element: Element) -> Iterator[Element]:
    """Yield the children of an element as they are shown: tracked insertions in, deletions out, containers opened.

    A content control that shows what is to be filled in is yielded itself, unless it stands around cells or rows.
    """
    for below in element:
        tag = local(below)
        if tag in TRANSPARENT and not (tag == "sdt" and is_placeholder(below) and not _holds_cells(below)):
            yield from shown(below)
        elif tag == "AlternateContent":
            yield from shown(alternative(below))
        elif tag not in GONE:
            yield below


TRANSPARENT = frozenset(("ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "dir", "ruby", "rubyBase"))
"""Elements that only stand around what is shown."""

GONE = frozenset(("del", "moveFrom", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "rubyPr", "rt"))
"""Elements whose content is not shown: tracked deletions, properties, the small letters above a word."""


def is_placeholder(control: Element | None) -> bool:
    """Return whether a content control shows what is to be filled in, not what was."""
    mark = child(control, "sdtPr", "showingPlcHdr")
    return mark is not None and is_on(mark)


def _holds_cells(control: Element) -> bool:
    content = child(control, "sdtContent")
    return content is not None and any(local(below) in ("tc", "tr", "tbl") for below in content)


def alternative(element: Element) -> Element:
    """Return the one branch of a content written twice for old and new programs that holds what can be read."""
    branches = [below for below in element if local(below) in ("Choice", "Fallback")]
    readable = (b for b in branches if any(local(d) in ("t", "blip", "imagedata", "tbl") for d in b.iter()))
    return next(readable, branches[0] if branches else element)
