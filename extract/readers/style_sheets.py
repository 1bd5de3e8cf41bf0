"""Styles inside a page, as far as they can change what a reader sees: the rules of its style sheets, the weightier last."""

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from typing import Any

import tinycss2
from cssselect import SelectorError
from cssselect import parse as parse_selector
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

EFFECTS = json.loads((files(__package__) / "html_appearance.json").read_text(encoding="utf-8"))
_EFFECTS = {
    effect: {name: re.compile(value) for name, value in EFFECTS[effect].items()}
    for effect in ("unseen", "struck", "unseen_if_clipped", "hard_to_see", "raised", "apart", "background")
}
_PROPERTIES = frozenset(name for names in _EFFECTS.values() for name in names).union(("overflow", "font-size"))
_MOST_RULES = 1000
_PRINTS_DIGITS = re.compile(r"content\s*:\s*(?:[\"'][^\"']*[\d\\]|counter|attr)", re.IGNORECASE)
_PSEUDO_ELEMENT = re.compile(r"::?(?:before|after)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """What is declared for an element, as far as it matters. `effects` are those that `html_appearance.json` names; `size` is that of the letters."""

    declared: tuple[tuple[str, str], ...] = ()
    effects: frozenset[str] = frozenset()
    size: str | None = None


NOTHING = Style()


@lru_cache(4096)
def style_of(text: str) -> Style:
    """Return the style that a `style` attribute or the inside of a rule declares."""
    found = {}
    for declaration in text.lower().split(";"):
        name, _, value = declaration.partition(":")
        if name.strip() in _PROPERTIES:
            found[name.strip()] = value.replace("!important", "").strip()
    return _with_effects(found) if found else NOTHING


@lru_cache(4096)
def merged(lighter: Style, weightier: Style) -> Style:
    """Return the style of an element for which both are declared."""
    return weightier if lighter is NOTHING else _with_effects(dict(lighter.declared + weightier.declared))


def _with_effects(declared: dict[str, str]) -> Style:
    effects = {
        effect
        for effect, known in _EFFECTS.items()
        if any(name in known and known[name].fullmatch(value) for name, value in declared.items())
    }
    if "unseen_if_clipped" in effects and declared.get("overflow") == "hidden":
        effects.add("unseen")
    return Style(tuple(declared.items()), frozenset(effects), declared.get("font-size"))


def rules_of(tree: LexborHTMLParser) -> list[tuple[str, Style]]:
    """Return the selectors of a page's own style sheets with what they declare, in the order of their specificity."""
    found = []
    for sheet in tree.css("style"):
        for selector, style in islice(_rules(sheet.text()), _MOST_RULES):
            weight = _weight(tree, selector)
            if weight is not None:
                found.append((weight, selector, style))
    return [(selector, style) for _, selector, style in sorted(found, key=lambda rule: rule[0])]


def numbered_by_style(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """Yield the elements before or after which a style sheet of the page prints digits that stand nowhere in its text."""
    for sheet in tree.css("style"):
        if _PRINTS_DIGITS.search(sheet.text()):
            for rule in _qualified(sheet.text()):
                if _PRINTS_DIGITS.search(tinycss2.serialize(rule.content)):
                    for selector in _selectors(rule):
                        bare = _PSEUDO_ELEMENT.sub("", selector)
                        if bare != selector and _weight(tree, bare) is not None:
                            yield from tree.css(bare)


def _rules(sheet: str) -> Iterator[tuple[str, Style]]:
    """Yield the rules of a style sheet that declare something that matters."""
    for rule in _qualified(sheet):
        style = style_of(tinycss2.serialize(rule.content))
        if style is not NOTHING:
            yield from ((selector, style) for selector in _selectors(rule))


def _selectors(rule: Any) -> list[str]:
    return [selector.strip() for selector in tinycss2.serialize(rule.prelude).split(",")]


def _qualified(sheet: str) -> Iterator[Any]:
    """Yield the rules of a style sheet for the screen."""
    rules = deque(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True))
    while rules:
        rule = rules.popleft()
        if rule.type == "qualified-rule":
            yield rule
        elif rule.type == "at-rule" and rule.lower_at_keyword == "media" and _is_for_screens(rule):
            inside = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            rules.extendleft(reversed(inside))


def _is_for_screens(media: Any) -> bool:
    return media.content is not None and "print" not in tinycss2.serialize(media.prelude)


def _weight(tree: LexborHTMLParser, selector: str) -> tuple[int, int, int] | None:
    """Return the specificity of a selector; None for one that selects no elements."""
    try:
        parsed = parse_selector(selector)[0]
        tree.css_first(selector)
    except (SelectorError, SelectolaxError):
        return None
    return None if parsed.pseudo_element else parsed.specificity()
