"""Office Open XML packages: parts and their relationships, whether zipped or as one flat XML file; elements by local name.

The strict and the transitional standard differ in namespaces only, so elements and attributes go by their local names.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import TypeAlias

from lxml import etree

from extract.errors import UnreadableDocument
from extract.safe_zip import MEMBER_LIMIT, SafeZip, open_zip

Element: TypeAlias = etree._Element
_OFF = frozenset(("0", "false", "off", "none"))


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: the last word of the kind, such as image, and the part meant; None when it lies outside."""

    kind: str
    target: str | None


class Package:
    """The parts of an Office Open XML file by their names, without the leading slash."""

    def __init__(self, parts: "SafeZip | _FlatParts") -> None:
        """Take the parts."""
        self._parts = parts

    def names(self) -> list[str]:
        """Return the names of all parts."""
        return self._parts.names()

    def data(self, name: str, limit: int = MEMBER_LIMIT) -> bytes | None:
        """Return the bytes of a part, or None when there is none. Raises UnreadableDocument when it is damaged."""
        return self._parts.read(name, limit) if name in self._parts else None

    def xml(self, name: str | None) -> Element | None:
        """Return the root element of a part, or None when there is none. Raises UnreadableDocument when it is damaged."""
        data = self.data(name) if name else None
        return None if data is None else parse_xml(data)

    def relations(self, name: str) -> dict[str, Relation]:
        """Return what a part refers to, by the id of the reference; of the package itself with an empty name."""
        folder = dirname(name)
        root = self.xml(join(folder, "_rels", f"{name[len(folder) :].lstrip('/')}.rels"))
        found = {}
        for child in root if root is not None else ():
            target = attribute(child, "Target") or ""
            outside = attribute(child, "TargetMode") == "External"
            path = normpath(target.lstrip("/") if target.startswith("/") else join(folder, target))
            kind = (attribute(child, "Type") or "").rpartition("/")[2]
            found[attribute(child, "Id") or ""] = Relation(kind, None if outside else path)
        return found

    def related(self, name: str, kind: str) -> str | None:
        """Return the first part of a kind that a part refers to."""
        return next((r.target for r in self.relations(name).values() if r.kind == kind and r.target), None)


class _FlatParts:
    """The parts inside one XML file."""

    def __init__(self, root: Element) -> None:
        parts = (part for part in root if local(part) == "part")
        self._parts = {(attribute(part, "name") or "").lstrip("/"): part for part in parts}

    def names(self) -> list[str]:
        return list(self._parts)

    def __contains__(self, name: object) -> bool:
        return name in self._parts

    def read(self, name: str, limit: int) -> bytes:
        content = next(iter(self._parts[name]), None)
        if content is None:
            return b""
        if local(content) == "xmlData":
            data = etree.tostring(content[0]) if len(content) else b""
        else:
            try:
                data = b64decode(content.text or "")
            except (Base64Error, ValueError) as error:
                raise UnreadableDocument(f"the part {name} is damaged") from error
        if len(data) > limit:
            raise UnreadableDocument(f"the part {name} has more than {limit} bytes")
        return data


def open_package(data: bytes) -> Package:
    """Return the package in these bytes. Raises UnreadableDocument when it is damaged."""
    return Package(open_zip(data) if data.startswith(b"PK") else _FlatParts(parse_xml(data)))


def parse_xml(data: bytes) -> Element:
    """Return the root of an XML document; no entity is expanded, nothing is fetched. Raises UnreadableDocument."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(f"the XML inside is damaged: {error}") from error


def local(element: Element) -> str:
    """Return the name of an element without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element | None, name: str) -> str | None:
    """Return an attribute by its local name."""
    if element is None:
        return None
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


def reference(element: Element, name: str = "id") -> str | None:
    """Return the id by which an element refers to another part, as in r:embed."""
    suffix = f"/relationships}}{name}"
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith(suffix)), None)


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first child by its local name, or a child of that and so on."""
    for name in path:
        element = next((below for below in element if local(below) == name), None) if element is not None else None
    return element


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Yield the children of a local name."""
    return (below for below in (element if element is not None else ()) if local(below) == name)


def number_of(element: Element | None, name: str = "val", default: int = 0) -> int:
    """Return an attribute as a whole number, `default` where it is missing or no number."""
    text = (attribute(element, name) or "").strip()
    bare = text.removeprefix("-")
    return int(text) if bare.isascii() and bare.isdigit() and len(bare) < 9 else default


def is_on(element: Element) -> bool:
    """Return whether a property that is present is switched on."""
    return (attribute(element, "val") or "1").lower() not in _OFF
