"""What the style of a page does to its text: hides it, strikes it out, raises it, sets it apart, makes it hard to see.

Style sheets inside the page and `style` attributes count, those of other files are not known. The properties and values
that matter stand in `html_appearance.json`.
"""

import re
from collections.abc import Iterator
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.readers.style_sheets import EFFECTS, NOTHING, Style, merged, numbered_by_style, rules_of, style_of

_SIGNS = {word: re.compile(sign) for word, sign in EFFECTS["signs"].items()}
_STRUCK = "del, s, strike"
_ODD_WRITING = "ol, ruby, bdo, [dir=rtl]"
_NOTE_TAGS = frozenset(["sup", "sub"])
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)([a-z%]+)")
_SMALL = 0.8
"""A digit of less than this share of its neighbour's size is no digit of the same number."""

_WHITE = "white", "#fff", "#ffffff"


class Appearance:
    """How the elements of one page look, as far as the page itself says."""

    def __init__(self, tree: LexborHTMLParser, text: str) -> None:
        self._tree = tree
        low = text.lower()
        self._changes_sight = any(word in low and sign.search(low) for word, sign in _SIGNS.items())
        self._has_odd_writing = any(mark in low for mark in ("<ol", "<ruby", "<bdo", "rtl"))

    @cached_property
    def struck(self) -> tuple[LexborNode, ...]:
        """Elements whose text is struck out."""
        styled = self._styled if self._changes_sight else []
        return (*self._tree.css(_STRUCK), *(node for node in styled if "struck" in self._style(node).effects))

    @cached_property
    def unseen(self) -> frozenset[int]:
        """The identities of elements that are struck out or not shown."""
        found = {node.mem_id for node in (*self.struck, *self._tree.css("[hidden]"))}
        if self._changes_sight:
            found.update(node.mem_id for node in self._styled if "unseen" in self._style(node).effects)
        return frozenset(found)

    @cached_property
    def hard_to_see(self) -> tuple[LexborNode, ...]:
        """Elements whose text may be shown otherwise than it is written: white on white, turned about, numbered by the browser."""
        found = self._tree.css(_ODD_WRITING) if self._has_odd_writing else []
        found += numbered_by_style(self._tree)
        if self._changes_sight:
            styled = (node for node in self._styled if "hard_to_see" in self._style(node).effects)
            white = (node for node in self._tree.css("font[color]") if _colour(node) in _WHITE)
            found += [node for node in (*styled, *white) if not self._has_background(node)]
        return tuple(found)

    def relation(self, before: LexborNode, after: LexborNode) -> str:
        """Return how two pieces of text look that follow each other: "glued", "apart", or "note" where the second is a note's mark."""
        left, right = _parted(before, after)
        if any(self._is_note(node) for node in right):
            return "note"
        if any(self._is_note(node) or self._stands_apart(node) for node in (*left, *right)):
            return "apart"
        if all(self._style(node).size is None for node in (*left, *right)):
            return "glued"
        return "glued" if _same_size(self._size(before), self._size(after)) else "apart"

    def _is_note(self, node: LexborNode) -> bool:
        if node.tag in _NOTE_TAGS or "raised" in self._style(node).effects:
            return True
        return node.tag == "a" and (node.attributes.get("href") or "").startswith("#")

    def _stands_apart(self, node: LexborNode) -> bool:
        return node.tag in ("a", "rt", "label") or "apart" in self._style(node).effects

    def _size(self, text: LexborNode) -> str | None:
        sizes = (self._style(node).size for node in _around(text))
        return next((size for size in sizes if size is not None), None)

    def _has_background(self, node: LexborNode) -> bool:
        return any(
            "background" in self._style(around).effects
            or (around.attributes.get("bgcolor") or "#ffffff").lower() not in _WHITE
            or around.attributes.get("background") is not None
            for around in (node, *_around(node))
        )

    def _style(self, node: LexborNode) -> Style:
        """Return what is declared for an element: by style sheets, and weightier by itself."""
        own = style_of(node.attributes.get("style") or "") if node.is_element_node else NOTHING
        sheets = self._sheet_styles.get(node.mem_id, NOTHING) if self._sheet_styles else NOTHING
        return own if sheets is NOTHING else sheets if own is NOTHING else merged(sheets, own)

    @cached_property
    def _styled(self) -> list[LexborNode]:
        return [node for selector, _ in self._rules for node in self._tree.css(selector)] + self._tree.css("[style]")

    @cached_property
    def _sheet_styles(self) -> dict[int, Style]:
        """Return the styles that the rules of style sheets give to elements, the weightier rules last."""
        found: dict[int, Style] = {}
        for selector, style in self._rules:
            for node in self._tree.css(selector):
                known = found.get(node.mem_id)
                found[node.mem_id] = merged(known, style) if known is not None else style
        return found

    @cached_property
    def _rules(self) -> list[tuple[str, Style]]:
        return rules_of(self._tree)


def _colour(font: LexborNode) -> str:
    return (font.attributes.get("color") or "").strip().lower()


def _around(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the elements around a node, the innermost first."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _parted(before: LexborNode, after: LexborNode) -> tuple[list[LexborNode], list[LexborNode]]:
    """Return the elements that stand around the first of two pieces of text only, and those around the second only."""
    left, right = before.parent, after.parent
    if left is not None and right is not None and left.parent is not None and right.parent is not None:
        if left.mem_id == right.mem_id:
            return [], []
        if left.parent.mem_id == right.parent.mem_id:
            return [left], [right]
    outer, others = list(_around(before)), list(_around(after))
    while outer and others and outer[-1].mem_id == others[-1].mem_id:
        outer.pop()
        others.pop()
    return outer, others


def _same_size(left: str | None, right: str | None) -> bool:
    """Return whether two sizes are about the same; sizes in different units, or not given, are not compared."""
    if left == right or left is None or right is None:
        return True
    sizes = _LENGTH.fullmatch(left), _LENGTH.fullmatch(right)
    if sizes[0] is None or sizes[1] is None or sizes[0][2] != sizes[1][2]:
        return True
    small, large = sorted(float(size[1]) for size in sizes if size is not None)
    return small >= _SMALL * large
