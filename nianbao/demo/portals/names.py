"""The names that families of software give to articles, columns and files: digests, identifiers and numbers, always the same."""

from hashlib import sha256

from nianbao.demo.model import Agency, Item
from nianbao.demo.numbers import draw
from nianbao.demo.portals import articles


def hex32(item: Item, *use: str) -> str:
    """Return 32 hexadecimal digits that name an article, or another use of it."""
    return sha256(f"{articles.number(item)}{use}".encode()).hexdigest()[:32]


def code(agency: Agency, low: int, high: int, use: str = "column") -> int:
    """Return a number that names a column or another thing of an agency."""
    return draw(low, high, agency.id, use)


def uuid(text: str) -> str:
    """Return an identifier in the form of a UUID."""
    digits = sha256(text.encode()).hexdigest()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]))
