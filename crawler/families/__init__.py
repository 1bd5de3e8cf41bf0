"""The families of portal software, and telling which one made a page."""

from crawler import rules
from crawler.article import Article
from crawler.families.fingerprints import Recognition
from crawler.families.gkmlpt import Gkmlpt
from crawler.families.intertid import Intertid
from crawler.families.ivs import Ivs
from crawler.families.jpaas import Jpaas
from crawler.families.jpage import Jpage
from crawler.families.kaipu import Kaipu
from crawler.families.page_pc import PagePc
from crawler.families.querylist import QueryList
from crawler.families.static import Static
from crawler.page import Page

UNKNOWN = "unknown"
_SURE_ENOUGH = 0.3
_WITH_INTERFACES = {
    "gkmlpt": Gkmlpt,
    "intertid": Intertid,
    "ivs": Ivs,
    "jpaas": Jpaas,
    "jpage": Jpage,
    "kaipu": Kaipu,
    "page_pc": PagePc,
    "querylist": QueryList,
}

FAMILIES: dict[str, Static] = {
    name: _WITH_INTERFACES.get(name, Static)(name) for name in rules.load("families/fingerprints.yaml")
}
"""The families by name: those whose lists interfaces fill have a module each, all others are static pages."""

_PLAIN = Static(UNKNOWN)


def recognise(page: Page) -> Recognition:
    """Return the family that fits a page best; `unknown` when none fits well enough."""
    best = max((family.fingerprint(page) for family in FAMILIES.values()), key=lambda found: found.confidence)
    return best if best.confidence >= _SURE_ENOUGH else Recognition(UNKNOWN, best.confidence, best.reasons)


def article(page: Page) -> Article:
    """Return what an article page says, as its family reads it; which one it is matters only if one with a way of its own
    may be it."""
    own = (family for family in FAMILIES.values() if type(family).article is not Static.article)
    if not any(family.fingerprint(page).confidence >= _SURE_ENOUGH for family in own):
        return _PLAIN.article(page)
    return reader(recognise(page).family).article(page)


def reader(name: str) -> Static:
    """Return the functions of a family; the pages of an unknown one are read as they stand."""
    return FAMILIES.get(name, _PLAIN)


def form(url: str) -> str | None:
    """Return the form that an address of some family's interface must be asked with, be it empty; None for a plain GET."""
    forms = (family.form(url) for family in FAMILIES.values())
    return next((form for form in forms if form is not None), None)
