"""The XML of OFD files: elements and attributes by local name, whatever namespace, prefix or case a writer gave them."""

from collections.abc import Iterator

from lxml import etree

from extract.errors import UnreadableDocument

MOST_NUMBERS = 100_000
"""So many numbers one attribute or element may hold once its runs are written out."""


def parse_xml(data: bytes, name: str) -> etree._Element:
    """Return the root of an XML file. Raises UnreadableDocument when it is broken; nothing outside it is ever loaded."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(f"{name} of the OFD file is damaged: {error}") from error


def local_name(element: etree._Element) -> str:
    """Return the name of an element in lower case without its namespace; that of a comment is empty."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the direct children of these names (in lower case), in order."""
    return (child for child in element if local_name(child) in names)


def child(element: etree._Element, *path: str) -> etree._Element | None:
    """Return the first element along a path of names (in lower case) below an element."""
    found: etree._Element | None = element
    for name in path:
        found = None if found is None else next(children(found, name), None)
    return found


def content(element: etree._Element | None) -> str:
    """Return the text of an element without the white space around it; empty for None."""
    return "" if element is None else "".join(element.itertext()).strip()


def attribute(element: etree._Element, name: str) -> str | None:
    """Return an attribute by its name in lower case."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2].lower() == name:
            return str(value).strip()
    return None


def is_true(element: etree._Element, name: str, *, default: bool) -> bool:
    """Return a truth value of XML, which may be a word or a digit."""
    value = (attribute(element, name) or "").lower()
    return value in ("true", "1") if value in ("true", "false", "1", "0") else default


def number(text: str | None, default: float) -> float:
    """Return a finite number, or the default where there is none."""
    try:
        value = float(text or "")
    except ValueError:
        return default
    return value if abs(value) < 1e6 else default


def numbers(text: str | None, least: int = 0) -> list[float] | None:
    """Return the numbers in a list; None when one is none, is out of all bounds, or there are fewer than `least`."""
    words = (text or "").replace(",", " ").split()
    if not least <= len(words) <= MOST_NUMBERS:
        return None
    try:
        found = [float(word) for word in words]
    except ValueError:
        return None
    return found if all(abs(value) < 1e6 for value in found) else None


def offsets(text: str | None) -> list[float] | None:
    """Return the distances from character to character, where `g 3 4.2` stands for three times 4.2; None when malformed."""
    words = (text or "").split()
    found: list[float] = []
    position = 0
    while position < len(words):
        run = words[position].lower() == "g"
        expanded = _run(words[position + 1 : position + 3]) if run else numbers(words[position])
        if expanded is None or len(found) + len(expanded) > MOST_NUMBERS:
            return None
        found += expanded
        position += 3 if run else 1
    return found


def _run(words: list[str]) -> list[float] | None:
    pair = numbers(" ".join(words), 2)
    return [pair[1]] * int(pair[0]) if pair and 0 <= pair[0] <= MOST_NUMBERS else None
